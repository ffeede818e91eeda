"""PP-OCRv6 tiny on ONNX Runtime: a detector of text lines (DB, Liao et al. 2020) and a recogniser with CTC.

What the models expect is in the `inference.yml` beside them.
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

import cv2
import numpy as np
import onnxruntime

from eligibility.inspection.engines import models
from eligibility.inspection.engines.order import box_around, in_reading_order, lines_of
from eligibility.inspection.engines.strips import HEIGHT, strip, thickness
from eligibility.inspection.reducing import reduced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from eligibility.inspection.engines import Known, Pixels, Quad
    from eligibility.measurement import Line

    Floats = NDArray[Any]

_STRIDE: Final = 32
_MEAN: Final = np.array([[0.406], [0.456], [0.485]], np.float32)
_SPREAD: Final = np.array([[0.225], [0.224], [0.229]], np.float32)
_LEVELS: Final = (np.arange(256, dtype=np.float32) / 255 - _MEAN) / _SPREAD
"""Of the pictures the detector was trained on, in the order blue, green, red; and what each level of a picture becomes."""
_INK: Final = 0.2
_SURE: Final = 0.4
_UNCLIP: Final = 1.4
"""Least probability of a pixel, least mean of a line, and how far the shrunken core of a line is grown again."""
_THINNEST: Final = 3
"""Pixels of the reduced page: thinner cores are specks."""
_MOST: Final = 1000
"""Lines of one page, the largest; noise must not cost minutes."""
_SMALL_PRINT: Final = 11
_CLOSE: Final = 1920
"""Pixels of the reduced page a line is thick: below that the detector begins to miss some, and looks closer."""

_NARROWEST: Final = 320
"""Pixels of the strips the recogniser was trained on; a shorter one is filled up with grey, or it reads worse."""


@functools.cache
def engine() -> PPOCR:
    """Return the engine of this process, loaded when first asked for.

    Raises `CantTell` when its models are missing or not the known ones.
    """
    return PPOCR()


class PPOCR:
    """Finds and reads text on one thread; see `Engine`."""

    name: ClassVar[str] = "ppocr"

    def __init__(self) -> None:
        """Load the models."""
        self._detector = _session(models.model(models.DETECTOR))
        self._recogniser = _session(models.model(models.RECOGNISER))
        self._alphabet = ("", *re.findall(r"[^\r\n]+", models.model(models.ALPHABET).decode()), " ")

    @property
    def version(self) -> str:
        """The models' hash and the versions of what runs them."""
        return models.version()

    def find(self, page: Pixels, longest: int = 960) -> list[Quad]:
        """Return the lines of text in reading order.

        They are looked for on the page reduced to as many pixels as A4 has whose long side is `longest`.
        """
        height, width = page.shape[:2]
        scale = _scale(page, longest)
        across, down = (max(1, round(side * scale / _STRIDE)) * _STRIDE for side in (width, height))
        small = _blue_first(reduced(page, across, down))
        levels = np.stack([cv2.LUT(band, table) for band, table in zip(cv2.split(small), _LEVELS, strict=True)])
        (chances,) = self._detector.run(None, {"x": levels[None]})
        back = np.array([width / across, height / down], np.float32)
        edge = np.array([width, height], np.float32)
        quads = [np.clip(quad * back, 0, edge) for quad in _quads(chances[0, 0])]
        return in_reading_order(quads, box_around)

    def read(self, page: Pixels, quads: Sequence[Quad], known: Known | None = None) -> list[tuple[str, float]]:
        """Return text and mean confidence of its characters for each quad; nothing read is `("", 0.0)`."""
        known = {} if known is None else known
        corners = [quad.tobytes() for quad in quads]
        for quad, place in zip(quads, corners, strict=True):
            if place not in known:
                known[place] = self._words(strip(page, quad))
        return [known[place] for place in corners]

    def read_page(
        self, page: Pixels, found: Sequence[Quad] | None = None, known: Known | None = None
    ) -> tuple[Line, ...]:
        """Return all text of an upright page in reading order, however doubtful; small print is looked for closely."""
        quads = self.find(page) if found is None else found
        if not quads or np.median([thickness(quad) for quad in quads]) * _scale(page, 960) < _SMALL_PRINT:
            quads = self.find(page, _CLOSE)
        return lines_of(quads, self.read(page, quads, known))

    def _words(self, line: Pixels) -> tuple[str, float]:
        """Read a strip by the best path (Graves et al. 2006): repeats are one character, blanks are none.

        On one thread several strips at once would be no quicker, and take more memory.
        """
        levels = np.zeros((1, 3, HEIGHT, max(_NARROWEST, line.shape[1])), np.float32)
        levels[0, :, :, : line.shape[1]] = _blue_first(line).transpose(2, 0, 1) / np.float32(127.5) - 1
        ((chances,),) = self._recogniser.run(None, {"x": levels})
        best = chances.argmax(axis=1)
        kept = (best != 0) & (best != np.concatenate(([0], best[:-1])))
        text = "".join(self._alphabet[index] for index in best[kept]).strip()
        return (text, min(1.0, float(chances.max(axis=1)[kept].mean()))) if text else ("", 0.0)


def _session(data: bytes) -> onnxruntime.InferenceSession:
    """Return a session on one thread that gives all memory back after each run and keeps silent."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _blue_first(pixels: Pixels) -> Pixels:
    grey = pixels.ndim == 2  # noqa: PLR2004 - height and width
    turned: Pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR if grey else cv2.COLOR_RGB2BGR)
    return turned


def _scale(page: Pixels, longest: int) -> float:
    height, width = page.shape[:2]
    return min(1.0, longest / math.sqrt(height * width * math.sqrt(2)))


def _quads(chances: Floats) -> Iterator[Quad]:
    """Yield the lines on a map of probabilities, in its own pixels."""
    outlines, _ = cv2.findContours((chances > _INK).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:_MOST]:
        middle, (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < _THINNEST or _mean_inside(chances, outline) < _SURE:
            continue
        # The map shows lines shrunk by an offset of area over circumference; a rectangle is grown back by its sides.
        growth = _UNCLIP * width * height / (width + height)
        yield _ordered(cv2.boxPoints((middle, (width + growth, height + growth), angle)))


def _mean_inside(chances: Floats, outline: NDArray[Any]) -> float:
    left, top, width, height = cv2.boundingRect(outline)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [outline - np.array([left, top], np.int32)], 1)
    return float(cv2.mean(chances[top : top + height, left : left + width], mask)[0])


def _ordered(corners: Floats) -> Quad:
    """Return four corners clockwise from the one that is most to the left top."""
    from_middle = corners - corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(from_middle[:, 1], from_middle[:, 0]))]
    quad: Quad = np.roll(clockwise, -int(clockwise.sum(axis=1).argmin()), axis=0)
    return quad
