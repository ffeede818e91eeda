"""Worker processes: whatever a file does to one, it costs that file's measurements and nothing else."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil
import pytest

from eligibility.looking import workers as room
from eligibility.looking.looker import Looker
from eligibility.looking.messages import WORKER
from eligibility.report import CantTell
from tests.looking.wild import echo, file, kind, submission, why

if TYPE_CHECKING:
    from eligibility.hooks import Plugins

LATE: Final = "Looking at this file took longer than 3 seconds."
DIED: Final = "The process that looked at this file ended before it answered ({})."
CRASHED: Final = "The inspector crashed ({}) on this file."
HARM: Final = {
    "hang": LATE,
    "hang-in-native-code": LATE,
    "stop": LATE,
    "eat-memory": "Looking at this file takes more memory than is allowed (512 MiB).",
    "eat-memory-in-native-code": DIED.format("signal 11"),
    "segfault": DIED.format("signal 11"),
    "exit": DIED.format("exit code 3"),
    "kill": DIED.format("signal 9"),
    "abort": DIED.format("signal 6"),
    "write-everywhere": "The process that looked at this file answered what can't be understood.",
    "doubts-wildly": "The process that looked at this file answered what can't be understood.",
    "doubts-foreignly": "The process that looked at this file answered what can't be understood.",
    "exit-politely": CRASHED.format("SystemExit"),
    "interrupt": CRASHED.format("KeyboardInterrupt"),
    "raise": CRASHED.format("ValueError"),
    "rubbish": CRASHED.format("TypeError"),
    "unspeakable": CRASHED.format("PydanticSerializationError"),
}
HARMLESS: Final = ("print", "read-stdin", "wait", "你好")


_others: set[int] = set()
"""Workers of the default looker, which earlier tests of the same process may have started."""


@pytest.fixture(autouse=True)
def _count_from_here() -> None:
    """Let `children` tell only of workers that start from now on."""
    _others.clear()
    _others.update(child.pid for child in children())


def children() -> list[psutil.Process]:
    """Return the worker processes of this one that run."""
    found = []
    for child in psutil.Process().children():
        if child.pid in _others:
            continue
        try:
            if WORKER in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def ends(process: psutil.Process, seconds: float = 10) -> bool:
    """Tell whether a process ends within some seconds; one that only waits to be buried has ended."""
    for _ in range(int(seconds * 20)):
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("deed", HARM)
def test_harm_costs_one_file(looker: Looker, plugins: Plugins, deed: str) -> None:
    """A file that harms its worker is a doubt that says what happened, and the next file is looked at."""
    assert why(echo(looker, plugins, deed)) == HARM[deed]
    assert echo(looker, plugins, "你好").words == "你好"


@pytest.mark.parametrize("deed", HARMLESS)
def test_noise_is_no_harm(looker: Looker, plugins: Plugins, deed: str) -> None:
    """An inspector whose libraries print, write to standard error or read standard input is understood."""
    seen = echo(looker, plugins, deed)
    assert seen.words == deed
    assert echo(looker, plugins, "another").process == seen.process


def test_a_file_that_can_not_be_looked_at_is_passed_over(looker: Looker, plugins: Plugins) -> None:
    """An inspector that calls the file unreadable measures nothing, and that is no doubt."""
    assert dict(looker.inspect(file("unreadable"), plugins, [kind("Echo"), kind("Length")])) == {
        **looker.inspect(file("unreadable"), plugins, []),
        kind("Echo"): None,
        kind("Length"): kind("Length")(size=15),  # type: ignore[call-arg]  # a plugin's
    }


def test_a_doubt_comes_back_in_its_own_words(looker: Looker, plugins: Plugins) -> None:
    """What an inspector lacks is told with its template, values, terms and owner, in both languages."""
    doubt = echo(looker, plugins, "lacks-something")
    assert isinstance(doubt, CantTell)
    assert doubt.owner == "operator"
    assert doubt.why() == "No reader, 李 for a photo."
    assert "个人照片" in doubt.why("zh") or "照片" in doubt.why("zh")


def test_what_is_read_is_in_no_message(looker: Looker, plugins: Plugins) -> None:
    """A crash is told by its type; its text, which may repeat the file, stays in the worker."""
    doubt = echo(looker, plugins, "raise")
    assert "李不可说" not in doubt.why() + repr(doubt) + str(doubt.values)


def test_two_hundred_jobs_lose_no_slot(plugins: Plugins) -> None:
    """Of many files, some of them harmful, each harmless one is read right, from several threads, and the workers stay few."""
    quick = [deed for deed in HARM if HARM[deed] != LATE and "memory" not in deed]
    words = [f"file {number}" for number in range(200)]
    draw = random.Random(7)  # noqa: S311 - not a secret
    for number in draw.sample(range(200), 40):
        words[number] = f"{draw.choice(quick)} {number}"
    words[100] = "hang 100"
    with Looker(workers=2, seconds=5, memory=1 << 30) as looker, ThreadPoolExecutor(5) as threads:
        seen = list(threads.map(lambda said: echo(looker, plugins, said), words))
        assert len(children()) <= 2
        assert [item.words for item in (echo(looker, plugins, f"after {n}") for n in range(4))] == [
            f"after {n}" for n in range(4)
        ]
    for said, item in zip(words, seen, strict=True):
        if said.startswith("file"):
            assert item.words == said
        else:
            assert why(item)
    assert not children()


def test_files_of_a_submission_are_looked_at_side_by_side(plugins: Plugins) -> None:
    """Two workers share the files of one submission, and the answers stand in the declaration's order."""
    said = [f"wait {number}" for number in range(10)]
    with Looker(workers=2) as looker:
        seen = looker.look(submission(*map(file, said)), [[kind("Echo")]] * 10, plugins)
        found = [item[kind("Echo")] for item in seen]
    assert [item.words for item in found] == said  # type: ignore[union-attr]
    assert len({item.process for item in found}) == 2  # type: ignore[union-attr]


