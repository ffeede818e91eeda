"""Planters on what papers say: another name, number, date or title than the form's."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, cast

from eligibility.measurement import Text
from eligibility.report import Severity
from eligibility.submission import read_declaration
from tools.invent import id_number
from tools.plant.sample import (
    Change,
    Sample,
    another,
    date_between,
    pick,
    planter,
    readable,
    records_of,
)
from tools.sight import USUAL_DATE, as_text, text_of, unsurely, without

if TYPE_CHECKING:
    from tools.invent import Document

WARNING = Severity.WARNING


def _print(sample: Sample, proofs: Sequence[int], change: Callable[[Document], object], confidence: float = 1) -> bool:
    """Let some attachments say what they would if the form were changed; tell whether all of them can be read."""
    papers = copy.deepcopy(sample.document)
    change(papers)
    said = read_declaration(json.dumps(papers).encode())
    for index in proofs:
        if not readable(sample, sample.attachments[index]):
            return False
        sample.spoil(sample.attachments[index], {Text: unsurely(text_of(said, said.attachments[index]), confidence)})
    return bool(proofs)


def _own(sample: Sample, kind: str) -> list[int]:
    return [index for index, attachment in enumerate(sample.attachments) if attachment.get("kind") == kind]


def _proofs(sample: Sample, record: Document) -> list[int]:
    cited = record.get("attachments") or []
    return [index for index, attachment in enumerate(sample.attachments) if attachment.get("id") in cited]


# --- Another name -----------------------------------------------------------------------------------------------------


def _nearly(rng: random.Random, name: str) -> str:
    place = rng.randrange(len(name))
    return name[:place] + rng.choice("澜桦砚") + name[place + 1 :]


def _misnamed(sample: Sample, rng: random.Random, documents: Sequence[int]) -> bool:
    name = sample.document["applicant"].get("name")
    if not isinstance(name, str) or not name.strip():
        return False
    other = rng.choice(["欧阳不同", "诸葛又是", "单名", _nearly(rng, name)])
    return _print(sample, documents, lambda papers: papers["applicant"].update(name=other))


def _another_persons(kind: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        documents = _own(sample, kind)
        if len(documents) != 1 or not _misnamed(sample, rng, documents):
            return None
        return f"/attachments/{documents[0]}/file"

    return change


_NAMED: Final = ("id-front", "education-certificate", "degree-certificate", "title-certificate", "pledge")
for _kind in _NAMED:
    planter("name-not-on-document", WARNING, _kind)(_another_persons(_kind))


def _another_team(section: str, **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        record = pick(rng, records_of(sample, section, **wanted))
        if record is None or not _misnamed(sample, rng, _proofs(sample, record[1])):
            return None
        return f"/{section}/{record[0]}/attachments"

    return change


planter("name-not-on-document", WARNING, "award")(_another_team("awards", kind="award"))
planter("name-not-on-document", WARNING, "patent")(_another_team("awards", kind="patent"))
planter("name-not-on-document", WARNING, "honour")(_another_team("honours"))
planter("name-not-on-document", WARNING, "paper")(_another_team("publications", kind="paper"))
planter("name-not-on-document", WARNING, "book")(_another_team("publications", kind="book"))


def _unsure_name(make: Callable[[random.Random, str], str], confidence: float) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        name = sample.document["applicant"].get("name")
        documents = _own(sample, rng.choice(_NAMED))
        if not isinstance(name, str) or len(name) < 3 or len(documents) != 1:
            return None
        other = make(rng, name)
        if not _print(sample, documents, lambda papers: papers["applicant"].update(name=other), confidence):
            return None
        return f"/attachments/{documents[0]}/file"

    return change


planter("name-not-on-document", None, "misread")(_unsure_name(_nearly, 0.9))
planter("name-not-on-document", None, "read badly")(_unsure_name(lambda *_: "欧阳不同", 0.8))


@planter("name-not-on-document", None, "in Latin letters")
def _foreign_diploma(sample: Sample, rng: random.Random) -> str | None:  # noqa: ARG001 - there is only one
    documents = _own(sample, "education-certificate")
    if len(documents) != 1 or not sample.document["applicant"].get("name") or not _readable(sample, documents):
        return None
    words = ["Graduation Certificate", "The student named overleaf has graduated from this university."]
    sample.spoil(sample.attachments[documents[0]], {Text: as_text(words)})
    return f"/attachments/{documents[0]}/file"


def _readable(sample: Sample, documents: Sequence[int]) -> bool:
    return all(readable(sample, sample.attachments[index]) for index in documents)


# --- Another number ---------------------------------------------------------------------------------------------------


def _another_number(make: Callable[[random.Random, str], str | None]) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        number = sample.document["applicant"].get("id_number")
        if not isinstance(number, str) or not re.fullmatch("[0-9]{17}[0-9X]", number):
            return None
        other = make(rng, number)
        done = _print(sample, _own(sample, "id-front"), lambda papers: papers["applicant"].update(id_number=other))
        return "/applicant/id_number" if done else None

    return change


@planter("id-number-not-on-card", WARNING, "another person's")
def _another_card(sample: Sample, rng: random.Random) -> str | None:
    born = dt.date.fromisoformat(date_between(rng, dt.date(1950, 1, 1), dt.date(1977, 12, 31), coarse=False))
    return _another_number(lambda rng, _: id_number(born, rng.randrange(1000)))(sample, rng)


@planter("id-number-not-on-card", WARNING, "the next person's")
def _near_number(sample: Sample, rng: random.Random) -> str | None:
    def make(rng: random.Random, number: str) -> str:
        try:
            born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            born = dt.date(1980, 1, 1)
        return id_number(born, (int(number[14:17]) + rng.randint(1, 9)) % 1000)

    return _another_number(make)(sample, rng)


def _misread_number(rng: random.Random, number: str) -> str:
    place = rng.randrange(17)
    return number[:place] + another(rng, number[place], "0123456789") + number[place + 1 :]


planter("id-number-not-on-card", None, "misread")(_another_number(_misread_number))
planter("id-number-not-on-card", None, "hidden")(_another_number(lambda *_: None))


# --- Another date -----------------------------------------------------------------------------------------------------

_DATES: Final = {"awards": "awarded_on", "honours": "granted_on", "publications": "published_on"}


def _redated(section: str, make: Callable[[random.Random, str], str | None], **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        key = _DATES[section]
        found = pick(rng, records_of(sample, section, **wanted))
        if found is None or not re.match("[0-9]{4}-", str(found[1].get(key))):
            return None
        index, record = found
        printed = {key: make(rng, record[key])}
        if section == "publications":
            printed["serial"] = None  # an ISSN may look like a year
        proofs = _proofs(sample, record)
        done = _print(sample, proofs, lambda papers: papers[section][index].update(printed))
        if done and printed[key] is None:
            _blot_out_dates(sample, proofs)
        return f"/{section}/{index}/{key}" if done else None

    return change


def _blot_out_dates(sample: Sample, proofs: Sequence[int]) -> None:
    """Take the date from documents that were printed without one of their record's own."""
    for file in (sample.attachments[index]["file"] for index in proofs):
        seen = sample.spoilt[file]
        sample.spoilt[file] = {**seen, Text: without(cast("Text", seen[Text]), USUAL_DATE)}


