"""Serial numbers 书刊号 of publications: ISSN, CN (GB/T 9999) and ISBN, alone or together in one field."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, Literal

from stdnum import ean, isbn, issn

from eligibility.normal import compact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Fault = Literal["issn", "isbn", "cn", "cn-newspaper", "unknown"]

_CN: Final = re.compile(r"CN:?([0-9]{2})-?([0-9]{4})(?:/[A-Z][A-Z0-9.\-]*)?")
_ISSN: Final = re.compile(r"(?:ISSN:?)?([0-9]{4}-[0-9]{3}[0-9X])(?![0-9])|ISSN:?([0-9]{7}[0-9X])")
_ISBN: Final = re.compile(r"(?:ISBN:?)?(97[89](?:-?[0-9]){10}|[0-9](?:-?[0-9]){8}-?[0-9X])(?![0-9])")
_USUAL: Final = re.compile(
    r"(?:ISSN ?)?([0-9]{4})-([0-9]{3})([0-9X])(?: ?[/,;，； ] ?CN ?[0-9]{2}-[1-9][0-9]{3}(?:/[A-Z][A-Z0-9.\-]*)?)?"
    r"|(?:ISBN ?)?(97[89][0-9]{9})([0-9])"
)
"""The spellings most people use; they need no second look when their check digit fits."""
_CLAIMED: Final = re.compile(r"ISSN|ISBN|CN")
_CLAIMS: Final[Mapping[str, Fault]] = {"ISSN": "issn", "ISBN": "isbn", "CN": "cn"}
_ISSUE: Final = re.compile(r"[卷期]|VOL|NO\.?[0-9]|[0-9]+\([0-9]+\)|20[0-9]{2}年")
_NEWSPAPERS: Final = range(1, 1000)


@functools.lru_cache(maxsize=8192)
def serial_fault(text: str, kind: str | None) -> Fault | None:
    """Return what is certainly wrong with a serial number, or `None`.

    A volume or issue is accepted in place of a number. CN numbers have no check digit; those from 0001 to 0999 are
    newspapers, which is told for a paper. Answers are kept, because a province publishes in the same journals.
    """
    usual = _USUAL.fullmatch(text)
    if usual is not None and _fits(usual):
        return None
    return next(_faults(compact(text).upper(), kind), None)


def _faults(number: str, kind: str | None) -> Iterator[Fault]:
    """Yield faults, taking each number out once it is judged; what remains claims to be one and is none."""
    isbns = _ISBN.findall(number)
    rest = _ISBN.sub(" ", number)
    cns = _CN.findall(rest)
    rest = _CN.sub(" ", rest)
    issns = _ISSN.findall(rest)
    rest = _ISSN.sub(" ", rest)
    if not all(map(isbn.is_valid, isbns)):
        yield "isbn"
    for _, serial in cns:
        if int(serial) == 0:
            yield "cn"
        elif kind == "paper" and int(serial) in _NEWSPAPERS:
            yield "cn-newspaper"
    if not all(issn.is_valid(with_hyphen or without) for with_hyphen, without in issns):
        yield "issn"
    claimed = _CLAIMED.search(rest)
    if claimed:
        yield _CLAIMS[claimed[0]]
    elif not (isbns or cns or issns or _ISSUE.search(rest)):
        yield "unknown"


def _fits(usual: re.Match[str]) -> bool:
    if usual[4] is not None:
        return usual[5] == ean.calc_check_digit(usual[4])
    return usual[3] == issn.calc_check_digit(usual[1] + usual[2])
