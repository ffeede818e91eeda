"""Rule `malformed-mobile`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.normal import compact
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_MOBILE: Final = re.compile(r"(?:\+?86-?)?1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}")


class MalformedMobile(Rule):
    """A mobile number is not eleven digits beginning with 13 to 19.

    ## Applicability
    Declarations with a mobile number.

    ## Expectation
    Eleven digits, the first a 1, the second 3 to 9.

    ## Assumptions
    Spaces, hyphens, full-width digits and the country code +86 are accepted. Which operator a number belongs to is not
    judged: those tables age quickly.

    ## Remedy
    Write the eleven digits of the number.
    """

    name: ClassVar[str] = "malformed-mobile"
    reads: ClassVar = ("/applicant/mobile",)
    message: ClassVar[str] = N_("{label} is not a mobile number of eleven digits.")
    remedy: ClassVar[str] = N_("Write the eleven digits of the mobile number.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a number; 无 is none."""
        return declaration.applicant.mobile not in {None, "", "无"}

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the number is malformed."""
        number = declaration.applicant.mobile or ""
        if not _MOBILE.fullmatch(compact(number)):
            yield self.finding("/applicant/mobile", seen=number)
