"""Submissions: a folder, a .zip or a bare JSON file becomes a declaration and a guarded way to its files.

Everything a submission says is data. A path never leaves the folder, sizes are limited before anything is read whole,
and JSON that two readers could understand differently (duplicate keys, NaN) is refused.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn, Protocol

from pydantic import ValidationError

from eligibility.declaration import Attachment, Declaration
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.problems import Problem, cause_of, pointer
from eligibility.wording import N_

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DECLARATION: Final = "declaration.json"
LARGEST_DECLARATION: Final = 16 << 20
"""Bytes of a declaration; about a thousand times a usual one."""
LARGEST_FILE: Final = 64 << 20
"""Bytes of one attachment, unpacked."""
LARGEST_TOTAL: Final = 1 << 30
"""Bytes of all members of a .zip, unpacked."""
MOST_MEMBERS: Final = 10_000
"""Members of a .zip."""
MOST_PROBLEMS: Final = 50
"""Problems of one declaration that are listed; the rest is counted."""


class Files(Protocol):
    """A guarded way to the files of one submission."""

    def open(self, name: str) -> BinaryIO:
        """Open a file by its relative path; raise `AttachmentError` when that can't be done."""
        ...


@dataclass(frozen=True)
class Submission:
    """A declaration, the SHA-256 of its JSON, and where its attachments' bytes come from."""

    declaration: Declaration
    sha256: str
    files: Files | None = None

    @classmethod
    def of(cls, declaration: Declaration) -> Submission:
        """Wrap a declaration built in memory, whose attachments carry their own content."""
        text = declaration.model_dump_json(exclude_none=True, fallback=repr)
        return cls(declaration, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())

    def can_open(self, attachment: Attachment) -> bool:
        """Tell whether there is anything to look at: content in memory, or files beside the declaration."""
        return attachment.content is not None or self.files is not None

    @contextmanager
    def open(self, attachment: Attachment) -> Iterator[BinaryIO]:
        """Open an attachment's bytes; raise `AttachmentError` when that can't be done."""
        content = attachment.content
        try:
            if isinstance(content, bytes):
                file: BinaryIO = io.BytesIO(content)
            elif content is not None:
                file = content()
            elif self.files is not None and attachment.file:
                file = self.files.open(attachment.file)
            else:
                raise AttachmentError("missing")
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise AttachmentError("unopenable") from error
        with file:
            yield file


def load(path: str | Path) -> Submission:
    """Read a submission: a folder with a `declaration.json`, a `.zip` of one, or a bare JSON file.

    Raises `SubmissionError` with every problem found, each with its place.
    """
    path = Path(path)
    try:
        if path.is_dir():
            return _load_folder(path)
        if path.suffix.lower() == ".zip":
            return _load_zip(path)
        return _submission(_read_limited(path), path, None)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SubmissionError(N_("{path}: can't be read: {reason}"), path=error.filename or path, reason=reason) from None


def _load_folder(path: Path) -> Submission:
    files = _Folder(path)
    try:
        with files.open(DECLARATION) as file:
            data = _limited(file, path / DECLARATION)
    except AttachmentError as error:
        cause = _NO_DECLARATION.get(error.problem, N_("{path}: can't be opened"))
        raise SubmissionError(cause, path=path / DECLARATION) from None
    return _submission(data, path / DECLARATION, files)


_NO_DECLARATION: Final = {
    "missing": N_("{path}: there is no such file; a submission folder holds one"),
    "outside": N_("{path}: a link that leaves the folder is not followed"),
    "not-a-file": N_("{path}: not a regular file"),
}


def _read_limited(path: Path) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise SubmissionError(N_("{path}: not a regular file"), path=path)
    with path.open("rb") as file:
        return _limited(file, path)


def _limited(file: BinaryIO, path: Path) -> bytes:
    data = file.read(LARGEST_DECLARATION + 1)
    if len(data) > LARGEST_DECLARATION:
        raise SubmissionError(
            N_("{path}: larger than {limit} bytes, too large for a declaration"), path=path, limit=LARGEST_DECLARATION
        )
    return data


