"""Rule `same-scan-reused`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.across import AcrossRule, Left, Trace, others, person_of
from eligibility.declaration import AttachmentKind
from eligibility.measurement import FileFacts, Fingerprint
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.declaration import Attachment, Declaration
    from eligibility.report import Finding
    from eligibility.rule import Context

_BAND: Final = 4
"""Hexadecimal digits of a stretch of a fingerprint by which pages are found."""
_LEAST_BANDS: Final = 10
"""Stretches, of sixteen, that two pages have in common at least before their pictures are held against each other."""


class SameScanReused(AcrossRule):
    """A scan that one person submits was submitted by another too.

    ## Applicability
    Declarations with an attachment of the kinds listed.

    ## Expectation
    No attachment of these kinds is the same file, or shows the same scan, as one of another person.

    ## Assumptions
    Scans that were stored again, reduced, or made lighter or darker are recognized; what was cut, turned or photographed anew is
    not. Pages that seem alike are laid over each other, and must agree everywhere. Proofs of work done together may rightly be
    the same scan, so their kinds are best not listed; nor is the back of the ID card, which names only the authority and the term.

    ## Remedy
    Ask each person for the original.
    """

    name: ClassVar[str] = "same-scan-reused"
    reads: ClassVar = (
        "/attachments/*/id",
        "/attachments/*/kind",
        "/applicant/id_number",
        FileFacts,
        Fingerprint,
    )
    message: ClassVar[str] = N_("The same scan is attached to submission {other}, which is of another person.")
    remedy: ClassVar[str] = N_("Ask both people for the originals and compare them.")
    scope: ClassVar[tuple[str, ...]] = ("kinds",)
    looks: ClassVar[bool] = True

    kinds: tuple[AttachmentKind, ...] = Field(min_length=1, description="The kinds of attachment that are compared.")

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is of a kind that is compared."""
        return attachment.kind in self.kinds

    def traces(self, declaration: Declaration, context: Context) -> Left:
        """Yield every page of the attachments that are compared."""
        indices = [index for index, attachment in enumerate(declaration.attachments) if self.looks_at(attachment)]
        if not indices:
            return
        facts, prints = context.measurements(FileFacts), context.measurements(Fingerprint)
        doubts = {**context.unmeasured(Fingerprint), **context.unmeasured(FileFacts)}
        for index in indices:
            sha256 = getattr(facts[index], "sha256", None)
            pages = getattr(prints[index], "pages", ("",))
            for number, bits in enumerate(pages if sha256 else (), 1):
                bands = [f"{start} {bits[start : start + _BAND]}" for start in range(0, len(bits), _BAND)]
                yield Trace(
                    at=f"/attachments/{index}",
                    keys=(f"{sha256} {number}", *bands),
                    marks=frozenset(bands),
                    person=person_of(declaration),
                    content=f"{sha256} {number}",
                    attachment=declaration.attachments[index].id,
                    values={"page": number},
                )
            if index in doubts:
                yield doubts[index]

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two pages are of one file, or seem so alike that their pictures are to be compared."""
        return one.content == other.content or len(one.marks & other.marks) >= _LEAST_BANDS

    def compare(self, group: Sequence[Trace]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding on each page that another person has submitted too."""
        for index, mine in enumerate(group):
            names = others((one for one in group if one.person is None or one.person != mine.person), mine)
            if names:
                page = mine.values["page"]
                yield (
                    index,
                    self.finding(
                        mine.at, attachment=mine.attachment, page=page if isinstance(page, int) else None, other=names
                    ),
                )
