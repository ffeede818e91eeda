"""Tesseract, started as a program: the text engine of machines that have it and no ONNX Runtime.

It reads less than PP-OCR where a page is crooked, unevenly lit, noisy or small. It finds lines by a layout of its own and
reads them at once; the page passes through a temporary file that `pytesseract` writes and removes.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from eligibility.inspection.engines.order import box_around, in_reading_order, lines_of
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.inspection.engines import Known, Pixels, Quad
    from eligibility.measurement import Line

_PROGRAM: Final = "tesseract"
_LANGUAGES: Final = ("chi_sim", "eng")
_PAGE: Final = "--psm 3"
_LINES: Final = "--psm 6"
"""Layouts: a page, found out by Tesseract; lines under one another."""
_SECONDS: Final = 60
"""For one page; one full of small print takes 4."""
_SECONDS_TO_ANSWER: Final = 10
_FOUND: Final = re.compile(r'"(?P<folder>[^"]+)"')
_MARGIN: Final = 24
"""White above and below each line that is read by itself, in pixels."""

_TIGHT: Final = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_GAP: Final = re.compile(rf"(?<={_TIGHT})\s+|\s+(?={_TIGHT})")
"""Spaces beside Chinese characters: the engine puts one after every word, and takes many a character for one."""


@functools.cache
def engine() -> Tesseract:
    """Return the engine of this process.

    Raises `CantTell` when the program or its Chinese data is missing.
    """
    return Tesseract(version())


class Tesseract:
    """Finds and reads text; see `Engine`. One thread of a process of its own."""

    name: ClassVar[str] = "tesseract"

    def __init__(self, version: str) -> None:
        """Keep the version."""
        self.version = version
        os.environ["OMP_THREAD_LIMIT"] = "1"

    def find(self, page: Pixels, longest: int = 960) -> list[Quad]:
        """Return the lines of text in reading order; they cost as much as reading them."""
        return in_reading_order([quad for quad, _, _ in self._lines(page)], box_around)

    def read(self, page: Pixels, quads: Sequence[Quad], known: Known | None = None) -> list[tuple[str, float]]:
        """Return text and mean confidence of its characters for each quad; nothing read is `("", 0.0)`."""
        known = {} if known is None else known
        places = [quad.tobytes() for quad in quads]
        new = [quad for quad, place in zip(quads, places, strict=True) if place not in known]
        known.update(zip([quad.tobytes() for quad in new], self._read(page, new), strict=True))
        return [known[place] for place in places]

    def _read(self, page: Pixels, quads: Sequence[Quad]) -> list[tuple[str, float]]:
        import numpy as np

        from eligibility.inspection.engines.strips import HEIGHT, strip

        if not quads:
            return []
        strips = [strip(page, quad) for quad in quads]
        pitch = HEIGHT + 2 * _MARGIN
        widest = max(one.shape[1] for one in strips) + 2 * _MARGIN
        sheet = np.full((pitch * len(strips), widest, *page.shape[2:]), 255, np.uint8)
        for row, one in enumerate(strips):
            sheet[pitch * row : pitch * (row + 1), : one.shape[1] + 2 * _MARGIN] = np.median(one, axis=(0, 1))
            sheet[pitch * row + _MARGIN :, _MARGIN:][:HEIGHT, : one.shape[1]] = one
        found: list[list[tuple[str, float]]] = [[] for _ in strips]
        for quad, text, confidence in self._lines(sheet, _LINES):
            found[min(int(quad[:, 1].mean() // pitch), len(strips) - 1)].append((text, confidence))
        return [_joined(parts) for parts in found]

    def read_page(
        self, page: Pixels, found: Sequence[Quad] | None = None, known: Known | None = None
    ) -> tuple[Line, ...]:
        """Return all text of an upright page in reading order, however doubtful."""
        lines = [(quad, (text, confidence)) for quad, text, confidence in self._lines(page)]
        if not lines:
            return ()
        return tuple(in_reading_order(lines_of(*zip(*lines, strict=True)), lambda line: line.box))

    def _lines(self, page: Pixels, layout: str = _PAGE) -> Iterator[tuple[Quad, str, float]]:
        """Yield quad, text and confidence of each line; words of one line are joined."""
        import numpy as np

        words = _words(page, layout)
        lines: dict[tuple[int, int, int], list[int]] = {}
        for index, text in enumerate(words["text"]):
            if text.strip():
                lines.setdefault(tuple(words[part][index] for part in ("block_num", "par_num", "line_num")), []).append(
                    index
                )
        for line in lines.values():
            lefts, tops, widths, heights = (np.array([words[side][index] for index in line]) for side in _SIDES)
            left, top, right, bottom = lefts.min(), tops.min(), (lefts + widths).max(), (tops + heights).max()
            quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
            yield quad, *_joined([(words["text"][index], words["conf"][index] / 100) for index in line])


_SIDES: Final = ("left", "top", "width", "height")


def _joined(parts: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """Return the text of words and the mean confidence of its characters."""
    text = _GAP.sub("", " ".join(word.strip() for word, _ in parts))
    count = sum(len(word) for word, _ in parts)
    return (text, sum(len(word) * max(0.0, sure) for word, sure in parts) / count) if text else ("", 0.0)


def _words(page: Pixels, layout: str) -> dict[str, Any]:
    """Run Tesseract on a page.

    Raises `CantTell` when it fails or takes too long.
    """
    import pytesseract

    try:
        words: dict[str, Any] = pytesseract.image_to_data(
            page, "+".join(_LANGUAGES), layout, output_type=pytesseract.Output.DICT, timeout=_SECONDS
        )
    except RuntimeError:  # a failure of the program, or its time is up
        raise CantTell(N_("The text engine Tesseract failed on this page or took too long."), "operator") from None
    return words


@functools.cache
def version() -> str:
    """Return the version of the program, and of its Chinese data by its size.

    Raises `CantTell` when one of them is missing. The program is run twice, for a few milliseconds.
    """
    if shutil.which(_PROGRAM) is None:
        raise CantTell(N_("The program tesseract is not installed (Debian: tesseract-ocr)."), "operator")
    number, languages = _answer("--version").splitlines()[0], _answer("--list-langs")
    if not set(_LANGUAGES) <= set(languages.split()):
        raise CantTell(
            N_("Tesseract lacks its data for Chinese or English (Debian: tesseract-ocr-chi-sim, tesseract-ocr-eng)."),
            "operator",
        )
    folder = _FOUND.search(languages)
    data = Path(folder["folder"] if folder else "", f"{_LANGUAGES[0]}.traineddata")
    size = data.stat().st_size if data.is_file() else "?"
    return f"{number}, {_LANGUAGES[0]} of {size} bytes"


def _answer(option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program and option
            [_PROGRAM, option], capture_output=True, text=True, check=True, timeout=_SECONDS_TO_ANSWER
        )
    except (OSError, subprocess.SubprocessError):
        raise CantTell(N_("The program tesseract is installed but does not run."), "operator") from None
    return done.stdout + done.stderr
