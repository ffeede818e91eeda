"""Planters on the list of attachments and on their files."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, Final

from eligibility.measurement import (
    Alteration,
    FileProblem,
    Fingerprint,
    Inscriptions,
    PageFacts,
    Portrait,
    ScanQuality,
    Seals,
    Signature,
    Text,
)
from eligibility.report import Severity
from tools.plant.sample import (
    Change,
    Sample,
    add_attachment,
    any_attachment,
    blank,
    pick,
    planter,
    random_digits,
    readable,
    records_of,
)

if TYPE_CHECKING:
    from tools.invent import Document

ERROR, WARNING = Severity.ERROR, Severity.WARNING


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
    planter("missing-attachment", ERROR, _kind)(_kind_missing(_kind))
planter("missing-attachment", WARNING, "title-certificate")(_kind_missing("title-certificate"))


@planter("dangling-attachment", ERROR, "reference")
def _dangling_reference(sample: Sample, rng: random.Random) -> str | None:
    section = rng.choice(["awards", "honours", "publications", "projects"])
    records = [(index, record) for index, record in records_of(sample, section) if record.get("attachments")]
    if not records:
        return None
    index, record = rng.choice(records)
    record["attachments"].append(rng.choice([f"a{random_digits(rng, 6)}", "不在表中", "a1/photo"]))
    return f"/{section}/{index}/attachments/{len(record['attachments']) - 1}"


@planter("dangling-attachment", ERROR, "file")
def _missing_file(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = any_attachment(sample, rng)
    way = rng.randrange(3)
    if way == 0:
        blank(rng, attachment, "file")
    elif way == 1:
        attachment["file"] = f"scans/{random_digits(rng, 12)}.jpg"
    else:
        sample.files.pop(str(attachment.get("file")), None)
    return f"/attachments/{index}/file"


@planter("unreferenced-attachment", WARNING)
def _unreferenced(sample: Sample, rng: random.Random) -> str | None:
    kinds = ["award-proof", "patent-proof", "honour-proof", "publication-proof", "project-proof"]
    add_attachment(sample, rng, kind=rng.choice(kinds))
    return f"/attachments/{len(sample.attachments) - 1}"


@planter("uninformative-attachment-name", WARNING)
def _meaningless_name(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = any_attachment(sample, rng)
    if rng.random() < 1 / 4:
        blank(rng, attachment, "name")
    else:
        attachment["name"] = rng.choice(
            [
                f"IMG_{random_digits(rng, 8)}.jpg",
                f"微信图片_{random_digits(rng, 14)}.png",
                f"扫描件{random_digits(rng, 1)}",
                f"附件{random_digits(rng, 2)}",
                "1.pdf",
                "图片",
                *("scan0001", "证明材料", "未命名", "第3页", "Photo (2)"),
            ]
        )
    return f"/attachments/{index}/name"


@planter("duplicate-attachment", WARNING, "id")
def _same_id(sample: Sample, rng: random.Random) -> str | None:
    known = [one["id"] for one in sample.attachments if one.get("id") and one.get("kind") != "publication-proof"]
    name = pick(rng, known)
    if name is None:
        return None
    add_attachment(sample, rng, kind="other", id=name)
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


@planter("duplicate-attachment", WARNING, "file")
def _same_file(sample: Sample, rng: random.Random) -> str | None:
    two = _two_attachments(sample, rng)
    if two is None:
        return None
    earlier, later, place = two
    later["file"] = earlier["file"]
    return place


@planter("duplicate-attachment", WARNING, "content")
def _same_content(sample: Sample, rng: random.Random) -> str | None:
    two = _two_attachments(sample, rng)
    if two is None:
        return None
    earlier, later, place = two
    sample.files[later["file"]] = sample.files[earlier["file"]]
    return place


@planter("changed-attachment", ERROR)
def _changed_file(sample: Sample, rng: random.Random) -> str | None:
    index, attachment = any_attachment(sample, rng)
    content = sample.files.get(str(attachment.get("file")))
    if not isinstance(content, bytes) or not content:
        return None
    if rng.random() < 1 / 2:
        attachment["sha256"] = hashlib.sha256(content).hexdigest()
        sample.files[attachment["file"]] = content + b"\0"
    else:
        attachment["sha256"] = rng.choice([hashlib.sha256(random_digits(rng, 8).encode()).hexdigest(), "0" * 64, "无"])
    return f"/attachments/{index}/sha256"


def _unreadable(problem: FileProblem, content: bytes | None = None) -> Change:
    """Return the change that opening a file has the problem, or that its first bytes show it."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        index, attachment = any_attachment(sample, rng)
        name = str(attachment.get("file"))
        if name not in sample.files:
            return None
        attachment.pop("sha256", None)
        sample.files[name] = problem if content is None else content and content + name.encode()
        return f"/attachments/{index}/file"

    return change


_OF_OPENING: Final[tuple[FileProblem, ...]] = ("outside", "not-a-file", "unopenable", "too-large")
for _problem in _OF_OPENING:
    planter("unreadable-attachment", ERROR, _problem)(_unreadable(_problem))
planter("unreadable-attachment", ERROR, "empty")(_unreadable("empty", b""))
planter("unreadable-attachment", ERROR, "cut off")(_unreadable("damaged", b"\xff\xd8\xff\xe0"))
for _head in (b"PK\x03\x04", b"<html>", b"GIF89a", b"\xd0\xcf\x11\xe0"):
    planter("unreadable-attachment", ERROR, f"unknown-type {_head!r}")(_unreadable("unknown-type", _head))


def _undecodable(problem: FileProblem) -> Change:
    """Return the change that a file's pages have the problem, so that nothing is seen of it."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        index, attachment = any_attachment(sample, rng)
        if not readable(sample, attachment):
            return None
        unseen = dict.fromkeys((ScanQuality, Text, Portrait, Seals, Inscriptions, Signature, Alteration, Fingerprint))
        sample.spoil(attachment, {**unseen, PageFacts: PageFacts(problem=problem)})
        return f"/attachments/{index}/file"

    return change


_OF_PAGES: Final[tuple[FileProblem, ...]] = (
    *("damaged", "unsupported", "too-many-pixels", "too-many-pages", "locked", "animated"),
)
for _problem in _OF_PAGES:
    planter("unreadable-attachment", ERROR, f"pages {_problem}")(_undecodable(_problem))
