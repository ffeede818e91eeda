"""One run of everything that is measured."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import platform
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pydantic

from benchmarks import judging, rivals, starting
from benchmarks.timing import Figure, Subject, compare
from benchmarks.workload import RULES, cases
from eligibility.checker import Checker
from eligibility.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Case, Found


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    declarations: int
    rounds: int
    rival_rounds: int
    fresh: int
    factors: tuple[int, ...]


FULL: Final = Effort(declarations=200, rounds=21, rival_rounds=7, fresh=15, factors=(1, 10, 100))
QUICK: Final = Effort(declarations=12, rounds=1, rival_rounds=1, fresh=1, factors=(1, 10))


@dataclass(frozen=True)
class Score:
    """How well and how fast one engine judges the workload."""

    name: str
    native: int
    helped: int
    planted: int
    covered: int
    recalled: int
    false: int
    figure: Figure


class Run:
    """One run. Every part is measured when it is first asked for."""

    def __init__(self, effort: Effort) -> None:
        """Invent the workload and compile the ruleset."""
        self.effort = effort
        self.started = dt.datetime.now(dt.UTC)
        self.workload = cases(effort.declarations)
        self.checker = Checker(judging.RULESET)
        self.of_the_form = judging.without_looking(self.checker)

    @property
    def sizes(self) -> tuple[int, int]:
        """Bytes of the smallest and of the largest declaration."""
        sizes = [len(case.data) for case in self.workload]
        return min(sizes), max(sizes)

    @cached_property
    def stages(self) -> dict[str, Figure]:
        """The main figures."""
        return compare(judging.stages(self.checker, self.workload), lambda _: self.workload, self.effort.rounds)

    @cached_property
    def unseen(self) -> dict[str, Figure]:
        """The figures on declarations never seen before."""
        return judging.unseen(self.checker, self.effort.declarations, max(self.effort.rounds // 3, 1))

    @cached_property
    def growth(self) -> dict[int, tuple[int, dict[str, Figure]]]:
        """Bytes and figures by factor."""
        return {
            factor: judging.growth(self.checker, factor, max(20 // factor, 1), self.effort.rounds)
            for factor in self.effort.factors
        }

    @property
    def slope(self) -> float:
        """How much the ratio grows from the smallest to the largest declarations; 1 is linear, as the parse is."""
        smallest, largest, subject = min(self.growth), max(self.growth), "judge the form"
        return self.growth[largest][1][subject].ratio / self.growth[smallest][1][subject].ratio

    @cached_property
    def reloading(self) -> Figure:
        """Reading the ruleset again, as a ratio to `tomllib.loads`."""
        return starting.reloading(self.effort.rounds)

    @cached_property
    def first_steps(self) -> dict[str, starting.Quartiles]:
        """Milliseconds to the first checker in a fresh process, step by step."""
        return starting.first_steps(self.effort.fresh)

    @cached_property
    def processes(self) -> dict[str, starting.Quartiles]:
        """Milliseconds of whole processes."""
        return starting.processes(self.effort.fresh)

    @cached_property
    def imaging(self) -> list[str]:
        """Imaging libraries that a ready checker has loaded."""
        return starting.imaging_loaded()

    @cached_property
    def scores(self) -> list[Score]:
        """Ours, then the installed rivals'."""
        known = list(rivals.available())
        subjects = [Subject(rival.name, lambda case: rivals.decoded(case.data), rival.findings) for rival in known]
        ours = judging.judging(self.of_the_form, f"eligibility {__version__}")
        figures = compare([ours, *subjects], lambda _: self.workload, self.effort.rival_rounds)
        return [
            self._score(ours.name, RULES, frozenset(), figures, partial(judging.findings, self.checker)),
            *(self._score(rival.name, rival.native, rival.helped, figures, rival.judge) for rival in known),
        ]

    def _score(
        self,
        name: str,
        native: frozenset[str],
        helped: frozenset[str],
        figures: dict[str, Figure],
        judge: Callable[[Case], set[Found]],
    ) -> Score:
        planted = covered = recalled = false = 0
        for case in self.workload:
            found = judge(case)
            planted += len(case.planted)
            covered += sum(rule in native | helped for rule, _ in case.planted)
            recalled += len(found & case.planted)
            false += len(found - case.planted)
        return Score(name, len(native), len(helped), planted, covered, recalled, false, figures[name])

    def machine(self) -> dict[str, str]:
        """Return what the figures were taken on."""
        return {
            "day": self.started.date().isoformat(),
            "python": platform.python_version(),
            "pydantic": pydantic.VERSION,
            "processor": _processor(),
            "cores": str(os.cpu_count()),
            "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return all figures as JSON."""
        return {
            "machine": self.machine(),
            "declarations": len(self.workload),
            "bytes": self.sizes,
            "judging": {name: dataclasses.asdict(figure) for name, figure in self.stages.items()},
            "unseen": {name: dataclasses.asdict(figure) for name, figure in self.unseen.items()},
            "growth": {
                str(factor): {"bytes": size, **{name: dataclasses.asdict(figure) for name, figure in figures.items()}}
                for factor, (size, figures) in self.growth.items()
            },
            "reloading": dataclasses.asdict(self.reloading),
            "first_steps": self.first_steps,
            "processes": self.processes,
            "imaging": self.imaging,
            "engines": [dataclasses.asdict(score) for score in self.scores],
        }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
