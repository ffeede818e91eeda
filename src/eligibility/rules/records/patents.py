"""Patent numbers 专利号 of the Chinese office: form, check digit, kind and year."""

from __future__ import annotations

import functools
import operator
import re
from typing import TYPE_CHECKING, Final, Literal

from eligibility.normal import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

Fault = Literal["form", "no-check-digit", "check-digit", "publication-number", "kind", "year"]

_NUMBER: Final = re.compile(
    r"(?:ZL|CN)?(?:((?:19|20)[0-9]{2})([0-9])([0-9]{7})|([0-9]{2})([0-9])([0-9]{5}))(?:\.?([0-9X]))?"
)
_PUBLICATION: Final = re.compile(r"CN[0-9]{7,9}[ABCUYS][0-9]?")
_LONGEST: Final = 100
_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_OLD_YEARS: Final = frozenset(["85", "86", "87", "88", "89", *map(str, range(90, 100)), "00", "01", "02", "03"])
_KINDS: Final = frozenset("12389")
_CENTURY_SPLIT: Final = 85
"""Two-digit years are those of the twentieth century from 1985, the office's first year, and 2000 to 2003."""


def patent_fault(text: str, granted_in: int | None) -> Fault | None:
    """Return what is certainly wrong with a patent number, or `None`.

    `granted_in` is the latest year in which it can have been granted; the year in the number can't be later.
    """
    return _patent_fault(text, granted_in) if len(text) <= _LONGEST else "form"


@functools.lru_cache(maxsize=8192)
def _patent_fault(text: str, granted_in: int | None) -> Fault | None:
    """Judge a text of usual length; answers are kept, because colleagues declare the same patents."""
    number = compact(text).upper().removeprefix("专利号").lstrip(":")
    match = _NUMBER.fullmatch(number)
    if match is None:
        return "publication-number" if _PUBLICATION.fullmatch(number) else "form"
    return next(_faults(match, granted_in), None)


def _faults(match: re.Match[str], granted_in: int | None) -> Iterator[Fault]:
    year, kind, check = match[1] or match[4], match[2] or match[5], match[7]
    if match[4] is not None and year not in _OLD_YEARS:
        yield "form"
    if kind not in _KINDS:
        yield "kind"
    if check is None:
        yield "no-check-digit"
    elif check != check_digit(year + kind + (match[3] or match[6])):
        yield "check-digit"
    if granted_in is not None and _full_year(year) > granted_in:
        yield "year"


def check_digit(digits: str) -> str:
    """Return the check digit: the weighted sum of the eight or twelve digits, modulo 11, with X for ten."""
    remainder = sum(map(operator.mul, map(int, digits), _WEIGHTS)) % 11
    return "X" if remainder == 10 else str(remainder)  # noqa: PLR2004 - modulo 11


def _full_year(year: str) -> int:
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004 - a year in full
        return number
    return number + (1900 if number >= _CENTURY_SPLIT else 2000)
