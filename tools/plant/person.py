"""Planters on who the applicant is: identity, standing, criteria, former batch."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING, Final, get_args

from stdnum.cn import uscc

from eligibility.declaration import SkillLevel
from eligibility.report import Severity
from tools.invent import id_number
from tools.plant.sample import (
    Change,
    Sample,
    another,
    blank,
    blanked,
    date_between,
    of_applicant,
    planter,
    random_digits,
)

if TYPE_CHECKING:
    from tools.invent import Document

ERROR, WARNING = Severity.ERROR, Severity.WARNING


# --- Identity ---------------------------------------------------------------------------------------------------------


_ID: Final = re.compile(r"349999[0-9]{11}[0-9X]")


def _people(sample: Sample) -> list[Document]:
    """Return the account and the applicant if both have a whole ID number."""
    people = [sample.document["account"], sample.document["applicant"]]
    return people if all(_ID.fullmatch(str(person.get("id_number"))) for person in people) else []


def _reborn(sample: Sample, born: dt.date) -> bool:
    """Give the applicant another birth date, in the account, in the form and in the ID number."""
    people = _people(sample)
    for person in people:
        person["id_number"] = id_number(born, int(person["id_number"][14:17]))
        person["birth_date"] = born.isoformat()
    return bool(people)


@planter("invalid-id-number", ERROR)
def _invalid_id(sample: Sample, rng: random.Random) -> str | None:
    people = _people(sample)
    if not people:
        return None
    number = str(people[1]["id_number"])
    wrong = rng.choice(
        [
            number[:-1] + another(rng, number[-1], "0123456789X"),
            number[:6] + number[8:17],
            number[:-1],
            number + "0",
            number[:3] + "O" + number[4:],
            number[:10] + rng.choice(["0230", "1301", "0431", "0000"]) + number[14:],
            number[:6] + "19790229" + number[14:],
        ]
    )
    for person in people:
        person["id_number"] = wrong
    return "/applicant/id_number"


@planter("birth-date-contradicts-id-number", ERROR)
def _birth_date(sample: Sample, rng: random.Random) -> str | None:
    people = _people(sample)
    if not people:
        return None
    coded = people[1]["id_number"][6:14]
    stated = date_between(rng, dt.date(1978, 1, 1), dt.date(1990, 12, 31))
    if coded.startswith(stated.replace("-", "")):
        stated = "1991"
    for person in people:
        person["birth_date"] = stated
    return "/applicant/birth_date"


@planter("sex-contradicts-id-number", ERROR)
def _sex(sample: Sample, rng: random.Random) -> str | None:  # noqa: ARG001 - there are only two
    for person in (sample.document["account"], sample.document["applicant"]):
        person["sex"] = "female" if person.get("sex") == "male" else "male"
    return "/applicant/sex"


@planter("changed-locked-field", ERROR)
def _locked(sample: Sample, rng: random.Random) -> str | None:
    people = _people(sample)
    if not people:
        return None
    account, applicant = people
    field_name = rng.choice(["name", "id_number", "sex", "birth_date"])
    if field_name == "sex":
        account["sex"] = "female" if account.get("sex") == "male" else "male"
    elif field_name == "birth_date":
        account["birth_date"] = rng.choice(["1950", "1950-02", "1950-02-03"])
    elif field_name == "name":
        rng.choice(people)["name"] = rng.choice(["欧阳示例", "示·例", "Li Ming"])
    else:
        number = applicant["id_number"]
        born = dt.date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        rng.choice(people)["id_number"] = id_number(born, (int(number[14:17]) + 2 * rng.randint(1, 400)) % 1000)
    return f"/applicant/{field_name}"


# --- Standing ---------------------------------------------------------------------------------------------------------


@planter("pledge-not-accepted", ERROR)
def _pledge(sample: Sample, rng: random.Random) -> str | None:
    if rng.random() < 1 / 2:
        blank(rng, sample.document, "pledge_accepted")
    else:
        sample.document["pledge_accepted"] = False
    return "/pledge_accepted"


@planter("employer-not-bound", ERROR)
def _not_bound(sample: Sample, rng: random.Random) -> str | None:
    sample.document["employer"]["binding"] = rng.choice(["pending", "rejected", "none"])
    return "/employer/binding"


planter("employer-not-bound", None, "unsaid")(blanked("/employer/binding"))


@planter("invalid-credit-code", WARNING, "mistyped")
def _credit_code(sample: Sample, rng: random.Random) -> str | None:
    body = "913400" + random_digits(rng, 11)
    check = uscc.calc_check_digit(body)
    sample.document["employer"]["uscc"] = rng.choice(
        [body + another(rng, check, uscc._alphabet), body, body + check + "0", body[:-1] + "I" + check, "无"]  # noqa: SLF001 - the standard's alphabet
    )
    return "/employer/uscc"


@planter("invalid-credit-code", WARNING, "state organ")
def _state_organ(sample: Sample, rng: random.Random) -> str | None:
    body = "113400" + random_digits(rng, 11)
    sample.document["employer"]["uscc"] = body + uscc.calc_check_digit(body)
    return "/employer/uscc"


@planter("outside-round-dates", WARNING)
def _outside_round(sample: Sample, rng: random.Random) -> str | None:
    early, late = (dt.date(2023, 7, 1), dt.date(2023, 7, 31)), (dt.date(2023, 10, 1), dt.date(2024, 12, 31))
    sample.document["submitted_on"] = date_between(rng, *rng.choice([early, late]), coarse=False)
    return "/submitted_on"


@planter("wrong-review-group", WARNING)
def _review_group(sample: Sample, rng: random.Random) -> str | None:
    groups = (
        ["技能类制造组", "高技能人才组"]
        if sample.document.get("track") == "professional"
        else ["专业技术类工程技术组", "专业技术人员组"]
    )
    sample.document["review_group"] = rng.choice(groups)
    return "/review_group"


# --- Criteria ---------------------------------------------------------------------------------------------------------


@planter("born-too-early", WARNING, "leader", category="leader")
def _leader_born(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = _batch(rng, rng.randint(1, 10))
    born = dt.date.fromisoformat(
        date_between(
            rng, *rng.choice([(dt.date(1940, 1, 1), dt.date(1967, 12, 31)), (dt.date(1967, 12, 31),) * 2]), coarse=False
        )
    )
    return "/applicant/birth_date" if _reborn(sample, born) else None


@planter("born-too-early", WARNING, "backup", category="backup")
def _backup_born(sample: Sample, rng: random.Random) -> str | None:
    born = dt.date.fromisoformat(
        date_between(
            rng, *rng.choice([(dt.date(1950, 1, 1), dt.date(1977, 12, 31)), (dt.date(1977, 12, 31),) * 2]), coarse=False
        )
    )
    return "/applicant/birth_date" if _reborn(sample, born) else None


def _title(*titles: tuple[str, str]) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        applicant = sample.document["applicant"]
        applicant["title"], applicant["title_level"] = rng.choice(titles)
        return "/applicant/title_level"

    return change


_LOW_FOR_BOTH: Final = (
    *(("工程师", "middle"), ("助理工程师", "junior"), ("讲师", "middle"), ("主治医师", "middle"), ("技师", "junior")),
    *(("示例师", "middle"), ("示例师", "junior")),
)
_LOW_FOR_LEADERS: Final = (
    *(("高级工程师", "associate-senior"), ("副教授", "associate-senior"), ("主任记者", "associate-senior")),
    ("示例师", "associate-senior"),
)
planter("title-too-low", ERROR, "leader professional", category="leader", track="professional")(
    _title(*_LOW_FOR_LEADERS, *_LOW_FOR_BOTH)
)
planter("title-too-low", ERROR, "backup professional", category="backup", track="professional")(_title(*_LOW_FOR_BOTH))

_SKILLS: Final = get_args(SkillLevel)
planter("title-too-low", ERROR, "leader skilled", category="leader", track="skilled")(
    of_applicant("skill_level", *_SKILLS[_SKILLS.index("technician") :])
)
planter("title-too-low", ERROR, "backup skilled", category="backup", track="skilled")(
    of_applicant("skill_level", *_SKILLS[_SKILLS.index("advanced-worker") :])
)
planter("title-too-low", None, "leader's title says less than the level", category="leader", track="professional")(
    _title(("高级工程师", "senior"), ("副教授", "senior"), ("讲师", "senior"))
)
planter("title-too-low", None, "backup's title says less than the level", category="backup", track="professional")(
    _title(("工程师", "associate-senior"), ("讲师", "senior"), ("技师", "associate-senior"))
)


# --- Former batch -----------------------------------------------------------------------------------------------------


def _batch(rng: random.Random, number: int) -> int | str:
    spellings: list[int | str] = [number, str(number), f"第{number}批", f"{number} 批", f"第 {number} 批次"]
    return rng.choice(spellings)


@planter("backup-names-batch", ERROR, category="backup")
def _backup_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice([_batch(rng, rng.randint(1, 99)), "第十三批"])
    return "/former_batch"


@planter("leader-without-batch", WARNING, category="leader")
def _no_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice(["无", " 无 ", 0, "0", "none"])
    return "/former_batch"


@planter("unknown-batch", WARNING, category="leader")
def _unknown_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice(["第十四批", _batch(rng, 14), _batch(rng, rng.randint(15, 999))])
    return "/former_batch"


@planter("too-old-in-former-batch", WARNING, category="leader")
def _old_in_batch(sample: Sample, rng: random.Random) -> str | None:
    batch, limit = rng.choice([(11, dt.date(1972, 1, 1)), (12, dt.date(1974, 1, 1)), (13, dt.date(1976, 1, 1))])
    sample.document["former_batch"] = _batch(rng, batch)
    first = rng.choice([dt.date(1968, 1, 1), limit - dt.timedelta(days=1)])
    born = dt.date.fromisoformat(date_between(rng, first, limit - dt.timedelta(days=1), coarse=False))
    return "/former_batch" if _reborn(sample, born) else None
