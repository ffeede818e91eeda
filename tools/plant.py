"""Planted defects: ways to spoil a clean declaration so that exactly one rule finds exactly one thing, at a known place.

A `Sample` is a document with its files in memory. A `Planter` spoils it and says where the finding must stand. The
limits and severities are those of the 2023 round. Everything is chosen by the given random generator: one planter plants
many variants, and the same seed plants the same one.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar, get_args

from dateutil.relativedelta import relativedelta
from stdnum import ean, issn
from stdnum.cn import uscc

from eligibility.declaration import SkillLevel, escape_pointer
from eligibility.errors import AttachmentError
from eligibility.measurement import FileProblem
from eligibility.report import Severity
from eligibility.rules.records.patents import check_digit
from eligibility.submission import Submission, read_declaration
from tools.invent import id_number, patent_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from eligibility.declaration import Category, Declaration, Track
    from tools.invent import Document

T = TypeVar("T")
Change = Callable[["Sample", random.Random], str | None]
"""Spoils a sample and returns the JSON Pointer of the finding, or `None` where the document offers no place."""

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# --- Samples ----------------------------------------------------------------------------------------------------------


class MemoryFiles:
    """The files of a submission as a mapping from path to bytes, or to the problem that opening them has."""

    def __init__(self, contents: Mapping[str, bytes | FileProblem]) -> None:
        """Keep the mapping; a path that is not in it is a missing file."""
        self._contents = contents

    def open(self, name: str) -> BinaryIO:
        """Open a file by its path, as `eligibility.submission.Files` asks."""
        content = self._contents.get(name, "missing")
        if isinstance(content, bytes):
            return io.BytesIO(content)
        raise AttachmentError(content)


@dataclass
class Sample:
    """A declaration's document and its files, and the places where something was planted already."""

    document: Document
    files: dict[str, bytes | FileProblem]
    planted: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> Sample:
        """Return the sample of a document, with a file for each attachment; every other one declares its SHA-256."""
        sample = cls(copy.deepcopy(document), {})
        for index, attachment in enumerate(sample.attachments):
            sample.write(attachment)
            if index % 2:
                attachment["sha256"] = hashlib.sha256(_bytes(sample.files[attachment["file"]])).hexdigest()
        return sample

    @property
    def attachments(self) -> list[Document]:
        """The list of attachments."""
        return list(self.document.get("attachments", []))

    def write(self, attachment: Document) -> None:
        """Give an attachment a file that looks like a JPEG and equals no other."""
        self.files[attachment["file"]] = b"\xff\xd8\xff\xe0" + attachment["file"].encode() + b"\xff\xd9"

    def data(self) -> bytes:
        """Return the declaration as it would stand in `declaration.json`."""
        return json.dumps(self.document, ensure_ascii=False).encode()

    def declaration(self) -> Declaration:
        """Return the declaration without its files."""
        return read_declaration(self.data())

    def submission(self) -> Submission:
        """Return the submission: the declaration, read from its JSON, and the files in memory."""
        data = self.data()
        return Submission(read_declaration(data), hashlib.sha256(data).hexdigest(), MemoryFiles(self.files))


@dataclass(frozen=True)
class Planter:
    """One way to spoil a clean sample, and what must come of it.

    `severity` is that of the finding; `None` is a defect about which the rule can't tell.
    """

    name: str
    rule: str
    severity: Severity | None
    plant: Change
    category: Category | None = None
    track: Track | None = None

    def __call__(self, sample: Sample, rng: random.Random) -> str | None:
        """Plant, and return the place of the finding.

        Where the sample offers no place, or something was planted there already, it stays as it was and `None` is
        returned: one defect never hides another.
        """
        document = sample.document
        if (self.category or document.get("category"), self.track or document.get("track")) != (
            document.get("category"),
            document.get("track"),
        ):
            return None
        before = dict(_leaves(sample))
        trial = copy.deepcopy(sample)
        place = self.plant(trial, rng)
        after = dict(_leaves(trial))
        changed = {at for at in before.keys() | after.keys() if before.get(at, ...) != after.get(at, ...)}
        if place is None or not changed or any(_related(at, taken) for at in changed for taken in sample.planted):
            return None
        sample.document, sample.files = trial.document, trial.files
        sample.planted |= changed
        return place


def _leaves(sample: Sample) -> Iterator[tuple[str, object]]:
    yield from _values(sample.document, "")
    for index, attachment in enumerate(sample.attachments):
        yield f"/attachments/{index}/file/content", sample.files.get(str(attachment.get("file")))


