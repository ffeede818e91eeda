"""Scan quality: how well each page can be read, judged by reading a dozen of its lines, and what spoils it.

One number says how legible a page is: the mean confidence with which lines sampled evenly over the page are read, each
weighing as many as it has characters, turned into the share of characters that pages of that confidence were read with in
the calibration half of `tools/corpus`. Cheap measures of pixels rank pages badly; they only name the cause.
"""

from __future__ import annotations

import itertools
import math
import statistics
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import cv2
import numpy as np

from eligibility.inspection.covers import discs_on_text
from eligibility.inspection.engines import choice
from eligibility.inspection.engines.strips import runs_down, thickness, usual_slope
from eligibility.inspection.fading import fading_lines
from eligibility.inspection.frames import cut_frames
from eligibility.inspection.losses import cropped_edges, glare_on, hidden_by_watermark
from eligibility.inspection.pages import sheets_of
from eligibility.inspection.reducing import reduced
from eligibility.inspection.strokes import strokes
from eligibility.inspection.text import found_lines, known_of
from eligibility.inspection.turning import turned, turned_back, upright
from eligibility.measurement import Edge, PageScan, ScanQuality

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from eligibility.inspection.engines import Engine, Known, Pixels, Quad
    from eligibility.inspection.strokes import Strokes
    from eligibility.inspection.turning import Turn
    from eligibility.measurement import Box, Exhibit

SAMPLE: Final = 12
"""Lines of a page that are read."""
REDUCED: Final = 960
"""Pixels of the longer side of the page on which light and ink are measured."""

_CONFIDENCE: Final = (0.0, 0.25, 0.37, 0.45, 0.55, 0.65, 0.74, 0.83, 0.875, 0.92, 0.95, 0.97, 1.0)
_LEGIBLE: Final = (0.0, 0.08, 0.17, 0.26, 0.33, 0.42, 0.60, 0.74, 0.84, 0.905, 0.945, 0.985, 1.0)
"""Mean confidence of the sampled lines, and the median share of characters that such pages were read with."""
_DOUBTFUL: Final = 0.8
_CLOSER: Final = 1920
"""Confidence below which lines are looked for once more on a page reduced less, see `Engine.find`, and more of them are read."""
_SURE: Final = 0.85
_ON_SIDE: Final = 0.45
"""Confidence of a page that surely stands upright, and the share of lines running downwards on one that may not."""
_LONG: Final = 4
"""A line's length over its thickness from which on it shows the skew."""
_FAINTEST: Final = 0.05
"""Contrast under which print is lost to the eye and to the detector alike; legibility falls with it."""
_LIT: Final = 0.01
"""Share of a page at the end of the range from which on light may have swallowed print."""
_OVEREXPOSED: Final = 0.5
_BURNT_OUT: Final = 0.3
"""Share of a page at the end of the range that means too much light, and the contrast of dark print below which paler print
beside it has burnt out."""
_INK: Final = 0.75
"""Brightness over that of the paper beside it: what is darker is ink."""


def inspect(exhibit: Exhibit) -> ScanQuality:
    """Return how well each page was scanned.

    Raises `AttachmentError` when the file can't be looked at, and `CantTell` when no text engine can be used.
    """
    engine = choice.engine()
    pages = zip(*map(exhibit.once, (sheets_of, found_lines, known_of)), strict=True)
    return ScanQuality(pages=tuple(_look(engine, sheet.grey, quads, known) for sheet, quads, known in pages))


