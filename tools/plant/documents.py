"""Planters on attachments that show another document than was asked for, or none that can be recognised."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from eligibility.declaration import Attachment
from eligibility.measurement import Text
from eligibility.report import Severity
from tools.plant.sample import Change, Sample, blank, pick, planter, random_digits, readable, records_of
from tools.sight import as_text, text_of, unsurely, without

if TYPE_CHECKING:
    from tools.invent import Document

INFO = Severity.INFO
WARNING = Severity.WARNING

_PARTS: Final = ("cover", "contents", "text")
_PAPERS: Final = (
    *("id-front", "id-back", "education-certificate", "degree-certificate", "title-certificate", "pledge"),
    *("award-proof", "honour-proof", "patent-proof", *_PARTS, "publication-proof"),
)
_ALIKE: Final = (
    {"award-proof", "honour-proof"},
    *({part, "publication-proof"} for part in _PARTS),
)
"""Kinds of document that serve for one another."""


def _paper_of(attachment: Document) -> object:
    return (attachment.get("kind") == "publication-proof" and attachment.get("part")) or attachment.get("kind")


def _facts(sample: Sample, attachment: Document) -> list[str]:
    """Return all that other rules look for on an attachment."""
    person = sample.document["applicant"]
    facts = [person.get("name"), person.get("id_number")]
    for section, keys in (
        ("awards", ("name", "awarded_on")),
        ("honours", ("name", "granted_on")),
        ("publications", ("title", "published_on")),
        ("projects", ("name", "year")),
    ):
        for _, record in records_of(sample, section):
            if attachment.get("id") in (record.get("attachments") or []):
                facts += [record.get(key) for key in keys]
    return [str(fact) for fact in facts if fact]


def _instead(asked: str, write: Callable[[Sample, Document, random.Random], Text]) -> Change:
    """Return the change that an attachment on which a kind of document was asked for shows something else."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        fitting = [
            (index, attachment)
            for index, attachment in enumerate(sample.attachments)
            if _paper_of(attachment) == asked and readable(sample, attachment)
        ]
        found = pick(rng, fitting)
        if found is None:
            return None
        index, attachment = found
        for _, honour in records_of(sample, "honours"):
            if attachment.get("id") in (honour.get("attachments") or []):
                honour["name"] = f"示例楷模{random_digits(rng, 4)}"  # the word 荣誉称号 would mark the document
        sample.spoil(attachment, {Text: write(sample, attachment, rng)})
        return f"/attachments/{index}/file"

    return change


def _swapped(asked: str) -> Change:
    others = [paper for paper in _PAPERS if paper != asked and not any({paper, asked} <= pair for pair in _ALIKE)]

    def write(sample: Sample, attachment: Document, rng: random.Random) -> Text:
        other = rng.choice(others)
        kind, part = ("publication-proof", other) if other in _PARTS else (other, None)
        shown = Attachment(id=attachment.get("id"), kind=kind, part=part)  # type: ignore[arg-type]  # one of the literals
        words = [[line.text for line in page] for page in text_of(sample.declaration(), shown).pages]
        return as_text([*words[0], *_facts(sample, attachment)], *words[1:])

    return _instead(asked, write)


for _asked in _PAPERS:
    planter("wrong-document", WARNING, _asked)(_swapped(_asked))


def _says(*words: str, confidence: float = 1) -> Callable[[Sample, Document, random.Random], Text]:
    return lambda sample, attachment, _: unsurely(as_text([*words, *_facts(sample, attachment)]), confidence)


for _asked in ("id-front", "education-certificate", "award-proof", "cover", "publication-proof"):
    planter("wrong-document", None, f"{_asked} without marks")(_instead(_asked, _says("一份没有标题的材料")))
    planter("wrong-document", None, f"{_asked} read badly")(
        _instead(_asked, _says("一份没有标题的材料", confidence=0.8))
    )
    planter("wrong-document", None, f"{_asked} perhaps another")(_instead(_asked, _says("专利号", "其余未见")))


def _lacking(*words: str) -> Callable[[Sample, Document, random.Random], Text]:
    """Return what an attachment shows, without some words."""

    def write(sample: Sample, attachment: Document, _: random.Random) -> Text:
        shown = Attachment(id=attachment.get("id"), kind=attachment["kind"], part=attachment.get("part"))
        return functools.reduce(without, words, text_of(sample.declaration(), shown))

    return write


for _asked, _lost in (
    ("education-certificate", ("证书编号：999991201201000001",)),
    ("degree-certificate", ("二〇一二年六月三十日",)),
    ("id-back", ("2013.05.18-2033.05.18",)),
):
    planter("incomplete-document", INFO, _asked)(_instead(_asked, _lacking(*_lost)))


@planter("publication-proof-incomplete", None, "parts neither named nor recognised")
def _part_unnamed(sample: Sample, rng: random.Random) -> str | None:
    papers = [paper for paper in records_of(sample, "publications", kind="paper") if paper[1].get("attachments")]
    if not papers:
        return None
    index, paper = rng.choice(papers)
    proof = pick(rng, [one for one in sample.attachments if one.get("id") in paper["attachments"] and one.get("part")])
    if proof is None or not readable(sample, proof):
        return None
    blank(rng, proof, "part")
    sample.spoil(proof, {Text: as_text([*_facts(sample, proof), "参考文献"])})
    return f"/publications/{index}/attachments"
