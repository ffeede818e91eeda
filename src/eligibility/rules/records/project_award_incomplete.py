"""Rule `project-award-incomplete`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.rules.fields import blank
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context
_FIELDS: Final = ("award_name", "rank", "participants")


class ProjectAwardIncomplete(Rule):
    """A project is said to have won an award, and the award is not described.

    ## Applicability
    Declarations with a project that has won an award.

    ## Expectation
    The award's name, the applicant's rank and the number of participants are filled in.

    ## Assumptions
    A project without an award needs none of them.

    ## Remedy
    Fill in the award, or answer “no” to “has won an award”.
    """

    name: ClassVar[str] = "project-award-incomplete"
    reads: ClassVar = ("/projects/*/awarded", *(f"/projects/*/{field}" for field in _FIELDS))
    message: ClassVar[str] = N_("The project has won an award, but {label} is not filled in.")
    remedy: ClassVar[str] = N_("Fill in {label}, or answer “no” to “has won an award”.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any project has won an award."""
        return any([project.awarded for project in declaration.projects])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each blank field of an award."""
        for index, project in enumerate(declaration.projects):
            if project.awarded:
                for field in _FIELDS:
                    if blank(getattr(project, field)):
                        yield self.finding(f"/projects/{index}/{field}")
