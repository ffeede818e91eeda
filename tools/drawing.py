"""Paper, ink, seals and handwriting: what the example documents are drawn with.

Only needed to draw the examples anew. The same Pillow and the same fonts give the same pixels.
"""

from __future__ import annotations

import functools
import math
import random
import re
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Face = Literal["song", "song-bold", "hei", "hei-bold", "kai"]
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

DPI: Final = 120
A4: Final = (992, 1403)
INK: Final[Colour] = (42, 40, 44)
RED: Final[Colour] = (206, 32, 38)
GOLD: Final[Colour] = (176, 132, 52)
PAPER: Final[Colour] = (252, 251, 246)
WHITE: Final[Colour] = (253, 253, 252)

_FONTS: Final[dict[Face, tuple[str, str, str]]] = {
    "song": ("fonts-noto-cjk", "Noto Serif CJK SC", "opentype/noto/NotoSerifCJK-Regular.ttc"),
    "song-bold": ("fonts-noto-cjk", "Noto Serif CJK SC", "opentype/noto/NotoSerifCJK-Bold.ttc"),
    "hei": ("fonts-noto-cjk", "Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Regular.ttc"),
    "hei-bold": ("fonts-noto-cjk", "Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Bold.ttc"),
    "kai": ("fonts-arphic-ukai", "AR PL UKai CN", "truetype/arphic/ukai.ttc"),
}
_FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_MEMBERS: Final = 4
"""Members of a font collection that are looked at; the simplified Chinese one is among the first in all of them."""
_NOT_AT_LINE_START: Final = frozenset("，。、；：！？）》”’,.;:!?)%")
_NOT_AT_LINE_END: Final = ("（", "《", "“", "‘", "(")
_LEFT_OF: Final = {"l": 0.0, "m": 0.5, "r": 1.0}
_MARKS: Final = frozenset("，。、；：！？（）《》“”‘’")


class FontMissingError(RuntimeError):
    """A font the documents need is not installed."""