def test_workers_start_when_needed(plugins: Plugins) -> None:
    """A looker that has looked at nothing has no processes, one that had one file after the other has one."""
    with Looker(workers=4) as looker:
        assert not children()
        for number in range(3):
            echo(looker, plugins, f"file {number}")
        assert len(children()) == 1


def test_a_worker_is_replaced_in_time(plugins: Plugins, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a number of files a worker makes room for another, so that what libraries leak is bounded."""
    monkeypatch.setattr(room, "MOST_JOBS", 3)
    with Looker(workers=1) as looker:
        processes = [echo(looker, plugins, f"file {number}").process for number in range(9)]
    assert len(set(processes)) == 3
    assert processes == sorted(processes, key=processes.index)


def test_a_worker_that_died_idle_is_not_noticed(looker: Looker, plugins: Plugins) -> None:
    """A worker that something else has killed between two files costs no file."""
    echo(looker, plugins, "one")
    [worker] = children()
    worker.kill()
    assert ends(worker)
    assert echo(looker, plugins, "two").words == "two"


def test_what_a_worker_started_ends_with_it(looker: Looker, plugins: Plugins, tmp_path: Path) -> None:
    """A program that an inspector has started is killed with the worker that took too long."""
    note = tmp_path / "pid"
    assert why(echo(looker, plugins, f"hang-with-a-child {note}")) == LATE
    assert ends(psutil.Process(int(note.read_text(encoding="utf-8"))))


def test_temporary_files_end_with_a_worker(looker: Looker, plugins: Plugins, tmp_path: Path) -> None:
    """What a worker that is killed has written for a while lay in a folder nobody else can look into, and is gone."""
    note = tmp_path / "path"
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(echo, looker, plugins, f"hang-with-a-file {note}")
        folder = Path(_told(note)).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        assert why(late.result()) == LATE
    looker.close()
    assert not folder.exists()


def _told(note: Path) -> str:
    """Return what is written into a file, once it is."""
    for _ in range(200):
        if note.exists() and (text := note.read_text(encoding="utf-8")):
            return text
        time.sleep(0.05)
    message = "nothing was told"
    raise AssertionError(message)


def test_a_process_that_escapes_takes_no_slot(plugins: Plugins) -> None:
    """A process that leaves the worker's group and keeps its pipes open makes the file late, and no more."""
    with Looker(workers=1, seconds=3) as looker:
        assert why(echo(looker, plugins, "hold-the-pipe")) == LATE
        assert echo(looker, plugins, "next").words == "next"


def test_closing_ends_a_worker_in_the_middle_of_a_file(plugins: Plugins) -> None:
    """A looker closed by another thread ends at once, whatever its workers are doing."""
    looker = Looker(workers=1)
    echo(looker, plugins, "start")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(echo(looker, plugins, "hang")))
    thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    looker.close()
    thread.join(timeout=10)
    assert time.monotonic() - began < 8
    assert why(found[0]).startswith("The process that looked at this file ended")
    assert not children()
    with pytest.raises(RuntimeError, match="closed"):
        echo(looker, plugins, "after")


