"""Dates as coarse as a certificate prints them: a year, a month or a day (ISO 8601, reduced precision)."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from eligibility.kleene import Truth

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class PartialDate(NamedTuple):
    """A date known to the day, the month or the year: every day from `first` to `last` is possible.

    Comparisons with a day are three-valued: `None` means that the date straddles the limit. They are methods, not
    operators, so that nobody forgets the third answer. A named tuple, because forms are full of dates to hash.
    """

    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read `"2021"`, `"2021-06"`, `"2021-06-18"` or a `datetime.date`; anything else is a `ValueError`."""
        if isinstance(value, str):
            return _from_text(value.strip())
        if isinstance(value, PartialDate):
            return value
        if type(value) is dt.date:
            return cls(value, value)
        kind = "date_type"
        text = "expected a date as text: YYYY, YYYY-MM or YYYY-MM-DD"
        raise PydanticCustomError(kind, text)

    @property
    def known_to_the_day(self) -> bool:
        """Whether exactly one day is possible."""
        return self.first == self.last

    def before(self, day: dt.date) -> Truth:
        """Tell whether the date lies before `day`."""
        return True if self.last < day else False if self.first >= day else None

    def after(self, day: dt.date) -> Truth:
        """Tell whether the date lies after `day`."""
        return True if self.first > day else False if self.last <= day else None

    def equals(self, other: PartialDate) -> Truth:
        """Tell whether both mean the same day; two coarse dates that share a day can't be told apart."""
        if self.last < other.first or other.last < self.first:
            return False
        return True if self.known_to_the_day and other.known_to_the_day else None

    def __lt__(self, other: object) -> NoReturn:
        """Refuse: a coarse date has no order."""
        raise _no_order()

    def __le__(self, other: object) -> NoReturn:
        """Refuse: a coarse date has no order."""
        raise _no_order()

    def __gt__(self, other: object) -> NoReturn:
        """Refuse: a coarse date has no order."""
        raise _no_order()

    def __ge__(self, other: object) -> NoReturn:
        """Refuse: a coarse date has no order."""
        raise _no_order()

    def __str__(self) -> str:
        """Return the date as it was written: coarse stays coarse."""
        if self.first == self.last:
            return self.first.isoformat()
        return self.first.isoformat()[: 4 if self.first.month != self.last.month else 7]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Validate through `parse`, serialise as text. From JSON, text goes straight to the cached reader: forms are full of dates."""
        text = core_schema.chain_schema(
            [
                core_schema.custom_error_schema(
                    core_schema.str_schema(strict=True, strip_whitespace=True),
                    custom_error_type="date_type",
                ),
                core_schema.no_info_plain_validator_function(_from_text),
            ]
        )
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.no_info_plain_validator_function(cls.parse),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the three spellings."""
        return {"type": "string", "pattern": _PATTERN, "examples": ["2021", "2021-06", "2021-06-18"]}


def _no_order() -> TypeError:
    return TypeError("a partial date is compared by before() and after(), which know the third answer")


@functools.lru_cache(maxsize=16384)
def _from_text(text: str) -> PartialDate:
    try:
        return PartialDate(*_limits(text))
    except ValueError:
        kind = "date_parsing"
        message = "not a date that exists; expected YYYY, YYYY-MM or YYYY-MM-DD"
        raise PydanticCustomError(kind, message) from None


def _limits(text: str) -> tuple[dt.date, dt.date]:
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = match.groups()
    if day is not None:
        exact = dt.date(int(year), int(month), int(day))
        return exact, exact
    if month is not None:
        first = dt.date(int(year), int(month), 1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)


def parse_day(value: object) -> dt.date:
    """Read a date that must be known to the day; anything else is a `ValueError`."""
    date = PartialDate.parse(value)
    if not date.known_to_the_day:
        kind = "date_parsing"
        text = "expected a full date: YYYY-MM-DD"
        raise PydanticCustomError(kind, text)
    return date.first
