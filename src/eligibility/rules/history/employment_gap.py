"""Rule `employment-gap`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.timeline import SHORTEST_MONTH, months_after
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


_ONE_DAY: Final = dt.timedelta(days=1)


class EmploymentGap(Rule):
    """The work history leaves a gap between two employments.

    ## Applicability
    Declarations with at least two employments that have a start and are not reversed.

    ## Expectation
    The next employment starts within the allowed months after the earlier ones have ended.

    ## Assumptions
    Only a gap that is certain from the dates as written is reported. Study or leave can explain a gap.

    ## Remedy
    Add the missing record, or explain the gap under the remarks.
    """

    name: ClassVar[str] = "employment-gap"
    reads: ClassVar = ("/work_history/*/start", "/work_history/*/end")
    message: ClassVar[str] = N_("It starts on {seen}; the employment before it, in record {other}, ended on {until}.")
    remedy: ClassVar[str] = N_("Add the record that is missing, or explain the gap under the remarks.")

    allowed_months: int = Field(ge=0, le=600, description="Months between two employments that are not reported.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are two employments to compare."""
        return len(declaration.timeline) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each gap, at the employment after it."""
        latest, *others = declaration.timeline
        for span in others:
            if self._is_gap(latest.end.last, span.start.first):
                at = f"/work_history/{span.position}/start"
                yield self.finding(at, seen=span.start, other=latest.position + 1, until=latest.end)
            if span.end.last > latest.end.last:
                latest = span

    def _is_gap(self, ended: dt.date, starts: dt.date) -> bool:
        """Tell whether more than the allowed months lie between the day after the end and the start."""
        days = (starts - ended).days
        return days > SHORTEST_MONTH * self.allowed_months + 1 and starts > months_after(
            ended + _ONE_DAY, self.allowed_months
        )
