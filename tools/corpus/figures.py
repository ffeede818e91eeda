"""How well legibility is judged: the scan inspector against what the engines could really read, on test bases only.

An image is illegible if the best engine read less than four fifths of the characters its whole page has. Bases that no
engine reads even when clean (ornate type, columns) say nothing about scanning; they are told apart.
"""

from __future__ import annotations

import json
import math
import random
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.inspection import scan
from eligibility.measurement import Exhibit
from tools.corpus.labels import ENGINES, LABELS, records
from tools.corpus.make import TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

READ: Final = 0.8
"""Share of the characters below which a page is illegible."""
FIGURES: Final = "figures.jsonl"
UNREADABLE: Final = 0.70
POOR: Final = 0.85
"""The thresholds of the shipped rulesets."""
_LOST: Final = 0.6
"""What a page with glare or a cropped edge counts as, where one number is asked for."""
_RESAMPLED: Final = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """One image: what the inspector said, and what could be read of it."""

    base: str
    degradation: str
    score: float
    flagged: bool
    illegible: bool


def measure(folder: Path) -> None:
    """Inspect every labelled test image that has not been inspected; run again to resume."""
    path = folder / FIGURES
    done = {one["image"] for one in records(path)}
    labelled = {one["image"] for name in ENGINES for one in records(folder / LABELS.format(engine=name))}
    with path.open("a", encoding="utf-8") as file:
        for image in sorted(labelled - done):
            if image.startswith("test/"):
                page = scan.inspect(Exhibit((folder / image).read_bytes())).pages[0]
                said = {"legibility": page.legibility, "glare": bool(page.glare), "cropped": bool(page.cropped)}
                file.write(json.dumps({"image": image, **said}) + "\n")
                file.flush()


def report(folder: Path) -> str:
    """Return the figures as Markdown."""
    judged, hard = _judged(folder)
    readable = [one for one in judged if not one.illegible]
    spoilt = [one for one in judged if one.degradation.partition("-")[0] not in _MISSING]
    lines = [
        f"{len(judged)} test images, {len(judged) - len(readable)} of them illegible; bases nobody reads: {len(hard)} images.",
        "",
        f"AUC {_auc(judged):.3f} [{_interval(judged)}]; {_auc(spoilt):.3f} where text was spoilt and not taken away.",
        "",
        "| flagged below | illegible found | readable flagged |",
        "|---|---|---|",
    ]
    for threshold in (UNREADABLE, POOR):
        found = [one.flagged or one.score < threshold for one in judged if one.illegible]
        wrong = [one.flagged or one.score < threshold for one in readable]
        lines.append(f"| {threshold} | {_share(found)} | {_share(wrong)} |")
    lines += ["", "| degradation | images | illegible | flagged below .70 |", "|---|---|---|---|"]
    by_degradation: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_degradation[one.degradation].append(one)
    for name, ones in sorted(by_degradation.items()):
        flagged = sum(one.flagged or one.score < UNREADABLE for one in ones)
        lines.append(f"| {name} | {len(ones)} | {sum(one.illegible for one in ones)} | {flagged} |")
    return "\n".join(lines) + "\n"


_MISSING: Final = frozenset({"glare", "crop", "watermark", "seal"})


def _judged(folder: Path) -> tuple[list[Judged], list[Judged]]:
    truth = {one["image"]: one for one in records(folder / TRUTH)}
    best: dict[str, float] = {}
    for name in ENGINES:
        for one in records(folder / LABELS.format(engine=name)):
            if one["whole"] is not None:
                best[one["image"]] = max(best.get(one["image"], 0.0), one["whole"])
    clean = {truth[image]["base"]: share for image, share in best.items() if truth[image]["family"] == "clean"}
    judged: list[Judged] = []
    hard: list[Judged] = []
    for said in records(folder / FIGURES):
        known = truth[said["image"]]
        if known["family"] == "turned" or said["image"] not in best:
            continue
        flagged = said["glare"] or said["cropped"]
        score = (said["legibility"] or 0.0) * (_LOST if flagged else 1)
        name = f"{known['family']}-{known['level']}"
        (judged if clean.get(known["base"], 1.0) >= READ else hard).append(
            Judged(known["base"], name, score, flagged, best[said["image"]] < READ)
        )
    return judged, hard


def _auc(judged: Iterable[Judged]) -> float:
    """Return the chance that an illegible page scores lower than a readable one."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for one in judged:
        scores[one.illegible].append(one.score)
    pairs = [(low < high) + (low == high) / 2 for low in scores[True] for high in scores[False]]
    return statistics.fmean(pairs) if pairs else math.nan


def _interval(judged: Sequence[Judged]) -> str:
    """Return the 95 % interval of the AUC, drawing whole bases anew."""
    bases: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        bases[one.base].append(one)
    rng = random.Random(1)
    drawn = [
        _auc([one for base in rng.choices(sorted(bases), k=len(bases)) for one in bases[base]])
        for _ in range(_RESAMPLED)
    ]
    known = sorted(value for value in drawn if not math.isnan(value))
    return f"{known[int(len(known) * 0.025)]:.3f} {known[int(len(known) * 0.975)]:.3f}"


def _share(flags: Sequence[Any]) -> str:
    """Return a share with its 95 % Wilson interval."""
    count, share, z = len(flags), statistics.fmean(map(bool, flags)), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{share:.3f} [{max(0.0, middle - half):.3f} {min(1.0, middle + half):.3f}]"
