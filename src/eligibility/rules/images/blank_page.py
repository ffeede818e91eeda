"""Rule `blank-page`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.measurement import ScanQuality
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.measurement import PageScan
    from eligibility.rule import Context


class BlankPage(KindRule):
    """A page shows nothing.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    An entry for whole files: of each file at least one page shows something. An entry for single pages: in a file that
    shows something, each page does.

    ## Assumptions
    A page is blank if no line of text is found on it and almost nothing of it is darker than its paper. A blank page
    between others is usually the back of a sheet and harms nobody. Only the first pages of a long file are looked at.

    ## Remedy
    Check which side was scanned, and scan the document again.
    """

    name: ClassVar[str] = "blank-page"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", ScanQuality)
    message: ClassVar[str] = N_("The page is blank.")
    remedy: ClassVar[str] = N_("Check whether the right side of the sheet was scanned; remove pages that show nothing.")
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds", "whole_file")

    whole_file: bool = Field(
        description="true: files of which all pages are blank are reported; false: single blank pages of other files."
    )
    ink: float = Field(default=0.002, ge=0, le=1, description="A page of which a smaller share is dark is blank.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each blank file, or for each blank page of other files."""
        for index, attachment, quality in self.seen(declaration, context, ScanQuality):
            at = f"/attachments/{index}/file"
            blank = [page for page, scan in enumerate(quality.pages, start=1) if self._is_blank(scan)]
            if not blank or self.whole_file != (len(blank) == len(quality.pages)):
                continue
            if self.whole_file:
                yield self.finding(
                    at,
                    message=N_("The file shows nothing: each page that was looked at is blank."),
                    remedy=N_(
                        "Scan or photograph the document again, with the printed side towards the glass or the camera."
                    ),
                    attachment=attachment.id,
                    pages=len(blank),
                )
            else:
                for page in blank:
                    yield self.finding(at, attachment=attachment.id, page=page)
        yield from self.unseen(declaration, context, ScanQuality)

    def _is_blank(self, scan: PageScan) -> bool:
        return scan.lines == 0 and scan.ink < self.ink
