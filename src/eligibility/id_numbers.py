"""Resident ID numbers 公民身份号码 (GB 11643-1999): what a number says, and whether it can be one."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal, NamedTuple

from stdnum.cn import ric

from eligibility.normal import compact

Fault = Literal["fifteen-digits", "length", "characters", "birth-date", "check-digit"]

_LENGTH: Final = 18
_OLD_LENGTH: Final = 15


class ResidentId(NamedTuple):
    """One number in its normal form, why it can't be one, and what it says where it can."""

    number: str
    fault: Fault | None
    birth_date: dt.date | None = None
    male: bool | None = None

    @classmethod
    def read(cls, written: str) -> ResidentId:
        """Read a number; full-width digits, spaces and a small check letter are accepted.

        The area code is not judged: codes of counties that were dissolved stay valid on cards.
        """
        number = compact(written).upper()
        if len(number) != _LENGTH:
            return cls(number, "fifteen-digits" if len(number) == _OLD_LENGTH and _digits(number) else "length")
        if not _digits(number[:-1]) or not (_digits(number[-1]) or number[-1] == "X"):
            return cls(number, "characters")
        try:
            born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            return cls(number, "birth-date")
        if number[-1] != ric.calc_check_digit(number):
            return cls(number, "check-digit")
        return cls(number, None, born, int(number[16]) % 2 == 1)

    @property
    def masked(self) -> str:
        """The number with its birth date and sequence hidden, for reports."""
        return f"{self.number[:4]}…{self.number[-2:]}" if len(self.number) > 8 else "…"  # noqa: PLR2004 - shorter ones would show everything


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
