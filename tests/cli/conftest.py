"""Submissions on disk and the command in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import pytest

from eligibility.submission import load
from tools.invent import SMALL, invent
from tools.sight import jpeg, remember

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Document = dict[str, Any]

_PRIVATE: Final = ("LC_", "LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "ELIGIBILITY_", "PYTHONIOENCODING")


class Run(Protocol):
    """Runs the command with these arguments and returns what came of it."""

    def __call__(
        self, *arguments: str | Path, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it; `env` is added to an environment without a locale of its own."""
        ...


class RunInto(Protocol):
    """Runs the command with its standard output going to an open file."""

    def __call__(self, stdout: IO[bytes], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run it."""
        ...


class OnTerminal(Protocol):
    """Runs the command in a terminal and returns what it shows."""

    def __call__(self, *arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run it."""
        ...


class Folder(Protocol):
    """Puts a declaration into a folder, with a small file for each attachment."""

    def __call__(self, document: Document, name: str = "submission") -> Path:
        """Return the folder."""
        ...


def _words(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "eligibility", *map(str, arguments)]


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    """Return this process's environment without what changes language, colour or plugins, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PRIVATE)}
    return {**kept, "LANG": "C.UTF-8", **(more or {})}


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep measurements in a folder of the tests, not in that of whoever runs them; return the file."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder / "eligibility" / "measurements.sqlite"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a way to run the command."""

    def run_it(*arguments: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            _words(*arguments), capture_output=True, encoding="utf-8", env=_environment(env), cwd=tmp_path, check=False
        )

    return run_it


@pytest.fixture
def run_into() -> RunInto:
    """Return a way to run the command with its standard output somewhere else."""

    def run_it(stdout: IO[bytes], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            _words(*arguments),
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=_environment(None),
            check=False,
        )

    return run_it


@pytest.fixture
def on_terminal() -> OnTerminal:
    """Return a way to run the command in a terminal of 80 columns."""

    def run_it(*arguments: str | Path, env: Mapping[str, str] | None = None) -> str:
        outside, inside = pty.openpty()
        terminal = {"TERM": "xterm-256color", "COLUMNS": "80", **(env or {})}
        with subprocess.Popen(_words(*arguments), stdout=inside, env=_environment(terminal)):
            os.close(inside)
            shown = b"".join(_pieces(outside))
        os.close(outside)
        return shown.decode()

    return run_it


def _pieces(terminal: int) -> Iterator[bytes]:
    """Yield what a terminal shows until nobody writes to it; the kernel then calls that an error."""
    try:
        while piece := os.read(terminal, 1 << 16):
            yield piece
    except OSError:
        return


@pytest.fixture
def clean() -> Document:
    """Return a small declaration without a fault."""
    return invent(7, amounts=SMALL)


@pytest.fixture
def folder(tmp_path: Path, own_cache: Path) -> Folder:
    """Return a way to make submission folders, whose files count as looked at and without fault."""

    def make(document: Document, name: str = "submission") -> Path:
        root = tmp_path / name
        root.mkdir()
        (root / "declaration.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        for number, attachment in enumerate(document["attachments"]):
            file = root / attachment["file"]
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(jpeg(f"{name} {number}"))
        remember(load(root), own_cache)
        return root

    return make


@pytest.fixture
def ineligible(clean: Document, folder: Folder) -> Path:
    """Return a submission with an error: the contributions have one character too many."""
    return folder({**clean, "contributions": "字" * 801}, "ineligible")


@pytest.fixture
def refer(clean: Document, folder: Folder) -> Path:
    """Return a submission that a person must look at: a leader who was never a backup candidate."""
    return folder({**clean, "former_batch": "无"}, "refer")


@pytest.fixture
def undetermined(clean: Document, tmp_path: Path) -> Path:
    """Return a declaration without its files, so that nobody can tell whether they are there."""
    path = tmp_path / "undetermined.json"
    path.write_text(json.dumps(clean), encoding="utf-8")
    return path


@pytest.fixture
def eligible(clean: Document, folder: Folder) -> Path:
    """Return a submission without a fault."""
    return folder(clean, "eligible")
