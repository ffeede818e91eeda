"""Lines of text that fade out towards one end: light that swallows print, or a copier or a lamp that leaves a part of it.

Glare on paper as white as the light itself shows in nothing but the print around it, which grows paler towards it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.engines.order import box_around
from eligibility.inspection.engines.strips import runs_down, thickness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.inspection.engines import Pixels, Quad
    from eligibility.measurement import Box

_STEP: Final = 12
"""Pixels to which the height of a line is brought; a line is looked at in squares of this side."""
_SHORTEST: Final = 5
"""Squares of a line that is long enough to tell."""
_DARK: Final = 0.2
"""Contrast of the darker squares of a line, at least, that what is left at its end is compared with."""
_LEFT: Final = (0.03, 0.35)
"""Share of it that is left in the last square: less is no print at all, more is a lighter letter."""
_NEXT: Final = (1.3, 0.85)
"""The square before it has more than the last by this factor, and yet not all: print that ends at an edge does not fade."""
_LINES: Final = 2
"""Fading ends that make it light, and no chance."""


def fading_lines(small: Pixels, quads: Sequence[Quad]) -> tuple[Box, ...]:
    """Return the boxes of lines that fade out, in pixels of `small`, whose lines are `quads`; none for a single one."""
    found = tuple(box_around(quad) for quad in quads for end in _ends(small, quad) if _fades(*end))
    return found if len(found) >= _LINES else ()


def _ends(small: Pixels, quad: Quad) -> Iterator[tuple[float, float]]:
    """Yield the contrast left in the last two squares of either end, as shares of that of the line's darker ones."""
    length = round(float(np.linalg.norm(quad[1] - quad[0])) / max(1.0, thickness(quad)))
    if length < _SHORTEST or runs_down(quad):
        return
    corners = np.array([[0, 0], [length * _STEP, 0], [length * _STEP, _STEP], [0, _STEP]], np.float32)
    way = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    levels = cv2.warpPerspective(small, way, (length * _STEP, _STEP), borderMode=cv2.BORDER_REPLICATE)
    squares = levels.reshape(_STEP, length, _STEP).transpose(1, 0, 2).reshape(length, -1)
    ink, paper = np.percentile(squares, (3, 90), axis=1)
    left = (paper - ink) / np.maximum(paper, 1)
    dark = float(np.percentile(left, 80))
    if dark >= _DARK:
        yield left[0] / dark, left[1] / dark
        yield left[-1] / dark, left[-2] / dark


def _fades(last: float, before: float) -> bool:
    return _LEFT[0] < last < _LEFT[1] and _NEXT[0] * last <= before < _NEXT[1]
