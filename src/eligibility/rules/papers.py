"""Kinds of documents, told by the words that mark them."""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from eligibility.rules.reading import folded, fragments_of, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eligibility.declaration import Attachment
    from eligibility.rules.reading import PageRead, Reading

Paper = Literal[
    "id-front",
    "id-back",
    "education-certificate",
    "degree-certificate",
    "title-certificate",
    "pledge",
    "award-proof",
    "honour-proof",
    "patent-proof",
    "cover",
    "contents",
    "text",
    "publication-proof",
]
"""A kind of document that words mark: an attachment's kind, or the part of a paper's proof."""

ENOUGH: Final = 3
"""The weight of marks at which a page is recognised."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """The marks of a kind: words, apart by spaces, under their weight; `#` is a number. A negative weight speaks against it.

    `items` weighs a page that is a list of items with page numbers, `long` one that is full of text; `also` names the kinds
    that do as well.
    """

    marks: Mapping[int, str]
    items: int = 0
    long: int = 0
    also: tuple[Paper, ...] = ()


_AWARD: Final = _Kind(
    {
        3: "获奖 奖状 奖励 奖证书 进步奖 成果奖 #等奖 特等奖 优秀奖 表彰 荣誉证书 荣誉称号 光荣称号 以资鼓励 的决定 的通知 的通报 公示",
        2: "荣誉 称号 嘉奖 奖章 奖杯 先进 标兵 模范 award prize honor honour medal recognition",
        1: "奖 证书 授予 颁发 评为 当选 文件 certificate presented",
    }
)
"""An award and an honour are proven by the same papers: certificates of many forms, decisions, notices with lists."""

_KINDS: Final[Mapping[Paper, _Kind]] = {
    "id-front": _Kind({3: "公民身份号码", 1: "姓名 性别 民族 出生 住址"}),
    "id-back": _Kind({2: "居民身份证 签发机关 有效期限", 1: "中华人民共和国"}),
    "education-certificate": _Kind(
        {
            3: "毕业证书 准予毕业 毕业证明 学历证书 学历证明 学历学位认证 学历认证 结业证书 肄业证书 graduationcertificate",
            2: "diploma graduated",
            1: "毕业 学制 修业 学习期满 培养计划 教学计划 certificate",
        }
    ),
    "degree-certificate": _Kind(
        {
            3: "学位证书 学位证明 学位评定委员会 学历学位认证 学位认证 bachelorof masterof doctorof degreeof",
            1: "学位 学士 硕士 博士 论文答辩 授予 degree bachelor master doctor",
        }
    ),
    "title-certificate": _Kind(
        {
            3: "职业技能等级证书 职业资格证书 技术等级证书 资格证书 职称证书 专业技术职务 专业技术资格 任职资格 执业资格 "
            "职称评审 职称资格 技能等级 聘书 聘任 的决定 的通知 的批复 公示",
            2: "职业名称 资格名称 资格级别 系列名称 评审委员会 发证机构 批准时间 管理号 工程师 研究员 教授 技师",
            1: "证书 职称 资格 级别 专业 职务 文件",
        }
    ),
    "pledge": _Kind(
        {3: "诚信承诺 承诺书 承诺人", 2: "以下承诺 郑重承诺 本人承诺 本人自愿", 1: "承诺 属实 真实 虚假 后果 责任"}
    ),
    "award-proof": dataclasses.replace(_AWARD, also=("honour-proof",)),
    "honour-proof": dataclasses.replace(_AWARD, also=("award-proof",)),
    "patent-proof": _Kind(
        {
            3: "专利证书 专利号 专利权人 patentno letterspatent unitedstatespatent",
            2: "发明名称 实用新型名称 外观设计名称 授权公告 著作权登记 patent",
            1: "专利 发明人 发明专利 实用新型 外观设计 国家知识产权局 invention",
        }
    ),
    "cover": _Kind(
        {
            2: "issn 主办 主管 刊号 邮发代号 月刊 季刊 半月刊 周刊 学报 杂志 第#期 #年#期 总第 vol# journal issue transactions",
            1: "期刊 出版 编辑部 编委 通讯 science letters #年 no#",
            -2: "目录 目次 目录contents",
            -3: "摘要 关键词 参考文献 abstract keywords references",
        },
        items=-4,
        long=-2,
        also=("publication-proof",),
    ),
    "contents": _Kind(
        {3: "目录 目次 要目 contents", 1: "第#期", -3: "摘要 关键词 参考文献 abstract keywords references"},
        items=3,
        also=("publication-proof",),
    ),
    "text": _Kind(
        {
            2: "摘要 关键词 参考文献 中图分类号 文献标识码 文章编号 收稿日期 基金项目 作者简介 通信作者 通讯作者 引言 doi10 "
            "abstract keywords references introduction corresponding",
            1: "结论 讨论 图# 表# conclusion fig# table# etal",
        },
        long=2,
        also=("publication-proof",),
    ),
    "publication-proof": _Kind(
        {
            3: "图书在版编目 cip数据 isbn 版权页",
            2: "出版发行 印刷 版次 定价 开本 印张 责任编辑 出版社 press published",
            1: "著 编著 主编 copyright",
        },
        also=("cover", "contents", "text"),
    ),
}

_NUMBER: Final = "[0-9一二三四五六七八九十]{1,4}"
_ITEM: Final = re.compile(r"(?:^|[^0-9])[(（]?[0-9]{1,4}[)）]?$")
_ENDS_ITEM: Final = frozenset("0123456789)）")
_LEAST_ITEMS: Final = 5
_LONG: Final = 700

_OF_LISTS: Final = [(paper, kind.items) for paper, kind in _KINDS.items() if kind.items]
_OF_LONG_PAGES: Final = [(paper, kind.long) for paper, kind in _KINDS.items() if kind.long]


@dataclass(frozen=True, slots=True, eq=False)
class _Mark:
    """A folded word, or a pattern of words with a number in them that count as one; what it weighs for which kinds."""

    words: str | re.Pattern[str]
    weights: list[tuple[Paper, int]]

    def stands_in(self, text: str) -> bool:
        """Tell whether a folded text has the mark."""
        return holds(text, self.words) if isinstance(self.words, str) else self.words.search(text) is not None


@functools.cache
def _fragments() -> tuple[Mapping[str, Sequence[tuple[str, _Mark]]], frozenset[str]]:
    """Return all marks, each under the first character of every fragment without one of which it stands in no text, and these."""
    marks: dict[str, _Mark] = {}
    found: dict[str, list[tuple[str, _Mark]]] = {}

    def keep(key: str, words: str | re.Pattern[str], fragments: Iterable[str], share: tuple[Paper, int]) -> None:
        if key not in marks:
            marks[key] = _Mark(words, [])
            for fragment in fragments:
                found.setdefault(fragment[0], []).append((fragment, marks[key]))
        marks[key].weights.append(share)

    for paper, kind in _KINDS.items():
        for weight, words in kind.marks.items():
            numbered = [word.split("#") for word in words.split() if "#" in word]
            for word in [folded(word) for word in words.split() if "#" not in word]:
                keep(word, word, fragments_of(word), (paper, weight))
            if numbered:
                parts = [list(map(folded, word)) for word in numbered]
                pattern = "|".join(map(_NUMBER.join, parts))
                keep(pattern, re.compile(pattern), {max(part, key=len) for part in parts}, (paper, weight))
    return found, frozenset(found)


class Likeness(NamedTuple):
    """How much a document looks like a kind: the greatest weight of marks on one of its pages, and that page's number."""

    kind: Paper
    weight: int
    page: int

    @property
    def enough(self) -> bool:
        """Whether the kind is recognised."""
        return self.weight >= ENOUGH


