"""The limits of a ruleset: every date, number and level its entries and its round hold, and what lies just beside each.

A case guards one side of a limit if it would notice the limit moving there by a step: a day, one, a hundredth or a level.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from pydantic import ValidationError

from eligibility.checker import Checker
from eligibility.rule import Batches
from eligibility.rule_page import who, written
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eligibility.desk.cases import RulesetCase
    from eligibility.hooks import Plugins
    from eligibility.problems import Step
    from eligibility.report import Result
    from eligibility.rule import Round, Rule
    from eligibility.ruleset import Entry, Ruleset
    from eligibility.wording import Language

_DAY: Final = dt.timedelta(days=1)
_HUNDREDTH: Final = 0.01


@dataclass(frozen=True)
class Side:
    """One side of a limit: the ruleset as it would be if the limit lay a step that way, and the entries it concerns."""

    value: object
    ruleset: Ruleset
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Limit:
    """One value that decides: of an entry, by its position, or of the round, and its sides."""

    entry: int | None
    steps: tuple[Step, ...]
    value: object
    sides: tuple[Side, ...]

    def words(self, ruleset: Ruleset, language: Language) -> str:
        """Return the limit in words: rule, people, parameter and value."""
        key = ".".join(map(str, self.steps))
        if self.entry is None:
            return f"round.{key} = {written(self.value)}"
        return f"{entry_words(ruleset.entries[self.entry], language)}: {key} = {written(self.value)}"


def limits_of(ruleset: Ruleset) -> Iterator[Limit]:
    """Yield the limits of the round, then of each entry."""
    everywhere = tuple(range(len(ruleset.entries)))
    for steps, value, moved in _round_limits(ruleset.round):
        sides = [Side(_at(round_, steps), replace(ruleset, round=round_), everywhere) for round_ in moved]
        yield Limit(None, steps, value, tuple(sides))
    for position, entry in enumerate(ruleset.entries):
        for name in sorted(entry.rule.model_fields_set - set(entry.rule.scope)):
            value = getattr(entry.rule, name)
            for steps, limit in _limits_in(value, type(entry.rule), name):
                others = _beside(limit, type(entry.rule), name)
                sides = [
                    side for other in others if (side := _side(ruleset, position, (name, *steps), other)) is not None
                ]
                if sides:
                    yield Limit(position, (name, *steps), limit, tuple(sides))


def _at(round_: Round, steps: Sequence[Step]) -> object:
    value: object = round_
    for step in steps:
        value = getattr(value, str(step))
    return value


def _round_limits(round_: Round) -> Iterator[tuple[tuple[Step, ...], object, list[Round]]]:
    for key in ("opens_on", "closes_on"):
        day: dt.date = getattr(round_, key)
        yield (key,), day, [round_.model_copy(update={key: other}) for other in (day - _DAY, day + _DAY)]
    batch = round_.batches.backup
    others = [Batches(leader=round_.batches.leader, backup=other) for other in (batch - 1, batch + 1) if other > 0]
    yield ("batches", "backup"), batch, [round_.model_copy(update={"batches": other}) for other in others]


def _limits_in(value: object, rule: type[Rule], name: str) -> Iterator[tuple[tuple[Step, ...], object]]:
    """Yield the dates and numbers inside a value, and the value itself if it is a level, with the way to each."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (((key, *steps), limit) for steps, limit in _limits_in(item, rule, ""))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from (((index, *steps), limit) for steps, limit in _limits_in(item, rule, ""))
    elif (isinstance(value, dt.date | int | float) and not isinstance(value, bool)) or (
        name and value in _levels(rule, name)
    ):
        yield (), value


def _levels(rule: type[Rule], name: str) -> tuple[object, ...]:
    """Return the values of a parameter that takes one of several levels, in their order."""
    annotation: Any = rule.model_fields[name].annotation
    for choice in (annotation, *get_args(annotation)):
        if get_origin(choice) is Literal and name.startswith("lowest"):
            return get_args(choice)
    return ()


