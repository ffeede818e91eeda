"""How well legibility is judged: the shipped rule against what the engines could really read, on test bases only.

Calibration bases serve for one thing here: a threshold of the score is fitted on them without a family of degradations, and
judges that family of the test bases.

An image is *illegible* if the best engine read less than four fifths of the characters its whole document has; *damaged* if
it read more but a part of the text was taken away, so that naming the loss is right and silence is no fault; else *readable*.
Bases that no engine reads even when clean (ornate type, columns) say nothing about scanning, and on bases of a few
characters one character decides; both are told apart.
"""

from __future__ import annotations

import json
import math
import random
import statistics
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, Literal

import cv2
from pydantic import TypeAdapter

from eligibility.declaration import Attachment, Declaration
from eligibility.hooks import load_plugins
from eligibility.inspection import scan
from eligibility.measurement import Exhibit, PageScan, ScanQuality
from eligibility.report import CantTell
from eligibility.rule import Context, Round
from eligibility.rules.images.illegible_scan import IllegibleScan
from eligibility.ruleset import load_ruleset
from tools.corpus.accuracy import plain
from tools.corpus.labels import ENGINES, LABELS, records
from tools.corpus.make import TRUTH
from tools.corpus.truth import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from tools.corpus.truth import Record

READ: Final = 0.8
"""Share of the characters below which a page is illegible."""
TAKEN: Final = 0.02
"""Share of the characters taken away from which on a page is damaged."""
FEWEST: Final = 20
"""Characters of a document from which on a share of them means something."""
ILLEGIBLE: Final = (8, 1.5)
LEGIBLE: Final = (13, 4.0)
"""The physical label: blurs per character and contrast over noise, illegible below either, legible above both."""
ALLOWED: Final = (0.01, 0.05, 0.1)
"""Shares of readable calibration pages that a threshold may flag."""
FIGURES: Final = "figures.jsonl"
RULESET: Final = "anhui-leaders@2023"
_LOST: Final = 0.6
"""What a page with a loss counts as, where one number is asked for."""
_MISSING: Final = frozenset({"glare", "crop", "watermark", "seal"})
"""Degradations that take text away and leave the rest as it was."""
_RESAMPLED: Final = 500
_PROCESSES: Final = 2

_SCAN: Final = TypeAdapter(PageScan)


@dataclass(frozen=True, slots=True)
class Judged:
    """One image: what was said of it, and what could be read of it."""

    base: str
    family: str
    degradation: str
    score: float
    said: Literal["nothing", "poor", "unreadable", "doubt"]
    illegible: bool
    damaged: bool
    physical: bool | None

    @property
    def image(self) -> str:
        """The name of its file."""
        return f"{self.base}/{self.degradation}.jpg"


def measure(folder: Path) -> None:
    """Inspect every labelled image that has not been inspected; run again to resume."""
    inspect_all(folder, FIGURES, _measured, labelled(folder))


def labelled(folder: Path) -> set[str]:
    """Return the images that an engine has read."""
    return {one["image"] for name in ENGINES for one in records(folder / LABELS.format(engine=name))}


def inspect_all(folder: Path, name: str, look: Callable[[bytes], Record], wanted: Iterable[str]) -> None:
    """Add what `look` returns for each wanted image to a file, unless it is there, in an order that makes any beginning fair."""
    path = folder / name
    done = {one["image"] for one in records(path)}
    waiting = sorted(set(wanted) - done)
    random.Random(1).shuffle(waiting)
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        path.open("a", encoding="utf-8") as file,
    ):
        for image, seen in zip(waiting, pool.map(partial(_looked_at, folder, look), waiting), strict=True):
            file.write(json.dumps({"image": image} | seen, ensure_ascii=False) + "\n")
            file.flush()


def _looked_at(folder: Path, look: Callable[[bytes], Record], image: str) -> Record:
    cv2.setNumThreads(1)
    return look((folder / image).read_bytes())


def _measured(data: bytes) -> Record:
    return {"scan": _SCAN.dump_python(scan.inspect(Exhibit(data)).pages[0], mode="json")}


def report(folder: Path) -> str:
    """Return the figures as Markdown."""
    everything = judge(folder)
    judged, hard, short = ([one for one in some if one.base.startswith("test/")] for some in everything)
    fitted = [one for one in everything[0] if one.base.startswith("calibration/")]
    readable = [one for one in judged if not one.illegible and not one.damaged]
    spoilt = [one for one in judged if one.family not in _MISSING]
    physical = [replace(one, illegible=bool(one.physical)) for one in judged if one.physical is not None]
    apart = f"told apart: {len(hard)} images of bases nobody reads, {len(short)} of a few characters."
    counts = (len(judged), sum(one.illegible for one in judged), sum(one.damaged for one in judged))
    lines = [
        "{} test images, {} of them illegible, {} damaged; ".format(*counts) + apart,
        "",
        "| label | images | illegible | AUC |",
        "|---|---|---|---|",
        _auc_row("read by the best engine", judged),
        _auc_row("… text spoilt, not taken away", spoilt),
        _auc_row("… damaged pages aside", [one for one in judged if not one.damaged]),
        _auc_row("… with the few characters", [*judged, *short]),
        _auc_row("physical: blurs per character, contrast to noise", physical),
        "",
        "| said | illegible | damaged | readable |",
        "|---|---|---|---|",
    ]
    damaged = [one for one in judged if one.damaged]
    illegible = [one for one in judged if one.illegible]
    for words, kinds in _SAID.items():
        shares = [share([one.said in kinds for one in ones]) for ones in (illegible, damaged, readable)]
        lines.append(f"| {words} | {' | '.join(shares)} |")
    lines += ["", "| threshold fitted without the family | illegible | readable |", "|---|---|---|"]
    lines += [_left_out_row(allowed, fitted, judged) for allowed in ALLOWED]
    lines += [
        "",
        "| degradation | illegible | said so, or doubted | readable | said to be illegible |",
        "|---|---|---|---|---|",
    ]
    by_degradation: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_degradation[one.degradation].append(one)
    for name, ones in sorted(by_degradation.items()):
        lost = [one.said in {"unreadable", "doubt"} for one in ones if one.illegible]
        good = [one.said == "unreadable" for one in ones if not one.illegible and not one.damaged]
        lines.append(f"| {name} | {len(lost)} | {share(lost)} | {len(good)} | {share(good)} |")
    return "\n".join(lines) + "\n"


