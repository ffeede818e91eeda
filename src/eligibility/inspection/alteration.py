"""Alteration: areas of a page without the grain that the paper around them has.

A scanner or a camera gives every bit of paper some noise. A word that was painted over, or set anew in a program, stands on
ground without it. This can only be seen where the grain has survived: nothing is said of clean exports, of black-and-white
pages, of pages whose grain JPEG has smoothed away, and of what touches the page's edge, is dark, or lies in an overexposed
area. A piece copied from elsewhere on the same page brings its grain along and is not seen; nor is a retouch before scanning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.pages import sheets_of
from eligibility.measurement import Alteration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv2.typing import MatLike
    from numpy.typing import NDArray

    from eligibility.measurement import Box, Exhibit

    Pixels = MatLike
    Flags = NDArray[np.bool_]
    Levels = MatLike

_BLOCK: Final = 4
"""Pixels of a side of the squares that are compared; half a side of JPEG's, so that its edges fall between them."""
_BAND: Final = 512
"""Rows of the page that are looked at in one go: numbers with fractions take four times the memory of a whole page."""
_INK: Final = 24
"""Range of levels within a square, beyond noise, from which on something is printed there."""
_DARKEST: Final = 110
_LEAST_GRAIN: Final = 0.8
"""Least spread of levels, of 256, of the paper's noise for its absence to be telling."""
_SILENT: Final = 0.3
_GRAINY: Final = 0.6
"""Most grain of an altered area, and least of paper, as shares of the page's median."""
_MOST_SILENT: Final = 0.01
"""Share of a page's paper that may be without grain before nothing is said: then the file is smooth by itself."""
_LEAST_PAPER: Final = 1600
_SIDES: Final = (5, 10)
"""Least squares along the short and the long side of an area."""
_FILLED: Final = 0.72
"""Share of its box that an area fills."""
_FRAME: Final = 2
"""Squares from an area to the frame around it, where nothing of its edge is left."""
_LEAST_RING: Final = 0.3
_SURROUNDED: Final = 0.75
"""Share of the frame that is free of print, and share of that which has the paper's grain."""
_GLOW: Final = 8
"""Levels above the page's paper from which on the frame is bleached by light too."""
_CLIPPED: Final = 252
"""Level from which on paper is so bright that its noise is cut off."""


def inspect(exhibit: Exhibit) -> Alteration:
    """Return the areas of each page; raises `AttachmentError` when the file can't be decoded."""
    return Alteration(
        pages=tuple(
            () if sheet.facts.colours == "black-and-white" else smooth_areas(sheet.grey)
            for sheet in exhibit.once(sheets_of)
        )
    )


def smooth_areas(grey: Pixels) -> tuple[Box, ...]:
    """Return the boxes of smooth areas on grainy paper, of an upright page of shape (height, width)."""
    rows, columns = grey.shape[0] // _BLOCK, grey.shape[1] // _BLOCK
    if rows * columns < _LEAST_PAPER:
        return ()
    level, grain, busy = _squares(grey[: rows * _BLOCK, : columns * _BLOCK])
    paper: Flags = ~busy & (level > _DARKEST) & (level < _CLIPPED)
    if paper.sum() < _LEAST_PAPER:
        return ()
    usual = float(np.median(grain[paper]))
    if usual < _LEAST_GRAIN:
        return ()
    silent: Flags = ~busy & (level > _DARKEST) & (grain < _SILENT * usual)
    if silent[paper].mean() > _MOST_SILENT:
        return ()
    grainy: Flags = paper & (grain > _GRAINY * usual)
    return tuple(_areas(silent, grainy, busy, level - np.median(level[paper])))


def _squares(grey: Pixels) -> tuple[Levels, Levels, Flags]:
    """Return each square's mean level, its grain, and whether something is printed on it.

    Grain is the spread of second differences across and down, which slow changes of light leave at nothing.
    """
    bands = [_squares_of(grey, top, min(top + _BAND, grey.shape[0])) for top in range(0, grey.shape[0], _BAND)]
    level, grain, spread = (np.concatenate(parts) for parts in zip(*bands, strict=True))
    return level, grain, np.greater(spread, max(_INK / 2, 4 * float(np.median(grain))))


def _squares_of(grey: Pixels, top: int, bottom: int) -> tuple[Levels, Levels, Levels]:
    """Return level, grain and spread of levels of the squares between two rows; the rows beside them are looked at too."""
    pixels = grey[max(0, top - 1) : bottom + 1].astype(np.float32)
    fine = cv2.filter2D(pixels, -1, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6)
    inside = slice(min(1, top), min(1, top) + bottom - top)
    pixels, fine = pixels[inside], fine[inside]
    size = (grey.shape[1] // _BLOCK, (bottom - top) // _BLOCK)
    level = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    grain = np.sqrt(cv2.resize(fine * fine, size, interpolation=cv2.INTER_AREA))
    spread = np.sqrt(np.maximum(cv2.resize(pixels * pixels, size, interpolation=cv2.INTER_AREA) - level * level, 0))
    return level, grain, spread


def _areas(silent: Flags, grainy: Flags, busy: Flags, lighter: Levels) -> Iterator[Box]:
    """Find the silent areas that are upright rectangles with grainy paper around."""
    # Words set on an altered area leave its ground in pieces.
    joined = cv2.morphologyEx(silent.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 13), np.uint8))
    joined[grainy] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for number, (left, top, wide, tall, _) in enumerate(stats[1:], 1):
        if min(wide, tall) < _SIDES[0] or max(wide, tall) < _SIDES[1]:
            continue
        if min(left, top, silent.shape[1] - left - wide, silent.shape[0] - top - tall) < _FRAME:
            continue
        inside = (slice(top, top + tall), slice(left, left + wide))
        around = (slice(top - _FRAME, top + tall + _FRAME), slice(left - _FRAME, left + wide + _FRAME))
        ring = np.ones((tall + 2 * _FRAME, wide + 2 * _FRAME), bool)
        ring[1:-1, 1:-1] = False
        paper = ring & ~busy[around]
        if (labels[inside] == number).mean() < _FILLED or paper.sum() < ring.sum() * _LEAST_RING:
            continue
        if grainy[around][paper].mean() < _SURROUNDED or lighter[around][paper].mean() > _GLOW:
            continue
        yield int(left) * _BLOCK, int(top) * _BLOCK, int(wide) * _BLOCK, int(tall) * _BLOCK
