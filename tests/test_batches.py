"""Batches as people write them."""

from __future__ import annotations

from typing import Final

import pytest

from eligibility.batches import NO_BATCH, parse_batch
from eligibility.errors import SubmissionError
from eligibility.submission import read_declaration

DIGITS: Final = "一二三四五六七八九"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals: 十三, 二十, 九十九."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens - 1]}十") + (DIGITS[ones - 1] if ones else "")


def test_the_numerals_of_this_test() -> None:
    """The numerals by which the reader is measured are the usual ones."""
    assert [chinese(number) for number in (1, 10, 11, 13, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "十三",
        "二十",
        "二十一",
        "九十九",
    ]


@pytest.mark.parametrize("number", range(1, 100))
def test_every_spelling_of_a_batch_means_its_number(number: int) -> None:
    """Digits, full-width digits and Chinese numerals, bare or between 第 and 批, mean the same batch."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    for numeral in (str(number), wide, chinese(number)):
        for spelling in (
            numeral,
            f"第{numeral}批",
            f"{numeral}批",
            f"第{numeral}",
            f"第 {numeral} 批",
            f" 第{numeral}批次\t",
        ):
            assert parse_batch(spelling) == number, spelling
    assert parse_batch(number) == number


@pytest.mark.parametrize("value", ["无", " 无 ", "none", "None", "0", 0])
def test_none_is_an_answer(value: object) -> None:
    """无 states that there was no batch, which is another thing than leaving the field empty."""
    assert parse_batch(value) == NO_BATCH
    assert parse_batch(value) is not None


@pytest.mark.parametrize("value", [None, "", "  ", "\t", "\u3000"])
def test_blank_is_no_answer(value: object) -> None:
    """A blank field is not filled in."""
    assert parse_batch(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *(
            "第批",
            "批",
            "第",
            "十三届",
            "a",
            "13a",
            "1 3",
            "第13批第14批",
            "13,14",
            "13.0",
            "1e1",
            "-1",
            "+1",
            "十三四",
            "三三",
        ),
        *(
            "十十",
            "二十十",
            "一百",
            "百",
            "零",
            "〇",
            "二三",
            "廿",
            "第两批",
            "两",
            "不详",
            "没有",
            "12345",
            "第十三批后备",
            "13批13",
        ),
        *(-1, 1.0, 13.5, True, False, [13], {"batch": 13}, b"13"),
    ],
)
def test_what_is_no_batch_is_refused(value: object) -> None:
    """Anything else is refused, never guessed."""
    with pytest.raises(ValueError, match="not a batch"):
        parse_batch(value)


@pytest.mark.parametrize("spelling", ["13", '"13"', '"第13批"', '"第十三批"'])
def test_the_form_reads_all_spellings(spelling: str) -> None:
    """The four spellings of the format mean batch 13 in a declaration."""
    assert read_declaration(f'{{"former_batch": {spelling}}}'.encode()).former_batch == 13


@pytest.mark.parametrize("spelling", ["13.0", "true", '"不详"', "[13]"])
def test_the_form_refuses_what_is_no_batch(spelling: str) -> None:
    """A batch that can't be read is refused with its place, and the value is not repeated."""
    with pytest.raises(SubmissionError, match="/former_batch") as caught:
        read_declaration(f'{{"former_batch": {spelling}}}'.encode())
    assert "不详" not in str(caught.value)
