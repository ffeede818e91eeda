"""Worker processes that look at files: started when needed, killed and replaced when they hang, swell or die.

They are programs of their own (`python -m eligibility.worker`), neither forks, which threads forbid, nor
`multiprocessing`'s, which run the caller's script once more. Each has two threads here: one talks to it, one keeps watch.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from eligibility.looking.messages import LARGEST_PICTURE, WORKER, Message, receive, send
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from io import FileIO

T = TypeVar("T")

START_SECONDS: Final = 120
"""Seconds in which a worker must have loaded the plugins."""
MOST_JOBS: Final = 1000
"""Jobs after which a worker is replaced, because libraries leak."""
MOST_KILLS: Final = 3
"""Times that a file is looked at again because its worker was killed from outside: by a person, or for want of memory."""
KILLED: Final = "signal 9"
"""The cause of a doubt about a file whose workers were killed each time."""
DEBUG_VARIABLE: Final = "ELIGIBILITY_DEBUG"

_LATE: Final = N_("Looking at this file took longer than {seconds} seconds.")
_DIED: Final = N_("The process that looked at this file ended before it answered ({cause}).")
_RUBBISH: Final = N_("The process that looked at this file answered what can't be understood.")
_NO_START: Final = N_("The process that looks at files can't be started ({cause}).")
UNSEEN: Final = frozenset({_LATE, _DIED, _NO_START})
"""Reasons of doubts about a file that may go better next time, because it need not be the file that was at fault."""

_ONE_THREAD: Final = (
    "OMP_NUM_THREADS",
    "OMP_THREAD_LIMIT",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
"""Libraries would each start a thread per processor, in every worker."""
_ALLOCATION: Final = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""Freed memory that a worker's C library (glibc) keeps: asking the system anew for every layer of a network costs a quarter of
finding the lines of a page."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """What a worker is sent, and how its answer is understood; an answer that raises `ValueError` is rubbish."""

    plugins: tuple[str, ...]
    message: Message
    data: bytes
    understand: Callable[[Message, bytes], T]


class Workers:
    """At most `most` worker processes, shared by all threads of this process and by none of its forks."""

    def __init__(self, most: int, seconds: float, memory: int) -> None:
        """Keep how many there may be, the seconds a job may take and the bytes of memory a worker may use."""
        self.most = most
        self.seconds = seconds
        self.memory = memory
        self._closed = False
        self._reset()
        _all.add(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[tuple[Job[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._free = threading.Semaphore(0)
        self._alive: set[_Worker] = set()

    def submit(self, job: Job[T]) -> Future[T]:
        """Queue a job. The future raises `CantTell` when its worker could not be started, was late, or died."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                message = "the looker is closed"
                raise RuntimeError(message)
            self._jobs.put((job, future))
            if not self._free.acquire(blocking=False) and len(self._threads) < self.most:
                self._threads.append(threading.Thread(target=self._serve, daemon=True))
                self._threads[-1].start()
        return future

    def close(self) -> None:
        """End all workers, whatever they are doing; jobs that wait are cancelled. What is closed stays closed."""
        with self._lock:
            self._closed = True
            with contextlib.suppress(queue.Empty):
                while True:
                    waiting = self._jobs.get_nowait()
                    if waiting is not None:
                        waiting[1].cancel()
            for _ in self._threads:
                self._jobs.put(None)
            for worker in self._alive:
                if worker.is_busy:
                    worker.kill()
        for thread in self._threads:
            thread.join()

    def forget(self) -> None:
        """Leave all workers to the process this one was forked from."""
        for worker in self._alive:
            worker.forget()
        self._reset()

    def _serve(self) -> None:
        """Take jobs until there are no more; the worker that does them may be another one each time."""
        worker = None
        while (item := self._jobs.get()) is not None:
            job, future = item
            if future.set_running_or_notify_cancel():
                try:
                    for attempt in range(MOST_KILLS, -1, -1):
                        worker = worker if worker is not None and worker.is_fit() else self._replaced(worker)
                        try:
                            future.set_result(self._do(job, worker))
                            break
                        except CantTell as doubt:
                            if not attempt or doubt.values.get("cause") != KILLED or self._closed:
                                raise
                            worker.kill()
                except BaseException as error:  # noqa: BLE001 - whoever waits for the job gets it
                    if worker is not None:
                        worker.kill()
                    future.set_exception(error)
            del job, future, item
            self._free.release()
        self._ended(worker)

    def _replaced(self, worker: _Worker | None) -> _Worker:
        self._ended(worker)
        worker = _Worker(self.memory)
        with self._lock:
            self._alive.add(worker)
            if self._closed:
                worker.kill()
        return worker

    def _ended(self, worker: _Worker | None) -> None:
        if worker is not None:
            with self._lock:
                self._alive.discard(worker)
            worker.end()

    def _do(self, job: Job[T], worker: _Worker) -> T:
        head = {"plugins": job.plugins, "seconds": self.seconds}
        if job.plugins not in worker.loaded:
            answer, _ = worker.ask({**head, "job": "load", "seconds": START_SECONDS}, b"", START_SECONDS, _NO_START)
            if answer:
                raise CantTell(_NO_START, "operator", cause=_name(answer.get("failed")))
            worker.loaded.add(job.plugins)
        answer, data = worker.ask({**head, **job.message}, job.data, self.seconds, _DIED)
        try:
            return job.understand(answer, data)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise CantTell(_RUBBISH, "operator") from None


