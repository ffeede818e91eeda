"""Rule `birth-date-contradicts-id-number`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class BirthDateContradictsIdNumber(Rule):
    """The date of birth differs from the one in the ID number.

    ## Applicability
    Declarations with a date of birth and a valid ID number; an invalid number is reported by its own rule.

    ## Expectation
    Both name the same day. A month or a year as date of birth contains the day of the ID number.

    ## Assumptions
    The ID number is right if its check digit is.

    ## Remedy
    Correct whichever of the two was mistyped.
    """

    name: ClassVar[str] = "birth-date-contradicts-id-number"
    reads: ClassVar = ("/applicant/birth_date", "/applicant/id_number")
    message: ClassVar[str] = N_("{label} is {seen}, but the ID number says {expected}.")
    remedy: ClassVar[str] = N_("Compare both with the ID card and correct the one that is wrong.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether both are there and the number is one."""
        card = declaration.resident_id
        return card is not None and card.fault is None and declaration.applicant.birth_date is not None

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when they contradict each other."""
        stated, card = declaration.applicant.birth_date, declaration.resident_id
        if stated and card and card.birth_date and not stated.first <= card.birth_date <= stated.last:
            yield self.finding("/applicant/birth_date", seen=stated, expected=card.birth_date)
