"""A time limit on code that is not ours and may never give control back: it is interrupted where it stands."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


class TimedOut(BaseException):
    """The time is up. Not an `Exception`, so that what is interrupted does not take it for a failure of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimedOut` in the block once it has taken `seconds`, in whichever thread it runs; never after the block.

    Python code is interrupted between two instructions. One long call into compiled code, such as a search by a regular
    expression, is interrupted only when it returns. Where the exception is swallowed, it is raised again every so often.
    """
    thread = threading.get_ident()
    in_turn = threading.Lock()
    over = threading.Event()

    def interrupt() -> None:
        wait = seconds
        while not over.wait(wait):
            with in_turn:
                if not over.is_set():
                    _raise_in(thread)
            wait = _AGAIN

    try:
        threading.Thread(target=interrupt, daemon=True).start()  # in the block: time may be up before it returns
        yield
    finally:
        _end(over, in_turn)


_AGAIN: Final = 1.0
"""Seconds after which the exception is raised again if the block still runs."""


def _end(over: threading.Event, in_turn: threading.Lock) -> None:
    """End the interrupting, and let what is on its way arrive here, where it changes nothing any more."""
    while True:
        try:
            over.set()
            with in_turn:
                pass
            for _ in range(100):  # an exception from outside arrives when a loop turns
                pass
        except TimedOut:
            continue
        return


def _raise_in(thread: int) -> None:
    # Nothing is ever withdrawn: CPython 3.11 under a tracer hangs when it is told that there is no exception after all.
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimedOut))
