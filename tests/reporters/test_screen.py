"""Breaking lines of Chinese and English."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from eligibility.reporters.screen import Screen, clean

LETTERS: Final = "申报人出生日期，。：（）“”ab 12/-"


def _lines(text: str, width: int, indent: int = 0) -> list[str]:
    return [line.plain for line in Screen(None, plain=width).paragraph(Text(text), indent)]


@given(st.text(LETTERS, max_size=80), st.integers(6, 40), st.integers(0, 3))
def test_breaking_loses_nothing_and_overflows_nowhere(text: str, width: int, indent: int) -> None:
    """All lines fit, are indented alike, and say the whole text but for the spaces at the breaks."""
    lines = _lines(text, width, indent)
    assert all(cell_len(line) <= width for line in lines)
    assert all(line.startswith(" " * indent) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["申", "报", "，", "。", "）", "“", "（"]), max_size=60).map("".join))
def test_punctuation_stays_with_its_words(text: str) -> None:
    """No line but the first begins with a closing sign that follows a character which still has room beside it."""
    for line, before in zip(_lines(text, 20)[1:], _lines(text, 20), strict=False):
        assert line[0] not in "，。）" or cell_len(before) > 20 - 2 * cell_len(line[0])


def test_chinese_breaks_between_any_two_characters() -> None:
    """A Chinese sentence needs no spaces to fill a line."""
    assert _lines("申报人的出生日期早于截止日期", 10) == ["申报人的出", "生日期早于", "截止日期"]


def test_english_breaks_between_words() -> None:
    """A word goes to the next line whole; only one that is wider than the line is cut."""
    assert _lines("the date of birth", 8) == ["the date", "of birth"]
    assert _lines("an overlongword", 8) == ["an", "overlong", "word"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb", "a b"), ("a\r\n\tb", "a b"), ("a\u2028b", "a b"), ("\x1b[1m", "\ufffd[1m"), ("a\u202eb", "a\ufffdb")],
)
def test_cleaned_text_is_one_harmless_line(text: str, expected: str) -> None:
    """Line breaks become spaces, and characters that a terminal obeys are replaced."""
    assert clean(text) == expected
