"""Dask: a real scheduler with real worker processes leads to the results of this machine's own, and one may be killed."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from eligibility.audit.cluster import cluster
from eligibility.errors import EligibilityError
from tests.audit.conftest import put
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.audit.conftest import Auditing

pytest.importorskip("distributed")


class _Scheduler:
    def __init__(self, address: str, workers: list[subprocess.Popen[bytes]]) -> None:
        self.address = address
        self.workers = workers


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[_Scheduler]:
    """Return a scheduler with three workers, each a process of its own."""
    with contextlib.ExitStack() as stack:
        started = _started(stack, tmp_path, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = _address(tmp_path / "scheduler.log", started)
        workers = [
            _started(
                stack, tmp_path, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", log=str(number)
            )
            for number in range(3)
        ]
        yield _Scheduler(address, workers)


def _started(
    stack: contextlib.ExitStack, folder: Path, role: str, *words: str, log: str = ""
) -> subprocess.Popen[bytes]:
    file = stack.enter_context((folder / f"{role}{log}.log").open("wb"))
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + role, *words], stdout=file, stderr=file, cwd=folder
    )
    stack.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(300):
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text())
        if found:
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _ready(address: str, workers: int) -> None:
    for _ in range(300):
        with contextlib.suppress(EligibilityError), cluster(address) as (_, count):
            if count == workers:
                return
        time.sleep(0.1)
    raise AssertionError


@pytest.mark.filterwarnings("default")  # Dask's own
def test_a_cluster_ends_like_this_machine(
    audited: Auditing, province: Path, cache: Path, scheduler: _Scheduler, tmp_path: Path
) -> None:
    """The results are byte for byte those of local processes, though a worker is killed in the middle."""
    for number in range(10, 60):
        put(province / f"{number:03}", invent(number, amounts=SMALL), cache)
    _ready(scheduler.address, 3)
    victim = psutil.Process(scheduler.workers[0].pid)
    killed: list[bool] = []

    with cluster(scheduler.address) as (executor, workers):
        submitted = executor.submit

        def submit(*arguments: object, **named: object) -> object:
            future = submitted(*arguments, **named)
            if len(killed) == 25:  # in the middle, with submissions out to every worker
                victim.send_signal(signal.SIGKILL)
            killed.append(True)
            return future

        executor.submit = submit
        assert workers == 3
        progress = audited(tmp_path / "cluster", executor=executor)
    audited(tmp_path / "local")
    assert progress.done == 55
    assert scheduler.workers[0].wait(timeout=10) == -signal.SIGKILL
    remote, local = ((tmp_path / name / "reports.jsonl").read_bytes() for name in ("cluster", "local"))
    assert remote == local


@pytest.mark.filterwarnings("default")
def test_a_scheduler_that_is_not_there_is_told() -> None:
    """The words name the address."""
    with pytest.raises(EligibilityError, match=r"tcp://127\.0\.0\.1:1 "), cluster("tcp://127.0.0.1:1"):
        pass
