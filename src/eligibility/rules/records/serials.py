"""Serial numbers 书刊号 of publications: ISSN, CN (GB/T 9999) and ISBN, alone or together in one field."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, Literal

from stdnum import ean, isbn, issn

from eligibility.normal import narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Fault = Literal["issn", "isbn", "cn", "cn-newspaper", "unknown"]

_LABEL: Final = r"(?:号|码|NO\.?|[:.\- ])*+"
_ISSN: Final = re.compile(
    rf"ISSN{_LABEL}([0-9]{{4}}[- ]?[0-9]{{3}}[0-9X])(?![0-9X-])|(?<![0-9-])([0-9]{{4}}-?[0-9]{{3}}[0-9X])(?![0-9-])"
)
_ISBN: Final = re.compile(
    rf"(?:ISBN{_LABEL})?(?<![0-9-])(97[89](?:[- ]?[0-9]){{10}}|[0-9](?:[- ]?[0-9]){{8}}[- ]?[0-9X])(?![0-9X-])"
)
_CN: Final = re.compile(
    rf"(?:CN{_LABEL}[0-9]{{2}}-?([0-9]{{4}})(?:/[A-Z][A-Z0-9.\-]*)?|(?<![0-9-])[0-9]{{2}}-([0-9]{{4}})/[A-Z][A-Z0-9.\-]*)(?![0-9])"
)
_USUAL: Final = re.compile(
    r"(?:ISSN ?)?([0-9]{4})-([0-9]{3})([0-9X])(?: ?[/,;，； ] ?CN ?[0-9]{2}-[1-9][0-9]{3}(?:/[A-Z][A-Z0-9.\-]*)?)?"
    r"|(?:ISBN ?)?(97[89][0-9]{9})([0-9])"
)
"""The spellings most people use; they need no second look when their check digit fits."""
_CLAIMED: Final = re.compile(r"ISSN|ISBN|CN(?![A-Z])")
_CLAIMS: Final[Mapping[str, Fault]] = {"ISSN": "issn", "ISBN": "isbn", "CN": "cn"}
_ISSUE: Final = re.compile(r"[0-9一二三四五六七八九十][卷期]|VOL|NO\.? ?[0-9]|[0-9] ?,? ?\([0-9]{1,4}\)|20[0-9]{2}年")
_LONGEST: Final = 200
_NEWSPAPERS: Final = range(1, 1000)


def serial_fault(text: str | None, kind: str | None) -> Fault | None:
    """Return what is certainly wrong with a serial number, or `None`.

    A volume or issue is accepted in place of a number, and so is 无. CN numbers have no check digit; those from 0001 to
    0999 are newspapers, which is told for a paper. A text far longer than any number is none.
    """
    if not text:
        return None
    return _serial_fault(text, kind) if len(text) <= _LONGEST else "unknown"


@functools.lru_cache(maxsize=8192)
def _serial_fault(text: str, kind: str | None) -> Fault | None:
    """Judge a text of usual length; answers are kept, because a province publishes in the same journals."""
    usual = _USUAL.fullmatch(text)
    if usual is not None and _fits(usual):
        return None
    number = _TIGHT.sub(r"\1", " ".join(narrowed(text).upper().split()))
    return None if number == "无" else next(_faults(number, kind), None)


_TIGHT: Final = re.compile(r" ?([-/]) ?")


def _faults(number: str, kind: str | None) -> Iterator[Fault]:
    """Yield faults, taking each number out once it is judged; what remains claims to be one and is none.

    Beside a volume or issue, eight digits without a label may be pages.
    """
    is_issue = _ISSUE.search(number) is not None
    issns, rest = _ISSN.findall(number), _ISSN.sub("|", number)
    cns, rest = _CN.findall(rest), _CN.sub("|", rest)
    isbns, rest = _ISBN.findall(rest), _ISBN.sub("|", rest)
    for labelled, bare in issns:
        if not issn.is_valid(labelled or bare) and (labelled or not is_issue):
            yield "issn"
    for labelled, bare in cns:
        serial = int(labelled or bare)
        if serial == 0:
            yield "cn"
        elif kind == "paper" and serial in _NEWSPAPERS:
            yield "cn-newspaper"
    if not all(map(isbn.is_valid, isbns)):
        yield "isbn"
    claimed = _CLAIMED.search(rest)
    if claimed:
        yield _CLAIMS[claimed[0]]
    elif not (isbns or cns or issns or is_issue):
        yield "unknown"


def _fits(usual: re.Match[str]) -> bool:
    if usual[4] is not None:
        return usual[5] == ean.calc_check_digit(usual[4])
    return usual[3] == issn.calc_check_digit(usual[1] + usual[2])
