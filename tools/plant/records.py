"""Planters on awards, honours, publications and projects."""

from __future__ import annotations

import copy
import random

from stdnum import ean, issn

from eligibility.report import Severity
from eligibility.rules.records.patents import check_digit
from tools.invent import patent_number
from tools.plant.sample import Change, Sample, another, blank, dated, pick, planter, random_digits, records_of

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def _incomplete(section: str, keys: tuple[str, ...], **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = records_of(sample, section, **wanted)
        if not records:
            return None
        index, record = rng.choice(records)
        key = rng.choice(keys)
        blank(rng, record, key)
        return f"/{section}/{index}/{key}"

    return change


planter("incomplete-record", ERROR, "awards")(_incomplete("awards", ("kind", "name", "awarded_on")))
planter("incomplete-record", ERROR, "awards of the kind award")(
    _incomplete("awards", ("category", "grade", "participants", "ranked", "issuer"), kind="award")
)
planter("incomplete-record", WARNING, "awards of the kind patent")(
    _incomplete("awards", ("patent_number",), kind="patent")
)
planter("incomplete-record", ERROR, "honours")(_incomplete("honours", ("name", "level", "granted_on", "issuer")))
planter("incomplete-record", ERROR, "publications")(
    _incomplete("publications", ("kind", "title", "published_on", "serial", "venue", "rank", "participants"))
)
planter("incomplete-record", ERROR, "projects")(_incomplete("projects", ("name", "year", "awarded", "summary")))
planter("project-award-incomplete", ERROR)(
    _incomplete("projects", ("award_name", "rank", "participants"), awarded=True)
)
planter("missing-rank", ERROR, "award")(_incomplete("awards", ("rank",), ranked=True))


@planter("missing-rank", ERROR, "patent")
def _ranked_patent(sample: Sample, rng: random.Random) -> str | None:
    patents = [
        (index, record) for index, record in records_of(sample, "awards", kind="patent") if record.get("rank") is None
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
            for index, record in records_of(sample, section)
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
    planter("rank-exceeds-participants", ERROR, _section)(_impossible_rank(_section))


def _disguised(rng: random.Random, text: str) -> str:
    """Return the same text, perhaps with other spaces or signs."""
    narrow = text.translate(str.maketrans("（），：；", "(),:;"))
    return rng.choice([text, f" {text[:2]} {text[2:]}", "\u3000".join(text), narrow])


def _repeated(section: str, key: str, **wanted: object) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = records_of(sample, section, **wanted)
        if not records or not all(record.get(key) for _, record in records):
            return None
        twin = copy.deepcopy(rng.choice(records)[1])
        twin[key] = _disguised(rng, twin[key])
        sample.document[section].append(twin)
        return f"/{section}/{len(sample.document[section]) - 1}"

    return change


planter("duplicate-record", WARNING, "awards")(_repeated("awards", "name", kind="award"))
planter("duplicate-record", WARNING, "honours")(_repeated("honours", "name"))
planter("duplicate-record", WARNING, "publications")(_repeated("publications", "title"))
planter("duplicate-record", WARNING, "projects")(_repeated("projects", "name"))


@planter("duplicate-record", WARNING, "patents")
def _same_patent(sample: Sample, rng: random.Random) -> str | None:
    patents = records_of(sample, "awards", kind="patent")
    if not patents or not all(record.get("patent_number") for _, record in patents):
        return None
    twin = copy.deepcopy(rng.choice(patents)[1])
    twin["name"] = f"另一名称{random_digits(rng, 6)}"
    twin["patent_number"] = rng.choice([twin["patent_number"], twin["patent_number"].replace(" ", "").lower()])
    sample.document["awards"].append(twin)
    return f"/awards/{len(sample.document['awards']) - 1}"


def _unproved(section: str, key: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = records_of(sample, section)
        if not records:
            return None
        index, record = rng.choice(records)
        if rng.random() < 1 / 2:
            record = {**copy.deepcopy(record), key: f"另一项{random_digits(rng, 6)}"}
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
    planter("record-without-proof", ERROR, _section)(_unproved(_section, _key))


@planter("publication-proof-incomplete", ERROR)
def _part_missing(sample: Sample, rng: random.Random) -> str | None:
    papers = [
        (index, paper) for index, paper in records_of(sample, "publications", kind="paper") if paper.get("attachments")
    ]
    if not papers:
        return None
    index, paper = rng.choice(papers)
    proofs = [attachment for attachment in sample.attachments if attachment.get("id") in paper["attachments"]]
    proof = pick(rng, [proof for proof in proofs if proof.get("part")])
    if proof is None:
        return None
    if rng.random() < 1 / 2:
        proof["part"] = another(rng, proof["part"], ("cover", "contents", "text"))
    else:
        paper["attachments"].remove(proof["id"])
        proof["kind"] = "other"
    return f"/publications/{index}/attachments"


def _wrong_serial(kind: str) -> Change:
    def change(sample: Sample, rng: random.Random) -> str | None:
        records = records_of(sample, "publications", kind=kind)
        if not records:
            return None
        index, record = rng.choice(records)
        seven, twelve = random_digits(rng, 7), "9787" + random_digits(rng, 8)
        wrong_issn = f"{seven[:4]}-{seven[4:]}" + another(rng, issn.calc_check_digit(seven), "0123456789X")
        wrong_isbn = twelve + another(rng, ean.calc_check_digit(twelve), "0123456789")
        spellings = [f"ISSN {wrong_issn}", wrong_issn, f"ISBN {wrong_isbn}", f"ISBN{wrong_isbn[:3]}-{wrong_isbn[3:]}"]
        spellings += ["CN 34-0000/T", "CN 3", "见附件", "12345"]
        if kind == "paper":
            spellings += [f"CN 34-0{rng.randint(1, 999):03d}", f"{wrong_issn} / CN 34-1234/T"]
        record["serial"] = rng.choice(spellings)
        return f"/publications/{index}/serial"

    return change


planter("invalid-serial", WARNING, "paper")(_wrong_serial("paper"))
planter("invalid-serial", WARNING, "book")(_wrong_serial("book"))


@planter("invalid-patent-number", WARNING)
def _wrong_patent_number(sample: Sample, rng: random.Random) -> str | None:
    patents = [
        (index, patent)
        for index, patent in records_of(sample, "awards", kind="patent")
        if dated(patent.get("awarded_on"))
    ]
    if not patents:
        return None
    index, patent = rng.choice(patents)
    granted = int(patent["awarded_on"][:4])
    digits = f"{granted - 1}1{random_digits(rng, 7)}"
    no_kind = f"{granted - 1}{rng.choice('04567')}{random_digits(rng, 7)}"
    patent["patent_number"] = rng.choice(
        [
            f"ZL {digits}.{another(rng, check_digit(digits), '0123456789X')}",
            f"ZL {digits}",
            f"ZL {digits[:-1]}.{check_digit(digits)}",
            f"ZL {no_kind}.{check_digit(no_kind)}",
            f"CN1{random_digits(rng, 8)}A",
            patent_number(granted + rng.randint(1, 5), rng.choice([1, 2, 3]), rng.randrange(10**7)),
            "见附件",
        ]
    )
    return f"/awards/{index}/patent_number"


# --- The performance condition ----------------------------------------------------------------------------------------


@planter("performance-condition-unmet", Severity.INFO, category="leader", track="professional")
def _low_prizes(sample: Sample, rng: random.Random) -> str | None:
    prizes = records_of(sample, "awards", kind="award")
    for _, prize in prizes:
        prize["level"] = rng.choice(["市厅级", "市级", "校级", "县级"])
    return "/awards" if prizes else None


@planter("performance-condition-unmet", None, category="leader", track="professional")
def _unknown_level(sample: Sample, rng: random.Random) -> str | None:
    prizes = records_of(sample, "awards", kind="award", grade="一等奖")
    if not prizes or not records_of(sample, "awards", kind="patent"):
        return None
    for _, other in records_of(sample, "awards", kind="award"):
        other["level"] = "市厅级"
    index, prize = rng.choice(prizes)
    prize["level"] = rng.choice(["示例级", "行业级"])
    return f"/awards/{index}/level"