def paper_of(attachment: Attachment) -> Paper | None:
    """Return the kind of document that an attachment claims to be, if words mark it."""
    claimed = attachment.part if attachment.kind == "publication-proof" and attachment.part else attachment.kind
    return _BY_NAME.get(claimed or "")


PAPERS: Final[tuple[Paper, ...]] = tuple(_KINDS)
_BY_NAME: Final[Mapping[str, Paper]] = {kind: kind for kind in PAPERS}


@functools.cache
def accepted_for(kind: Paper) -> tuple[Paper, ...]:
    """Return all kinds that may stand where `kind` was asked for."""
    return (kind, *_KINDS[kind].also)


@functools.cache
def refused_for(kind: Paper) -> tuple[Paper, ...]:
    """Return all kinds that may not stand where `kind` was asked for."""
    return tuple(other for other in PAPERS if other not in accepted_for(kind))


def closest(reading: Reading, kinds: Sequence[Paper], more: Mapping[Paper, Sequence[str]]) -> Likeness:
    """Return which of `kinds` a document looks like most, the first of equal ones; a word of `more` is enough by itself."""
    found = []
    for page in reading.pages:
        weights = _weights_with(page, more)
        kind = max(kinds, key=weights.__getitem__)
        found.append(Likeness(kind, weights[kind], page.number))
    if len(found) == 1:
        return found[0]
    return min(found, key=lambda seen: (-seen.weight, kinds.index(seen.kind)), default=Likeness(kinds[0], 0, 1))


def _weights_with(page: PageRead, more: Mapping[Paper, Sequence[str]]) -> Mapping[Paper, int]:
    """Return the weights on a page, with those of further words, each of which is enough."""
    weights = page.once(weights_on)
    held = [
        kind for kind, words in more.items() if any(holds(page.text, word) for word in filter(None, map(folded, words)))
    ]
    return {**weights, **{kind: weights[kind] + ENOUGH for kind in held}} if held else weights


def likeness(reading: Reading, kind: Paper) -> Likeness:
    """Return how much a document looks like `kind`."""
    return closest(reading, (kind,), {})


def weights_on(page: PageRead) -> Mapping[Paper, int]:
    """Return the weight of each kind's marks on one page."""
    shares = [share for mark in _marks_on(page.text) for share in mark.weights]
    if _is_list(page):
        shares += _OF_LISTS
    if len(page.text) >= _LONG:
        shares += _OF_LONG_PAGES
    weights = dict.fromkeys(PAPERS, 0)
    for kind, weight in shares:
        weights[kind] += weight
    return weights


def _marks_on(text: str) -> Iterable[_Mark]:
    """Return the marks that stand in a folded text. A mark is sought only where a fragment of it stands, found by its first character."""
    fragments, firsts = _fragments()
    candidates = {
        mark: None for first in firsts.intersection(text) for fragment, mark in fragments[first] if fragment in text
    }
    return [mark for mark in candidates if mark.stands_in(text)]


def _is_list(page: PageRead) -> bool:
    """Tell whether many lines, a fifth of them at least, end in a page number."""
    if len(page.lines) < _LEAST_ITEMS:
        return False
    ends = [line.text.rstrip()[-8:] for line in page.lines]
    items = len([end for end in ends if end[-1:] in _ENDS_ITEM and _ITEM.search(end)])
    return items >= _LEAST_ITEMS and 5 * items >= len(ends)
