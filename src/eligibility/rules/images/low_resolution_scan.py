"""Rule `low-resolution-scan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.measurement import PageFacts, ScanQuality
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class LowResolutionScan(KindRule):
    """A scan or photo has too few pixels.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    On every page the characters are at least so many pixels high; a page on which no text is found has at least so many
    pixels along its long side.

    ## Assumptions
    Pixels count, not dots an inch: a file's own figure is often wrong, and a phone writes none. The height is the middle
    one of a sample of lines, so that small print beside a large title does not count. The manual gives no figure.

    ## Remedy
    Scan at 300 dpi, or photograph from nearer, and upload the picture itself.
    """

    name: ClassVar[str] = "low-resolution-scan"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", ScanQuality, PageFacts)
    message: ClassVar[str] = N_("The characters are {seen} pixels high; {least} are needed to read them with ease.")
    remedy: ClassVar[str] = N_(
        "Scanner: scan again at 300 dpi. Phone: go closer until the document fills the picture, and upload the picture "
        "itself, not one that a chat program has made smaller."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds")

    character_height: int = Field(ge=0, description="Least height of characters, in pixels.")
    long_side: int = Field(ge=0, description="Least long side of a page on which no text is found, in pixels.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each page that has too few pixels."""
        facts = context.measurements(PageFacts)
        for index, attachment, quality in self.seen(declaration, context, ScanQuality):
            at = f"/attachments/{index}/file"
            known = facts[index]
            sizes = () if known is None else known.pages
            for page, scan in enumerate(quality.pages, start=1):
                if scan.character_height is not None:
                    if scan.character_height < self.character_height:
                        yield self.finding(
                            at,
                            attachment=attachment.id,
                            page=page,
                            seen=int(scan.character_height),
                            least=self.character_height,
                        )
                elif page <= len(sizes):
                    seen = max(sizes[page - 1].width, sizes[page - 1].height)
                    if seen < self.long_side:
                        message = N_("The page is only {seen} pixels long; {least} are needed.")
                        yield self.finding(
                            at, message=message, attachment=attachment.id, page=page, seen=seen, least=self.long_side
                        )
        yield from self.unseen(declaration, context, ScanQuality, PageFacts)
