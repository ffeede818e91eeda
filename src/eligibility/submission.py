"""Submissions: a folder, a .zip or a bare JSON file becomes a declaration and a guarded way to its files.

Everything a submission says is data. Sizes are limited before anything is read whole, and JSON that two readers could
understand differently (duplicate keys, NaN) is refused.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pydantic import ValidationError

from eligibility.declaration import FORMAT, Attachment, Declaration
from eligibility.errors import AttachmentError, SubmissionError, cant_be_read
from eligibility.files import DECLARATION, MOST_FILES, Files, Folder, open_archive
from eligibility.problems import Problem, cause_of, pointer
from eligibility.report import CantTell
from eligibility.strict_json import TOO_DEEP, refuse_crowd, refuse_unreadable, refused
from eligibility.wording import N_

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LARGEST_DECLARATION: Final = 16 << 20
"""Bytes of a declaration; about a thousand times a usual one."""


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
        raise CantTell(
            N_("The attachment's opener gave a file of text; it must be opened for reading bytes."), "portal"
        )
    return file


def load(path: str | Path) -> Submission:
    """Read a submission: a folder with a `declaration.json`, a `.zip` of one, or a bare JSON file.

    Raises `SubmissionError` with every problem found, each with its place.
    """
    path = Path(path)
    try:
        mode = _mode(path)
        if stat.S_ISDIR(mode):
            _refuse_a_folder_of_submissions(path)
            return load_files(Folder(path), path / DECLARATION)
        if not stat.S_ISREG(mode):
            raise SubmissionError(N_("{path}: not a regular file"), path=path)
        if path.suffix.lower() == ".zip":
            return load_files(open_archive(path), path)
        with path.open("rb") as file:
            if path.suffix.lower() != ".json" and not _JSON.match(file.peek()):
                raise SubmissionError(
                    N_("{path}: not a submission; expected a folder, a .zip or a JSON file"), path=path
                )
            return _submission(_limited(file, path), path, None)
    except OSError as error:
        template, reason = cant_be_read(error)
        raise SubmissionError(template, path=error.filename or path, reason=reason) from None


_JSON: Final = re.compile(rb"(\xef\xbb\xbf)?\s*\{")


def _refuse_a_folder_of_submissions(path: Path) -> None:
    inside = () if os.path.lexists(path / DECLARATION) else path.iterdir()
    if any((found / DECLARATION).is_file() or found.suffix.lower() == ".zip" for found in inside):
        raise SubmissionError(
            N_("{path}: holds submissions, but is none; name one of them, or judge them all with: eligibility audit"),
            path=path,
        )


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except ValueError:  # a name no file can have
        raise FileNotFoundError(errno.ENOENT, "", str(path)) from None


def load_files(files: Files, path: Path) -> Submission:
    """Read a submission from its files; `path` is what errors call it. Raises `SubmissionError` as `load` does."""
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
    "unopenable": N_(
        "{path}: the packed {name} is damaged, encrypted or packed in an unusual way; pack it again without a password"
    ),
}


def _limited(file: BinaryIO, path: Path) -> bytes:
    data = file.read(LARGEST_DECLARATION + 1)
    if len(data) > LARGEST_DECLARATION:
        raise SubmissionError(
            N_("{path}: larger than {limit} bytes, too large for a declaration"), path=path, limit=LARGEST_DECLARATION
        )
    return data


def _submission(data: bytes, path: Path, files: Files | None) -> Submission:
    return Submission(read_declaration(data, path), hashlib.sha256(data).hexdigest(), files)


# --- JSON -----------------------------------------------------------------------------------------------------------


def read_declaration(data: bytes, name: str | Path = DECLARATION) -> Declaration:
    """Read a declaration from JSON bytes (UTF-8, with or without a byte order mark).

    `null` and blank text count as absent. Raises `SubmissionError`: not UTF-8, not JSON, duplicate keys, NaN, nesting
    too deep, an unknown format version, values of a wrong type (all of them, each with its place).
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    refuse_crowd(data, name)
    try:
        declaration = Declaration.model_validate_json(data)
    except ValidationError as error:
        refuse_unreadable(data, name)
        return _read_without_blanks(data, name, error.errors(include_url=False, include_input=False))
    if _may_be_ambiguous(data, declaration):
        refuse_unreadable(data, name)
    return declaration


def _may_be_ambiguous(data: bytes, declaration: Declaration) -> bool:
    """Tell, cheaply, whether the JSON might hold a duplicate key or NaN.

    Every key is followed by one colon, and text can only add more. So if there are no more colons than values in the
    parsed form, no key was swallowed; otherwise a slower reader looks. A value like the default of a field may not have
    been given, so it is left out of the count; that can only call the slower reader. Only untyped values can hide a NaN.
    """
    if declaration.extra or declaration.unknown_keys:
        return True
    values = [part.__dict__.values() for part in declaration.parts]
    falsy = list(itertools.filterfalse(None, itertools.chain.from_iterable(values)))
    defaults = falsy.count(None) + falsy.count(())
    given = len(declaration.model_fields_set) + sum(map(len, values)) - defaults
    return data.count(b":") != given


def _read_without_blanks(data: bytes, name: str | Path, faults: list[ErrorDetails]) -> Declaration:
    """Read once more with the blank values that did not fit taken out: a half-written form sends `""` and `null`."""
    if faults[0]["type"] == "json_invalid":  # Python reads what pydantic does not: only the nesting can differ
        raise SubmissionError(TOO_DEEP, name=name)
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
    raise refused(problems, name)


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
