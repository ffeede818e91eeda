"""Submissions: a folder, a .zip or a bare JSON file becomes a declaration and a guarded way to its files.

Everything a submission says is data. A path never leaves the folder, sizes are limited before anything is read whole,
and JSON that two readers could understand differently (duplicate keys, NaN) is refused.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import json
import math
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol

from pydantic import ValidationError

from eligibility.declaration import FORMAT, Attachment, Declaration, escape_pointer
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.problems import Problem, cause_of, pointer
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from eligibility.measurement import Problem as FileProblem

DECLARATION: Final = "declaration.json"
LARGEST_DECLARATION: Final = 16 << 20
"""Bytes of a declaration; about a thousand times a usual one."""
LARGEST_FILE: Final = 64 << 20
"""Bytes of one attachment, unpacked."""
LARGEST_TOTAL: Final = 1 << 30
"""Bytes of all members of a .zip, unpacked."""
LARGEST_DIRECTORY: Final = 4 << 20
"""Bytes of a .zip's list of members."""
MOST_FILES: Final = 2_000
"""Members of a .zip, and attachments of a submission with files."""
MOST_VALUES: Final = 200_000
"""Values of a declaration; hundreds of times a usual one."""
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
        """Open an attachment's bytes.

        Raises `AttachmentError` when the file itself is at fault, and `CantTell` when its keeper is: an opener that
        fails, a disk that can't be read. What goes wrong on our side is never held against the applicant.
        """
        with self._opened(attachment) as file:
            yield file

    def _opened(self, attachment: Attachment) -> BinaryIO:
        content = attachment.content
        if isinstance(content, bytes):
            return io.BytesIO(content)
        if content is not None:
            return _fetched(content)
        if self.files is None or not attachment.file:
            raise AttachmentError("missing")
        try:
            return self.files.open(attachment.file)
        except OSError as error:
            cause = error.strerror or type(error).__name__
            raise CantTell(N_("The file is there but can't be read here: {cause}."), "operator", cause=cause) from error


def _fetched(opener: Callable[[], BinaryIO]) -> BinaryIO:
    try:
        file = opener()
        nothing: object = file.read(0)
    except Exception as error:  # the caller's own code may raise anything
        raise CantTell(N_("The file could not be fetched ({error})."), "portal", error=type(error).__name__) from error
    if not isinstance(nothing, bytes):
        file.close()
        raise CantTell(N_("The attachment's opener gave a file of text; it must be opened for reading bytes."), "portal")
    return file


def load(path: str | Path) -> Submission:
    """Read a submission: a folder with a `declaration.json`, a `.zip` of one, or a bare JSON file.

    Raises `SubmissionError` with every problem found, each with its place.
    """
    path = Path(path)
    try:
        mode = _mode(path)
        if stat.S_ISDIR(mode):
            files: Files = _Folder(path)
            return _with_files(files, path / DECLARATION)
        if not stat.S_ISREG(mode):
            raise SubmissionError(N_("{path}: not a regular file"), path=path)
        if path.suffix.lower() == ".zip":
            return _with_files(_archive(path), path)
        with path.open("rb") as file:
            return _submission(_limited(file, path), path, None)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        template = _UNREADABLE.get(error.errno, N_("{path}: can't be read: {reason}"))
        raise SubmissionError(template, path=error.filename or path, reason=reason) from None


_UNREADABLE: Final[Mapping[int | None, str]] = {
    errno.ENOENT: N_("{path}: there is no such file or folder"),
    errno.ENOTDIR: N_("{path}: there is no such file or folder"),
    errno.EACCES: N_("{path}: this program has no permission to read it"),
    errno.EPERM: N_("{path}: this program has no permission to read it"),
}


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except ValueError:  # a name no file can have
        raise FileNotFoundError(errno.ENOENT, "", str(path)) from None


def _with_files(files: Files, path: Path) -> Submission:
    try:
        with files.open(DECLARATION) as file:
            data = _limited(file, path)
    except AttachmentError as error:
        raise SubmissionError(_NO_DECLARATION[error.problem], path=path, name=DECLARATION) from None
    submission = _submission(data, path, files)
    if len(submission.declaration.attachments) > MOST_FILES:
        raise SubmissionError(N_("{path}: more than {limit} attachments"), path=path, limit=MOST_FILES)
    return submission


