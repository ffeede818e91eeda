"""Rule `unreadable-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.measurement import FileFacts
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import Declaration
    from eligibility.measurement import FileProblem
    from eligibility.rule import Context

_MESSAGES: Final[Mapping[FileProblem, str]] = {
    "outside": N_("The file's path leads out of the submission's folder; nothing outside is ever read."),
    "not-a-file": N_("The path names a folder, a link or a device, not a file."),
    "unopenable": N_("The file can't be opened: it is damaged, encrypted or protected."),
    "empty": N_("The file is empty."),
    "damaged": N_("The file is damaged: its end is missing."),
    "too-large": N_("The file is larger than is looked at (64 MiB)."),
    "unknown-type": N_("The file is neither an image (JPEG, PNG, TIFF, BMP, WebP) nor a PDF, whatever its name says."),
}


class UnreadableAttachment(Rule):
    """An attachment's file can't be looked at.

    ## Applicability
    Declarations with attachments.

    ## Expectation
    Each file lies inside the submission, can be opened, is whole, is not empty, is at most 64 MiB, and is by its content an image
    (JPEG, PNG, TIFF, BMP, WebP) or a PDF.

    ## Assumptions
    A file that is not there at all is reported by `dangling-attachment`. The name's ending says nothing about the type.

    ## Remedy
    Scan or export the document again and upload it.
    """

    name: ClassVar[str] = "unreadable-attachment"
    reads: ClassVar = ("/attachments/*/id", FileFacts)
    message: ClassVar[str] = N_("The file can't be read.")
    remedy: ClassVar[str] = N_("Scan or export the document again as JPEG, PNG or PDF and upload it.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are attachments."""
        return bool(declaration.attachments)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each file that can't be looked at."""
        for index, facts in enumerate(context.measurements(FileFacts)):
            if facts is not None and facts.problem is not None and facts.problem != "missing":
                yield self.finding(
                    f"/attachments/{index}/file",
                    message=_MESSAGES[facts.problem],
                    attachment=declaration.attachments[index].id,
                    cause=facts.problem,
                )
        yield from context.unmeasured(FileFacts).values()
