"""Rule `rank-exceeds-participants`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_SECTIONS: Final = ("awards", "publications", "projects")


class RankExceedsParticipants(Rule):
    """The applicant's rank is not possible.

    ## Applicability
    Declarations with an award, a publication or a project.

    ## Expectation
    The rank is at least 1 and at most the number of participants, and that number is at least 1.

    ## Assumptions
    A rank without a number of participants, or the other way round, is judged only for being at least 1.

    ## Remedy
    Correct the rank or the number of participants.
    """

    name: ClassVar[str] = "rank-exceeds-participants"
    reads: ClassVar = tuple(f"/{section}/*/{field}" for section in _SECTIONS for field in ("rank", "participants"))
    message: ClassVar[str] = N_("Rank {seen} of {participants} participants is not possible.")
    remedy: ClassVar[str] = N_("Correct the rank or the number of participants, as the certificate lists them.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a record that can have a rank."""
        return bool(declaration.awards or declaration.publications or declaration.projects)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each impossible rank."""
        for section in _SECTIONS:
            for index, record in enumerate(getattr(declaration, section)):
                rank, participants = record.rank, record.participants
                if participants is not None and participants < 1:
                    at = f"/{section}/{index}/participants"
                    yield self.finding(at, message=N_("{label} is {seen}; it must be at least 1."), seen=participants)
                elif rank is not None and (rank < 1 or (participants is not None and rank > participants)):
                    at = f"/{section}/{index}/rank"
                    if rank < 1:
                        yield self.finding(at, message=N_("{label} is {seen}; it must be at least 1."), seen=rank)
                    else:
                        yield self.finding(at, seen=rank, participants=participants)
