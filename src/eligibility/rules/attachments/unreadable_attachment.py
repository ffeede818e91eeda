"""Rule `unreadable-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.measurement import FileFacts, PageFacts
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import Declaration
    from eligibility.measurement import FileProblem
    from eligibility.rule import Context

_REPEAT: Final = N_("Upload the file again; if that does not help, scan or photograph the document again.")
_SMALLER: Final = N_(
    "With a scanner, scan at 300 dpi and save as JPEG or PDF; with a phone, photograph at the usual size (about 12 million pixels) and upload the JPEG."
)
_THE_FILE_ITSELF: Final = N_("Upload the document's file itself, chosen anew from your device.")

_WORDS: Final[Mapping[FileProblem, tuple[str, str]]] = {
    "outside": (
        N_("The file's path leads out of the submission's folder; nothing outside is ever read."),
        _THE_FILE_ITSELF,
    ),
    "not-a-file": (N_("The path names a folder, a link or a device, not a file."), _THE_FILE_ITSELF),
    "unopenable": (
        N_("The file can't be opened: it is damaged, encrypted or protected."),
        N_("Save it without protection, or scan the document again, and upload it."),
    ),
    "empty": (N_("The file is empty."), _REPEAT),
    "damaged": (N_("The file is damaged: part of it is missing or spoilt."), _REPEAT),
    "too-large": (N_("The file is larger than is looked at (64 MiB)."), _SMALLER),
    "too-many-pixels": (N_("The picture or page has more pixels than are looked at (60 million a page)."), _SMALLER),
    "too-many-pages": (
        N_("The file has more pages than are looked at (50)."),
        N_(
            "Upload only the pages that prove: of a paper cover, contents and text, of a long document the page in question."
        ),
    ),
    "locked": (
        N_("The PDF is protected by a password."),
        N_("Open it with the password, print or export it as a new PDF without one, and upload that."),
    ),
    "animated": (
        N_("The picture is animated; only still pictures are looked at."),
        N_("Save one picture of it as JPEG or PNG, or take a screenshot, and upload that."),
    ),
    "unsupported": (
        N_("The file is stored in a way that can't be looked at here, such as the HEIC photographs of some phones."),
        N_(
            "Convert it to JPEG and upload that. An iPhone takes JPEG photographs after Settings, Camera, Formats, Most Compatible; with a scanner, save as JPEG or PDF."
        ),
    ),
    "unknown-type": (
        N_(
            "The file is neither a PDF nor an image of a kind that is looked at "
            "(JPEG, PNG, TIFF, BMP, WebP, HEIC), whatever its name says."
        ),
        N_("Export it as PDF, or scan or photograph the document as JPEG, and upload that."),
    ),
}
"""What is wrong and how to put it right, by cause; of a file that is not there another rule tells."""


class UnreadableAttachment(Rule):
    """An attachment's file can't be looked at.

    ## Applicability
    Declarations with attachments.

    ## Expectation
    Each file lies inside the submission, can be opened without a password, is whole, is not empty, is at most 64 MiB, and is by its
    content an image (JPEG, PNG, TIFF, BMP, WebP) or a PDF. It has at most 50 pages of at most 60 million pixels, all of
    which can be decoded to their end, and is not animated.

    ## Assumptions
    A file that is not there at all is reported by `dangling-attachment`. The name's ending says nothing about the type.
    HEIC, which some phones write, is looked at only where the software for it is installed.

    ## Remedy
    Scan or export the document again and upload it; the finding says what helps against its cause.
    """

    name: ClassVar[str] = "unreadable-attachment"
    reads: ClassVar = ("/attachments/*/id", FileFacts, PageFacts)
    message: ClassVar[str] = N_("The file can't be read.")
    remedy: ClassVar[str] = N_("Scan or export the document again as JPEG, PNG or PDF and upload it.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are attachments."""
        return bool(declaration.attachments)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each file that can't be looked at, or else the doubt about it."""
        problems = {**context.problems(PageFacts), **context.problems(FileFacts)}
        doubts = (context.unmeasured(FileFacts), context.unmeasured(PageFacts))
        for index in sorted(problems.keys() | set[int]().union(*doubts)):
            problem = problems.get(index)
            if problem is None:
                yield next(lacks[index] for lacks in doubts if index in lacks)
            elif problem != "missing":
                message, remedy = _WORDS[problem]
                yield self.finding(
                    f"/attachments/{index}/file",
                    message=message,
                    remedy=remedy,
                    attachment=declaration.attachments[index].id,
                    cause=problem,
                )
