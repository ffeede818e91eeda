"""A time limit on code that is not ours and may never give control back: it is interrupted where it stands."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class TimedOut(BaseException):
    """The time is up. Not an `Exception`, so that what is interrupted does not take it for a failure of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimedOut` in the block once it has taken `seconds`, in whichever thread it runs; never after the block.

    Python code is interrupted between two instructions. One long call into compiled code, such as a search by a regular
    expression, is interrupted only when it returns.
    """
    thread = threading.get_ident()
    in_turn = threading.Lock()
    over = fired = False

    def fire() -> None:
        nonlocal fired
        with in_turn:
            if not over:
                fired = True
                _raise_in(thread, ctypes.py_object(TimedOut))

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with in_turn:
            over = True
            if fired:
                _raise_in(thread, None)  # withdraws what was not raised yet


def _raise_in(thread: int, error: ctypes.py_object[type[TimedOut]] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
