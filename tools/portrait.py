"""A drawn face on a plain ground, in place of a photograph: nobody's portrait, a different one for each name."""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.drawing import Colour

SIZE: Final = (480, 640)
_SCALE: Final = 2
_SKINS: Final[tuple[Colour, ...]] = ((238, 205, 178), (231, 193, 163), (243, 213, 189))
_GROUNDS: Final[tuple[Colour, ...]] = ((67, 142, 219), (238, 240, 243), (204, 222, 238))
_SUITS: Final[tuple[Colour, ...]] = ((38, 42, 56), (54, 56, 62), (30, 48, 78))
_HAIR: Final[Colour] = (30, 26, 26)

Point = tuple[float, float]


@functools.lru_cache(maxsize=4)  # one person's papers show the same photo again and again
def portrait(name: str, sex: str) -> Image.Image:
    """Return head and shoulders, bare-headed and frontal."""
    rng = random.Random(f"{name} {sex}")
    return _Portrait(rng, woman=sex == "female").image()


class _Portrait:
    def __init__(self, rng: random.Random, *, woman: bool) -> None:
        self.rng = rng
        self.woman = woman
        self.skin = rng.choice(_SKINS)
        self.canvas = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), rng.choice(_GROUNDS))
        self.jaw = rng.uniform(0.9, 1.06)
        self.brow = rng.uniform(-3, 4)
        self.apart = rng.uniform(43, 48)
        self.nose = rng.uniform(-10, 8)
        self.mouth = rng.uniform(-5, 7)
        self.lips = rng.uniform(0.82, 1.15)
        self.parting = rng.choice((-1, 1))
        self.wide, self.high = rng.uniform(0.94, 1.06), rng.uniform(0.95, 1.05)
        self.across, self.down = rng.uniform(-16, 16), rng.uniform(0, 20)

    def image(self) -> Image.Image:
        if self.woman:
            self._shape(
                [
                    (118, 250),
                    (128, 170),
                    (180, 112),
                    (240, 98),
                    (300, 112),
                    (352, 170),
                    (364, 260),
                    (372, 400),
                    (330, 440),
                    (240, 450),
                    (150, 440),
                    (110, 400),
                ],
                _HAIR,
            )
        self._shoulders()
        self._head()
        self._hair()
        self._eyes()
        self._nose_and_mouth()
        return self.canvas.resize(SIZE, Image.Resampling.LANCZOS)

    def _shoulders(self) -> None:
        suit = self.rng.choice(_SUITS)
        self._shape([(196, 360), (284, 360), (292, 470), (240, 580), (188, 470)], _shaded(self.skin, 0.9))
        self._shade([(192, 415), (240, 448), (288, 415), (288, 452), (240, 480), (192, 452)], 0.78, blur=10)
        self._polygon(
            [
                *_smooth([(-60, 720), (-10, 570), (80, 512), (190, 462)], closed=False),
                (240, 600),
                *_smooth([(290, 462), (400, 512), (490, 570), (540, 720)], closed=False),
            ],
            suit,
        )
        self._polygon(
            [(194, 452), (240, 534), (286, 452), (300, 478), (262, 640), (218, 640), (180, 478)], (246, 247, 250)
        )
        if not self.woman:
            self._polygon([(230, 524), (250, 524), (258, 548), (252, 640), (228, 640), (222, 548)], (122, 30, 40))
        self._polygon([(180, 466), (148, 492), (214, 640), (226, 640)], _shaded(suit, 1.25))
        self._polygon([(300, 466), (332, 492), (266, 640), (254, 640)], _shaded(suit, 1.25))

    def _head(self) -> None:
        wide = 92 * self.jaw
        for side in (-1, 1):
            self._shape(
                [(240 + side * 100, 270), (240 + side * 116, 262), (240 + side * 114, 300), (240 + side * 98, 318)],
                _shaded(self.skin, 0.93),
            )
        face = [
            (140, 240),
            (160, 172),
            (240, 140),
            (320, 172),
            (340, 240),
            (336, 300),
            (240 + wide, 350),
            (240 + 58 * self.jaw, 408),
            (240, 432),
            (240 - 58 * self.jaw, 408),
            (240 - wide, 350),
            (144, 300),
        ]
        self._shape(face, self.skin)
        self._shade(
            [(150, 330), (180, 410), (240, 436), (300, 410), (330, 330), (345, 420), (240, 470), (135, 420)],
            0.84,
            blur=22,
            within=face,
        )
        self._shade([(168, 315), (198, 310), (196, 350), (166, 350)], 1.03, blur=18, tint=(255, 196, 186))
        self._shade([(312, 315), (282, 310), (284, 350), (314, 350)], 1.03, blur=18, tint=(255, 196, 186))

    def _hair(self) -> None:
        if self.woman:
            fringe = [
                (128, 300),
                (122, 210),
                (165, 128),
                (240, 104),
                (315, 128),
                (358, 210),
                (352, 300),
                (338, 250),
                (318, 190),
                (262, 168),
                (215, 196),
                (170, 214),
                (146, 250),
            ]
        else:
            fringe = [
                (134, 262),
                (128, 190),
                (170, 118),
                (240, 98),
                (312, 116),
                (352, 188),
                (346, 262),
                (334, 220),
                (318, 186),
                (262, 170),
                (200, 174),
                (160, 192),
                (146, 224),
            ]
        fringe = [(240 + self.parting * (x - 240), y) for x, y in fringe]
        self._shape(fringe, _HAIR)
        self._shade([(190, 120), (240, 110), (290, 124), (262, 140), (214, 140)], 2.3, blur=12)

    def _eyes(self) -> None:
        for side in (-1, 1):
            x, y = 240 + side * self.apart, 268
            self._shade([(x - 30, y - 18), (x + 30, y - 18), (x + 30, y + 14), (x - 30, y + 14)], 0.9, blur=9)
            self._shape(
                [(x - 25, y + 1), (x - 10, y - 9), (x + 10, y - 9), (x + 25, y + 1), (x + 9, y + 9), (x - 9, y + 9)],
                (248, 246, 243),
            )
            self._ellipse(x, y - 1, 10, (64, 42, 32))
            self._ellipse(x, y - 1, 5, (14, 12, 12))
            self._ellipse(x + 3, y - 5, 2.4, (255, 255, 255))
            self._stroke([(x - 27, y + 2), (x - 11, y - 10), (x + 11, y - 10), (x + 27, y + 1)], (38, 28, 26), 4)
            self._stroke([(x - 20, y + 6), (x, y + 11), (x + 20, y + 6)], _shaded(self.skin, 0.7), 2)
            high = y - 33 + self.brow
            thick = 5 if self.woman else 8
            self._stroke([(x - side * 28, high + 5), (x, high - 4), (x + side * 32, high + 6)], (48, 38, 36), thick)

    def _nose_and_mouth(self) -> None:
        tip = 346 + self.nose
        self._shade([(250, 270), (262, tip - 11), (240, tip), (236, 300)], 0.9, blur=8)
        self._shade([(234, 270), (243, 270), (244, tip - 16), (234, tip - 16)], 1.07, blur=7)
        nostrils = [(218, tip - 12), (226, tip - 2), (240, tip), (254, tip - 2), (262, tip - 12)]
        self._stroke(nostrils, _shaded(self.skin, 0.68), 4)
        lips = (190, 96, 92) if self.woman else (186, 118, 106)
        self._shape(
            self._mouth(
                [(206, 381), (228, 373), (240, 377), (252, 373), (274, 381), (256, 394), (240, 397), (224, 394)]
            ),
            lips,
        )
        between = self._mouth([(204, 381), (226, 384), (240, 382), (254, 384), (276, 381)])
        self._stroke(between, _shaded(lips, 0.6), 3)
        self._shade(self._mouth([(218, 402), (262, 402), (256, 410), (224, 410)]), 0.9, blur=5)

    def _mouth(self, points: Sequence[Point]) -> list[Point]:
        return [(240 + (x - 240) * self.lips, y + self.mouth) for x, y in points]

    def _shape(self, corners: Sequence[Point], colour: Colour) -> None:
        self._polygon(_smooth(corners), colour)

    def _polygon(self, corners: Sequence[Point], colour: Colour) -> None:
        ImageDraw.Draw(self.canvas).polygon(self._framed(corners), colour)

    def _framed(self, points: Sequence[Point]) -> list[Point]:
        """Return where points lie on the canvas: each person is of another size and sits a little aside."""
        return [
            (
                (240 + (x - 240) * self.wide + self.across) * _SCALE,
                (SIZE[1] + (y - SIZE[1]) * self.high + self.down) * _SCALE,
            )
            for x, y in points
        ]

    def _ellipse(self, x: float, y: float, radius: float, colour: Colour) -> None:
        [(x, y)] = self._framed([(x, y)])
        radius *= _SCALE
        ImageDraw.Draw(self.canvas).ellipse([x - radius, y - radius, x + radius, y + radius], colour)

    def _stroke(self, points: Sequence[Point], colour: Colour, width: int) -> None:
        """Draw a soft curved line."""
        mask = Image.new("L", self.canvas.size)
        curve = self._framed(_smooth(points, closed=False))
        ImageDraw.Draw(mask).line(curve, 255, width * _SCALE, joint="curve")
        self.canvas.paste(colour, (0, 0), mask.filter(ImageFilter.GaussianBlur(_SCALE * 0.8)))

    def _shade(
        self,
        corners: Sequence[Point],
        strength: float,
        *,
        blur: float,
        tint: Colour = (255, 255, 255),
        within: Sequence[Point] | None = None,
    ) -> None:
        """Make an area softly darker (below 1) or lighter; `within` keeps the softness inside another area."""
        mask = self._mask(corners).filter(ImageFilter.GaussianBlur(blur * _SCALE))
        if within is not None:
            mask = ImageChops.multiply(mask, self._mask(within))
        tinted = ImageChops.multiply(self.canvas, Image.new("RGB", self.canvas.size, tint))
        shaded = tinted.point(lambda value: min(255, round(value * strength)))
        self.canvas.paste(shaded, (0, 0), mask)

    def _mask(self, corners: Sequence[Point]) -> Image.Image:
        mask = Image.new("L", self.canvas.size)
        ImageDraw.Draw(mask).polygon(self._framed(_smooth(corners)), 255)
        return mask


def _shaded(colour: Colour, strength: float) -> Colour:
    red, green, blue = (min(255, round(part * strength)) for part in colour)
    return red, green, blue


def _smooth(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """Return a curve through the points (Catmull and Rom's)."""
    around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    curve: list[Point] = []
    for before, start, end, after in zip(around, around[1:], around[2:], around[3:], strict=False):
        for step in range(8):
            t = step / 8
            curve.append(
                (_spline(before[0], start[0], end[0], after[0], t), _spline(before[1], start[1], end[1], after[1], t))
            )
    return curve if closed else [*curve, points[-1]]


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
