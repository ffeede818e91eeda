"""Rule `too-short-with-employer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dateutil.relativedelta import relativedelta
from pydantic import Field

from eligibility import N_, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility import CantTell, Context, Declaration, Finding


class TooShortWithEmployer(Rule):
    """The applicant has not been with the declaring employer long enough.

    ## Applicability
    Declarations with an employer and a work history.

    ## Expectation
    The first employment with that employer began at least the required years before the date of judging.

    ## Assumptions
    Breaks between two employments with the same employer are not taken off. A month or year that may lie on either side
    of the limit can't be decided.

    ## Remedy
    Add earlier employments with the same employer, or declare in a later round.
    """

    name: ClassVar[str] = "too-short-with-employer"
    reads: ClassVar[tuple[str, ...]] = ("/work_history/*/employer", "/work_history/*/start", "/employer/name")
    message: ClassVar[str] = N_(
        "With the employer since {seen}; {years} years are asked for, so since {limit} at the latest."
    )
    remedy: ClassVar[str] = N_("Add earlier employments with the same employer if there are any.")

    years: int = Field(ge=1, le=50, description="Years with the employer that are asked for.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is an employer and a history to look for it in."""
        return bool(declaration.employer.name and declaration.work_history)

    def check(self, declaration: Declaration, context: Context) -> Iterator[Finding | CantTell]:
        """Yield a finding when the first employment with the employer began too late."""
        limit = context.today() - relativedelta(years=self.years)
        starts = [
            (job.start, index)
            for index, job in enumerate(declaration.work_history)
            if job.employer == declaration.employer.name and job.start is not None
        ]
        if not starts:
            yield self.doubt("/work_history", N_("No employment with the declaring employer has a start."))
            return
        seen, index = min(starts, key=lambda start: start[0].first)
        too_late = seen.after(limit)
        if too_late:
            yield self.finding(f"/work_history/{index}/start", seen=seen, years=self.years, limit=limit)
        elif too_late is None:
            yield self.too_coarse(f"/work_history/{index}/start", seen, limit)
