"""Rule `too-old-in-former-batch`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class TooOldInFormerBatch(Rule):
    """The applicant was already too old for the batch they say they were a backup candidate of.

    ## Applicability
    Declarations that name a batch whose cut-off date the ruleset knows.

    ## Expectation
    The date of birth is that batch's cut-off date or later.

    ## Assumptions
    A contradiction here means that the batch or the date of birth is probably wrong; older batches had other limits
    and are not listed.

    ## Remedy
    Correct the batch.
    """

    name: ClassVar[str] = "too-old-in-former-batch"
    reads: ClassVar = ("/former_batch", "/applicant/birth_date")
    message: ClassVar[str] = N_("Born {born}, but batch {seen} took backup candidates born {born_from} or later.")
    remedy: ClassVar[str] = N_("Check the batch against the letter of appointment.")

    born_from: dict[str, dt.date] = Field(
        min_length=1, description="Earliest accepted date of birth, inclusive, by number of the backup batch."
    )

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the named batch's limit is known."""
        return bool(declaration.former_batch) and str(declaration.former_batch) in self.born_from

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for a birth before that batch's cut-off."""
        limit = self.born_from[str(declaration.former_batch)]
        born = declaration.applicant.birth_date
        if born is None:
            raise self.doubt("/applicant/birth_date", N_("The date of birth is not filled in."))
        too_early = born.before(limit)
        if too_early:
            yield self.finding("/former_batch", seen=declaration.former_batch, born=born, born_from=limit)
        elif too_early is None:
            yield self.too_coarse("/applicant/birth_date", born, limit)
