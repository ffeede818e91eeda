"""What the pixels of one line of text say: how high, how sharp and how dark its strokes are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels, Quad

_LEAST: Final = 4
"""Pixels a line must be high and wide to be measured."""
_STEEPEST: Final = 98.5
"""Percentile of the slopes that counts as the steepest: noise has a few steeper ones."""


class Strokes(NamedTuple):
    """The height of a line's characters and the width of their edges in pixels, and the contrast as a share of the full range."""

    height: float
    edge: float
    contrast: float


def strokes(page: Pixels, quad: Quad) -> Strokes | None:
    """Measure one line, cut out along its own direction at full size; nothing is returned for a speck.

    The edge is measured across, down and along both diagonals, and the widest counts: a shaken picture is sharp in one
    direction.
    """
    width, height = (
        round(float(max(np.linalg.norm(quad[a] - quad[b]), np.linalg.norm(quad[c] - quad[d]))))
        for a, b, c, d in ((1, 0, 2, 3), (3, 0, 2, 1))
    )
    if min(width, height) < _LEAST:
        return None
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    levels = cv2.warpPerspective(page, way, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    dark, light = np.percentile(levels, (3, 90))
    across_lines = 0 if width >= height else 1
    rows = np.flatnonzero((levels < (dark + light) / 2).any(axis=1 - across_lines))
    if not rows.size:
        return None
    return Strokes(float(rows[-1] - rows[0] + 1), _edge(levels, float(light - dark)), float((light - dark) / 255))


def _edge(levels: Pixels, range_: float) -> float:
    slopes = (
        np.diff(levels, axis=1),
        np.diff(levels, axis=0),
        (levels[1:, 1:] - levels[:-1, :-1]) / np.sqrt(2),
        (levels[1:, :-1] - levels[:-1, 1:]) / np.sqrt(2),
    )
    return range_ / max(1.0, min(float(np.percentile(np.abs(slope), _STEEPEST)) for slope in slopes))