_NO_DECLARATION: Final[Mapping[str, str]] = {
    "missing": N_("{path}: there is no such file; a submission folder holds one"),
    "outside": N_("{path}: a link that leaves the folder is not followed; put the file itself there"),
    "not-a-file": N_("{path}: the declaration is not a regular file"),
    "too-large": N_("{path}: the packed {name} is too large for a declaration"),
    "unopenable": N_("{path}: the packed {name} is damaged, encrypted or packed in an unusual way; pack it again without a password"),
}


def _limited(file: BinaryIO, path: Path) -> bytes:
    data = file.read(LARGEST_DECLARATION + 1)
    if len(data) > LARGEST_DECLARATION:
        raise SubmissionError(
            N_("{path}: larger than {limit} bytes, too large for a declaration"), path=path, limit=LARGEST_DECLARATION
        )
    return data


def _submission(data: bytes, path: Path, files: Files | None) -> Submission:
    _refuse_crowd(data, path)
    return Submission(read_declaration(data, path), hashlib.sha256(data).hexdigest(), files)


def _refuse_crowd(data: bytes, path: Path) -> None:
    """Refuse millions of tiny values: parsed, each weighs a hundred times its text. Commas and brackets inside text do not count."""
    if _values(data) > MOST_VALUES and _values(_TEXT.sub(b"", data)) > MOST_VALUES:
        raise SubmissionError(N_("{path}: more than {limit} values, too many for a declaration"), path=path, limit=MOST_VALUES)


