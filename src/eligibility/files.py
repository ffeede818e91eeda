"""Guarded ways to the files of a submission: a folder or a .zip, out of which no name leads.

What a submission names is data. A path never leaves the folder, sizes are limited before anything is read whole, and
nothing is unpacked to disk.
"""

from __future__ import annotations

import errno
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from eligibility.errors import AttachmentError, SubmissionError
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.measurement import FileProblem

DECLARATION: Final = "declaration.json"
LARGEST_FILE: Final = 64 << 20
"""Bytes of one attachment, unpacked."""
LARGEST_TOTAL: Final = 1 << 30
"""Bytes of all members of a .zip, unpacked."""
LARGEST_DIRECTORY: Final = 4 << 20
"""Bytes of a .zip's list of members."""
MOST_FILES: Final = 2_000
"""Members of a .zip, and attachments of a submission with files."""


class Files(Protocol):
    """A guarded way to the files of one submission."""

    def open(self, name: str) -> BinaryIO:
        """Open a file by its relative path; raise `AttachmentError` when that can't be done."""
        ...


def safe_name(name: str) -> PurePosixPath:
    """Return a relative path without tricks, or raise `AttachmentError`: what the applicant wrote never leaves the folder.

    Names are compared to the letter, upper and lower case too, so that a submission means the same everywhere.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if "\0" in name or path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        raise AttachmentError("outside")
    return path


class Folder:
    """The files of a submission folder; symbolic links may point inside it, never out of it."""

    def __init__(self, root: Path) -> None:
        """Keep the folder."""
        self._root = root
        self._resolved = root.resolve()

    def open(self, name: str) -> BinaryIO:
        """Open a file of the folder."""
        safe = safe_name(name)
        try:
            path = (self._root / safe).resolve()
            if not path.is_relative_to(self._resolved):
                raise AttachmentError("outside")
            if not stat.S_ISREG(path.stat().st_mode):
                raise AttachmentError("not-a-file")
            return path.open("rb")
        except OSError as error:
            problem = _FAULTY_NAMES.get(error.errno)
            if problem is None:
                raise
            raise AttachmentError(problem) from None
        except RuntimeError:  # how Python before 3.13 reports links in a circle
            raise AttachmentError("not-a-file") from None
        except ValueError:  # characters no file name can have
            raise AttachmentError("missing") from None


_FAULTY_NAMES: Final[Mapping[int | None, FileProblem]] = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "missing",
    errno.ELOOP: "not-a-file",
}


class Archive:
    """The files of a .zip, read in place; nothing is unpacked to disk."""

    def __init__(self, path: Path, members: Mapping[str, zipfile.ZipInfo], root: str) -> None:
        """Keep the .zip's path, its files by name, and the folder inside it that was packed."""
        self._path = path
        self._members = members
        self._root = root

    def open(self, name: str) -> BinaryIO:
        """Open a file of the .zip, unpacked in memory."""
        info = self._members.get(self._root + safe_name(name).as_posix())
        if info is None:
            raise AttachmentError("missing")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise AttachmentError("not-a-file")
        if info.file_size > LARGEST_FILE:
            raise AttachmentError("too-large")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise AttachmentError("unopenable")
        try:
            with zipfile.ZipFile(self._path) as archive, archive.open(info) as member:
                # A size that lies ends here: reading stops at the size in the directory, and the checksum tells.
                return io.BytesIO(member.read(LARGEST_FILE))
        except _DAMAGE as error:
            raise AttachmentError("unopenable") from error


_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, RuntimeError)
"""All that reading a damaged or encrypted .zip can raise."""


class _Directory(io.FileIO):
    """A .zip opened for its list of members only, so that a list of any length can't fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = -1 if size is None else size
        data = super().read(wanted if 0 <= wanted <= LARGEST_DIRECTORY else LARGEST_DIRECTORY + 1) or b""
        if len(data) > LARGEST_DIRECTORY:
            raise SubmissionError(N_("{path}: more than {limit} files in the .zip"), path=self.name, limit=MOST_FILES)
        return data


def open_archive(path: Path) -> Archive:
    """Return the files of a .zip; raise `SubmissionError` when its list of members can't be trusted."""
    try:
        with _Directory(path) as file, zipfile.ZipFile(file) as archive:
            members = _members(archive.infolist(), path)
    except _DAMAGE as error:
        raise SubmissionError(N_("{path}: not a .zip file, or a damaged one; pack it again"), path=path) from error
    return Archive(path, members, _root_of(members, path))


def _members(infos: Sequence[zipfile.ZipInfo], path: Path) -> Mapping[str, zipfile.ZipInfo]:
    """Return the files by name; two of one name are refused, because programs differ on which one counts."""
    if len(infos) > MOST_FILES:
        raise SubmissionError(N_("{path}: more than {limit} files in the .zip"), path=path, limit=MOST_FILES)
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise SubmissionError(N_("{path}: unpacks to more than {limit} bytes"), path=path, limit=LARGEST_TOTAL)
    members: dict[str, zipfile.ZipInfo] = {}
    numbers: dict[str, int] = {}
    for number, info in enumerate(infos, 1):
        name = _member_name(info)
        if name is None or info.filename.endswith("/"):
            continue
        if name in members:
            raise SubmissionError(
                N_("{path}: files {first} and {second} in the .zip have the same name; remove one of the two"),
                path=path,
                first=numbers[name],
                second=number,
            )
        members[name], numbers[name] = info, number
    return members


def _member_name(info: zipfile.ZipInfo) -> str | None:
    """Return a member's name, or nothing for one that leaves the folder.

    Many programs pack Chinese names in UTF-8 or GBK without saying so, and zipfile takes them for cp437.
    """
    name = info.filename
    if not info.flag_bits & _NAME_IS_UTF8:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = info.filename.encode("cp437").decode(encoding)
            except UnicodeError:
                continue
            break
    try:
        return safe_name(name).as_posix()
    except AttachmentError:
        return None


_NAME_IS_UTF8: Final = 0x800


def _root_of(members: Iterable[str], path: Path) -> str:
    """Return the folder inside the .zip that holds the declaration: the top, or the single folder that was packed."""
    found = [
        name.removesuffix(DECLARATION)
        for name in members
        if name == DECLARATION or (name.count("/") == 1 and name.endswith(f"/{DECLARATION}"))
    ]
    if "" in found:
        return ""
    if not found:
        raise SubmissionError(
            N_("{path}: there is no {name} in the .zip; pack the folder that holds it"), path=path, name=DECLARATION
        )
    if len(found) > 1:
        raise SubmissionError(
            N_("{path}: several folders in the .zip hold a {name}; pack them one by one"), path=path, name=DECLARATION
        )
    return found[0]
