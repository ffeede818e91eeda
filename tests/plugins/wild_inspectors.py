"""A plugin whose inspectors do what files can make libraries do: the file's own words say what happens."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from eligibility import N_, CantTell, Exhibit, Inspector, Measurement, hookimpl
from eligibility.errors import AttachmentError
from eligibility.measurement import Line
from eligibility.wording import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Echo(Measurement):
    """What a file says, and the process that read it."""

    words: str
    process: int = 0
    number: float | None = None
    lines: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Length(Measurement):
    """How long a file is, as a second inspector finds it."""

    size: int


def words_of(exhibit: Exhibit) -> str:
    """Return what stands between the first and last bytes of a JPEG."""
    return exhibit.data[3:-2].decode(errors="replace")


def hang(_: str) -> None:
    """Never end."""
    while True:
        time.sleep(1)


def hang_in_native_code(_: str) -> None:
    """Never end, and let no other thread run: the lock that Python's threads share is kept."""
    ctypes.PyDLL(None).sleep(1000)


def hang_with_a_child(words: str) -> None:
    """Start a program that outlives this process if nobody ends it, tell its number in a file, and never end."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    Path(words.partition(" ")[2]).write_text(str(child.pid), encoding="utf-8")
    hang("")


def hang_with_a_file(words: str) -> None:
    """Write a temporary file, as engines do that are programs, tell its path in a file, and never end."""
    handle, path = tempfile.mkstemp()
    os.write(handle, b"what the file says")
    Path(words.partition(" ")[2]).write_text(path, encoding="utf-8")
    hang("")


def hold_the_pipe(_: str) -> None:
    """Leave a process behind that belongs to no group of ours and keeps everything open."""
    if os.fork() == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)
    os._exit(3)


def eat_memory(_: str) -> None:
    """Take more and more memory."""
    eaten = []
    while True:
        eaten.append(bytearray(64 << 20))


def eat_memory_in_native_code(_: str) -> None:
    """Fail as a library fails that gets no memory and doesn't ask whether it did."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    ctypes.memset(libc.malloc(ctypes.c_size_t(1 << 40)), 1, 1 << 20)


def segfault(_: str) -> None:
    """Read where there is nothing."""
    ctypes.string_at(0)


def print_rubbish(_: str) -> None:
    """Write to standard output and error in all ways there are."""
    print("rubbish" * 1000)  # noqa: T201
    os.write(1, b"\0" * 100_000)
    os.write(2, b"\0" * 100_000)
    subprocess.run(["/bin/echo", "rubbish"], check=True)
    sys.stdout.flush()


def write_into_every_pipe(_: str) -> None:
    """Write into everything that is open, as code that has taken the process over would."""
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            os.write(number, b"\xff" * 4096)
    hang("")


def read_standard_input(_: str) -> None:
    """Take what is there to be read."""
    sys.stdin.read()
    os.read(0, 1000)


def fail(error: BaseException) -> Callable[[str], None]:
    """Return what raises `error`."""

    def raise_it(_: str) -> None:
        raise error

    return raise_it


DEEDS: Final[Mapping[str, Callable[[str], None]]] = {
    "hang": hang,
    "hang-in-native-code": hang_in_native_code,
    "hang-with-a-child": hang_with_a_child,
    "hang-with-a-file": hang_with_a_file,
    "hold-the-pipe": hold_the_pipe,
    "eat-memory": eat_memory,
    "eat-memory-in-native-code": eat_memory_in_native_code,
    "segfault": segfault,
    "print": print_rubbish,
    "write-everywhere": write_into_every_pipe,
    "read-stdin": read_standard_input,
    "exit": lambda _: os._exit(3),
    "exit-politely": lambda _: sys.exit(0),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda _: os.kill(os.getpid(), signal.SIGSTOP),
    "abort": lambda _: os.abort(),
    "wait": lambda _: time.sleep(0.1),
    "raise": fail(ValueError("李不可说")),
    "interrupt": fail(KeyboardInterrupt()),
    "unreadable": fail(AttachmentError("damaged")),
    "lacks-something": fail(
        CantTell(N_("No {thing} for a {kind}."), "operator", thing=["reader", "李"], kind=Term("photo"))
    ),
    "doubts-wildly": fail(CantTell("{x:>9999999999}", "operator", x=1)),
    "doubts-foreignly": fail(CantTell("Hm.", "operator", domain="antigravity")),
}


class EchoInspector:
    """Says what the file says, if it gets that far."""

    name: ClassVar[str] = "echo"
    version: ClassVar[str] = "1"
    measures: ClassVar[type[Measurement]] = Echo

    def inspect(self, exhibit: Exhibit) -> Any:
        """Do what the file asks for, then repeat it."""
        words = words_of(exhibit)
        deed = words.partition(" ")[0]
        if deed in DEEDS:
            DEEDS[deed](words)
        if deed == "rubbish":
            return json.loads("[1]")
        if deed == "unspeakable":
            return Echo(words=object())  # type: ignore[arg-type]  # that is the fault
        return Echo(words=words, process=os.getpid(), number=0.1, lines=((Line(text=words),),))


class LengthInspector:
    """A second inspector of the same file."""

    name: ClassVar[str] = "length"
    version: ClassVar[str] = "1"
    measures: ClassVar[type[Measurement]] = Length

    def inspect(self, exhibit: Exhibit) -> Measurement:
        """Count, and note in a file that it was done, if the file names one."""
        words = words_of(exhibit)
        if words.startswith("count "):
            with Path(words.split(" ")[1]).open("a", encoding="utf-8") as log:
                log.write("x")
        return Length(size=len(exhibit.data))


@hookimpl
def register_inspectors() -> Sequence[Inspector]:
    """Return both."""
    return (EchoInspector(), LengthInspector())
