"""Accuracy: how much of the true lines is in what an engine read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tools.corpus.accuracy import accuracy, edits, plain

LINES = [
    {"words": "姓名：爨昱澍", "visible": 1.0},
    {"words": "证书编号 皖样２０２１-0042", "visible": 1.0},
    {"words": "黟县样例职业技术学院", "visible": 0.0},
]


@given(st.text("天地人", max_size=7), st.text("天地人x", max_size=12))
def test_edits_are_those_to_the_nearest_part_of_the_text(words: str, text: str) -> None:
    """The count is the least edit distance to any part of the text."""
    parts = {text[start:end] for start in range(len(text) + 1) for end in range(start, len(text) + 1)}
    assert edits(words, text) == min(Levenshtein.distance(words, part) for part in parts)


def test_marks_widths_and_spaces_do_not_count() -> None:
    """Full-width digits equal narrow ones; punctuation and spaces are dropped."""
    assert plain("编号： ２０２１-Ｊ（样例）") == "编号2021J样例"


def test_a_perfect_reading_is_one_in_any_order() -> None:
    """Lines in another order, joined or among other text, are read."""
    read = ["杂讯证书编号皖样20210042", "黟县样例职业技术学院", "姓名爨昱澍"]
    assert accuracy(LINES[:2], read) == {"visible": 1.0, "whole": 1.0}


def test_what_cannot_be_seen_is_lost_for_the_whole_page_only() -> None:
    """A hidden line lowers the accuracy of the whole page by its letters, even if its words stand elsewhere."""
    read = [line["words"] for line in LINES if isinstance(line["words"], str)]
    found = accuracy(LINES, read)
    assert found["visible"] == 1.0
    assert found["whole"] == pytest.approx(19 / 29, abs=1e-4)


def test_nothing_read_is_nought_and_nothing_to_read_is_unknown() -> None:
    """An engine that reads nothing has 0; a page without text has no accuracy."""
    assert accuracy(LINES[:2], []) == {"visible": 0.0, "whole": 0.0}
    assert accuracy([], ["什么"]) == {"visible": None, "whole": None}


@given(st.lists(st.text("天地人样例", min_size=1, max_size=6), min_size=1, max_size=5), st.text("天地人", max_size=30))
def test_accuracy_is_a_share(lines: list[str], read: str) -> None:
    """Whatever is read, accuracy is from 0 to 1, and the whole page's is never above that of visible lines if all are."""
    found = accuracy([{"words": words, "visible": 1.0} for words in lines], [read])
    assert found["visible"] == found["whole"]
    assert 0.0 <= (found["whole"] or 0.0) <= 1.0
