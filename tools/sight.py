"""What ideal inspectors see of an invented submission: each paper is the right one, clear, and says what the form says.

Tests and benchmarks of judging are given these measurements, because their files are no pictures and judging must not
depend on how well anybody looks. The words are those that `tools.certificates` draws, without the drawing.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Final

from eligibility.declaration import RECORD_SECTIONS
from eligibility.errors import AttachmentError
from eligibility.hooks import load_plugins
from eligibility.inspection.file import facts_of
from eligibility.looking.answers import to_json
from eligibility.looking.looker import Looker, bytes_of
from eligibility.measurement import (
    Alteration,
    Exhibit,
    Face,
    FileFacts,
    Fingerprint,
    Line,
    Page,
    PageFacts,
    PageScan,
    PageSeals,
    Portrait,
    ScanQuality,
    Seal,
    Seals,
    Signature,
    Text,
)
from eligibility.report import CantTell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from eligibility.declaration import Attachment, Declaration
    from eligibility.hooks import Plugins
    from eligibility.measurement import FileProblem, Measurement
    from eligibility.rule import Seen
    from eligibility.submission import Submission

PAGE: Final = Page(width=1654, height=2339, dpi=200)
CLEAR: Final = PageScan(
    legibility=0.98, lines=12, character_height=32, edge_width=2.5, contrast=0.8, ink=0.06, skew=0.2
)
"""A page without any fault of scanning."""
PORTRAIT: Final = Portrait(
    width=295,
    height=413,
    faces=(Face(box=(70, 90, 155, 190), eyes=((112, 165), (183, 165))),),
    colour=0.4,
    brightness=0.6,
    contrast=0.5,
    sharpness=0.02,
)
SEALED: Final = PageSeals(seals=(Seal(box=(1100, 1900, 300, 300), colour="red", shape="round"),), chromatic=0.03)
_COLOURED: Final = PageSeals(chromatic=0.1)
_BLACK_AND_WHITE: Final = PageSeals()
_SIGNED: Final = Signature(state="signed", page=1, region=(1100, 1600, 370, 110), ink=0.08)
_NO_LABEL: Final = Signature(state="no-label")
_NO_PORTRAIT: Final = Portrait(width=PAGE.width, height=PAGE.height)

_COLOURLESS_PARTS: Final = {"contents", "text"}
_SEALED_KINDS: Final = {
    *("education-certificate", "degree-certificate", "title-certificate"),
    *("award-proof", "patent-proof", "honour-proof", "project-proof"),
}


def jpeg(name: str) -> bytes:
    """Return bytes that look like a JPEG file, other ones for each name. There is no picture in them."""
    return b"\xff\xd8\xff\xe0" + name.encode(errors="surrogatepass") + b"\xff\xd9"


class MemoryFiles:
    """The files of a submission in memory: by path their bytes, or the problem that opening them has.

    `spoilt` says of some of them what is seen in place of what an ideal inspector would see.
    """

    def __init__(self, contents: Mapping[str, bytes | FileProblem], spoilt: Mapping[str, Seen] | None = None) -> None:
        """Keep the mappings; a path that is not in `contents` is a missing file."""
        self._contents = contents
        self.spoilt = spoilt or {}

    def open(self, name: str) -> BinaryIO:
        """Open a file by its path, as `eligibility.submission.Files` asks."""
        content = self._contents.get(name, "missing")
        if isinstance(content, bytes):
            return io.BytesIO(content)
        raise AttachmentError(content)


class IdealLooker(Looker):
    """Sees `sights` without decoding anything; like every looker it takes only what is asked for."""

    def look(
        self, submission: Submission, wanted: Sequence[Collection[type[Measurement]]], plugins: Plugins
    ) -> tuple[Seen, ...]:
        """Take of each attachment the types of measurement `wanted` of it, in the declaration's order."""
        return tuple(
            {kind: measured for kind, measured in seen.items() if asked and (kind in asked or kind is FileFacts)}
            for seen, asked in zip(sights(submission), wanted, strict=True)
        )


def remember(submission: Submission, path: Path) -> None:
    """Write what is ideally seen into a cache, so that a command that uses it has looked at these files before."""
    from eligibility.looking.cache import Cache

    cache = Cache(path)
    inspectors = load_plugins().inspectors
    for seen in sights(submission):
        facts = seen[FileFacts]
        if not isinstance(facts, FileFacts) or facts.sha256 is None:
            continue
        for kind, measured in seen.items():
            if kind is not FileFacts and not isinstance(measured, CantTell):
                inspector = inspectors[kind]
                cache.put(facts.sha256, inspector.name, inspector.version, to_json(kind, measured))
    cache.close()


def sights(submission: Submission) -> tuple[Seen, ...]:
    """Return all that is seen of each attachment, in the declaration's order."""
    declaration = submission.declaration
    proved = _proved_by(declaration)
    return tuple(_sight(submission, attachment, proved) for attachment in declaration.attachments)


