"""Places of the form in words."""

from __future__ import annotations

from typing import Final

import pytest

from eligibility import places
from eligibility.declaration import Declaration, escape_pointer
from eligibility.wording import Language

WORDS: Final = (
    ("/awards/2/awarded_on", "Awards and patents, no. 3, Date awarded", "近五年获奖情况 第3条 获奖时间"),
    ("/awards/0", "Awards and patents, no. 1", "近五年获奖情况 第1条"),
    ("/awards/0/attachments/2", "Awards and patents, no. 1, Proofs, no. 3", "近五年获奖情况 第1条 相关附件 第3条"),
    ("/work_history/9/end", "Work history, no. 10, End", "工作经历 第10条 结束日期"),
    ("/publications/1/serial", "Papers and books, no. 2, Serial number", "论文、著作情况 第2条 书刊号"),
    ("/projects/0/summary", "Current projects, no. 1, Summary", "正在从事的科研（课题） 第1条 课题简介"),
    ("/honours/0/granted_on", "Honours, no. 1, Date granted", "近五年获得荣誉情况 第1条 授予时间"),
    ("/attachments/11/file", "Attachments, no. 12, File", "附件一览表 第12条 文件"),
    ("/applicant/id_number", "Basic information, ID number", "基本信息 身份证号码"),
    ("/account/name", "Account, Name", "个人中心 姓名"),
    ("/employer/uscc", "Employer, Unified social credit code", "工作单位 统一社会信用代码"),
    ("/former_batch", "Backup batch", "入选批次"),
    ("/attachments", "Attachments", "附件一览表"),
    ("", "Declaration", "申报书"),
)


@pytest.mark.parametrize(("at", "english", "chinese"), WORDS)
def test_a_place_in_words(at: str, english: str, chinese: str) -> None:
    """A place reads like the form: section, number of the record counted from one, field."""
    assert places.words(at, "en") == english
    assert places.words(at, "zh") == chinese


@pytest.mark.parametrize(("at", "english", "chinese"), WORDS)
def test_a_label_is_the_last_step(at: str, english: str, chinese: str) -> None:
    """A field's own words are the end of its place's words."""
    assert places.label(at, "en") == english.rpartition(", ")[2]
    assert chinese.endswith(places.label(at, "zh"))


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        ("/hobby", "hobby", "hobby"),
        ("/applicant/a~1b", "Basic information, a/b", "基本信息 a/b"),
        ("/awards/0/m~0n", "Awards and patents, no. 1, m~n", "近五年获奖情况 第1条 m~n"),
        ("/extra/talent_plan", "Further fields of the round, talent_plan", "本年度附加项 talent_plan"),
        ("/extra/2023", "Further fields of the round, 2023", "本年度附加项 2023"),
        ("/applicant/name/first", "Basic information, Name, first", "基本信息 姓名 first"),
        ("/awards/first", "Awards and patents, first", "近五年获奖情况 first"),
    ],
)
def test_a_place_the_form_does_not_know(at: str, english: str, chinese: str) -> None:
    """A key that the form does not know is shown as it is written, and only a list counts its items."""
    assert places.words(at, "en") == english
    assert places.words(at, "zh") == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hostile_key_forges_nothing(language: Language) -> None:
    """A key with control or direction characters, or without an end, can't change what a person reads around it."""
    key = "\x1b[31m\u202eevil\x00" + "x" * 500
    words = places.words(f"/{escape_pointer(key)}", language)
    assert words.isprintable()
    assert len(words) <= 60
    assert words.endswith("…")


def test_steps_are_unescaped_in_the_right_order() -> None:
    """A tilde that was escaped before a 1 stays a tilde: `~01` is `~1`, not a slash (RFC 6901)."""
    assert places.steps("/a~01b/c~1d/e~0f") == ["a~1b", "c/d", "e~f"]
    assert places.steps("") == []
    assert places.steps("/") == [""]
    for key in ("a/b", "m~n", "~1", "/", "~", "", "普通"):
        assert places.steps(f"/{escape_pointer(key)}") == [key]


def test_sections_stand_in_the_order_of_the_form() -> None:
    """Findings can be sorted as the form is read: the whole form first, what it does not know last."""
    keys = list(Declaration.model_fields)
    shuffled = ["/hobby", *(f"/{key}/0" for key in reversed(keys)), ""]
    in_order = sorted(shuffled, key=places.section_order)
    assert in_order == ["", *(f"/{key}/0" for key in keys), "/hobby"]
    assert places.section("/awards/2/awarded_on") == "awards"
    assert places.section("") == ""
