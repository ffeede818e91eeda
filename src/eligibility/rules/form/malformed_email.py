"""Rule `malformed-email`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_EMAIL: Final = re.compile(r"[^@\s,;，；]{1,64}@[^@\s.,;，；]+(\.[^@\s.,;，；]+)+")


class MalformedEmail(Rule):
    """The e-mail address is malformed.

    ## Applicability
    Declarations with an e-mail address.

    ## Expectation
    One address: a name, an @ and a domain with at least one dot.

    ## Assumptions
    Only the shape is judged, not whether the mailbox exists. Addresses in other scripts are allowed (RFC 6531).

    ## Remedy
    Write one complete address.
    """

    name: ClassVar[str] = "malformed-email"
    reads: ClassVar = ("/applicant/email",)
    message: ClassVar[str] = N_("{label} is not a complete e-mail address.")
    remedy: ClassVar[str] = N_("Write one address with a name, an @ and a domain.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is an address; 无 is none."""
        return declaration.applicant.email not in {None, "", "无"}

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the address is malformed."""
        address = declaration.applicant.email or ""
        if not _EMAIL.fullmatch(address):
            yield self.finding("/applicant/email", seen=address)