def _sight(submission: Submission, attachment: Attachment, proved: Proved) -> Seen:
    ideal = _ideal(attachment, _text(submission.declaration, attachment, proved))
    try:
        facts = facts_of(Exhibit(bytes_of(submission, attachment)))
    except AttachmentError as error:
        facts = FileFacts(problem=error.problem)
    except CantTell as doubt:
        return dict.fromkeys((FileFacts, Fingerprint, *ideal), doubt)
    if facts.problem is not None:
        return {**dict.fromkeys((Fingerprint, *ideal)), FileFacts: facts}
    files = submission.files
    spoilt = files.spoilt.get(attachment.file or "", {}) if isinstance(files, MemoryFiles) else {}
    return {FileFacts: facts, **ideal, Fingerprint: _fingerprint(facts, ideal), **spoilt}


def _fingerprint(facts: FileFacts, ideal: Seen) -> Fingerprint:
    """Return fingerprints that no page of another file has."""
    pages = ideal[PageFacts]
    count = pages.count if isinstance(pages, PageFacts) else 0
    return Fingerprint(pages=tuple(hashlib.sha256(f"{facts.sha256} {n}".encode()).hexdigest() for n in range(count)))


def _ideal(attachment: Attachment, text: Text) -> Seen:
    count = len(text.pages)
    return {
        PageFacts: PageFacts(count=count, pages=(PAGE,) * count),
        ScanQuality: ScanQuality(pages=(CLEAR,) * count),
        Text: text,
        Portrait: PORTRAIT if attachment.kind == "photo" else _NO_PORTRAIT,
        Seals: Seals(pages=(_seals_of(attachment),) * count),
        Signature: _SIGNED if attachment.kind == "pledge" else _NO_LABEL,
        Alteration: Alteration(pages=((),) * count),
    }


def _seals_of(attachment: Attachment) -> PageSeals:
    if attachment.is_copy or attachment.kind in _SEALED_KINDS:
        return SEALED
    return _BLACK_AND_WHITE if attachment.part in _COLOURLESS_PARTS else _COLOURED


# --- Text -------------------------------------------------------------------------------------------------------------


def text_of(declaration: Declaration, attachment: Attachment) -> Text:
    """Return what stands on an attachment: a page for each record that names it, or one if none does."""
    return _text(declaration, attachment, _proved_by(declaration))


Proved = dict[str, list[object]]
"""Records by the ids of the attachments that they name."""


def _proved_by(declaration: Declaration) -> Proved:
    proved: Proved = {}
    for section in RECORD_SECTIONS:
        for record in getattr(declaration, section):
            for name in record.attachments:
                proved.setdefault(name, []).append(record)
    return proved


def _text(declaration: Declaration, attachment: Attachment, proved: Proved) -> Text:
    kind = attachment.kind or "other"
    if kind == "photo":
        return Text(pages=((),))
    if kind in _PERSONAL:
        return as_text(_PERSONAL[kind](declaration))
    write = _PROOFS.get((kind == "publication-proof" and attachment.part) or kind, _other)
    records = proved.get(attachment.id or "", [None])
    return as_text(*(write(declaration, record) for record in records))


USUAL_DATE: Final = "2021-06"
"""The date on documents of records that have none in the form."""


def as_text(*pages: Sequence[str]) -> Text:
    """Return pages of lines as they are read, one below the other."""
    return Text(
        pages=tuple(
            tuple(Line(text=words, box=(150, 200 + 80 * row, 1300, 48)) for row, words in enumerate(page))
            for page in pages
        )
    )


def without(text: Text, words: str) -> Text:
    """Return the same text, without some words."""
    return Text(
        pages=tuple(tuple(replace(line, text=line.text.replace(words, "")) for line in page) for page in text.pages)
    )


def unsurely(text: Text, confidence: float) -> Text:
    """Return the same text, read with another confidence."""
    return Text(pages=tuple(tuple(replace(line, confidence=confidence) for line in page) for page in text.pages))


def _said(part: object, *keys: str) -> str:
    """Return the first of some values that a part of the form gives; nothing if it gives none."""
    return next((str(value) for key in keys if (value := getattr(part, key, None)) is not None), "")


def _title_of(record: object) -> str:
    return _said(record, "name", "title")


def _date_of(record: object) -> str:
    """Return a record's date; a document bears one even where the form lacks it."""
    return _said(record, "awarded_on", "granted_on", "published_on", "year") or USUAL_DATE


def _id_front(declaration: Declaration) -> list[str]:
    person = declaration.applicant
    return [
        *(f"姓名 {_said(person, 'name')}", "性别 男" if person.sex == "male" else "性别 女", "民族 汉"),
        *(f"出生 {_said(person, 'birth_date')}", f"住址 {_said(person, 'address')}"),
        *("公民身份号码", _said(person, "id_number")),
    ]


def _id_back(declaration: Declaration) -> list[str]:  # noqa: ARG001 - called as the others are
    return ["中华人民共和国", "居民身份证", "签发机关 合肥市示例公安局", "有效期限 2013.05.18-2033.05.18"]


