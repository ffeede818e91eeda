"""Rule `outside-round-dates`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_DRAFT: Final = N_("Not submitted yet, and judged at {seen}; this round takes declarations from {first} to {last}.")


class OutsideRoundDates(Rule):
    """The declaration was submitted before the round opened or after it closed.

    ## Applicability
    Every declaration.

    ## Expectation
    The day of submission lies within the round's dates, both inclusive. A draft is judged at the date of judging.

    ## Assumptions
    The dates are those for the applicant, not those for the reviewing bodies, which come later.

    ## Remedy
    Submit while the round is open.
    """

    name: ClassVar[str] = "outside-round-dates"
    reads: ClassVar = ("/submitted_on",)
    message: ClassVar[str] = N_("Submitted on {seen}; this round takes declarations from {first} to {last}.")
    remedy: ClassVar[str] = N_("Submit while the round is open, or declare in the next round.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the day lies outside."""
        day = declaration.submitted_on or context.today()
        first, last = context.round.opens_on, context.round.closes_on
        if not first <= day <= last:
            message = None if declaration.submitted_on else _DRAFT
            yield self.finding("/submitted_on", message=message, seen=day, first=first, last=last)
