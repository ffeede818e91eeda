"""The folder of submissions, on disk or behind a URL: what lies in it, and how one submission is loaded from it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from eligibility.errors import EligibilityError, cant_be_read
from eligibility.files import DECLARATION
from eligibility.submission import load
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.submission import Submission


class Item(NamedTuple):
    """One name in a folder."""

    name: str
    is_folder: bool
    is_link: bool = False


class Place(Protocol):
    """Where submissions lie."""

    def items(self, path: str) -> Iterator[Item]:
        """Yield what lies in a folder, by its relative path; raise `OSError` when it can't be read."""
        ...

    def submission(self, path: str) -> Submission:
        """Load the submission at a relative path; raise `SubmissionError` when it can't be read."""
        ...


class Disk:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        """Keep the folder."""
        self._root = _meant(root)

    def items(self, path: str) -> Iterator[Item]:
        """Yield what lies in a folder."""
        with os.scandir(_meant(self._root / path)) as entries:
            for entry in entries:
                yield Item(as_text(entry.name), _is_folder(entry), entry.is_symlink())

    def submission(self, path: str) -> Submission:
        """Load the submission at a relative path."""
        return load(_meant(self._root / path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether a name is a folder's, or a link that leads to no file: it is looked into, so that it is told."""
    if entry.is_symlink():
        return not os.path.isfile(entry.path)  # noqa: PTH113 - `Path.is_file` raises where a link leads to what may not be read
    return entry.is_dir()


_ESCAPED: Final = re.compile(r"\\u(dc[89a-f][0-9a-f])")


def as_text(name: str) -> str:
    r"""Return a name or words with bytes that are no UTF-8 written out, so that they can be kept and shown: `\udcff`."""
    return name.encode("utf-8", "backslashreplace").decode()


def _meant(path: Path) -> Path:
    """Return the path on disk for one that was written as text."""
    return path if os.path.lexists(path) else Path(_ESCAPED.sub(lambda byte: chr(int(byte[1], 16)), str(path)))


def is_url(root: str) -> bool:
    """Tell whether a folder is named by a URL, as fsspec knows them."""
    return "://" in root


def without_secrets(root: str) -> str:
    """Return a folder's name; a URL without the user and password that it may hold."""
    return re.sub("://[^/]*@", "://", root)


@contextmanager
def place_of(root: str) -> Iterator[Place]:
    """Give access to a folder, or to what a URL means; raises `EligibilityError` when there is no way to it."""
    if not is_url(root):
        yield Disk(Path(root))
        return
    from eligibility.audit.remote import Remote

    with Remote(root) as place:
        yield place


def submissions_in(root: str, leave_out: Path) -> Iterator[str]:
    """Yield the paths of all submissions in a folder, relative to it, in no order.

    A folder that holds a `declaration.json`, or neither a folder nor a `.zip`, is a submission; in other folders more are
    looked for. What can't be looked into counts as a submission, so that it is told. Hidden names and `leave_out` are passed over;
    links to folders are not followed further. Raises `EligibilityError` when the folder itself can't be read, and at the
    end when there was none in it, as when a share is not mounted.
    """
    none = True
    with place_of(root) as place:
        spared = None if is_url(root) else _inside(Path(root), leave_out)
        try:
            for item in place.items(""):
                for path in _found(place, item.name, item, spared):
                    none = False
                    yield path
        except OSError as error:
            template, reason = cant_be_read(error)
            raise EligibilityError(template, path=without_secrets(root), reason=reason) from None
    if none:
        raise EligibilityError(N_("{path}: there are no submissions in this folder"), path=without_secrets(root))


def _inside(root: Path, folder: Path) -> str | None:
    """Return the path of a folder relative to another, if it lies in it."""
    root, folder = root.resolve(), folder.resolve()
    return as_text(folder.relative_to(root).as_posix()) if folder.is_relative_to(root) else None


def _found(place: Place, path: str, item: Item, spared: str | None) -> Iterator[str]:
    if item.name.startswith((".", "__MACOSX")) or path == spared:
        return
    if not item.is_folder:
        if _is_archive(item):
            yield path
        return
    try:
        inside = list(place.items(path))
    except OSError:
        yield path
        return
    further = any(_is_archive(other) or (other.is_folder and not other.is_link) for other in inside)
    if item.is_link or not further or any(other.name == DECLARATION for other in inside):
        yield path
        return
    for other in inside:
        yield from _found(place, f"{path}/{other.name}", other, spared)


def _is_archive(item: Item) -> bool:
    return not item.is_folder and item.name.lower().endswith(".zip")
