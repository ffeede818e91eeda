"""Text: every page read by the machine's text engine.

A PDF is read by its picture even where it has a text layer: a hidden layer is what the applicant's file claims, not what
can be seen on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.inspection.engines import choice
from eligibility.inspection.pages import sheets_of
from eligibility.inspection.turning import turned, turned_back, upright
from eligibility.measurement import Line, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eligibility.inspection.engines import Engine, Known, Pixels, Quad
    from eligibility.inspection.pages import Sheet
    from eligibility.inspection.turning import Turn
    from eligibility.measurement import Box, Exhibit

_RED: Final = 40
_RED_SHARE: Final = 0.02
"""Levels by which red stands out, and the share of such pixels in a line that may hide something."""
_SAME_PLACE: Final = 0.4
_SAME_HEIGHT: Final = 0.5
"""Share of the smaller of two boxes that lies in the other when both are of one line, and its height over the other's: the
upright box around a line of a watermark has much of the page in it."""


def inspect(exhibit: Exhibit) -> Text:
    """Return the text of all pages; see `read_text`."""
    return exhibit.once(read_text)


def read_text(exhibit: Exhibit) -> Text:
    """Return the text of a file; use it through `exhibit.once(read_text)`.

    Boxes are pixels of the page as it is stored, even where it must be turned to be read. Raises `AttachmentError` when the
    file can't be looked at, and `CantTell` when no text engine can be used.
    """
    engine = choice.engine()
    of_sheets = zip(*map(exhibit.once, (sheets_of, found_lines, turns_of, known_of)), strict=True)
    return Text(pages=tuple(_read(engine, *sheet) for sheet in of_sheets))


def found_lines(exhibit: Exhibit) -> tuple[list[Quad], ...]:
    """Return the lines the engine finds on each sheet at 960 pixels; use it through `exhibit.once(found_lines)`."""
    engine = choice.engine()
    return tuple(engine.find(sheet.grey) for sheet in exhibit.once(sheets_of))


def known_of(exhibit: Exhibit) -> tuple[Known, ...]:
    """Return what was read so far of each sheet as it stands, for all to share; use it through `exhibit.once(known_of)`."""
    return tuple({} for _ in exhibit.once(sheets_of))


def turns_of(exhibit: Exhibit) -> tuple[Turn, ...]:
    """Return by how much each sheet must be turned to stand upright; use it through `exhibit.once(turns_of)`."""
    engine = choice.engine()
    of_sheets = zip(*map(exhibit.once, (sheets_of, found_lines, known_of)), strict=True)
    return tuple(turned(engine, sheet.grey, quads, known) for sheet, quads, known in of_sheets)


def _read(engine: Engine, sheet: Sheet, found: list[Quad], turn: Turn, known: Known) -> tuple[Line, ...]:
    if turn == 0:
        return _through_seals(engine, sheet.rgb, engine.read_page(sheet.grey, found, known))
    width, height = sheet.facts.width, sheet.facts.height
    return tuple(
        Line(text=line.text, box=turned_back(line.box, turn, width, height), confidence=line.confidence)
        for line in read_through_seals(engine, upright(sheet.rgb, turn))
    )


def read_through_seals(engine: Engine, page: Pixels) -> tuple[Line, ...]:
    """Return the text of an upright RGB page; what red ink lies on is read in red light too, where seals vanish."""
    import cv2

    return _through_seals(engine, page, engine.read_page(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)))


def _through_seals(engine: Engine, page: Pixels, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    import cv2
    import numpy as np

    from eligibility.inspection.engines.order import box_around, lines_of
    from eligibility.inspection.engines.strips import usual_slope

    red = page[..., 0]
    inked = cv2.subtract(red, np.maximum(page[..., 1], page[..., 2])) > _RED
    if not inked.any():
        return lines

    def under_ink(quad: Quad) -> bool:
        left, top, width, height = box_around(quad)
        return bool(inked[top : top + height, left : left + width].mean() > _RED_SHARE)

    red = np.ascontiguousarray(red)
    found = engine.find(red)
    hidden = [quad for quad in found if under_ink(quad)]
    return _best((*lines, *lines_of(hidden, engine.read(red, hidden))), usual_slope(found))


def _best(lines: Iterable[Line], slope: float) -> tuple[Line, ...]:
    """Return the lines with the most characters read surely, one for each place, in reading order."""
    from eligibility.inspection.engines.order import in_reading_order

    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: len(line.text) * line.confidence, reverse=True):
        if not any(_is_same(_levelled(line.box, slope), _levelled(other.box, slope)) for other in kept):
            kept.append(line)
    return tuple(in_reading_order(kept, lambda line: line.box))


def _levelled(box: Box, slope: float) -> Box:
    """Return a box on the page laid straight: the boxes of lines that run askew overlap, the lines don't."""
    left, top, width, height = box
    thickness = max(1, round(height - abs(slope) * width))
    middle = top + height / 2 - slope * (left + width / 2)
    return left, round(middle - thickness / 2), width, thickness


def _is_same(one: Box, other: Box) -> bool:
    return min(one[3], other[3]) >= _SAME_HEIGHT * max(one[3], other[3]) and _overlap(one, other) >= _SAME_PLACE


def _overlap(one: Box, other: Box) -> float:
    """Return the share of the smaller box that lies in the other."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(0, across) * max(0, down) / smaller if smaller else 1.0
