"""What happens once: starting a process, finding the plugins, reading a ruleset. Fresh processes, one after another."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from typing import TYPE_CHECKING, Final

from benchmarks.judging import RULESET
from benchmarks.timing import Figure, Subject, compare, quartiles
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Mapping

Quartiles = tuple[float, float, float]

_CHECKER: Final = f"import eligibility; eligibility.Checker({RULESET!r})"

PROCESSES: Final[Mapping[str, str]] = {
    "nothing": "pass",
    "pydantic": "import pydantic\nclass Model(pydantic.BaseModel):\n    name: str",
    "eligibility": "import eligibility",
    "everything": "import eligibility\nfor name in eligibility.__all__: getattr(eligibility, name)",
    "checker": _CHECKER,
}
"""Programs by name; `everything` asks for each public name, because the package imports them only when asked."""

_STEPS: Final = f"""
import time
clock = time.perf_counter
times = [clock()]
from eligibility import Checker, load_plugins, load_ruleset
times.append(clock())
plugins = load_plugins()
times.append(clock())
ruleset = load_ruleset({RULESET!r}, plugins)
times.append(clock())
Checker(ruleset, plugins=plugins)
times.append(clock())
print([1000 * (later - earlier) for earlier, later in zip(times, times[1:])])
"""
STEPS: Final = ("import", "plugins", "ruleset", "checker")

IMAGING: Final = frozenset({"PIL", "cv2", "fitz", "numpy", "onnxruntime", "pypdfium2", "pytesseract", "rapidocr"})
"""Libraries that look at pixels; none may be loaded before somebody gives us a file to look at."""


def processes(count: int) -> dict[str, Quartiles]:
    """Return the milliseconds each program takes from start to end, interleaved; the first run of each is thrown away."""
    taken: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for number in range(count + 1):
        for name, code in PROCESSES.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
            if number:
                taken[name].append(1000 * (time.perf_counter() - start))
    return {name: quartiles(values) for name, values in taken.items()}


def first_steps(count: int) -> dict[str, Quartiles]:
    """Return the milliseconds of each step to the first checker in a fresh process."""
    runs: list[list[float]] = [json.loads(_said(_STEPS)) for _ in range(count)]
    return {step: quartiles(values) for step, values in zip(STEPS, map(list, zip(*runs, strict=True)), strict=True)}


def imaging_loaded() -> list[str]:
    """Return the imaging libraries that a ready checker and every public name have brought into a process."""
    said = _said(f"{PROCESSES['everything']}\n{_CHECKER}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))")
    loaded = {name.partition(".")[0] for name in json.loads(said)}
    return sorted(loaded & IMAGING)


def _said(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    return done.stdout


def reloading(rounds: int) -> Figure:
    """Return what reading the ruleset's file again costs, as a ratio to `tomllib.loads` of the same text."""
    plugins = load_plugins()
    path = load_ruleset(RULESET, plugins).path
    text = path.read_text(encoding="utf-8")
    toml = Subject("tomllib.loads", lambda _: text, tomllib.loads)
    ours = Subject("load_ruleset", lambda _: path, lambda path: load_ruleset(path, plugins))
    return compare([ours], lambda _: range(5), rounds, toml)["load_ruleset"]
