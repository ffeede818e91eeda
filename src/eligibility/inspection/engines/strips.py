"""Lines of text cut out of a page, upright, at the height a recogniser wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.inspection.engines import Pixels, Quad

HEIGHT: Final = 48
_WIDEST: Final = 3200
_LONGEST: Final = 32_766
_UPRIGHT: Final = 1.5
"""Height over width from which on a line is taken for one that runs downwards."""
SLANT: Final = 0.36
"""Slope of 20 degrees: no page is laid so askew, and watermarks run more steeply."""
_TEXT: Final = 0.15
"""Share of the lines that must run within that slope to tell how the text runs."""


def runs_down(quad: Quad) -> bool:
    """Tell whether a line is much higher than wide."""
    across, down = _sides(quad)
    return down >= _UPRIGHT * across


def thickness(quad: Quad) -> float:
    """Return how high the letters of a line are at most, in pixels."""
    return min(_sides(quad))


def slope(quad: Quad) -> float:
    """Return by how much a line falls for each pixel to the right."""
    return float(quad[1, 1] - quad[0, 1]) / max(1.0, float(quad[1, 0] - quad[0, 0]))


def usual_slope(quads: Sequence[Quad]) -> float:
    """Return how the text runs: the median slope of the lines, without those of a watermark."""
    slopes = [slope(quad) for quad in quads]
    level = [one for one in slopes if abs(one) < SLANT]
    return float(np.median(level if len(level) > _TEXT * len(slopes) else slopes)) if slopes else 0.0


def strip(page: Pixels, quad: Quad) -> Pixels:
    """Return a line as `uint8` of `HEIGHT` rows, grey or RGB as the page; one that runs downwards is laid on its side."""
    if runs_down(quad):
        quad = np.roll(quad, -1, axis=0)
    width, height = (max(1, round(side)) for side in _sides(quad))
    cut = straightened(page, quad, (width, height), cv2.INTER_CUBIC)
    wide = min(_WIDEST, max(1, round(width * HEIGHT / height)))
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    flat: Pixels = cv2.resize(cut, (wide, HEIGHT), interpolation=how)
    return flat


def straightened(page: Pixels, quad: Quad, size: tuple[int, int], how: int) -> Pixels:
    """Return what a quad holds, as a picture of a size, width before height; `how` is OpenCV's interpolation.

    OpenCV takes no side of more than 32,766 pixels, so the page is cut around the quad, and a longer quad gives white.
    """
    width, height = size
    left, top = np.floor(quad.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + 1
    part = page[top:bottom, left:right]
    if max(*part.shape[:2], width, height) > _LONGEST:
        return np.full((min(height, _LONGEST), min(width, _LONGEST), *page.shape[2:]), 255, np.uint8)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform((quad - (left, top)).astype(np.float32), corners)
    straight: Pixels = cv2.warpPerspective(part, way, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return straight


def _sides(quad: Quad) -> tuple[float, float]:
    across = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    down = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return float(across), float(down)
