"""What is judged: invented declarations, about a third of them with one to five defects whose places are known.

Each defect is one the shipped ruleset of 2023 names for certain, and none hides another, so the findings an engine
should give are exactly the planted ones.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eligibility.checker import Checker
from eligibility.submission import Submission, read_declaration
from tools.invent import FULL, Amounts, Document, id_number, invent
from tools.sight import IdealLooker, MemoryFiles, jpeg

if TYPE_CHECKING:
    from eligibility.declaration import Category, Track
    from eligibility.rule import Seen

RULESET: Final = "anhui-leaders@2023"

Found = tuple[str, str]
"""A rule's name and the JSON Pointer where it found something."""

_PEOPLE: Final[tuple[tuple[Category, Track], ...]] = (
    ("leader", "professional"),
    ("backup", "professional"),
    ("leader", "skilled"),
    ("backup", "skilled"),
)
_DEFECTIVE: Final = 0.3
_MOST_DEFECTS: Final = 5


@dataclass(frozen=True)
class Case:
    """One declaration as bytes, the findings planted in it, and measurements of its attachments' files."""

    data: bytes
    planted: frozenset[Found]
    seen: tuple[Seen, ...]
    sha256: str


def cases(count: int, *, first_seed: int = 0, amounts: Amounts = FULL) -> tuple[Case, ...]:
    """Return `count` cases, the same for the same seed; people of all categories and tracks take turns."""
    return tuple(_case(seed, amounts) for seed in range(first_seed, first_seed + count))


def clean(seed: int, amounts: Amounts) -> Case:
    """Return a case without any defect, of any size."""
    return packed(invent(seed, amounts=amounts))


def _case(seed: int, amounts: Amounts) -> Case:
    category, track = _PEOPLE[seed % len(_PEOPLE)]
    document = invent(seed, category=category, track=track, amounts=amounts)
    rng = random.Random(f"defects {seed}")
    planted = plant(document, rng) if rng.random() < _DEFECTIVE else ()
    return packed(document, planted)


def packed(document: Document, planted: Sequence[Found] = ()) -> Case:
    """Return the case of a document, with all measurements that the ruleset asks for: of the right papers, well scanned."""
    data = json.dumps(document, ensure_ascii=False).encode()
    files = MemoryFiles({attachment["file"]: jpeg(attachment["file"]) for attachment in document["attachments"]})
    submission = Submission(read_declaration(data), hashlib.sha256(data).hexdigest(), files)
    return Case(data, frozenset(planted), _looking().look(submission), submission.sha256)


@functools.cache
def _looking() -> Checker:
    """Return a checker that looks at files which are no pictures."""
    return Checker(RULESET, looker=IdealLooker())


def plant(document: Document, rng: random.Random, rules: Collection[str] | None = None) -> tuple[Found, ...]:
    """Plant one to five defects, of these `rules` only, that don't touch the same part of the form; return what must be found."""
    wanted = rng.randint(1, _MOST_DEFECTS)
    touched: set[str] = set()
    planted: list[Found] = []
    for defect in rng.sample(DEFECTS, len(DEFECTS)):
        if rules is not None and defect.rule not in rules:
            continue
        if len(planted) < wanted and not touched & defect.touches and defect.suits(document):
            touched |= defect.touches
            planted.append((defect.rule, defect.plant(document)))
    return tuple(planted)


@dataclass(frozen=True)
class Defect:
    """One way to spoil a declaration: the rule that must find it, and `plant`, which returns where."""

    rule: str
    plant: Callable[[Document], str]
    touches: frozenset[str]
    suits: Callable[[Document], bool]


DEFECTS: list[Defect] = []
"""One defect for each of the thirty rules the rivals are asked to say."""


def _defect(
    rule: str, *touches: str, suits: Callable[[Document], bool] = lambda _: True
) -> Callable[[Callable[[Document], str]], Callable[[Document], str]]:
    def register(function: Callable[[Document], str]) -> Callable[[Document], str]:
        DEFECTS.append(Defect(rule, function, frozenset(touches), suits))
        return function

    return register


def _set(rule: str, pointer: str, value: object, *touches: str, both: bool = False) -> None:
    """Register the defect of one field of a section that holds `value`, in the account as well if `both`."""
    _, section, field = pointer.split("/")

    def spoil(document: Document) -> str:
        document[section][field] = value
        if both:
            document["account"][field] = value
        return pointer

    DEFECTS.append(Defect(rule, spoil, frozenset(touches), lambda _: True))


_set("missing-field", "/applicant/address", "")
_set("placeholder-in-optional-field", "/applicant/degree", "无")
_set("malformed-phone", "/applicant/phone", "055162345678")
_set("malformed-mobile", "/applicant/mobile", "12012345678")
_set("malformed-email", "/applicant/email", "person.example.cn")
_set("changed-locked-field", "/applicant/name", "欧阳示例")
_set("employer-not-bound", "/employer/binding", "pending")


@_defect("text-too-long")
def _too_long(document: Document) -> str:
    document["contributions"] = "长" * 801
    return "/contributions"


