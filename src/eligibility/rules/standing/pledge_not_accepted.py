"""Rule `pledge-not-accepted`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class PledgeNotAccepted(Rule):
    """The integrity pledge 诚信承诺书 was not accepted.

    ## Applicability
    Every declaration.

    ## Expectation
    The box “I have read it and promise” is ticked.

    ## Assumptions
    A box that was never shown was not ticked.

    ## Remedy
    Read the pledge and tick the box.
    """

    name: ClassVar[str] = "pledge-not-accepted"
    reads: ClassVar = ("/pledge_accepted",)
    message: ClassVar[str] = N_("The integrity pledge has not been accepted.")
    remedy: ClassVar[str] = N_("Read the pledge and tick “I have read it and promise”.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding unless the box is ticked."""
        if declaration.pledge_accepted is not True:
            yield self.finding("/pledge_accepted")
