"""kill -9, at any moment, of anybody: nothing is lost, nothing doubled, and the results are those of a run left alone."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

import psutil

from tests.audit.conftest import put
from tools.certificates import draw
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

KILLS: Final = int(os.environ.get("ELIGIBILITY_KILLS", "6"))
"""Kills of each kind; more of them are for studies."""


def _start(folder: Path, out: Path, cache: Path) -> subprocess.Popen[bytes]:
    words = ["audit", str(folder), "--out", str(out), "--workers", "2", "--lang", "en", "--cache", str(cache)]
    return subprocess.Popen(
        [sys.executable, "-m", "eligibility", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _undisturbed(folder: Path, out: Path, cache: Path) -> tuple[bytes, float]:
    """Return the results of a run left alone, and its seconds."""
    began = time.monotonic()
    assert _start(folder, out, cache).wait(timeout=600) == 0
    return _results(out), time.monotonic() - began


def _results(out: Path) -> bytes:
    return b"".join((out / name).read_bytes() for name in ("reports.jsonl", "findings.parquet"))


def test_killing_the_audit_costs_nothing(province: Path, cache: Path, tmp_path: Path) -> None:
    """However often the main process is killed, the run that is left alone ends like one that never was."""
    for number in range(10, 40):
        put(province / f"{number:03}", invent(number, amounts=SMALL), cache)
    expected, seconds = _undisturbed(province, tmp_path / "alone", cache)
    dice = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        process = _start(province, tmp_path / "out", cache)
        time.sleep(dice.uniform(0.2, 1) * seconds)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        assert psutil.wait_procs(workers, timeout=10)[1] == []
    assert _undisturbed(province, tmp_path / "out", cache)[0] == expected


def test_killing_workers_costs_nothing(tmp_path: Path) -> None:
    """Processes that judge, and processes that look at files, can be killed at any moment."""
    folder = tmp_path / "province"
    for number in range(5):
        document = invent(number, amounts=SMALL)
        kept = [item for item in document["attachments"] if item["kind"] in {"photo", "id-front", "title-certificate"}]
        document = {**document, "attachments": kept, "awards": [], "honours": [], "publications": [], "projects": []}
        put(folder / f"{number:03}", document, None, {item["id"]: _drawn(document, item) for item in kept})
    expected, seconds = _undisturbed(folder, tmp_path / "alone", tmp_path / "alone.sqlite")
    dice = random.Random(6)  # noqa: S311 - moments, not secrets
    killed: list[str] = []
    runs = 0
    while len(killed) < KILLS:
        out = tmp_path / f"out{runs}"
        process = _start(folder, out, tmp_path / f"{runs}.sqlite")
        while process.poll() is None:
            time.sleep(dice.uniform(0.2, 0.5) * seconds)
            kin = _kin(process.pid)
            if kin and len(killed) < KILLS:
                victim = dice.choice(kin)
                killed.append("looks" if "eligibility.worker" in _words(victim) else "judges")
                with contextlib.suppress(psutil.NoSuchProcess):
                    victim.kill()
        assert process.returncode == 0
        assert _results(out) == expected
        runs += 1
    print(Counter(killed), "in", runs, "runs")  # noqa: T201 - a study wants to know


def test_ctrl_c_ends_cleanly(province: Path, cache: Path, tmp_path: Path) -> None:
    """Ctrl-C ends all processes with exit code 130; the next run goes on."""
    for number in range(10, 30):
        put(province / f"{number:03}", invent(number, amounts=SMALL), cache)
    expected, seconds = _undisturbed(province, tmp_path / "alone", cache)
    process = _start(province, tmp_path / "out", cache)
    time.sleep(0.7 * seconds)
    workers = psutil.Process(process.pid).children(recursive=True)
    for one in (psutil.Process(process.pid), *workers):  # as a terminal does, to all at once
        if "resource_tracker" not in _words(one):
            one.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) in {0, 130}
    assert psutil.wait_procs(workers, timeout=10)[1] == []
    assert _undisturbed(province, tmp_path / "out", cache)[0] == expected


def _kin(pid: int) -> list[psutil.Process]:
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [child for child in children if "resource_tracker" not in _words(child)]


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def _drawn(document: dict[str, object], attachment: dict[str, object]) -> bytes:
    file = io.BytesIO()
    draw(document, attachment)[0].convert("RGB").save(file, "JPEG", quality=90)
    return file.getvalue()
