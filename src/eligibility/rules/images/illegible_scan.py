"""Rule `illegible-scan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from eligibility.measurement import ScanQuality
from eligibility.report import CantTell
from eligibility.rule import Found
from eligibility.rules.images.causes import WORDING, Cause, Loss
from eligibility.rules.images.kinds import KindRule, largest
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.declaration import Declaration
    from eligibility.measurement import Box, PageScan
    from eligibility.rule import Context


class IllegibleScan(KindRule):
    """The text of a scan or photo can't be read, or a part of it is lost.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    On every page the share of the text that can be read is outside the entry's range, and no text is lost in a way that
    the entry names.

    ## Assumptions
    Reading is judged by how surely a machine reads a sample of lines; the manual says “clear” and gives no figure. Where
    characters are large, sharp and dark and yet are not read, it is handwriting, ornate type or another script, and a
    person must look; so must one where no text is found at all. Only the entry whose range begins at 0 asks for a person.
    A blank page is reported by `blank-page`.

    ## Remedy
    Scan or photograph the document again, in the way the finding says.
    """

    name: ClassVar[str] = "illegible-scan"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", ScanQuality)
    message: ClassVar[str] = WORDING["unknown"].message
    remedy: ClassVar[str] = WORDING["unknown"].remedy
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds", "at_least")

    below: float = Field(ge=0, le=1, description="A page is reported if a smaller share of its text can be read.")
    at_least: float = Field(
        default=0,
        ge=0,
        le=1,
        description="Where the range begins: pages that can be read less are left to another entry.",
    )
    lost: tuple[Loss, ...] = Field(
        default=(), description="Losses of text that are reported however well the rest of the page can be read."
    )
    smallest: float = Field(default=12, ge=0, description="Characters of fewer pixels in height are called too small.")
    widest_edge: float = Field(
        default=0.13,
        ge=0,
        le=1,
        description="Characters whose edges are wider than this share of their height are blurred.",
    )
    faintest: float = Field(default=0.2, ge=0, le=1, description="Text of a smaller contrast is called faint.")
    blank_ink: float = Field(
        default=0.002, ge=0, le=1, description="A page without text of which a smaller share is dark is blank."
    )

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.at_least >= self.below:
            kind = "range_reversed"
            text = "the range ends before it begins"
            raise PydanticCustomError(kind, text)
        return self

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each page that can't be read or lacks text, a doubt where a person must look."""
        for index, attachment, quality in self.seen(declaration, context, ScanQuality):
            at = f"/attachments/{index}/file"
            for page, scan in enumerate(quality.pages, start=1):
                cause, region = next(self._causes(scan), (None, None))
                if cause is not None:
                    yield self.finding(
                        at,
                        message=WORDING[cause].message,
                        remedy=WORDING[cause].remedy,
                        attachment=attachment.id,
                        page=page,
                        region=region,
                        cause=cause,
                        percent=_percent(scan),
                    )
                elif self.at_least == 0 and self._unread(scan):
                    reason = N_(
                        "No fault of page {page} was measured, but a machine reads only about {percent} percent of it, as "
                        "with handwriting or ornate type; a person must look."
                    )
                    yield CantTell(reason, "operator", at, page=page, percent=_percent(scan))
                elif self.at_least == 0 and scan.legibility is None and scan.ink >= self.blank_ink:
                    reason = N_("No text was found on page {page}; a person must look whether it is clear.")
                    yield CantTell(reason, "operator", at, page=page)
        yield from self.unseen(declaration, context, ScanQuality)

    def _unread(self, scan: PageScan) -> bool:
        return scan.legibility is not None and self.at_least <= scan.legibility < self.below

    def _causes(self, scan: PageScan) -> Iterator[tuple[Cause, Box | None]]:
        """Yield why the page can't be read, the surest cause first, with the region where there is one."""
        height, edge = scan.character_height, scan.edge_width
        if self._unread(scan):
            if height is not None and height < self.smallest:
                yield "too-small", None
            if height is not None and edge is not None and edge > self.widest_edge * height:
                yield "blurred", None
            if scan.contrast < self.faintest:
                yield "faint", None
            if height is None or edge is None:
                yield "unknown", None
        if "glare" in self.lost and scan.glare:
            yield "glare", largest(scan.glare)
        if "hidden" in self.lost and scan.hidden:
            yield "hidden", largest(scan.hidden)
        if "cropped" in self.lost and scan.cropped:
            yield "cropped", None


def _percent(scan: PageScan) -> int | None:
    return None if scan.legibility is None else round(scan.legibility * 100)
