"""Text as it is compared, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.measurement import Line, Text
from eligibility.rules.reading import folded, holds, reading_of
from tests.reading.pages import HANZI, page, reading, texts


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded stays as it is, so that folded texts can be compared with one another."""
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王 样 本", "王样本"),
        ("阿不都·热合曼", "阿不都.热合曼"),
        ("“ＤＮＡ”（检测）", "dna检测"),
        ("自已", "自己"),
        ("产学研-体化", "产学研一体化"),
        ("二○二一", "二〇二一"),
        ("榮譽證書", "荣誉证书"),
        ("入ロ", "人口"),
    ],
)
def test_texts_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    """Width, case, spaces, stops, traditional forms and characters that look alike make no difference."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("学位证书", "学历证书"), ("季", "李"), ("王", "玉"), ("2021-06", "2021-07")]
)
def test_texts_that_mean_something_else_fold_apart(one: str, other: str) -> None:
    """What tells two documents or two people apart stays apart."""
    assert folded(one) != folded(other)


def test_a_long_word_may_have_one_misread_character_and_a_short_one_none() -> None:
    """公民身份号码 is found with one character wrong, not with two; 学位证书 is never found in 学历证书."""
    assert holds("公民身分号码", "公民身份号码")
    assert not holds("公民身分号吗", "公民身份号码")
    assert not holds("学历证书", "学位证书")


@given(texts, st.data())
def test_a_piece_of_a_line_is_found_in_its_line(text: Text, data: st.DataObject) -> None:
    """Whatever stands within one line is told to stand there, with that line's box and confidence."""
    for one in reading_of(text).pages:
        places = [(start, line) for start, line in zip(one.starts, one.lines, strict=False) if folded(line.text)]
        for start, line in places:
            end = data.draw(st.integers(start + 1, start + len(folded(line.text))))
            begin = data.draw(st.integers(start, end - 1))
            spot = one.spot(begin, end)
            assert (spot.text, spot.region, spot.confidence) == (line.text, line.box, line.confidence)


def test_what_runs_over_two_lines_has_the_region_of_both() -> None:
    """The region of a broken title covers both its lines."""
    spot = page("项目名称现代农业\n检测标准体系").spot(4, 14)
    assert spot.text == "项目名称现代农业 检测标准体系"
    assert spot.region == (10, 0, 160, 70)


def test_confidence_is_the_mean_over_characters() -> None:
    """A long line counts for more than a speck that was taken for a character, and an empty line for nothing."""
    lines = (Line(text="样" * 9, confidence=1.0), Line(text="Y", confidence=0.0), Line(text="", confidence=0.0))
    assert reading_of(Text(pages=(lines,))).confidence == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("A study of invented samples and their properties", True),
        ("A study of invented samples (虚构)", True),
        ("样例 SAMPLE · Invented, not a real document 荣誉证书王样本同志", False),
        ("", False),
        ("2021 06 18", False),
    ],
)
def test_a_page_in_latin_letters_is_told(text: str, *, latin: bool) -> None:
    """A few Chinese words do not make an English page Chinese, nor an English line a Chinese page English."""
    assert reading(text).latin is latin


@given(st.text(HANZI, min_size=8, max_size=40))
def test_a_page_is_poor_below_the_confidence_asked_for(text: str) -> None:
    """The limit itself is enough."""
    assert reading(text, confidence=0.8).poor(0.85)
    assert not reading(text, confidence=0.85).poor(0.85)


def test_a_page_is_poor_when_its_small_print_is_lost() -> None:
    """More than a fifth of the lines read unsurely make a page poor, however surely its long lines are read."""
    sure, unsure = Line(text="样" * 40, confidence=1.0), Line(text="王样本", confidence=0.69)
    assert not reading_of(Text(pages=((sure, sure, sure, sure, unsure),))).poor(0.85)
    assert reading_of(Text(pages=((sure, sure, sure, unsure),))).poor(0.85)


def test_specks_do_not_make_a_page_poor() -> None:
    """Pieces of a seal, one or two characters read unsurely, are no lost lines."""
    speck = Line(text="样本", confidence=0.1)
    assert not reading_of(Text(pages=((Line(text="样" * 40), speck, speck, speck),))).poor(0.85)
