"""Text that is lost while the rest of the page is read well: under glare, or beyond the edge of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.engines.strips import thickness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.inspection.engines import Pixels, Quad
    from eligibility.measurement import Box, Edge

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
_ALONG_EDGE: Final = 0.2
"""Share of an edge of the picture that a spot may take: what takes more is the glass or the table beside the page."""
_REACH: Final = 1.5
"""Line heights between a spot and a line of text that it may have eaten."""
_AT_EDGE: Final = 0.1
"""Line heights between a line and the edge of the picture that cuts it."""
_CUT_LINES: Final = 2
"""Lines that must end at a side before it is called cropped; one alone may be an ornament."""


def glare_on(small: Pixels, quads: Sequence[Quad], scale: float) -> tuple[Box, ...]:
    """Return spots of light that lie on lines of text or cut them off, in pixels of the page.

    `small` is the page reduced by `scale`, `quads` are its lines in the same pixels. On paper that is as white as light
    itself nothing can be told, and nothing is returned.
    """
    if not quads:
        return ()
    paper = float(np.median(small))
    if paper > _WHITEST_PAPER:
        return ()
    bright = (cv2.blur(small, (3, 3)) >= max(_LIGHT, paper + _BRIGHTER)).astype(np.uint8)
    patches = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    count, labels, facts, _ = cv2.connectedComponentsWithStats(patches)
    height = float(np.median([thickness(quad) for quad in quads]))
    reach = np.ones((1, 2 * max(1, round(_REACH * height)) + 1), np.uint8)
    text = np.zeros_like(small)
    for quad in quads:
        cv2.fillPoly(text, [quad.astype(np.int32)], 1)
    spots = []
    for number in range(1, count):
        left, top, width, across, area = (int(value) for value in facts[number])
        if not _SMALLEST * small.size <= area <= _LARGEST * small.size:
            continue
        spot = (labels == number).astype(np.uint8)
        if max(float(side.mean()) for side in (spot[0], spot[-1], spot[:, 0], spot[:, -1])) > _ALONG_EDGE:
            continue
        if _is_light(spot, area, quads) and (cv2.dilate(spot, reach) & text).any():
            spots.append((round(left / scale), round(top / scale), round(width / scale), round(across / scale)))
    return tuple(spots)


def _is_light(spot: Pixels, area: int, quads: Sequence[Quad]) -> bool:
    """Tell light from a white label or the bare paper around a picture: it is compact, and hardly a line is found inside."""
    outlines, _ = cv2.findContours(spot, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outlines))
    if area < _COMPACT * cv2.contourArea(hull):
        return False
    middles = [tuple(float(side) for side in quad.mean(axis=0)) for quad in quads]
    return sum(cv2.pointPolygonTest(hull, middle, measureDist=False) >= 0 for middle in middles) < _LABEL


def cropped_edges(page: Pixels, quads: Sequence[Quad]) -> tuple[Edge, ...]:
    """Return the edges of the picture that cut through text."""
    return tuple(_cropped(page, quads))


def _cropped(page: Pixels, quads: Sequence[Quad]) -> Iterator[Edge]:
    height, width = page.shape
    slopes = [float(quad[1, 1] - quad[0, 1]) / max(1.0, float(quad[1, 0] - quad[0, 0])) for quad in quads]
    usual = float(np.median(slopes)) if slopes else 0.0
    lines = [
        (quad, _AT_EDGE * thickness(quad) + 1)
        for quad, slope in zip(quads, slopes, strict=True)
        if abs(slope - usual) < _STRAIGHT
    ]
    if sum(float(quad[:, 0].min()) <= near for quad, near in lines) >= _CUT_LINES:
        yield "left"
    if sum(float(quad[:, 1].min()) <= near for quad, near in lines) >= 1:
        yield "top"
    if sum(float(quad[:, 0].max()) >= width - near for quad, near in lines) >= _CUT_LINES:
        yield "right"
    if sum(float(quad[:, 1].max()) >= height - near for quad, near in lines) >= 1:
        yield "bottom"
