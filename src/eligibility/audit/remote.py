"""Submissions in object storage, by any URL that fsspec knows. Nothing is kept: each file is fetched when it is looked at."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from eligibility.audit.folder import Item, without_secrets
from eligibility.errors import AttachmentError, EligibilityError, SubmissionError, cant_be_read
from eligibility.files import LARGEST_FILE, LARGEST_TOTAL, safe_name
from eligibility.submission import load, load_files
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.submission import Submission


class Remote:
    """What a URL means. Zips are fetched whole into a folder that is gone when the block ends."""

    def __init__(self, url: str) -> None:
        """Find the file system of a URL; raise `EligibilityError` if there is none."""
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise EligibilityError(
                N_("Submissions behind a URL need more software; install eligibility[remote].")
            ) from None
        try:
            self._system, self._root = url_to_fs(url, use_listings_cache=False)  # it would grow with every folder
        except (ImportError, ValueError) as error:
            raise EligibilityError(
                N_("There is no way to {url}: {cause}"), url=without_secrets(url), cause=error
            ) from None
        self._fetched = tempfile.TemporaryDirectory(prefix="eligibility-")

    def __enter__(self) -> Self:
        """Return the place itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was fetched."""
        self._fetched.cleanup()

    def _full(self, path: str) -> str:
        return "/".join(filter(None, (self._root.rstrip("/"), path)))

    def items(self, path: str) -> Iterator[Item]:
        """Yield what lies in a folder."""
        with _speaking():
            found = self._system.ls(self._full(path), detail=True)
        for item in found:
            name = item["name"].rstrip("/").rpartition("/")[2]
            if name and item["name"].strip("/") != self._full(path).strip("/"):
                yield Item(name, item["type"] == "directory")

    def submission(self, path: str) -> Submission:
        """Load the submission at a relative path."""
        if not path.lower().endswith(".zip"):
            return self._folder(path)
        local = Path(self._fetched.name) / "submission.zip"
        try:
            self._fetch(path, local)
            return load(local)
        except SubmissionError as error:
            raise SubmissionError(error.message, error.problems, **{**error.values, "path": path}) from None
        except Exception as error:  # noqa: BLE001 - each store has its own
            raise SubmissionError(
                N_("{path}: can't be read: {reason}"), path=path, reason=type(error).__name__
            ) from None

    def _folder(self, path: str) -> Submission:
        try:
            return load_files(_RemoteFiles(self._system, self._full(path)), Path(path))
        except OSError as error:
            template, reason = cant_be_read(error)
            raise SubmissionError(template, path=path, reason=reason) from None

    def _fetch(self, path: str, local: Path) -> None:
        if (self._system.size(self._full(path)) or 0) > LARGEST_TOTAL:
            raise SubmissionError(N_("{path}: unpacks to more than {limit} bytes"), path=path, limit=LARGEST_TOTAL)
        self._system.get_file(self._full(path), str(local))


@contextmanager
def _speaking() -> Iterator[None]:
    """Turn whatever a store raises into an `OSError` that says what went wrong."""
    try:
        yield
    except FileNotFoundError:  # some stores give no reason
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None
    except OSError:
        raise
    except Exception as error:  # each store has its own
        raise OSError(errno.EIO, type(error).__name__) from error


class _RemoteFiles:
    """The files of a submission in object storage."""

    def __init__(self, system: Any, root: str) -> None:
        self._system = system
        self._root = root

    def open(self, name: str) -> BinaryIO:
        path = f"{self._root}/{safe_name(name)}"
        try:
            with _speaking(), self._system.open(path, "rb") as file:
                return io.BytesIO(file.read(LARGEST_FILE + 1))
        except FileNotFoundError:
            raise AttachmentError("missing") from None
        except (IsADirectoryError, NotADirectoryError):
            raise AttachmentError("not-a-file") from None
