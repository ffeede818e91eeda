"""Rule `reversed-dates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class ReversedDates(Rule):
    """An employment ends before it starts.

    ## Applicability
    Declarations with an employment that has an end.

    ## Expectation
    The end is not before the start, as precisely as both are written.

    ## Assumptions
    Two equal months, or a day and the month it lies in, are in order: an employment may be short.

    ## Remedy
    Exchange or correct the dates.
    """

    name: ClassVar[str] = "reversed-dates"
    reads: ClassVar = ("/work_history/*/start", "/work_history/*/end")
    message: ClassVar[str] = N_("Its end, {seen}, is before its start, {start}.")
    remedy: ClassVar[str] = N_("Exchange the two dates, or correct the one that is wrong.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any employment has an end."""
        return any([job.end for job in declaration.work_history])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each employment with reversed dates."""
        for index, job in enumerate(declaration.work_history):
            if job.start is not None and job.end is not None and job.end.before(job.start.first):
                yield self.finding(f"/work_history/{index}/end", seen=job.end, start=job.start)
