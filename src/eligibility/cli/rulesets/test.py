"""The command `rulesets test`: the cases beside a ruleset, what they cover, and those that its limits lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.checker import Checker
from eligibility.cli.output import write
from eligibility.desk.boundaries import Boundaries
from eligibility.desk.cases import cases_beside
from eligibility.desk.limits import Guards, entries_of, entry_words, limits_of
from eligibility.hooks import load_plugins
from eligibility.reporters.screen import clean
from eligibility.rule_page import written
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.cli.options import TestRuleset
    from eligibility.desk.limits import Limit, Side
    from eligibility.report import Result

FAILED = 1
"""Exit code when a case does not hold, or when there is none."""


def run(options: TestRuleset) -> int:
    """Run the cases and print what they cover, or print the cases that are lacking."""
    plugins = load_plugins(options.plugins)
    ruleset = load_ruleset(options.ruleset, plugins)
    cases = cases_beside(ruleset, plugins)
    guards = Guards(ruleset, plugins, cases)
    results = guards.results()
    if options.boundaries:
        lacking = Boundaries(ruleset, plugins, options.language).cases(guards.unguarded(results))
        head = [] if cases else [f'ruleset = "{ruleset.full_name}"\n\n']
        write([*head, *lacking], document=True)
        return 0
    bench = _Bench(options, guards, results)
    write(bench.lines())
    return FAILED if bench.failed or not cases else 0


class _Bench:
    """Runs the cases of one ruleset and tells what came of them."""

    def __init__(self, options: TestRuleset, guards: Guards, results: Sequence[Sequence[Result]]) -> None:
        self.language = options.language
        self.guards = guards
        self.ruleset = guards.ruleset
        self.results = results
        self.failed = 0

    def lines(self) -> Iterator[str]:
        yield from (
            f"{'  ' * line.startswith('  ')}{clean(line.strip())}\n"
            for line in (*self._cases(), *self._entries(), *self._limits())
        )

    def _say(self, template: str, **values: object) -> str:
        return say(template, self.language, values)

    def _cases(self) -> Iterator[str]:
        """Yield the cases that do not hold, each with what differs, and the count."""
        checker = Checker(self.ruleset, plugins=self.guards.plugins)
        for case in self.guards.cases:
            differences = [problem.text(self.language) for problem in case.differences(case.report(checker))]
            if differences:
                self.failed += 1
                yield f"{case.path}:{case.line}: {case.name}"
                yield from (f"  {difference}" for difference in differences)
        count = len(self.guards.cases)
        if not count:
            yield self._say(
                N_("{name}: no case in {folder}; propose some with --boundaries"),
                name=self.ruleset.full_name,
                folder=self.ruleset.path.parent / "tests",
            )
        else:
            yield self._say(
                N_("{name}: {held} of {count} cases hold"),
                name=self.ruleset.full_name,
                held=count - self.failed,
                count=count,
            )

    def _entries(self) -> Iterator[str]:
        seen = entries_of(self.guards.cases, self.results)
        count = len(self.ruleset.entries)
        yield self._say(
            N_("Entries: {failed} of {count} find something in a case, {passed} pass in one"),
            failed=len(seen["failed"]),
            passed=len(seen["passed"]),
            count=count,
        )
        for position, entry in enumerate(self.ruleset.entries):
            lacking = [
                self._say(words)
                for outcome, words in (("failed", N_("never finds")), ("passed", N_("never passes")))
                if position not in seen[outcome]
            ]
            if lacking:
                yield f"  {self.ruleset.path}:{entry.line}: {entry_words(entry, self.language)}: {', '.join(lacking)}"

    def _limits(self) -> Iterator[str]:
        limits = list(limits_of(self.ruleset))
        unguarded = list(self.guards.unguarded(self.results))
        sides = sum(len(limit.sides) for limit in limits)
        guarded = sides - sum(len(open_sides) for _, open_sides in unguarded)
        yield self._say(
            N_("Limits: {guarded} of {sides} sides of {count} limits are guarded by a case"),
            guarded=guarded,
            sides=sides,
            count=len(limits),
        )
        yield from (f"  {self._limit(limit, open_sides)}" for limit, open_sides in unguarded)

    def _limit(self, limit: Limit, sides: Sequence[Side]) -> str:
        return self._say(
            N_("{limit}: no case would notice {values}"),
            limit=limit.words(self.ruleset, self.language),
            values=[written(side.value) for side in sides],
        )
