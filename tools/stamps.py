"""Draws labelled pages: seals, signatures, faces and patched words, and the things that are easily taken for them.

What is on a page is known exactly, so that inspectors can be tuned on some seeds and measured on others. Everything is
invented and drawn; real scans, real pens and real faces are harder than these.
"""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

from eligibility.measurement import Box, Line, Seal
from tools.drawing import GOLD, RED, WHITE, Colour, Page
from tools.fonts import Face, font
from tools.portrait import portrait
from tools.truth import Print

if TYPE_CHECKING:
    from cv2.typing import MatLike

Shape = Literal["round", "oval", "square"]
Ink = Literal["red", "blue"]
Ground = Literal["letter", "letterhead", "award", "honour", "table", "pictures", "card", "cover", "marked"]
Taking = Literal["export", "scan", "warm", "cool", "jpeg", "phone", "small", "grey", "black-white"]
State = Literal["signed", "typed", "empty", "stamped"]
Pose = Literal["frontal", "tilted", "turned", "two", "none", "grey", "dark", "bright", "landscape", "large"]
Patch = Literal["whited-out", "pasted", "copied", "none"]

DPI: Final = 150
MM: Final = DPI / 25.4
"""Pixels a millimetre."""
GROUNDS: Final[tuple[Ground, ...]] = get_args(Ground)
COLOUR_TAKINGS: Final[tuple[Taking, ...]] = ("export", "scan", "warm", "cool", "jpeg", "phone", "small")

