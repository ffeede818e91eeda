"""Rule `sex-contradicts-id-number`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.rules.id_numbers import id_fault, normal_id, sex
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
        applicant = declaration.applicant
        return bool(applicant.sex and applicant.id_number and id_fault(normal_id(applicant.id_number)) is None)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when they contradict each other."""
        stated = declaration.applicant.sex
        coded = sex(normal_id(declaration.applicant.id_number or ""))
        if stated and stated != coded:
            yield self.finding("/applicant/sex", seen=Term(stated), expected=Term(coded))
