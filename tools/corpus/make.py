"""Draws the corpus: every base in every degradation, as JPEG files, with one truth file."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final

import cv2
from PIL import Image

from tools.corpus.bases import RESOLUTION, Base, bases
from tools.corpus.degrade import DEGRADATIONS, Degradation
from tools.corpus.sheet import Sheet
from tools.corpus.truth import Record, record

if TYPE_CHECKING:
    from pathlib import Path

TRUTH: Final = "truth.jsonl"
_PROCESSES: Final = 2
_WITHOUT_DPI: Final = frozenset({"perspective", "moire", "phone", "messenger"})
"""Cameras and messengers know no dots an inch."""


def make(folder: Path, tests: int, only: str) -> int:
    """Write images and truth; `only` is a part of their names (`test/003-title/blur-2`). The number of images is returned."""
    wanted = [base for base in bases(tests) if _chosen(base, only)]
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        (folder / TRUTH).open("w", encoding="utf-8") as file,
    ):
        for records in pool.map(partial(_write, folder, only), wanted):
            for one in records:
                file.write(json.dumps(one, ensure_ascii=False) + "\n")
            count += len(records)
    return count


def _chosen(base: Base, only: str) -> list[Degradation]:
    return [degradation for degradation in DEGRADATIONS if only in f"{base.name}/{degradation.name}"]


def _write(folder: Path, only: str, base: Base) -> list[Record]:
    """Write all images of one base."""
    cv2.setNumThreads(1)
    (folder / base.name).mkdir(parents=True, exist_ok=True)
    whole = Sheet.of(base.draw())
    records = []
    for degradation in _chosen(base, only):
        sheet = degradation.of(whole, base.name)
        path = folder / base.name / f"{degradation.name}.jpg"
        dpi = round(RESOLUTION * sheet.magnification())
        said: dict[str, Any] = {} if degradation.family in _WITHOUT_DPI else {"dpi": (dpi, dpi)}
        Image.fromarray(sheet.pixels).save(path, quality=sheet.quality, **said)
        records.append(record(base, degradation, sheet))
    return records
