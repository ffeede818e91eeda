"""How well kinds of document are told, and seals and signatures found, on pages a careful person would upload.

Test bases only, of every kind an attachment can claim, each with its own person, layout and fonts. What was measured is
kept in a file, and each report judges it anew by the shipped rule.
"""

from __future__ import annotations

import io
import json
import random
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import cv2
from PIL import Image
from pydantic import TypeAdapter

from eligibility.declaration import Declaration
from eligibility.hooks import load_plugins
from eligibility.inspection import seals, signature, text
from eligibility.measurement import Exhibit, Seals, Signature, Text
from eligibility.report import CantTell
from eligibility.rule import Context
from eligibility.rules.images.wrong_document import WrongDocument
from eligibility.rules.papers import PAPERS, accepted_for, closest
from eligibility.rules.reading import reading_of
from eligibility.ruleset import load_ruleset
from tools.corpus.bases import ORDER, Base
from tools.corpus.degrade import DEGRADATIONS
from tools.corpus.figures import RULESET, share
from tools.corpus.labels import records
from tools.corpus.sheet import Sheet
from tools.corpus.truth import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eligibility.measurement import Box
    from eligibility.rule import Round
    from eligibility.rules.papers import Paper
    from tools.corpus.truth import Record

LOOKED_AT: Final = "kinds.jsonl"
EACH: Final = 5
"""Bases of each kind."""
LIGHT: Final = ("clean-0", "phone-1", "phone-2", "photocopy-good", "messenger-1", "jpeg-5", "skew-1")
"""What may happen to a page that is still worth judging."""
CLAIMS: Final[Mapping[str, Paper]] = {
    "id-front": "id-front",
    "id-back": "id-back",
    "card-copy": "id-front",
    "education": "education-certificate",
    "old-diploma": "education-certificate",
    "degree": "degree-certificate",
    "title": "title-certificate",
    "skill": "title-certificate",
    "pledge-signed": "pledge",
    "pledge-typed": "pledge",
    "pledge-unsigned": "pledge",
    "award": "award-proof",
    "upright-award": "award-proof",
    "table": "award-proof",
    "honour": "honour-proof",
    "patent": "patent-proof",
    "cover": "cover",
    "sparse-cover": "cover",
    "contents": "contents",
    "paper": "text",
    "english": "text",
    "book": "publication-proof",
}
"""Kinds of paper, and what each is uploaded as when it is in its right place."""
_BOTH: Final[tuple[Paper, ...]] = ("id-front", "id-back")
"""What a copy of a whole card is."""
_SIGNED: Final = {"pledge-signed": "signed", "pledge-typed": "typed", "pledge-unsigned": "empty"}
_GREY: Final = frozenset({"photocopy-good"})
_SAME_PLACE: Final = 0.5
_PROCESSES: Final = 2

Said = Literal["nothing", "doubt", "refused"]

_TEXT: Final = TypeAdapter(Text)
_SEALS: Final = TypeAdapter(Seals)
_SIGNATURE: Final = TypeAdapter(Signature)


