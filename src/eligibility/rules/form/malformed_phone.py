"""Rule `malformed-phone`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field

from eligibility.normal import compact
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

Shape = Literal["seven-digits", "mobile", "other"]

_LANDLINE: Final = re.compile(r"0[0-9]{2,3}-[0-9]{7}([0-9])?")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")

_MESSAGES: Final[dict[Shape, str]] = {
    "seven-digits": N_("{label} has seven digits after the area code; the manual's form has eight, as in Hefei."),
    "mobile": N_("{label} holds a mobile number; the manual asks for area code, hyphen and number."),
    "other": N_("{label} does not have the form area code, hyphen, number, such as 0551-62345678."),
}


class MalformedPhone(Rule):
    """A telephone number does not have the form area code, hyphen, digits.

    ## Applicability
    Declarations with a telephone number.

    ## Expectation
    The number has none of the shapes listed as defects. A number of the form 0XXX-XXXXXXXX (area code of three or four
    digits, eight digits) never has one.

    ## Assumptions
    The manual asks for eight digits, which only Hefei has; the other cities of the province keep seven. So seven digits
    and mobile numbers are told apart from shapes that no telephone has, and a ruleset weighs them on their own.
    Full-width digits and all kinds of hyphen are accepted. The first digit is not judged.

    ## Remedy
    Write the area code, a hyphen and the number.
    """

    name: ClassVar[str] = "malformed-phone"
    reads: ClassVar = ("/applicant/phone",)
    message: ClassVar[str] = _MESSAGES["other"]
    remedy: ClassVar[str] = N_("Write the number as area code, hyphen, number, for example 0551-62345678.")
    scope: ClassVar[tuple[str, ...]] = ("shapes",)

    shapes: frozenset[Shape] = Field(
        min_length=1,
        description="Shapes that are defects: seven-digits (a landline outside Hefei), mobile, other (no telephone number).",
    )

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a number; 无 is none."""
        return declaration.applicant.phone not in {None, "", "无"}

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the number has one of the shapes."""
        number = declaration.applicant.phone or ""
        shape = _shape(number)
        if shape in self.shapes:
            yield self.finding("/applicant/phone", message=_MESSAGES[shape], seen=number)


def _shape(number: str) -> Shape | None:
    """Return what is unusual about a number, or `None` for area code, hyphen and eight digits."""
    number = compact(number)
    landline = _LANDLINE.fullmatch(number)
    if landline:
        return None if landline[1] else "seven-digits"
    return "mobile" if _MOBILE.fullmatch(number) else "other"
