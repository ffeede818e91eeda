"""Serial numbers 书刊号 of publications: ISSN, CN (GB/T 9999) and ISBN, alone or together in one field."""

from __future__ import annotations

import re
from typing import Final, Literal

from stdnum import isbn, issn

from eligibility.rules.normal import compact

Fault = Literal["issn", "isbn", "cn", "cn-newspaper", "unknown"]

_CN: Final = re.compile(r"CN:?([0-9]{2})-?([0-9]{4})(?:/[A-Z][A-Z0-9.\-]*)?")
_ISSN: Final = re.compile(r"(?:ISSN:?)?([0-9]{4}-[0-9]{3}[0-9X])(?![0-9])|ISSN:?([0-9]{7}[0-9X])")
_ISBN: Final = re.compile(r"(?:ISBN:?)?(97[89](?:-?[0-9]){10}|[0-9](?:-?[0-9]){8}-?[0-9X])(?![0-9])")
_CLAIMED: Final = re.compile(r"ISSN|ISBN|CN")
_ISSUE: Final = re.compile(r"[卷期]|VOL|NO\.?[0-9]|[0-9]+\([0-9]+\)|20[0-9]{2}年")
_NEWSPAPERS: Final = range(1, 1000)


def serial_fault(text: str, *, paper: bool) -> Fault | None:
    """Return what is certainly wrong with a serial number, or `None`.

    A volume or issue is accepted in place of a number. CN numbers have no check digit; those from 0001 to 0999 are
    newspapers, which is told for a `paper`.
    """
    number = compact(text).upper()
    found = False
    for match in _ISBN.finditer(number):
        found = True
        if not isbn.is_valid(match[1]):
            return "isbn"
    rest = _ISBN.sub(" ", number)
    for match in _CN.finditer(rest):
        found = True
        if paper and int(match[2]) in _NEWSPAPERS:
            return "cn-newspaper"
        if int(match[2]) == 0:
            return "cn"
    rest = _CN.sub(" ", rest)
    for match in _ISSN.finditer(rest):
        found = True
        if not issn.is_valid(match[1] or match[2]):
            return "issn"
    rest = _ISSN.sub(" ", rest)
    claimed = _CLAIMED.search(rest)
    if claimed:
        return {"ISSN": "issn", "ISBN": "isbn", "CN": "cn"}[claimed[0]]  # type: ignore[return-value]
    return None if found or _ISSUE.search(rest) else "unknown"
