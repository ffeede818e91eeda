"""Rule `overlapping-employment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.timeline import months_after, with_longest_before
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class OverlappingEmployment(Rule):
    """Two employments overlap.

    ## Applicability
    Declarations with at least two employments that have a start.

    ## Expectation
    An employment does not start before the earlier ones have ended, but for the months that are tolerated.

    ## Assumptions
    Only an overlap that is certain from the dates as written is reported. Two posts at once can be right.

    ## Remedy
    Correct the dates, or explain the second post under the remarks.
    """

    name: ClassVar[str] = "overlapping-employment"
    reads: ClassVar = ("/work_history/*/start", "/work_history/*/end")
    message: ClassVar[str] = N_("It starts on {seen}, while the employment in record {other} lasts until {until}.")
    remedy: ClassVar[str] = N_("Correct the dates, or explain under the remarks that both posts were held at once.")

    tolerated_months: int = Field(default=0, ge=0, le=120, description="Months of overlap that are not reported.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are two employments to compare."""
        return len(declaration.work_history) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each employment that starts within an earlier one."""
        for earlier, span in with_longest_before(declaration.timeline):
            if span.start.last < earlier.end.first and earlier.end.first > months_after(
                span.start.last, self.tolerated_months
            ):
                at = f"/work_history/{span.position}/start"
                if earlier.ongoing:
                    message = N_("It starts on {seen}, while the employment in record {other} goes on to the present.")
                    yield self.finding(at, message=message, seen=span.start, other=earlier.position + 1)
                else:
                    yield self.finding(at, seen=span.start, other=earlier.position + 1, until=earlier.end)