@functools.cache
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return the font in pixels of `size`; a collection is searched for its simplified Chinese member."""
    package, family, name = _FONTS[face]
    for path in [folder / name for folder in _FONT_FOLDERS if (folder / name).is_file()]:
        for index in range(_MEMBERS):
            found = ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)
            if found.getname()[0] == family:
                return found
    looked_in = ", ".join(str(folder / name) for folder in _FONT_FOLDERS)
    message = f"The font {family} is not installed. On Debian: apt install {package}. Looked for {looked_in}."
    raise FontMissingError(message)


class Page:
    """A sheet to draw on; positions and sizes are pixels."""

    def __init__(self, width: int, height: int, paper: Colour = PAPER) -> None:
        """Take a blank sheet."""
        self.image = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.width = width
        self.height = height

    def text(
        self,
        x: float,
        y: float,
        words: str,
        face: Face,
        size: int,
        *,
        fill: Colour = INK,
        anchor: str = "la",
        gap: float = 0,
    ) -> None:
        """Write one line; with a `gap` the letters stand apart by so many pixels, centred at `x`."""
        letters = font(face, size)
        if not gap:
            start = (x - letters.getlength(words) * _LEFT_OF[anchor[0]], y)
            self._line(start, words, face, size, fill, anchor[1])
            return
        widths = [letters.getlength(letter) + gap for letter in words]
        left = x - (sum(widths) - gap) / 2
        for letter, width in zip(words, widths, strict=True):
            self.draw.text((left, y), letter, fill, letters, anchor=f"l{anchor[1]}")
            left += width

    def _line(self, start: tuple[float, float], words: str, face: Face, size: int, fill: Colour, level: str) -> None:
        """Write from the left; the brush font's marks are Taiwan's, in the middle of their square, so Song's replace them."""
        x, y = start
        ascent, descent = font(face, size).getmetrics()
        baseline = y + (ascent if level == "a" else (ascent - descent) / 2)
        for piece in re.findall(r"[，。、；：！？（）《》“”‘’]+|[^，。、；：！？（）《》“”‘’]+", words):
            letters = font("song" if face == "kai" and piece[0] in _MARKS else face, size)
            self.draw.text((x, baseline), piece, fill, letters, anchor="ls")
            x += font(face, size).getlength(piece)

    def paragraph(
        self,
        start: tuple[float, float],
        width: float,
        words: str,
        face: Face,
        size: int,
        *,
        leading: float = 1.7,
        indent: int = 2,
        most: int | None = None,
    ) -> float:
        """Set a paragraph, of `most` lines at most, and return the position below it."""
        x, y = start
        for number, line in enumerate(_lines(words, font(face, size), width, indent * size)[:most]):
            self.text(x + (0 if number else indent * size), y, line, face, size)
            y += size * leading
        return y

    def frame(self, inset: int, colour: Colour, width: int) -> None:
        """Draw a rectangle at a distance from the edge."""
        box = (inset, inset, self.width - inset - 1, self.height - inset - 1)
        self.draw.rectangle(box, outline=colour, width=width)

    def grid(self, x: int, y: int, columns: list[int], rows: list[int]) -> None:
        """Draw a table with columns and rows of the given sizes."""
        right, bottom = x + sum(columns), y + sum(rows)
        across, down = x, y
        for size in [0, *columns]:
            across += size
            self.draw.line((across, y, across, bottom), INK, 2)
        for size in [0, *rows]:
            down += size
            self.draw.line((x, down, right, down), INK, 2)

    def wave_frame(self, inset: int, band: int, colour: Colour) -> None:
        """Draw the woven border of certificates: three waves between two lines."""
        self.frame(inset, colour, 3)
        self.frame(inset + band, colour, 2)
        middle, swing = inset + band / 2, band / 2 - 4
        for shift in (0, 1, 2):
            for horizontal, far in ((True, self.height), (False, self.width)):
                for edge in (middle, far - 1 - middle):
                    self.draw.line(self._wave(horizontal, edge, swing, shift, inset), colour, 2)

    def _wave(self, horizontal: bool, edge: float, swing: float, shift: int, inset: int) -> list[tuple[float, float]]:  # noqa: FBT001 - private
        length = self.width if horizontal else self.height
        points: list[tuple[float, float]] = []
        for step in range(inset, length - inset, 3):
            across = edge + swing * math.sin(step / 9 + shift * 2 * math.pi / 3)
            points.append((step, across) if horizontal else (across, step))
        return points

    def seal(self, x: int, y: int, radius: int, around: str, below: str = "") -> None:
        """Stamp a round red seal with a star: the owner's name around it, its use below the star."""
        mask = _seal(radius, around, below)
        rng = random.Random(around)
        self._stamp(x, y, _uneven(mask, rng).rotate(rng.uniform(-8, 8), Image.Resampling.BICUBIC), RED)

    def write_by_hand(self, x: int, y: int, words: str, height: int, seed: str, colour: Colour = (30, 34, 70)) -> None:
        """Write as with a pen: brush letters, each leaning, larger or lower than the next, and warped together."""
        mask = _handwriting(words, height, random.Random(seed))
        self._stamp(x + mask.width // 2, y, mask, colour)

    def _stamp(self, x: int, y: int, mask: Image.Image, ink: Colour) -> None:
        box = (x - mask.width // 2, y - mask.height // 2)
        under = self.image.crop((*box, box[0] + mask.width, box[1] + mask.height))
        self.image.paste(ImageChops.multiply(under, Image.new("RGB", under.size, ink)), box, mask)


def _lines(words: str, letters: ImageFont.FreeTypeFont, width: float, indent: float) -> list[str]:
    """Break a text into lines; numbers and Latin words stay whole, and no line begins with a closing mark."""
    lines = [""]
    room = width - indent
    for piece in re.findall(r"[A-Za-z0-9.\-/@]+|.", words):
        if letters.getlength(lines[-1] + piece) > room and piece not in _NOT_AT_LINE_START:
            opening = lines[-1][-1:] if lines[-1].endswith(_NOT_AT_LINE_END) else ""
            lines[-1] = lines[-1].removesuffix(opening)
            lines.append(opening)
            room = width
        lines[-1] += piece
    return lines


@functools.cache
def _seal(radius: int, around: str, below: str) -> Image.Image:
    """Return the seal's ink as a mask, drawn three times as large and reduced."""
    big = radius * 3
    size = 2 * big + 12
    middle = size // 2
    mask = Image.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((middle - big, middle - big, middle + big, middle + big), outline=255, width=big // 14)
    star = [
        (middle + reach * math.sin(math.pi * corner / 5), middle - reach * math.cos(math.pi * corner / 5))
        for corner in range(10)
        for reach in [big * (0.14 if corner % 2 else 0.36)]
    ]
    draw.polygon(star, 255)
    letter = round(min(big * 0.30, big * 3.1 / max(len(around), 1)))
    span = min(240.0, 30.0 * (len(around) - 1))
    for number, sign in enumerate(around):
        turn = -span / 2 + span * number / max(len(around) - 1, 1)
        _paste_turned(mask, sign, letter, turn, big * 0.74)
    if below:
        draw.text((middle, middle + big * 0.58), below, 255, font("song-bold", round(big * 0.17)), anchor="mm")
    return mask.resize((size // 3, size // 3), Image.Resampling.LANCZOS)


def _paste_turned(mask: Image.Image, sign: str, size: int, turn: float, distance: float) -> None:
    """Put one letter on the circle, its foot towards the middle."""
    tile = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(tile).text((size, size), sign, 255, font("song-bold", size), anchor="mm")
    tile = tile.resize((round(size * 1.5), size * 2)).rotate(-turn, Image.Resampling.BICUBIC, expand=True)
    x = mask.width / 2 + distance * math.sin(math.radians(turn))
    y = mask.height / 2 - distance * math.cos(math.radians(turn))
    box = (round(x - tile.width / 2), round(y - tile.height / 2))
    mask.paste(255, box, tile)


def _uneven(mask: Image.Image, rng: random.Random) -> Image.Image:
    """Return the mask with the soft spots a hand leaves."""
    spots = Image.frombytes("L", (7, 7), bytes(rng.randint(150, 255) for _ in range(49)))
    return ImageChops.multiply(mask, spots.resize(mask.size, Image.Resampling.BICUBIC))


def _handwriting(words: str, height: int, rng: random.Random) -> Image.Image:
    size = height * 2
    mask = Image.new("L", (round(size * (len(words) * 0.9 + 1)), size * 2))
    left = size * 0.3
    for letter in words:
        big = round(size * rng.uniform(0.86, 1.16))
        tile = Image.new("L", (big * 2, big * 2))
        ImageDraw.Draw(tile).text(
            (big, big), letter, 255, font("kai", big), anchor="mm", stroke_width=max(1, height // 40)
        )
        lean = rng.uniform(0.12, 0.3)
        tile = tile.transform(
            tile.size, Image.Transform.AFFINE, (1, lean, -lean * big, 0, 1, 0), Image.Resampling.BICUBIC
        )
        tile = tile.rotate(rng.uniform(-9, 5), Image.Resampling.BICUBIC)
        wide = 0.52 if letter.isascii() else 0.86
        mask.paste(255, (round(left - big * 0.5), round(size - big + rng.uniform(-0.09, 0.09) * size)), tile)
        left += big * wide
    return _warped(mask, rng, size * 0.05).resize((mask.width // 2, mask.height // 2), Image.Resampling.LANCZOS)


def _warped(mask: Image.Image, rng: random.Random, strength: float) -> Image.Image:
    """Return the mask bent like a sheet of rubber, so that no two letters alike are equal."""
    cell = max(mask.height // 6, 8)
    columns, rows = mask.width // cell + 1, mask.height // cell + 1
    knots = {
        (column, row): (column * cell + rng.uniform(-strength, strength), row * cell + rng.uniform(-strength, strength))
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    mesh = [
        (
            (column * cell, row * cell, (column + 1) * cell, (row + 1) * cell),
            (*knots[column, row], *knots[column, row + 1], *knots[column + 1, row + 1], *knots[column + 1, row]),
        )
        for column in range(columns)
        for row in range(rows)
    ]
    return mask.transform(mask.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def scanned(image: Image.Image, seed: str, platen: Colour = (246, 246, 244)) -> Image.Image:
    """Return the sheet as a scanner sees it: a little askew on the platen, slightly soft."""
    rng = random.Random(seed)
    margin = 10
    glass = Image.new("RGB", (image.width + 2 * margin, image.height + 2 * margin), platen)
    shadow = Image.new("L", glass.size, 0)
    ImageDraw.Draw(shadow).rectangle((margin, margin, margin + image.width + 2, margin + image.height + 2), fill=70)
    glass.paste((120, 120, 120), (0, 0), shadow.filter(ImageFilter.GaussianBlur(3)))
    glass.paste(image, (margin, margin))
    turned = glass.rotate(rng.uniform(-0.4, 0.4), Image.Resampling.BICUBIC, fillcolor=platen)
    return turned.filter(ImageFilter.GaussianBlur(0.45))
