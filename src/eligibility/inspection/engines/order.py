"""The order in which lines of text are read, and the boxes around them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

from eligibility.measurement import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from eligibility.inspection.engines import Quad
    from eligibility.measurement import Box

T = TypeVar("T")

_SAME_ROW: Final = 0.5
"""Share of its height by which a line's middle may lie off that of the row's first one."""


def in_reading_order(items: Iterable[T], box_of: Callable[[T], Box]) -> list[T]:
    """Return items row by row from the top, each row from the left."""
    rows: list[list[tuple[Box, T]]] = []
    for box, item in sorted(((box_of(item), item) for item in items), key=lambda pair: _middle(pair[0])):
        first = rows[-1][0][0] if rows else None
        if first is not None and _middle(box) - _middle(first) < _SAME_ROW * min(box[3], first[3]):
            rows[-1].append((box, item))
        else:
            rows.append([(box, item)])
    return [item for row in rows for _, item in sorted(row, key=lambda pair: pair[0][0])]


def lines_of(quads: Sequence[Quad], read: Sequence[tuple[str, float]]) -> tuple[Line, ...]:
    """Return the lines in which something was read."""
    return tuple(
        Line(text=text, box=box_around(quad), confidence=confidence)
        for quad, (text, confidence) in zip(quads, read, strict=True)
        if text
    )


def box_around(quad: Quad) -> Box:
    """Return the upright box around a quad, in whole pixels."""
    left, top = (math.floor(side) for side in quad.min(axis=0))
    right, bottom = (math.ceil(side) for side in quad.max(axis=0))
    return left, top, right - left, bottom - top


def _middle(box: Box) -> float:
    return box[1] + box[3] / 2
