"""Paper, ink, seals and handwriting: what the example documents are drawn with.

Only needed to draw the examples anew. The same Pillow and the same fonts give the same pixels.
"""

from __future__ import annotations

import math
import random
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tools import ink, truth
from tools.fonts import font

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PIL import ImageFont

    from tools.fonts import Face

Colour = tuple[int, int, int]

DPI: Final = 120
A4: Final = (992, 1403)
INK: Final[Colour] = (42, 40, 44)
RED: Final[Colour] = (206, 32, 38)
BLUE: Final[Colour] = (40, 60, 140)
GOLD: Final[Colour] = (176, 132, 52)
PAPER: Final[Colour] = (252, 251, 246)
WHITE: Final[Colour] = (253, 253, 252)

_NOT_AT_LINE_START: Final = frozenset("，。、；：！？）》”’,.;:!?)%")
_NOT_AT_LINE_END: Final = ("（", "《", "“", "‘", "(")
_LEFT_OF: Final = {"l": 0.0, "m": 0.5, "r": 1.0}
_MARKS: Final = frozenset("，。、；：！？（）《》“”‘’")


@dataclass(frozen=True, slots=True)
class Style:
    """How layouts become pixels: pixels to a unit of layout (1 is 120 dots an inch), size of letters, other faces."""

    scale: float = 1.0
    letters: float = 1.0
    faces: Mapping[Face, Face] = field(default_factory=dict)


_STYLE: Final[ContextVar[Style]] = ContextVar("style", default=Style())  # noqa: B039 - frozen


@contextmanager
def styled(style: Style) -> Iterator[None]:
    """Draw all pages taken inside in this style."""
    before = _STYLE.set(style)
    try:
        yield
    finally:
        _STYLE.reset(before)


