"""What a rule is told of the attachments: measurements, doubts and problems by type."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from eligibility.measurement import FileFacts, PageFacts, ScanQuality, Seals, Text
from eligibility.report import CantTell
from eligibility.rule import Batches, Context, Round, Seen

ROUND: Final = Round(
    year="2023",
    batches=Batches(leader=9, backup=14),
    opens_on=dt.date(2023, 8, 1),
    closes_on=dt.date(2023, 9, 30),
)
BUSY: Final = CantTell("The reader was busy.", "operator")
WHOLE, MISSING = FileFacts(size=3, sha256="00"), FileFacts(problem="missing")
SEEN: Final[tuple[Seen, ...]] = (
    {FileFacts: WHOLE, PageFacts: PageFacts(count=1), Text: Text(pages=())},
    {FileFacts: MISSING, PageFacts: None, Text: None},
    {FileFacts: WHOLE, PageFacts: PageFacts(problem="locked"), Text: BUSY},
    {},
)


def test_what_was_seen_is_told_by_type() -> None:
    """Each attachment's measurement, doubt and problem is told at its index."""
    context = Context(ROUND, None, SEEN)
    assert list(context.measurements(FileFacts)) == [WHOLE, MISSING, WHOLE, None]
    assert list(context.measurements(Text)) == [Text(pages=()), None, None, None]
    assert dict(context.problems(FileFacts)) == {1: "missing"}
    assert dict(context.problems(PageFacts)) == {2: "locked"}
    doubts = context.unmeasured(Text)
    assert list(doubts) == [2, 3]
    assert 1 not in doubts
    assert doubts[2].text() == "Attachments, no. 3, File: The reader was busy."
    assert doubts[3].text() == "Attachments, no. 4, File: No inspector for Text is installed."


@pytest.mark.parametrize("kind", [ScanQuality, Seals])
def test_a_type_that_nobody_measured_is_a_doubt_everywhere(kind: type[ScanQuality | Seals]) -> None:
    """A type of measurement that stands nowhere is lacking on every attachment, with a reason each."""
    context = Context(ROUND, None, SEEN)
    assert list(context.measurements(kind)) == [None] * len(SEEN)
    assert len(context.unmeasured(kind)) == len(SEEN)
    assert {doubt.owner for doubt in context.unmeasured(kind).values()} == {"operator"}


def test_without_files_nothing_is_told() -> None:
    """Where no file was given every question about files is a doubt, not an empty answer."""
    context = Context(ROUND, None, ())
    for ask in (context.measurements, context.unmeasured, context.problems):
        with pytest.raises(CantTell, match="not given"):
            ask(FileFacts)
