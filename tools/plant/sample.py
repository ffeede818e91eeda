"""A declaration that can be spoilt, and ways to spoil it."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from eligibility.submission import Submission, read_declaration
from tools.sight import MemoryFiles, jpeg

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from eligibility.declaration import Category, Declaration, Track
    from eligibility.measurement import FileProblem
    from eligibility.report import Severity
    from eligibility.rule import Seen
    from tools.invent import Document

T = TypeVar("T")
Change = Callable[["Sample", random.Random], str | None]
"""Spoils a sample and returns the JSON Pointer of the finding, or `None` where the document offers no place."""


@dataclass
class Sample:
    """A declaration's document and its files, and the places where something was planted already.

    `spoilt` says of some files what is seen in place of what an ideal inspector would see.
    """

    document: Document
    files: dict[str, bytes | FileProblem]
    spoilt: dict[str, Seen] = field(default_factory=dict)
    planted: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, document: Document) -> Sample:
        """Return the sample of a document, with a file for each attachment; every other one declares its SHA-256."""
        sample = cls(copy.deepcopy(document), {})
        for index, attachment in enumerate(sample.attachments):
            content = sample.write(attachment)
            if index % 2:
                attachment["sha256"] = hashlib.sha256(content).hexdigest()
        return sample

    @property
    def attachments(self) -> list[Document]:
        """The list of attachments."""
        return list(self.document.get("attachments", []))

    def write(self, attachment: Document) -> bytes:
        """Give an attachment a file that looks like a JPEG and equals no other, and return its bytes."""
        content = self.files[attachment["file"]] = jpeg(attachment["file"])
        return content

    def spoil(self, attachment: Document, seen: Seen) -> None:
        """Let something else be seen of an attachment's file; what `seen` does not name stays as it is."""
        self.spoilt[attachment["file"]] = {**self.spoilt.get(attachment["file"], {}), **seen}

    def data(self) -> bytes:
        """Return the declaration as it would stand in `declaration.json`."""
        return json.dumps(self.document, ensure_ascii=False).encode()

    def declaration(self) -> Declaration:
        """Return the declaration without its files."""
        return read_declaration(self.data())

    def submission(self) -> Submission:
        """Return the submission: the declaration, read from its JSON, and the files in memory."""
        data = self.data()
        files = MemoryFiles(self.files, self.spoilt)
        return Submission(read_declaration(data), hashlib.sha256(data).hexdigest(), files)


@dataclass(frozen=True)
class Planter:
    """One way to spoil a clean sample, and what must come of it.

    `severity` is that of the finding; `None` is a defect about which the rule can't tell. `also` names the rules that
    can't but find something too: at the same place, no worse than the finding; beside a doubt at any place, as a note.
    """

    name: str
    rule: str
    severity: Severity | None
    plant: Change
    category: Category | None = None
    track: Track | None = None
    also: tuple[str, ...] = ()

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
        trial = replace(sample, document=copy.deepcopy(document), files=dict(sample.files), spoilt=dict(sample.spoilt))
        place = self.plant(trial, rng)
        after = dict(_leaves(trial))
        changed = {at for at in before.keys() | after.keys() if before.get(at, ...) != after.get(at, ...)}
        if place is None or not changed:
            return None
        if trial.spoilt != sample.spoilt:
            changed.add(place)  # what is seen there depends on what the form says there
        if any(_related(at, taken) for at in changed for taken in sample.planted):
            return None
        sample.document, sample.files, sample.spoilt = trial.document, trial.files, trial.spoilt
        sample.planted |= changed
        return place


def _leaves(sample: Sample) -> Iterator[tuple[str, object]]:
    """Yield all values with their places; that of what is seen of a file covers all that the form says of it."""
    yield from _values(sample.document, "")
    for index, attachment in enumerate(sample.attachments):
        file = str(attachment.get("file"))
        yield f"/attachments/{index}/file/content", sample.files.get(file)
        if file in sample.spoilt:
            yield f"/attachments/{index}", sample.spoilt[file]


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


