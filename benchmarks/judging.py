"""Our own subjects: judging, the whole way from bytes to the report's JSON, growth with size, and each rule alone."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.timing import Figure, Subject, compare
from benchmarks.workload import RULESET as RULESET  # noqa: PLC0414 - the other modules take it from here
from benchmarks.workload import Case, Found, cases, clean
from eligibility.checker import Checker
from eligibility.submission import Submission, read_declaration
from tools.invent import FULL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.report import Report
    from eligibility.rule import Seen
    from eligibility.ruleset import Entry

Prepared = tuple[Submission, "tuple[Seen, ...]"]


def prepared(case: Case) -> Prepared:
    """Return the case's declaration, freshly parsed, with the measurements of its attachments."""
    return Submission(read_declaration(case.data), case.sha256), case.seen


def judging(checker: Checker, name: str = "judge") -> Subject:
    """Return the subject that judges a freshly parsed declaration by every rule entry."""
    return Subject(name, prepared, lambda given: checker.judge(*given))


def without_looking(checker: Checker) -> Checker:
    """Return a checker by those entries that no picture and no text is looked at for: what the form says, and its files."""
    shown = {"eligibility.rules.images", "eligibility.rules.evidence"}
    entries = [
        entry for entry in checker.ruleset.entries if type(entry.rule).__module__.rpartition(".")[0] not in shown
    ]
    return Checker(dataclasses.replace(checker.ruleset, entries=tuple(entries)), plugins=checker.plugins)


def whole_way(checker: Checker, name: str = "bytes to report") -> Subject:
    """Return the subject that goes from bytes to the report's JSON."""

    def run(case: Case) -> str:
        submission = Submission(read_declaration(case.data), hashlib.sha256(case.data).hexdigest())
        return checker.judge(submission, case.seen).to_json()

    return Subject(name, lambda case: case, run)


def of_both(checker: Checker) -> list[Subject]:
    """Return judging and the whole way by the rules of the form, and by all rules: those on pictures cost many times as much."""
    form = without_looking(checker)
    return [
        judging(form, "judge the form"),
        whole_way(form, "form to report"),
        judging(checker),
        whole_way(checker),
    ]


def stages(checker: Checker, workload: Sequence[Case]) -> list[Subject]:
    """Return the subjects of the main table: the two with an aim, their parts, the same by all rules, and JSON alone."""
    submissions = {case.sha256: prepared(case) for case in workload}
    form = without_looking(checker)

    def judged(case: Case) -> Report:
        return form.judge(*prepared(case))

    return [
        *of_both(checker),
        Subject("judge the form again", lambda case: submissions[case.sha256], lambda given: form.judge(*given)),
        Subject("read", lambda case: case.data, read_declaration),
        Subject("report as JSON", judged, lambda report: report.to_json()),
        Subject("json.loads", lambda case: case.data, json.loads),
    ]


def unseen(checker: Checker, count: int, rounds: int) -> dict[str, Figure]:
    """Return the figures where no number was ever seen before: every round invents new declarations."""
    return compare(
        of_both(checker),
        lambda number: cases(count, first_seed=1_000_000 + number * count),
        rounds,
    )


def growth(checker: Checker, factor: int, count: int, rounds: int) -> tuple[int, dict[str, Figure]]:
    """Return the bytes and the figures of declarations with so many times the records."""
    workload = [clean(seed, FULL.times(factor)) for seed in range(count)]
    figures = compare(of_both(checker), lambda _: workload, rounds)
    return sum(len(case.data) for case in workload) // count, figures


class Share(NamedTuple):
    """What one rule entry adds: as a ratio to the reference, and in microseconds."""

    entry: Entry
    ratio: float
    micros: float


def rule_by_rule(workload: Sequence[Case], rounds: int) -> tuple[Figure, list[Share]]:
    """Return what a checker without rules costs, and what each entry adds to it when it runs alone.

    An entry that runs alone pays by itself for what entries share within one declaration, so the sum is more than
    judging by all of them.
    """
    whole = Checker(RULESET)
    entries = whole.ruleset.entries

    def alone(kept: tuple[Entry, ...], name: str) -> Subject:
        return judging(Checker(dataclasses.replace(whole.ruleset, entries=kept), plugins=whole.plugins), name)

    subjects = [alone((), "none"), *(alone((entry,), str(number)) for number, entry in enumerate(entries))]
    figures = compare(subjects, lambda _: workload, rounds)
    base = figures.pop("none")
    return base, [
        Share(entry, figures[str(number)].ratio - base.ratio, figures[str(number)].micros - base.micros)
        for number, entry in enumerate(entries)
    ]


def values_of(entry: Entry) -> str:
    """Return an entry's parameters in one line."""
    values: dict[str, Any] = entry.rule.model_dump(mode="json", exclude_defaults=True)
    return ", ".join(f"{key}={value}" for key, value in values.items())


def findings(checker: Checker, case: Case) -> set[Found]:
    """Return what the engine finds in a case."""
    report = checker.judge(*prepared(case))
    return {(result.rule, finding.at) for result in report.results for finding in result.findings}
