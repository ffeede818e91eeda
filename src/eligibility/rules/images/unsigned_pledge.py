"""Rule `unsigned-pledge`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.declaration import AttachmentKind
from eligibility.measurement import Signature
from eligibility.report import CantTell
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class UnsignedPledge(KindRule):
    """The integrity pledge 诚信承诺书 is not signed by hand.

    ## Applicability
    Declarations with a pledge.

    ## Expectation
    Beside the label for the signature stands handwriting.

    ## Assumptions
    A pledge may consist of several files; one signature among them is enough. Whose signature it is can't be told. A
    machine tells an empty place with some certainty, print from handwriting with little, so printed characters are
    shown to a person. If no file has a label for the signature, a person must look too.

    ## Remedy
    Print the pledge, sign it with a pen, and upload a scan or photo of it.
    """

    name: ClassVar[str] = "unsigned-pledge"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", Signature)
    message: ClassVar[str] = N_("The place for the signature is empty.")
    remedy: ClassVar[str] = N_("Print the pledge, sign it with a pen, and upload a scan or photo of the signed page.")

    kinds: tuple[AttachmentKind, ...] | None = Field(
        default=("pledge",), min_length=1, description="The kinds of attachment that are looked at; absent: pledges."
    )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each file with an empty or printed signature, unless another file bears it; else a doubt."""
        pledges = list(self.seen(declaration, context, Signature))
        states = {signature.state for _, _, signature in pledges}
        if "signed" in states:
            return
        for index, attachment, signature in pledges:
            at = f"/attachments/{index}/file"
            if signature.state != "no-label":
                typed = N_("The signature seems to be printed, not written by hand; a person should look.")
                yield self.finding(
                    at,
                    message=typed if signature.state == "typed" else None,
                    attachment=attachment.id,
                    page=signature.page,
                    region=signature.region,
                    state=signature.state,
                )
            elif states == {"no-label"}:
                reason = N_("No place for a signature was found; a person must look whether the pledge is signed.")
                yield CantTell(reason, "operator", at)
        yield from self.unseen(declaration, context, Signature)
