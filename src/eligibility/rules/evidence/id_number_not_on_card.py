"""Rule `id-number-not-on-card`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from rapidfuzz.distance import Levenshtein

from eligibility.id_numbers import ResidentId
from eligibility.measurement import Text
from eligibility.normal import FIGURES, narrowed
from eligibility.rules.evidence.sightings import EvidenceRule, Sighting, Sought
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rules.reading import PageRead, Reading

_LENGTH: Final = 18
_MISREAD: Final = 2
"""Characters that may differ, if what was read can't be an ID number, before the card is taken for another."""
_RUN: Final = re.compile(r"(?<![0-9X])[0-9X]{15,20}(?![0-9X])")
_SPACES: Final = re.compile(r"[\s.·]+")

_NO_NUMBER: Final = N_("No ID number could be read on this document.")
_UNSURE: Final = N_("The ID number on the card could not be read surely: {seen}, at {positions} not as on the form.")


class IdNumberNotOnCard(EvidenceRule):
    """The number on the ID card is not the one on the form.

    ## Applicability
    Declarations with an ID number of eighteen places and an attachment that is the front of an ID card.

    ## Expectation
    The number read on the card is the form's.

    ## Assumptions
    Letters read in place of figures are taken for figures. What was read and can't be an ID number by its check digit is
    taken for misread where it differs in at most two places; then nobody can tell. A number that can be one, or that differs in more
    places, is another. The report shows only the ends of numbers, and which places differ. A number on the form that has not
    eighteen places has its own rule.

    ## Remedy
    Correct the number, or upload the applicant's own card.
    """

    name: ClassVar[str] = "id-number-not-on-card"
    reads: ClassVar = ("/applicant/id_number", "/attachments/*/id", "/attachments/*/kind", Text)
    message: ClassVar[str] = N_(
        "The number on the ID card, {seen}, is not the form's, {declared}; it differs at {positions}."
    )
    remedy: ClassVar[str] = N_("Correct the number on the form, or upload the applicant's own ID card.")
    personal: ClassVar[tuple[str, ...]] = ("seen",)

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is the front of an ID card."""
        return attachment.kind == "id-front"

    def sought(self, declaration: Declaration) -> Iterator[Sought]:
        """Yield the form's number, if it has its eighteen places, for the front of the card."""
        number = declaration.resident_id
        cards = [index for index, attachment in enumerate(declaration.attachments) if self.looks_at(attachment)]
        if number is not None and cards and len(number.number) == _LENGTH and number.fault != "characters":
            yield Sought("/applicant/id_number", number, cards)

    def sight(self, reading: Reading, value: ResidentId) -> Sighting:
        """Compare the number with the nearest one on the card."""
        found = [(number, page.spot_of(*lines)) for page in reading.pages for number, lines in numbers_on(page)]
        if not found:
            return Sighting(None, words=_NO_NUMBER)
        read, spot = min(found, key=lambda item: Levenshtein.distance(item[0], value.number))
        distance = Levenshtein.distance(read, value.number)
        if distance == 0:
            return Sighting(shown=True)
        seen = ResidentId.read(read)
        places = [
            place for place, pair in enumerate(zip(read, value.number, strict=False), start=1) if pair[0] != pair[1]
        ]
        values = {"seen": seen.masked, "declared": value.masked, "positions": places}
        if seen.fault is None or (len(read) == _LENGTH and distance > _MISREAD):
            return Sighting(False, -distance, spot, None, values)
        return Sighting(None, -distance, spot, _UNSURE, values)


def numbers_on(page: PageRead) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what may be ID numbers on a page, letters in place of figures put right.

    One may be parted by spaces, or run on over the next line; each comes with its first line and the one after its last.
    """
    lines = [_SPACES.sub("", narrowed(line.text)) for line in page.lines]
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        for text in (line, line + following):
            for run in _RUN.finditer(text.translate(FIGURES)):
                yield run[0], (index + (run.start() >= len(line)), index + 1 + (run.end() > len(line)))
