"""The processes that judge: Python's own pool, on a leash. When this process lets go of it, killed or not, they end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


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


def _put_on(leash: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that holds the leash
    threading.Thread(target=_mind, args=(leash,), daemon=True).start()


def _mind(leash: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        leash.recv_bytes()
    os._exit(1)
