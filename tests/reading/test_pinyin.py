"""Chinese names in Latin letters."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eligibility.rules import pinyin
from eligibility.rules.pinyin import latin_name, syllables

LEVEL_ONE = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]


@pytest.mark.parametrize(
    ("character", "sounds"),
    [
        ("啊", {"a"}),
        ("座", {"zuo"}),
        ("吕", {"lv"}),
        ("绿", {"lv"}),
        ("王", {"wang"}),
        ("曾", {"zeng", "ceng"} - {"ceng"}),
        ("单", {"dan", "shan"}),
        ("玥", {"yue"}),
        ("喆", {"zhe"}),
        ("A", set()),
        ("😀", set()),
    ],
)
def test_a_character_has_its_sounds(character: str, sounds: set[str]) -> None:
    """Common characters sound as GB 2312 orders them, family names also as they are said."""
    assert syllables(character) == sounds


def test_every_character_of_the_first_level_has_a_sound() -> None:
    """All 3755 characters that GB 2312 orders by sound have one."""
    assert all(map(syllables, LEVEL_ONE))


@given(st.text(st.sampled_from(LEVEL_ONE), min_size=2, max_size=3), st.data())
def test_a_name_is_recognised_in_every_usual_form(name: str, data: st.DataObject) -> None:
    """Family name first or last, given name joined, hyphenated or by initials, in any case."""
    assume(name[:2] not in pinyin._TWO_CHARACTER_NAMES)  # their family name is two syllables long
    family, *given_name = [data.draw(st.sampled_from(sorted(syllables(character)))) for character in name]
    forms = [
        f"{family} {''.join(given_name)}",
        f"{''.join(given_name)} {family}",
        f"{family.upper()}, {'-'.join(given_name)}",
        f"1. {family.title()} {'-'.join(given_name).title()}2,*",
    ]
    if len(given_name) > 1:
        initials = [syllable[0].upper() for syllable in given_name]
        forms += [f"{'. '.join(initials)}. {family}", f"{family} {''.join(initials)}, et al"]
    for form in forms:
        assert latin_name(name).search(form.lower()), form


@pytest.mark.parametrize(
    "name",
    ["王" + "㐀" * 30 + "明", "Zhang Xiaoming 张晓明", "王" * 1_000_000, "王㐀㐀明", "欧阳㐀㐀明", "a" * 5000 + "明"],
)
@pytest.mark.parametrize("page", ["ming wang " * 5000, "a" * 50_000, "an ming zhang xiaom " * 2500])
def test_no_name_keeps_the_search_busy(name: str, page: str) -> None:
    """Unknown characters, two spellings in one field, and a million characters cost less than a second on a dense page."""
    started = time.process_time()
    latin_name(name).search(page)
    assert time.process_time() - started < 1


def test_of_a_name_in_both_scripts_the_chinese_counts() -> None:
    """Zhang Xiaoming 张晓明 is sought as 张晓明."""
    assert latin_name("Zhang Xiaoming 张晓明").search("x. m. zhang")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("王小明", "xiaohong wang"),
        ("王小明", "x. wang"),
        ("王小明", "wang x. f."),
        ("王小明", "wangxiaomings"),
        ("欧阳修", "ou yang"),
        ("王𬭎", "wang hong"),
        ("王", "wang"),
        ("", "wang"),
        ("Jane Sample", "jane sample"),
    ],
)
def test_another_name_is_not_taken_for_it(name: str, text: str) -> None:
    """One initial of two, another given name, or a name whose sound is not known prove nothing."""
    assert not latin_name(name).search(text)


def test_a_family_name_of_two_characters_is_one_name() -> None:
    """欧阳修远 is Ouyang Xiuyuan, and X. Y. Ouyang."""
    for text in ("ouyang xiuyuan", "x.y. ouyang", "xiu-yuan ou-yang"):
        assert latin_name("欧阳修远").search(text)
