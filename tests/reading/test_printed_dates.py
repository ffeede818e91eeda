"""Dates as they are printed."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.rules.printed_dates import dates_on
from tests.reading.pages import page
from tools.certificates import in_figures, in_numerals

DAYS = st.dates(dt.date(1949, 10, 1), dt.date(2049, 12, 31))


def printed(text: str) -> list[str]:
    """Return the dates of a page as ISO text."""
    return [str(found.date) for found in dates_on(page(text))]


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_date_is_read_as_it_was_printed(day: dt.date, length: int) -> None:
    """In figures and in numerals, as coarse as it is printed, between other words."""
    iso = day.isoformat()[:length]
    for form in (in_figures(iso), in_numerals(iso)):
        assert printed(f"于{form}颁发") == [iso]


@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y}.{0:%m}.{0:%d}",
            "{0:%Y}-{0.month}-{0.day}",
            "{0:%Y}/{0:%m}/{0:%d}",
            "{0:%Y} 年 {0.month} 月 {0.day} 日",
        ]
    ),
)
def test_a_date_is_read_in_all_usual_forms(day: dt.date, form: str) -> None:
    """With stops, strokes, hyphens or spaces, with and without noughts."""
    assert printed(f"日期：{form.format(day)}") == [day.isoformat()]


@given(DAYS, st.integers(1, 9))
def test_a_date_may_be_broken_over_two_lines(day: dt.date, place: int) -> None:
    """Wherever a line breaks between its parts, the date is one."""
    form = in_figures(day.isoformat())
    place = min(len(form), max(place, form.index("年")))
    breaks = [cut for cut in range(place, len(form)) if not (form[cut - 1].isdigit() and form[cut].isdigit())]
    if breaks:
        assert printed(f"{form[: breaks[0]]}\n{form[breaks[0] :]}") == [day.isoformat()]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("二○二一年六月", ["2021-06"]),
        ("二零二一年零六月", ["2021-06"]),
        ("二O二-年十-月三十日", ["2021-11-30"]),
        ("ニ〇ニ一年二十月", ["2021"]),
        ("2021年6月31日", ["2021-06"]),
        ("2013.05.18-2033.05.18", ["2013-05-18", "2033-05-18"]),
        ("2018-2021年6月", ["2018", "2021-06"]),
        ("June 18, 2021 and 18th of Sept. 2020", ["2021-06-18", "2020-09-18"]),
        ("Vol.41 No.10 Oct.2021", ["2021-10"]),
        ("2021年第10期", ["2021"]),
        ("ISSN 2021-1234", []),
        ("ISSN：2095-0411 2021年第2期", ["2021"]),
        ("2095-0411", []),
        ("CN 34-2012/O4", []),
        ("ISBN 978-7-2010-1234-5", []),
        ("doi:10.3969/j.issn.2095-2805.2019.02.003 2019", ["2019"]),
        ("证书号：2019-2-R5", []),
        ("2021-J-0863-R03", []),
        ("2021-Jan-05", ["2021"]),
        ("2018-2020", ["2018", "2020"]),
        ("2013-present", ["2013"]),
        ("ZL 202117327703.X", []),
        ("20210618", []),
        ("1850年1月1日", []),
        ("第2021号", ["2021"]),
        ("marches 2020", ["2020"]),
        ("", []),
    ],
)
def test_a_text_has_these_dates(text: str, dates: list[str]) -> None:
    """What stands for a figure is read as one; numbers that are no dates are none."""
    assert printed(text) == dates


def test_a_date_stands_in_its_line() -> None:
    """The number of a date's line is that of the line it begins in."""
    assert [found.line for found in dates_on(page("2020年\n证书\n\n2021年6\n月18日 2022.01"))] == [0, 3, 4]


@pytest.mark.parametrize(
    "piece",
    [
        "2",
        "年",
        "一",
        "2021年",
        "may",
        "2021-0",
        "12 ",
        "june 1",
        "十月",
        "\n",
        " ",
        "1111-",
        "2021-1-",
        "cn",
        "issn 20",
    ],
)
def test_hostile_text_is_read_in_no_time(piece: str) -> None:
    """A hundred thousand characters made to be tried again and again cost less than a second of work."""
    text = page((piece * 100_000)[:100_000])
    started = time.process_time()
    assert len(list(dates_on(text))) <= 1000
    assert time.process_time() - started < 1