def _submission(data: bytes, path: Path, files: Files | None) -> Submission:
    return Submission(read_declaration(data, path), hashlib.sha256(data).hexdigest(), files)


# --- folders and archives -------------------------------------------------------------------------------------------


def _safe_name(name: str) -> PurePosixPath:
    """Return a relative path without tricks, or raise `AttachmentError`: what the applicant wrote never leaves the folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if "\0" in name or path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        raise AttachmentError("outside")
    return path


class _Folder:
    """The files of a submission folder; symbolic links may point inside it, never out of it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._resolved = root.resolve()

    def open(self, name: str) -> BinaryIO:
        try:
            path = (self._root / _safe_name(name)).resolve(strict=True)
            if not path.is_relative_to(self._resolved):
                raise AttachmentError("outside")
            if not stat.S_ISREG(path.stat().st_mode):
                raise AttachmentError("not-a-file")
            return path.open("rb")
        except FileNotFoundError:
            raise AttachmentError("missing") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise AttachmentError("unopenable") from error


class _Archive:
    """The files of a .zip, read in place; nothing is unpacked to disk."""

    def __init__(self, path: Path, members: dict[str, zipfile.ZipInfo], root: str) -> None:
        self._path = path
        self._members = members
        self._root = root

    def open(self, name: str) -> BinaryIO:
        info = self._members.get(self._root + _safe_name(name).as_posix())
        if info is None:
            raise AttachmentError("missing")
        if info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            raise AttachmentError("not-a-file")
        if info.file_size > LARGEST_FILE:
            raise AttachmentError("too-large")
        with zipfile.ZipFile(self._path) as archive, archive.open(info) as member:
            # The header's size can lie; read() stops at it, one more byte would be an error of the archive.
            return io.BytesIO(member.read(LARGEST_FILE))


