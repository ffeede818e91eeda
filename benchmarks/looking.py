"""Looking at scans: legibility beside decoding and reading the same page, looking again, and a worker's memory.

`python -m benchmarks.looking cost|memory ...` measures in a process of its own with a worker's environment, one thread a
library, and prints JSON. What a started program computes counts as well.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from PIL import Image

from benchmarks.timing import Subject, compare
from eligibility.hooks import load_plugins
from eligibility.inspection.engines import choice, tesseract
from eligibility.inspection.guard import LARGEST_PAGE
from eligibility.inspection.pages import sheets_of
from eligibility.looking.looker import Looker
from eligibility.looking.workers import environment
from eligibility.measurement import Exhibit, Inscriptions, PageFacts, ScanQuality, Seals, Text
from eligibility.report import CantTell
from tools.corpus.bases import KINDS
from tools.corpus.people import someone
from tools.drawing import DPI, Style, scanned, styled
from tools.mutate import peak_of
from tools.stamps import grained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_KINDS: Final = ("paper", "contents", "sealed-letter", "patent", "education", "pledge-signed")
_RESOLUTIONS: Final = (200, 300)
_GRAIN: Final = 3
_QUALITY: Final = 88
"""Spread of the scanner's noise in levels, and the quality of its JPEG."""


class Page(NamedTuple):
    """A scan of an A4 sheet: kind of paper, dots an inch, and its JPEG file."""

    kind: str
    dpi: int
    data: bytes


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    kinds: Sequence[str]
    resolutions: Sequence[int]
    rounds: int


FULL: Final = Effort(_KINDS, _RESOLUTIONS, rounds=2)
QUICK: Final = Effort(_KINDS[:1], _RESOLUTIONS[:1], rounds=1)


def page(kind: str, dpi: int) -> Page:
    """Draw a page, scan it with the grain of a scanner, and save it as one does."""
    rng = random.Random(kind)
    with styled(Style(dpi / DPI)):
        drawn = scanned(KINDS[kind](someone("test", 3), rng), kind).image
    grained(drawn, rng, _GRAIN).save(file := io.BytesIO(), "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    return Page(kind, dpi, file.getvalue())


# --- What is timed ----------------------------------------------------------------------------------------------------


def _decoded(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.data)).convert("RGB")


def _inspected(*kinds: type[Any]) -> Callable[[Page], object]:
    """Return what inspectors see on a page, from its bytes on."""
    inspectors = load_plugins().inspectors

    def look(page: Page) -> object:
        exhibit = Exhibit(page.data)
        return [inspectors[kind].inspect(exhibit) for kind in kinds]

    return look


def _read_by_tesseract(page: Page) -> object:
    return tesseract.engine().read_page(Exhibit(page.data).once(sheets_of)[0].grey)


def _read_by_ppocr(page: Page) -> object:
    return choice.engine().read_page(Exhibit(page.data).once(sheets_of)[0].grey)


def _read_by_hand(page: Page) -> object:
    import pytesseract

    return pytesseract.image_to_string(Image.open(io.BytesIO(page.data)), "chi_sim+eng")


def _again(name: str, folder: Path, kinds: Sequence[type[Any]]) -> Subject:
    """Return the second look at a page: its looker's cache has been shown it."""
    looker, plugins = Looker(workers=1, cache=folder / "cache.sqlite"), load_plugins()

    def look(page: Page) -> Page:
        looker.inspect(page.data, plugins, kinds)
        return page

    return Subject(name, look, look)


def _clock() -> int:
    """Return the nanoseconds that this thread and the programs it has waited for have computed."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time_ns() + round(1e9 * (children.ru_utime + children.ru_stime))


def subjects(folder: Path) -> list[Subject]:
    """Return everything that is timed besides decoding."""
    everything = [kind for kind in load_plugins().inspectors if kind is not PageFacts]
    ways: dict[str, Callable[[Page], object]] = {
        "legibility": _inspected(ScanQuality),
        "text": _inspected(Text),
        "text and legibility": _inspected(Text, ScanQuality),
        "seals": _inspected(Seals),
        "seals and inscriptions": _inspected(Seals, Inscriptions),
        "everything": _inspected(*everything),
        "ppocr": _read_by_ppocr,
    }
    try:
        tesseract.version()
    except CantTell:
        pass
    else:
        ways |= {"tesseract": _read_by_tesseract, "pytesseract": _read_by_hand}
    again = [
        _again(f"{name} again", folder, kinds)
        for name, kinds in (("legibility", [ScanQuality]), ("everything", everything))
    ]
    return [*(Subject(name, lambda page: page, run) for name, run in ways.items()), *again]


_DECODE: Final = Subject("decode", lambda page: page, _decoded)


def cost(effort: Effort) -> list[dict[str, Any]]:
    """Return each page's kind, dots an inch and bytes, and of every subject the microseconds, measured in this process."""
    with tempfile.TemporaryDirectory() as folder:
        timed = subjects(Path(folder))
        first = page(effort.kinds[0], effort.resolutions[0])
        compare(timed, lambda _: [first], 1, _DECODE, warm_up=0)  # the engines load
        return [_timed(page(kind, dpi), timed, effort.rounds) for dpi in effort.resolutions for kind in effort.kinds]


def _timed(page: Page, timed: Sequence[Subject], rounds: int) -> dict[str, Any]:
    figures = compare(timed, lambda _: [page], rounds, _DECODE, clock=_clock, warm_up=0)
    micros = {name: figure.micros for name, figure in figures.items()}
    return {"kind": page.kind, "dpi": page.dpi, "bytes": len(page.data), "micros": micros}


# --- Memory -----------------------------------------------------------------------------------------------------------


def _largest(kind: str) -> bytes:
    """Return a page of as many pixels as are permitted, with text on it."""
    drawn = page("paper", 200)
    width, height = (int((LARGEST_PAGE * share) ** 0.5) for share in (1 / 2**0.5, 2**0.5))
    image = _decoded(drawn).resize((width, height), Image.Resampling.BILINEAR)
    if kind == "grey of 16 bits, PNG":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    elif kind == "CMYK, JPEG":
        image = image.convert("CMYK")
    elif kind == "transparent, PNG":
        image.putalpha(254)
    image.save(file := io.BytesIO(), kind.rpartition(", ")[2], compress_level=1, compression="tiff_adobe_deflate")
    return file.getvalue()


LARGEST: Final = ("RGB, JPEG", "CMYK, JPEG", "transparent, PNG", "grey of 16 bits, PNG", "RGB, TIFF")


def memory(kind: str) -> int:
    """Return the bytes of memory at the peak of a worker that takes all measurements of the largest page."""
    import psutil

    data = _largest(kind)
    with Looker(workers=1) as looker:
        plugins = load_plugins()
        seen = looker.inspect(data, plugins)
        doubts = [doubt.why() for doubt in seen.values() if isinstance(doubt, CantTell)]
        if doubts:
            message = f"{kind}: {doubts[0]}"
            raise RuntimeError(message)
        [worker] = psutil.Process().children()
        return peak_of(worker)


# --- A process of its own ---------------------------------------------------------------------------------------------


def apart(*arguments: str) -> Any:
    """Return what this module measures in a process with a worker's environment."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.looking", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
        cwd=Path(__file__).parents[1],
    )
    return json.loads(done.stdout)


def main() -> None:
    """Measure and print."""
    what, *rest = sys.argv[1:]
    os.environ.pop(choice.VARIABLE, None)
    if what == "memory":
        print(memory(rest[0]))
    else:
        print(json.dumps(cost(QUICK if "quick" in rest else FULL)))


if __name__ == "__main__":
    main()
