"""Draws what was printed: a journal's cover, contents and pages, a book, and a project's task book."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from tools.drawing import A4, INK, WHITE, Colour, Page

if TYPE_CHECKING:
    from tools.invent import Document

_COVERS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((24, 74, 120), (230, 238, 245)),
    ((128, 40, 46), (248, 236, 228)),
    ((30, 98, 76), (232, 244, 236)),
)
_SURNAMES: Final = "顾郝邵万钱汤尹黎常武"
_GIVEN: Final = ("文博", "立言", "晓枫", "思源", "海若", "子墨", "清和", "一鸣")
_SUBJECTS: Final = ("该方法", "改进后的流程", "试验装置", "评价指标", "所建模型", "示范线", "对照组", "参数组合")
_VERBS: Final = ("能够反映", "稳定地降低了", "较好地解释了", "覆盖了", "明显改善了", "给出了", "验证了", "区分了")
_OBJECTS: Final = (
    "现场数据的波动",
    "样品之间的差别",
    "能耗与良品率的关系",
    "关键工序的误差",
    "不同工况下的响应",
    "长期运行的趋势",
    "边界条件的影响",
    "两类故障的特征",
)
_ENDINGS: Final = (
    "，重复三次的结果一致。",
    "，与预期相符。",
    "，误差在允许范围之内。",
    "，这为后续推广提供了依据。",
    "，其原因在下一节讨论。",
    "；在低温条件下则不明显。",
)


def team(document: Document, record: Document) -> list[str]:
    """Return as many names as the record has participants, the applicant's at its rank."""
    rng = _rng(record)
    names: list[str] = []
    while len(names) < record["participants"] - 1:
        name = rng.choice(_SURNAMES) + rng.choice(_GIVEN)
        if name not in names:
            names.append(name)
    names.insert(record["rank"] - 1, document["applicant"]["name"])
    return names


def _rng(record: Document) -> random.Random:
    return random.Random(record.get("title") or record.get("name"))


def _sentences(rng: random.Random, count: int) -> str:
    return "".join(
        rng.choice(_SUBJECTS) + rng.choice(_VERBS) + rng.choice(_OBJECTS) + rng.choice(_ENDINGS) for _ in range(count)
    )


def _issue(record: Document) -> str:
    year, month = record["published_on"].split("-")[:2]
    return f"{year}年第{int(month)}期"


def cover(document: Document, record: Document) -> list[Page]:  # noqa: ARG001 - called as the others are
    """Return the journal's cover."""
    dark, light = _COVERS[len(record["venue"]) % len(_COVERS)]
    page = Page(*A4, paper=light)
    page.rectangle((0, 0, 992, 420), fill=dark)
    page.text(496, 190, record["venue"], "song-bold", 104, fill=WHITE, anchor="mm", gap=18)
    page.text(496, 330, "SAMPLE JOURNAL · 月刊", "hei", 30, fill=WHITE, anchor="mm")
    year, month = record["published_on"].split("-")[:2]
    page.text(900, 500, year, "hei-bold", 72, fill=dark, anchor="rm")
    page.text(900, 590, f"第{int(month)}期", "hei-bold", 52, fill=dark, anchor="rm")
    page.text(900, 650, f"{year}年{int(month)}月出版", "hei", 28, fill=dark, anchor="rm")
    for ring in range(5):
        page.arc((90 - ring * 40, 700 - ring * 40, 650 + ring * 40, 1260 + ring * 40), 180, 330, dark, 5)
    page.text(90, 1290, record["serial"], "hei", 28)
    page.text(900, 1290, "示例期刊社 主办", "hei", 28, anchor="ra")
    return [page]


def contents(document: Document, record: Document) -> list[Page]:
    """Return the contents page; the applicant's paper is one of its lines."""
    rng = _rng(record)
    page = Page(*A4, paper=WHITE)
    page.text(496, 130, "目  录", "hei-bold", 46, anchor="mm")
    page.text(496, 196, f"{record['venue']}  {_issue(record)}  {record['serial']}", "song", 22, anchor="mm")
    page.line((100, 232, 892, 232), INK, 3)
    own = rng.randrange(2, 9)
    number = 1
    for line in range(14):
        y = 270 + line * 72
        title = (
            record["title"]
            if line == own
            else rng.choice(_OBJECTS) + rng.choice(("研究", "的试验与分析", "综述", "初探"))
        )
        people = team(document, record) if line == own else [rng.choice(_SURNAMES) + rng.choice(_GIVEN)]
        page.text(100, y, title, "song-bold" if line == own else "song", 24)
        page.text(820, y + 34, "，".join(people[:4]) + ("，等" if len(people) > 4 else ""), "kai", 20, anchor="ra")
        page.text(892, y, f"({number})", "song", 22, anchor="ra")
        number += rng.randint(4, 9)
    return [page]