def _beside(limit: object, rule: type[Rule], name: str) -> list[object]:
    if isinstance(limit, dt.date):
        return [limit - _DAY, limit + _DAY]
    if isinstance(limit, int):
        return [limit - 1, limit + 1]
    if isinstance(limit, float):
        return [round(limit - _HUNDREDTH, 6), round(limit + _HUNDREDTH, 6)]
    levels = _levels(rule, name)
    place = levels.index(limit)
    return [*levels[max(0, place - 1) : place], *levels[place + 1 : place + 2]]


def _side(ruleset: Ruleset, position: int, steps: Sequence[Step], other: object) -> Side | None:
    """Return a side of a limit, or `None` where the rule takes no such value."""
    entry = ruleset.entries[position]
    name = str(steps[0])
    given = {field: getattr(entry.rule, field) for field in entry.rule.model_fields_set}
    given[name] = _replaced(given[name], steps[1:], other)
    try:
        rule = type(entry.rule).model_validate(given)
    except ValidationError:
        return None
    entries = (*ruleset.entries[:position], replace(entry, rule=rule), *ruleset.entries[position + 1 :])
    return Side(other, replace(ruleset, entries=entries), (position,))


def _replaced(value: Any, steps: Sequence[Step], other: object) -> object:
    if not steps:
        return other
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {**value, step: _replaced(value[step], rest, other)}
    index = int(step)
    return (*value[:index], _replaced(value[index], rest, other), *value[index + 1 :])


# --- who notices ------------------------------------------------------------------------------------------------------


def only(ruleset: Ruleset, positions: Sequence[int]) -> Ruleset:
    """Return the ruleset with nothing but the entries at some positions."""
    return replace(ruleset, entries=tuple(ruleset.entries[position] for position in positions))


@dataclass
class Guards:
    """Tells which cases would notice a limit moving."""

    ruleset: Ruleset
    plugins: Plugins
    cases: Sequence[RulesetCase]

    def results(self) -> list[Sequence[Result]]:
        """Return the results of each case by the ruleset as it is."""
        checker = Checker(self.ruleset, plugins=self.plugins)
        return [case.report(checker).results for case in self.cases]

    def unguarded(self, results: Sequence[Sequence[Result]]) -> Iterator[tuple[Limit, tuple[Side, ...]]]:
        """Yield each limit with the sides on which no case notices it moving."""
        for limit in limits_of(self.ruleset):
            open_sides = tuple(side for side in limit.sides if not self._noticed(side, results))
            if open_sides:
                yield limit, open_sides

    def _noticed(self, side: Side, results: Sequence[Sequence[Result]]) -> bool:
        checker = Checker(only(side.ruleset, side.positions), plugins=self.plugins)
        for case, before in zip(self.cases, results, strict=True):
            claimed = [number for number, position in enumerate(side.positions) if self._claims(case, position)]
            if not claimed:
                continue
            after = case.report(checker).results
            if any(said(before[side.positions[number]]) != said(after[number]) for number in claimed):
                return True
        return False

    def _claims(self, case: RulesetCase, position: int) -> bool:
        return case.claims(self.ruleset.entries[position].rule.name)


def said(result: Result) -> object:
    """Return what an outcome says, without its words."""
    return (
        result.outcome,
        [finding.at for finding in result.findings],
        [doubt.at for doubt in result.doubts],
    )


def entries_of(cases: Sequence[RulesetCase], results: Sequence[Sequence[Result]]) -> Mapping[str, set[int]]:
    """Return the positions of the entries that some case claims and finds by, and of those that pass in one that claims."""
    seen: dict[str, set[int]] = {"failed": set(), "passed": set()}
    for case, answers in zip(cases, results, strict=True):
        for position, result in enumerate(answers):
            if result.outcome in seen and case.claims(result.rule):
                seen[result.outcome].add(position)
    return seen


def entry_words(entry: Entry, language: Language) -> str:
    """Return an entry in words: rule, people, and what tells it from the others of its rule."""
    people = say(N_("{rule} ({people})"), language, rule=entry.rule.name, people=who(entry.when, language))
    scope = [f"{name} = {written(getattr(entry.rule, name))}" for name in entry.rule.scope if getattr(entry.rule, name)]
    return say(N_(", "), language).join([people, *scope])
