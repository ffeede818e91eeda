"""Interleaved timing: each subject is measured between two measurements of the reference, round after round.

Counted is the processor's time for this thread: what other programs of a busy machine take in between does not count.

Two things measured seconds apart on a shared machine can't be compared; two measured within milliseconds can. So a
figure here is the median over the rounds of the ratio between such neighbours, with its quartiles.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import reference

WARM_UP = 2
"""Rounds that are run and thrown away: caches fill, the interpreter specialises its bytecode."""


Clock = Callable[[], int]


@dataclass(frozen=True)
class Subject:
    """Something to be timed, case by case: `prepare` makes its input fresh for each call and is not timed, `run` is."""

    name: str
    prepare: Callable[[Any], Any]
    run: Callable[[Any], object]


@dataclass(frozen=True)
class Figure:
    """A ratio to the reference: median and quartiles over the rounds, and the median in microseconds a declaration."""

    ratio: float
    low: float
    high: float
    micros: float


REFERENCE = Subject("reference", lambda case: case.data, reference.parse)


def compare(
    subjects: Sequence[Subject],
    cases_of: Callable[[int], Sequence[Any]],
    rounds: int,
    base: Subject = REFERENCE,
    *,
    warm_up: int = WARM_UP,
    clock: Clock = time.thread_time_ns,
) -> dict[str, Figure]:
    """Return each subject's figure; the base itself is measured as a subject too, which shows the noise.

    `cases_of` gives the cases of a round, numbered from 0; `warm_up` rounds go before those that count. Each subject is
    compared with the mean of the two measurements of the base that it stands between. The `clock` gives nanoseconds.
    """
    taken: dict[str, list[tuple[float, float]]] = {subject.name: [] for subject in (base, *subjects)}
    gc.collect()
    gc.freeze()  # what was there before need not be looked through before each measurement
    for number in range(warm_up + rounds):
        cases = cases_of(number)
        before = _micros(base, cases, clock)
        for subject in (base, *subjects):
            micros = _micros(subject, cases, clock)
            after = _micros(base, cases, clock)
            if number >= warm_up:
                taken[subject.name].append((micros, micros / statistics.mean((before, after))))
            before = after
    gc.unfreeze()
    return {name: _figure(measured) for name, measured in taken.items()}


def _micros(subject: Subject, cases: Sequence[Any], clock: Clock) -> float:
    """Return the microseconds a case takes, with the garbage collector off; freeing the result is not timed."""
    prepare, run = subject.prepare, subject.run
    spent = 0
    gc.collect()
    gc.disable()
    try:
        for case in cases:
            given = prepare(case)
            start = clock()
            result = run(given)
            spent += clock() - start
            del result
    finally:
        gc.enable()
    return spent / len(cases) / 1000


def _figure(taken: Sequence[tuple[float, float]]) -> Figure:
    low, ratio, high = quartiles([ratio for _, ratio in taken])
    return Figure(ratio, low, high, statistics.median(micros for micros, _ in taken))


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile; a single value is all three."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, method="inclusive")
    return low, middle, high