SCRIPT: Final = """
import os, sys, time
import eligibility
from eligibility.looking.looker import Looker, default_looker
plugins = eligibility.load_plugins((sys.argv[1],))
Echo = sys.modules["wild_inspectors"].Echo
def look(words, looker=None):
    data = b"\\xff\\xd8\\xff" + words.encode() + b"\\xff\\xd9"
    return (looker or default_looker()).inspect(data, plugins, [Echo])[Echo]
print("run", flush=True)
"""


def script(code: str, plugin: str) -> subprocess.Popen[str]:
    """Start a script without a guard against being imported."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT + code, plugin], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_script_needs_no_guard(plugins: Plugins, tmp_path: Path) -> None:
    """A script's own code runs once, its workers run other code, and they end with it, without a word on its streams."""
    path = tmp_path / "script.py"
    path.write_text(SCRIPT + "print(look('hello').words, look('print').words)", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", path, *plugins.sources], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("run\nhello print\n", "", 0)


@pytest.mark.parametrize("deed", ["idle", "hang"])
def test_workers_end_with_a_parent_that_is_killed(plugins: Plugins, deed: str) -> None:
    """When the program is killed outright, its workers notice and go, in the middle of a file too."""
    code = "look('start')\nprint('ready', flush=True)\n" + ("time.sleep(60)" if deed == "idle" else f"look({deed!r})")
    with script(code, *plugins.sources) as parent:
        assert parent.stdout is not None
        assert [parent.stdout.readline() for _ in range(2)] == ["run\n", "ready\n"]
        time.sleep(0.3)
        [worker] = psutil.Process(parent.pid).children()
        parent.kill()
        assert ends(worker)


def test_temporary_files_end_with_a_parent_that_is_killed(plugins: Plugins, tmp_path: Path) -> None:
    """When the program is killed outright in the middle of a file, its worker clears up before it goes."""
    note = tmp_path / "path"
    with script(f"look('hang-with-a-file {note}')", *plugins.sources) as parent:
        folder = Path(_told(note)).parent
        [worker] = psutil.Process(parent.pid).children()
        parent.kill()
        assert ends(worker)
    assert not folder.exists()


def test_a_fork_has_workers_of_its_own(plugins: Plugins) -> None:
    """A process forked from one that has looked at files, as web servers do, starts its own workers and leaves the parent's."""
    code = """
first = look("first").process
child = os.fork()
if child == 0:
    mine = [look(f"child {n}") for n in range(3)]
    ok = all(item.words == f"child {n}" and item.process != first for n, item in enumerate(mine))
    os._exit(0 if ok else 1)
_, status = os.waitpid(child, 0)
print(status, look("second").process == first)
"""
    with script(code, *plugins.sources) as process:
        out, err = process.communicate(timeout=60)
    assert (out, err) == ("run\n0 True\n", "")


def test_ctrl_c_ends_everything(plugins: Plugins) -> None:
    """An interrupted program ends at once, with its workers."""
    with script("print('ready', flush=True)\nlook('hang')", *plugins.sources) as parent:
        assert parent.stdout is not None
        assert [parent.stdout.readline() for _ in range(2)] == ["run\n", "ready\n"]
        time.sleep(1.5)
        [worker] = psutil.Process(parent.pid).children()
        parent.send_signal(2)
        parent.communicate(timeout=10)
    assert ends(worker)


def test_a_program_that_can_not_be_started_is_told(plugins: Plugins, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started, the operator is told, and nothing waits."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with Looker(workers=1) as looker:
        assert (
            why(echo(looker, plugins, "a")) == "The process that looks at files can't be started (FileNotFoundError)."
        )
        monkeypatch.setattr(sys, "executable", "/bin/false")
        assert why(echo(looker, plugins, "a")) == "The process that looks at files can't be started (exit code 1)."


def test_a_worker_runs_one_thread_a_library(looker: Looker, plugins: Plugins) -> None:
    """Libraries are told to use one thread, and the address space is bounded."""
    echo(looker, plugins, "a")
    [worker] = children()
    environment = worker.environ()
    assert environment["OMP_NUM_THREADS"] == environment["OMP_THREAD_LIMIT"] == "1"
    assert int(environment["MALLOC_TRIM_THRESHOLD_"]) == 128 << 20
    if hasattr(worker, "rlimit"):
        assert worker.rlimit(psutil.RLIMIT_AS)[0] == 1 << 29
        assert worker.rlimit(psutil.RLIMIT_CORE)[0] == 0
    assert os.getpgid(worker.pid) != os.getpgid(0)