def _another_year(rng: random.Random, date: str) -> str:
    return f"{int(date[:4]) + rng.choice([-3, -2, -1, 1, 2])}{date[4:7]}"


def _another_month(rng: random.Random, date: str) -> str:
    month = (int(date[5:7]) - 1 + rng.randint(1, 11)) % 12 + 1
    return rng.choice([f"{date[:4]}-{month:02d}", f"{date[:4]}-{month:02d}-{rng.randint(1, 28):02d}"])


for _section, _wanted in (
    *(("awards", {"kind": "award"}), ("awards", {"kind": "patent"}), ("honours", {})),
    *(("publications", {"kind": "paper"}), ("publications", {"kind": "book"})),
):
    _what = _wanted.get("kind", "honour")
    planter("date-not-on-document", WARNING, f"{_what}, year")(_redated(_section, _another_year, **_wanted))
    _also = () if _section == "publications" else ("incomplete-document",)
    _undated = _redated(_section, lambda *_: None, **_wanted)
    planter("date-not-on-document", None, f"{_what}, no date", also=_also)(_undated)
    if _section != "publications":
        planter("date-not-on-document", WARNING, f"{_what}, month")(_redated(_section, _another_month, **_wanted))
        planter("date-not-on-document", None, f"{_what}, only the year")(
            _redated(_section, lambda _, date: date[:4], **_wanted)
        )


# --- Another title ----------------------------------------------------------------------------------------------------

_TITLES: Final = {"awards": "name", "honours": "name", "publications": "title", "projects": "name"}


def _another_title(rng: random.Random, title: str) -> str:
    return rng.choice(["海洋浮游生物图谱", "古籍修复纪要", title[: len(title) // 3]])


def _retitled(section: str, **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        key = _TITLES[section]
        found = pick(rng, records_of(sample, section, **wanted))
        if found is None or not isinstance(found[1].get(key), str) or not found[1][key].strip():
            return None
        index, record = found
        title = _another_title(rng, record[key])
        done = _print(sample, _proofs(sample, record), lambda papers: papers[section][index].update({key: title}))
        return f"/{section}/{index}/{key}" if done else None

    return change


for _section, _wanted in (
    *(("awards", {"kind": "award"}), ("awards", {"kind": "patent"}), ("honours", {}), ("projects", {})),
    *(("publications", {"kind": "paper"}), ("publications", {"kind": "book"})),
):
    planter("title-not-on-document", WARNING, " ".join([_section, *_wanted.values()]))(_retitled(_section, **_wanted))


@planter("title-not-on-document", None, "in Latin letters")
def _foreign_award(sample: Sample, rng: random.Random) -> str | None:
    found = pick(rng, records_of(sample, "awards", kind="award"))
    name = sample.document["applicant"].get("name")
    if found is None or not name or not all(found[1].get(key) for key in ("name", "awarded_on")):
        return None
    index, award = found
    proofs = _proofs(sample, award)
    if not proofs or not _readable(sample, proofs):
        return None
    words = ["Certificate of Award", "The prize of the committee is presented to", name, award["awarded_on"]]
    for proof in proofs:
        sample.spoil(sample.attachments[proof], {Text: as_text(words)})
    return f"/awards/{index}/name"
