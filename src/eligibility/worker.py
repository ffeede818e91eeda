"""A worker process: looks at the files it is sent, one after the other, and answers what was seen.

Run by `python -m eligibility.worker MEMORY SCRATCH` from `eligibility.looking.workers`, which kills it when it is late or too
large. Whatever a file does to the libraries that open it, it does here. The folder SCRATCH is for their temporary files, in which what
was sent may be read; this process removes it when its parent is gone and can't.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import AttachmentError
from eligibility.files import LARGEST_FILE
from eligibility.hooks import load_plugins
from eligibility.looking.messages import Message, adapter, receive, send
from eligibility.measurement import Exhibit
from eligibility.report import CantTell
from eligibility.wording import Term, clip

if TYPE_CHECKING:
    from io import FileIO

    from eligibility.measurement import Inspector

GRACE: Final = 10
"""Seconds after which a worker that its parent should have killed ends by itself."""


def main() -> None:
    """Answer messages until there are no more."""
    jobs, answers = _channels()
    _bound(int(sys.argv[1]))
    inbox = _Inbox(jobs, sys.argv[2])
    while (letter := inbox.next()) is not None:
        message, data = letter
        _wind_alarm(message["seconds"])
        answer, picture = _answer(message, data)
        _wind_alarm(0)
        try:
            send(answers, answer, picture)
        except OSError:  # nobody waits for it any more
            return


def _channels() -> tuple[FileIO, FileIO]:
    """Keep standard input and output for messages, and give libraries that read or print an empty pair instead."""
    jobs = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return jobs, answers


def _bound(memory: int) -> None:
    """Limit the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what was read


class _Inbox:
    """Messages as they come. When the parent is gone this process goes too, in the middle of a file if need be."""

    def __init__(self, jobs: FileIO, scratch: str) -> None:
        self._jobs = jobs
        self._scratch = scratch
        self._letters: queue.SimpleQueue[tuple[Message, bytes] | None] = queue.SimpleQueue()
        # Each is counted by one of the two threads only.
        self._received = self._taken = self._answered = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def next(self) -> tuple[Message, bytes] | None:
        """Return the next message, once the last one is answered, or `None` when there will be no more."""
        self._answered = self._taken
        letter = self._letters.get()
        self._taken += 1
        return letter

    def _listen(self) -> None:
        with contextlib.suppress(EOFError, OSError, ValueError, MemoryError):
            while True:
                letter = receive(self._jobs, LARGEST_FILE)
                self._received += 1
                self._letters.put(letter)
        shutil.rmtree(self._scratch, ignore_errors=True)
        if self._answered < self._received:
            _leave()
        self._letters.put(None)


def _leave() -> None:
    """End at once, with the programs that inspectors have started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _wind_alarm(seconds: float) -> None:
    """Let the system end this process if nobody else does: native code that hangs can't be stopped from within."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds and seconds + GRACE)


def _answer(message: Message, data: bytes) -> tuple[Message, bytes]:
    try:
        plugins = load_plugins(tuple(message["plugins"]))
        if message["job"] == "inspect":
            inspectors = {inspector.name: inspector for inspector in plugins.inspectors.values()}
            exhibit = Exhibit(data)
            seen = {name: _seen(inspectors[name], exhibit) for name in message["inspectors"]}
            return {"seen": seen, "exhausted": {"crashed": "MemoryError"} in seen.values()}, b""
        if message["job"] == "show":
            return _shown(data, message["page"], message["longest"])
    except BaseException as error:  # noqa: BLE001 - the parent must hear of it
        return {"failed": type(error).__name__}, b""
    return {}, b""


def _seen(inspector: Inspector, exhibit: Exhibit) -> Message:
    """Return what an inspector saw; of a crash only its type is told, because its text may repeat the file."""
    kind = inspector.measures
    try:
        measured = inspector.inspect(exhibit)
        if type(measured) is not kind:
            return {"crashed": "TypeError"}
        text = adapter(kind).dump_json(measured, warnings="error").decode()
    except AttachmentError:
        return {"version": inspector.version, "measurement": "null"}
    except CantTell as doubt:
        return {"doubt": _written(doubt)}
    except BaseException as error:  # noqa: BLE001 - a file must not end the worker
        return {"crashed": type(error).__name__}
    return {"version": inspector.version, "measurement": text}


def _written(doubt: CantTell) -> Message:
    values: dict[str, Any] = {}
    for key, value in doubt.values.items():
        values[key] = [_plain(item) for item in value] if isinstance(value, list | tuple) else _plain(value)
    terms = [key for key, value in doubt.values.items() if isinstance(value, Term)]
    return {"reason": doubt.reason, "owner": doubt.owner, "domain": doubt.domain, "values": values, "terms": terms}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else clip(str(value))


def _shown(data: bytes, number: int, longest: int | None) -> tuple[Message, bytes]:
    """Return the pixels of one upright page, counted from 0, reduced if it must be, and how many pages there are."""
    from eligibility.inspection.pages import sheets_of

    sheets = sheets_of(Exhibit(data))
    facts = sheets[number].facts
    picture = sheets[number].picture(longest)
    width, height = picture.size
    sizes = {"width": width, "height": height, "page_width": facts.width, "page_height": facts.height}
    return {**sizes, "pages": len(sheets)}, picture.tobytes()


if __name__ == "__main__":
    main()
