"""The processes that judge: Python's own pool, on a leash. When this process lets go of it, killed or not, they end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

P = ParamSpec("P")
T = TypeVar("T")


class Crew(ProcessPoolExecutor):
    """A pool of worker processes that don't outlive the one that made it."""

    def __init__(self, workers: int) -> None:
        """Keep the number of processes; they start with the first submissions."""
        context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks
        leash, self._hand = context.Pipe(duplex=False)
        self._leash = leash
        super().__init__(workers, mp_context=context, initializer=_put_on, initargs=(leash,))

    def kill(self) -> None:
        """End all processes at once, whatever they are doing."""
        self._hand.close()
        self.shutdown(wait=True, cancel_futures=True)
        self._leash.close()


class Ended(Exception):  # noqa: N818 - what happened, not whose error
    """A process ended before it answered; `killed` if from outside: by a person, or by the system for want of memory."""

    def __init__(self, cause: str, *, killed: bool = False) -> None:
        """Keep how it ended: an exit code, or the type of an exception."""
        super().__init__(cause)
        self.cause = cause
        self.killed = killed


def alone(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call a function in a process of its own, on a leash too, and return or raise what it does.

    Raises `Ended` if the process ends before it answers.
    """
    context = multiprocessing.get_context("spawn")
    leash, hand = context.Pipe(duplex=False)
    answers, answer = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(leash, answer, function, arguments, named))
    with leash, hand, answers:
        process.start()
        answer.close()
        try:
            found: T | Exception = answers.recv()
        except (EOFError, OSError):  # before its answer, or in the middle of it
            process.join()
            cause = f"exit code {process.exitcode}"
            raise Ended(cause, killed=process.exitcode in _FROM_OUTSIDE) from None
        finally:
            process.kill()
            process.join()
    if isinstance(found, Exception):
        raise found
    return found


_FROM_OUTSIDE: Final = {-getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


def _answer(leash: Connection, answer: Connection, function: Callable[..., object], arguments: Any, named: Any) -> None:
    _put_on(leash)
    try:
        found = function(*arguments, **named)
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
        found = error
    answer.send(found)
    answer.close()


def _put_on(leash: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that holds the leash
    threading.Thread(target=_mind, args=(leash,), daemon=True).start()


def _mind(leash: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        leash.recv_bytes()
    os._exit(1)
