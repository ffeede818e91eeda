"""Kinds of documents, told by their words."""

from __future__ import annotations

import time

import pytest

from eligibility.declaration import Attachment
from eligibility.rules.papers import PAPERS, Paper, accepted_for, closest, likeness, paper_of
from tests.reading.pages import reading

USUAL: dict[Paper, str] = {
    "id-front": "姓名王样本\n性别男民族汉\n住址示例路1号\n公民身份号码\n349999198011267004",
    "id-back": "中华人民共和国\n居民身份证\n签发机关示例公安局\n有效期限2013.05.18-长期",
    "education-certificate": "普通高等学校\n毕业证书\n学生王样本，修业期满，准予毕业。\n校长",
    "degree-certificate": "博士学位证书\n通过论文答辩，经学位评定委员会审议，授予工学博士学位",
    "title-certificate": "职业资格证书\n职业名称：示例工\n姓名：王样本\n管理号",
    "pledge": "诚信承诺书\n本人郑重承诺，以上属实\n承诺人：",
    "award-proof": "科学技术进步奖证书\n为表彰获奖者\n一等奖",
    "patent-proof": "实用新型专利证书\n专利号：ZL 202117327703.X\n专利权人：示例大学",
    "cover": "江淮学刊\n月刊\nISSN 4306-8456\n2021年第10期\n示例期刊社主办",
    "contents": "目录\n关键工序的误差（1）\n边界条件的影响（9）",
    "text": "虚构样品的研究\n摘要：略\n关键词：样例\n收稿日期：2021-01-02",
    "publication-proof": "图书在版编目（CIP）数据\nISBN 9787192983755\n责任编辑：王样本",
}


@pytest.mark.parametrize("kind", USUAL)
def test_a_usual_document_looks_like_what_it_is(kind: Paper) -> None:
    """A document with the usual words is recognised, and looks like nothing else more."""
    text = reading(USUAL[kind])
    assert likeness(text, kind).enough
    assert closest(text, PAPERS, {}).kind in accepted_for(kind)


@pytest.mark.parametrize("asked", USUAL)
@pytest.mark.parametrize("given", USUAL)
def test_another_document_weighs_at_least_three_times_as_much(asked: Paper, given: Paper) -> None:
    """In place of one kind any other is told apart, unless it may stand in that place."""
    if given in accepted_for(asked):
        return
    text = reading(USUAL[given])
    own = closest(text, accepted_for(asked), {})
    other = closest(text, [kind for kind in PAPERS if kind not in accepted_for(asked)], {})
    assert other.weight >= 3 * own.weight


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "degree-certificate",
            "The University of Samples\nhas conferred the degree of\nBachelor of Science\nupon Wang Yangben",
        ),
        ("education-certificate", "GRADUATION CERTIFICATE\nThis is to certify that"),
        ("education-certificate", "教育部学历证书电子注册备案表\n姓名王样本"),
        ("degree-certificate", "国（境）外学历学位认证书"),
        ("award-proof", "CERTIFICATE OF AWARD\nFirst Prize"),
        ("honour-proof", "光荣册\n授予下列同志先进工作者称号的决定"),
        ("title-certificate", "聘书\n兹聘任王样本同志为教授"),
        ("patent-proof", "United States Patent\nPatent No.: US 0,000,000 B2"),
        ("cover", "JOURNAL OF SAMPLES\nVol. 41 No. 10\nISSN 4306-8456"),
        ("contents", "CONTENTS\nInvented samples 1\nNothing at all 9"),
        ("text", "Abstract Nothing was found.\nKeywords: sample\nReferences"),
    ],
)
def test_old_and_foreign_forms_are_recognised(kind: Paper, text: str) -> None:
    """English documents, old forms and what stands in for a certificate have marks too."""
    assert likeness(reading(text), kind).enough


def test_the_likeness_is_that_of_the_best_page() -> None:
    """Marks on different pages are not added up, and the page is told."""
    found = likeness(reading("居民身份证", "第二页", USUAL["id-back"]), "id-back")
    assert (found.page, found.weight) == (3, 7)


def test_a_page_full_of_text_may_be_a_papers_second() -> None:
    """From 700 characters on a page with figures is recognised without an abstract."""
    assert likeness(reading("图1为装置\n" + "\n".join(["样" * 35] * 20)), "text").enough
    assert not likeness(reading("图1为装置\n" + "\n".join(["样" * 34] * 20)), "text").enough


def test_five_lines_with_page_numbers_make_a_contents_page() -> None:
    """Five are enough where they are a fifth of the lines; a year or a long number is no page number."""
    five = ["样品（1）", "(9)", "样例……17", "样本 23", "(31)"]
    assert likeness(reading("\n".join(five + ["样"] * 20)), "contents").enough
    assert not likeness(reading("\n".join(five + ["样"] * 21)), "contents").enough
    assert not likeness(reading("\n".join([*five[:4], "编号349999198011267004"])), "contents").enough


@pytest.mark.parametrize(
    ("attachment", "kind"),
    [
        (Attachment(kind="id-front"), "id-front"),
        (Attachment(kind="publication-proof", part="text"), "text"),
        (Attachment(kind="publication-proof"), "publication-proof"),
        (Attachment(kind="id-front", part="text"), "id-front"),
        (Attachment(kind="project-proof"), None),
        (Attachment(kind="photo"), None),
        (Attachment(), None),
    ],
)
def test_an_attachment_claims_to_be_a_kind(attachment: Attachment, kind: Paper | None) -> None:
    """The part of a paper's proof is the kind it claims to be; kinds without marks are none."""
    assert paper_of(attachment) == kind


@pytest.mark.parametrize("piece", ["证书", "摘要", "第1期", "abstrac referenc ", "12\n", "公民身份号 "])
def test_hostile_text_is_judged_in_no_time(piece: str) -> None:
    """A hundred thousand characters full of half marks cost less than two seconds for all kinds together."""
    text = reading((piece * 100_000)[:100_000])
    started = time.process_time()
    closest(text, PAPERS, {})
    assert time.process_time() - started < 2
