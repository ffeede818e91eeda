"""The whole documents of the corpus: kinds of paper, people, fonts and sizes of letters, at 200 dots an inch.

Calibration and test share no person, no seed of a layout and no combination of fonts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from tools.certificates import sheets
from tools.corpus import layouts
from tools.corpus.people import Split, someone
from tools.drawing import DPI, Page, Style, scanned, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.fonts import Face
    from tools.invent import Document

RESOLUTION: Final = 200
SPLITS: Final[tuple[Split, ...]] = ("calibration", "test")


def _shipped(document: Document, rng: random.Random, *, kind: str, page: int = 0, part: str | None = None) -> Page:  # noqa: ARG001 - called as the others are
    """Return a page as the examples have it."""
    attachments = [one for one in document["attachments"] if one["kind"] == kind and one.get("part") == part]
    return sheets(document, attachments[0])[page]


def _title(document: Document, rng: random.Random) -> Page:
    """Return a title certificate of a professional, who has no skill level."""
    person = {key: value for key, value in document["applicant"].items() if key != "skill_level"}
    return _shipped(document | {"applicant": person}, rng, kind="title-certificate")


def _patent(document: Document, rng: random.Random) -> Page:
    """Return a patent certificate; a document with few awards has no patent, so one award becomes one."""
    award = document["awards"][0] | {
        "issuer": "国家知识产权局",
        "patent_number": f"ZL 2019{rng.randrange(10**8):08d}.6",
    }
    attachment = {"id": award["attachments"][0], "kind": "patent-proof"}
    return sheets(document | {"awards": [award]}, attachment)[0]


KINDS: Final[dict[str, Callable[[Document, random.Random], Page]]] = {
    "id-front": partial(_shipped, kind="id-front"),
    "id-back": partial(_shipped, kind="id-back"),
    "card-copy": layouts.card_copy,
    "education": partial(_shipped, kind="education-certificate"),
    "degree": partial(_shipped, kind="degree-certificate"),
    "title": _title,
    "skill": partial(_shipped, kind="title-certificate"),
    "pledge-signed": partial(layouts.pledge, signature="hand"),
    "pledge-typed": partial(layouts.pledge, signature="typed"),
    "pledge-unsigned": partial(layouts.pledge, signature="none"),
    "award": partial(_shipped, kind="award-proof"),
    "upright-award": layouts.upright_award,
    "honour": partial(_shipped, kind="honour-proof"),
    "patent": _patent,
    "cover": partial(_shipped, kind="publication-proof", part="cover"),
    "contents": partial(_shipped, kind="publication-proof", part="contents"),
    "paper": partial(_shipped, kind="publication-proof", part="text"),
    "book": partial(_shipped, kind="publication-proof"),
    "project-cover": partial(_shipped, kind="project-proof"),
    "project": partial(_shipped, kind="project-proof", page=1),
    "table": layouts.table,
    "work-permit": layouts.work_permit,
    "old-diploma": layouts.old_diploma,
    "ornate": layouts.ornate,
    "english": layouts.english,
    "sealed-letter": layouts.sealed_letter,
    "watermarked": layouts.watermarked,
    "vertical": layouts.vertical,
    "sparse-cover": layouts.sparse_cover,
    "nearly-blank": layouts.nearly_blank,
    "blank": layouts.blank,
}

ORDER: Final[dict[Split, tuple[str, ...]]] = {
    "calibration": (
        *("id-front", "education", "pledge-signed", "award", "contents", "card-copy", "patent", "old-diploma"),
        *("sealed-letter", "project", "sparse-cover", "title"),
        *("english", "skill", "honour", "paper", "watermarked", "table", "nearly-blank", "vertical"),
    ),
    "test": (
        *("id-back", "card-copy", "degree", "title", "skill", "upright-award", "honour", "patent", "cover", "paper"),
        *("book", "pledge-unsigned", "ornate", "english", "watermarked", "table", "vertical", "old-diploma"),
        *("sparse-cover", "nearly-blank"),
        *("blank", "id-front", "education", "pledge-typed", "award", "contents", "project-cover", "work-permit"),
        *("sealed-letter", "project", "pledge-signed"),
    ),
}
"""Which kinds come first when there are few bases: both splits have hard and sparse pages among their first."""

_FONTS: Final[dict[Split, tuple[Mapping[Face, Face], ...]]] = {
    "calibration": ({}, {"song": "ming", "hei": "micro-hei"}, {"song": "hei-light", "kai": "song-light"}),
    "test": (
        {"hei": "zen-hei", "hei-bold": "zen-hei"},
        {"song": "song-light", "hei": "micro-hei", "hei-bold": "micro-hei"},
        {"song": "ming", "song-bold": "hei-bold"},
        {"song": "hei", "hei": "hei-light", "kai": "ming"},
        {"song": "kai", "hei": "zen-hei"},
    ),
}


@dataclass(frozen=True, slots=True)
class Base:
    """A whole document; `number` counts within its split."""

    split: Split
    number: int

    @property
    def kind(self) -> str:
        """The kind of paper."""
        order = ORDER[self.split]
        return order[self.number % len(order)]

    @property
    def name(self) -> str:
        """The name of its folder and the seed of all that is random in it."""
        return f"{self.split}/{self.number:03d}-{self.kind}"

    def draw(self) -> Page:
        """Return the page as a good scanner sees it."""
        rng = random.Random(self.name)
        scale = RESOLUTION / (300 if self.kind in {"id-front", "id-back"} else DPI)
        style = Style(scale, rng.uniform(0.84, 1.0), _FONTS[self.split][self.number % len(_FONTS[self.split])])
        with styled(style):
            return scanned(KINDS[self.kind](someone(self.split, self.number), rng), self.name)


def bases(tests: int) -> list[Base]:
    """Return so many test bases, and three calibration bases for five of them."""
    counts: dict[Split, int] = {"calibration": tests * 3 // 5, "test": tests}
    return [Base(split, number) for split in SPLITS for number in range(counts[split])]
