"""Rule `incomplete-document`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field

from eligibility.measurement import Text
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.rules.papers import accepted_for, closest, paper_of
from eligibility.rules.printed_dates import dates_on
from eligibility.rules.reading import LEAST_CONFIDENCE, Confidence, Readings
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rule import Context
    from eligibility.rules.reading import PageRead, Reading

Sign = Literal["date", "document-number"]

_NUMBER: Final = re.compile(r"[0-9]{5}|[编证]\s*书?\s*[号號]|[0-9甲乙丙字]\s*[号號]|\bno\b", re.IGNORECASE)


class IncompleteDocument(KindRule):
    """A document lacks what its kind always bears, as one does that is cropped, covered or washed out.

    ## Applicability
    Declarations with attachments of the kinds looked at.

    ## Expectation
    Each sign that the entry names, a date or a number, stands on some page of the attachment.

    ## Assumptions
    What is lost leaves the rest as clear as before, so only what is missing tells. Any date and any number of five figures or
    more will do, and so does a word such as 编号. A document that was not recognised as its kind, was read badly or is in Latin
    letters is left to other rules.

    ## Remedy
    See that the whole document is in the picture and that nothing lies on it.
    """

    name: ClassVar[str] = "incomplete-document"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", "/attachments/*/part", Text)
    message: ClassVar[str] = N_("Not found on this document: {missing}. A part of it may be cut off, covered or faded.")
    remedy: ClassVar[str] = N_(
        "If a part of the document is missing in the picture, scan or photograph the whole of it again, in even light and with "
        "nothing on it."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds")

    signs: tuple[Sign, ...] = Field(min_length=1, description="What a document of these kinds always bears.")
    confidence: Confidence = LEAST_CONFIDENCE

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each document that lacks a sign."""
        readings = Readings.of(context)
        for index, attachment in enumerate(declaration.attachments):
            reading = readings[index]
            if reading is not None and self.looks_at(attachment) and self._can_tell(attachment, reading):
                missing = [Term(sign) for sign in self.signs if not any(_bears(page, sign) for page in reading.pages)]
                if missing:
                    yield self.finding(f"/attachments/{index}/file", attachment=attachment.id, missing=missing)
        yield from self.unseen(declaration, context, Text)

    def _can_tell(self, attachment: Attachment, reading: Reading) -> bool:
        paper = paper_of(attachment)
        return (
            paper is not None
            and not reading.poor(self.confidence)
            and not reading.latin
            and closest(reading, accepted_for(paper), {}).enough
        )


def _bears(page: PageRead, sign: Sign) -> bool:
    return bool(page.once(dates_on)) if sign == "date" else _NUMBER.search(page.narrow) is not None
