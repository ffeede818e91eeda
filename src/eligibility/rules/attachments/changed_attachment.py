"""Rule `changed-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.measurement import FileFacts
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class ChangedAttachment(Rule):
    """A file is not the one that was uploaded: its SHA-256 differs from the declared one.

    ## Applicability
    Declarations with an attachment that declares a SHA-256.

    ## Expectation
    The file's SHA-256 equals it.

    ## Assumptions
    A file that can't be read at all is reported by its own rule.

    ## Remedy
    Upload the file again, or restore the original.
    """

    name: ClassVar[str] = "changed-attachment"
    reads: ClassVar = ("/attachments/*/sha256", "/attachments/*/id", FileFacts)
    message: ClassVar[str] = N_(
        "The file has changed since it was uploaded: its SHA-256 differs from the declared one."
    )
    remedy: ClassVar[str] = N_("Upload the file again, or restore the one that was uploaded.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any attachment declares a SHA-256."""
        return any([attachment.sha256 for attachment in declaration.attachments])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each file that differs."""
        facts, unmeasured = context.measurements(FileFacts), context.unmeasured(FileFacts)
        for index, attachment in enumerate(declaration.attachments):
            if not attachment.sha256:
                continue
            seen = facts[index]
            if seen is None:
                yield unmeasured[index]
            elif seen.sha256 not in {None, attachment.sha256.lower()}:
                at = f"/attachments/{index}/sha256"
                yield self.finding(at, attachment=attachment.id, seen=seen.sha256, declared=attachment.sha256)
