"""Pages that were scanned lying on their side or upside down, told by how their lines run and how surely they are read."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.inspection.engines import Engine, Known, Pixels, Quad
    from eligibility.measurement import Box

Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise."""

_ON_SIDE: Final = 0.45
"""Share of lines running downwards: at most .25 on upright pages, at least .65 on ones turned by a quarter."""
_SURE: Final = 0.85
_LIKELY: Final = 0.6
_SURER: Final = 0.1
"""Confidence of lines that surely, or likely, stand upright, and by how much it must exceed that of the other way round."""
_SAMPLE: Final = 8


def turned(engine: Engine, page: Pixels, found: Sequence[Quad] | None = None, known: Known | None = None) -> Turn:
    """Return by how many degrees a page must be turned clockwise to stand upright.

    `found` is what `engine.find` returned for the page, and `known` what it has read of it, if somebody asked before. A page without text stands as it is,
    and so does one whose lines run downwards with upright characters. Tesseract finds no lines on a page that lies on its
    side; with it, only pages upside down are told.
    """
    from eligibility.inspection.engines.strips import runs_down, thickness

    quads = engine.find(page) if found is None else found
    if not quads:
        return 0
    longest = sorted(quads, key=lambda quad: float(abs(quad[2] - quad[0]).sum() - thickness(quad)), reverse=True)[
        :_SAMPLE
    ]
    if sum(map(runs_down, quads)) > _ON_SIDE * len(quads):
        return _turned_by_quarter(engine, page, longest)
    as_it_is = _sureness(engine.read(page, longest, known))
    if as_it_is >= _SURE:
        return 0
    return 180 if _sureness(_read_turned(engine, page, longest, 180)) >= as_it_is + _SURER else 0


def _turned_by_quarter(engine: Engine, page: Pixels, quads: Sequence[Quad]) -> Turn:
    """Tell the two ways of lying apart from columns of upright characters, which engines read as if turned by 270."""
    quarter, three_quarters = (_sureness(_read_turned(engine, page, quads, turn)) for turn in (90, 270))
    if quarter >= max(_LIKELY, three_quarters + _SURER):
        return 90
    return 270 if three_quarters >= _SURE else 0


def _read_turned(engine: Engine, page: Pixels, quads: Sequence[Quad], turn: Turn) -> list[tuple[str, float]]:
    height, width = page.shape[:2]
    return engine.read(upright(page, turn), [_turned_quad(quad, turn, width, height) for quad in quads])


def _sureness(read: Sequence[tuple[str, float]]) -> float:
    return statistics.fmean(confidence for _, confidence in read)


def upright(page: Pixels, turn: Turn) -> Pixels:
    """Return the page turned clockwise."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(page, -turn // 90))


def _turned_quad(quad: Quad, turn: Turn, width: int, height: int) -> Quad:
    """Return a quad of a page of this size where it is after the page was turned."""
    import numpy as np

    x, y = quad[:, 0], quad[:, 1]
    moved = {90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[turn]
    corners: Quad = np.stack(moved, axis=1).astype(np.float32)
    return np.roll(corners, turn // 90, axis=0)


def turned_upright(box: Box, turn: Turn, width: int, height: int) -> Box:
    """Return a box of the page as stored, whose size is given, where it is on the upright page."""
    if turn in {90, 270}:
        width, height = height, width
    back: dict[Turn, Turn] = {0: 0, 90: 270, 180: 180, 270: 90}
    return turned_back(box, back[turn], width, height)


def turned_back(box: Box, turn: Turn, width: int, height: int) -> Box:
    """Return a box of the upright page where it is on the page as stored, whose size is given."""
    left, top, across, down = box
    if turn == 90:  # noqa: PLR2004 - degrees
        return top, height - left - across, down, across
    if turn == 180:  # noqa: PLR2004 - degrees
        return width - left - across, height - top - down, across, down
    if turn == 270:  # noqa: PLR2004 - degrees
        return width - top - down, left, down, across
    return box
