"""Rule `publication-proof-incomplete`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.declaration import Part
from eligibility.measurement import Text
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.rules.papers import likeness
from eligibility.rules.reading import Readings
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.declaration import Attachment, Declaration
    from eligibility.rule import Context

_STILL_TO_BE_FOUND: Final = N_(
    "Some attachments do not say which part of the paper they are; still to be found: {missing}."
)


class PublicationProofIncomplete(Rule):
    """The proof of a paper lacks the journal's cover, its contents page or the paper's own pages.

    ## Applicability
    Declarations with a paper that has attachments.

    ## Expectation
    Among them are all parts asked for.

    ## Assumptions
    Papers only; a book has no such parts. What an attachment says it is, it is taken for. The pages of one that does not say are
    looked at, and each page may be a part; a part that is not recognised there may still be the missing one, so then
    nobody can tell. A paper whose proofs are not on the list at all is reported by other rules.

    ## Remedy
    Upload the missing part and name it as that part.
    """

    name: ClassVar[str] = "publication-proof-incomplete"
    reads: ClassVar = (
        "/publications/*/kind",
        "/publications/*/attachments",
        "/attachments/*/id",
        "/attachments/*/kind",
        "/attachments/*/part",
        Text,
    )
    message: ClassVar[str] = N_("The proof of this paper lacks: {missing}.")
    remedy: ClassVar[str] = N_("Upload the missing pages, attach them to this record and name them as that part.")

    parts: tuple[Part, ...] = Field(
        default=("cover", "contents", "text"), min_length=1, description="The parts asked for."
    )

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any paper has attachments."""
        return any(
            [publication.kind == "paper" and publication.attachments for publication in declaration.publications]
        )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is a proof that does not say which part it is."""
        return attachment.kind == "publication-proof" and attachment.part is None

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each paper that lacks a part, a doubt where parts are neither named nor recognised."""
        attachments = declaration.attachments_by_id
        for index, publication in enumerate(declaration.publications):
            if publication.kind != "paper" or not publication.attachments:
                continue
            named = {attachments[name].part for name in publication.attachments if name in attachments}
            if not named or named.issuperset(self.parts):
                continue
            unnamed = None in named
            present = named | self._recognised(declaration, context, publication.attachments) if unnamed else named
            missing = [Term(part) for part in self.parts if part not in present]
            at = f"/publications/{index}/attachments"
            if missing and unnamed:
                yield CantTell(_STILL_TO_BE_FOUND, "applicant", at, missing=missing)
            elif missing:
                yield self.finding(at, missing=missing)

    def _recognised(self, declaration: Declaration, context: Context, proofs: Sequence[str]) -> set[Part]:
        """Return the parts that are seen on the pages of a paper's proofs; without their text, none."""
        try:
            readings = Readings.of(context)
        except CantTell:
            return set()
        found: set[Part] = set()
        for index, attachment in enumerate(declaration.attachments):
            if attachment.id in proofs and self.looks_at(attachment) and (reading := readings[index]) is not None:
                found.update(part for part in self.parts if likeness(reading, part).enough)
        return found