def paper(document: Document, record: Document) -> list[Page]:
    """Return the first page of the applicant's paper."""
    rng = _rng(record)
    page = Page(*A4, paper=WHITE)
    page.text(90, 80, _issue(record), "song", 18)
    page.text(496, 80, record["venue"], "song", 18, anchor="ma")
    page.text(902, 80, record["serial"], "song", 18, anchor="ra")
    page.line((90, 112, 902, 112), INK, 2)
    page.text(496, 180, record["title"], "hei-bold", 38, anchor="mm")
    page.text(496, 244, "，".join(team(document, record)), "kai", 24, anchor="mm")
    page.text(496, 286, f"（{document['employer']['name']}，安徽 合肥 230000）", "song", 18, anchor="mm")
    y = page.paragraph((130, 326), 730, f"摘要：围绕{record['title']}开展工作。{_sentences(rng, 5)}", "song", 19)
    page.text(130, y + 6, "关键词：样例；试验；评价；推广", "song", 19)
    top = y + 60
    for column, heading in enumerate(("1  引言", "2  材料与方法")):
        left = 90 + column * 422
        page.text(left, top, heading, "hei-bold", 22)
        page.paragraph(
            (left, top + 44), 390, _sentences(rng, 30), "song", 19, leading=1.62, most=int((1290 - top) / 31)
        )
    page.text(496, 1340, f"· {rng.randint(3, 90)} ·", "song", 18, anchor="mm")
    return [page]


def book(document: Document, record: Document) -> list[Page]:
    """Return a book's cover and imprint, side by side."""
    dark, light = _COVERS[len(record["title"]) % len(_COVERS)]
    page = Page(1320, 920, paper=WHITE)
    page.rectangle((20, 20, 650, 880), fill=light)
    page.rectangle((20, 20, 110, 880), fill=dark)
    size = min(40, 520 // len(record["title"]))
    page.text(390, 300, record["title"], "song-bold", size, fill=dark, anchor="mm")
    people = team(document, record)
    page.text(390, 400, f"{people[0]}{' 等' if len(people) > 1 else ''} 著", "kai", 32, anchor="mm")
    page.text(390, 810, record["venue"], "song-bold", 32, anchor="mm")
    page.text(700, 120, "图书在版编目数据（样例）", "hei-bold", 26)
    year, month = record["published_on"].split("-")[:2]
    rows = (
        ("书名", record["title"]),
        ("著者", "，".join(people)),
        ("出版", record["venue"]),
        ("书号", record["serial"]),
        ("版次", f"{year}年{int(month)}月第1版第1次印刷"),
        ("字数", "260千字"),
    )
    y: float = 200
    for words, value in rows:
        page.text(700, y, f"{words}：", "song", 24)
        y = page.paragraph((780, y), 480, value, "song", 24, indent=0) + 26
    return [page]


def project(document: Document, record: Document) -> list[Page]:
    """Return the two pages of a project's task book."""
    person, employer = document["applicant"], document["employer"]["name"]
    first = Page(*A4, paper=WHITE)
    first.text(496, 260, "科研项目任务书", "song-bold", 64, anchor="mm", gap=16)
    rows = [
        ("项目名称", record["name"]),
        ("年    度", f"{record['year']}年"),
        ("承担单位", employer),
        ("主要人员", person["name"]),
    ]
    for place, (words, value) in enumerate(rows):
        y = 520 + place * 90
        first.text(160, y, f"{words}：", "song", 30)
        first.text(330, y, value, "song", 30)
        first.line((324, y + 44, 860, y + 44), INK, 1)
    first.seal(680, 1080, 94, employer, "样例")
    first.text(680, 1206, f"{record['year']}年3月", "song", 28, anchor="mm")
    second = Page(*A4, paper=WHITE)
    second.text(496, 110, "项目基本情况", "hei-bold", 34, anchor="mm")
    second.grid(90, 170, [190, 620], [80, 80, 80, 560])
    award = (
        f"{record['award_name']}（本人排名第{record['rank']}，共{record['participants']}人）"
        if record["awarded"]
        else "尚未获奖"
    )
    for place, (words, value) in enumerate(
        (("项目名称", record["name"]), ("参加人员", person["name"]), ("获奖情况", award))
    ):
        second.text(185, 210 + place * 80, words, "song", 26, anchor="mm")
        second.text(300, 210 + place * 80, value, "song", 26, anchor="lm")
    second.text(185, 690, "课题简介", "song", 26, anchor="mm")
    second.paragraph((300, 440), 580, record["summary"] + _sentences(_rng(record), 5), "song", 24)
    return [first, second]
