"""Rule `wrong-document`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field

from eligibility.measurement import Text
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.rules.papers import ENOUGH, PAPERS, Paper, accepted_for, closest, paper_of, refused_for
from eligibility.rules.reading import LEAST_CONFIDENCE, Confidence, Reading, Readings
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rule import Context

_CLEARLY: Final = 5
"""The weight of marks from which a document is clearly another, if they also outweigh the claimed kind's threefold."""


class WrongDocument(Rule):
    """An attachment is clearly another document than the one it was uploaded as.

    ## Applicability
    Declarations with attachments of the kinds judged.

    ## Expectation
    No page of an attachment has the marks of another kind, such as 公民身份号码, 毕业证书, 专利号 or 摘要, unless a page
    has those of its own.

    ## Assumptions
    Words mark a kind, one misread character in a long word apart. Both sides of an ID card on one page serve for either. An award
    and an honour are proven by the same papers, among them decisions and notices with lists, and a book's title page or
    imprint serves as any part. What has no marks, or was read badly, nobody can tell.

    ## Remedy
    Upload the document that was asked for.
    """

    name: ClassVar[str] = "wrong-document"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", "/attachments/*/part", Text)
    message: ClassVar[str] = N_("This looks like: {looks}. Asked for was: {asked}.")
    remedy: ClassVar[str] = N_(
        "Upload the document that was asked for; if this is the right one, a person will see it."
    )

    kinds: tuple[Paper, ...] = Field(
        default=PAPERS, min_length=1, description="The kinds of document, or parts of a paper's proof, that are judged."
    )
    words: dict[Paper, tuple[str, ...]] = Field(
        default={}, description="For a kind, further words each of which is enough to recognise it."
    )
    confidence: Confidence = LEAST_CONFIDENCE

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is an attachment of the kinds judged."""
        return any(map(self.looks_at, declaration.attachments))

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is of the kinds judged."""
        return paper_of(attachment) in self.kinds

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each attachment that is clearly another document, a doubt for each that can't be recognised."""
        readings = Readings.of(context)
        unread = context.unmeasured(Text)
        for index, attachment in enumerate(declaration.attachments):
            asked = paper_of(attachment)
            if asked is None or asked not in self.kinds:
                continue
            reading = readings[index]
            if reading is not None:
                yield from self._judged(asked, reading, f"/attachments/{index}/file", attachment.id)
            elif index in unread:
                yield unread[index]

    def _judged(self, asked: Paper, reading: Reading, at: str, attachment: str | None) -> Found:
        own = closest(reading, accepted_for(asked), self.words)
        other = closest(reading, refused_for(asked), self.words)
        outweighs = other.weight >= max(ENOUGH, 3 * own.weight)
        if own.weight >= ENOUGH and not outweighs:
            return
        values: dict[str, Any] = {
            "looks": Term(other.kind),
            "asked": Term(asked),
            "confidence": round(reading.confidence, 2),
        }
        if reading.poor(self.confidence):
            reason = N_("Too little of the document could be read surely to tell whether it is: {asked}.")
        elif outweighs and other.weight >= _CLEARLY:
            yield self.finding(at, attachment=attachment, page=other.page, **values)
            return
        elif outweighs:
            reason = N_("The document may be: {looks}. Asked for was: {asked}.")
        elif own.weight < ENOUGH - 1:
            reason = N_("Nothing on the document marks it as: {asked}.")
        else:
            return
        yield CantTell(reason, "operator", at, **values)
