"""The folder of submissions, on disk or behind a URL: what lies in it, and how one submission is loaded from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.errors import EligibilityError
from eligibility.files import DECLARATION
from eligibility.submission import load
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.submission import Submission


def submissions_in(root: str, leave_out: Path) -> Iterator[str]:
    """Yield the paths of all submissions in a folder, relative to it.

    A folder that holds a `declaration.json`, or no folder and no `.zip`, is a submission; in other folders more are looked
    for. What can't be looked into counts as a submission, so that it is told. Hidden names and `leave_out` are passed over; links
    are not followed further. Raises `EligibilityError` when the folder itself can't be read.
    """
    if is_url(root):
        from eligibility.audit.remote import remote_submissions_in

        yield from remote_submissions_in(root)
        return
    folder = Path(root)
    try:
        entries = list(_entries(folder, leave_out))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be read: {reason}"), path=root, reason=reason) from None
    for entry in entries:
        yield from _found(entry, folder, leave_out)


def is_url(root: str) -> bool:
    """Tell whether a folder is named by a URL, as fsspec knows them."""
    return "://" in root


def _entries(folder: Path, leave_out: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith((".", "__MACOSX")) and Path(entry.path).absolute() != leave_out.absolute():
                yield entry


def _found(entry: os.DirEntry[str], root: Path, leave_out: Path) -> Iterator[str]:
    path = Path(entry.path)
    here = path.relative_to(root).as_posix()
    if not entry.is_dir():
        if path.suffix.lower() == ".zip":
            yield here
        return
    try:
        inside = list(_entries(path, leave_out))
    except OSError:
        yield here
        return
    further = [
        other for other in inside if other.is_dir(follow_symlinks=False) or other.name.lower().endswith(".zip")
    ]
    if entry.is_symlink() or not further or any(other.name == DECLARATION for other in inside):
        yield here
        return
    for other in inside:
        yield from _found(other, root, leave_out)


@contextmanager
def load_from(root: str, path: str) -> Iterator[Submission]:
    """Give a submission of a folder; its files can be opened while the block runs. Raises `SubmissionError`."""
    if is_url(root):
        from eligibility.audit.remote import remote_submission

        with remote_submission(root, path) as submission:
            yield submission
        return
    yield load(Path(root) / path)
