"""Seals: red and blue prints of rubber stamps, by their rim; and how much of a page has a colour at all.

A seal is a ring or a box of the size the State Council's notice on seals lays down (国发〔1999〕25号: up to 5 cm) with
something, but not everything, inside inked. Frames, titles, underlines, photographs and emblems fail one of these.

What is not seen: black prints and grey copies of seals, embossed seals without ink, violet counts as blue, and seals so
entangled with others or with a frame of their colour that their rim is no closed curve of its own. What is written in them is
another measurement, `inscriptions`.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np

from eligibility.inspection.pages import sheets_of
from eligibility.measurement import PageSeals, Seal, Seals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cv2.typing import MatLike

    from eligibility.measurement import Box, Exhibit

    Pixels = MatLike
    Mask = MatLike
    Points = MatLike
    Shape = Literal["round", "oval", "square"]

_DOTS: Final = 4.0
"""Pixels a millimetre at which seals are looked for; rims are about a millimetre wide."""
_LEAST_DOTS: Final = 1.0
"""Pixels a millimetre below which a rim is no more than a haze, and nothing is looked for."""
_A4_LENGTH: Final = 297.0
_DETAIL_LENGTH: Final = 110.0
"""Millimetres along the long side of a picture of nothing but a seal and a few words, or of a card."""
_PAGE_LENGTHS: Final = (70.0, 450.0)
"""Millimetres a page's long side can have if its stated resolution is to be believed: from a card to A3."""
_DIAMETERS: Final = (16.0, 70.0)
_LARGEST_PART: Final = 75.0
_GAP: Final = 0.9
_STROKE: Final = 1.7
"""Millimetres: a seal, the largest part of the page's colour looked into, a gap in a rim, half of a thick stroke."""
_CIRCLES: Final = (30.0, 60.0)
"""Millimetres across a round seal that is looked for by its rim alone."""
_COLOURED: Final = (0.03, 0.055)
"""Least and most that a colour must stand out for, as a share of the paper; between them six times the noise decides."""
_NOISE: Final = 6.0
_DARKER: Final = 0.03
"""By how much more it must stand out in the dark, where a cast is magnified."""
_CHROMATIC: Final = 0.12
"""Difference between the strongest and the weakest of red, green and blue in a pixel that has a colour."""
_TURNS: Final = 72
"""Directions from the middle of a seal that are looked along."""
_RIM: Final = (0.9, 1.06)
_CLEARANCE: Final = 0.04
"""Where the rim lies, and how far on either side nothing is asked, in radii."""
_RING: Final = 0.75
_CLEAR_RING: Final = 0.86
_AROUND: Final = 0.85
"""Shares of the directions in which there is ink on the rim, of a closed outline and of a circle, and within it."""
_INSIDE: Final = (0.055, 0.65)
_OUTSIDE: Final = 0.35
"""Inked share inside a rim and just outside it."""
_ROUNDNESS: Final = 0.06
"""Spread of an outline's distances from its middle, as shares of the ellipse's radius."""
_ROUND: Final = 0.82
_LONGEST: Final = 1.75
"""Short over long axis of a seal that counts as round; long over short side of any seal."""
_BORDER: Final = 0.8
_THICK: Final = 0.08
"""Inked share of each side of a box; share of it covered by thick strokes, of which photographs have more."""
_MOST_CIRCLES: Final = 12


def inspect(exhibit: Exhibit) -> Seals:
    """Return the seals of every page; raises `AttachmentError` when the file can't be decoded."""
    return Seals(
        pages=tuple(
            PageSeals() if sheet.facts.colours != "colour" else seals_of(sheet.rgb, sheet.facts.dpi)
            for sheet in exhibit.once(sheets_of)
        )
    )


def seals_of(rgb: Pixels, dpi: float | None) -> PageSeals:
    """Return the seals of an upright page, an array of (height, width, 3), and the share of its pixels with a colour.

    Sizes come from `dpi` if the page it makes is between a card and A3. Otherwise, as with telephones, the long side is
    taken for an A4 sheet's, and if that shows no seal, for that of a detail; a seal that is small in a wide picture is
    missed then.
    """
    length = max(rgb.shape[:2]) / dpi * 25.4 if dpi else 0.0
    if _PAGE_LENGTHS[0] <= length <= _PAGE_LENGTHS[1]:
        return _looked(rgb, length)
    seen = _looked(rgb, _A4_LENGTH)
    return seen if seen.seals else PageSeals(seals=_looked(rgb, _DETAIL_LENGTH).seals, chromatic=seen.chromatic)


