"""Rule `outside-window`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from eligibility.kleene import any_of
from eligibility.rule import Found, Rule
from eligibility.rules.sections import DATE_FIELD, DatedSection
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class OutsideWindow(Rule):
    """A record is dated before the round's window began, or after it ended.

    ## Applicability
    Declarations with records in the section.

    ## Expectation
    Each record's date lies between the first and the last day of the window, both inclusive.

    ## Assumptions
    The window begins on a printed day, or so many calendar years before the date of judging; five years before
    29 February 2024 is 28 February 2019. Without a last day the window is open towards the present; dates in the future
    have their own rule. A coarse date that straddles a limit can't be decided.

    ## Remedy
    Give the full date, remove the record, or explain under the remarks why it should count.
    """

    name: ClassVar[str] = "outside-window"
    reads: ClassVar = tuple(f"/{section}/*/{field}" for section, field in DATE_FIELD.items())
    message: ClassVar[str] = N_("Dated {seen}; the window begins on {first}.")
    remedy: ClassVar[str] = N_("Remove the record, or explain under the remarks why it should count.")
    scope: ClassVar[tuple[str, ...]] = ("section",)

    section: DatedSection = Field(description="The section whose records are judged.")
    first: dt.date | None = Field(default=None, description="First day of the window, inclusive.")
    years: int | None = Field(
        default=None, ge=1, le=100, description="Calendar years counted back from the date of judging."
    )
    last: dt.date | None = Field(default=None, description="Last day of the window, inclusive; absent: no limit.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.first is None) == (self.years is None):
            kind = "one_of_two"
            text = "give exactly one of {first} and {second}"
            raise PydanticCustomError(kind, text, {"first": "first", "second": "years"})
        if self.first is not None and self.last is not None and self.last < self.first:
            kind = "window_reversed"
            text = "the window ends before it begins"
            raise PydanticCustomError(kind, text)
        return self

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the section has records."""
        return bool(getattr(declaration, self.section))

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each record outside, and a doubt for each that straddles a limit or has no date."""
        field = DATE_FIELD[self.section]
        first = self.first or context.today() - relativedelta(years=self.years or 0)
        last = self.last or dt.date.max
        for index, record in enumerate(getattr(declaration, self.section)):
            date = getattr(record, field)
            if date is not None and first <= date.first and date.last <= last:
                continue
            at = f"/{self.section}/{index}/{field}"
            if date is None:
                yield self.doubt(at, N_("{label} is not filled in."))
            elif any_of([date.before(first), date.after(last)]) is None:
                yield self.too_coarse(at, date, first if date.before(first) is None else last)
            elif date.before(first):
                yield self.finding(at, seen=date, first=first)
            else:
                message = N_("Dated {seen}; the window ends on {last}.")
                yield self.finding(at, message=message, seen=date, first=first, last=last)
