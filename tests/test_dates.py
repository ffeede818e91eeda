"""Dates as coarse as a certificate prints them: spellings and three-valued comparisons."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import operator
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from eligibility.dates import PartialDate, parse_day

REFUSED: Final = (
    *("", " ", "2021-", "2021-6", "2021-6-1", "2021-06-1", "21-06-18", "20210618", "2021/06/18", "2021.06", "06-2021"),
    *("2021-13", "2021-00", "2021-00-01", "2021-06-00", "2021-06-31", "2021-02-29", "1900-02-29", "0000", "0000-01"),
    *(
        "2021-06-18T00:00:00",
        "2021-06-18 10:00",
        "2021年6月",
        "2021-W24",
        "2021-169",
        "-2021",
        "+2021",
        "12021",
        "2021-06-18Z",
    ),
    *("２０２１", "2021‐06", "٢٠٢١", "今年", "无", "2021-06-18\n2022", "1e3", "2021-0x", "2021--06"),
)
WRONG_TYPES: Final = (
    None,
    2021,
    2021.5,
    True,
    b"2021",
    ["2021"],
    {"year": 2021},
    dt.datetime(2021, 6, 18, tzinfo=dt.UTC),
)

partial_dates: Final = st.builds(
    lambda day, length: PartialDate.parse(day.isoformat()[:length]), st.dates(), st.sampled_from([4, 7, 10])
)


class Holder(BaseModel):
    """A model with a date, as the form has them."""

    date: PartialDate | None = None


def possible_days(date: PartialDate) -> list[dt.date]:
    """Return every day that a date may mean."""
    return [date.first + dt.timedelta(days=days) for days in range((date.last - date.first).days + 1)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", dt.date(2021, 1, 1), dt.date(2021, 12, 31)),
        ("2021-06", dt.date(2021, 6, 1), dt.date(2021, 6, 30)),
        ("2021-12", dt.date(2021, 12, 1), dt.date(2021, 12, 31)),
        ("2021-02", dt.date(2021, 2, 1), dt.date(2021, 2, 28)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("1900-02", dt.date(1900, 2, 1), dt.date(1900, 2, 28)),
        ("2000-02", dt.date(2000, 2, 1), dt.date(2000, 2, 29)),
        ("2021-06-18", dt.date(2021, 6, 18), dt.date(2021, 6, 18)),
        ("2024-02-29", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        (" 2021-06 ", dt.date(2021, 6, 1), dt.date(2021, 6, 30)),
        ("0001", dt.date(1, 1, 1), dt.date(1, 12, 31)),
        ("9999-12-31", dt.date(9999, 12, 31), dt.date(9999, 12, 31)),
    ],
)
def test_a_date_means_all_days_it_may_be(text: str, first: dt.date, last: dt.date) -> None:
    """A year, a month and a day mean all days from their first to their last."""
    date = PartialDate.parse(text)
    assert (date.first, date.last) == (first, last)
    assert date.known_to_the_day == (first == last)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Other spellings and days that do not exist are refused, from Python and from JSON alike."""
    with pytest.raises(ValueError, match="not a date that exists"):
        PartialDate.parse(text)
    with pytest.raises(ValidationError):
        Holder.model_validate_json(json.dumps({"date": text}))


@pytest.mark.parametrize("value", WRONG_TYPES)
def test_what_is_no_text_is_refused(value: object) -> None:
    """Numbers, lists and times of day are refused: nobody guesses which day they mean."""
    with pytest.raises(ValueError, match="expected a date as text"):
        PartialDate.parse(value)


@pytest.mark.parametrize("value", [2021, 20210618, 1.5, True, ["2021"], {}])
def test_json_that_is_no_text_is_refused(value: object) -> None:
    """In JSON, too, only text is a date."""
    with pytest.raises(ValidationError):
        Holder.model_validate_json(json.dumps({"date": value}))


