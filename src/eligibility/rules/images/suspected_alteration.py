"""Rule `suspected-alteration`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.measurement import Alteration, PageFacts
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule, largest
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class SuspectedAlteration(KindRule):
    """A page may have been worked over: an area lacks the grain of its paper, or an image editor wrote the file.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    No area of a page lacks the grain of the paper around it, and no page names one of the editors as the program that
    wrote it.

    ## Assumptions
    Neither proves anything: correction fluid, a sticker or a smooth photo lacks grain too, and many people crop and
    straighten scans in an editor. So a person must look. That nothing is found does not prove that nothing was altered.

    ## Remedy
    Upload the scan as the scanner or phone made it.
    """

    name: ClassVar[str] = "suspected-alteration"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", Alteration, PageFacts)
    message: ClassVar[str] = N_(
        "A part of the page lacks the grain of the paper around it; a person should compare it with the original."
    )
    remedy: ClassVar[str] = N_(
        "Upload the scan or photo as the scanner or phone made it, without any editing; if the original was corrected by "
        "its issuer, say so in the remarks."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds")

    editors: tuple[str, ...] = Field(
        default=(), description="Names of image editors, or parts of names; upper and lower case are the same."
    )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each page with a smooth area, and for the first page of a file that an editor wrote."""
        for index, attachment, alteration in self.seen(declaration, context, Alteration):
            for page, areas in enumerate(alteration.pages, start=1):
                if areas:
                    yield self.finding(
                        f"/attachments/{index}/file",
                        attachment=attachment.id,
                        page=page,
                        region=largest(areas),
                        areas=len(areas),
                    )
        for index, attachment, facts in self.seen(declaration, context, PageFacts):
            programs = [page.software or "" for page in facts.pages]
            edited = [page for page, program in enumerate(programs, start=1) if self._edits(program)]
            if edited:
                yield self.finding(
                    f"/attachments/{index}/file",
                    message=N_("An image editor wrote the file: {seen}; a person should compare it with the original."),
                    attachment=attachment.id,
                    page=edited[0],
                    seen=programs[edited[0] - 1],
                )
        yield from self.unseen(declaration, context, Alteration, PageFacts)

    def _edits(self, program: str) -> bool:
        return any([editor.casefold() in program.casefold() for editor in self.editors])
