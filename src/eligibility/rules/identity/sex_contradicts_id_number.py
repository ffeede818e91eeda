"""Rule `sex-contradicts-id-number`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class SexContradictsIdNumber(Rule):
    """The sex differs from the one in the ID number.

    ## Applicability
    Declarations with a sex and a valid ID number; an invalid number is reported by its own rule.

    ## Expectation
    The seventeenth digit is odd for a man, even for a woman (GB 11643-1999).

    ## Assumptions
    The ID number is right if its check digit is.

    ## Remedy
    Correct whichever of the two was mistyped.
    """

    name: ClassVar[str] = "sex-contradicts-id-number"
    reads: ClassVar = ("/applicant/sex", "/applicant/id_number")
    message: ClassVar[str] = N_("{label} is {seen}, but the ID number says {expected}.")
    remedy: ClassVar[str] = N_("Compare both with the ID card and correct the one that is wrong.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether both are there and the number is one."""
        card = declaration.resident_id
        return card is not None and card.fault is None and declaration.applicant.sex is not None

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when they contradict each other."""
        stated, card = declaration.applicant.sex, declaration.resident_id
        if stated and card and (stated == "male") != card.male:
            yield self.finding("/applicant/sex", seen=Term(stated), expected=Term("male" if card.male else "female"))
