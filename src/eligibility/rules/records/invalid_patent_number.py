"""Rule `invalid-patent-number`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.rules.records.patents import Fault, patent_fault
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_MESSAGES: Final[Mapping[Fault, str]] = {
    "form": N_("“{seen}” does not have the form of a patent number, such as ZL 201710601862.3."),
    "no-check-digit": N_("“{seen}” lacks the point and the check digit at its end."),
    "check-digit": N_("“{seen}” is mistyped: its check digit does not fit."),
    "publication-number": N_("“{seen}” is a publication number; the patent number begins with ZL."),
    "kind": N_("“{seen}” does not name a kind of patent: the digit after the year must be 1, 2, 3, 8 or 9."),
    "year": N_("“{seen}” was filed in a later year than the date awarded, {awarded_on}."),
}


class InvalidPatentNumber(Rule):
    """A patent number 专利号 is not valid.

    ## Applicability
    Declarations with a patent number.

    ## Expectation
    ZL, the year, the kind, the serial number, a point and a fitting check digit; the year is not after the grant.

    ## Assumptions
    Numbers of the old form (two-digit year, eight digits) are valid. Spaces, full-width forms and a missing ZL are
    accepted, and so is 无. A publication number (CN … A or B) is another number.

    ## Remedy
    Copy the number from the patent certificate.
    """

    name: ClassVar[str] = "invalid-patent-number"
    reads: ClassVar = ("/awards/*/patent_number", "/awards/*/awarded_on")
    message: ClassVar[str] = _MESSAGES["form"]
    remedy: ClassVar[str] = N_("Copy the number from the patent certificate.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is any patent number."""
        return any([award.patent_number for award in declaration.awards])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each number that can't be one."""
        for index, award in enumerate(declaration.awards):
            if award.patent_number and award.patent_number != "无":
                granted = award.awarded_on
                fault = patent_fault(award.patent_number, granted.last.year if granted else None)
                if fault is not None:
                    at = f"/awards/{index}/patent_number"
                    yield self.finding(at, message=_MESSAGES[fault], seen=award.patent_number, awarded_on=granted)
