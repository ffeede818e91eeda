"""Dates as certificates and journals print them: 2021年6月18日, 2021.06.18, 二〇二一年六月十八日, June 18, 2021."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility.dates import PartialDate

if TYPE_CHECKING:
    from eligibility.rules.reading import PageRead

_ZERO: Final = "0〇○◯零o"
_NUMERALS: Final = "一二三四五六七八九"
_DIGIT: Final = {
    **dict.fromkeys(_ZERO, 0),
    **{numeral: value for value, numeral in enumerate(_NUMERALS, start=1)},
    "ニ": 2,
    "-": 1,
    "ー": 1,
    "l": 1,
    "i": 1,
}
"""What stands for a digit beside the ten figures; engines read 一 as a dash, 二 as a kana and 1 as a letter."""
_CHARACTER: Final = rf"[0-9{_ZERO}{_NUMERALS}ニー\-li]"
_COUNT: Final = rf"[0-9{_ZERO}{_NUMERALS}十ニー\-li]{{1,3}}"
_CHINESE: Final = (
    rf"(?<![0-9{_ZERO}{_NUMERALS}])(?P<year>{_CHARACTER}{{4}})\s?年"
    rf"\s?(?:(?P<month>{_COUNT})\s?月\s?(?:(?P<day>{_COUNT})\s?[日号曰])?)?"
)
_FIGURES: Final = (
    r"(?<![0-9])(?P<year2>(?:19|20)[0-9]{2})(?:\s?[-./]\s?(?P<month2>0?[1-9]|1[0-2])"
    r"(?:\s?[-./]\s?(?P<day2>0?[1-9]|[12][0-9]|3[01]))?)?(?![0-9])"
)
_MONTH: Final = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTHS: Final = {name[:3]: number for number, name in enumerate(_MONTH.split("|"), start=1)}
_ENGLISH: Final = (
    rf"(?<![a-z])(?P<month3>{_MONTH})\.?\s?(?:(?P<day3>[0-3]?[0-9])(?:st|nd|rd|th)?\s?,?\s?)?,?\s?(?P<year3>(?:19|20)[0-9]{{2}})(?![0-9])"
    rf"|(?<![0-9.])(?P<day4>[0-3]?[0-9])(?:st|nd|rd|th)?\s?(?:of\s?)?(?P<month4>{_MONTH})\.?,?\s?(?P<year4>(?:19|20)[0-9]{{2}})(?![0-9])"
)
_DATE: Final = re.compile(f"{_CHINESE}|{_FIGURES}|{_ENGLISH}")
_NUMBERS: Final = re.compile(
    r"(?<![0-9.])10\.[0-9]{4,9}/\S+"
    r"|is[sb]n[^0-9\n]{0,3}[0-9-]{8,17}x?"
    r"|(?<![a-z])cn[^0-9\n]{0,2}[0-9]{2}-[0-9]{4}"
    rf"|(?<![0-9])[0-9]{{4}}(?:-[0-9]{{1,6}}){{0,4}}-(?!(?:{_MONTH})(?![a-z]))[a-z]{{1,4}}-?[0-9][0-9a-z-]*"
    r"|(?<![0-9])[0-9]{4}-(?!19|20)[0-9]{3}[0-9x](?![0-9])"
)
"""Numbers of articles, periodicals, books and certificates, which look like dates: DOI, ISSN, ISBN, CN, 2019-2-R5, 2095-0411."""
_MOST: Final = 1000
_YEARS: Final = range(1900, 2100)


class PrintedDate(NamedTuple):
    """A date on a page, as coarse as it is printed, and the number of the line it begins in (from 0)."""

    date: PartialDate
    line: int


def dates_on(page: PageRead) -> Sequence[PrintedDate]:
    """Return the dates of a page, the first thousand, years that stand by themselves among them; one may run over two lines."""
    text = _SPACE.sub("", page.narrow)
    found: list[PrintedDate] = []
    line = end = 0
    for place, date in _found(text):
        line += text.count("\n", end, place)
        end = place
        found.append(PrintedDate(date, line))
    return found


_SPACE: Final = re.compile(r"(?<![A-Za-z0-9])[^\S\n]+|[^\S\n]+(?![A-Za-z0-9])")
"""Spaces within lines, but for those between two letters or two figures, which part words."""


def _found(text: str) -> Iterator[tuple[int, PartialDate]]:
    without_numbers = _NUMBERS.sub(lambda number: "#" * len(number[0]), _lower(text))
    for match in itertools.islice(_DATE.finditer(without_numbers), _MOST):
        which = "" if match["year"] else "2" if match["year2"] else "3" if match["year3"] else "4"
        year, month, day = match.group(f"year{which}", f"month{which}", f"day{which}")
        date = _dated(_number(year), _MONTHS[month[:3]] if which in {"3", "4"} else _number(month), _number(day))
        if date is not None:
            yield match.start(), date


def _lower(text: str) -> str:
    """Return a text in lower case, but for what would become longer: places must stay."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join([character.lower() if len(character.lower()) == 1 else character for character in text])


def _number(text: str | None) -> int | None:
    """Return what figures, Chinese numerals, or a mixture of both say; 十 counts tens. Nonsense is 0."""
    if text is None:
        return None
    tens, ten, ones = text.partition("十")
    if not ten:
        return _figures(text)
    if "十" in ones:
        return 0
    return (_figures(tens) if tens else 1) * 10 + (_figures(ones) if ones else 0)


def _figures(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    number = 0
    for character in text:
        number = number * 10 + (int(character) if character.isascii() and character.isdigit() else _DIGIT[character])
    return number


def _dated(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """Return the date as far as it exists: a month or day that does not was misread, and leaves what is coarser."""
    if year not in _YEARS:
        return None
    for text in ([f"{year}-{month:02}-{day:02}"] if month and day else []) + ([f"{year}-{month:02}"] if month else []):
        try:
            return PartialDate.parse(text)
        except ValueError:
            continue
    return PartialDate.parse(str(year))