def _values(value: object, at: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _values(item, f"{at}/{key}")
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from _values(item, f"{at}/{index}")
    else:
        yield at, value


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _bytes(content: bytes | FileProblem) -> bytes:
    return content if isinstance(content, bytes) else b""


# --- Tools of the planters --------------------------------------------------------------------------------------------

_FOUND: Final[list[Planter]] = []


def _planter(
    rule: str,
    severity: Severity | None,
    variant: str = "",
    *,
    category: Category | None = None,
    track: Track | None = None,
) -> Callable[[Change], Change]:
    """Register a change as a planter named after its rule and variant."""

    def register(change: Change) -> Change:
        _FOUND.append(Planter(f"{rule} {variant}".rstrip(), rule, severity, change, category, track))
        return change

    return register


def _pick(rng: random.Random, items: Collection[T]) -> T | None:
    return rng.choice(list(items)) if items else None


def _blank(rng: random.Random, part: Document, key: str) -> None:
    """Leave a field blank, in one of the ways in which a form does that."""
    if rng.random() < 1 / 4:
        part.pop(key, None)
    else:
        part[key] = rng.choice([None, "", " \t"])


def _listed(value: object) -> list[Document]:
    return value if isinstance(value, list) else []


def _records(sample: Sample, section: str, **wanted: object) -> list[tuple[int, Document]]:
    """Return the records of a section with their indices, of those that hold the wanted values."""
    return [
        (index, record)
        for index, record in enumerate(_listed(sample.document.get(section)))
        if all(record.get(key) == value for key, value in wanted.items())
    ]


def _date(rng: random.Random, first: dt.date, last: dt.date, *, coarse: bool = True) -> str:
    """Return a day between two days, both inclusive; if `coarse`, perhaps only its month or year."""
    day = first + dt.timedelta(days=rng.randrange((last - first).days + 1))
    return day.isoformat()[: rng.choice([4, 7, 10, 10])] if coarse else day.isoformat()


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _other(rng: random.Random, value: str, values: Sequence[str]) -> str:
    return rng.choice([other for other in values if other != value])


def _attachment(sample: Sample, rng: random.Random, **values: object) -> Document:
    """Add an attachment of its own to the list, with a file."""
    number = f"{len(sample.attachments) + 1}-{_digits(rng, 4)}"
    attachment: Document = {
        "id": f"b{number}",
        "name": f"补充证明材料之{number}号证书",
        "file": f"scans/{number}.jpg",
        **values,
    }
    sample.document.setdefault("attachments", []).append(attachment)
    sample.write(attachment)
    return attachment


# --- The form ---------------------------------------------------------------------------------------------------------


def _blanked(pointer: str) -> Change:
    *path, key = pointer.split("/")[1:]

    def change(sample: Sample, rng: random.Random) -> str | None:
        part = sample.document
        for step in path:
            part = part[step]
        _blank(rng, part, key)
        return pointer

    return change


for _field in (
    *("/category", "/track", "/review_group", "/former_batch", "/employer/name"),
    *(f"/applicant/{key}" for key in ("name", "id_number", "sex", "birth_date")),
):
    _planter("missing-field", ERROR, _field)(_blanked(_field))
for _field in (
    *(f"/applicant/{key}" for key in ("phone", "mobile", "address", "education", "school", "major", "position")),
    *("/work_history", "/contributions"),
):
    _planter("missing-field", WARNING, _field)(_blanked(_field))
for _field in ("/applicant/title", "/applicant/title_level"):
    _planter("missing-field", ERROR, _field, track="professional")(_blanked(_field))
_planter("missing-field", ERROR, "/applicant/skill_level", track="skilled")(_blanked("/applicant/skill_level"))


@_planter("placeholder-in-optional-field", ERROR)
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


_planter("text-too-long", ERROR, "/contributions")(_too_long("contributions", 800))
_planter("text-too-long", ERROR, "/remarks")(_too_long("remarks", 500))


def _applicant(key: str, *values: str) -> Change:
    """Return a change that gives a field of the applicant one of the values; each `#` becomes a digit."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        sample.document["applicant"][key] = re.sub("#", lambda _: _digits(rng, 1), rng.choice(values))
        return f"/applicant/{key}"

    return change


_planter("malformed-phone", ERROR, "other")(
    _applicant(
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
_planter("malformed-phone", INFO, "seven digits")(
    _applicant("phone", "0553-3######", "０５５０－３######", "0556—5######", "010-6######")
)
_planter("malformed-phone", INFO, "mobile")(_applicant("phone", "138########", "199 #### ####", "１３９########"))
_planter("malformed-mobile", WARNING)(
    _applicant(
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
_planter("malformed-email", WARNING)(
    _applicant(
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


@_planter("unknown-field", WARNING)
def _unknown_field(sample: Sample, rng: random.Random) -> str | None:
    places = ["", "/account", "/employer", "/applicant"]
    for section in ("work_history", "awards", "honours", "publications", "projects", "attachments"):
        places += [f"/{section}/{index}" for index, _ in _records(sample, section)]
    place = rng.choice(places)
    part: Any = sample.document
    for step in place.split("/")[1:]:
        part = part[int(step) if step.isdigit() else step]
    key = rng.choice(["applicnat", "备注", "a/b", "m~n", "Name", "", "__a", "_b_", "model_fields", "parts", "self"])
    if key in part:
        return None
    part[key] = rng.choice([None, "无", 7, 1.5, True, [], {"deep": {"deeper": [1, "："]}}])
    return f"{place}/{escape_pointer(key)}"


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


@_planter("invalid-id-number", ERROR)
def _invalid_id(sample: Sample, rng: random.Random) -> str | None:
    people = _people(sample)
    if not people:
        return None
    number = str(people[1]["id_number"])
    wrong = rng.choice(
        [
            number[:-1] + _other(rng, number[-1], "0123456789X"),
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


@_planter("birth-date-contradicts-id-number", ERROR)
def _birth_date(sample: Sample, rng: random.Random) -> str | None:
    people = _people(sample)
    if not people:
        return None
    coded = people[1]["id_number"][6:14]
    stated = _date(rng, dt.date(1978, 1, 1), dt.date(1990, 12, 31))
    if coded.startswith(stated.replace("-", "")):
        stated = "1991"
    for person in people:
        person["birth_date"] = stated
    return "/applicant/birth_date"


@_planter("sex-contradicts-id-number", ERROR)
def _sex(sample: Sample, rng: random.Random) -> str | None:  # noqa: ARG001 - there are only two
    for person in (sample.document["account"], sample.document["applicant"]):
        person["sex"] = "female" if person.get("sex") == "male" else "male"
    return "/applicant/sex"


@_planter("changed-locked-field", ERROR)
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


@_planter("pledge-not-accepted", ERROR)
def _pledge(sample: Sample, rng: random.Random) -> str | None:
    if rng.random() < 1 / 2:
        _blank(rng, sample.document, "pledge_accepted")
    else:
        sample.document["pledge_accepted"] = False
    return "/pledge_accepted"


@_planter("employer-not-bound", ERROR)
def _not_bound(sample: Sample, rng: random.Random) -> str | None:
    sample.document["employer"]["binding"] = rng.choice(["pending", "rejected", "none"])
    return "/employer/binding"


@_planter("invalid-credit-code", WARNING, "mistyped")
def _credit_code(sample: Sample, rng: random.Random) -> str | None:
    body = "913400" + _digits(rng, 11)
    check = uscc.calc_check_digit(body)
    sample.document["employer"]["uscc"] = rng.choice(
        [body + _other(rng, check, uscc._alphabet), body, body + check + "0", body[:-1] + "I" + check, "无"]  # noqa: SLF001 - the standard's alphabet
    )
    return "/employer/uscc"


@_planter("invalid-credit-code", WARNING, "state organ")
def _state_organ(sample: Sample, rng: random.Random) -> str | None:
    body = "113400" + _digits(rng, 11)
    sample.document["employer"]["uscc"] = body + uscc.calc_check_digit(body)
    return "/employer/uscc"


@_planter("outside-round-dates", WARNING)
def _outside_round(sample: Sample, rng: random.Random) -> str | None:
    early, late = (dt.date(2023, 7, 1), dt.date(2023, 7, 31)), (dt.date(2023, 10, 1), dt.date(2024, 12, 31))
    sample.document["submitted_on"] = _date(rng, *rng.choice([early, late]), coarse=False)
    return "/submitted_on"


@_planter("wrong-review-group", WARNING)
def _review_group(sample: Sample, rng: random.Random) -> str | None:
    groups = (
        ["技能类制造组", "高技能人才组"]
        if sample.document.get("track") == "professional"
        else ["专业技术类工程技术组", "专业技术人员组"]
    )
    sample.document["review_group"] = rng.choice(groups)
    return "/review_group"


# --- Criteria ---------------------------------------------------------------------------------------------------------


@_planter("born-too-early", WARNING, "leader", category="leader")
def _leader_born(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = _batch(rng, rng.randint(1, 10))
    born = dt.date.fromisoformat(
        _date(
            rng, *rng.choice([(dt.date(1940, 1, 1), dt.date(1967, 12, 31)), (dt.date(1967, 12, 31),) * 2]), coarse=False
        )
    )
    return "/applicant/birth_date" if _reborn(sample, born) else None


@_planter("born-too-early", WARNING, "backup", category="backup")
def _backup_born(sample: Sample, rng: random.Random) -> str | None:
    born = dt.date.fromisoformat(
        _date(
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
_planter("title-too-low", ERROR, "leader professional", category="leader", track="professional")(
    _title(*_LOW_FOR_LEADERS, *_LOW_FOR_BOTH)
)
_planter("title-too-low", ERROR, "backup professional", category="backup", track="professional")(_title(*_LOW_FOR_BOTH))

_SKILLS: Final = get_args(SkillLevel)
_planter("title-too-low", ERROR, "leader skilled", category="leader", track="skilled")(
    _applicant("skill_level", *_SKILLS[_SKILLS.index("technician") :])
)
_planter("title-too-low", ERROR, "backup skilled", category="backup", track="skilled")(
    _applicant("skill_level", *_SKILLS[_SKILLS.index("advanced-worker") :])
)


# --- Former batch -----------------------------------------------------------------------------------------------------


def _batch(rng: random.Random, number: int) -> int | str:
    spellings: list[int | str] = [number, str(number), f"第{number}批", f"{number} 批", f"第 {number} 批次"]
    return rng.choice(spellings)


@_planter("backup-names-batch", ERROR, category="backup")
def _backup_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice([_batch(rng, rng.randint(1, 99)), "第十三批"])
    return "/former_batch"


@_planter("leader-without-batch", WARNING, category="leader")
def _no_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice(["无", " 无 ", 0, "0", "none"])
    return "/former_batch"


@_planter("unknown-batch", WARNING, category="leader")
def _unknown_batch(sample: Sample, rng: random.Random) -> str | None:
    sample.document["former_batch"] = rng.choice(["第十四批", _batch(rng, 14), _batch(rng, rng.randint(15, 999))])
    return "/former_batch"


@_planter("too-old-in-former-batch", WARNING, category="leader")
def _old_in_batch(sample: Sample, rng: random.Random) -> str | None:
    batch, limit = rng.choice([(11, dt.date(1972, 1, 1)), (12, dt.date(1974, 1, 1)), (13, dt.date(1976, 1, 1))])
    sample.document["former_batch"] = _batch(rng, batch)
    first = rng.choice([dt.date(1968, 1, 1), limit - dt.timedelta(days=1)])
    born = dt.date.fromisoformat(_date(rng, first, limit - dt.timedelta(days=1), coarse=False))
    return "/former_batch" if _reborn(sample, born) else None


# --- Work history -----------------------------------------------------------------------------------------------------


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01"[:10])


def _later(text: str, months: int) -> str:
    """Return a month so many months later, as the form writes it."""
    return (_month(text) + relativedelta(months=months)).isoformat()[:7]


def _jobs(sample: Sample) -> list[tuple[int, Document]]:
    """Return the employments in the order of time, if every one has a start."""
    jobs = _records(sample, "work_history")
    return (
        sorted(jobs, key=lambda job: str(job[1]["start"])) if all(_dated(job.get("start")) for _, job in jobs) else []
    )


def _dated(value: object) -> bool:
    """Tell whether a field holds at least a month."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value) is not None


def _add_job(sample: Sample, start: str, end: str) -> str:
    jobs: list[Document] = sample.document["work_history"]
    jobs.append({"start": start, "end": end, "employer": "示例单位", "position": "工程师"})
    return f"/work_history/{len(jobs) - 1}"


@_planter("reversed-dates", ERROR)
def _reversed(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    index, first = jobs[0]
    if len(jobs) > 1 and rng.random() < 1 / 2:
        first["end"] = _later(first["start"], -rng.randint(1, 60))
        return f"/work_history/{index}/end"
    start = f"{rng.randint(2004, 2020)}-{rng.randint(1, 12):02d}"
    return _add_job(sample, start, _later(start, -rng.randint(1, 60))) + "/end"


def _months(job: Document) -> int:
    """Return how many months an employment lasts; one that goes on lasts long."""
    if not _dated(job.get("end")):
        return 99
    first, last = _month(job["start"]), _month(job["end"])
    return 12 * (last.year - first.year) + last.month - first.month + 1


@_planter("overlapping-employment", INFO)
def _overlap(sample: Sample, rng: random.Random) -> str | None:
    jobs = [(index, job) for index, job in _jobs(sample) if _months(job) > 8]
    if not jobs:
        return None
    later = rng.randrange(len(jobs))
    if later and rng.random() < 1 / 2:
        index, job = jobs[later]
        _, before = jobs[later - 1]
        job["start"] = _later(job["start"], -rng.randint(3, min(40, _months(before) - 1)))
        return f"/work_history/{index}/start"
    _, job = jobs[later]
    after = rng.randint(1, min(30, _months(job) - 6))
    start = _later(job["start"], after)
    return _add_job(sample, start, _later(start, rng.randint(3, min(30, _months(job) - after - 1)))) + "/start"


@_planter("employment-gap", INFO)
def _gap(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    later = rng.randrange(len(jobs))
    index, job = jobs[later]
    if not later:
        end = _later(job["start"], -rng.randint(15, 40))
        _add_job(sample, _later(end, -rng.randint(0, 40)), end)
        return f"/work_history/{index}/start"
    _, before = jobs[later - 1]
    if rng.random() < 1 / 2 and _months(job) > 14:
        job["start"] = _later(job["start"], rng.randint(14, min(40, _months(job) - 1)))
    elif 14 < _months(before) < 99:
        before["end"] = _later(before["end"], -rng.randint(14, min(40, _months(before) - 1)))
    else:
        return None
    return f"/work_history/{index}/start"


@_planter("current-employer-missing", WARNING)
def _no_current_job(sample: Sample, rng: random.Random) -> str | None:
    jobs = [job for _, job in _jobs(sample) if not job.get("end")]
    if len(jobs) != 1:
        return None
    way = rng.randrange(3)
    if way == 0:
        jobs[0]["end"] = _date(rng, dt.date(2020, 1, 1), dt.date(2022, 12, 31))
    elif way == 1:
        jobs[0]["employer"] = "另一示例单位"
    else:
        sample.document["employer"]["name"] = "另一示例研究院"
    return "/work_history"


# --- Window -----------------------------------------------------------------------------------------------------------


@_planter("outside-window", WARNING, "awards")
def _old_award(sample: Sample, rng: random.Random) -> str | None:
    awards = _records(sample, "awards")
    if not awards:
        return None
    index, award = rng.choice(awards)
    award["awarded_on"] = rng.choice(
        [_date(rng, dt.date(1999, 1, 1), dt.date(2017, 12, 31)), "2017-12-31", "2017-12", "2017"]
    )
    if award.get("patent_number"):
        award["patent_number"] = patent_number(int(award["awarded_on"][:4]) - 1, 1, rng.randrange(10**7))
    return f"/awards/{index}/awarded_on"


@_planter("outside-window", WARNING, "honours")
def _old_honour(sample: Sample, rng: random.Random) -> str | None:
    honours = _records(sample, "honours")
    if not honours:
        return None
    index, honour = rng.choice(honours)
    honour["granted_on"] = rng.choice(
        [_date(rng, dt.date(1980, 1, 1), dt.date(2017, 12, 31)), "2017-12-31", "2017-12", "2017"]
    )
    return f"/honours/{index}/granted_on"


@_planter("date-in-future", ERROR)
def _future(sample: Sample, rng: random.Random) -> str | None:
    places = [("/applicant", sample.document["applicant"], "title_obtained_on")]
    for section, key in (("awards", "awarded_on"), ("honours", "granted_on"), ("publications", "published_on")):
        places += [(f"/{section}/{index}", record, key) for index, record in _records(sample, section)]
    jobs = _records(sample, "work_history")
    if len(jobs) == 1 and not jobs[0][1].get("end"):
        places.append(("/work_history/0", jobs[0][1], "start"))
    at, part, key = rng.choice(places)
    part[key] = _date(rng, dt.date(2025, 1, 1), dt.date(2035, 12, 31))
    return f"{at}/{key}"


# --- Records ----------------------------------------------------------------------------------------------------------


def _incomplete(section: str, keys: tuple[str, ...], **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = _records(sample, section, **wanted)
        if not records:
            return None
        index, record = rng.choice(records)
        key = rng.choice(keys)
        _blank(rng, record, key)
        return f"/{section}/{index}/{key}"

    return change


@_planter("incomplete-record", ERROR, "work_history")
def _incomplete_job(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    index, job = jobs[0]
    key = rng.choice(["start", "position", "employer"] if job.get("end") else ["start", "position"])
    _blank(rng, job, key)
    return f"/work_history/{index}/{key}"


_planter("incomplete-record", ERROR, "awards")(_incomplete("awards", ("kind", "name", "awarded_on")))
_planter("incomplete-record", ERROR, "awards of the kind award")(
    _incomplete("awards", ("category", "grade", "participants", "ranked", "issuer"), kind="award")
)
_planter("incomplete-record", WARNING, "awards of the kind patent")(
    _incomplete("awards", ("patent_number",), kind="patent")
)
_planter("incomplete-record", ERROR, "honours")(_incomplete("honours", ("name", "level", "granted_on", "issuer")))
_planter("incomplete-record", ERROR, "publications")(
    _incomplete("publications", ("kind", "title", "published_on", "serial", "venue", "rank", "participants"))
)
_planter("incomplete-record", ERROR, "projects")(_incomplete("projects", ("name", "year", "awarded", "summary")))
_planter("project-award-incomplete", ERROR)(
    _incomplete("projects", ("award_name", "rank", "participants"), awarded=True)
)
_planter("missing-rank", ERROR, "award")(_incomplete("awards", ("rank",), ranked=True))


@_planter("missing-rank", ERROR, "patent")
def _ranked_patent(sample: Sample, rng: random.Random) -> str | None:
    patents = [
        (index, record) for index, record in _records(sample, "awards", kind="patent") if record.get("rank") is None
    ]
    if not patents:
        return None
    index, patent = rng.choice(patents)
    patent["ranked"] = True
    return f"/awards/{index}/rank"


def _impossible_rank(section: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = [
            (index, record)
            for index, record in _records(sample, section)
            if isinstance(record.get("rank"), int) and isinstance(record.get("participants"), int)
        ]
        if not records:
            return None
        index, record = rng.choice(records)
        rank, participants = record["rank"], record["participants"]
        way = rng.randrange(4)
        if way == 0:
            record["participants"] = -rng.randrange(3)
            return f"/{section}/{index}/participants"
        if way == 1 and rank > 1:
            record["participants"] = rng.randrange(1, rank)
        else:
            record["rank"] = -rng.randrange(3) if way == 2 else participants + rng.choice([1, 2, 10**6])
        return f"/{section}/{index}/rank"

    return change


for _section in ("awards", "publications", "projects"):
    _planter("rank-exceeds-participants", ERROR, _section)(_impossible_rank(_section))


def _disguised(rng: random.Random, text: str) -> str:
    """Return the same text, perhaps with other spaces or signs."""
    narrow = text.translate(str.maketrans("（），：；", "(),:;"))
    return rng.choice([text, f" {text[:2]} {text[2:]}", "\u3000".join(text), narrow])


def _repeated(section: str, key: str, **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = _records(sample, section, **wanted)
        if not records or not all(record.get(key) for _, record in records):
            return None
        twin = copy.deepcopy(rng.choice(records)[1])
        twin[key] = _disguised(rng, twin[key])
        sample.document[section].append(twin)
        return f"/{section}/{len(sample.document[section]) - 1}"

    return change


_planter("duplicate-record", WARNING, "awards")(_repeated("awards", "name", kind="award"))
_planter("duplicate-record", WARNING, "honours")(_repeated("honours", "name"))
_planter("duplicate-record", WARNING, "publications")(_repeated("publications", "title"))
_planter("duplicate-record", WARNING, "projects")(_repeated("projects", "name"))


@_planter("duplicate-record", WARNING, "patents")
def _same_patent(sample: Sample, rng: random.Random) -> str | None:
    patents = _records(sample, "awards", kind="patent")
    if not patents or not all(record.get("patent_number") for _, record in patents):
        return None
    twin = copy.deepcopy(rng.choice(patents)[1])
    twin["name"] = f"另一名称{_digits(rng, 6)}"
    twin["patent_number"] = rng.choice([twin["patent_number"], twin["patent_number"].replace(" ", "").lower()])
    sample.document["awards"].append(twin)
    return f"/awards/{len(sample.document['awards']) - 1}"


def _unproved(section: str, key: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = _records(sample, section)
        if not records:
            return None
        index, record = rng.choice(records)
        if rng.random() < 1 / 2:
            record = {**copy.deepcopy(record), key: f"另一项{_digits(rng, 6)}"}
            if "patent_number" in record:
                record["patent_number"] = patent_number(2016, 2, rng.randrange(10**7))
            sample.document[section].append(record)
            index = len(sample.document[section]) - 1
        else:
            for attachment in sample.attachments:
                if attachment.get("id") in record.get("attachments", []):
                    attachment["kind"] = "other"
        record["attachments"] = []
        if rng.random() < 1 / 2:
            del record["attachments"]
        return f"/{section}/{index}/attachments"

    return change


for _section, _key in (("awards", "name"), ("honours", "name"), ("publications", "title"), ("projects", "name")):
    _planter("record-without-proof", ERROR, _section)(_unproved(_section, _key))


@_planter("publication-proof-incomplete", ERROR)
def _part_missing(sample: Sample, rng: random.Random) -> str | None:
    papers = [
        (index, paper) for index, paper in _records(sample, "publications", kind="paper") if paper.get("attachments")
    ]
    if not papers:
        return None
    index, paper = rng.choice(papers)
    proofs = [attachment for attachment in sample.attachments if attachment.get("id") in paper["attachments"]]
    proof = _pick(rng, [proof for proof in proofs if proof.get("part")])
    if proof is None:
        return None
    if rng.random() < 1 / 2:
        proof["part"] = _other(rng, proof["part"], ("cover", "contents", "text"))
    else:
        paper["attachments"].remove(proof["id"])
        proof["kind"] = "other"
    return f"/publications/{index}/attachments"


def _wrong_serial(kind: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = _records(sample, "publications", kind=kind)
        if not records:
            return None
        index, record = rng.choice(records)
        seven, twelve = _digits(rng, 7), "9787" + _digits(rng, 8)
        wrong_issn = f"{seven[:4]}-{seven[4:]}" + _other(rng, issn.calc_check_digit(seven), "0123456789X")
        wrong_isbn = twelve + _other(rng, ean.calc_check_digit(twelve), "0123456789")
        spellings = [f"ISSN {wrong_issn}", wrong_issn, f"ISBN {wrong_isbn}", f"ISBN{wrong_isbn[:3]}-{wrong_isbn[3:]}"]
        spellings += ["CN 34-0000/T", "CN 3", "见附件", "12345"]
        if kind == "paper":
            spellings += [f"CN 34-0{rng.randint(1, 999):03d}", f"{wrong_issn} / CN 34-1234/T"]
        record["serial"] = rng.choice(spellings)
        return f"/publications/{index}/serial"

    return change


_planter("invalid-serial", WARNING, "paper")(_wrong_serial("paper"))
_planter("invalid-serial", WARNING, "book")(_wrong_serial("book"))


@_planter("invalid-patent-number", WARNING)
def _wrong_patent_number(sample: Sample, rng: random.Random) -> str | None:
    patents = [
        (index, patent)
        for index, patent in _records(sample, "awards", kind="patent")
        if _dated(patent.get("awarded_on"))
    ]
    if not patents:
        return None
    index, patent = rng.choice(patents)
    granted = int(patent["awarded_on"][:4])
    digits = f"{granted - 1}1{_digits(rng, 7)}"
    no_kind = f"{granted - 1}{rng.choice('04567')}{_digits(rng, 7)}"
    patent["patent_number"] = rng.choice(
        [
            f"ZL {digits}.{_other(rng, check_digit(digits), '0123456789X')}",
            f"ZL {digits}",
            f"ZL {digits[:-1]}.{check_digit(digits)}",
            f"ZL {no_kind}.{check_digit(no_kind)}",
            f"CN1{_digits(rng, 8)}A",
            patent_number(granted + rng.randint(1, 5), rng.choice([1, 2, 3]), rng.randrange(10**7)),
            "见附件",
        ]
    )
    return f"/awards/{index}/patent_number"


# --- Attachments ------------------------------------------------------------------------------------------------------


def _kind_missing(kind: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        papers = [attachment for attachment in sample.attachments if attachment.get("kind") == kind]
        if not papers or (
            kind == "degree-certificate" and sample.document["applicant"].get("degree") in {None, "", "无"}
        ):
            return None
        for paper in papers:
            paper["kind"] = "other"
            if rng.random() < 1 / 2:
                del paper["kind"]
        return "/attachments"

    return change


for _kind in ("photo", "id-front", "id-back", "education-certificate", "pledge", "degree-certificate"):
    _planter("missing-attachment", ERROR, _kind)(_kind_missing(_kind))
_planter("missing-attachment", WARNING, "title-certificate")(_kind_missing("title-certificate"))


@_planter("dangling-attachment", ERROR, "reference")
def _dangling_reference(sample: Sample, rng: random.Random) -> str | None:
    section = rng.choice(["awards", "honours", "publications", "projects"])
    records = [(index, record) for index, record in _records(sample, section) if record.get("attachments")]
    if not records:
        return None
    index, record = rng.choice(records)
    record["attachments"].append(rng.choice([f"a{_digits(rng, 6)}", "不在表中", "a1/photo"]))
    return f"/{section}/{index}/attachments/{len(record['attachments']) - 1}"


@_planter("dangling-attachment", ERROR, "file")
def _missing_file(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = _any_attachment(sample, rng)
    way = rng.randrange(3)
    if way == 0:
        _blank(rng, attachment, "file")
    elif way == 1:
        attachment["file"] = f"scans/{_digits(rng, 12)}.jpg"
    else:
        sample.files.pop(str(attachment.get("file")), None)
    return f"/attachments/{index}/file"


def _any_attachment(sample: Sample, rng: random.Random) -> tuple[int, Document]:
    return rng.choice(list(enumerate(sample.attachments)))


@_planter("unreferenced-attachment", WARNING)
def _unreferenced(sample: Sample, rng: random.Random) -> str | None:
    kinds = ["award-proof", "patent-proof", "honour-proof", "publication-proof", "project-proof"]
    _attachment(sample, rng, kind=rng.choice(kinds))
    return f"/attachments/{len(sample.attachments) - 1}"


@_planter("uninformative-attachment-name", WARNING)
def _meaningless_name(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = _any_attachment(sample, rng)
    if rng.random() < 1 / 4:
        _blank(rng, attachment, "name")
    else:
        attachment["name"] = rng.choice(
            [
                f"IMG_{_digits(rng, 8)}.jpg",
                f"微信图片_{_digits(rng, 14)}.png",
                f"扫描件{_digits(rng, 1)}",
                f"附件{_digits(rng, 2)}",
                "1.pdf",
                "图片",
                *("scan0001", "证明材料", "未命名", "第3页", "Photo (2)"),
            ]
        )
    return f"/attachments/{index}/name"


@_planter("duplicate-attachment", WARNING, "id")
def _same_id(sample: Sample, rng: random.Random) -> str | None:
    known = [one["id"] for one in sample.attachments if one.get("id") and one.get("kind") != "publication-proof"]
    name = _pick(rng, known)
    if name is None:
        return None
    _attachment(sample, rng, kind="other", id=name)
    return f"/attachments/{len(sample.attachments) - 1}/id"


def _two_attachments(sample: Sample, rng: random.Random) -> tuple[Document, Document, str] | None:
    """Return two attachments with files, the later one without a declared SHA-256, and the place of the later one."""
    whole = [
        (index, one)
        for index, one in enumerate(sample.attachments)
        if isinstance(sample.files.get(str(one.get("file"))), bytes)
    ]
    if len(whole) < 2:
        return None
    (_, earlier), (index, later) = sorted(rng.sample(whole, 2), key=lambda item: item[0])
    later.pop("sha256", None)
    return earlier, later, f"/attachments/{index}"


@_planter("duplicate-attachment", WARNING, "file")
def _same_file(sample: Sample, rng: random.Random) -> str | None:
    two = _two_attachments(sample, rng)
    if two is None:
        return None
    earlier, later, place = two
    later["file"] = earlier["file"]
    return place


@_planter("duplicate-attachment", WARNING, "content")
def _same_content(sample: Sample, rng: random.Random) -> str | None:
    two = _two_attachments(sample, rng)
    if two is None:
        return None
    earlier, later, place = two
    sample.files[later["file"]] = sample.files[earlier["file"]]
    return place


@_planter("changed-attachment", ERROR)
def _changed_file(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = _any_attachment(sample, rng)
    content = sample.files.get(str(attachment.get("file")))
    if not isinstance(content, bytes) or not content:
        return None
    if rng.random() < 1 / 2:
        attachment["sha256"] = hashlib.sha256(content).hexdigest()
        sample.files[attachment["file"]] = content + b"\0"
    else:
        attachment["sha256"] = rng.choice([hashlib.sha256(_digits(rng, 8).encode()).hexdigest(), "0" * 64, "无"])
    return f"/attachments/{index}/sha256"


def _unreadable(problem: FileProblem) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        index, attachment = _any_attachment(sample, rng)
        name = str(attachment.get("file"))
        if name not in sample.files:
            return None
        attachment.pop("sha256", None)
        if problem == "empty":
            sample.files[name] = b""
        elif problem == "unknown-type":
            sample.files[name] = (
                rng.choice([b"PK\x03\x04", b"<html>", b"\x00\x00\x00\x18ftypheic", b"\xd0\xcf\x11\xe0"]) + name.encode()
            )
        else:
            sample.files[name] = problem
        return f"/attachments/{index}/file"

    return change


for _problem in get_args(FileProblem):
    if _problem != "missing":
        _planter("unreadable-attachment", ERROR, _problem)(_unreadable(_problem))

PLANTERS: Final = tuple(_FOUND)
"""All planters of findings: at least one for each entry of the 2023 ruleset."""


# --- Doubts -----------------------------------------------------------------------------------------------------------

_FOUND.clear()
_planter("employer-not-bound", None, "unsaid")(_blanked("/employer/binding"))


@_planter("publication-proof-incomplete", None, "parts unnamed")
def _part_unnamed(sample: Sample, rng: random.Random) -> str | None:
    papers = [
        (index, paper) for index, paper in _records(sample, "publications", kind="paper") if paper.get("attachments")
    ]
    if not papers:
        return None
    index, paper = rng.choice(papers)
    proof = _pick(rng, [one for one in sample.attachments if one.get("id") in paper["attachments"] and one.get("part")])
    if proof is None:
        return None
    _blank(rng, proof, "part")
    return f"/publications/{index}/attachments"


_planter("title-too-low", None, "leader's title says less than the level", category="leader", track="professional")(
    _title(("高级工程师", "senior"), ("副教授", "senior"), ("讲师", "senior"))
)
_planter("title-too-low", None, "backup's title says less than the level", category="backup", track="professional")(
    _title(("工程师", "associate-senior"), ("讲师", "senior"), ("技师", "associate-senior"))
)

DOUBTS: Final = tuple(_FOUND)
"""Planters after which the rule can't tell: at the place given stands a doubt, and nothing is found."""