def _education(declaration: Declaration) -> list[str]:
    person = declaration.applicant
    words = f"学生{_said(person, 'name')}，在本校学习，学制四年，修完培养计划规定的全部课程，成绩合格，准予毕业。"
    return ["毕业证书", words, _said(person, "school"), "二〇一二年六月三十日", "证书编号：999991201201000001"]


def _degree(declaration: Declaration) -> list[str]:
    person = declaration.applicant
    words = f"{_said(person, 'name')}通过论文答辩，经学位评定委员会审议，授予学位。"
    return ["博士学位证书", words, _said(person, "school"), "二〇一二年六月三十日", "证书编号：999992201200001"]


def _title(declaration: Declaration) -> list[str]:
    person = declaration.applicant
    name = "职业技能等级证书" if declaration.track == "skilled" else "专业技术职务任职资格证书"
    return [
        *(name, f"姓名：{_said(person, 'name')}", f"身份证号：{_said(person, 'id_number')}"),
        *(f"资格名称：{_said(person, 'title')}", f"取得时间：{_said(person, 'title_obtained_on')}"),
        *("发证机构：安徽省示例评审委员会", "二〇一二年六月三十日", "证书编号：999992012001"),
    ]


def _pledge(declaration: Declaration) -> list[str]:
    person = declaration.applicant
    opening = f"本人{_said(person, 'name')}，身份证号码{_said(person, 'id_number')}，自愿申报，并作出以下承诺："
    return ["个人诚信承诺书", opening, "以上内容如有不实，承担由此产生的一切后果。", "承诺人（手写签名）："]


def _award(declaration: Declaration, record: object) -> list[str]:
    return [
        *(
            "科学技术进步奖获奖证书",
            f"项目名称：{_title_of(record)}",
            f"获奖者：{_said(declaration.applicant, 'name')}",
        ),
        *(_said(record, "issuer"), _date_of(record)),
    ]


def _patent(declaration: Declaration, record: object) -> list[str]:
    return [
        *("发明专利证书", f"发明名称：{_title_of(record)}", f"发明人：{_said(declaration.applicant, 'name')}"),
        *(
            "证书号第3456789号",
            f"专利号：{_said(record, 'patent_number')}",
            f"授权公告日：{_date_of(record)}",
            "国家知识产权局",
        ),
    ]


def _honour(declaration: Declaration, record: object) -> list[str]:
    return [
        *("荣誉证书", f"{_said(declaration.applicant, 'name')} 同志："),
        *(f"被授予“{_title_of(record)}”称号，以资鼓励。", _said(record, "issuer"), _date_of(record)),
    ]


def _cover(declaration: Declaration, record: object) -> list[str]:  # noqa: ARG001 - called as the others are
    return [_said(record, "venue"), "月刊", "总第128期", _date_of(record), _said(record, "serial"), "示例期刊社 主办"]


def _contents(declaration: Declaration, record: object) -> list[str]:
    others = [f"样品的试验与观察之{number} ({9 * number})" for number in range(1, 7)]
    own = [f"{_title_of(record)} (61)", f"{_said(declaration.applicant, 'name')}，等"]
    return ["目录", _said(record, "venue"), _date_of(record), *others, *own]


def _paper(declaration: Declaration, record: object) -> list[str]:
    return [
        *(_said(record, "venue"), _date_of(record), _title_of(record), f"{_said(declaration.applicant, 'name')}，等"),
        *("摘要：本文给出方法，并说明试验的结果。", "关键词：样例；试验", "1 引言", "参考文献"),
    ]


def _book(declaration: Declaration, record: object) -> list[str]:
    return [
        *(_title_of(record), f"{_said(declaration.applicant, 'name')} 著", "图书在版编目数据", _said(record, "venue")),
        *(_said(record, "serial"), f"版次：{_date_of(record)} 第1版第1次印刷"),
    ]


def _project(declaration: Declaration, record: object) -> list[str]:
    return [
        *("科研项目任务书", f"项目名称：{_title_of(record)}", f"年度：{_date_of(record)}"),
        f"主要人员：{_said(declaration.applicant, 'name')}",
    ]


def _other(declaration: Declaration, record: object) -> list[str]:  # noqa: ARG001 - called as the others are
    return ["补充材料", "与申报内容有关的其他说明"]


_PERSONAL: Final[Mapping[str, Callable[[Declaration], list[str]]]] = {
    "id-front": _id_front,
    "id-back": _id_back,
    "education-certificate": _education,
    "degree-certificate": _degree,
    "title-certificate": _title,
    "pledge": _pledge,
}
_PROOFS: Final[Mapping[str, Callable[[Declaration, object], list[str]]]] = {
    "award-proof": _award,
    "patent-proof": _patent,
    "honour-proof": _honour,
    "cover": _cover,
    "contents": _contents,
    "text": _paper,
    "publication-proof": _book,
    "project-proof": _project,
}