def look(folder: Path) -> None:
    """Draw, spoil and inspect every page that has not been; run again to resume."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOOKED_AT
    done = {one["image"] for one in records(path)}
    bases = [
        base
        for number in range(EACH * len(ORDER["test"]))
        if (base := Base("test", number)).kind in CLAIMS and any(_image(base, name) not in done for name in LIGHT)
    ]
    random.Random(1).shuffle(bases)
    with (
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        path.open("a", encoding="utf-8") as file,
    ):
        for seen in pool.map(_looked_at, bases):
            file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in seen if one["image"] not in done)
            file.flush()


def _image(base: Base, degradation: str) -> str:
    return f"{base.name}/{degradation}"


def _looked_at(base: Base) -> list[Record]:
    cv2.setNumThreads(1)
    whole = Sheet.of(base.draw())
    seen = []
    for degradation in DEGRADATIONS:
        if degradation.name not in LIGHT:
            continue
        sheet = degradation.of(whole, base.name)
        file = io.BytesIO()
        Image.fromarray(sheet.pixels).save(file, "JPEG", quality=sheet.quality)
        exhibit = Exhibit(file.getvalue())
        true = record(base, degradation, sheet)
        seen.append(
            {
                "image": _image(base, degradation.name),
                "kind": base.kind,
                "degradation": degradation.name,
                "true_seals": [seal["box"] for seal in true["seals"]],
                "text": _TEXT.dump_python(text.inspect(exhibit), mode="json"),
                "seals": _SEALS.dump_python(seals.inspect(exhibit), mode="json"),
                "signature": _SIGNATURE.dump_python(signature.inspect(exhibit), mode="json"),
            }
        )
    return seen


class _Judged(NamedTuple):
    """One page: what it looks most like, and what the rule says of it as what it is and as every other kind."""

    kind: str
    degradation: str
    looks: Paper | None
    right: Said
    wrong: tuple[Said, ...]

    @property
    def recognised(self) -> bool:
        """Whether it looks most like its own kind, or one that does as well."""
        return self.looks in _accepted(self.kind)


def _accepted(kind: str) -> tuple[Paper, ...]:
    """Return the kinds of document that a kind of paper rightly stands for."""
    return _BOTH if kind == "card-copy" else accepted_for(CLAIMS[kind])


def _judged(one: Record, rule: WrongDocument, round_: Round) -> _Judged:
    measured = _TEXT.validate_python(one["text"])
    nearest = closest(reading_of(measured), PAPERS, rule.words)
    claim = CLAIMS[one["kind"]]
    wrong = [paper for paper in PAPERS if paper not in _accepted(one["kind"]) and claim not in accepted_for(paper)]
    return _Judged(
        one["kind"],
        one["degradation"],
        nearest.kind if nearest.enough else None,
        _said(rule, round_, measured, claim),
        tuple(_said(rule, round_, measured, paper) for paper in wrong),
    )


def _said(rule: WrongDocument, round_: Round, measured: Text, claim: Paper) -> Said:
    for found in rule.check(uploaded_as(claim), Context(round_, seen=[{Text: measured}])):
        return "doubt" if isinstance(found, CantTell) else "refused"
    return "nothing"


def uploaded_as(claim: Paper) -> Declaration:
    """Return a declaration whose only attachment claims to be of a kind."""
    part = claim if claim in {"cover", "contents", "text"} else None
    attachment = {"id": "a", "kind": "publication-proof" if part else claim, "part": part}
    return Declaration.model_validate({"attachments": [attachment]})


def report(folder: Path) -> str:
    """Return the figures as Markdown."""
    seen = records(folder / LOOKED_AT)
    ruleset = load_ruleset(RULESET, load_plugins())
    rule = next(entry.rule for entry in ruleset.entries if isinstance(entry.rule, WrongDocument))
    judged = [_judged(one, rule, ruleset.round) for one in seen]
    by_kind: dict[str, list[_Judged]] = defaultdict(list)
    by_degradation: dict[str, list[_Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.kind].append(one)
        by_degradation[one.degradation].append(one)
    return "\n".join(
        [
            "| page | pages | recognised | looks like another | in its place: refused | … doubted | elsewhere: refused | … let through |",
            "|---|---|---|---|---|---|---|---|",
            *(_row(kind, by_kind[kind]) for kind in CLAIMS if by_kind[kind]),
            *(_row(name, by_degradation[name]) for name in LIGHT if by_degradation[name]),
            _row("all", judged),
            "",
            "| other checks | |",
            "|---|---|",
            *seals_found(_boxes(one) for one in seen if one["degradation"] not in _GREY),
            *signatures_found(
                (_SIGNED[one["kind"]], one["signature"]["state"]) for one in seen if one["kind"] in _SIGNED
            ),
            "",
        ]
    )


def _row(name: str, judged: Sequence[_Judged]) -> str:
    others = Counter(one.looks for one in judged if one.looks and not one.recognised)
    elsewhere = [said for one in judged for said in one.wrong]
    cells = (
        name,
        str(len(judged)),
        share([one.recognised for one in judged]),
        ", ".join(f"{kind} {count}" for kind, count in others.most_common()) or "–",
        share([one.right == "refused" for one in judged]),
        share([one.right == "doubt" for one in judged]),
        share([said == "refused" for said in elsewhere]),
        share([said == "nothing" for said in elsewhere]),
    )
    return f"| {' | '.join(cells)} |"


def _boxes(one: Record) -> tuple[list[Box], list[Box]]:
    """Return where seals are on a page, and where they are seen."""
    return (
        [_box(box) for box in one["true_seals"]],
        [_box(seal["box"]) for page in one["seals"]["pages"] for seal in page["seals"]],
    )


def _box(sides: Sequence[int]) -> Box:
    left, top, width, height = sides
    return left, top, width, height


def seals_found(pages: Iterable[tuple[Sequence[Box], Sequence[Box]]]) -> Iterator[str]:
    """Yield recall and precision of seals, and what is claimed on pages without; each page is where they are, and are seen."""
    found: list[bool] = []
    claimed: list[bool] = []
    without: list[bool] = []
    for there, boxes in pages:
        found += [any(_same(true, box) for box in boxes) for true in there]
        claimed += [any(_same(true, box) for true in there) for box in boxes]
        if not there:
            without.append(bool(boxes))
    if found:
        yield f"| seals found, of {len(found)} | {share(found)} |"
    if claimed:
        yield f"| seals claimed that are there, of {len(claimed)} | {share(claimed)} |"
    if without:
        yield f"| pages without a seal on which one is claimed, of {len(without)} | {share(without)} |"


def signatures_found(pledges: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield how pledges are said to be signed, by how they are; each is its true state and the one it is said to be in."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for true, seen in pledges:
        said[true][seen] += 1
    for state, counts in sorted(said.items()):
        others = (
            ", ".join(f"{other} {count}" for other, count in counts.most_common() if other != state) or "none other"
        )
        right = [True] * counts[state] + [False] * (counts.total() - counts[state])
        yield f"| pledges {state} that are called so, of {len(right)} | {share(right)}; {others} |"


def _same(one: Box, other: Box) -> bool:
    """Tell whether two boxes share half of what they cover together."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(0, across) * max(0, down)
    return both >= _SAME_PLACE * (one[2] * one[3] + other[2] * other[3] - both)