@given(partial_dates)
def test_text_comes_back_as_it_was_written(date: PartialDate) -> None:
    """A date put into text and read again is the same, and stays as coarse as it was."""
    assert PartialDate.parse(str(date)) == date
    assert Holder.model_validate_json(Holder(date=date).model_dump_json()).date == date


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_text_stays_as_coarse_as_it_was(day: dt.date, length: int) -> None:
    """A year is shown as a year and a month as a month: no digit is lost and none is added."""
    text = day.isoformat()[:length]
    assert str(PartialDate.parse(text)) == text


@given(st.dates())
def test_a_day_given_by_the_caller_is_that_day(day: dt.date) -> None:
    """A `datetime.date` and its ISO text mean the same day."""
    assert PartialDate.parse(day) == PartialDate.parse(day.isoformat())
    assert PartialDate.parse(PartialDate.parse(day)) == PartialDate.parse(day)


@given(partial_dates, st.dates(), st.integers(-400, 400))
def test_comparisons_agree_with_every_possible_day(date: PartialDate, day: dt.date, days: int) -> None:
    """A date lies before or after a day if all its days do, does not if none does, and else it can't be told."""
    near = date.first.toordinal() + days
    if dt.date.min.toordinal() <= near <= dt.date.max.toordinal():
        day = dt.date.fromordinal(near)
    possible = possible_days(date)
    before = {one < day for one in possible}
    after = {one > day for one in possible}
    assert date.before(day) is (before.pop() if len(before) == 1 else None)
    assert date.after(day) is (after.pop() if len(after) == 1 else None)


@given(partial_dates, partial_dates)
def test_equality_agrees_with_every_possible_day(one: PartialDate, other: PartialDate) -> None:
    """Two dates differ if they share no day, are the same if both are that day, and else it can't be told."""
    shared = set(possible_days(one)) & set(possible_days(other))
    expected = False if not shared else True if one.known_to_the_day and other.known_to_the_day else None
    assert one.equals(other) is expected
    assert other.equals(one) is expected


@given(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_two_dates_of_one_day_never_differ(day: dt.date, one: int, other: int) -> None:
    """However coarsely two papers print the same day, they do not contradict each other."""
    text = day.isoformat()
    assert PartialDate.parse(text[:one]).equals(PartialDate.parse(text[:other])) is not False


@given(st.integers(1, 9999))
def test_29_february_exists_in_leap_years_only(year: int) -> None:
    """The 29th of February is a date in leap years and refused in all others."""
    text = f"{year:04d}-02-29"
    if calendar.isleap(year):
        assert str(PartialDate.parse(text)) == text
    else:
        with pytest.raises(ValueError, match="not a date that exists"):
            PartialDate.parse(text)


def test_a_limit_belongs_to_neither_side() -> None:
    """A day is neither before nor after itself; a month that holds the limit can't be told on either side."""
    limit = dt.date(2018, 1, 1)
    assert PartialDate.parse("2018-01-01").before(limit) is False
    assert PartialDate.parse("2018-01-01").after(limit) is False
    assert PartialDate.parse("2017-12-31").before(limit) is True
    assert PartialDate.parse("2018-01").before(limit) is False
    assert PartialDate.parse("2018-01").after(limit) is None
    assert PartialDate.parse("2017").before(dt.date(2017, 12, 31)) is None


def test_a_partial_date_has_no_order_of_its_own() -> None:
    """Two coarse dates can't be compared by an operator, which would have to guess."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        with pytest.raises(TypeError):
            compare(PartialDate.parse("2021"), PartialDate.parse("2021-06"))


def test_a_day_must_be_full() -> None:
    """Where the form asks for a day, a month or a year is refused."""
    assert parse_day("2023-08-20") == dt.date(2023, 8, 20)
    assert parse_day(dt.date(2023, 8, 20)) == dt.date(2023, 8, 20)
    for coarse in ("2023", "2023-08"):
        with pytest.raises(ValueError, match="expected a full date"):
            parse_day(coarse)
