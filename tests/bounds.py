"""Watching tests that hostile input could hang or fill the memory with."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

PATIENCE: Final = 60
"""Seconds after which something hangs; what is tested takes milliseconds."""

_PRELUDE: Final = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
import eligibility
from eligibility import PluginError, RulesetError, SubmissionError, load
argument = sys.argv[1]
"""
_PEAK: Final = """
with open("/proc/self/status") as status:  # not getrusage: its peak begins with that of the parent
    print(next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM")))
"""
_MOST: Final = 2 << 30


@contextmanager
def watched() -> Iterator[None]:
    """Fail instead of hanging."""

    def hangs(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        message = "it hangs"
        raise AssertionError(message)

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run_bounded(code: str, argument: object) -> tuple[str, int]:
    """Run `code` on `argument` in a process that may not use 2 GiB; return what it prints and its peak memory in MiB."""
    script = _PRELUDE.format(limit=_MOST) + code + _PEAK
    done = subprocess.run(
        [sys.executable, "-c", script, str(argument)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    *printed, peak = done.stdout.splitlines()
    return "\n".join(printed), int(peak)
