"""Submissions that end the process that judges them, and processes that others end: told apart, and neither stops the run."""

from __future__ import annotations

import json
import os
import signal
import textwrap
import threading
import time
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import pytest

from eligibility.audit.crew import Ended, alone
from tests.audit.conftest import lines, put
from tests.small_rulesets import ruleset_of
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

PLUGIN = """
    import os, signal, time
    from pathlib import Path
    from eligibility import Rule, hookimpl

    class Deadly(Rule):
        '''Ends the process that judges: as the remarks say, and as often as they say.'''
        name = "deadly"
        reads = ("",)
        message = "Something is wrong."
        remedy = "Put it right."

        def check(self, declaration, context):
            how, _, times = (declaration.remarks or "").partition(" ")
            count = Path(os.environ["DEATHS"]) / declaration.id
            died = len(count.read_bytes()) if count.exists() else 0
            if how in {"SIGKILL", "SIGSEGV"} and died < int(times):
                with count.open("ab") as file:
                    file.write(b".")
                time.sleep(0.2)
                os.kill(os.getpid(), getattr(signal, how))
            yield from ()

    @hookimpl
    def register_rules():
        return [Deadly]
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the plugin; a process loads a module of its name once."""
    path = tmp_path_factory.mktemp("plugin") / "deadly.py"
    path.write_text(textwrap.dedent(PLUGIN), encoding="utf-8")
    return path


@pytest.fixture
def deadly(plugin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the setting of an audit in which a declaration's remarks decide how often its process dies."""
    (tmp_path / "deaths").mkdir()
    monkeypatch.setenv("DEATHS", str(tmp_path / "deaths"))
    (tmp_path / "test.toml").write_text(ruleset_of("deadly"), encoding="utf-8")
    root = tmp_path / "deadly"
    for number in range(6):
        put(root / f"{number:03}", invent(number, amounts=SMALL), None)
    return {"root": str(root), "ruleset": str(tmp_path / "test.toml"), "plugins": (str(plugin),), "cache": None}


def _remark(setting: dict[str, Any], number: int, remarks: str) -> None:
    file = f"{setting['root']}/{number:03}/declaration.json"
    with open(file, encoding="utf-8") as declaration:  # noqa: PTH123 - a path in words
        document = json.load(declaration)
    with open(file, "w", encoding="utf-8") as declaration:  # noqa: PTH123 - a path in words
        json.dump({**document, "remarks": remarks}, declaration)


def test_results_do_not_depend_on_how_often_processes_are_killed(
    audited: Auditing, deadly: dict[str, Any], tmp_path: Path
) -> None:
    """Killed from outside seven times over one submission, and once over another, a run ends like one left alone."""
    _remark(deadly, 1, "SIGKILL 7")
    _remark(deadly, 4, "SIGKILL 1")
    audited(tmp_path / "out", **deadly)
    audited(tmp_path / "alone", **deadly)  # all deaths have been died
    killed, alone_ = ((tmp_path / name / "reports.jsonl").read_bytes() for name in ("out", "alone"))
    assert killed == alone_
    assert all("report" in line for line in lines(tmp_path / "out"))


def test_what_ends_its_process_each_time_is_told_and_nothing_else_suffers(
    audited: Auditing, deadly: dict[str, Any], tmp_path: Path
) -> None:
    """A crash is its submission's own: after a few it is recorded, whatever was out beside it is judged, the next run tries again."""
    _remark(deadly, 2, "SIGSEGV 4")  # once beside others, three times alone
    assert audited(tmp_path / "out", **deadly).done == 6
    found = lines(tmp_path / "out")
    assert ["report" in line for line in found] == [True, True, False, True, True, True]
    assert "ended before it answered (exit code -11), 3 times" in found[2]["error"]
    assert len((tmp_path / "deaths" / invent(2, amounts=SMALL)["id"]).read_bytes()) == 4
    assert audited(tmp_path / "out", **deadly).unchanged == 5
    assert all("report" in line for line in lines(tmp_path / "out"))


def _die(number: int) -> None:
    os.kill(os.getpid(), number)


class _Halfway:
    """An answer whose process is killed while it is in the pipe, which has no room for more."""

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return bytes, (bytes(64 << 20),)


def _answer_halfway() -> _Halfway:
    return _Halfway()


def test_a_process_that_is_killed_in_the_middle_of_its_answer_has_not_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half an answer is told like none: killed from outside."""
    received = Connection.recv

    def recv(self: Connection) -> Any:
        assert self.poll(60)  # the answer has begun
        time.sleep(2)  # and its process is killed before the rest has passed
        return received(self)

    monkeypatch.setattr(Connection, "recv", recv)
    with pytest.raises(Ended) as end:
        alone(_answer_halfway)
    assert end.value.killed


def test_what_a_process_raises_is_raised_here() -> None:
    """An exception is an answer too, not a death."""
    with pytest.raises(ZeroDivisionError):
        alone(divmod, 1, 0)


def test_how_a_process_ended_is_told() -> None:
    """One that answers returns its answer; of others it is known whether they were killed from outside."""
    assert alone(sum, (1, 2)) == 3
    for number, killed in ((signal.SIGKILL, True), (signal.SIGTERM, True), (signal.SIGSEGV, False)):
        with pytest.raises(Ended) as end:
            alone(_die, number)
        assert end.value.killed is killed
