"""A folder of invented submissions with known defects: in the form, across submissions, and in pages that are drawn."""

from __future__ import annotations

import copy
import io
import json
import random
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from benchmarks.workload import plant
from eligibility.submission import load
from tools import spoilt
from tools.certificates import draw
from tools.invent import FULL, Amounts, Document, invent
from tools.portrait import portrait
from tools.sight import jpeg, remember
from tools.spoilt import Pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TWENTY: Final = Amounts(jobs=3, awards=4, honours=2, papers=1, books=2, projects=2)
"""Twenty attachments, for pages that are drawn; the others have forty."""
_EVERY: Final = 25
"""In each so many submissions one pair each has something planted that only shows across submissions."""

Found = tuple[str, str, str]
"""Path of a submission, rule, place."""


def make(root: Path, count: int, *, drawn: bool) -> set[Found]:
    """Make a folder of submissions, on all processors and as far as it is not there, and return what is planted in it."""
    expected: set[Found] = set()
    people: dict[str, list[str]] = {}
    missing: list[int] = []
    for number in range(count):
        one = _submission(number, drawn=drawn)
        expected |= one.planted
        people.setdefault(one.document["applicant"].get("id_number") or one.path, []).append(one.path)
        if not (root / "in" / one.path / "declaration.json").exists():
            missing.append(number)
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(partial(_write, root, drawn=drawn), missing):
            pass
    # Some defects that are planted in one submission give everybody the same ID number.
    twice = (path for paths in people.values() if len(paths) > 1 for path in paths)
    return expected | {(path, "same-person-twice", "/applicant/id_number") for path in twice}


@dataclass
class _Submission:
    """One submission before its files: what the form says, what the papers show, and what is planted."""

    path: str
    document: Document
    papers: Document
    photo: str
    """Path of the submission whose applicant is on the photo."""
    person: Document
    pages: dict[str, Callable[[], Pages]]
    """Pages that are drawn otherwise than the papers say, by attachment."""
    planted: set[Found]


def _submission(number: int, *, drawn: bool) -> _Submission:
    amounts = TWENTY if drawn else FULL
    first = number - number % _EVERY
    document, theirs = _titled(number, number, amounts), _titled(first, first, amounts)
    path, other = f"{number:06}", f"{first:06}"
    one = _Submission(path, document, document, path, document, {}, set())
    kind = number % _EVERY
    if kind in _ACROSS:
        rule, places = _ACROSS[kind](document, theirs)
        one.planted = {(of, rule, at) for of, at in zip((path, other), places, strict=True)}
        if rule == "same-scan-reused":
            one.photo, one.person = other, theirs
    elif kind > len(_ACROSS):
        one.papers = one.person = copy.deepcopy(document)
        one.planted = {(path, *found) for found in _spoilt(document, number, drawn=drawn)}
        if drawn:
            rule, at, one.pages = _PICTURED[number % len(_PICTURED)](document, one.papers)
            one.planted.add((path, rule, at))
    return one


def _titled(seed: int, number: int, amounts: Amounts) -> Document:
    """Return a declaration whose works bear a number of their own: two people's inventions are otherwise often called the same."""
    document = invent(seed, amounts=amounts)
    for section, key in (("awards", "name"), ("publications", "title"), ("projects", "name")):
        for record in document[section]:
            record[key] += f"（{number}号）"
    return document


