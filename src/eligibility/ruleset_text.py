"""The text of a file in TOML, a ruleset's or one beside it: from bytes to what TOML makes of them, every slip in an author's words."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import RulesetError
from eligibility.problems import Problem
from eligibility.toml_lines import lines_of
from eligibility.wording import N_

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE: Final = 1 << 20
"""Bytes of a ruleset file; a larger one is refused."""


TESTS: Final = "tests"
"""The folder, at any depth of a folder of rulesets, that holds no rulesets but what they are tested with."""

_RULES: Final = re.compile(rb"^[ \t]*\[\[[ \t]*rules[ \t]*\]\]", re.MULTILINE)
_OTHER: Final = re.compile(
    rb"^[ \t]*(\[\[?[ \t]*(cases|demand|waivers|build-system)[ \t]*\]|format[ \t]*=[ \t]*.eligibility-waivers/)",
    re.MULTILINE,
)
"""What only case files, demands.toml, files of waivers and pyproject.toml say."""


def files_in(path: Path) -> list[Path]:
    """Return the ruleset files of a folder, at any depth, in order of their paths; of a file, the file itself.

    Every `*.toml` outside `tests` is taken for a ruleset unless it is plainly something else, so that none is lost by a slip.
    """
    if not path.is_dir():
        return [path]
    return sorted(
        found
        for found in path.rglob("*.toml")
        if TESTS not in found.relative_to(path).parts[:-1] and found.is_file() and not _is_other(found)
    )


def _is_other(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE)
    except OSError:
        return False
    return not _RULES.search(data) and bool(_OTHER.search(data))


def text_of(path: Path) -> tuple[str, str]:
    """Return a file's text and the SHA-256 of its bytes; raise `RulesetError` when it is no UTF-8 text of a sensible size."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise RulesetError(N_("{path}: not a file; expected a ruleset file (.toml)"), path=path)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        cause = error.strerror if isinstance(error, OSError) else os.strerror(errno.ENOENT)
        raise RulesetError(N_("{path}: the ruleset can't be read: {cause}"), path=path, cause=cause) from None
    if len(data) > LARGEST_FILE:
        raise RulesetError(
            N_("{path}: larger than {limit} bytes, too large for a ruleset"), path=path, limit=LARGEST_FILE
        )
    return decoded(path, data), hashlib.sha256(data).hexdigest()


def decoded(path: Path, data: bytes) -> str:
    """Return the text of a file's bytes; raise `RulesetError` with the line and the cause when it is not UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        raise refused(
            path, [Problem(N_("the file begins with a byte order mark; save it as UTF-8 without one"), f"{path}:1")]
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(
            path, [Problem(N_("not UTF-8 text; save the file as UTF-8"), f"{path}:{line}", line=line)]
        ) from None


def document_of(path: Path, text: str) -> dict[str, Any]:
    """Return what the text says; raise `RulesetError` with the line and the cause when it is not TOML."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS:
            raise too_deep(path, number)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(path, [_syntax_problem(path, text, error)]) from None
    except ValueError:
        raise refused(path, [Problem(N_("a number has too many digits"), str(path))]) from None
    except RecursionError:
        raise too_deep(path) from None


_MOST_DOTS: Final = 200
"""Dots in one line: a key of thousands of dotted parts would keep `tomllib` busy for hours."""


def too_deep(path: Path, line: int | None = None) -> RulesetError:
    """Return the refusal of a file whose brackets or dotted keys go on and on."""
    return refused(
        path, [Problem(N_("nested too deeply"), str(path) if line is None else f"{path}:{line}", line=line or 1)]
    )


_LIFE: Final = ("status", "frozen", "replaced_by")
"""Keys at the top that tell of a ruleset's life, not of its law."""


def hash_of_law(text: str) -> str:
    """Return the SHA-256 that freezes a ruleset: of the file without the lines of its life, whatever its line ends."""
    lines = lines_of(text)
    apart = {lines.line((key,)) for key in _LIFE if lines.has((key,))}
    law = [line.rstrip("\r") for number, line in enumerate(text.split("\n"), 1) if number not in apart]
    return hashlib.sha256("\n".join(law).encode()).hexdigest()


def refused(path: Path, problems: list[Problem]) -> RulesetError:
    """Return the refusal of a file, with its problems."""
    return RulesetError(N_("{path}: the ruleset is refused"), problems, path=path)


_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")
_SYNTAX: Final[Mapping[str, str]] = {
    "Cannot declare": N_("this table stands twice, or adds to something already complete; write it in one place"),
    "Cannot overwrite": N_("this key stands twice; remove one of the two"),
    "Duplicate inline table key": N_("this key stands twice; remove one of the two"),
    "Cannot mutate": N_("this adds to something that is already complete; write it in one place"),
    "Invalid date": N_("this date does not exist; dates are written 2025-01-31"),
    "Invalid statement": N_("this is neither a key with its value, nor a [table], nor a # comment"),
    "Invalid initial character for a key": N_(
        "a key is missing here, or holds characters that need quotes; braces end in the line they begin in"
    ),
    "Expected '='": N_("there is no = after the key"),
    "Expected ']": N_("the closing bracket of the table's name is missing"),
    "Expected newline": N_(
        "something stands after the value, or a date does not exist; dates are written 2025-01-31, text in double quotes"
    ),
    "Invalid value": N_("this is not a value; text is written in double quotes, and a list ends with a bracket"),
    "Unclosed array": N_("a comma or the closing bracket of the list before this place is missing"),
    "Unclosed inline table": N_("a comma or the closing brace before this place is missing"),
    "Illegal character": N_("a line break or control character inside a text; is its closing quote missing?"),
    "Unterminated string": N_("a text has no closing quote"),
    "Expected \"'": N_("a text has no closing quote"),
    "Expected '\"": N_("a text has no closing quote"),
    "Cannot redefine": N_("this adds to something that is already complete; write it in one place"),
    "Unescaped": N_("a backslash inside a text; write it twice"),
}


def _syntax_problem(path: Path, text: str, error: tomllib.TOMLDecodeError) -> Problem:
    message = str(error)
    match = _AT_LINE.search(message)
    line = int(match[1]) if match else text.rstrip().count("\n") + 1
    cause = next((cause for start, cause in _SYNTAX.items() if message.startswith(start)), N_("this is not TOML"))
    return Problem(cause, f"{path}:{line}{_entry_at(text, line)}", line=line)


_ENTRY: Final = re.compile(r"\s*\[\[\s*rules\s*\]\]")
_RULE: Final = re.compile(r"\s*rule\s*=\s*[\"']([a-z0-9-]+)[\"']")
_ANY_KEY: Final = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def _entry_at(text: str, line: int) -> str:
    """Return which entry, rule and key a line belongs to, as far as a broken file tells."""
    lines = text.split("\n")
    starts = [number for number, content in enumerate(lines[:line], 1) if _ENTRY.match(content)]
    key = _ANY_KEY.match(lines[line - 1]) if 0 < line <= len(lines) else None
    entry = ""
    if starts:
        end = next(
            (n for n, content in enumerate(lines[starts[-1] :], starts[-1]) if _ENTRY.match(content)), len(lines)
        )
        name = next((found[1] for content in lines[starts[-1] : end] if (found := _RULE.match(content))), "?")
        entry = f": #{len(starts)} {name}"
    return f"{entry}: {key[1]}" if key else entry
