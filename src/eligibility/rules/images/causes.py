"""What makes a scan hard to read, in words: the finding's message, and the remedy for a scanner and for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from eligibility.wording import N_

Loss = Literal["glare", "hidden", "cropped"]
"""Ways in which a part of the text is lost, while the rest may be read well."""
Cause = Literal["too-small", "blurred", "faint", "unknown"] | Loss


class Wording(NamedTuple):
    """Two English templates; `percent` is the share of the text that can be read."""

    message: str
    remedy: str


WORDING: Final[Mapping[Cause, Wording]] = {
    "too-small": Wording(
        N_("The characters are too small; about {percent} percent of the text can be read."),
        N_(
            "Scanner: scan again at 300 dpi. Phone: go closer until the document fills the picture, and upload the picture "
            "itself, not one that a chat program has made smaller."
        ),
    ),
    "blurred": Wording(
        N_("The page is blurred; about {percent} percent of the text can be read."),
        N_(
            "Scanner: press the page flat on the glass and scan it again at 300 dpi. Phone: hold it still, tap the text to "
            "focus, and take the picture again."
        ),
    ),
    "faint": Wording(
        N_("The text is faint; about {percent} percent of it can be read."),
        N_(
            "Scanner: scan again with a darker setting. Phone: take the picture again in even daylight, without your own "
            "shadow on the page."
        ),
    ),
    "unknown": Wording(
        N_("About {percent} percent of the text can be read."),
        N_(
            "Scanner: scan the original again at 300 dpi. Phone: take the picture again from straight above, in even light, "
            "and see that every character is clear on the screen."
        ),
    ),
    "glare": Wording(
        N_("Glare hides a part of the text."),
        N_(
            "Scanner: take the document out of its plastic cover and scan it again. Phone: switch the flash off, turn away "
            "from lamps and windows, and take the picture again."
        ),
    ),
    "hidden": Wording(
        N_("A watermark, a stamp or something else on the page hides a part of the text."),
        N_(
            "Remove what lies on the page, or make your own watermark much paler, and scan or photograph it again. Where a "
            "stamp of the original covers the text, say in the remarks what stands there."
        ),
    ),
    "cropped": Wording(
        N_("The edge of the picture cuts through the text or the frame around it."),
        N_(
            "Scanner: lay the page within the marks and scan the whole area. Phone: step back until all four edges of the "
            "document are in the picture."
        ),
    ),
}
