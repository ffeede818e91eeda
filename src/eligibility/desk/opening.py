"""Open a round: last round's file with its comments, its dates and batches moved by the programme's habit.

Nothing moved is known: each moved value is marked `inferred`, and all that must be confirmed is listed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import tomlkit
from dateutil.relativedelta import relativedelta
from tomlkit.items import AbstractTable, Item

from eligibility.errors import RulesetError
from eligibility.report import Severity
from eligibility.rule_page import written
from eligibility.ruleset_text import text_of
from eligibility.toml_lines import lines_of
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eligibility.problems import Step
    from eligibility.ruleset import Entry, Ruleset
    from eligibility.wording import Language

OF_ENTRIES: Final = frozenset({"rule", "when", "severity", "source"})
"""Keys of an entry that are not its rule's parameters."""


class Habit(NamedTuple):
    """How often a programme calls, and by how much its batches grow from one call to the next."""

    years: int
    leader: int
    backup: int
    known: bool
    """Whether two rounds show it; otherwise two years and one batch are supposed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A value that was moved, and so must be confirmed: its line in the new file, its place, and what it was and is."""

    line: int
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new round's file: its text, what was moved, and the entries carried over whose source states their values."""

    text: str
    moved: tuple[Moved, ...]
    stated: tuple[tuple[int, str], ...]
    """Line and rule of each such entry: stated for the old round, to be read again in the new notice."""
    habit: Habit
    fits: bool
    """Whether the new year is one in which the programme's habit has a round."""


def habit_of(ruleset: Ruleset, known: Iterable[Ruleset]) -> Habit:
    """Return the habit that a round shows with the one before it, or else with the one after, among the `known` rulesets."""
    rounds = sorted((other.round for other in known if other.name == ruleset.name), key=lambda round_: round_.year)
    earlier = [round_ for round_ in rounds if round_.year < ruleset.round.year]
    later = [round_ for round_ in rounds if round_.year > ruleset.round.year]
    if not (earlier or later):
        return Habit(2, 1, 1, known=False)
    before, after = (earlier[-1], ruleset.round) if earlier else (ruleset.round, later[0])
    return Habit(
        int(after.year) - int(before.year),
        after.batches.leader - before.batches.leader,
        after.batches.backup - before.batches.backup,
        known=True,
    )


def open_round(ruleset: Ruleset, year: int, known: Iterable[Ruleset], language: Language) -> Opened:
    """Return the file of the round of `year`, made from that of `ruleset`; raise `RulesetError` for a year not after it."""
    years = year - int(ruleset.round.year)
    if years <= 0:
        raise RulesetError(
            N_("{year} is not after {name}; a new round is opened from an earlier one."),
            year=year,
            name=ruleset.full_name,
        )
    habit = habit_of(ruleset, known)
    return _Opening(ruleset, years, habit, language).opened()


