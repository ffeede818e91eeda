"""What one submission's judging leaves: above all, that what went wrong for no fault of the submission is tried again."""

from __future__ import annotations

import textwrap
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.conftest import lines, put
from tests.small_rulesets import ruleset_of
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

fsspec = pytest.importorskip("fsspec")

PLUGIN = """
    import os, signal
    from dataclasses import dataclass
    from pathlib import Path
    from eligibility import Measurement, Rule, hookimpl

    @dataclass(frozen=True)
    class Length(Measurement):
        '''How long a file is.'''
        size: int

    class Fragile:
        '''Ends its process over the first file, as often as the variable says.'''
        name = "fragile"
        version = "1"
        measures = Length

        def inspect(self, exhibit):
            if b"000 0" in exhibit.data:
                log = Path(os.environ["LOOKS"])
                how, _, times = os.environ["ENDS"].partition(" ")
                with log.open("ab") as file:
                    file.write(b".")
                if log.stat().st_size <= int(times):
                    os._exit(1) if how == "exit" else os.kill(os.getpid(), getattr(signal, how))
            return Length(len(exhibit.data))

    class TooShort(Rule):
        '''A file is too short.'''
        name = "too-short"
        reads = ("/attachments/*", Length)
        message = "Too short."
        remedy = "Put it right."

        def check(self, declaration, context):
            yield from context.unmeasured(Length).values()

    @hookimpl
    def register_rules():
        return [TooShort]

    @hookimpl
    def register_inspectors():
        return [Fragile()]
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plugin's file."""
    path = tmp_path_factory.mktemp("plugin") / "fragile.py"
    path.write_text(textwrap.dedent(PLUGIN), encoding="utf-8")
    return path


@pytest.fixture
def two(plugin: Path, tmp_path: Path) -> dict[str, Any]:
    """Return the setting of an audit of two submissions of one file each, whose length is asked for."""
    (tmp_path / "test.toml").write_text(ruleset_of("too-short"), encoding="utf-8")
    root = tmp_path / "two"
    for number in range(2):
        document = invent(number, amounts=SMALL)
        put(root / f"{number:03}", {**document, "attachments": document["attachments"][:1]}, None)
    return {"root": str(root), "ruleset": str(tmp_path / "test.toml"), "plugins": (str(plugin),), "cache": None}


def _outcomes(out: Path) -> list[str]:
    return [line["report"]["results"][0]["outcome"] for line in lines(out)]


@pytest.mark.parametrize("ends", ["SIGTERM", "exit"])
def test_a_file_that_was_not_looked_at_is_tried_by_the_next_run(
    audited: Auditing, two: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    """The process that looked has ended: the result stands, is not tried alone, and is made anew by each run until it goes well."""
    monkeypatch.setenv("LOOKS", str(tmp_path / "looks"))
    monkeypatch.setenv("ENDS", f"{ends} 2")
    for looks, unchanged, outcome in ((1, 0, "cant-tell"), (2, 1, "cant-tell"), (3, 1, "passed"), (3, 2, "passed")):
        assert audited(tmp_path / "out", **two).unchanged == unchanged
        assert _outcomes(tmp_path / "out") == [outcome, "passed"]
        assert (tmp_path / "looks").stat().st_size == looks


def test_a_file_that_nobody_could_start_to_look_at_is_tried_by_the_next_run(
    audited: Auditing, two: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the processes that look can't be started, as for want of memory, every result is made anew by each run."""
    monkeypatch.setenv("LOOKS", str(tmp_path / "looks"))
    monkeypatch.setenv("ENDS", "exit 0")
    with ThreadPoolExecutor(1) as executor:  # in this process, whose Python is lost
        with monkeypatch.context() as lost:
            lost.setattr("sys.executable", "/nonexistent/python")
            audited(tmp_path / "out", executor=executor, **two)
            assert _outcomes(tmp_path / "out") == ["cant-tell", "cant-tell"]
        assert audited(tmp_path / "out", executor=executor, **two).unchanged == 0
        assert _outcomes(tmp_path / "out") == ["passed", "passed"]


def test_a_file_that_could_not_be_read_is_tried_by_the_next_run(
    audited: Auditing, two: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store fails between hashing a file and looking at it: the hash is right, and the doubt does not stay all the same."""
    monkeypatch.setenv("LOOKS", str(tmp_path / "looks"))
    monkeypatch.setenv("ENDS", "exit 0")
    store = fsspec.get_filesystem_class("memory")
    usual, reads = store._open, []

    def falter(system: Any, path: str, *arguments: Any, **named: Any) -> Any:
        if "/000/scans" in path:
            reads.append(path)
            if len(reads) == 2:
                raise ConnectionResetError
        return usual(system, path, *arguments, **named)

    store().put(two["root"], "/faltering", recursive=True)
    monkeypatch.setattr(store, "_open", falter)
    with ThreadPoolExecutor(1) as executor:  # what is in memory is there for this process only
        for unchanged, outcome in ((0, "cant-tell"), (1, "passed"), (2, "passed")):
            progress = audited(tmp_path / "out", executor=executor, **{**two, "root": "memory://faltering"})
            assert progress.unchanged == unchanged
            assert _outcomes(tmp_path / "out") == [outcome, "passed"]