def _look(engine: Engine, page: Pixels, quads: Sequence[Quad], known: Known) -> PageScan:
    height, width = page.shape
    sample = _sample(quads)
    read = engine.read(page, sample, known)
    turn: Turn = 0
    if quads and (_confidence(read) < _SURE or sum(map(runs_down, quads)) > _ON_SIDE * len(quads)):
        turn = turned(engine, page, quads, known)
        if turn:
            page = upright(page, turn)
            quads = engine.find(page)
            sample = _sample(quads)
            read = engine.read(page, sample)
    confidence = _confidence(read)
    if quads and confidence < _DOUBTFUL:
        confidence = _confidence([*read, *engine.read(page, _sample(engine.find(page, _CLOSER)))])
    strips = [strokes(page, quad) for quad in sample]
    scale = min(1.0, REDUCED / max(page.shape))
    small = reduced(page, *(max(1, round(side * scale)) for side in reversed(page.shape)))
    dark = _darker_than_paper(small)
    contrast = _contrast(strips, read)
    clipped = float(np.mean(small == 0) + np.mean(small == np.iinfo(np.uint8).max))
    faintest = _BURNT_OUT if clipped > _OVEREXPOSED else _FAINTEST
    legible = float(np.interp(confidence, _CONFIDENCE, _LEGIBLE)) * min(1.0, contrast / faintest)
    losses = _losses(page, quads, small, dark, clipped > _LIT)
    return PageScan(
        legibility=round(legible, 3) if quads else None,
        lines=len(sample),
        character_height=_median([strip.height for strip in strips if strip is not None]),
        edge_width=_median([strip.edge for strip in strips if strip is not None]),
        contrast=contrast,
        ink=round(float(dark.mean()), 4),
        skew=_skew(quads),
        turned=turn,
        clipped=round(clipped, 4),
        glare=tuple(turned_back(box, turn, width, height) for box in losses.glare),
        hidden=tuple(turned_back(box, turn, width, height) for box in losses.hidden),
        cropped=_stored(losses.cropped, turn),
    )


class _Losses(NamedTuple):
    """What is known of lost text on an upright page."""

    glare: tuple[Box, ...]
    hidden: tuple[Box, ...]
    cropped: Collection[Edge]


def _losses(page: Pixels, quads: Sequence[Quad], small: Pixels, dark: Pixels, lit: bool) -> _Losses:  # noqa: FBT001 - a fact about the page
    scale = small.shape[0] / page.shape[0]
    lines = [quad * scale for quad in quads]
    glare = (*glare_on(small, lines), *(fading_lines(small, lines) if lit else ()))
    discs = discs_on_text(small, lines)
    cut = {*cropped_edges(page, quads), *cut_frames(dark)}
    return _Losses(_enlarged(glare, scale), (*hidden_by_watermark(page, quads), *_enlarged(discs, scale)), cut)


def _stored(edges: Collection[Edge], turn: Turn) -> tuple[Edge, ...]:
    """Return which edges of the page as stored are these of the upright page."""
    around: Sequence[Edge] = get_args(Edge)
    return tuple(edge for place, edge in enumerate(around) if around[(place + turn // 90) % 4] in edges)


def _enlarged(boxes: Iterable[Box], scale: float) -> tuple[Box, ...]:
    return tuple((round(x / scale), round(y / scale), round(w / scale), round(h / scale)) for x, y, w, h in boxes)


def _sample(quads: Sequence[Quad]) -> list[Quad]:
    """Return lines evenly spread over the reading order."""
    step = max(1.0, len(quads) / SAMPLE)
    return [quads[int((number + 0.5) * step)] for number in range(min(SAMPLE, len(quads)))]


def _confidence(read: Sequence[tuple[str, float]]) -> float:
    """Return the mean confidence of the lines, each weighing as many as it has characters."""
    characters = sum(len(text) for text, _ in read)
    return sum(len(text) * confidence for text, confidence in read) / characters if characters else 0.0


def _contrast(strips: Sequence[Strokes | None], read: Sequence[tuple[str, float]]) -> float:
    """Return the median contrast of the characters that were surely read; patterns taken for lines have hardly any."""
    lines = sorted(
        (strip.contrast, len(text) * confidence)
        for strip, (text, confidence) in zip(strips, read, strict=True)
        if strip is not None
    )
    middle = sum(weight for _, weight in lines) / 2
    weights = itertools.accumulate(weight for _, weight in lines)
    return next(
        (round(contrast, 2) for (contrast, _), weight in zip(lines, weights, strict=True) if weight >= middle), 0.0
    )


def _skew(quads: Sequence[Quad]) -> float:
    """Return the median angle of the long lines in degrees, anticlockwise, without those of a watermark."""
    long: list[Quad] = []
    for quad in quads:
        across, down = quad[1] - quad[0]
        if abs(across) > abs(down) and float(np.hypot(across, down)) > _LONG * thickness(quad):
            long.append(quad)
    return round(math.degrees(math.atan(-usual_slope(long))), 2) + 0.0


def _darker_than_paper(small: Pixels) -> Pixels:
    """Return 1 where a page is darker than the paper around it, else 0."""
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (61, 61)).astype(np.float32)
    dark: Pixels = (small < _INK * paper).astype(np.uint8)
    return dark


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None
