"""Rule `title-not-on-document`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field
from rapidfuzz import fuzz

from eligibility.declaration import RECORD_SECTIONS
from eligibility.measurement import Text
from eligibility.rules.evidence.sightings import PERSONAL, EvidenceRule, Proofs, Sighting, Sought
from eligibility.rules.reading import Words
from eligibility.rules.sections import DatedSection
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rules.reading import Reading, Spot

_FIELD: Final[Mapping[DatedSection, str]] = {
    "awards": "name",
    "honours": "name",
    "publications": "title",
    "projects": "name",
}
_WORTH_SHOWING: Final = 0.4
_LONGEST: Final = 300
"""Characters of a title that are compared."""

_NEAREST: Final = N_("{label} “{title}” was not found on its proof; nearest comes “{seen}”.")
_FOREIGN: Final = N_("The proof is in Latin letters, and {label} “{title}” is not.")


class TitleNotOnDocument(EvidenceRule):
    """A record's name or title does not stand on its proof.

    ## Applicability
    Declarations with a named record in the sections judged that has a proof.

    ## Expectation
    The name of an award, an honour or a project, or the title of a publication, stands on one of its proofs.

    ## Assumptions
    Width, case, spaces, stops, brackets and line breaks do not matter, and a share of the characters may be misread or left
    out. A journal's cover shows no titles. A Chinese title on a proof in Latin letters can't be compared.

    ## Remedy
    Copy the title from the proof, or attach the proof that bears it.
    """

    name: ClassVar[str] = "title-not-on-document"
    reads: ClassVar = (
        *(f"/{section}/*/{field}" for section, field in _FIELD.items()),
        *(f"/{section}/*/attachments" for section in _FIELD),
        "/attachments/*/id",
        "/attachments/*/kind",
        "/attachments/*/part",
        Text,
    )
    message: ClassVar[str] = N_("{label} “{title}” was not found on its proof.")
    remedy: ClassVar[str] = N_("Copy the title from the proof, or attach the proof that bears this title.")
    scope: ClassVar[tuple[str, ...]] = ("sections",)

    sections: tuple[DatedSection, ...] = Field(
        default=RECORD_SECTIONS, min_length=1, description="The sections whose records are judged."
    )
    similarity: float = Field(
        default=0.8, gt=0, le=1, description="Share of the title that must be found, from 0 to 1 (Indel similarity)."
    )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment may prove a record and show its title."""
        return attachment.kind not in PERSONAL and attachment.part != "cover"

    def sought(self, declaration: Declaration) -> Iterator[Sought]:
        """Yield the title of each record that has a proof."""
        proofs = Proofs(declaration, self.looks_at)
        for section in self.sections:
            field = _FIELD[section]
            for index, record in enumerate(getattr(declaration, section)):
                title = getattr(record, field)
                if title and (documents := proofs.of(record)) and (words := Words.of(title)).folded:
                    yield Sought(f"/{section}/{index}/{field}", words, documents)

    def sight(self, reading: Reading, value: Words) -> Sighting:
        """Look for the title on all pages."""
        wanted = value.folded[:_LONGEST]
        if any(wanted in page.text for page in reading.pages):
            return Sighting(shown=True)
        nearness, spot = 0.0, None
        margin = "\n" * len(wanted)  # or a part of the title at the page's end would count for more than one within
        for page in reading.pages:
            found = fuzz.partial_ratio_alignment(
                wanted, f"{margin}{page.text}{margin}", score_cutoff=100 * _WORTH_SHOWING
            )
            if found is not None and found.score > 100 * nearness:
                nearness = found.score / 100
                spot = page.spot(found.dest_start - len(margin), found.dest_end - len(margin))
        if nearness >= self.similarity:
            return Sighting(shown=True)
        if reading.latin and not wanted.isascii():
            return Sighting(None, nearness, None, _FOREIGN, {"title": value.written})
        return _not_there(value.written, nearness, spot)


def _not_there(title: str, nearness: float, spot: Spot | None) -> Sighting:
    values: dict[str, object] = {"title": title, "similarity": round(nearness, 2)}
    if spot is None:
        return Sighting(False, 0, None, None, values)
    return Sighting(False, nearness, spot, _NEAREST, {**values, "seen": spot.text})
