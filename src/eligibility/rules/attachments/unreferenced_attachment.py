"""Rule `unreferenced-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.declaration import RECORD_SECTIONS
from eligibility.rule import Found, Rule
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_PROOFS: Final = frozenset({"award-proof", "patent-proof", "honour-proof", "publication-proof", "project-proof"})


class UnreferencedAttachment(Rule):
    """A proof belongs to no record.

    ## Applicability
    Declarations with attachments that are proofs of records.

    ## Expectation
    Each of them is named by at least one record.

    ## Assumptions
    Photos, identity papers, certificates of the person and other attachments stand on their own.

    ## Remedy
    Attach the proof to its record, or remove it.
    """

    name: ClassVar[str] = "unreferenced-attachment"
    reads: ClassVar = (
        "/attachments/*/id",
        "/attachments/*/kind",
        *(f"/{section}/*/attachments" for section in RECORD_SECTIONS),
    )
    message: ClassVar[str] = N_("No record names this attachment ({kind}) as its proof.")
    remedy: ClassVar[str] = N_("Attach it to the record it proves, or remove it.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is any proof."""
        return not _PROOFS.isdisjoint(declaration.attachment_kinds)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each proof that belongs to no record."""
        cited = declaration.cited
        for index, attachment in enumerate(declaration.attachments):
            if attachment.id not in cited and attachment.kind in _PROOFS:
                yield self.finding(f"/attachments/{index}", attachment=attachment.id, kind=Term(attachment.kind))
