"""A frame or table that the edge of the picture cuts: its upright lines end there and nowhere else.

Whole lines of text that are lost at the top or the bottom leave nothing behind them; the frame around them does. A line that is
cut at the left or the right is seen by its characters, see `losses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eligibility.inspection.engines import Pixels
    from eligibility.measurement import Edge

_DEPTH: Final = 12
"""A line that is cut runs from the edge over this part of the page at least."""
_WHOLE: Final = 0.95
"""Share of it that must be dark."""
_THICKEST: Final = 0.06
"""Share of the page's width that all lines take at most: what is broader is the table on which the page lies."""
_GROUND: Final = 0.25
"""Dark share of an edge from which on the page lies on a darker ground."""
_LINES: Final = 2
_APART: Final = 0.3
"""Lines that are cut, and the share of the page's width between the outermost, at least."""


def cut_frames(dark: Pixels) -> tuple[Edge, ...]:
    """Return the edge at the top or the bottom that cuts a frame; `dark` is 1 where the page is darker than its paper.

    Nothing is returned where lines end at both edges, as shadows and creases do, nor where the page lies on a darker ground.
    """
    if max(float(side.mean()) for side in (dark[0], dark[-1], dark[:, 0], dark[:, -1])) > _GROUND:
        return ()
    depth = max(1, dark.shape[0] // _DEPTH)
    top, bottom = (np.flatnonzero(strip.mean(axis=0) >= _WHOLE) for strip in (dark[:depth], dark[-depth:]))
    width = dark.shape[1]
    if top.size and not bottom.size and _is_frame(top, width):
        return ("top",)
    return ("bottom",) if bottom.size and not top.size and _is_frame(bottom, width) else ()


def _is_frame(columns: NDArray[np.int_], width: int) -> bool:
    """Tell whether the columns that are dark throughout are those of two lines or more that stand apart, and of nothing broader."""
    lines = columns[np.diff(columns, prepend=-2) > 1]
    return len(columns) <= _THICKEST * width and len(lines) >= _LINES and bool(lines[-1] - lines[0] >= _APART * width)
