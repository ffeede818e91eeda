"""The example submissions: clean inventions of `tools.invent`, some with faults planted on purpose.

Beside each planted fault stands what the 2023 ruleset must say of it; that is how `expected.json` comes about.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tools import spoilt
from tools.certificates import draw
from tools.hostile import attack
from tools.invent import Amounts, invent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

    from eligibility.declaration import Category, Track
    from tools.hostile import Place
    from tools.invent import Document

    Spoiling = Callable[[Document, Document], list[Image.Image]]

_HONOURS: Final = (
    ("示例省级先进工作者", "安徽省示例厅"),
    ("示例青年科技标兵", "示例市总工会"),
    ("示例技术能手", "安徽省示例协会"),
)


@dataclass(frozen=True)
class Example:
    """One example: its declaration, what its papers say, and what must come of judging it."""

    name: str
    purpose: str
    declaration: Document
    papers: Document
    verdict: str
    findings: tuple[Place, ...] = ()
    doubts: tuple[Place, ...] = ()
    as_of: str | None = None
    spoilt: Mapping[str, Spoiling] = field(default_factory=dict)
    """How attachments were spoilt, by their id; all others are good scans."""

    def expected(self) -> Document:
        """Return what `expected.json` holds; `as_of` only for a draft, which has no date of its own."""
        judged_at = {} if self.as_of is None else {"as_of": self.as_of}
        return {"verdict": self.verdict, **judged_at, "findings": sorted(self.findings), "doubts": sorted(self.doubts)}


def examples() -> list[Example]:
    """Return all examples, in the order of the README."""
    return [
        _complete_leader(),
        _complete_backup(),
        _skilled_leader(),
        _refer_older_award(),
        _undetermined_coarse_date(),
        _draft(),
        _dozen_faults(),
        _bad_papers(),
        _hostile(),
    ]


def _clean(seed: int, amounts: Amounts, category: Category = "leader", track: Track = "professional") -> Document:
    """Return an invented declaration made to look like one a person wrote."""
    invented = json.dumps(invent(seed, category=category, track=track, amounts=amounts), ensure_ascii=False)
    document: Document = json.loads(re.sub(r"（(?:论文|著作|课题)?\d+）", "", invented))
    by_id = {attachment["id"]: attachment for attachment in document["attachments"]}
    for honour, (name, issuer) in zip(document["honours"], _HONOURS, strict=False):
        honour |= {"name": name, "issuer": issuer}
        by_id[honour["attachments"][0]]["name"] = f"荣誉证书：{name}"
    for attachment in document["attachments"]:
        attachment["file"] = attachment["file"].replace(".jpg", _suffix(attachment))
    document["contributions"] = _contributions(document)
    return document


def _suffix(attachment: Document) -> str:
    if attachment["kind"] == "project-proof":
        return ".pdf"
    return ".png" if attachment.get("part") in {"contents", "text"} else ".jpg"


def _contributions(document: Document) -> str:
    award, project = document["awards"][0], document["projects"][0]
    written = "、".join(f"《{publication['title']}》" for publication in document["publications"])
    return (
        f"长期在{document['employer']['name']}从事“{award['name']}”方面的工作，该项目获{award['level']}{award['grade']}，"
        f"本人为第{award['rank']}完成人；发表论著{written}；现承担课题“{project['name']}”，"
        "成果已在省内多家单位应用，培养了一批青年骨干。"
    )


def _complete_leader() -> Example:
    document = _clean(13, Amounts(jobs=3, awards=3, honours=2, papers=2, books=1, projects=2))
    degree = document["attachments"][4]
    degree |= {"name": "学位证书（复印件，加盖单位公章）", "is_copy": True}
    return Example(
        "complete-leader",
        "A leader 带头人 of the professional track, complete; one certificate is a stamped photocopy.",
        document,
        document,
        "eligible",
    )


def _complete_backup() -> Example:
    amounts = Amounts(jobs=3, awards=3, honours=3, papers=1, books=2, projects=1)
    document = _clean(67, amounts, "backup")
    return Example("complete-backup", "A backup candidate 后备人选, complete.", document, document, "eligible")


def _skilled_leader() -> Example:
    document = _clean(127, Amounts(jobs=3, awards=3, honours=3, papers=1, books=2, projects=1), track="skilled")
    person = document["applicant"]
    person |= {"education": "大学专科", "school": "示例职业技术学院", "major": "机电一体化技术", "position": "班组长"}
    del person["degree"]
    document["attachments"] = [one for one in document["attachments"] if one["kind"] != "degree-certificate"]
    for job in document["work_history"]:
        job["position"] = "技师"
    return Example(
        "skilled-leader",
        "A leader of the skilled track 技能类, complete; without a degree, so the field is empty and no certificate is due.",
        document,
        document,
        "eligible",
    )


def _refer_older_award() -> Example:
    document = _clean(14, Amounts(jobs=2, awards=1, honours=1, papers=0, books=1, projects=1))
    document["awards"][0]["awarded_on"] = "2016-11-05"
    document["remarks"] = "所列奖项虽获于2016年，但属长期贡献，恳请一并考虑。"
    return Example(
        "refer-older-award",
        "Complete, but the award dates from 2016: a person must look.",
        document,
        document,
        "refer",
        findings=(("outside-window", "/awards/0/awarded_on"), ("performance-condition-unmet", "/awards")),
    )


def _undetermined_coarse_date() -> Example:
    document = _clean(39, Amounts(jobs=2, awards=1, honours=1, papers=0, books=1, projects=1))
    document["honours"][0]["granted_on"] = "2023"
    return Example(
        "undetermined-coarse-date",
        "Complete, but one certificate prints only the year of the declaration: it may date from after it.",
        document,
        document,
        "undetermined",
        findings=(("performance-condition-unmet", "/awards"),),
        doubts=(("date-in-future", "/honours/0/granted_on"),),
    )


def _draft() -> Example:
    papers = _clean(55, Amounts(jobs=1, awards=1, honours=1, papers=1, books=0, projects=1), "backup")
    document = {key: papers[key] for key in ("format", "id", "programme", "round", "category", "track")}
    person = {**papers["applicant"], "phone": None, "email": "", "address": "  ", "major": ""}
    for name in ("title_level", "title_obtained_on", "position"):
        del person[name]
    award = {key: papers["awards"][0][key] for key in ("kind", "name", "awarded_on")}
    document |= {
        "review_group": "",
        "pledge_accepted": True,
        "account": papers["account"],
        "employer": {**papers["employer"], "binding": "pending"},
        "applicant": person,
        "work_history": [],
        "awards": [award | {"attachments": []}],
        "attachments": papers["attachments"][:2],
    }
    own = [f"applicant/{field}" for field in ("phone", "address", "major", "title_level", "position")]
    blanks = ["review_group", "former_batch", *own, "work_history", "contributions"]
    return Example(
        "draft",
        "A form somebody has begun: blanks, an employer that has not approved, and no date of submission.",
        document,
        papers,
        "ineligible",
        findings=(
            *(("missing-field", f"/{place}") for place in blanks),
            *(
                ("incomplete-record", f"/awards/0/{field}")
                for field in ("category", "grade", "participants", "ranked", "issuer")
            ),
            ("record-without-proof", "/awards/0/attachments"),
            ("employer-not-bound", "/employer/binding"),
            *[("missing-attachment", "/attachments")] * 5,  # back of the ID card, education, degree, title, pledge
        ),
        as_of="2023-08-12",
    )


def _dozen_faults() -> Example:
    papers = _clean(31, Amounts(jobs=2, awards=3, honours=1, papers=1, books=1, projects=2))
    papers["applicant"] |= {"title": "高级工程师", "title_level": "associate-senior"}
    papers["awards"][0]["awarded_on"] = "2016-11-05"
    document = copy.deepcopy(papers)
    findings = [("title-too-low", "/applicant/title_level"), ("outside-window", "/awards/0/awarded_on")]
    findings += _plant_in_form(document)
    findings += _plant_in_records(document)
    findings += _plant_in_attachments(document)
    return Example(
        "dozen-faults",
        "A form with more than a dozen faults, each of another rule; the papers are in order.",
        document,
        papers,
        "ineligible",
        tuple(findings),
    )


def _plant_in_form(document: Document) -> list[Place]:
    document["applicant"] |= {"phone": "055163456789", "sex": "male"}
    document |= {
        "remarks": "无",
        "contributions": document["contributions"].ljust(836, "好"),
        "former_batch": 14,
        "pledge_accepted": False,
    }
    document["employer"]["binding"] = "pending"
    job = document["work_history"][0]
    job["start"], job["end"] = job["end"], job["start"]
    return [
        ("malformed-phone", "/applicant/phone"),
        ("sex-contradicts-id-number", "/applicant/sex"),
        ("changed-locked-field", "/applicant/sex"),
        ("placeholder-in-optional-field", "/remarks"),
        ("text-too-long", "/contributions"),
        ("unknown-batch", "/former_batch"),
        ("pledge-not-accepted", "/pledge_accepted"),
        ("employer-not-bound", "/employer/binding"),
        ("reversed-dates", "/work_history/0/end"),
    ]


def _plant_in_records(document: Document) -> list[Place]:
    del document["awards"][1]["rank"]
    patent, paper = document["awards"][2], document["publications"][0]
    patent["patent_number"] = patent["patent_number"][:-1] + ("0" if patent["patent_number"][-1] != "0" else "1")
    document["honours"][0]["granted_on"] = "2024-05-04"
    paper["rank"] = paper["participants"] + 3
    del document["projects"][1]["award_name"]
    return [
        ("missing-rank", "/awards/1/rank"),
        ("invalid-patent-number", "/awards/2/patent_number"),
        ("date-in-future", "/honours/0/granted_on"),
        ("date-not-on-document", "/honours/0/granted_on"),
        ("rank-exceeds-participants", "/publications/0/rank"),
        ("project-award-incomplete", "/projects/1/award_name"),
    ]


def _plant_in_attachments(document: Document) -> list[Place]:
    document["projects"][0]["attachments"] = []
    contents = next(one for one in document["attachments"] if one.get("part") == "contents")
    document["publications"][0]["attachments"].remove(contents["id"])
    left_out = [contents, next(one for one in document["attachments"] if one["kind"] == "id-back")]
    kept = document["attachments"] = [one for one in document["attachments"] if one not in left_out]
    names = [one["name"] for one in kept]
    pledge, task_book = names.index("个人诚信承诺书"), names.index(f"课题任务书：{document['projects'][0]['name']}")
    kept[pledge]["name"] = "IMG_20230811_0932.jpg"
    return [
        ("record-without-proof", "/projects/0/attachments"),
        ("unreferenced-attachment", f"/attachments/{task_book}"),
        ("publication-proof-incomplete", "/publications/0/attachments"),
        ("missing-attachment", "/attachments"),
        ("uninformative-attachment-name", f"/attachments/{pledge}/name"),
    ]


def _bad_papers() -> Example:
    document = _clean(71, Amounts(jobs=2, awards=3, honours=2, papers=1, books=0, projects=1))
    kinds = [one["kind"] for one in document["attachments"]]
    title = document["attachments"][kinds.index("title-certificate")]
    title["is_copy"] = True
    first_award, second_award, *_ = (index for index, kind in enumerate(kinds) if kind == "award-proof")
    first_honour, second_honour = (index for index, kind in enumerate(kinds) if kind == "honour-proof")
    ways: dict[int, Spoiling] = {
        kinds.index("photo"): spoilt.colourless,
        kinds.index("education-certificate"): spoilt.sideways,
        kinds.index("degree-certificate"): lambda papers, _: draw(papers, papers["attachments"][second_award]),
        kinds.index("title-certificate"): spoilt.unsealed,
        kinds.index("pledge"): spoilt.unsigned,
        first_award: spoilt.blurred,
        kinds.index("patent-proof"): spoilt.cut_off,
        first_honour: spoilt.blank,
        second_honour: spoilt.reduced,
    }
    return Example(
        "bad-papers",
        "A form in order, and papers that are not: out of focus, cut off, blank, too small, sideways, unsigned, without a seal, another paper.",
        document,
        document,
        "undetermined",
        findings=(
            ("unsuitable-photo", "/attachments/0/file"),
            ("skewed-scan", "/attachments/3/file"),
            ("wrong-document", "/attachments/4/file"),
            ("copy-without-seal", "/attachments/5/file"),
            ("unsigned-pledge", "/attachments/6/file"),
            ("illegible-scan", "/attachments/7/file"),
            ("duplicate-attachment", "/attachments/8"),
            ("illegible-scan", "/attachments/9/file"),
            ("blank-page", "/attachments/10/file"),
            ("copy-without-seal", "/attachments/10/file"),
            ("illegible-scan", "/attachments/11/file"),
            ("low-resolution-scan", "/attachments/11/file"),
        ),
        doubts=(
            ("wrong-document", "/attachments/10/file"),
            ("name-not-on-document", "/awards/0/attachments"),
            ("date-not-on-document", "/awards/0/awarded_on"),
            ("title-not-on-document", "/awards/0/name"),
            ("name-not-on-document", "/honours/0/attachments"),
            ("date-not-on-document", "/honours/0/granted_on"),
            ("title-not-on-document", "/honours/0/name"),
        ),
        spoilt={document["attachments"][index]["id"]: way for index, way in ways.items()},
    )


def _hostile() -> Example:
    papers = _clean(43, Amounts(jobs=1, awards=2, honours=1, papers=1, books=0, projects=1))
    document = copy.deepcopy(papers)
    findings = attack(document)
    return Example(
        "hostile",
        "A submission that means harm: paths out of the folder, files that are not what they say, text that plays tricks.",
        document,
        papers,
        "ineligible",
        tuple(findings),
    )
