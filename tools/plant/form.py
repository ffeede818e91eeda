"""Planters on how the form is filled in."""

from __future__ import annotations

import random
from typing import Any

from eligibility.declaration import escape_pointer
from eligibility.report import Severity
from tools.plant.sample import Change, Sample, blanked, of_applicant, planter, records_of

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


for _field in (
    *("/category", "/track", "/review_group", "/former_batch", "/employer/name"),
    *(f"/applicant/{key}" for key in ("name", "id_number", "sex", "birth_date")),
):
    planter("missing-field", ERROR, _field)(blanked(_field))
for _field in (
    *(f"/applicant/{key}" for key in ("phone", "mobile", "address", "education", "school", "major", "position")),
    *("/work_history", "/contributions"),
):
    planter("missing-field", WARNING, _field)(blanked(_field))
for _field in ("/applicant/title", "/applicant/title_level"):
    planter("missing-field", ERROR, _field, track="professional")(blanked(_field))
planter("missing-field", ERROR, "/applicant/skill_level", track="skilled")(blanked("/applicant/skill_level"))


@planter("placeholder-in-optional-field", ERROR)
def _placeholder(sample: Sample, rng: random.Random) -> str | None:
    pointer = rng.choice(["/applicant/degree", "/applicant/title_series", "/remarks"])
    part = sample.document["applicant"] if pointer.startswith("/applicant") else sample.document
    part[pointer.rpartition("/")[2]] = rng.choice(["无", "無", "没有", "暂无", " 无 ", "None", "N/A", "-", "——", "/"])
    return pointer


def _too_long(field_name: str, longest: int) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        length = longest + rng.choice([1, 1, 2, 100, 5000])
        text = "".join(rng.choices("成果应用 a1\n", k=length - 2))
        sample.document[field_name] = f"主{text}。"
        return f"/{field_name}"

    return change


planter("text-too-long", ERROR, "/contributions")(_too_long("contributions", 800))
planter("text-too-long", ERROR, "/remarks")(_too_long("remarks", 500))


planter("malformed-phone", ERROR, "other")(
    of_applicant(
        "phone",
        *(
            "6#######",
            "05516#######",
            "0551-6#####",
            "0551-6########",
            "551-6#######",
            "0551-6######a",
            "0551-6#######转80#",
        ),
        *("(0551)6#######", "86-551-6#######", "0551-", "五六七八"),
    )
)
planter("malformed-phone", INFO, "seven digits")(
    of_applicant("phone", "0553-3######", "０５５０－３######", "0556—5######", "010-6######")
)
planter("malformed-phone", INFO, "mobile")(of_applicant("phone", "138########", "199 #### ####", "１３９########"))
planter("malformed-mobile", WARNING)(
    of_applicant(
        "mobile",
        "138#######",
        "138#########",
        "128########",
        "238########",
        "138#######x",
        "0551-6#######",
        "+1 138########",
    )
)
planter("malformed-email", WARNING)(
    of_applicant(
        "email",
        *("person", "person@", "@example.cn", "person@example", "per son@example.cn", "a@example.cn,b@example.cn"),
        *(
            "person@example..cn",
            "person@@example.cn",
            "person@example.cn.",
            "person#example.cn",
            "a@example.cn；b@example.cn",
        ),
    )
)


@planter("unknown-field", WARNING)
def _unknown_field(sample: Sample, rng: random.Random) -> str | None:
    places = ["", "/account", "/employer", "/applicant"]
    for section in ("work_history", "awards", "honours", "publications", "projects", "attachments"):
        places += [f"/{section}/{index}" for index, _ in records_of(sample, section)]
    place = rng.choice(places)
    part: Any = sample.document
    for step in place.split("/")[1:]:
        part = part[int(step) if step.isdigit() else step]
    key = rng.choice(["applicnat", "备注", "a/b", "m~n", "Name", "", "__a", "_b_", "model_fields", "parts", "self"])
    if key in part:
        return None
    part[key] = rng.choice([None, "无", 7, 1.5, True, [], {"deep": {"deeper": [1, "："]}}])
    return f"{place}/{escape_pointer(key)}"
