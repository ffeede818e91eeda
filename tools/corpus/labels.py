"""Reads every image of a corpus with the text engines, and notes how much of it each could read.

`labels-ENGINE.jsonl` gets one line for each image as soon as it is known, so a run can be stopped and resumed.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

from tools.corpus.accuracy import accuracy
from tools.corpus.make import TRUTH
from tools.corpus.truth import NOTE, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from eligibility.inspection.engines import Engine

LABELS: Final = "labels-{engine}.jsonl"
ENGINES: Final = ("ppocr", "tesseract")


def label(folder: Path, name: str) -> None:
    """Read what this version has not read yet, in an order that makes any beginning a fair sample."""
    engine: Engine = importlib.import_module(f"eligibility.inspection.engines.{name}").engine()
    path = folder / LABELS.format(engine=name)
    done = {one["image"] for one in records(path) if one["version"] == engine.version}
    waiting = [one for one in records(folder / TRUTH) if one["image"] not in done]
    random.Random(name).shuffle(waiting)
    with path.open("a", encoding="utf-8") as file:
        for one in waiting:
            file.write(json.dumps(_labelled(folder, one, engine), ensure_ascii=False) + "\n")
            file.flush()


def _labelled(folder: Path, record: Record, engine: Engine) -> Record:
    with Image.open(folder / record["image"]) as image:
        page = np.asarray(image.convert("RGB"))
    start = _cpu()
    lines = engine.read_page(page)
    cpu = _cpu() - start
    read = [line.text for line in lines]
    printed = [line for line in record["lines"] if not line["words"].startswith(NOTE)]
    return {
        "image": record["image"],
        "version": engine.version,
        **accuracy(printed, read),
        "pens": accuracy(record["pens"], read)["visible"],
        "confidence": round(statistics.fmean(line.confidence for line in lines), 4) if lines else None,
        "lines": len(lines),
        "characters": sum(len(text) for text in read),
        "cpu": round(cpu, 3),
    }


def _cpu() -> float:
    """Return the seconds this process and its children have computed."""
    return sum(os.times()[:4])


def records(path: Path) -> list[Record]:
    """Return the lines of a file; a last line that was cut off by a stop is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def table(folder: Path) -> str:
    """Return, for each degradation and engine, accuracy of visible lines and of the whole page, confidence, and images."""
    truth = {one["image"]: one for one in records(folder / TRUTH)}
    rows: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for name in ENGINES:
        newest = {one["image"]: one for one in records(folder / LABELS.format(engine=name))}
        for one in newest.values():
            known = truth[one["image"]]
            rows[f"{known['family']}-{known['level']}"][name].append(one)
    text = "| degradation |" + "".join(f" {name}: visible | whole | confidence | images |" for name in ENGINES) + "\n"
    text += "|---|" + "---|---|---|---|" * len(ENGINES) + "\n"
    order = dict.fromkeys(f"{one['family']}-{one['level']}" for one in truth.values())
    for degradation in order:
        cells = [_cells(rows[degradation][name]) for name in ENGINES]
        text += f"| {degradation} |" + "".join(cells) + "\n"
    return text


def _cells(labels: Iterable[Record]) -> str:
    found = list(labels)
    means = [_mean(one[part] for one in found) for part in ("visible", "whole", "confidence")]
    return "".join(f" {mean} |" for mean in means) + f" {len(found)} |"


def _mean(values: Iterable[Any]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.fmean(known):.2f}" if known else "–"
