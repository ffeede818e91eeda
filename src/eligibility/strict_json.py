"""JSON without a second meaning: what is wrong with a declaration's text, told with its place and a cure.

Two programs may understand a duplicate key, NaN or half a character differently; a declaration must mean one thing.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.declaration import escape_pointer
from eligibility.errors import SubmissionError
from eligibility.problems import Problem
from eligibility.wording import N_

if TYPE_CHECKING:
    from pathlib import Path

MOST_VALUES: Final = 200_000
"""Values of a declaration; hundreds of times a usual one."""
MOST_PROBLEMS: Final = 50
"""Problems of one declaration that are listed; the rest is counted."""


def refuse_crowd(data: bytes, name: str | Path) -> None:
    """Refuse millions of tiny values: parsed, each weighs a hundred times its text. What stands inside text isn't counted."""
    if len(data) <= MOST_VALUES:
        return
    values = _values(data)
    if values > MOST_VALUES and values - sum(_values(text[0]) for text in _TEXT.finditer(data)) > MOST_VALUES:
        raise SubmissionError(
            N_("{name}: more than {limit} values, too many for a declaration"), name=name, limit=MOST_VALUES
        )


def _values(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def refuse_unreadable(data: bytes, name: str | Path) -> None:
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
        raise SubmissionError(TOO_DEEP, name=name) from None
    if reader.met or _ESCAPED_SURROGATE.search(data):
        problems = [Problem(cause, at=at) for at, cause in _faults_in(document)]
        if problems:
            raise refused(problems, name)


TOO_DEEP: Final = N_("{name}: nested too deeply")
_ESCAPED_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _text_of(data: bytes, name: str | Path) -> str:
    encoding = json.detect_encoding(data).upper()
    if encoding.startswith("UTF-8"):
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


_TWICE: Final = N_("this key stands twice; remove one of the two")
_RESERVED: Final = N_("keys that begin and end with two underscores are reserved; remove it")
"""In Python they name methods; kept as attributes of a record, they would replace how it is copied."""


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
            found |= {key: self._fault(_TWICE) for key in counts if counts[key] > 1}
        found |= {key: self._fault(_RESERVED) for key in found if key.startswith("__") and key.endswith("__")}
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


def refused(problems: Sequence[Problem], name: str | Path) -> SubmissionError:
    """Return the refusal that lists the first problems and counts the rest."""
    listed = list(problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        listed.append(Problem(N_("and {count} more"), values={"count": len(problems) - MOST_PROBLEMS}))
    return SubmissionError(N_("{name}: values that can't be read"), listed, name=name)
