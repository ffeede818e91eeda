"""Rule `publication-proof-incomplete`."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.declaration import Part
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_PART: Final = operator.attrgetter("part")


class PublicationProofIncomplete(Rule):
    """The proof of a paper lacks the journal's cover, its contents page or the paper's own pages.

    ## Applicability
    Declarations with a paper that has attachments.

    ## Expectation
    Among them are all parts asked for.

    ## Assumptions
    Papers only; a book has no such parts. Attachments that do not say which part they are might be the missing one, so
    then nobody can tell without looking at their pages. A paper whose proofs are not on the list at all is
    reported by other rules.

    ## Remedy
    Upload the missing part and name it as that part.
    """

    name: ClassVar[str] = "publication-proof-incomplete"
    reads: ClassVar = (
        "/publications/*/kind",
        "/publications/*/attachments",
        "/attachments/*/id",
        "/attachments/*/part",
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

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each paper that lacks a part, a doubt where parts are not named."""
        attachments = declaration.attachments_by_id
        for index, publication in enumerate(declaration.publications):
            if publication.kind != "paper" or not publication.attachments:
                continue
            known = attachments.keys() & publication.attachments
            present: set[Part | None] = set(map(_PART, map(attachments.__getitem__, known)))
            if not present or present.issuperset(self.parts):
                continue
            missing = [Term(part) for part in self.parts if part not in present]
            at = f"/publications/{index}/attachments"
            if None in present:
                reason = N_(
                    "Some attachments do not say which part of the paper they are; still to be found: {missing}."
                )
                yield CantTell(reason, "applicant", at, missing=missing)
            else:
                yield self.finding(at, missing=missing)
