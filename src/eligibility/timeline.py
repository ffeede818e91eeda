"""Employments in the order of time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from dateutil.relativedelta import relativedelta

from eligibility.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eligibility.declaration import Employment

_OPEN: Final = PartialDate(dt.date.max, dt.date.max)

SHORTEST_MONTH: Final = 28
"""Days of the shortest month: a cheap first look, before calendar months are counted."""


class Span(NamedTuple):
    """One employment with a start: its place in the form and its dates; without an end it goes on."""

    start: PartialDate
    end: PartialDate
    position: int

    @property
    def ongoing(self) -> bool:
        """Whether it goes on to the present."""
        return self.end is _OPEN


def timeline(jobs: Iterable[Employment]) -> list[Span]:
    """Return the employments that have a start and are not reversed, in the order of their earliest possible starts."""
    spans = [Span(job.start, job.end or _OPEN, position) for position, job in enumerate(jobs) if job.start is not None]
    return sorted([span for span in spans if span.end.last >= span.start.first], key=_earliest_start)


def _earliest_start(span: Span) -> tuple[dt.date, dt.date, int]:
    return span.start.first, span.end.first, span.position


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the day so many calendar months later, or the last day there is."""
    try:
        return day + relativedelta(months=months)
    except (OverflowError, ValueError):
        return dt.date.max
