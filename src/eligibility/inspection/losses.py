"""Text that is lost while the rest of the page is read well: under glare or a watermark, or beyond the edge of the picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.engines.order import box_around
from eligibility.inspection.engines.strips import SLANT, slope, thickness, usual_slope
from eligibility.inspection.strokes import percentiles, strokes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.inspection.engines import Pixels, Quad
    from eligibility.measurement import Box, Edge

_PAPER: Final = 75
"""Percentile of a page's brightness that is its paper; the lit half of a page in the shade must not pass for glare."""
_BRIGHTER: Final = 3
"""Levels by which glare is brighter than the paper; on paper as white as that it can't be told."""
_WHITEST_PAPER: Final = 250
_LIGHT: Final = 253
_SMALLEST: Final = 0.004
_LARGEST: Final = 0.3
"""Shares of the page that a spot of glare takes: less is a speck, more is the sunny side of a shadow."""
_STRAIGHT: Final = 0.09
"""Slope against the other lines beyond which a line is no part of the text, but a watermark or an ornament."""
_COMPACT: Final = 0.7
"""Share of its convex hull that a spot fills at least: light falls in patches, bare paper lies around things."""
_LABEL: Final = 3
"""Lines inside a white patch from which on it is a label: light leaves no more than the odd one."""
_LAMPS: Final = 4
"""Spots of light on one page, at most: more of them are the paper between the strokes of a watermark."""
_PRINT: Final = 12
_SHOWING: Final = 0.01
"""Levels by which print is darker than the paper, and the share of a spot that is as dark where print shows through."""
_ALONG_EDGE: Final = 0.2
"""Share of an edge of the picture that a spot may take: what takes more is the glass or the table beside the page."""
_REACH: Final = 1.5
"""Line heights between a spot and a line of text that it may have eaten."""
_AT_EDGE: Final = 0.1
"""Line heights between a line and the edge of the picture that cuts it."""
_CUT_LINES: Final = 2
"""Lines that must end at a side before it is called cropped; one alone may be an ornament."""
_RIM: Final = 2
"""Pixels at the edge of the picture that must have ink where it cuts through a line."""
_CUT: Final = 0.05
"""Share of the rim of a line that is ink, at least."""
_FEWEST: Final = 15
"""Levels between ink and paper of a line, at least, to tell them apart at the rim."""
_PATTERN: Final = 8
_SPREAD: Final = 0.1
_PARALLEL: Final = 0.2
"""Lines that must slant, their share of all lines, and how far their slopes may differ, for a watermark; the words of a round
seal run in all directions."""
_STRONG: Final = 0.42
"""Contrast of a watermark over that of the text from which on it hides what it lies on."""
_DARKER_TEXT: Final = 75
"""Percentile of the contrast of lines that stands for the text: pale patterns pass for lines too."""
_COMPARED: Final = 12
"""Lines of either kind whose contrast is measured."""


def glare_on(small: Pixels, quads: Sequence[Quad]) -> tuple[Box, ...]:
    """Return spots of light that lie on lines of text or cut them off, and through which no print shows.

    `small` is the reduced page, `quads` are its lines in the same pixels, and so are the boxes. On paper that is as white as
    light itself nothing can be told, and nothing is returned.
    """
    (paper,) = percentiles(small, _PAPER)
    if not quads or paper > _WHITEST_PAPER:
        return ()
    bright = (cv2.blur(small, (3, 3)) >= max(_LIGHT, paper + _BRIGHTER)).astype(np.uint8)
    patches = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(patches)
    height = float(np.median([thickness(quad) for quad in quads]))
    reach = np.ones((1, 2 * max(1, round(_REACH * height)) + 1), np.uint8)
    text = np.zeros_like(small)
    for quad in quads:
        cv2.fillPoly(text, [quad.astype(np.int32)], 1)
    spots: list[Box] = []
    for number in range(1, count):
        left, top, width, across, area = (int(value) for value in facts[number])
        if not _SMALLEST * small.size <= area <= _LARGEST * small.size:
            continue
        spot = (labels == number).astype(np.uint8)
        if max(float(side.mean()) for side in (spot[0], spot[-1], spot[:, 0], spot[:, -1])) > _ALONG_EDGE:
            continue
        hull = _hull(spot)
        if not _is_light(hull, area, quads) or not (cv2.dilate(spot, reach) & text).any():
            continue
        if _shows_print(small, hull, paper):
            return ()
        spots.append((left, top, width, across))
    return tuple(spots) if len(spots) <= _LAMPS else ()


