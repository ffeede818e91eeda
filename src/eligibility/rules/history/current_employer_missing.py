"""Rule `current-employer-missing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.normal import name_key
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.report import CantTell
    from eligibility.rule import Context


class CurrentEmployerMissing(Rule):
    """The work history does not lead to the employer through which the applicant declares.

    ## Applicability
    Declarations with a work history and an employer.

    ## Expectation
    An employment without an end, or one that ends on or after the date of judging, is with that employer.

    ## Assumptions
    Names are compared without regard to width, case and spaces. A department after the employer's name is accepted.

    ## Remedy
    Add the current employment, or leave its end empty.
    """

    name: ClassVar[str] = "current-employer-missing"
    reads: ClassVar = ("/work_history/*/employer", "/work_history/*/end", "/employer/name")
    message: ClassVar[str] = N_(
        "No employment that goes on to the present is with the declaring employer “{expected}”."
    )
    remedy: ClassVar[str] = N_("Add the current employment; leave its end empty.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a history and an employer."""
        return bool(declaration.work_history and declaration.employer.name)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding unless a current employment is with the employer."""
        name = declaration.employer.name or ""
        if any([job.end is None and job.employer == name for job in declaration.work_history]):
            return
        straddling: CantTell | None = None
        for index, job in enumerate(declaration.work_history):
            if job.employer is None or not _is_with(job.employer, name):
                continue
            ended = False if job.end is None else job.end.before(context.today())
            if ended is False:
                return
            if ended is None and job.end is not None:
                straddling = self.too_coarse(f"/work_history/{index}/end", job.end, context.today())
        yield straddling or self.finding("/work_history", expected=name)


def _is_with(employer: str, name: str) -> bool:
    return name_key(employer).startswith(name_key(name))
