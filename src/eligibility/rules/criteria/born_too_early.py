"""Rule `born-too-early`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class BornTooEarly(Rule):
    """The applicant was born before the cut-off date of the round.

    ## Applicability
    Every declaration of the category the entry is for.

    ## Expectation
    The date of birth is the cut-off date or later.

    ## Assumptions
    Notices print a cut-off date, so no age is computed. A year or month of birth that contains the cut-off can't be
    decided.

    ## Remedy
    None, if the date of birth is right.
    """

    name: ClassVar[str] = "born-too-early"
    reads: ClassVar = ("/applicant/birth_date",)
    message: ClassVar[str] = N_("Born {seen}; this round takes applicants born {born_from} or later.")
    remedy: ClassVar[str] = N_("If the date of birth is right, the applicant is over the age limit of this category.")

    born_from: dt.date = Field(description="Earliest accepted date of birth, inclusive.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for a birth before the cut-off."""
        born = declaration.applicant.birth_date
        if born is None:
            raise self.doubt("/applicant/birth_date", N_("The date of birth is not filled in."))
        too_early = born.before(self.born_from)
        if too_early:
            yield self.finding("/applicant/birth_date", seen=born, born_from=self.born_from)
        elif too_early is None:
            yield self.too_coarse("/applicant/birth_date", born, self.born_from)