class _Opening:
    """Rewrites one file."""

    def __init__(self, ruleset: Ruleset, years: int, habit: Habit, language: Language) -> None:
        self.ruleset = ruleset
        self.years = years
        self.habit = habit
        self.language = language
        self.rounds = max(1, round(years / habit.years))
        self.moved: list[tuple[tuple[Step, ...], str, str]] = []

    def opened(self) -> Opened:
        document = tomlkit.parse(text_of(self.ruleset.path)[0])
        for key in ("frozen", "replaced_by"):
            document.pop(key, None)
        document["status"] = "draft"
        self._round(document["round"])
        raw: Any = document["rules"]
        entries: Sequence[Any] = raw
        for index, (entry, known) in enumerate(zip(entries, self.ruleset.entries, strict=True)):
            self._entry(index, entry, known)
        text = self._headed(document.as_string())
        lines = lines_of(text)
        touched = {path[:2] for path, _, _ in self.moved if path[0] == "rules"}
        return Opened(
            text=text,
            moved=tuple(
                Moved(lines.line(path), self._place(path), before, after) for path, before, after in self.moved
            ),
            stated=tuple(
                (lines.line(("rules", index)), entry.rule.name)
                for index, entry in enumerate(self.ruleset.entries)
                if entry.source.basis == "stated" and ("rules", index) not in touched
            ),
            habit=self.habit,
            fits=self.years % self.habit.years == 0,
        )

    def _place(self, path: tuple[Step, ...]) -> str:
        if path[0] != "rules":
            return ".".join(map(str, path))
        rule = self.ruleset.entries[int(path[1])].rule.name
        return f"#{int(path[1]) + 1} {rule}: {'.'.join(map(str, path[2:]))}"

    def _round(self, table: Any) -> None:
        table["year"] = str(int(self.ruleset.round.year) + self.years)
        batches = self.ruleset.round.batches
        self._set(table["batches"], ("round", "batches", "leader"), batches.leader + self.rounds * self.habit.leader)
        self._set(table["batches"], ("round", "batches", "backup"), batches.backup + self.rounds * self.habit.backup)
        for key in ("opens_on", "closes_on"):
            self._set(table, ("round", key), _later(getattr(self.ruleset.round, key), self.years))
        if not _is_inside(table["batches"]):
            return
        self._comment(table["batches"], f"{batches.leader}, {batches.backup}")

    def _entry(self, index: int, entry: Any, known: Entry) -> None:
        before = len(self.moved)
        for key in [key for key in entry if key not in OF_ENTRIES]:
            self._value(entry, ("rules", index, key))
        if len(self.moved) == before:
            return
        entry["source"]["basis"] = "inferred"
        if known.severity is Severity.ERROR:
            entry["severity"] = Severity.WARNING.value
            remark = say(N_("an inferred value can't reject; it was an error in {year}"), self.language, year=self._old)
            entry["severity"].comment(remark)

    def _value(self, table: Any, path: tuple[Step, ...]) -> None:
        """Move a date, the dates of a list, or those of a table; a table by numbers of batches goes on instead."""
        value = table[path[-1]]
        if _is_day(value):
            self._set(table, path, _later(value, self.years))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if _is_day(item):
                    self._set(value, (*path, number), _later(item, self.years), remark=False)
        elif isinstance(value, dict) and value and all(key.isdigit() and _is_day(value[key]) for key in value):
            self._continue(table, value, path)
        elif isinstance(value, dict):
            for key in list(value):
                self._value(value, (*path, key))

    def _continue(self, table: Any, series: Any, path: tuple[Step, ...]) -> None:
        """Add to dates by batch those of the batches that are past by then, each a round's years after the one before."""
        last = max(map(int, series))
        for number in range(last + 1, last + 1 + self.rounds * self.habit.backup):
            series[str(number)] = _later(series[str(number - 1)], self.habit.years)
            self.moved.append(((*path, str(number)), "–", written(_plain(series[str(number)]))))
        if _is_inside(series):
            table[path[-1]] = tomlkit.value(written({key: _plain(day) for key, day in series.items()}))
            table[path[-1]].comment(say(N_("inferred: the last batches follow the habit"), self.language))

    def _set(self, table: Any, path: tuple[Step, ...], value: object, *, remark: bool = True) -> None:
        key = path[-1]
        old = table[key]
        trivia = old.trivia if isinstance(old, Item) else None
        table[key] = value
        new = table[key]
        if isinstance(new, Item) and trivia is not None:
            new.trivia.comment_ws, new.trivia.comment = trivia.comment_ws, trivia.comment
            new.trivia.indent, new.trivia.trail = trivia.indent, trivia.trail
        if remark and isinstance(table, AbstractTable) and not _is_inside(table):
            self._comment(new, written(_plain(old)))
        self.moved.append((path, written(_plain(old)), written(value)))

    def _comment(self, item: Any, before: str) -> None:
        """Say behind a moved value that it is inferred, from what, and what the comment said before."""
        said, blanks = str(item.trivia.comment).lstrip("# ").strip(), item.trivia.comment_ws
        own = say(N_("inferred: {before} in {year}"), self.language, before=before, year=self._old)
        item.comment(own if not said or INFERRED.match(said) else f"{own}; {said}")
        item.trivia.comment_ws = blanks or "  "

    @property
    def _old(self) -> str:
        return self.ruleset.round.year

    def _headed(self, text: str) -> str:
        """Say on top where the file comes from, below the line that names its schema."""
        head = say(
            N_(
                "Round {new}, opened from {name}. What is marked “inferred” was moved by {years} years and must be "
                "confirmed; the other comments are those of {old}."
            ),
            self.language,
            new=int(self._old) + self.years,
            name=self.ruleset.full_name,
            years=self.years,
            old=self._old,
        )
        schema, line_end, rest = text.partition("\n") if text.startswith("#:schema") else ("", "", text)
        return f"{schema}{line_end}# {head}\n{rest}"


INFERRED: Final = re.compile(rf"inferred|{term('inferred', 'zh')}", re.IGNORECASE)
"""How a comment begins that marks a value as inferred, in either language."""


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _later(day: dt.date, years: int) -> dt.date:
    return dt.date(day.year, day.month, day.day) + relativedelta(years=years)


def _is_inside(table: object) -> bool:
    """Tell whether a table is written in braces, inside one line."""
    return type(table).__name__ == "InlineTable"


def _plain(value: Any) -> object:
    """Return a value without what tomlkit knows of its spelling."""
    if _is_day(value):
        return dt.date(value.year, value.month, value.day)
    return value.unwrap() if isinstance(value, Item) else value


def inferred_lines(text: str) -> Iterator[int]:
    """Yield the lines above the entries whose comment marks a value as inferred."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("[["):
            return
        value, hash_, comment = line.partition("#")
        if hash_ and "=" in value and INFERRED.match(comment.strip()):
            yield number
