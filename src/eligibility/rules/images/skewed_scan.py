"""Rule `skewed-scan`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.measurement import ScanQuality
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class SkewedScan(KindRule):
    """A page lies askew, on its side or upside down.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    Every page stands upright, and its lines are level within the limit.

    ## Assumptions
    The direction is that of the lines of text; a page without text can't be judged and is passed over. What a file's own
    note on its orientation puts right stands upright. The manual does not ask for it: a skewed page can be read, but not
    with ease.

    ## Remedy
    Turn the page, or scan it again straight.
    """

    name: ClassVar[str] = "skewed-scan"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", ScanQuality)
    message: ClassVar[str] = N_("The page lies askew by {seen} degrees.")
    remedy: ClassVar[str] = N_(
        "Scanner: lay the page along the edge of the glass. Phone: hold it level, straight above the page."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds")

    degrees: float = Field(
        ge=0, le=45, description="The most that lines may lean to either side, in degrees, inclusive."
    )
    turned: bool = Field(default=True, description="Whether pages on their side or upside down are reported.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each page that does not stand upright."""
        for index, attachment, quality in self.seen(declaration, context, ScanQuality):
            at = f"/attachments/{index}/file"
            for page, scan in enumerate(quality.pages, start=1):
                if self.turned and scan.turned:
                    yield self.finding(
                        at,
                        message=N_("The page does not stand upright; it must be turned {seen} degrees clockwise."),
                        remedy=N_("Turn the page {seen} degrees clockwise, save it and upload it again."),
                        attachment=attachment.id,
                        page=page,
                        seen=scan.turned,
                    )
                elif abs(scan.skew) > self.degrees:
                    yield self.finding(at, attachment=attachment.id, page=page, seen=round(abs(scan.skew), 1))
        yield from self.unseen(declaration, context, ScanQuality)
