"""Conditions on counts of records: what a policy says in “two provincial second prizes, or one first prize”.

A condition is a count of records that pass its filters, or so many of several conditions. It is judged in three values:
a record that may or may not count leaves the count open (Kleene), and what is missing is told so that adding it is enough.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from dateutil.relativedelta import relativedelta
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from eligibility.declaration import fields_of
from eligibility.kleene import any_of
from eligibility.rules.criteria.prizes import Grade, Level, grade_of, level_of
from eligibility.rules.sections import DATE_FIELD, RECORD_TYPE, DatedSection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eligibility.declaration import Declaration
    from eligibility.kleene import Truth
    from eligibility.rule import Context

Filter = tuple[str, "Callable[[Any], Truth]"]

_KINDS = {"awards": ("award", "patent"), "publications": ("paper", "book")}
_GROUPS = ("any_of", "all_of", "of")
_FILTERS = ("kind", "level", "grade", "category", "rank_at_most", "first", "last", "years")


class Condition(BaseModel):
    """A count of records, or so many of several conditions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    any_of: tuple[Condition, ...] = Field(default=(), description="Conditions of which one suffices.")
    all_of: tuple[Condition, ...] = Field(default=(), description="Conditions that must all be met.")
    of: tuple[Condition, ...] = Field(default=(), description="Conditions of which `at_least` so many must be met.")
    section: DatedSection | None = Field(default=None, description="The section whose records are counted.")
    at_least: int = Field(default=1, ge=1, le=1000, description="How many it takes.")

    kind: Literal["award", "patent", "paper", "book"] | None = Field(default=None, description="Records of this kind.")
    level: tuple[Level, ...] = Field(default=(), description="Records of one of these levels.")
    grade: tuple[Grade, ...] = Field(default=(), description="Prizes of one of these classes.")
    category: tuple[str, ...] = Field(default=(), description="Records whose category holds one of these words.")
    rank_at_most: int | None = Field(default=None, ge=1, description="The applicant's own rank, or a better one.")
    first: dt.date | None = Field(default=None, description="First day of the window, inclusive.")
    last: dt.date | None = Field(default=None, description="Last day of the window, inclusive.")
    years: int | None = Field(
        default=None, ge=1, le=100, description="Window of so many calendar years before the date of judging."
    )

    @model_validator(mode="after")
    def _one_sort(self) -> Self:
        given = [name for name in (*_GROUPS, "section") if getattr(self, name)]
        if len(given) != 1:
            kind = "one_of_four"
            text = "give exactly one of any_of, all_of, of and section"
            raise PydanticCustomError(kind, text)
        self._refuse_idle(given[0])
        return self

    def _refuse_idle(self, sort: str) -> None:
        """Refuse what would be ignored, or could never be met."""
        section = RECORD_TYPE[self.section] if self.section else None
        needs = {"rank_at_most": "rank"} | {name: name for name in ("kind", "level", "grade", "category")}
        for name in _FILTERS:
            if name in self.model_fields_set and (
                section is None or needs.get(name, "") not in {"", *fields_of(section)}
            ):
                kind = "unknown_record_field"
                text = "the records of this section have no field {field}"
                raise PydanticCustomError(kind, text, {"field": needs.get(name, name)})
        if self.kind is not None and self.kind not in _KINDS.get(str(self.section), ()):
            kind = "unknown_record_kind"
            text = "the records of this section are not of a kind {kind}"
            raise PydanticCustomError(kind, text, {"kind": self.kind})
        if self.first is not None and self.years is not None:
            kind = "one_of_two"
            text = "give exactly one of {first} and {second}"
            raise PydanticCustomError(kind, text, {"first": "first", "second": "years"})
        if self.first is not None and self.last is not None and self.last < self.first:
            kind = "window_reversed"
            text = "the window ends before it begins"
            raise PydanticCustomError(kind, text)
        if sort in {"any_of", "all_of"} and "at_least" in self.model_fields_set:
            kind = "idle_at_least"
            text = "at_least goes with of or section"
            raise PydanticCustomError(kind, text)
        if sort == "of" and self.at_least > len(self.of):
            kind = "more_than_there_are"
            text = "more are asked for than there are conditions"
            raise PydanticCustomError(kind, text)

    @functools.cached_property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions it is made of; none of a count."""
        return self.any_of or self.all_of or self.of

    @functools.cached_property
    def needed(self) -> int:
        """How many records, or how many of its parts, it takes."""
        return 1 if self.any_of else len(self.all_of) if self.all_of else self.at_least

    @functools.cached_property
    def filters(self) -> tuple[Filter, ...]:
        """The filters of a count but its window, each with the field it looks at."""
        return tuple(_filters(self))

    def leaves(self) -> Iterator[Condition]:
        """Yield the counts it is made of."""
        if self.section is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def window(self, context: Context) -> tuple[dt.date | None, dt.date | None]:
        """Return the first and the last day of the window, where there are any.

        Raises `CantTell` when it is counted back from a date of judging that nobody gave.
        """
        first = self.first if self.years is None else context.today() - relativedelta(years=self.years)
        return first, self.last


class Tally(NamedTuple):
    """How a condition stands: whether it is met, by which records, which ones are open, and how its parts stand.

    `met` are places of records that count for certain; `open` are the places of the fields that leave a record open.
    """

    condition: Condition
    truth: Truth
    met: tuple[str, ...]
    open: tuple[str, ...]
    parts: tuple[Tally, ...] = ()

    @property
    def missing(self) -> int:
        """How many more records, or how many more of its parts, it takes."""
        have = sum(part.truth is True for part in self.parts) if self.parts else len(self.met)
        return max(0, self.condition.needed - have)

    @property
    def unmet(self) -> tuple[Tally, ...]:
        """The parts that are not met for certain."""
        return tuple(part for part in self.parts if part.truth is not True)

    def grounds(self) -> Iterator[str]:
        """Yield the places of the records by which a met condition is met."""
        yield from self.met
        for part in self.parts:
            if part.truth:
                yield from part.grounds()

    def doubts(self) -> Iterator[str]:
        """Yield the places of the fields on which the answer still hangs."""
        if self.truth is None:
            yield from self.open
            for part in self.parts:
                yield from part.doubts()


def tally(condition: Condition, declaration: Declaration, context: Context) -> Tally:
    """Judge a condition."""
    if condition.section is None:
        parts = tuple([tally(part, declaration, context) for part in condition.parts])
        met = sum([part.truth is True for part in parts])
        possible = sum([part.truth is not False for part in parts])
        return Tally(condition, _reached(condition.needed, met, possible), (), (), parts)
    filters = [*condition.filters, *_dated(condition, condition.window(context))]
    met_at: list[str] = []
    open_at: list[str] = []
    possible = 0
    for index, record in enumerate(getattr(declaration, condition.section)):
        unsure = []
        for field, passes in filters:
            truth = passes(record)
            if truth is None:
                unsure.append(field)
            elif not truth:
                break
        else:
            at = f"/{condition.section}/{index}"
            if unsure:
                possible += 1
                open_at += [f"{at}/{field}" for field in unsure]
            else:
                met_at.append(at)
    truth = _reached(condition.needed, len(met_at), len(met_at) + possible)
    return Tally(condition, truth, tuple(met_at), tuple(open_at))


def _reached(needed: int, certain: int, possible: int) -> Truth:
    return True if certain >= needed else None if possible >= needed else False


def _filters(condition: Condition) -> Iterator[Filter]:
    """Yield the filters that need no date; the quickest to say no first."""
    kind, levels, grades, words, rank = (
        condition.kind,
        frozenset(condition.level),
        frozenset(condition.grade),
        condition.category,
        condition.rank_at_most,
    )
    if kind is not None:
        yield "kind", lambda record: None if record.kind is None else record.kind == kind
    if grades:
        yield "grade", lambda record: _among(grade_of(record.grade), grades)
    if levels:
        yield "level", lambda record: _among(level_of(record.level, getattr(record, "issuer", None)), levels)
    if words:
        yield "category", lambda record: any([word in record.category for word in words]) if record.category else None
    if rank is not None:
        yield "rank", lambda record: None if record.rank is None else record.rank <= rank


def _among(value: str | None, wanted: frozenset[str]) -> Truth:
    return None if value is None else value in wanted


def _dated(condition: Condition, window: tuple[dt.date | None, dt.date | None]) -> Iterator[Filter]:
    """Yield the filter of the window, if there is one."""
    first, last = window[0] or dt.date.min, window[1] or dt.date.max
    if condition.section is None or window == (None, None):
        return
    field = DATE_FIELD[condition.section]

    def within(record: Any) -> Truth:
        date = getattr(record, field)
        if date is None:
            return None
        outside = any_of([date.before(first), date.after(last)])
        return None if outside is None else not outside

    yield field, within
