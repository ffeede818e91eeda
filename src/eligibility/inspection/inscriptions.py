"""Inscriptions: what is written in the seals of a page (印文), along the rim and across the middle.

Text engines read lines. The writing along a rim is unrolled into one: cut where nothing is written, from the lowest point on
if there is writing all around, and laid straight with the rim on top. Writing along the lower rim that stands on its head
then, and old script (篆书), are not read. Black print under a seal is taken out where it can be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection import seals
from eligibility.inspection.engines import choice
from eligibility.inspection.engines.order import box_around
from eligibility.inspection.engines.strips import HEIGHT
from eligibility.inspection.pages import sheets_of
from eligibility.measurement import Inscriptions, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cv2.typing import MatLike

    from eligibility.inspection.engines import Engine, Pixels
    from eligibility.inspection.pages import Sheet
    from eligibility.measurement import Exhibit, Seal

    Ink = MatLike
    """Share of the seal's full ink in each pixel, `float32` of shape `(height, width)`."""

MOST_SEALS: Final = 20
"""Seals of one page that are read, the largest."""
_LEAST: Final = 0.5
"""Confidence below which nothing was readable."""
_LARGEST: Final = 480
"""Pixels of the shorter side to which a seal is reduced; its letters are then taller than the engine wants them."""
_MARGIN: Final = 0.04
_INKED: Final = 0.35
_CLEARLY: Final = 0.5
_HARDLY: Final = 0.2
"""Shares of the full ink from which on a pixel is inked, certainly so, and below which it is blank."""
_BLACK: Final = (0.85, 0.75)
"""Share of the brightness of the ink, and of the paper, in the light of the ink's own colour, below which there is other print."""
_AGREES: Final = 0.12
"""How far the size of the ellipse around the ink may be from the seal's, as a share."""
_ANGLES: Final = np.linspace(0, 2 * math.pi, 2881)
_TURNS: Final = 720
_STEP: Final = 0.01
_DEPTHS: Final = np.arange(-0.06, 0.62, _STEP)
"""Places along the rim, and depths below it in short radii, at which the writing is looked for."""
_RIM_DEPTH: Final = 0.13
"""Where the rim ends if that can't be seen."""
_LETTERS: Final = slice(3, 18)
_WRITTEN: Final = (24, 0.1)
"""Steps below the rim at which there are letters, whatever their size; places along it over which their ink is averaged, and its
least share: the corners of a line across that reaches in there have less."""
_BAND: Final = (0.03, 0.33)
_BANDS: Final = (0.16, 0.45)
"""Where letters stand below the rim if that can't be seen, and the least and most they can be high."""
_DEEPEST: Final = 35
"""Steps below the rim within which letters are."""
_THIN: Final = 0.35
"""Share of the usual ink below which the rim, or a line of letters, has ended."""
_AIR: Final = 0.12
"""Share of their height left free above and below letters."""
_GAP: Final = 0.06
"""Share of the rim without writing at which the line begins and ends."""
_LONGEST_LINE: Final = 3200
"""Pixels of a line, far more than a seal's proportions allow."""
_BESIDE: Final = 22
"""Pixels of the line that are kept of the gap at either end."""
_FRAME: Final = 0.1
"""Share of a square seal's side that is its frame."""
_ENDS: Final = frozenset("印章")
"""Last signs of seals."""
_AROUND: Final = 0.5
"""White laid around what is in a seal, as a share of its side: lines that fill a picture are not found."""


def inspect(exhibit: Exhibit) -> Inscriptions:
    """Return what can be read in the seals of every page.

    Raises `AttachmentError` when the file can't be decoded, `CantTell` when there is a seal and no text engine to read it.
    """
    pages = zip(exhibit.once(sheets_of), exhibit.once(seals.inspect).pages, strict=True)
    return Inscriptions(pages=tuple(_of_page(sheet, page.seals) for sheet, page in pages))


def _of_page(sheet: Sheet, found: Sequence[Seal]) -> tuple[Line, ...]:
    largest = sorted(found, key=lambda seal: seal.box[2] * seal.box[3], reverse=True)[:MOST_SEALS]
    return tuple(line for seal in largest for line in read_seal(choice.engine(), sheet.rgb, seal))