def environment() -> dict[str, str]:
    """Return the environment of a worker process."""
    paths = os.pathsep.join(map(str, sys.path))
    return {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), **_ALLOCATION, "PYTHONPATH": paths}


class _Worker:
    """One worker process. A thread of its own talks to it, because both writing and reading may block for ever."""

    def __init__(self, memory: int) -> None:
        """Start the process, with a folder of its own for temporary files; raise `CantTell` if that can't be done."""
        self._scratch = ""
        try:
            self._scratch = tempfile.mkdtemp(prefix="eligibility-")
            self._process = subprocess.Popen(  # noqa: S603 - this program's own module
                [sys.executable, "-P", "-m", WORKER, str(memory), self._scratch],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get(DEBUG_VARIABLE) else subprocess.DEVNULL,
                bufsize=0,
                env={**environment(), "TMPDIR": self._scratch},
                start_new_session=True,
            )
        except (OSError, ValueError, TypeError) as error:
            if self._scratch:
                shutil.rmtree(self._scratch, ignore_errors=True)
            raise CantTell(_NO_START, "operator", cause=type(error).__name__) from None
        self.loaded: set[tuple[str, ...]] = set()
        self._jobs = 0
        self.is_busy = False
        self._spent = False
        self._pipes: tuple[FileIO, FileIO] = (self._process.stdin, self._process.stdout)  # type: ignore[assignment]
        self._questions: queue.SimpleQueue[tuple[Message, bytes] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[Message, bytes] | Exception] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def _talk(self) -> None:
        jobs, answers = self._pipes
        with jobs, answers:
            while (question := self._questions.get()) is not None:
                try:
                    send(jobs, *question)
                    self._answers.put(receive(answers, LARGEST_PICTURE if question[0]["job"] == "show" else 0))
                except Exception as error:  # noqa: BLE001 - told to the thread that waits
                    self._answers.put(error)
                    return

    def ask(self, message: Message, data: bytes, seconds: float, died: str) -> tuple[Message, bytes]:
        """Return the answer; raise `CantTell` if there is none in time, or none that is an answer."""
        self._jobs += 1
        self.is_busy = True
        self._questions.put((message, data))
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise CantTell(_LATE, "operator", seconds=f"{seconds:g}") from None
        if isinstance(answer, EOFError | OSError):
            raise CantTell(died, "operator", cause=self._ending()) from None
        if isinstance(answer, Exception):
            raise CantTell(_RUBBISH, "operator") from None
        self.is_busy = False
        self._spent = bool(answer[0].get("exhausted")) or self._jobs > MOST_JOBS
        return answer

    def is_fit(self) -> bool:
        """Tell whether the process may be given another job."""
        return not self.is_busy and not self._spent and self._process.poll() is None

    def kill(self) -> None:
        """Kill the process and the programs it has started."""
        self._spent = True
        if self._process.returncode is None and hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Let the process end, or else kill it, and clear up after it."""
        self._questions.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        self.kill()
        self._ending()
        # A program that has escaped may still hold the pipe; its thread is left to it rather than our slot.
        self._thread.join(timeout=1)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def forget(self) -> None:
        """Let go of the process in a fork of the one it belongs to."""
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.returncode = 0  # else Python would complain that it still runs

    def _ending(self) -> str:
        """Return how the process ended; one that only hung up is not waited for long."""
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "hung up"
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _name(error: object) -> str:
    return error if isinstance(error, str) and error.isidentifier() and len(error) < 100 else "?"  # noqa: PLR2004


_all: Final[weakref.WeakSet[Workers]] = weakref.WeakSet()


def _forget_all() -> None:
    for workers in _all:
        workers.forget()


def _close_all() -> None:
    for workers in _all:
        workers.close()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
