"""Rule `date-not-on-document`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.dates import PartialDate
from eligibility.measurement import Text
from eligibility.rules.evidence.sightings import PERSONAL, EvidenceRule, Proofs, Sighting, Sought
from eligibility.rules.printed_dates import dates_on
from eligibility.rules.sections import DATE_FIELD, DatedSection
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rules.reading import Reading

_MOST_SHOWN: Final = 3

_NO_DATE: Final = N_("No date could be read on the proof; {label} is {date}.")
_ONLY_YEAR: Final = N_("Only the year {seen} was read on the proof; {label} is {date}.")


class DateNotOnDocument(EvidenceRule):
    """A record's date is not the one that its proof bears.

    ## Applicability
    Declarations with a dated record in the section that has a proof.

    ## Expectation
    One of the dates on one of its proofs is the record's, as far as both go.

    ## Assumptions
    Any date on a proof will do, whatever it stands for. A proof that prints no day agrees with any day of its month: it
    contradicts nothing, and the windows are judged by the form. One that prints only the year agrees where the entry says so, because
    journals count issues, not months; otherwise nobody can tell, because a year may also be that of a programme.
    Where no date could be read, under a seal for instance, nobody can tell.

    ## Remedy
    Copy the date from the proof.
    """

    name: ClassVar[str] = "date-not-on-document"
    reads: ClassVar = (
        *(f"/{section}/*/{field}" for section, field in DATE_FIELD.items()),
        *(f"/{section}/*/attachments" for section in DATE_FIELD),
        "/attachments/*/id",
        "/attachments/*/kind",
        Text,
    )
    message: ClassVar[str] = N_("{label} is {date}, but its proof bears: {seen}.")
    remedy: ClassVar[str] = N_("Copy the date from the proof, or attach the proof that bears this date.")
    scope: ClassVar[tuple[str, ...]] = ("section",)

    section: DatedSection = Field(description="The section whose records are judged.")
    year_suffices: bool = Field(
        default=False, description="Whether a proof that prints only the year agrees with the date."
    )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment may prove a record."""
        return attachment.kind not in PERSONAL

    def sought(self, declaration: Declaration) -> Iterator[Sought]:
        """Yield the date of each record that has a proof."""
        field = DATE_FIELD[self.section]
        proofs = Proofs(declaration, self.looks_at)
        for index, record in enumerate(getattr(declaration, self.section)):
            date = getattr(record, field)
            if date is not None and (documents := proofs.of(record)):
                yield Sought(f"/{self.section}/{index}/{field}", date, documents)

    def sight(self, reading: Reading, value: PartialDate) -> Sighting:
        """Compare the date with all those on the proof."""
        printed = [(found.date, page, found.line) for page in reading.pages for found in page.once(dates_on)]
        same_year = False
        for date, _, _ in printed:
            if date.equals(value) is not False:
                if self.year_suffices or not _year_only(date) or _year_only(value):
                    return Sighting(shown=True)
                same_year = True
        if same_year:
            return Sighting(None, 1, None, _ONLY_YEAR, {"date": value, "seen": value.first.year})
        fuller = [found for found in printed if self.year_suffices or not _year_only(found[0])]
        if not fuller:
            return Sighting(None, 0, None, _NO_DATE, {"date": value})
        fuller.sort(key=lambda found: _days_between(found[0], value))
        nearest, page, line = fuller[0]
        seen = list(dict.fromkeys(str(date) for date, _, _ in fuller))[:_MOST_SHOWN]
        spot = page.spot_of(line, line + 1)
        return Sighting(False, -_days_between(nearest, value), spot, None, {"date": value, "seen": seen})


def _year_only(date: PartialDate) -> bool:
    return date.first.month != date.last.month


def _days_between(one: PartialDate, other: PartialDate) -> int:
    return abs((one.first - other.first).days)
