"""Where a command's answer goes: standard output or a file, and what cannot be answered to standard error."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.errors import EligibilityError
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eligibility.wording import Language


def terminal_width() -> int | None:
    """Return the width of the terminal that standard output is, or `None` if it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write(pieces: Iterable[str], path: Path | None = None, *, document: bool = False) -> None:
    """Write the pieces to a file, whole or not at all, or to standard output as they come.

    A `document` is for machines: UTF-8, whatever the locale says. Files always are.
    """
    if path is not None:
        _to_file(pieces, path)
        return
    if document and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for piece in pieces:
        with _writing("stdout"):
            sys.stdout.write(piece)
    with _writing("stdout"):
        sys.stdout.flush()


def complain(error: EligibilityError, language: Language) -> None:
    """Tell an error to whoever watches."""
    sys.stderr.write(f"{error.text(language)}\n")


def spare(target: Path, *read: Path) -> None:
    """Raise `EligibilityError` if writing to `target` would overwrite what is read: a file, or one in a folder."""
    for given in read:
        with contextlib.suppress(OSError):
            place = Path(os.path.realpath(target))
            inside = given.is_dir() and place.exists() and place.is_relative_to(os.path.realpath(given))
            if inside or target.samefile(given):
                message = N_("{path}: not overwritten: it is what is read, or part of it; write to another file")
                raise EligibilityError(message, path=target)


def write_bytes(data: bytes, path: Path) -> None:
    """Write bytes to a file, whole or not at all."""
    with _draft(path) as draft, _writing(path):
        draft.write_bytes(data)


def _to_file(pieces: Iterable[str], path: Path) -> None:
    with _draft(path) as draft:
        with _writing(path):
            file = draft.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
        with file:
            for piece in pieces:
                with _writing(path):
                    file.write(piece)
            with _writing(path):
                file.flush()
                os.fsync(file.fileno())


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Give a new file beside `path` to write to, which takes its place if nothing goes wrong."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise EligibilityError(N_("{path}: can't be written: not a regular file"), path=path)
    draft = target.with_name(f".eligibility-{os.getpid()}.part")
    try:
        with _writing(path):
            draft.touch(exist_ok=False)
        yield draft
        with _writing(path):
            if target.exists():
                shutil.copymode(target, draft)
            draft.replace(target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


@contextlib.contextmanager
def _writing(name: str | Path) -> Iterator[None]:
    """Turn a failure to write into words; a reader that hangs up is no failure."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be written: {reason}"), path=name, reason=reason) from error
