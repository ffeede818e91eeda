"""Rule `employer-not-bound`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class EmployerNotBound(Rule):
    """The employer has not confirmed that the applicant works there.

    ## Applicability
    Every declaration.

    ## Expectation
    The binding to the employer is approved.

    ## Assumptions
    The portal keeps the binding. Where it gives none, nobody can tell, and it is the portal's move.

    ## Remedy
    Choose the employer in the account and ask it to approve.
    """

    name: ClassVar[str] = "employer-not-bound"
    reads: ClassVar = ("/employer/binding",)
    message: ClassVar[str] = N_(
        "The link to the employer is “{seen}”; a declaration can be submitted only once the employer has approved it."
    )
    remedy: ClassVar[str] = N_("Choose the employer under “change employer” in the account and ask it to approve.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding unless the binding is approved."""
        binding = declaration.employer.binding
        if binding is None:
            raise CantTell(
                N_("The portal did not say whether the employer has approved."), "portal", "/employer/binding"
            )
        if binding != "approved":
            yield self.finding("/employer/binding", seen=Term(binding))