@_defect("invalid-id-number", "identity")
def _mistyped_number(document: Document) -> str:
    number = document["applicant"]["id_number"]
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    document["applicant"]["id_number"] = document["account"]["id_number"] = wrong
    return "/applicant/id_number"


@_defect("birth-date-contradicts-id-number", "identity")
def _other_birth_date(document: Document) -> str:
    born = dt.date.fromisoformat(document["applicant"]["birth_date"]) + dt.timedelta(days=40)
    document["applicant"]["birth_date"] = document["account"]["birth_date"] = born.isoformat()
    return "/applicant/birth_date"


@_defect("sex-contradicts-id-number", "identity")
def _other_sex(document: Document) -> str:
    other = "female" if document["applicant"]["sex"] == "male" else "male"
    document["applicant"]["sex"] = document["account"]["sex"] = other
    return "/applicant/sex"


@_defect("born-too-early", "identity", "batch")
def _too_old(document: Document) -> str:
    born = dt.date(1966, 5, 17)
    number = id_number(born, 120 + (document["applicant"]["sex"] == "male"))
    for part in ("applicant", "account"):
        document[part] |= {"birth_date": born.isoformat(), "id_number": number}
    if document["category"] == "leader":
        document["former_batch"] = "第10批"  # later batches have an age limit of their own
    return "/applicant/birth_date"


@_defect("pledge-not-accepted")
def _no_pledge(document: Document) -> str:
    document["pledge_accepted"] = False
    return "/pledge_accepted"


@_defect("outside-round-dates")
def _late(document: Document) -> str:
    document["submitted_on"] = "2023-10-09"
    return "/submitted_on"


@_defect("wrong-review-group")
def _other_group(document: Document) -> str:
    document["review_group"] = "技能类制造组" if document["track"] == "professional" else "专业技术类工程技术组"
    return "/review_group"


@_defect("title-too-low")
def _low_title(document: Document) -> str:
    if document["track"] == "professional":
        document["applicant"] |= {"title": "工程师", "title_level": "middle"}
        return "/applicant/title_level"
    document["applicant"]["skill_level"] = "advanced-worker"
    return "/applicant/skill_level"


@_defect("backup-names-batch", "batch", suits=lambda document: bool(document["category"] == "backup"))
def _backup_batch(document: Document) -> str:
    document["former_batch"] = 13
    return "/former_batch"


@_defect("leader-without-batch", "batch", suits=lambda document: bool(document["category"] == "leader"))
def _no_batch(document: Document) -> str:
    document["former_batch"] = "无"
    return "/former_batch"


@_defect("reversed-dates")
def _reversed(document: Document) -> str:
    document["work_history"][0]["end"] = "2001-06"
    return "/work_history/0/end"


@_defect("outside-window")
def _old_award(document: Document) -> str:
    document["awards"][0]["awarded_on"] = "2016-05-01"
    return "/awards/0/awarded_on"


@_defect("date-in-future")
def _future_honour(document: Document) -> str:
    document["honours"][0]["granted_on"] = "2024-03-01"
    return "/honours/0/granted_on"


@_defect("incomplete-record")
def _incomplete(document: Document) -> str:
    del document["publications"][6]["venue"]
    return "/publications/6/venue"


@_defect("missing-rank")
def _no_rank(document: Document) -> str:
    del document["awards"][1]["rank"]
    return "/awards/1/rank"


@_defect("rank-exceeds-participants")
def _impossible_rank(document: Document) -> str:
    document["publications"][5]["rank"] = document["publications"][5]["participants"] + 1
    return "/publications/5/rank"


@_defect("duplicate-record")
def _twice(document: Document) -> str:
    document["awards"].append(dict(document["awards"][4]))
    return f"/awards/{len(document['awards']) - 1}"


@_defect("record-without-proof", suits=lambda document: len(document["honours"]) > 3)
def _no_proof(document: Document) -> str:
    document["honours"][3]["attachments"] = (
        document["honours"][3]["attachments"] + document["honours"][2]["attachments"]
    )
    document["honours"][2]["attachments"] = []
    return "/honours/2/attachments"


@_defect("publication-proof-incomplete")
def _no_contents_page(document: Document) -> str:
    proofs = document["publications"][0]["attachments"]
    for attachment in document["attachments"]:
        if attachment["id"] in proofs and attachment["part"] == "contents":
            attachment["part"] = "text"
    return "/publications/0/attachments"


@_defect("missing-attachment")
def _no_certificate(document: Document) -> str:
    for attachment in document["attachments"]:
        if attachment["kind"] == "education-certificate":
            attachment["kind"] = "other"
    return "/attachments"


@_defect("dangling-attachment")
def _dangling(document: Document) -> str:
    proofs = document["projects"][0]["attachments"]
    proofs.append("a999")
    return f"/projects/0/attachments/{len(proofs) - 1}"


@_defect("unreferenced-attachment")
def _unreferenced(document: Document) -> str:
    attachments = document["attachments"]
    attachments.append({"id": "b1", "kind": "honour-proof", "name": "荣誉证书补充页", "file": "scans/extra.jpg"})
    return f"/attachments/{len(attachments) - 1}"


RULES: Final = frozenset(defect.rule for defect in DEFECTS)
