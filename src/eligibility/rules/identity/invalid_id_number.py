"""Rule `invalid-id-number`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.id_numbers import Fault
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_MESSAGES: Final[Mapping[Fault, str]] = {
    "fifteen-digits": N_("{label} has the fifteen places of the first generation, which is no longer valid."),
    "length": N_("{label} has {length} places instead of eighteen."),
    "characters": N_("{label} holds a character that no ID number has."),
    "birth-date": N_("{label} contains a date of birth that does not exist."),
    "check-digit": N_("{label} is mistyped: its check digit does not fit."),
}


class InvalidIdNumber(Rule):
    """The ID number 身份证号码 can't be a resident's (GB 11643-1999).

    ## Applicability
    Declarations with an ID number.

    ## Expectation
    Eighteen places: seventeen digits with an existing date of birth, and the check digit of ISO 7064 MOD 11-2.

    ## Assumptions
    A small x and full-width digits are accepted. The area code is not judged, because those of dissolved counties stay
    on cards. Fifteen-place numbers are no longer valid. The report shows only the ends of the number.

    ## Remedy
    Copy the number from the ID card.
    """

    name: ClassVar[str] = "invalid-id-number"
    reads: ClassVar = ("/applicant/id_number",)
    message: ClassVar[str] = N_("{label} is not a valid ID number.")
    remedy: ClassVar[str] = N_("Copy the eighteen places of the number from the ID card.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a number."""
        return bool(declaration.applicant.id_number)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the number can't be one."""
        card = declaration.resident_id
        if card is not None and card.fault is not None:
            message = _MESSAGES[card.fault]
            yield self.finding("/applicant/id_number", message=message, seen=card.masked, length=len(card.number))
