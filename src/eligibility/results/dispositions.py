"""Dispositions: what a reviewer decided about single findings, kept beside the audit and for as long as the evidence stands.

A finding's key is a digest of what it rests on: the submission, the rule, the place, the values, and the bytes of the
attachment or else the form. Other evidence makes another key, so that a decision never passes to what nobody looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from pydantic import TypeAdapter

from eligibility.audit.exports import whole
from eligibility.errors import EligibilityError
from eligibility.wording import LANGUAGES, N_, say

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row

_T = TypeVar("_T")

NAME: Final = "dispositions.jsonl"
LONGEST_NOTE: Final = 2000
"""Characters of a note that are kept."""
LARGEST_FILE: Final = 256 << 20
"""Bytes of a file with decisions that is read."""

Decision = Literal["upheld", "false-alarm", "excused"]
Word = Literal[Decision, "open"]

WORDS: Final[Mapping[Word, str]] = {
    "upheld": N_("upheld"),
    "false-alarm": N_("false alarm"),
    "excused": N_("excused"),
    "open": N_("open"),
}
"""What a reviewer may write; `open` takes a decision back."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """A decision about the finding with this key, and why; submission, rule and place are there for people."""

    key: str
    decision: Decision
    note: str
    submission: str
    rule: str
    at: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody wrote about a finding: a decision or `open`, and a note."""

    key: str
    decision: Word
    note: str


_DISPOSITION: Final = TypeAdapter(Disposition)
_RULING: Final = TypeAdapter(Ruling)


def read(out: Path) -> dict[str, Disposition]:
    """Return what was decided in this folder, by the finding's key; raise `EligibilityError` for a file of another kind."""
    path = out / NAME
    return {disposition.key: disposition for disposition in _lines(path, _DISPOSITION)} if path.exists() else {}


def _lines(path: Path, kind: TypeAdapter[_T]) -> Iterator[_T]:
    number = 1
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise EligibilityError(N_("{path}: larger than {limit} bytes"), path=path, limit=LARGEST_FILE)
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield kind.validate_json(line, strict=True)
                number += 1
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be read: {reason}"), path=path, reason=reason) from None
    except ValueError:
        raise EligibilityError(
            N_("{path}: line {number} holds no decision about a finding"), path=path, number=number
        ) from None


def rulings_of(path: Path) -> list[Ruling]:
    """Return what a page saved (`decisions.jsonl`), or what another audit's `dispositions.jsonl` holds."""
    return list(_lines(path, _RULING))


def findings_of(row: Row, language: str = "en") -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield key, rule and finding for all findings of a submission, in the report's order."""
    if not row.reports:
        return
    report = row.reports[language]
    papers = {paper.id: paper.sha256 for paper in row.papers}
    for result in report["results"]:
        for finding in result["findings"]:
            yield _key(row.path, report, result["rule"], finding, papers), result["rule"], finding


def _key(
    path: str, report: Mapping[str, Any], rule: str, finding: Mapping[str, Any], papers: Mapping[str | None, str | None]
) -> str:
    attachment = finding["attachment"]
    evidence = papers.get(attachment) if attachment else None
    if evidence is None and not finding["values"]:
        evidence = report["declaration"]["sha256"]
    where = [finding[name] for name in ("at", "attachment", "page", "region", "values")]
    rests_on = json.dumps([path, rule, *where, evidence], sort_keys=True)
    return f"f{hashlib.sha256(rests_on.encode()).hexdigest()[:24]}"


def take(journal: Journal, out: Path, rulings: Iterable[Ruling]) -> tuple[int, int]:
    """Take in what reviewers wrote and return how many rulings were about findings of this audit, and how many not.

    A decision about a finding that this audit does not have is not taken: its evidence is another one now.
    """
    given = {ruling.key: ruling for ruling in rulings}
    if not given:
        return 0, 0
    decided = read(out)
    known: set[str] = set()
    for row in journal.rows():
        for key, rule, finding in findings_of(row):
            ruling = given.get(key)
            if ruling is None:
                continue
            known.add(key)
            if ruling.decision == "open":
                decided.pop(key, None)
            else:
                note = ruling.note[:LONGEST_NOTE]
                decided[key] = Disposition(key, ruling.decision, note, row.path, rule, finding["at"])
    _write(out / NAME, decided)
    return len(known), len(given) - len(known)


def _write(path: Path, decided: Mapping[str, Disposition]) -> None:
    lines = [json.dumps(asdict(decided[key]), ensure_ascii=False) for key in sorted(decided)]
    with whole(path) as draft:
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def decision_in(text: str) -> Word | None:
    """Return the decision that a word of either language stands for; raise `ValueError` if it stands for none."""
    word = " ".join(text.split()).casefold()
    if not word:
        return None
    for decision, template in WORDS.items():
        if word in {decision, *(say(template, language).casefold() for language in LANGUAGES)}:
            return decision
    raise ValueError


def tally(journal: Journal, out: Path) -> dict[str, Counter[str]]:
    """Count by rule the findings of an audit (`findings`) and what was decided about them, by decision."""
    decided = read(out)
    rules: dict[str, Counter[str]] = {}
    for row in journal.rows():
        for key, rule, _ in findings_of(row):
            counts = rules.setdefault(rule, Counter())
            counts["findings"] += 1
            if key in decided:
                counts[decided[key].decision] += 1
    return rules