def read_seal(engine: Engine, rgb: Pixels, seal: Seal) -> Iterator[Line]:
    """Yield what can be read in a seal on an upright page of shape (height, width, 3).

    Of a round or oval one the writing along the rim comes first and has the seal's box, lines across have their own. A square one
    has one line.
    """
    left, top, width, height = seal.box
    margin = round(_MARGIN * min(width, height))
    left, top = max(0, left - margin), max(0, top - margin)
    part = rgb[top : seal.box[1] + height + margin, left : seal.box[0] + width + margin]
    scale = min(1.0, _LARGEST / min(part.shape[:2]))
    ink = _ink(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), seal.colour)
    if seal.shape == "square":
        lines = list(_lines_in(engine, _within_frame(ink)))
        if lines:
            yield Line(
                text=_joined([line.text for line in lines]),
                box=seal.box,
                confidence=min(line.confidence for line in lines),
            )
        return
    around, across = _divided(ink, _rim(ink, (width * scale, height * scale)))
    picture = _picture(around)
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * np.array(picture.shape[::-1], np.float32)
    ((text, confidence),) = engine.read(picture, [corners])
    if _is_readable(text, confidence):
        yield Line(text=text, box=seal.box, confidence=confidence)
    for line in _lines_in(engine, across):
        x, y, wide, tall = (round(side / scale) for side in line.box)
        yield Line(text=line.text, box=(left + x, top + y, wide, tall), confidence=line.confidence)


def _lines_in(engine: Engine, ink: Ink) -> Iterator[Line]:
    """Yield the straight lines that can be read in a seal, and where in it they are."""
    air = round(_AROUND * min(ink.shape))
    picture = _picture(cv2.copyMakeBorder(ink, air, air, air, air, cv2.BORDER_CONSTANT, value=0))
    quads = engine.find(picture)
    for quad, (text, confidence) in zip(quads, engine.read(picture, quads), strict=True):
        if _is_readable(text, confidence) and len(text) > 1:  # a star is taken for one sign or another
            yield Line(text=text, box=box_around(quad - air), confidence=confidence)


def _joined(rows: Sequence[str]) -> str:
    """Return the rows of a square seal as one text: by columns from the right if its last sign, 印 or 章, stands at the left."""
    last = rows[-1]
    if all(len(row) == len(last) for row in rows) and last[0] in _ENDS and last[-1] not in _ENDS:
        return "".join(row[-place] for place in range(1, len(last) + 1) for row in rows)
    return "".join(rows)


def _is_readable(text: str, confidence: float) -> bool:
    """Tell whether something was read, and not just a star."""
    return confidence >= _LEAST and any(map(str.isalnum, text))


def _picture(ink: Ink) -> Pixels:
    picture: Pixels = (255 - 255 * ink.clip(0, 1)).astype(np.uint8)
    return picture


# --- The ink ----------------------------------------------------------------------------------------------------------