def _values(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


# --- folders and archives -------------------------------------------------------------------------------------------


def _safe_name(name: str) -> PurePosixPath:
    """Return a relative path without tricks, or raise `AttachmentError`: what the applicant wrote never leaves the folder.

    Names are compared to the letter, upper and lower case too, so that a submission means the same everywhere.
    """
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
        safe = _safe_name(name)
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


class _Archive:
    """The files of a .zip, read in place; nothing is unpacked to disk."""

    def __init__(self, path: Path, members: Mapping[str, zipfile.ZipInfo], root: str) -> None:
        self._path = path
        self._members = members
        self._root = root

    def open(self, name: str) -> BinaryIO:
        info = self._members.get(self._root + _safe_name(name).as_posix())
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


def _archive(path: Path) -> _Archive:
    try:
        with _Directory(path) as file, zipfile.ZipFile(file) as archive:
            members = _members(archive.infolist(), path)
    except _DAMAGE as error:
        raise SubmissionError(N_("{path}: not a .zip file, or a damaged one; pack it again"), path=path) from error
    return _Archive(path, members, _root_of(members, path))


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
        if name is None or info.is_dir():
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
        return _safe_name(name).as_posix()
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
        raise SubmissionError(N_("{path}: there is no {name} in the .zip; pack the folder that holds it"), path=path, name=DECLARATION)
    if len(found) > 1:
        raise SubmissionError(N_("{path}: several folders in the .zip hold a {name}; pack them one by one"), path=path, name=DECLARATION)
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
    text = _text_of(data, name)
    reader = _StrictReader()
    try:
        document = json.loads(
            text,
            object_pairs_hook=reader.pairs,
            parse_constant=reader.constant,
            parse_float=reader.float,
            parse_int=reader.int,
        )
    except json.JSONDecodeError as error:
        raise SubmissionError(
            N_("{name}: not JSON, line {line}, column {column}"),
            [Problem(_why_not_json(error))],
            name=name,
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise SubmissionError(_TOO_DEEP, name=name) from None
    if reader.met or _ESCAPED_SURROGATE.search(data):
        problems = [Problem(cause, at=at) for at, cause in _faults_in(document)]
        if problems:
            raise _refused(problems, name)


_TOO_DEEP: Final = N_("{name}: nested too deeply")
_ESCAPED_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _text_of(data: bytes, name: str | Path) -> str:
    encoding = json.detect_encoding(data).upper()
    if encoding == "UTF-8":
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            if not _is_gbk(data):
                line = data.count(b"\n", 0, error.start) + 1
                raise SubmissionError(
                    N_("{name}: line {line} is not UTF-8 text; save the file as UTF-8"), name=name, line=line
                ) from None
            encoding = "GBK"
    raise SubmissionError(
        N_("{name}: the text is {encoding}, not UTF-8; save the file as UTF-8"), name=name, encoding=encoding
    )


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _why_not_json(error: json.JSONDecodeError) -> str:
    if not error.doc.strip():
        return N_("the file is empty")
    return next((cause for start, cause in _REASONS.items() if error.msg.startswith(start)), N_("this is not JSON"))


_REASONS: Final[Mapping[str, str]] = {
    "Expecting value": N_("a value is missing, or text without double quotes"),
    "Expecting property name": N_("a key in double quotes is missing; is there a comma too many before it?"),
    "Illegal trailing comma": N_("a comma too many"),
    "Expecting ':'": N_("a colon is missing after the key"),
    "Expecting ','": N_("a comma or a closing bracket is missing"),
    "Unterminated string": N_("the text that begins here has no closing double quote"),
    "Invalid control character": N_("a line break or control character inside a text; write \\n for a line break"),
    "Invalid \\": N_("a backslash inside a text; write it twice"),
    "Extra data": N_("something stands after the end of the declaration"),
}


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in a parsed document where the JSON has no meaning, or two."""

    cause: str


class _StrictReader:
    """Hooks for `json.loads` that put a fault wherever JSON can be read in two ways; `met` tells whether they did."""

    def __init__(self) -> None:
        self.met = False

    def _fault(self, cause: str) -> _Fault:
        self.met = True
        return _Fault(cause)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            found |= {key: self._fault(N_("this key stands twice; remove one of the two")) for key in counts if counts[key] > 1}
        return found

    def constant(self, _: str) -> _Fault:
        return self._fault(N_("NaN and Infinity are not numbers"))

    def float(self, digits: str) -> float | _Fault:
        number = float(digits)
        return number if math.isfinite(number) else self._fault(N_("the number is too large"))

    def int(self, digits: str) -> int | _Fault:
        try:
            return int(digits)
        except ValueError:  # Python's own limit
            return self._fault(N_("the number is too large"))


def _faults_in(document: object) -> Iterator[tuple[str, str]]:
    """Yield place and cause of each fault, in the document's order; not by recursion, the document may be deep."""
    waiting = [("", document)]
    while waiting:
        at, value = waiting.pop()
        inside: list[tuple[str, object]] = []
        if isinstance(value, _Fault):
            yield at, value.cause
        elif isinstance(value, str) and _SURROGATE.search(value):
            yield at, N_("half a character (a lone surrogate); write the whole character")
        elif isinstance(value, dict):
            inside = [(f"{at}/{escape_pointer(key)}", item) for key, item in value.items()]
            waiting.extend((at, key) for key in value if _SURROGATE.search(key))
        elif isinstance(value, list):
            inside = [(f"{at}/{index}", item) for index, item in enumerate(value)]
        waiting.extend(reversed(inside))


def _refused(problems: Sequence[Problem], name: str | Path) -> SubmissionError:
    listed = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        listed.append(Problem(N_("and {count} more"), values={"count": len(problems) - MOST_PROBLEMS}))
    return SubmissionError(N_("{name}: values that can't be read"), listed, name=name)


def _read_without_blanks(data: bytes, name: str | Path, faults: list[ErrorDetails]) -> Declaration:
    """Read once more with the blank values that did not fit taken out: a half-written form sends `""` and `null`."""
    if faults[0]["type"] == "json_invalid":  # Python reads what pydantic does not: only the nesting can differ
        raise SubmissionError(_TOO_DEEP, name=name)
    document = json.loads(data)
    blanks = [fault["loc"] for fault in faults if _drop_blank(document, fault["loc"])]
    if isinstance(document, dict) and document.get("format") not in (None, FORMAT):
        raise SubmissionError(N_("{name}: unknown format version; this engine reads {known}"), name=name, known=FORMAT)
    if blanks:
        try:
            return Declaration.model_validate_json(json.dumps(document))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)
    problems = []
    for fault in faults:
        cause, values = cause_of(fault)
        problems.append(Problem(cause, values=values, at=pointer(fault["loc"])))
    raise _refused(problems, name)


def _drop_blank(document: Any, steps: tuple[int | str, ...]) -> bool:
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
