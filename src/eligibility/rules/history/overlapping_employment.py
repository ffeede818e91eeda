"""Rule `overlapping-employment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.timeline import months_after
from eligibility.wording import N_

if TYPE_CHECKING:
    import datetime as dt

    from eligibility.declaration import Declaration
    from eligibility.rule import Context
    from eligibility.timeline import Span


class OverlappingEmployment(Rule):
    """Two employments overlap.

    ## Applicability
    Declarations with at least two employments that have a start and are not reversed.

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
        return len(declaration.timeline) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each employment that starts within an earlier one."""
        longest: Span | None = None
        for span in sorted(declaration.timeline, key=_latest_start):
            if longest is not None and self._overlap(longest, span):
                at = f"/work_history/{span.position}/start"
                if longest.ongoing:
                    message = N_("It starts on {seen}, while the employment in record {other} goes on to the present.")
                    yield self.finding(at, message=message, seen=span.start, other=longest.position + 1)
                else:
                    yield self.finding(at, seen=span.start, other=longest.position + 1, until=longest.end)
            if longest is None or span.end.first > longest.end.first:
                longest = span

    def _overlap(self, earlier: Span, later: Span) -> bool:
        """Tell whether both certainly last beyond the later start and the months that are tolerated."""
        shared_until = min(earlier.end.first, later.end.first)
        start = later.start.last
        return start < shared_until and months_after(start, self.tolerated_months) < shared_until


def _latest_start(span: Span) -> tuple[dt.date, int]:
    """In this order every earlier employment has certainly begun when a later one has."""
    return span.start.last, span.position