# --- Tools of the planters --------------------------------------------------------------------------------------------


PLANTED: Final[list[Planter]] = []
"""All planters, in the order in which they were registered."""


def planter(
    rule: str,
    severity: Severity | None,
    variant: str = "",
    *,
    category: Category | None = None,
    track: Track | None = None,
    also: tuple[str, ...] = (),
) -> Callable[[Change], Change]:
    """Register a change as a planter named after its rule and variant."""

    def register(change: Change) -> Change:
        PLANTED.append(Planter(f"{rule} {variant}".rstrip(), rule, severity, change, category, track, also))
        return change

    return register


def pick(rng: random.Random, items: Collection[T]) -> T | None:
    """Return one of the items, or nothing if there is none."""
    return rng.choice(list(items)) if items else None


def blank(rng: random.Random, part: Document, key: str) -> None:
    """Leave a field blank, in one of the ways in which a form does that."""
    if rng.random() < 1 / 4:
        part.pop(key, None)
    else:
        part[key] = rng.choice([None, "", " \t"])


def _listed(value: object) -> list[Document]:
    return value if isinstance(value, list) else []


def records_of(sample: Sample, section: str, **wanted: object) -> list[tuple[int, Document]]:
    """Return the records of a section with their indices, of those that hold the wanted values."""
    return [
        (index, record)
        for index, record in enumerate(_listed(sample.document.get(section)))
        if all(record.get(key) == value for key, value in wanted.items())
    ]


def date_between(rng: random.Random, first: dt.date, last: dt.date, *, coarse: bool = True) -> str:
    """Return a day between two days, both inclusive; if `coarse`, perhaps only its month or year."""
    day = first + dt.timedelta(days=rng.randrange((last - first).days + 1))
    return day.isoformat()[: rng.choice([4, 7, 10, 10])] if coarse else day.isoformat()


def random_digits(rng: random.Random, count: int) -> str:
    """Return so many digits."""
    return "".join(rng.choices("0123456789", k=count))


def another(rng: random.Random, value: str, values: Sequence[str]) -> str:
    """Return one of the values that is not `value`."""
    return rng.choice([other for other in values if other != value])


def add_attachment(sample: Sample, rng: random.Random, **values: object) -> Document:
    """Add an attachment of its own to the list, with a file."""
    number = f"{len(sample.attachments) + 1}-{random_digits(rng, 4)}"
    attachment: Document = {
        "id": f"b{number}",
        "name": f"补充证明材料之{number}号证书",
        "file": f"scans/{number}.jpg",
        **values,
    }
    sample.document.setdefault("attachments", []).append(attachment)
    sample.write(attachment)
    return attachment


def any_attachment(sample: Sample, rng: random.Random) -> tuple[int, Document]:
    """Return an attachment with its index."""
    return rng.choice(list(enumerate(sample.attachments)))


def readable(sample: Sample, attachment: Document) -> bool:
    """Tell whether an attachment has a file that looks like a picture."""
    content = sample.files.get(str(attachment.get("file")))
    return isinstance(content, bytes) and content.startswith(jpeg("")[:4]) and content.endswith(jpeg("")[4:])


def dated(value: object) -> bool:
    """Tell whether a field holds at least a month."""
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value) is not None


def blanked(pointer: str) -> Change:
    """Return the change that leaves a field blank."""
    *path, key = pointer.split("/")[1:]

    def change(sample: Sample, rng: random.Random) -> str | None:
        part = sample.document
        for step in path:
            part = part[step]
        blank(rng, part, key)
        return pointer

    return change


def of_applicant(key: str, *values: str) -> Change:
    """Return a change that gives a field of the applicant one of the values; each `#` becomes a digit."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        sample.document["applicant"][key] = re.sub("#", lambda _: random_digits(rng, 1), rng.choice(values))
        return f"/applicant/{key}"

    return change
