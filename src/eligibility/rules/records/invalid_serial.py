"""Rule `invalid-serial`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.rules.records.serials import Fault, serial_fault
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


_MESSAGES: Final[Mapping[Fault, str]] = {
    "issn": N_("“{seen}” is not a valid ISSN: eight places, the last a check digit that must fit."),
    "isbn": N_("“{seen}” is not a valid ISBN: thirteen or ten places, the last a check digit that must fit."),
    "cn": N_("“{seen}” is not a valid CN number: two digits, a hyphen, four digits, such as CN 34-1001/N."),
    "cn-newspaper": N_("“{seen}” is a CN number from the range of newspapers, but the record is a paper in a journal."),
    "unknown": N_("“{seen}” is neither an ISSN, a CN number, an ISBN nor a volume and issue."),
}


class InvalidSerial(Rule):
    """A serial number 书刊号 is not a valid ISSN, CN number or ISBN.

    ## Applicability
    Declarations with a publication that has a serial number.

    ## Expectation
    Every ISSN, ISBN and CN number in the field is well formed, with a fitting check digit where it has one (ISO 3297,
    ISO 2108, GB/T 9999); a paper's CN number is not a newspaper's.

    ## Assumptions
    Several numbers may stand in one field. A volume and issue is accepted, and so is 无. CN numbers have no check digit. That a number
    is valid says nothing about the journal.

    ## Remedy
    Copy the number from the cover or the imprint.
    """

    name: ClassVar[str] = "invalid-serial"
    reads: ClassVar = ("/publications/*/serial", "/publications/*/kind")
    message: ClassVar[str] = _MESSAGES["unknown"]
    remedy: ClassVar[str] = N_("Copy the number from the cover or the imprint of the journal or book.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any publication has a number."""
        return any([publication.serial for publication in declaration.publications])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each number that can't be one."""
        publications = declaration.publications
        faults = [serial_fault(publication.serial, publication.kind) for publication in publications]
        if not any(faults):
            return
        for index, fault in enumerate(faults):
            if fault is not None:
                at = f"/publications/{index}/serial"
                yield self.finding(at, message=_MESSAGES[fault], seen=publications[index].serial)