_SAID: Final = {
    "unreadable (warning)": {"unreadable"},
    "unreadable, or a person must look": {"unreadable", "doubt"},
    "anything, poor (note) included": {"unreadable", "doubt", "poor"},
}


def _left_out_row(allowed: float, fitted: Sequence[Judged], judged: Sequence[Judged]) -> str:
    """Return the shares of the test half said to be illegible, each family by a threshold that was fitted without it."""
    flags: dict[bool, list[bool]] = {True: [], False: []}
    for family in {one.family for one in judged}:
        scores = sorted(one.score for one in fitted if one.family != family and not one.illegible and not one.damaged)
        threshold = scores[int(allowed * len(scores))] if scores else 0.0
        for one in judged:
            if one.family == family and not one.damaged:
                flags[one.illegible].append(one.score < threshold)
    return f"| {allowed:.0%} of readable pages allowed | {share(flags[True])} | {share(flags[False])} |"


def _auc_row(label: str, judged: Sequence[Judged]) -> str:
    return f"| {label} | {len(judged)} | {sum(one.illegible for one in judged)} | {_auc(judged):.3f} [{_interval(judged)}] |"


def judge(folder: Path) -> tuple[list[Judged], list[Judged], list[Judged]]:
    """Return the images judged, those of bases nobody reads, and those of documents of a few characters."""
    truth = {one["image"]: one for one in records(folder / TRUTH)}
    best: dict[str, float] = {}
    for name in ENGINES:
        for one in records(folder / LABELS.format(engine=name)):
            if one["whole"] is not None:
                best[one["image"]] = max(best.get(one["image"], 0.0), one["whole"])
    clean = {truth[image]["base"]: share for image, share in best.items() if truth[image]["family"] == "clean"}
    judged: list[Judged] = []
    hard: list[Judged] = []
    short: list[Judged] = []
    ruleset = load_ruleset(RULESET, load_plugins())
    rules = [entry.rule for entry in ruleset.entries if isinstance(entry.rule, IllegibleScan)]
    entries = sorted(rules, key=lambda rule: rule.at_least)
    for seen in records(folder / FIGURES):
        known = truth[seen["image"]]
        if known["family"] == "turned" or seen["image"] not in best:
            continue
        page = _SCAN.validate_python(seen["scan"])
        illegible = best[seen["image"]] < READ
        judgement = Judged(
            base=known["base"],
            family=known["family"],
            degradation=f"{known['family']}-{known['level']}",
            score=(page.legibility or 0.0) * (_LOST if page.glare or page.hidden or page.cropped else 1),
            said=_said_of(page, entries, ruleset.round),
            illegible=illegible,
            damaged=not illegible and _taken(known) >= TAKEN,
            physical=_physical(known),
        )
        apart = hard if clean.get(known["base"], 1.0) < READ else short if _characters(known) < FEWEST else judged
        apart.append(judgement)
    return judged, hard, short


def _said_of(
    page: PageScan, entries: Sequence[IllegibleScan], round_: Round
) -> Literal["nothing", "poor", "unreadable", "doubt"]:
    """Return what the ruleset's entries say of a page, the worst first."""
    declaration = Declaration(attachments=(Attachment(id="a", kind="other"),))
    context = Context(round_, seen=[{ScanQuality: ScanQuality(pages=(page,))}])
    words: tuple[Literal["poor", "unreadable"], ...] = ("unreadable", "poor")
    for entry, word in zip(entries, words, strict=True):
        for found in entry.check(declaration, context):
            return "doubt" if isinstance(found, CantTell) else word
    return "nothing"


def _characters(known: dict[str, Any]) -> int:
    return sum(len(plain(line["words"])) for line in known["lines"] if not line["words"].startswith(NOTE))


def _taken(known: dict[str, Any]) -> float:
    """Return the share of the characters that can't be seen in the picture."""
    lines = [line for line in known["lines"] if not line["words"].startswith(NOTE)]
    hidden = sum(len(plain(line["words"])) * (1 - float(line["visible"])) for line in lines)
    return hidden / max(1, _characters(known))


def _physical(known: dict[str, Any]) -> bool | None:
    """Return whether a page is illegible by its optics alone, or nothing where these do not describe it."""
    facts = known["physical"]
    if known["family"] in _NOT_OPTICAL or facts["cells"] is None:
        return None
    measured = (facts["cells"], facts["contrast_to_noise"])
    if any(value < least for value, least in zip(measured, ILLEGIBLE, strict=True)):
        return True
    return False if all(value > most for value, most in zip(measured, LEGIBLE, strict=True)) else None


_NOT_OPTICAL: Final = _MISSING | {"uneven", "shadow", "exposure", "photocopy", "jpeg", "fold", "moire", "salt-pepper"}


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


def share(flags: Sequence[Any]) -> str:
    """Return a share with its 95 % Wilson interval, a dash for a share of nothing."""
    if not flags:
        return "–"
    count, share, z = len(flags), statistics.fmean(map(bool, flags)), 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return f"{share:.3f} [{max(0.0, middle - half):.3f} {min(1.0, middle + half):.3f}]"
