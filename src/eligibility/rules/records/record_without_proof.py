"""Rule `record-without-proof`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.declaration import RECORD_SECTIONS
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class RecordWithoutProof(Rule):
    """A record names no attachment that proves it.

    ## Applicability
    Declarations with at least one award, patent, honour, publication or project.

    ## Expectation
    Every record names at least one attachment.

    ## Assumptions
    Whether the attachment exists and proves anything is for other rules.

    ## Remedy
    Upload the certificate and attach it to the record.
    """

    name: ClassVar[str] = "record-without-proof"
    reads: ClassVar = tuple(f"/{section}/*/attachments" for section in RECORD_SECTIONS)
    message: ClassVar[str] = N_("The record has no proof attached.")
    remedy: ClassVar[str] = N_("Upload a scan of the proof and attach it to this record.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is any record."""
        return bool(declaration.awards or declaration.honours or declaration.publications or declaration.projects)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each record without proof."""
        for section in RECORD_SECTIONS:
            for index, record in enumerate(getattr(declaration, section)):
                if not record.attachments:
                    yield self.finding(f"/{section}/{index}/attachments")
