"""Rule `employment-gap`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.timeline import SHORTEST_MONTH, months_after, with_longest_before
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class EmploymentGap(Rule):
    """The work history leaves a gap between two employments.

    ## Applicability
    Declarations with at least two employments that have a start.

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
        return len(declaration.work_history) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each gap, at the employment after it."""
        for earlier, span in with_longest_before(declaration.timeline):
            days = (span.start.first - earlier.end.last).days
            if days > SHORTEST_MONTH * self.allowed_months and span.start.first > months_after(
                earlier.end.last, self.allowed_months, days=1
            ):
                yield self.finding(
                    f"/work_history/{span.position}/start",
                    seen=span.start,
                    other=earlier.position + 1,
                    until=earlier.end,
                )
