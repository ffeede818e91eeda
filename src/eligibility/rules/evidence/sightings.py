"""What the evidence rules share: something the form says is looked for on the documents that should show it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eligibility.measurement import Text
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.rules.reading import LEAST_CONFIDENCE, Confidence, Reading, Readings, Spot
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration, Record
    from eligibility.kleene import Truth
    from eligibility.report import Finding
    from eligibility.rule import Context

PERSONAL: Final = (
    "photo",
    "id-front",
    "id-back",
    "education-certificate",
    "degree-certificate",
    "title-certificate",
    "pledge",
)
"""The kinds of attachment that prove who the applicant is; all others may prove a record."""

_POOR: Final = N_("Too little of the document could be read surely to tell what it shows.")


class Sought(NamedTuple):
    """What is looked for: its place in the form (none: the document's own), the value, and the indices of the documents."""

    at: str | None
    value: Any
    documents: Sequence[int]


class Sighting(NamedTuple):
    """What one document shows: whether the value is there, or why that can't be told; how near the nearest thing comes."""

    shown: Truth
    nearness: float = 0.0
    spot: Spot | None = None
    words: str | None = None
    """The message if it is not there, the reason if nobody can tell; without one the rule's own."""
    values: Mapping[str, object] = {}


class _Seen(NamedTuple):
    document: int
    reading: Reading
    sighting: Sighting


class EvidenceRule(Rule):
    """A rule that looks for values of the form on documents; a value is proven if any of its documents shows it."""

    confidence: Confidence = LEAST_CONFIDENCE

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is anything to look for."""
        return next(self.sought(declaration), None) is not None

    @abstractmethod
    def sought(self, declaration: Declaration) -> Iterator[Sought]:
        """Yield what is to be looked for, and on which attachments."""

    @abstractmethod
    def sight(self, reading: Reading, value: Any) -> Sighting:
        """Return what one document shows of a value; what is not found on a page read badly is made a doubt here."""

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each value that no document shows, a doubt where one of them can't be read."""
        readings = Readings.of(context)
        unread = context.unmeasured(Text)
        for sought in self.sought(declaration):
            sightings = list(self._seen(sought, readings))
            if sightings and sightings[-1].sighting.shown:
                continue
            doubts = [unread[index] for index in sought.documents if index in unread]
            if doubts or not sightings:
                yield from doubts
                continue
            doubtful = [seen for seen in sightings if seen.sighting.shown is None]
            yield self._told(sought, max(doubtful or sightings, key=_nearness), declaration)

    def _seen(self, sought: Sought, readings: Readings) -> Iterator[_Seen]:
        """Yield what each document shows, up to the first that shows the value."""
        for index in sought.documents:
            reading = readings[index]
            if reading is not None:
                sighting = self._sight(reading, sought.value)
                yield _Seen(index, reading, sighting)
                if sighting.shown:
                    return

    def _told(self, sought: Sought, seen: _Seen, declaration: Declaration) -> Finding | CantTell:
        sighting, spot = seen.sighting, seen.sighting.spot
        at = sought.at or f"/attachments/{seen.document}/file"
        values: dict[str, Any] = {**sighting.values, "confidence": round(seen.reading.confidence, 2)}
        if sighting.shown is None:
            return CantTell(sighting.words or _POOR, "operator", at, **values)
        return self.finding(
            at,
            message=sighting.words,
            attachment=declaration.attachments[seen.document].id,
            page=None if spot is None else spot.page,
            region=None if spot is None else spot.region,
            **values,
        )

    def _sight(self, reading: Reading, value: Any) -> Sighting:
        sighting = self.sight(reading, value)
        if sighting.shown is False and reading.poor(self.confidence):
            return sighting._replace(shown=None, words=_POOR)
        return sighting


def _nearness(seen: _Seen) -> float:
    return seen.sighting.nearness


class Proofs:
    """The attachments that may prove a record, by id; of two with the same id both may."""

    def __init__(self, declaration: Declaration, looks_at: Callable[[Attachment], bool]) -> None:
        """Keep the indices of the attachments that `looks_at` takes and that do not prove who the applicant is."""
        self._places: dict[str | None, list[int]] = {}
        for index, attachment in enumerate(declaration.attachments):
            if attachment.kind not in PERSONAL and looks_at(attachment):
                self._places.setdefault(attachment.id, []).append(index)

    def of(self, record: Record) -> Sequence[int]:
        """Return the indices of those that a record names, in the declaration's order."""
        return sorted({index for name in record.attachments for index in self._places.get(name, ())})