def _write(root: Path, number: int, *, drawn: bool) -> None:
    """Write a submission; its declaration comes last, and says that it is whole."""
    one = _submission(number, drawn=drawn)
    folder = root / "in" / one.path
    for attachment in one.document["attachments"]:
        file = folder / attachment["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_drawn(one, attachment) if drawn else _stand_in(one, attachment))
    (folder / "declaration.json").write_text(json.dumps(one.document, ensure_ascii=False), encoding="utf-8")
    if not drawn:
        remember(load(folder), root / "cache.sqlite")


def _stand_in(one: _Submission, attachment: Document) -> bytes:
    return jpeg(f"{one.photo} photo" if attachment["kind"] == "photo" else f"{one.path} {attachment['id']}")


def _drawn(one: _Submission, attachment: Document) -> bytes:
    if attachment["id"] in one.pages:
        shown = one.pages[attachment["id"]]()
    else:
        shown = [_portrait(one.person)] if attachment["kind"] == "photo" else draw(one.papers, attachment)
    file = io.BytesIO()
    shown[0].convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()


def _portrait(person: Document) -> Image.Image:
    """Return a photo that nobody else has; people of the same name would otherwise look the same."""
    return portrait(person["id"], person["applicant"]["sex"])


# --- Defects of the form ----------------------------------------------------------------------------------------------

_OFF_PAPER: Final = frozenset(
    {
        *("missing-field", "malformed-phone", "malformed-mobile", "malformed-email", "employer-not-bound"),
        *("text-too-long", "pledge-not-accepted", "wrong-review-group", "reversed-dates", "dangling-attachment"),
        *("missing-rank", "record-without-proof", "leader-without-batch"),
    }
)
"""Rules whose defects leave what the papers must say as it is."""


def _spoilt(document: Document, number: int, *, drawn: bool) -> set[tuple[str, str]]:
    """Spoil three forms in ten and return rules and places."""
    dice = random.Random(number)
    if dice.random() >= 0.3:
        return set()
    return set(plant(document, dice, _OFF_PAPER if drawn else None))


# --- Defects that only show across submissions ------------------------------------------------------------------------


def _same_person(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    for key in ("account", "applicant"):
        document[key] = copy.deepcopy(first[key])
    return "same-person-twice", ("/applicant/id_number", "/applicant/id_number")


def _borrowed_photo(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    def place(one: Document) -> str:
        return f"/attachments/{_index(one, 'photo')}"

    return "same-scan-reused", (place(document), place(first))


def _same_rank(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    document["awards"][0] |= {key: first["awards"][0][key] for key in _WORK if key in first["awards"][0]}
    return "conflicting-ranks", ("/awards/0/rank", "/awards/0/rank")


def _other_number(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    theirs = first["awards"][1]
    more = theirs["participants"] + 2
    document["awards"][1] |= {key: theirs[key] for key in _WORK if key in theirs}
    document["awards"][1] |= {"participants": more, "rank": more}
    return "participants-disagree", ("/awards/1/participants", "/awards/1/participants")


_WORK: Final = ("name", "kind", "level", "grade", "category", "awarded_on", "rank", "participants", "ranked")
_ACROSS: Final[dict[int, Any]] = {1: _same_person, 2: _borrowed_photo, 3: _same_rank, 4: _other_number}


# --- Defects of pages -------------------------------------------------------------------------------------------------

Pictured = tuple[str, str, dict[str, "Callable[[], Pages]"]]
"""The rule, the place of its finding, and what draws the pages of an attachment that show it."""


def _index(document: Document, kind: str) -> int:
    return next(index for index, item in enumerate(document["attachments"]) if item["kind"] == kind)


def _shown(document: Document, kind: str, rule: str, change: Callable[[Document], Pages]) -> Pictured:
    index = _index(document, kind)
    attachment = document["attachments"][index]
    return rule, f"/attachments/{index}/file", {attachment["id"]: partial(change, attachment)}


def _blank(document: Document, papers: Document) -> Pictured:
    return _shown(document, "honour-proof", "blank-page", lambda one: spoilt.blank(papers, one))


def _turned(document: Document, papers: Document) -> Pictured:
    return _shown(document, "education-certificate", "skewed-scan", lambda one: spoilt.sideways(papers, one))


def _without_colour(document: Document, papers: Document) -> Pictured:
    return _shown(document, "photo", "unsuitable-photo", lambda _: [_portrait(papers).convert("L")])


def _unsigned(document: Document, papers: Document) -> Pictured:
    return _shown(document, "pledge", "unsigned-pledge", lambda one: spoilt.unsigned(papers, one))


def _copied(document: Document, papers: Document) -> Pictured:
    document["attachments"][_index(document, "title-certificate")]["is_copy"] = True
    return _shown(document, "title-certificate", "copy-without-seal", lambda one: spoilt.unsealed(papers, one))


def _other_paper(document: Document, papers: Document) -> Pictured:
    award = papers["attachments"][_index(papers, "award-proof")]
    return _shown(document, "degree-certificate", "wrong-document", lambda _: draw(papers, award))


def _reduced(document: Document, papers: Document) -> Pictured:
    return _shown(document, "patent-proof", "low-resolution-scan", lambda one: spoilt.reduced(papers, one))


def _other_name(document: Document, papers: Document) -> Pictured:
    stranger = copy.deepcopy(papers)
    stranger["applicant"]["name"] = "欧阳示例"
    rule, _, pages = _shown(document, "honour-proof", "name-not-on-document", lambda one: draw(stranger, one))
    return rule, "/honours/0/attachments", pages


_PICTURED: Final = (_blank, _turned, _without_colour, _unsigned, _copied, _other_paper, _reduced, _other_name)
