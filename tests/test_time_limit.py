"""The time limit: it ends what never ends, in its own thread, and touches nothing after its block."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from eligibility.time_limit import TimedOut, time_limit


def for_ever() -> None:
    """Loop."""
    while True:
        pass


def test_an_endless_loop_is_ended() -> None:
    """Code that never gives control back is interrupted, even where it takes every `Exception` for its own."""
    with pytest.raises(TimedOut), time_limit(0.05):
        for_ever()


def test_a_limit_that_is_up_before_its_thread_has_started_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine time may be up while the block is being entered; nothing is interrupted afterwards then either."""
    start = threading.Thread.start

    def slowly(thread: threading.Thread) -> None:
        start(thread)
        spin(0.05)

    monkeypatch.setattr(threading.Thread, "start", slowly)
    with pytest.raises(TimedOut), time_limit(0.01):
        for_ever()
    spin(1.3)


def spin(seconds: float) -> None:
    """Keep the interpreter busy."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_each_thread_has_its_own_limit() -> None:
    """In four threads at once, those that loop are interrupted and those that end in time are not."""

    def run(endless: bool) -> str:  # noqa: FBT001 - one of two kinds
        try:
            with time_limit(0.2 if endless else 60):
                if endless:
                    for_ever()
                time.sleep(0.4)
        except TimedOut:
            return "interrupted"
        return "ended"

    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(run, (True, False, True, False))] == ["interrupted", "ended", "interrupted", "ended"]


def test_nothing_is_interrupted_after_the_block() -> None:
    """A block that takes as long as its limit is interrupted or not, but never what comes after it."""
    ends = {"in": 0, "out": 0}
    for _ in range(300):
        try:
            with time_limit(0.002):
                until = time.monotonic() + 0.002
                while time.monotonic() < until:
                    pass
        except TimedOut:
            ends["in"] += 1
        else:
            ends["out"] += 1
        until = time.monotonic() + 0.0005
        while time.monotonic() < until:
            pass
    assert sum(ends.values()) == 300
