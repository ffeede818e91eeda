"""Exhibits: the pages that findings are about, as pictures a web page can hold.

A picture reaches the page as pixels that were counted and packed anew here: what a stranger's file says beside them
never reaches the reviewer's browser.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eligibility.declaration import Attachment, Declaration
    from eligibility.hooks import Judged
    from eligibility.measurement import Box, Picture
    from eligibility.report import Finding
    from eligibility.reporters.digest import Placed

LONGEST: Final = 1400
"""Pixels of the longer side of a picture: A4 at about 120 dpi, where print of the usual size is still read."""
QUALITY: Final = 75
"""Quality of its JPEG, as Pillow counts it."""
MOST_PICTURES: Final = 60
"""Pictures in the page of one submission; beyond them an exhibit has none and says so."""


class Mark(NamedTuple):
    """A region outlined on an exhibit, with the number and the severity of its finding."""

    box: Box
    number: int
    severity: str


class Exhibit(NamedTuple):
    """One page of an attachment beside findings. The `picture` stands in the web page once, where `is_first`."""

    key: str
    attachment: Attachment
    page: int
    picture: Packed | None
    is_first: bool
    marks: Sequence[Mark]


class Packed(NamedTuple):
    """A picture as a data URI, the size of the page in the pixels that boxes are measured in, and the file's pages."""

    uri: str
    width: int
    height: int
    pages: int


class Group(NamedTuple):
    """Findings, each with its number, and what they are about."""

    findings: list[tuple[int, Placed]]
    exhibits: list[Exhibit]


class Album:
    """The pictures of one submission: each page is decoded once, and stands in the web page once."""

    def __init__(self, judged: Judged, prefix: str) -> None:
        """Keep where pictures come from; `prefix` tells the submissions of one web page apart."""
        self._judged = judged
        self._prefix = prefix
        self._packed: dict[tuple[int, int], Packed | None] = {}
        self._shown: set[str] = set()
        self._numbers = 0

    def groups(self, found: Iterable[Placed]) -> Iterator[Group]:
        """Yield findings together that are about the same pages, in the order in which they come."""
        together: dict[tuple[tuple[int, int], ...], list[tuple[int, Placed]]] = {}
        for item in found:
            self._numbers += 1
            about = dict.fromkeys(exhibits_of(item.finding, self._judged.declaration))
            together.setdefault(tuple(about), []).append((self._numbers, item))
        for pages, findings in together.items():
            yield Group(findings, [self._exhibit(*page, findings) for page in pages])

    def _exhibit(self, position: int, page: int, findings: list[tuple[int, Placed]]) -> Exhibit:
        attachment = self._judged.declaration.attachments[position]
        key = f"{self._prefix}a{position + 1}p{page}"
        picture = self._picture(position, page)
        is_first = key not in self._shown
        self._shown.add(key)
        marks = [
            Mark(item.finding.region, number, item.result.severity)
            for number, item in findings
            if item.finding.region is not None
            and (item.finding.attachment, item.finding.page or 1) == (attachment.id, page)
        ]
        return Exhibit(key, attachment, page, picture, is_first, marks)

    def _picture(self, position: int, page: int) -> Packed | None:
        key = (position, page)
        if key not in self._packed:
            attachment = self._judged.declaration.attachments[position]
            room = len(self._packed) < MOST_PICTURES
            picture = self._judged.show(attachment, page, LONGEST) if room else None
            self._packed[key] = None if picture is None else packed(picture)
        return self._packed[key]


def exhibits_of(finding: Finding, declaration: Declaration) -> Iterator[tuple[int, int]]:
    """Yield the attachment's position and the page (from 1) of what a finding is about.

    That is the page it names, else the attachment it stands at, else the proofs of its record.
    """
    if finding.attachment is not None:
        yield from _found(finding.attachment, declaration, finding.page or 1)
        return
    section, number, *_ = *places.steps(finding.at), "", ""
    records = getattr(declaration, section, None)
    if not (isinstance(records, tuple) and number.isascii() and number.isdigit() and int(number) < len(records)):
        return
    if section == "attachments":
        yield int(number), 1
    for name in getattr(records[int(number)], "attachments", None) or ():
        yield from _found(name, declaration, 1)


def _found(name: str, declaration: Declaration, page: int) -> Iterator[tuple[int, int]]:
    named = declaration.attachments_by_id.get(name)
    for position, attachment in enumerate(declaration.attachments):
        if attachment is named:
            yield position, page


def packed(picture: Picture) -> Packed:
    """Return a picture as a JPEG in a data URI."""
    from PIL import Image

    file = io.BytesIO()
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    image.save(file, "JPEG", quality=QUALITY, optimize=True)
    uri = f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
    return Packed(uri, *picture.page_size, picture.pages)