def _load_zip(path: Path) -> Submission:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path)
            root = _root_of(members, path)
            with archive.open(members[root + DECLARATION]) as file:
                data = _limited(file, path)  # type: ignore[arg-type]  # ZipExtFile is a readable binary file
    except zipfile.BadZipFile:
        raise SubmissionError(N_("{path}: not a .zip file, or a damaged one"), path=path) from None
    except (RuntimeError, NotImplementedError):
        raise SubmissionError(N_("{path}: the .zip is encrypted or packed in an unknown way; pack it again without"), path=path) from None
    except (EOFError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise SubmissionError(N_("{path}: not a .zip file, or a damaged one"), path=path) from error
    return _submission(data, path, _Archive(path, members, root))


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise SubmissionError(N_("{path}: more than {limit} files in the .zip"), path=path, limit=MOST_MEMBERS)
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise SubmissionError(N_("{path}: unpacks to more than {limit} bytes"), path=path, limit=LARGEST_TOTAL)
    return {_member_name(info): info for info in infos}


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows packs Chinese names in GBK without saying so, and zipfile takes them for cp437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            pass
    return name.replace("\\", "/")


def _root_of(members: dict[str, zipfile.ZipInfo], path: Path) -> str:
    """Return the folder inside the .zip that holds the declaration: the top, or the single folder that was packed."""
    found = [name.removesuffix(DECLARATION) for name in members if name == DECLARATION or name.count("/") == 1 and name.endswith(f"/{DECLARATION}")]
    if "" in found:
        return ""
    if len(found) != 1:
        raise SubmissionError(N_("{path}: the .zip holds no {name}, or several"), path=path, name=DECLARATION)
    return found[0]


# --- JSON -----------------------------------------------------------------------------------------------------------


def read_declaration(data: bytes, name: str | Path = DECLARATION) -> Declaration:
    """Read a declaration from JSON bytes (UTF-8, with or without a byte order mark).

    `null` and blank text count as absent. Raises `SubmissionError`: not UTF-8, not JSON, duplicate keys, NaN, nesting
    too deep, an unknown format version, values of a wrong type (all of them, each with its place).
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        declaration = Declaration.model_validate_json(data)
    except ValidationError as error:
        _refuse_unreadable(data, name)
        return _read_without_blanks(data, name, error.errors(include_url=False, include_input=False))
    if _may_be_ambiguous(data, declaration):
        _refuse_unreadable(data, name)
    return declaration


def _may_be_ambiguous(data: bytes, declaration: Declaration) -> bool:
    """Tell, cheaply, whether the JSON might hold a duplicate key or NaN.

    Every key is followed by one colon, and text can only add more. So if there are no more colons than values in the
    parsed form, no key was swallowed; otherwise a slower reader looks. Values that count as false are left out of the
    count but for the usual answers "no"; that can only call the slower reader. Only untyped values can hide a NaN.
    """
    if declaration.extra or declaration.unknown_keys:
        return True
    fields: list[dict[str, Any]] = [vars(part) for part in declaration.parts]
    values: Iterator[Any] = itertools.chain.from_iterable(map(dict.values, fields))
    answers = [award.ranked for award in declaration.awards]
    answers += [project.awarded for project in declaration.projects]
    answers += [attachment.is_copy for attachment in declaration.attachments]
    given = len(declaration.model_fields_set) + len(list(filter(None, values))) + answers.count(False)
    return data.count(b":") != given


def _refuse_unreadable(data: bytes, name: str | Path) -> None:
    """Find out exactly what is wrong with the JSON itself, and raise; return if nothing is."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        guess = "UTF-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "GBK" if _is_gbk(data) else "?"
        raise SubmissionError(N_("{name}: not UTF-8 text ({guess}); save it as UTF-8"), name=name, guess=guess) from None
    try:
        json.loads(text, object_pairs_hook=functools.partial(_unique, name), parse_constant=functools.partial(_no_constant, name))
    except json.JSONDecodeError as error:
        raise SubmissionError(
            N_("{name}: not JSON, line {line}, column {column}: {reason}"), name=name, line=error.lineno, column=error.colno, reason=error.msg
        ) from None
    except RecursionError:
        raise SubmissionError(N_("{name}: nested too deeply"), name=name) from None
    except ValueError as error:
        if isinstance(error, SubmissionError):
            raise
        raise SubmissionError(N_("{name}: a number with too many digits"), name=name) from None


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _unique(name: str | Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise SubmissionError(N_("{name}: the key {key} stands twice in one object; which one counts?"), name=name, key=twice)
    return unique


def _no_constant(name: str | Path, constant: str) -> NoReturn:
    raise SubmissionError(N_("{name}: {constant} is not a value JSON knows"), name=name, constant=constant)


def _read_without_blanks(data: bytes, name: str | Path, faults: list[ErrorDetails]) -> Declaration:
    """Read once more with the blank values that did not fit taken out: a half-written form sends `""` and `null`."""
    document = json.loads(data)
    if isinstance(document, dict) and document.get("format", "eligibility-declaration/1") != "eligibility-declaration/1":
        raise SubmissionError(
            N_("{name}: unknown format version; this engine reads {known}"), name=name, known="eligibility-declaration/1"
        )
    blanks = [fault["loc"] for fault in faults if _drop_blank(document, fault["loc"])]
    if blanks:
        try:
            return Declaration.model_validate_json(json.dumps(document))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
    problems = []
    for fault in faults[:MOST_PROBLEMS]:
        cause, values = cause_of(fault)
        problems.append(Problem(cause, values=values, at=pointer(fault["loc"])))
    if len(faults) > MOST_PROBLEMS:
        problems.append(Problem(N_("and {count} more"), values={"count": len(faults) - MOST_PROBLEMS}))
    raise SubmissionError(N_("{name}: values that can't be read"), problems, name=name)


def _drop_blank(document: Any, steps: tuple[int | str, ...]) -> bool:  # noqa: ANN401 - any JSON
    *path, last = steps or ("",)
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(document, dict) or last not in document:
        return False
    value = document[last]
    if value is None or (isinstance(value, str) and not value.strip()):
        del document[last]
        return True
    return False