_A4: Final = (1240, 1754)
_INKS: Final[dict[Ink, tuple[Colour, ...]]] = {
    "red": (RED, (190, 40, 52), (222, 56, 44), (200, 30, 70)),
    "blue": ((36, 60, 160), (50, 70, 190), (30, 44, 120)),
}
_WORDS: Final = ("试验", "项目", "成果", "样品", "方法", "数据", "工作", "研究", "技术", "评价", "应用", "分析", "单位")
_LINKS: Final = ("的", "与", "和", "，", "在", "为", "对", "。", "已", "能", "将", "于")
_ISSUERS: Final = ("安徽省示例科学技术协会", "合肥市样例学院", "示例研究所", "芜湖样例机械制造有限公司")
_PLACES: Final = ("安徽省", "合肥市", "芜湖市", "蚌埠", "黄山", "皖南", "")
_BODIES: Final = (
    *("示例科学技术协会", "样例人民医院", "虚构大学", "示例研究所", "样例机械制造有限公司", "虚构农业科学院"),
    *("示例职业技术学院", "样例电力设计院股份有限公司", "示例教育局", "虚构水利工程建设集团"),
)
_NAMES: Final = ("王样本", "李示例", "欧阳例", "周文", "陈试样", "钱一鸣", "赵思源", "孙立言")
_LABELS: Final = ("承诺人（手写签名）：", "承诺人：", "承诺人签名：", "本人签名：", "申报人签字：", "签名：")
_PRINT: Final[tuple[Face, ...]] = ("song", "hei", "kai", "song-bold")


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A page and what is on it; `lines` are a pledge's label and what is printed near it. Boxes are in pixels of the image.

    `owner` is what the seal says: along its rim, or in a square one from the right.
    """

    image: Image.Image
    what: str
    seals: tuple[Seal, ...] = ()
    owner: str = ""
    faces: tuple[Box, ...] = ()
    state: State | None = None
    lines: tuple[Line, ...] = ()
    patch: Box | None = None
    dpi: int | None = DPI
    quality: int = 88

    def encoded(self) -> bytes:
        """Return the page as a JPEG of its `quality`, or as a PNG if that is 100."""
        file = io.BytesIO()
        dpi = {} if self.dpi is None else {"dpi": (self.dpi, self.dpi)}
        if self.quality == 100:
            self.image.save(file, "PNG", **dpi)
        else:
            self.image.save(file, "JPEG", quality=self.quality, **dpi)
        return file.getvalue()


# --- Grounds: everything that is not a seal ---------------------------------------------------------------------------


def _sentence(rng: random.Random, length: int) -> str:
    return "".join(rng.choice(_WORDS) + rng.choice(_LINKS) for _ in range(length // 3))


def ground(kind: Ground, rng: random.Random) -> Page:
    """Return a page of the kind without any seal, but with red and blue things on it."""
    landscape = kind in {"award", "honour", "card"}
    size = (_A4[1], _A4[0]) if landscape else _A4
    paper = WHITE if kind in {"letter", "letterhead", "table", "marked"} else (252, rng.randint(244, 250), 236)
    page = Page(*size, paper=paper)
    _DRAWN[kind](page, rng)
    return page


def _body(page: Page, rng: random.Random, top: float, bottom: float) -> None:
    size = rng.randint(26, 34)
    face = rng.choice(_PRINT)
    while top < bottom - 4 * size:
        top = page.paragraph((150, top), page.width - 300, _sentence(rng, rng.randint(40, 160)), face, size) + size / 2


def _letter(page: Page, rng: random.Random) -> None:
    page.text(page.width / 2, 190, _sentence(rng, 18)[:9], "hei-bold", 52, anchor="mm", gap=8)
    _body(page, rng, 300, page.height - 400)


def _letterhead(page: Page, rng: random.Random) -> None:
    page.text(page.width / 2, 200, rng.choice(_ISSUERS) + "文件", "song-bold", 70, fill=RED, anchor="mm", gap=6)
    page.line((140, 300, page.width - 140, 300), RED, rng.choice((3, 6, 10)))
    if rng.random() < 0.5:
        page.line((140, page.height - 160, page.width - 140, page.height - 160), RED, 4)
    _body(page, rng, 360, page.height - 400)


def _award(page: Page, rng: random.Random) -> None:
    page.wave_frame(44, 38, rng.choice((GOLD, RED, (96, 128, 92))))
    page.text(
        page.width / 2, 210, rng.choice(("获奖证书", "科学技术奖证书")), "song-bold", 80, fill=RED, anchor="mm", gap=20
    )
    _body(page, rng, 360, page.height - 380)


def _honour(page: Page, rng: random.Random) -> None:
    page.frame(46, RED, rng.randint(4, 14))
    page.frame(74, rng.choice((GOLD, RED)), 4)
    page.text(page.width / 2, 260, "荣誉证书", "kai", 130, fill=RED, anchor="mm", gap=70)
    if rng.random() < 0.5:
        _emblem(page, page.width / 2, 130, rng.randint(50, 80))
    _body(page, rng, 420, page.height - 380)


def _emblem(page: Page, x: float, y: float, radius: int) -> None:
    box = (x - radius, y - radius, x + radius, y + radius)
    page.ellipse(box, fill=(200, 36, 34), outline=GOLD, width=max(3, radius // 9))
    page.text(x, y, "例", "song-bold", radius, fill=(250, 216, 120), anchor="mm")


def _table(page: Page, rng: random.Random) -> None:
    line = rng.choice((RED, (40, 40, 44), (40, 60, 160)))
    page.text(page.width / 2, 170, _sentence(rng, 18)[:8], "hei-bold", 48, anchor="mm", fill=line)
    top = 260
    for _ in range(rng.randint(6, 10)):
        height = rng.choice((110, 150, 240))
        left = 130
        while left < page.width - 260:
            wide = min(rng.choice((150, 240, 420, 520)), page.width - 130 - left)
            page.rectangle((left, top, left + wide, top + height), outline=line, width=3)
            page.text(left + 12, top + height / 2, _sentence(rng, 60)[: max(1, wide // 44)], "song", 28, anchor="lm")
            left += wide
        top += height
        if top > page.height - 300:
            break


def _pictures(page: Page, rng: random.Random) -> None:
    grounds = ((200, 30, 36), (67, 142, 219), (238, 240, 243))
    for place in range(rng.randint(2, 5)):
        face = portrait(f"{rng.random()}", rng.choice(("male", "female")))
        tinted = ImageChops.multiply(face, Image.new("RGB", face.size, rng.choice(grounds))) if place % 2 else face
        wide = rng.randint(150, 420)
        page.image.paste(
            tinted.resize((wide, wide * 4 // 3)), (120 + place % 2 * 560, 150 + place // 2 * 600 + rng.randint(0, 40))
        )
    _body(page, rng, page.height - 420, page.height - 100)


def _card(page: Page, rng: random.Random) -> None:
    ImageDraw.Draw(page.image).rounded_rectangle((60, 60, page.width - 60, page.height - 60), 60, fill=(240, 232, 226))
    _emblem(page, 320, 300, rng.randint(90, 170))
    page.text(1060, 300, "样例身份证", "song-bold", 120, anchor="mm")
    face = portrait(f"{rng.random()}", "male").resize((330, 440))
    page.image.paste(face, (1240, 560))
    page.text(260, 760, "签发机关  示例公安局", "hei", 52)


def _cover(page: Page, rng: random.Random) -> None:
    dark = rng.choice(((24, 74, 120), (150, 30, 40), (30, 98, 76)))
    page.rectangle((0, 0, page.width, rng.randint(300, 900)), fill=dark)
    page.text(page.width / 2, 200, "样例学报", "song-bold", 140, fill=WHITE, anchor="mm", gap=20)
    for ring in range(rng.randint(2, 5)):
        reach = 180 + ring * 90
        page.arc((620 - reach, 1260 - reach, 620 + reach, 1260 + reach), 180, 330, dark, 6)
    page.ellipse((200, 1000, 420, 1220), fill=dark, outline=dark, width=1)
    page.text(310, 1110, "学", "song-bold", 140, fill=WHITE, anchor="mm")


def _marked(page: Page, rng: random.Random) -> None:
    """Draw a letter on which somebody underlined, ticked and circled in red and blue."""
    _letter(page, rng)
    for _ in range(rng.randint(3, 8)):
        pen = rng.choice((RED, (40, 70, 180)))
        x, y = rng.randint(160, 800), rng.randint(350, 1300)
        if rng.random() < 0.5:
            page.line((x, y, x + rng.randint(80, 300), y + rng.randint(-4, 4)), pen, 4)
        else:
            wide = rng.randint(120, 300)
            page.arc((x, y, x + wide, y + rng.randint(70, 240)), 10, rng.randint(330, 368), pen, 4)
    page.text(880, 1500, "样例标题", "song-bold", 64, fill=RED)


_DRAWN: Final = {
    "letter": _letter,
    "letterhead": _letterhead,
    "award": _award,
    "honour": _honour,
    "table": _table,
    "pictures": _pictures,
    "card": _card,
    "cover": _cover,
    "marked": _marked,
}


# --- Seals ------------------------------------------------------------------------------------------------------------


def stamp(
    page: Page,
    shape: Shape,
    ink: Ink,
    rng: random.Random,
    strength: float = 1.0,
    middle: tuple[int, int] | None = None,
) -> tuple[Seal, str]:
    """Stamp a seal of the usual size, over an issuer's name in the lower part of the page or at a `middle`; return it and its owner."""
    owner = rng.choice(_NAMES)[:2] + "之印" if shape == "square" else rng.choice(_PLACES) + rng.choice(_BODIES)
    mask = _seal_mask(shape, owner, rng).rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC, expand=True)
    worn = Image.frombytes("L", (9, 9), bytes(rng.randint(130, 255) for _ in range(81)))
    mask = ImageChops.multiply(mask, worn.resize(mask.size, Image.Resampling.BICUBIC))
    mask = mask.point(lambda value: round(value * strength))
    x = rng.randint(200, page.width - 200 - mask.width)
    y = rng.randint(page.height - 620, page.height - 140 - mask.height)
    if middle is None:
        page.text(x + mask.width / 2, y + mask.height / 2, rng.choice(_ISSUERS)[:8], "song", 32, anchor="mm")
    else:
        x, y = middle[0] - mask.width // 2, middle[1] - mask.height // 2
    colour = Image.new("RGB", mask.size, rng.choice(_INKS[ink]))
    under = page.image.crop((x, y, x + mask.width, y + mask.height))
    page.image.paste(ImageChops.multiply(under, colour), (x, y), mask)
    left, top, right, bottom = mask.point(lambda value: 255 if value > 20 * strength else 0).getbbox() or (0, 0, 1, 1)
    return Seal(box=(x + left, y + top, right - left, bottom - top), colour=ink, shape=shape), owner