def _hull(spot: Pixels) -> Pixels:
    outlines, _ = cv2.findContours(spot, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull: Pixels = cv2.convexHull(np.concatenate(outlines))
    return hull


def _is_light(hull: Pixels, area: int, quads: Sequence[Quad]) -> bool:
    """Tell light from a white label or the bare paper around a picture: it is compact, and hardly a line is found inside."""
    if area < _COMPACT * cv2.contourArea(hull):
        return False
    middles = [tuple(float(side) for side in quad.mean(axis=0)) for quad in quads]
    return sum(cv2.pointPolygonTest(hull, middle, measureDist=False) >= 0 for middle in middles) < _LABEL


def _shows_print(small: Pixels, hull: Pixels, paper: float) -> bool:
    """Tell whether print shows through a spot: then the light is too weak to hide any."""
    inside = cv2.erode(cv2.fillPoly(np.zeros_like(small), [hull], 1), np.ones((9, 9), np.uint8))
    levels = small[inside > 0]
    return bool(levels.size) and float((levels < paper - _PRINT).mean()) >= _SHOWING


def hidden_by_watermark(page: Pixels, quads: Sequence[Quad]) -> tuple[Box, ...]:
    """Return the region of a watermark that is nearly as dark as the text and so hides what it lies on."""
    usual = usual_slope(quads)
    text: list[Quad] = []
    slanting: list[Quad] = []
    for quad in quads:
        (text if abs(slope(quad) - usual) < SLANT else slanting).append(quad)
    if slanting:
        main = float(np.median([slope(quad) for quad in slanting]))
        slanting = [quad for quad in slanting if abs(slope(quad) - main) < _PARALLEL]
    if not text or len(slanting) < max(_PATTERN, _SPREAD * len(quads)):
        return ()
    if _contrast(page, slanting, 50) < _STRONG * _contrast(page, text, _DARKER_TEXT):
        return ()
    return (box_around(np.concatenate(slanting)),)


def _contrast(page: Pixels, quads: Sequence[Quad], percentile: int) -> float:
    """Return a percentile of the contrast of some lines, evenly spread."""
    step = max(1, len(quads) // _COMPARED)
    found = [strip.contrast for strip in (strokes(page, quad) for quad in quads[::step]) if strip is not None]
    return float(np.percentile(found, percentile)) if found else 0.0


def cropped_edges(page: Pixels, quads: Sequence[Quad]) -> tuple[Edge, ...]:
    """Return the edges of the picture that cut through text."""
    usual = usual_slope(quads)
    cut: Counter[Edge] = Counter()
    for quad in quads:
        if abs(slope(quad) - usual) < _STRAIGHT:
            cut.update(_cutting(page, quad))
    wanted: dict[Edge, int] = {"left": _CUT_LINES, "top": 1, "right": _CUT_LINES, "bottom": 1}
    return tuple(edge for edge, count in wanted.items() if cut[edge] >= count)


def _cutting(page: Pixels, quad: Quad) -> Iterator[Edge]:
    """Yield the edges of the picture that have ink of this line on them."""
    height, width = page.shape
    near = _AT_EDGE * thickness(quad) + 1
    left, top = np.floor(quad.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int).clip(1, (width, height))
    reaches: dict[Edge, bool] = {
        "left": left <= near,
        "top": top <= near,
        "right": right >= width - near,
        "bottom": bottom >= height - near,
    }
    if not any(reaches.values()):
        return
    dark, light = percentiles(page[top:bottom, left:right], 3, 90)
    if light - dark < _FEWEST:
        return
    rims: dict[Edge, Pixels] = {
        "left": page[top:bottom, :_RIM].min(axis=1),
        "top": page[:_RIM, left:right].min(axis=0),
        "right": page[top:bottom, -_RIM:].min(axis=1),
        "bottom": page[-_RIM:, left:right].min(axis=0),
    }
    for edge, reached in reaches.items():
        if reached and float((rims[edge] < (dark + light) / 2).mean()) >= _CUT:
            yield edge
