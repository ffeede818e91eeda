"""Employments in the order of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dateutil.relativedelta import relativedelta

from eligibility.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.declaration import Declaration

_OPEN: Final = PartialDate(dt.date.max, dt.date.max)


class Span(NamedTuple):
    """One employment with a start: its place in the form and its dates; without an end it goes on."""

    start: PartialDate
    end: PartialDate
    index: int

    @property
    def ongoing(self) -> bool:
        """Whether it goes on to the present."""
        return self.end is _OPEN


def timeline(declaration: Declaration) -> list[Span]:
    """Return the employments that have a start and are not reversed, in the order of their starts."""
    spans = [
        Span(job.start, job.end or _OPEN, index) for index, job in enumerate(declaration.work_history) if job.start is not None
    ]
    return sorted([span for span in spans if span.end.last >= span.start.first], key=_chronological)


def _chronological(span: Span) -> tuple[dt.date, dt.date, int]:
    return span.start.first, span.end.first, span.index


def with_longest_before(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield each employment but the first, led by the one before it that lasts longest."""
    longest: Span | None = None
    for span in spans:
        if longest is not None:
            yield longest, span
        if longest is None or span.end.last > longest.end.last:
            longest = span


def months_after(day: dt.date, months: int, days: int = 0) -> dt.date:
    """Return the day so many calendar months and days later, or the last day there is."""
    try:
        return day + relativedelta(months=months, days=days)
    except (OverflowError, ValueError):
        return dt.date.max