def _looked(rgb: Pixels, length: float) -> PageSeals:
    scale = min(1.0, _DOTS * length / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    balanced = _balanced(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    dots = max(size) / length
    fits = dots >= _LEAST_DOTS and min(size) >= _DIAMETERS[0] * dots
    colours: tuple[Literal["red", "blue"], ...] = ("red", "blue") if fits else ()
    found = [seal for colour in colours for seal in _of_colour(balanced, colour, dots, scale)]
    red, green, blue = cv2.split(balanced)
    spread = cv2.max(cv2.max(red, green), blue) - cv2.min(cv2.min(red, green), blue)
    return PageSeals(seals=tuple(found), chromatic=float((spread > _CHROMATIC).mean()))


def _balanced(rgb: Pixels) -> MatLike:
    """Return the page as shares of its paper's colour, the median of its brightest fifth, which takes casts away."""
    sample = rgb[::4, ::4].reshape(-1, 3)
    bright = sample.min(axis=1)
    paper = np.maximum(np.median(sample[bright >= np.percentile(bright, 80)], axis=0), 1.0)
    shares = np.minimum(np.arange(256)[:, None, None] / paper, 1.2).astype(np.float32)
    balanced: MatLike = cv2.LUT(rgb, shares.reshape(1, 256, 3))
    return balanced


def _of_colour(page: MatLike, colour: Literal["red", "blue"], dots: float, scale: float) -> Iterator[Seal]:
    ink = _ink(page, colour)
    kept: list[Box] = []
    # Once as it is, for the rims of faint seals are thin; once without the specks that hang on to outlines.
    outlines = itertools.chain(_by_outline(ink, dots), _by_outline(cv2.medianBlur(ink, 3), dots))
    for box, shape in itertools.chain(outlines, _by_circle(ink, dots)):
        left, top, wide, tall = box
        middle = (left + wide / 2, top + tall / 2)
        if not any(x <= middle[0] <= x + w and y <= middle[1] <= y + h for x, y, w, h in kept):
            kept.append(box)
            full = (round(left / scale), round(top / scale), round(wide / scale), round(tall / scale))
            yield Seal(box=full, colour=colour, shape=shape)


def _ink(page: MatLike, colour: Literal["red", "blue"]) -> Mask:
    """Return where the page is more of the colour than its paper is, by more than noise."""
    red, green, blue = cv2.split(page)
    excess = red - cv2.max(green, blue) if colour == "red" else blue - cv2.max(red, green)
    sample = excess[::4, ::4]
    usual = float(np.median(sample))
    noise = float(np.median(np.abs(sample - usual)))
    limit = max(0.0, usual) + min(_COLOURED[1], max(_COLOURED[0], _NOISE * noise))
    dark = 1 - cv2.max(cv2.max(red, green), blue)
    return (excess > limit + _DARKER * dark).astype(np.uint8)


def _by_outline(ink: Mask, dots: float) -> Iterator[tuple[Box, Shape]]:
    """Find the seals that touch nothing of their colour: parts of the ink whose hull is an ellipse or a box."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    large = stats[:, (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT)].max(axis=1) > _LARGEST_PART * dots
    large[0] = True
    gap = max(3, round(_GAP * dots) | 1)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
    closed = cv2.morphologyEx((~large).astype(np.uint8)[labels], cv2.MORPH_CLOSE, brush)
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hulls = [cv2.convexHull(contour) for contour in contours if len(contour) > _DIAMETERS[0] * dots]
    for hull in sorted(hulls, key=cv2.contourArea, reverse=True):
        shape = _shape(hull, ink, dots)
        if shape is not None:
            left, top, wide, tall = cv2.boundingRect(hull)
            yield (left, top, wide, tall), shape


def _shape(hull: MatLike, ink: Mask, dots: float) -> Shape | None:
    """Return the shape of the seal whose outline this is, or nothing if it is none."""
    middle, sides, turn = cv2.minAreaRect(hull)
    least, most = (limit * dots for limit in _DIAMETERS)
    if min(sides) < least or max(sides) > most or max(sides) > _LONGEST * min(sides):
        return None
    moments = cv2.moments(hull)
    at = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    spread = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]]) / moments["m00"]
    squares, directions = np.linalg.eigh(spread)
    axes = directions * 2 * np.sqrt(squares)
    edge = cv2.approxPolyDP(hull, 0, closed=True)[:, 0]
    along = np.concatenate([np.linspace(a, b, 9)[:-1] for a, b in zip(edge, np.roll(edge, -1, axis=0), strict=True)])
    # Distances from the middle as shares of the ellipse's radius in their direction: 1 on the rim.
    distances = np.linalg.norm((along - at) @ np.linalg.inv(axes).T, axis=1)
    weights = np.repeat(np.linalg.norm(np.roll(edge, -1, axis=0) - edge, axis=1), 8)
    if np.average((distances - 1) ** 2, weights=weights) < _ROUNDNESS**2 and _has_rim(at, axes, ink):
        return "round" if squares[0] >= (_ROUND**2) * squares[1] else "oval"
    return "square" if _has_borders(middle, sides, turn, ink, dots) else None


def _by_circle(ink: Mask, dots: float) -> Iterator[tuple[Box, Shape]]:
    """Find the round seals that stand on a table or a frame of their colour, or on one another."""
    small = cv2.GaussianBlur(cv2.resize(ink * 255, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), (0, 0), 1)
    least, most = (round(limit * dots / 4) for limit in _CIRCLES)
    found = cv2.HoughCircles(small, cv2.HOUGH_GRADIENT, 1, least, None, 120, 24, least, most)
    for x, y, radius in () if found is None else found.reshape(-1, 3)[:_MOST_CIRCLES] * 2:
        if _has_rim(np.array([x, y]), np.eye(2) * radius, ink, _CLEAR_RING):
            yield (round(x - radius), round(y - radius), round(2 * radius), round(2 * radius)), "round"


def _has_rim(at: Points, axes: Points, ink: Mask, ring: float = _RING) -> bool:
    """Say whether ink runs along most of an ellipse's rim, little of it outside, and some but not all of it inside."""
    turns = np.linspace(0, 2 * math.pi, _TURNS, endpoint=False)
    steps = np.arange(0.025, 1.25, 0.025)
    rays = np.stack([np.cos(turns), np.sin(turns)])[:, :, None] * steps
    x, y = (np.tensordot(axes, rays, 1) + at[:, None, None]).astype(np.float32)
    seen = cv2.remap(ink, x, y, cv2.INTER_NEAREST)
    rim = seen[:, (steps > _RIM[0]) & (steps < _RIM[1])].max(axis=1).mean()
    outside = seen[:, steps > _RIM[1] + _CLEARANCE].mean()
    within = steps < _RIM[0] - _CLEARANCE
    inside = np.average(seen[:, within].mean(axis=0), weights=steps[within])
    around = seen[:, within].max(axis=1).mean()
    return bool(rim >= ring and around >= _AROUND and outside <= _OUTSIDE and _INSIDE[0] <= inside <= _INSIDE[1])


def _has_borders(middle: Sequence[float], sides: Sequence[float], turn: float, ink: Mask, dots: float) -> bool:
    """Say whether ink runs along all four sides of a box, and something inside is inked, but not all of it."""
    wide, tall = round(sides[0]), round(sides[1])
    matrix = cv2.getRotationMatrix2D(middle, turn, 1.0)
    matrix[0, 2] += wide / 2 - middle[0]
    matrix[1, 2] += tall / 2 - middle[1]
    box = cv2.warpAffine(ink, matrix, (wide, tall), flags=cv2.INTER_NEAREST)
    rim = max(2, round(1.6 * dots))
    borders = (box[:rim].max(axis=0), box[-rim:].max(axis=0), box[:, :rim].max(axis=1), box[:, -rim:].max(axis=1))
    inside = box[rim:-rim, rim:-rim]
    if not inside.size or any(border.mean() < _BORDER for border in borders):
        return False
    thick = float((cv2.distanceTransform(box, cv2.DIST_L2, 3) > _STROKE * dots).mean())
    return float(inside.mean()) >= _INSIDE[0] and thick < _THICK
