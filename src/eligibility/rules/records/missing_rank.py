"""Rule `missing-rank`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class MissingRank(Rule):
    """An award is said to be ranked, and the applicant's own rank is missing.

    ## Applicability
    Declarations with an award or patent that is marked as ranked.

    ## Expectation
    Its rank 本人排名 is filled in.

    ## Assumptions
    What is not marked as ranked needs no rank.

    ## Remedy
    Fill in the rank, or unmark “ranked”.
    """

    name: ClassVar[str] = "missing-rank"
    reads: ClassVar = ("/awards/*/ranked", "/awards/*/rank")
    message: ClassVar[str] = N_("The award is marked as ranked, but {label} is not filled in.")
    remedy: ClassVar[str] = N_("Fill in your own rank, or answer “no” to “ranked”.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any award is ranked."""
        return any([award.ranked for award in declaration.awards])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each ranked award without a rank."""
        for index, award in enumerate(declaration.awards):
            if award.ranked and award.rank is None:
                yield self.finding(f"/awards/{index}/rank")
