"""Progress of an audit on standard error: a bar with rate and time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.progress import TaskID

    from eligibility.audit.run import Notify, Progress, Stage
    from eligibility.wording import Language

_STAGES: Final[Mapping[Stage, str]] = {
    "judging": N_("judging"),
    "comparing": N_("comparing"),
    "writing": N_("writing pages"),
}

SECONDS: Final = 30
"""Seconds between two lines where there is no terminal."""


@contextlib.contextmanager
def shown(language: Language) -> Iterator[Notify]:
    """Give a function that shows progress while the block runs."""
    if sys.stderr.isatty():
        with _bar(language) as notify:
            yield notify
    else:
        yield _Lines(language)


@contextlib.contextmanager
def _bar(language: Language) -> Iterator[Notify]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    left = TextColumn(say(N_("time left"), language))
    stage, rate = TextColumn("{task.description}"), TextColumn("{task.fields[rate]}")
    columns = (stage, BarColumn(bar_width=24), MofNCompleteColumn(), rate, left, TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True, markup=False, highlight=False), transient=True) as bars:
        tasks: dict[Stage, TaskID] = {}
        pace = _Pace()

        def notify(progress: Progress) -> None:
            if progress.stage not in tasks:
                for task in tasks.values():
                    bars.update(task, visible=False)
                tasks[progress.stage] = bars.add_task(say(_STAGES[progress.stage], language), total=None, rate="")
            if progress.stage != "comparing":
                pace_told = _rate(pace.of(progress), language) if progress.stage == "judging" else ""
                bars.update(tasks[progress.stage], completed=progress.done, total=progress.total, rate=pace_told)

        yield notify


class _Pace:
    """Measures the rate at which submissions are judged; those that needed no judging don't count."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def of(self, progress: Progress) -> float:
        """Return the submissions judged a minute so far."""
        return 60 * (progress.done - progress.unchanged) / max(time.monotonic() - self._began, 1e-9)


def _rate(rate: float, language: Language) -> str:
    return say(N_("{rate} a minute"), language, rate=f"{rate:.1f}") if rate else ""


class _Lines:
    """Tells how far the audit is, every half minute, when all are judged and when comparing begins."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pace = _Pace()
        self._told = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        due = progress.stage != "writing" and progress.done == progress.total
        if progress.done and (due or now - self._told >= SECONDS):
            self._told = now
            words, values = self._words(progress)
            sys.stderr.write(f"{say(words, self._language, values)}\n")
            sys.stderr.flush()

    def _words(self, progress: Progress) -> tuple[str, dict[str, object]]:
        values: dict[str, object] = {**asdict(progress)}
        if progress.stage == "comparing":
            return N_("Comparing the submissions with one another."), values
        if progress.stage == "writing":
            return N_("pages of {done} of {total} submissions written"), values
        words = N_("{done} of {total} submissions, {unchanged} of them unchanged")
        if rate := self._pace.of(progress):
            words = N_(
                "{done} of {total} submissions, {unchanged} of them unchanged, {rate} a minute, {left} minutes left"
            )
            values |= {"rate": f"{rate:.1f}", "left": f"{(progress.total - progress.done) / rate:.0f}"}
        return words, values