def _seal_mask(shape: Shape, owner: str, rng: random.Random) -> Image.Image:
    """Return the ink of a new seal, drawn three times as large and reduced."""
    tall = {"round": rng.uniform(36, 45), "oval": 30.0, "square": rng.uniform(17, 26)}[shape]
    wide = {"round": tall, "oval": 45.0, "square": tall}[shape]
    width, height = (round(side * MM * 3) for side in (wide, tall))
    mask = Image.new("L", (width + 12, height + 12))
    draw = ImageDraw.Draw(mask)
    rim = round(rng.uniform(0.8, 1.3) * MM * 3)
    if shape == "square":
        draw.rectangle((6, 6, width + 5, height + 5), outline=255, width=rim)
        letter = round(height * 0.4)
        for place, sign in enumerate(owner):
            middle = (width * (0.71 - 0.42 * (place // 2)) + 6, height * (0.29 + 0.42 * (place % 2)) + 6)
            draw.text(middle, sign, 255, font("song-bold", letter), anchor="mm")
    else:
        draw.ellipse((6, 6, width + 5, height + 5), outline=255, width=rim)
        _words_around(mask, owner, height)
        _middle(draw, shape, mask.size, height)
    return mask.resize((mask.width // 3, mask.height // 3), Image.Resampling.LANCZOS)


def _words_around(mask: Image.Image, words: str, height: int) -> None:
    letter = round(min(height * 0.15, height * 1.5 / len(words)))
    span = min(240.0, 28.0 * (len(words) - 1))
    for number, sign in enumerate(words):
        turn = -span / 2 + span * number / (len(words) - 1)
        tile = Image.new("L", (letter * 2, letter * 2))
        ImageDraw.Draw(tile).text((letter, letter), sign, 255, font("song-bold", letter), anchor="mm")
        tile = tile.rotate(-turn, Image.Resampling.BICUBIC)
        x = mask.width / 2 + (mask.width / 2 - height * 0.13) * math.sin(math.radians(turn))
        y = mask.height / 2 - (mask.height / 2 - height * 0.13) * math.cos(math.radians(turn))
        mask.paste(255, (round(x - letter), round(y - letter)), tile)


def _middle(draw: ImageDraw.ImageDraw, shape: Shape, size: tuple[int, int], height: int) -> None:
    x, y = size[0] / 2, size[1] / 2
    if shape == "round":
        star = [
            (x + reach * math.sin(math.pi * corner / 5), y - reach * math.cos(math.pi * corner / 5))
            for corner in range(10)
            for reach in [height * (0.07 if corner % 2 else 0.18)]
        ]
        draw.polygon(star, 255)
    draw.text(
        (x, y + height * (0.28 if shape == "round" else 0.0)), "专用章", 255, font("hei", height // 9), anchor="mm"
    )


def sealed(
    seed: str, on: Ground, shape: Shape | None, ink: Ink = "red", taking: Taking = "scan", strength: float = 1.0
) -> Labelled:
    """Return a page with one seal, or with none if no shape is given; `strength` below 1 is a faint print."""
    rng = random.Random(seed)
    page = ground(on, rng)
    if shape is None:
        return taken(Labelled(image=page.image, what=f"{on} {taking}"), taking, rng)
    seal, owner = stamp(page, shape, ink, rng, strength)
    return taken(Labelled(image=page.image, what=f"{on} {taking}", seals=(seal,), owner=owner), taking, rng)


# --- Signatures, portraits, patches -----------------------------------------------------------------------------------


def pledge(seed: str, state: State, taking: Taking = "scan") -> Labelled:
    """Return a pledge whose line for the signature is signed, typed on, empty, or empty under a seal."""
    rng = random.Random(seed)
    page = Page(*_A4, paper=WHITE)
    page.text(page.width / 2, 200, "个人诚信承诺书", "hei-bold", 54, anchor="mm", gap=14)
    size = rng.randint(28, 36)
    face = rng.choice(_PRINT)
    y: float = 320
    for _ in range(3):
        y = page.paragraph((150, y), 940, f"本人郑重承诺：{_sentence(rng, rng.randint(50, 110))}", face, size) + 14
    y = round(y) + rng.randint(90, 190)
    label = rng.choice(_LABELS)
    left = rng.randint(150, 560)
    page.text(left, y, label, face, size)
    start = left + round(font(face, size).getlength(label)) + 8
    if rng.random() < 0.6:
        page.line((start, y + size + 8, start + 8 * size, y + size + 8), (42, 40, 44), rng.choice((2, 3)))
    name = rng.choice(_NAMES)
    if state == "signed":
        pen = rng.choice(((28, 30, 40), (24, 24, 28), (30, 40, 120)))
        tall = round(size * rng.uniform(1.25, 2.5))
        page.write_by_hand(start + 4, y + size // 2 + rng.randint(-6, 6), name, tall, seed=seed, colour=pen)
    elif state == "typed":
        page.text(start + rng.randint(4, 40), y, name, rng.choice(_PRINT), round(size * rng.uniform(0.95, 1.1)))
    page.text(left, y + rng.randint(90, 140), "日期：2023年8月18日", face, size)
    lines = tuple(
        Line(text=mark.words, box=_whole(mark.box))
        for mark in page.truth
        if isinstance(mark, Print) and mark.box[1] > y - 40
    )
    page_of = Labelled(image=page.image, what=taking, state=state, lines=lines)
    if state == "stamped":
        seal, owner = stamp(page, "round", "red", rng, middle=(start + 150, y))
        page_of = replace(page_of, seals=(seal,), owner=owner)
    return taken(page_of, taking, rng)


def _whole(box: tuple[float, float, float, float]) -> Box:
    left, top, wide, tall = map(round, box)
    return left, top, wide, tall


def photo(seed: str, pose: Pose) -> Labelled:
    """Return a photograph of a drawn person; `turned` lies on its side, `tilted` leans a little, `none` shows nobody."""
    rng = random.Random(seed)
    face = portrait(seed, rng.choice(("male", "female")))
    boxes: tuple[Box, ...] = ((130, 150, 220, 270),)
    if pose == "none":
        face = ground(rng.choice(("cover", "letter", "table")), rng).image.resize((480, 640))
        boxes = ()
    elif pose == "turned":
        face, boxes = face.transpose(rng.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180))), ()
    elif pose == "tilted":
        face = face.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, fillcolor=face.getpixel((3, 3)))
    elif pose in {"two", "landscape"}:
        wide = Image.new("RGB", (960, 640), face.getpixel((3, 3)))
        wide.paste(face, (0, 0) if pose == "two" else (240, 0))
        boxes = ((130, 150, 220, 270),) if pose == "two" else ((370, 150, 220, 270),)
        if pose == "two":
            wide.paste(portrait(seed + "b", rng.choice(("male", "female"))), (480, 0))
            boxes = (*boxes, (610, 150, 220, 270))
        face = wide
    elif pose == "grey":
        face = ImageOps.grayscale(face).convert("RGB")
    elif pose in {"dark", "bright"}:
        face = ImageEnhance.Brightness(face).enhance(0.28 if pose == "dark" else 1.45)
    scale = {"large": 5.0}.get(pose, rng.uniform(0.45, 1.6))
    face = face.resize((round(face.width * scale), round(face.height * scale)), Image.Resampling.BICUBIC)
    scaled = tuple((round(x * scale), round(y * scale), round(w * scale), round(h * scale)) for x, y, w, h in boxes)
    return Labelled(image=grained(face, rng, 1.5), what=pose, faces=scaled, dpi=None)


def altered(seed: str, patch: Patch, on: Ground = "letter", quality: int = 95, grain: float = 4.0) -> Labelled:
    """Return a scan with the grain of its paper in which one word was covered, replaced, or copied from elsewhere."""
    rng = random.Random(seed)
    page = ground(on, rng)
    image = grained(page.image, rng, grain, darker=8)
    wide, tall = rng.randint(110, 320), rng.randint(38, 60)
    x, y = rng.randint(160, page.width - 200 - wide), rng.randint(page.height // 2, page.height - 420)
    paper = image.getpixel((130, page.height - 200))
    if patch == "whited-out":
        image.paste(rng.choice((paper, (255, 255, 255))), (x, y, x + wide, y + tall))  # type: ignore[arg-type]
    elif patch == "pasted":
        image.paste(paper, (x, y, x + wide, y + tall))  # type: ignore[arg-type]
        words = _sentence(rng, 60)[: wide // 36]
        ImageDraw.Draw(image).text((x + 6, y + tall / 2), words, (50, 48, 52), font("song", 32), anchor="lm")
    elif patch == "copied":
        image.paste(image.crop((x, y - 160, x + wide, y - 160 + tall)), (x, y))
    box = None if patch == "none" else (x, y, wide, tall)
    return Labelled(image=image, what=f"{patch} {quality}", patch=box, quality=quality)


# --- How a page was taken ---------------------------------------------------------------------------------------------


def taken(page: Labelled, how: Taking, rng: random.Random) -> Labelled:
    """Return the page as a scanner, a copier or a telephone takes it."""
    if how == "export":
        return replace(page, quality=100)
    image = page.image
    if how in {"grey", "black-white"}:
        grey = grained(image, rng, 3).convert("L")
        return replace(page, image=grey if how == "grey" else grey.point(lambda v: 255 if v > 150 else 0).convert("1"))
    if how == "phone":
        return _photographed(page, rng)
    if how == "small":
        small = image.resize((image.width // 2, image.height // 2), Image.Resampling.BOX)
        return replace(_moved(page, np.diag([0.5, 0.5, 1.0])), image=small, dpi=75)
    casts = {"warm": (1.0, 0.93, 0.82), "cool": (0.86, 0.94, 1.0)}
    cast = casts.get(how, (1.0, 1.0, 1.0))
    bands = [band.point(lambda v, part=part: round(v * part)) for band, part in zip(image.split(), cast, strict=True)]
    return replace(page, image=grained(Image.merge("RGB", bands), rng, 3), quality=15 if how == "jpeg" else 88)


def grained(image: Image.Image, rng: random.Random, sigma: float, darker: int = 3) -> Image.Image:
    """Return the image a little darker, softened, and with the noise of a sensor; the paper stays below white."""
    noise = np.random.default_rng(rng.randrange(1 << 32)).normal(0, sigma, (image.height, image.width, 1))
    pixels = cv2.GaussianBlur(np.asarray(image.convert("RGB"), np.float32), (0, 0), 0.6)
    return Image.fromarray(np.clip(pixels - darker + noise, 0, 255).astype(np.uint8))


def _photographed(page: Labelled, rng: random.Random) -> Labelled:
    """Return a telephone's picture: from a slant, on a table, light from one side; its file says 72 dots an inch."""
    width, height = page.image.size
    lean = 0.035
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shift = np.array([(rng.uniform(0.01, lean), rng.uniform(0.01, lean)) for _ in range(4)])
    inward = shift * np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * (width, height)
    matrix = cv2.getPerspectiveTransform(corners, (corners + inward).astype(np.float32))
    table = tuple(rng.randint(60, 150) for _ in range(3))
    pixels = cv2.warpPerspective(np.asarray(page.image), matrix, (width, height), borderValue=table)
    light = np.linspace(rng.uniform(0.62, 0.8), 1.0, width, dtype=np.float32)[None, :, None]
    cast = np.array([rng.uniform(0.92, 1.0), rng.uniform(0.92, 1.0), rng.uniform(0.85, 1.0)], np.float32)
    lit = Image.fromarray(np.clip(cv2.GaussianBlur(pixels, (0, 0), 0.9) * light * cast, 0, 255).astype(np.uint8))
    return replace(_moved(page, matrix), image=grained(lit, rng, 4), dpi=72, quality=75)


def _moved(page: Labelled, matrix: MatLike) -> Labelled:
    """Return the page with its boxes carried along by a perspective `matrix`."""

    def move(box: Box) -> Box:
        x, y, wide, tall = box
        points = np.array([[(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]], np.float32)
        left, top, width, height = cv2.boundingRect(cv2.perspectiveTransform(points, matrix.astype(np.float64)))
        return (int(left), int(top), int(width), int(height))

    return replace(
        page,
        seals=tuple(Seal(box=move(seal.box), colour=seal.colour, shape=seal.shape) for seal in page.seals),
        lines=tuple(Line(text=line.text, box=move(line.box)) for line in page.lines),
        patch=page.patch and move(page.patch),
    )
