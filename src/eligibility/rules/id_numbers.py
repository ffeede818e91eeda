"""Resident ID numbers 公民身份号码 (GB 11643-1999): what a number says, and whether it can be one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, Literal

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from eligibility.rules.normal import compact

if TYPE_CHECKING:
    from eligibility.declaration import Sex

Fault = Literal["fifteen-digits", "length", "characters", "birth-date", "check-digit"]

_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_SEX_DIGIT: Final = 16


def normal_id(number: str) -> str:
    """Return the number with full-width digits narrowed, spaces removed and the check letter in upper case."""
    return compact(number).upper()


def id_fault(number: str) -> Fault | None:
    """Return why a number can't be a resident ID number.

    The area code is not judged: codes of counties that were dissolved stay valid on cards.
    """
    if len(number) != _LENGTH:
        return "fifteen-digits" if len(number) == _OLD_LENGTH and _digits(number) else "length"
    if not _digits(number[:-1]) or not (_digits(number[-1]) or number[-1] == "X"):
        return "characters"
    if birth_date(number) is None:
        return "birth-date"
    return None if number[-1] == ric.calc_check_digit(number) else "check-digit"


def birth_date(number: str) -> dt.date | None:
    """Return the birth date in an 18-place number, or `None` if there is no such day."""
    try:
        return ric.get_birth_date(number)
    except (ValidationError, ValueError):
        return None


def sex(number: str) -> Sex:
    """Return the sex in an 18-place number: the seventeenth digit is odd for men."""
    return "male" if int(number[_SEX_DIGIT]) % 2 else "female"


def masked(number: str) -> str:
    """Return a number with its birth date and sequence hidden, for reports."""
    return f"{number[:4]}…{number[-2:]}" if len(number) > 8 else "…"  # noqa: PLR2004 - shorter ones would show everything


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
