"""Rule `copy-without-seal`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from eligibility.measurement import PageFacts, Seals
from eligibility.report import CantTell
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rule import Context


class CopyWithoutSeal(KindRule):
    """A copy bears no seal of the employer.

    ## Applicability
    An entry for declared copies: declarations with an attachment that the applicant calls a copy. An entry for pages
    without colour: declarations with other attachments of the kinds looked at.

    ## Expectation
    On one of its pages the copy bears a seal. Of other attachments, one page at least has a colour, if only a red seal's.

    ## Assumptions
    A page without colour is no proof of a copy: a plain original has none, and a scanner set to grey leaves none. A seal
    of any colour and shape counts; whose it is, is not read. An embossed seal leaves no colour and can't be seen, so
    that a copy without a seal is shown to a person, never refused.

    ## Remedy
    Scan the original in colour, or have the employer put its seal on the copy and scan that in colour.
    """

    name: ClassVar[str] = "copy-without-seal"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", "/attachments/*/is_copy", Seals, PageFacts)
    message: ClassVar[str] = N_("No seal was found on the copy; a copy needs the seal of the employer.")
    remedy: ClassVar[str] = N_(
        "Scan the original in colour, or have the employer put its seal on the copy and scan that in colour. A scan does "
        "not show an embossed seal: have a coloured one put beside it, or photograph it in light from the side."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds", "copies")

    copies: Literal["declared", "colourless"] = Field(
        description="declared: what the applicant calls a copy must bear a seal; colourless: of other attachments, those without colour are reported."
    )
    colour: float = Field(
        default=0.0005,
        ge=0,
        le=1,
        description="A page of which a smaller share of the pixels has a colour has no colour.",
    )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is of the kinds and of the copies that are looked at."""
        return super().looks_at(attachment) and (attachment.is_copy is True) == (self.copies == "declared")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each copy without a seal and each file without colour, a doubt about pages not looked at."""
        facts = context.measurements(PageFacts)
        for index, attachment, seals in self.seen(declaration, context, Seals):
            at = f"/attachments/{index}/file"
            colourless = bool(seals.pages) and all([page.chromatic < self.colour for page in seals.pages])
            if any([page.seals for page in seals.pages]) or not (colourless or self.copies == "declared"):
                continue
            known = facts[index]
            if self.copies == "colourless":
                message = N_("No page that was looked at has any colour; a person should look whether this is a copy.")
                yield self.finding(at, message=message, attachment=attachment.id)
            elif known is not None and known.count > len(seals.pages):
                reason = N_("No seal was found on the first {seen} of {count} pages; a person must look at the others.")
                yield CantTell(reason, "operator", at, seen=len(seals.pages), count=known.count)
            elif colourless:
                message = N_(
                    "No page of the copy has any colour, so that a seal can't be seen; it needs the employer's."
                )
                yield self.finding(at, message=message, attachment=attachment.id)
            else:
                yield self.finding(at, attachment=attachment.id)
        yield from self.unseen(declaration, context, Seals, PageFacts)
