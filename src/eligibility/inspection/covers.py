"""Something round and dark that lies on a line of text, as an opaque stamp or a sticker does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.strokes import percentiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.inspection.engines import Pixels, Quad
    from eligibility.measurement import Box

_HALF: Final = 0.5
"""Discs are large: half of the pixels do."""
_PAPER: Final = 75
_DARK: Final = 0.75
"""Percentile of a page's brightness that is its paper, and the share of it below which a disc is dark; it is larger than what
the paper beside it could be measured over."""
_STROKE: Final = 0.05
"""Share of the shorter side that all strokes of text are thinner than."""
_RADII: Final = (0.05, 0.2)
"""Radius of a disc as a share of the shorter side."""
_ROUND: Final = 0.9
_SOLID: Final = 0.8
"""Share of the circle around it that a disc's outline fills, and of the outline that is dark."""
_NEAR: Final = 0.35
"""Radii from the rim within which a line ends that the disc covers."""
_WITHIN: Final = 0.8
"""Radii from the middle, up and down, within which the line meets it."""


def discs_on_text(page: Pixels, quads: Sequence[Quad]) -> tuple[Box, ...]:
    """Return discs that lie on a line of text, in pixels of the grey page, which may be reduced; `quads` are its lines."""
    if not quads or min(page.shape) < 1 / _HALF:
        return ()
    small = cv2.resize(page, None, fx=_HALF, fy=_HALF, interpolation=cv2.INTER_AREA)
    (paper,) = percentiles(small, _PAPER)
    small = (small < _DARK * paper).astype(np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    stroke = 2 * round(_STROKE * min(small.shape) / 2) + 1
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (stroke, stroke)))
    return tuple(
        (round(x - radius), round(y - radius), round(2 * radius), round(2 * radius))
        for x, y, radius in _discs(solid)
        if _covers(x, y, radius, quads)
    )


def _discs(solid: Pixels) -> Iterator[tuple[float, float, float]]:
    """Yield middle and radius of each disc, at full size."""
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    least, most = (share * min(solid.shape) for share in _RADII)
    for outline in outlines:
        (x, y), radius = cv2.minEnclosingCircle(outline)
        if least <= radius <= most:
            hull = cv2.contourArea(cv2.convexHull(outline))
            if hull >= _ROUND * math.pi * radius**2 and cv2.contourArea(outline) >= _SOLID * hull:
                yield x / _HALF, y / _HALF, radius / _HALF


def _covers(x: float, y: float, radius: float, quads: Sequence[Quad]) -> bool:
    """Tell whether a line of text breaks off at a disc and goes on behind it, or runs across it."""
    before = after = False
    for quad in quads:
        left, top = quad.min(axis=0)
        right, bottom = quad.max(axis=0)
        if abs((top + bottom) / 2 - y) > _WITHIN * radius or right - left < bottom - top:
            continue
        before |= bool(left < x - radius and right > x - (1 + _NEAR) * radius)
        after |= bool(right > x + radius and left < x + (1 + _NEAR) * radius)
    return before and after