def _ink(rgb: Pixels, colour: str) -> Ink:
    """Return how much of the seal's ink is in each pixel.

    The ink is seen best in the light it swallows, where other print is dark as well. Where the light of its own colour is swallowed
    too there is such print, and only the colour counts, which compression has blurred.
    """
    red, green, blue = cv2.split(rgb.astype(np.float32))
    own, swallowed, other = (red, green, blue) if colour == "red" else (blue, red, green)
    excess = own - cv2.max(swallowed, other)
    usual = max(0.0, float(np.percentile(excess, 30)))
    coloured: Ink = ((excess - usual) / max(8.0, float(np.percentile(excess, 97)) - usual)).clip(0, 1)
    inked, blank = coloured > _CLEARLY, coloured < _HARDLY
    if not inked.any() or not blank.any():
        return coloured
    paper = float(np.percentile(swallowed[blank], 70))
    dark = ((paper - swallowed) / max(8.0, paper - float(np.percentile(swallowed[inked], 25)))).clip(0, 1)
    black = own < min(_BLACK[0] * float(np.percentile(own[inked], 20)), _BLACK[1] * float(np.percentile(own, 70)))
    printed = cv2.dilate(black.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    ink: Ink = np.where(printed, coloured, dark)
    return ink


# --- Along the rim ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rim:
    """An ellipse: its middle, half its axes, and how far its first axis is turned clockwise, in radians."""

    middle: tuple[float, float]
    axes: tuple[float, float]
    turn: float = 0.0

    @property
    def short(self) -> float:
        return min(self.axes)

    @property
    def circumference(self) -> float:
        return float(self._lengths()[-1])

    def _lengths(self) -> MatLike:
        """Return how long the rim is up to each of many angles."""
        wide, tall = self.axes
        steps = np.hypot(np.diff(wide * np.sin(_ANGLES)), np.diff(tall * np.cos(_ANGLES)))
        return np.concatenate(([0], steps.cumsum()))

    def laid_straight(self, steps: int) -> tuple[MatLike, MatLike]:
        """Return points at equal distances, clockwise from the lowest, and the directions outward there."""
        wide, tall = self.axes
        lengths = self._lengths()
        turns = np.interp(np.arange(steps) * lengths[-1] / steps, lengths, _ANGLES)
        points = np.stack([-wide * np.sin(turns), tall * np.cos(turns)])
        outward = np.stack([-np.sin(turns) / wide, np.cos(turns) / tall])
        outward /= np.linalg.norm(outward, axis=0)
        sine, cosine = math.sin(self.turn), math.cos(self.turn)
        turned = np.array([[cosine, -sine], [sine, cosine]])
        points, outward = turned @ points, turned @ outward
        lowest = -int(points[1].argmax())
        middle = np.array(self.middle)[:, None]
        return np.roll(points, lowest, 1) + middle, np.roll(outward, lowest, 1)


def _rim(ink: Ink, size: tuple[float, float]) -> _Rim:
    """Return the ellipse around the ink if it is of the seal's size, or else the upright one in the seal's box."""
    hull = _hull(ink)
    if len(hull) > 4:  # noqa: PLR2004 - an ellipse has five degrees of freedom
        along = [np.linspace(a, b, 9)[:-1] for a, b in zip(hull, np.roll(hull, -1, axis=0), strict=True)]
        middle, (wide, tall), angle = cv2.fitEllipse(np.concatenate(along).astype(np.float32))
        axes = (max(wide, tall) / 2, min(wide, tall) / 2)
        turn = math.radians(_upright(angle if wide >= tall else angle + 90, 180))
        sine, cosine = math.sin(turn), math.cos(turn)
        around = (2 * math.hypot(axes[0] * cosine, axes[1] * sine), 2 * math.hypot(axes[0] * sine, axes[1] * cosine))
        if all(abs(one - other) < _AGREES * other for one, other in zip(around, size, strict=True)):
            return _Rim((middle[0], middle[1]), axes, turn)
    return _Rim((ink.shape[1] / 2, ink.shape[0] / 2), (size[0] / 2, size[1] / 2))


def _hull(ink: Ink) -> MatLike:
    """Return the corners of the hull of the largest part of the ink; there are none if nothing is inked."""
    brush = max(3, round(min(ink.shape) / 40) | 1)
    inked = cv2.morphologyEx((ink > _INKED).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((brush, brush), np.uint8))
    outlines, _ = cv2.findContours(inked, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hulls = [cv2.convexHull(outline)[:, 0].astype(np.float32) for outline in outlines]
    return max(hulls, key=cv2.contourArea, default=np.empty((0, 2), np.float32))


def _upright(degrees: float, period: float) -> float:
    """Return the angle nearest to none among those that look the same every `period` degrees."""
    return (degrees + period / 2) % period - period / 2


def _divided(ink: Ink, rim: _Rim) -> tuple[Ink, Ink]:
    """Return the writing along a rim as a line of the height the engine wants, and what is left inside the rim without it."""
    points, outward = rim.laid_straight(_TURNS)
    inked = _below(ink, (points, outward), _DEPTHS * rim.short) > _INKED
    edge = _inner_edge(inked.mean(axis=1))
    first, last = _gap(_written(inked[edge:][_LETTERS].mean(axis=0)))
    places = np.arange(last, first + _TURNS) % _TURNS
    band = _band(inked[edge:, places].mean(axis=1))
    top, bottom = ((_DEPTHS[edge] + depth) * rim.short for depth in band)
    # A curve that runs at a distance inside a closed convex one is shorter by the circumference of a circle of that radius.
    length = rim.circumference - math.pi * (top + bottom)
    columns = min(_LONGEST_LINE, max(1, round(length * HEIGHT / (bottom - top))))
    whole = _below(ink, rim.laid_straight(columns), np.linspace(top, bottom, HEIGHT))
    gap = round((last - first) * columns / _TURNS)
    beside = min(_BESIDE, gap // 2)
    line = np.roll(whole, beside - round(last * columns / _TURNS), axis=1)[:, : columns - gap + 2 * beside]
    core = np.zeros(ink.shape, np.uint8)
    cv2.fillPoly(core, [_corners(points - outward * _DEPTHS[edge] * rim.short)], 1)
    inner = (points - outward * bottom)[:, places]
    cv2.fillPoly(core, [_corners(np.concatenate((points[:, places], inner[:, ::-1]), axis=1))], 0)
    return line, ink * core


def _corners(points: MatLike) -> MatLike:
    corners: MatLike = points.T.round().astype(np.int32)
    return corners


def _below(ink: Ink, points: tuple[MatLike, MatLike], depths: MatLike) -> Ink:
    """Return the ink under a rim, laid straight: a row for each depth in pixels, a column for each point."""
    (x, y), (right, down) = points
    return cv2.remap(
        ink,
        (x - depths[:, None] * right).astype(np.float32),
        (y - depths[:, None] * down).astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _inner_edge(inked: MatLike) -> int:
    """Return the step at which the rim ends, given how much of each is inked."""
    thickest = int(inked[: len(_DEPTHS) // 3].argmax())
    thin = np.flatnonzero(inked[thickest:] < _THIN * inked[thickest])
    edge = thickest + int(thin[0]) if thin.size else len(_DEPTHS)
    return edge if edge < len(_DEPTHS) and _DEPTHS[edge] < 2 * _RIM_DEPTH else int(np.searchsorted(_DEPTHS, _RIM_DEPTH))


def _written(ink: MatLike) -> MatLike:
    """Return the places along the rim where letters stand, given how much ink there is at each."""
    reach, least = _WRITTEN
    around = np.concatenate((ink[-reach // 2 :], ink, ink[: reach // 2]))
    usual = np.convolve(around, np.ones(reach + 1) / (reach + 1), "valid")
    return np.flatnonzero(usual > least)


def _gap(written: MatLike) -> tuple[int, int]:
    """Return where the widest part without writing begins and ends, the end beyond the last place if it lies across it."""
    if not written.size:
        return 0, 0
    following = np.append(written[1:], written[0] + _TURNS)
    widest = int((following - written).argmax())
    first, last = int(written[widest]) + 1, int(following[widest])
    return (first, last) if last - first >= _GAP * _TURNS else (0, 0)


def _band(inked: MatLike) -> tuple[float, float]:
    """Return from where to where letters stand below the rim in short radii, given how much of each step is inked."""
    near = inked[:_DEEPEST]
    usual = float(np.percentile(near, 90))
    first = last = int(near.argmax())
    while first > 0 and inked[first - 1] > _THIN * usual:
        first -= 1
    while last < len(inked) - 1 and inked[last + 1] > _THIN * usual:
        last += 1
    top, bottom = first * _STEP, (last + 1) * _STEP
    if not _BANDS[0] <= bottom - top <= _BANDS[1]:
        top, bottom = _BAND
    air = _AIR * (bottom - top)
    return max(0.0, top - air), bottom + air


# --- Square seals -----------------------------------------------------------------------------------------------------


def _within_frame(ink: Ink) -> Ink:
    """Return what is inside the frame of a square seal, laid straight."""
    hull = _hull(ink)
    middle, (wide, tall), angle = cv2.minAreaRect(hull) if len(hull) else ((0, 0), (0, 0), 0)
    if min(wide, tall) < (1 - _AGREES) * min(ink.shape) / math.sqrt(2):
        return ink
    matrix = cv2.getRotationMatrix2D(middle, _upright(angle, 90), 1)
    straight = cv2.warpAffine(ink, matrix, ink.shape[::-1], flags=cv2.INTER_CUBIC)
    half = (0.5 - _FRAME) * min(wide, tall)
    left, top, right, bottom = (
        round(side) for side in (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    )
    return straight[max(0, top) : max(1, bottom), max(0, left) : max(1, right)]