class Page:
    """A sheet to draw on, and the truth of what was drawn; positions and sizes are units of layout, truth is in pixels."""

    def __init__(self, width: int, height: int, paper: Colour = PAPER) -> None:
        """Take a blank sheet, in the style of the moment."""
        self.style = _STYLE.get()
        self.image = Image.new("RGB", (self.pixels(width), self.pixels(height)), paper)
        self.width = width
        self.height = height
        self.truth: list[truth.Mark] = []
        self._draw = ImageDraw.Draw(self.image)

    def pixels(self, length: float) -> int:
        """Return a length of the layout in whole pixels."""
        return round(length * self.style.scale)

    def font(self, face: Face, size: float) -> ImageFont.FreeTypeFont:
        """Return the font a face is set in on this page."""
        return font(self.style.faces.get(face, face), self.pixels(size * self.style.letters))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        face: Face,
        size: float,
        *,
        fill: Colour = INK,
        anchor: str = "la",
        gap: float = 0,
    ) -> None:
        """Write one line; with a `gap` the letters stand apart by so much, centred at `x`."""
        letters = self.font(face, size)
        scale = self.style.scale
        x, y = x * scale, y * scale
        if not gap:
            width = letters.getlength(words)
            x -= width * _LEFT_OF[anchor[0]]
            self._line((x, y), words, face, size, fill, anchor[1])
        else:
            widths = [letters.getlength(letter) + gap * scale for letter in words]
            width = sum(widths) - gap * scale
            x -= width / 2
            left = x
            for letter, step in zip(words, widths, strict=True):
                self._draw.text((left, y), letter, fill, letters, anchor=f"l{anchor[1]}")
                left += step
        _, top, _, bottom = letters.getbbox(words, anchor=f"l{anchor[1]}")
        self._wrote((x, y + top, width, bottom - top), words, face, letters)

    def _wrote(self, box: truth.Box, words: str, face: Face, letters: ImageFont.FreeTypeFont) -> None:
        if words.strip():
            self.truth.append(truth.Print(box, words, self.style.faces.get(face, face), letters.size))

    def _line(self, start: tuple[float, float], words: str, face: Face, size: float, fill: Colour, level: str) -> None:
        """Write from the left; the brush font's marks are Taiwan's, in the middle of their square, so Song's replace them."""
        x, y = start
        ascent, descent = self.font(face, size).getmetrics()
        baseline = y + (ascent if level == "a" else (ascent - descent) / 2)
        for piece in re.findall(r"[，。、；：！？（）《》“”‘’]+|[^，。、；：！？（）《》“”‘’]+", words):
            letters = self.font("song" if face == "kai" and piece[0] in _MARKS else face, size)
            self._draw.text((x, baseline), piece, fill, letters, anchor="ls")
            x += self.font(face, size).getlength(piece)

    def column(self, x: float, y: float, words: str, face: Face, size: float, *, fill: Colour = INK) -> None:
        """Write one line downwards, its middle at `x` and its top at `y`."""
        letters = self.font(face, size)
        step = letters.size * 1.1
        x, y = x * self.style.scale, y * self.style.scale
        for number, letter in enumerate(words):
            self._draw.text((x, y + (number + 0.5) * step), letter, fill, letters, anchor="mm")
        self._wrote((x - letters.size / 2, y, letters.size, len(words) * step), words, face, letters)

    def paragraph(
        self,
        start: tuple[float, float],
        width: float,
        words: str,
        face: Face,
        size: float,
        *,
        leading: float = 1.7,
        indent: int = 2,
        most: int | None = None,
    ) -> float:
        """Set a paragraph, of `most` lines at most, and return the position below it."""
        x, y = start
        inset = indent * size * self.style.letters
        scale = self.style.scale
        for number, line in enumerate(_lines(words, self.font(face, size), width * scale, inset * scale)[:most]):
            self.text(x + (0 if number else inset), y, line, face, size)
            y += size * leading
        return y

    def line(self, points: Sequence[float] | Sequence[truth.Point], colour: Colour, width: float) -> None:
        """Draw a line through the points."""
        self._draw.line(self._scaled(points), colour, self._width(width))

    def rectangle(
        self, box: Sequence[float], *, fill: Colour | None = None, outline: Colour | None = None, width: float = 1
    ) -> None:
        """Draw a rectangle with the given corners."""
        self._draw.rectangle(self._scaled(box), fill, outline, self._width(width))

    def ellipse(self, box: Sequence[float], *, fill: Colour, outline: Colour, width: float) -> None:
        """Draw the ellipse in the rectangle with the given corners."""
        self._draw.ellipse(self._scaled(box), fill, outline, self._width(width))

    def arc(self, box: Sequence[float], start: float, end: float, colour: Colour, width: float) -> None:
        """Draw a part of the ellipse in the rectangle with the given corners; degrees, clockwise from the right."""
        self._draw.arc(self._scaled(box), start, end, colour, self._width(width))

    def _scaled(self, points: Sequence[float] | Sequence[truth.Point]) -> list[float]:
        scale = self.style.scale
        flat = [part for point in points for part in (point if isinstance(point, tuple) else (point,))]
        return [part * scale for part in flat]

    def _width(self, width: float) -> int:
        return max(1, self.pixels(width))

    def paste(self, other: Page, x: float, y: float, mask: Image.Image | None = None) -> None:
        """Lay another page, drawn in the same style, on this one; its truth comes with it."""
        corner = (self.pixels(x), self.pixels(y))
        self.image.paste(other.image, corner, mask)
        self.truth += [truth.moved(mark, lambda at: (at[0] + corner[0], at[1] + corner[1])) for mark in other.truth]

    def photo(self, image: Image.Image, x: float, y: float, size: tuple[int, int]) -> None:
        """Paste a person's photograph."""
        left, top, width, height = (self.pixels(length) for length in (x, y, *size))
        self.image.paste(image.resize((width, height)), (left, top))
        self.truth.append(truth.Photo((left, top, width, height)))

    def photocopy(self) -> None:
        """Take the colours out of all that is on the page."""
        self.image.paste(self.image.convert("L").point(lambda value: min(255, round(value * 1.06))))
        self.truth = [replace(mark, colour="other") if isinstance(mark, truth.Stamp) else mark for mark in self.truth]

    def frame(self, inset: int, colour: Colour, width: int) -> None:
        """Draw a rectangle at a distance from the edge."""
        box = (inset, inset, self.width - inset - 1, self.height - inset - 1)
        self.rectangle(box, outline=colour, width=width)

    def grid(self, x: int, y: int, columns: list[int], rows: list[int]) -> None:
        """Draw a table with columns and rows of the given sizes."""
        right, bottom = x + sum(columns), y + sum(rows)
        across, down = x, y
        for size in [0, *columns]:
            across += size
            self.line((across, y, across, bottom), INK, 2)
        for size in [0, *rows]:
            down += size
            self.line((x, down, right, down), INK, 2)

    def wave_frame(self, inset: int, band: int, colour: Colour) -> None:
        """Draw the woven border of certificates: three waves between two lines."""
        self.frame(inset, colour, 3)
        self.frame(inset + band, colour, 2)
        middle, swing = inset + band / 2, band / 2 - 4
        for shift in (0, 1, 2):
            for horizontal, far in ((True, self.height), (False, self.width)):
                for edge in (middle, far - 1 - middle):
                    self.line(self._wave(horizontal, edge, swing, shift, inset), colour, 2)

    def _wave(self, horizontal: bool, edge: float, swing: float, shift: int, inset: int) -> list[tuple[float, float]]:  # noqa: FBT001 - private
        length = self.width if horizontal else self.height
        points: list[tuple[float, float]] = []
        for step in range(inset, length - inset, 3):
            across = edge + swing * math.sin(step / 9 + shift * 2 * math.pi / 3)
            points.append((step, across) if horizontal else (across, step))
        return points

    def seal(self, x: float, y: float, radius: float, words: str, below: str = "") -> None:
        """Stamp a round red seal with a star: the owner's name around it, its use below the star."""
        mask = ink.seal(self.pixels(radius), words, below)
        rng = random.Random(words)
        turned = ink.uneven(mask, rng).rotate(rng.uniform(-8, 8), Image.Resampling.BICUBIC)
        box = self._stamp(self.pixels(x), self.pixels(y), turned, RED)
        self.truth.append(truth.Stamp(box, words, below))

    def write_by_hand(
        self, x: float, y: float, words: str, height: float, seed: str, colour: Colour = (30, 34, 70)
    ) -> None:
        """Write as with a pen: brush letters, each leaning, larger or lower than the next, and warped together."""
        size = self.pixels(height)
        mask = ink.handwriting(words, size, random.Random(seed))
        box = self._stamp(self.pixels(x) + mask.width // 2, self.pixels(y), mask, colour)
        self.truth.append(truth.Pen(box, words, size))

    def _stamp(self, x: int, y: int, mask: Image.Image, colour: Colour) -> truth.Box:
        """Print a mask around a point, and return the box of its ink."""
        left, top = x - mask.width // 2, y - mask.height // 2
        under = self.image.crop((left, top, left + mask.width, top + mask.height))
        self.image.paste(ImageChops.multiply(under, Image.new("RGB", under.size, colour)), (left, top), mask)
        inked = mask.point(lambda value: 255 if value > 40 else 0).getbbox() or (0, 0, 0, 0)
        return truth.around((left + inked[0], top + inked[1]), (left + inked[2], top + inked[3]))


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


def scanned(page: Page, seed: str, platen: Colour = (246, 246, 244)) -> Page:
    """Return the sheet as a scanner sees it: a little askew on the platen, slightly soft."""
    rng = random.Random(seed)
    margin = 10
    glass = Page(page.width + 2 * margin, page.height + 2 * margin, platen)
    shadow = Image.new("L", glass.image.size, 0)
    edges = (margin, margin, margin + page.width + 2, margin + page.height + 2)
    ImageDraw.Draw(shadow).rectangle([glass.pixels(edge) for edge in edges], fill=70)
    glass.image.paste((120, 120, 120), (0, 0), shadow.filter(ImageFilter.GaussianBlur(3 * glass.style.scale)))
    glass.paste(page, margin, margin)
    turn = rng.uniform(-0.4, 0.4)
    turned = glass.image.rotate(turn, Image.Resampling.BICUBIC, fillcolor=platen)
    glass.image = turned.filter(ImageFilter.GaussianBlur(0.45))
    glass.truth = [truth.moved(mark, _rotation(turn, glass.image.size)) for mark in glass.truth]
    return glass


def _rotation(degrees: float, size: tuple[int, int]) -> Callable[[truth.Point], truth.Point]:
    """Return where a point goes when an image is turned anticlockwise around its middle."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    middle_x, middle_y = size[0] / 2, size[1] / 2

    def where(point: truth.Point) -> truth.Point:
        x, y = point[0] - middle_x, point[1] - middle_y
        return middle_x + cosine * x + sine * y, middle_y - sine * x + cosine * y

    return where
