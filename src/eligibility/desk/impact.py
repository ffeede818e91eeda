"""Impact: what another ruleset would make of the same submissions, whose files are looked at once for both."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility.report import Severity, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from eligibility.checker import Checker
    from eligibility.report import Report, Result
    from eligibility.ruleset import Entry
    from eligibility.submission import Submission

_Z: Final = 1.959963984540054
"""The standard normal quantile of a two-sided interval of 95 %."""


class Move(NamedTuple):
    """One submission whose verdict changes, and the entries that the change comes from.

    `entries` are those that carry the graver of the two verdicts: of the new ruleset where it judges harder, of the old one
    where it judged harder.
    """

    name: str
    before: Verdict
    after: Verdict
    entries: tuple[Entry, ...]


class Cause(NamedTuple):
    """An entry for which submissions move to a verdict, with their names; `gone` when it is the old ruleset's and holds no more."""

    entry: Entry
    gone: bool
    names: list[str]


@dataclass
class Impact:
    """What becomes of submissions when one ruleset takes the place of another."""

    judged: int = 0
    moves: list[Move] = field(default_factory=list)

    def newly(self, verdict: Verdict) -> list[Move]:
        """Return the moves to a verdict."""
        return [move for move in self.moves if move.after is verdict]

    def share(self, verdict: Verdict) -> float:
        """Return the share of the submissions that get a verdict which they did not have."""
        return len(self.newly(verdict)) / self.judged if self.judged else 0.0

    def interval(self, verdict: Verdict) -> tuple[float, float]:
        """Return the 95 % confidence interval of that share."""
        return wilson(len(self.newly(verdict)), self.judged)

    def by_entry(self, verdict: Verdict) -> list[Cause]:
        """Return the entries for which submissions move to a verdict; the most frequent first."""
        found: dict[int, Cause] = {}
        for move in self.newly(verdict):
            gone = Verdict.worst([move.before, move.after]) is not move.after
            for entry in move.entries:
                found.setdefault(id(entry), Cause(entry, gone, [])).names.append(move.name)
        return sorted(found.values(), key=lambda cause: (cause.gone, -len(cause.names), cause.entry.line))

    def add(self, name: str, before: tuple[Checker, Report], after: tuple[Checker, Report]) -> None:
        """Count one submission, judged by both rulesets."""
        self.judged += 1
        old, new = before[1].verdict, after[1].verdict
        if old is not new:
            self.moves.append(Move(name, old, new, tuple(_causes(before, after))))


def rejudge(
    impact: Impact, name: str, submission: Submission, old: Checker, new: Checker, as_of: dt.date | None
) -> None:
    """Judge a submission by both rulesets and count what changes; no file is looked at twice.

    Both checkers must share their plugins.
    """
    seen = old.look(submission, new)
    before, after = (checker.judge(submission, seen, as_of=as_of) for checker in (old, new))
    impact.add(name, (old, before), (new, after))


def _causes(before: tuple[Checker, Report], after: tuple[Checker, Report]) -> Iterator[Entry]:
    """Yield the entries that carry the graver of two verdicts: the new one if it is graver, else the old one that is gone."""
    verdict = Verdict.worst([before[1].verdict, after[1].verdict])
    yield from _carrying(*(after if after[1].verdict is verdict else before), verdict)


def _carrying(checker: Checker, report: Report, verdict: Verdict) -> Iterator[Entry]:
    """Yield the entries whose results alone would give a verdict."""
    pairs = zip(checker.ruleset.entries, report.results, strict=True)
    yield from (entry for entry, result in pairs if _carries(result, verdict))


def _carries(result: Result, verdict: Verdict) -> bool:
    if verdict is Verdict.UNDETERMINED:
        return bool(result.doubts)
    grave = Severity.ERROR if verdict is Verdict.INELIGIBLE else Severity.WARNING
    return bool(result.findings) and result.severity is grave


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share (Wilson 1927, the score interval); of nothing, all is possible."""
    if not total:
        return 0.0, 1.0
    share, square = count / total, _Z * _Z / total
    middle = share + square / 2
    spread = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    low, high = ((middle + sign * spread) / (1 + square) for sign in (-1, 1))
    return (0.0 if count == 0 else max(0.0, low)), (1.0 if count == total else min(1.0, high))
