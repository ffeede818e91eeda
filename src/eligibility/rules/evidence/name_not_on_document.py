"""Rule `name-not-on-document`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field
from rapidfuzz.distance import Levenshtein

from eligibility.declaration import RECORD_SECTIONS, AttachmentKind
from eligibility.measurement import Text
from eligibility.rules.evidence.sightings import PERSONAL, EvidenceRule, Proofs, Sighting, Sought
from eligibility.rules.pinyin import latin_name
from eligibility.rules.reading import Words, folded
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.rules.reading import PageRead, Reading, Spot

_NEAR_FROM: Final = 3
_LONG_FROM: Final = 6
_SURE: Final = 0.95
_MOST: Final = 100

_OTHER_NAME: Final = N_("Nearest to the applicant's name {name} comes “{seen}” on this document.")
_PERHAPS: Final = N_("“{seen}” was read on this document, which may be the applicant's name {name} misread.")
_FOREIGN: Final = N_("The document is in Latin letters and the name {name} was not recognised in them.")
_NO_NAMES: Final = "承诺 保证 郑重 自愿 提供 提交 上传 填报 填写 所 已 的 及"
_NO_LONG_NAMES: Final = f"{_NO_NAMES} 申报 申请 材料 真实 信息 姓名 学历 职称 单位 在 对 将 与 是 为 有"
_HANZI: Final = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_PRINTED_NAME: Final = re.compile(
    rf"(?:本人|姓名)(?!{'|'.join(map(folded, _NO_NAMES.split()))})"
    rf"(?:{_HANZI}{{2,4}}?|(?:(?!{'|'.join(map(folded, _NO_LONG_NAMES.split()))}){_HANZI}){{5,16}}?|[a-z]{{2,40}}?)"
    r"(?:身份证|性别|工作单位)"
)
"""Where a document that is signed by hand prints for whom it is, in folded text.

A name may be long, of a minority or of two families, or stand in Latin letters; what is longer than four characters and has
words of a sentence in it is none.
"""


class NameNotOnDocument(EvidenceRule):
    """A document that should name the applicant does not.

    ## Applicability
    Declarations with the applicant's name and a document of the kinds judged.

    ## Expectation
    The name stands on at least one document of each personal kind, and on at least one proof of each record.

    ## Assumptions
    Width, spaces, the middle dot and line breaks do not matter, nor do characters that look alike. On a page in Latin letters
    the name is sought in Pinyin, the given name also by initials. A name of two characters must be there in full; of a
    longer one a near miss is a doubt where the reading is unsure, and so is a rare character. A journal's cover names no
    authors. A document that is signed by hand may print no name at all.

    ## Remedy
    Upload the document that bears the applicant's name, or explain under the remarks, for instance a former name.
    """

    name: ClassVar[str] = "name-not-on-document"
    reads: ClassVar = (
        "/applicant/name",
        *(f"/{section}/*/attachments" for section in RECORD_SECTIONS),
        "/attachments/*/id",
        "/attachments/*/kind",
        "/attachments/*/part",
        Text,
    )
    message: ClassVar[str] = N_("The applicant's name {name} was not found on this document.")
    remedy: ClassVar[str] = N_(
        "Upload a document that bears the applicant's name, or explain a former name under the remarks."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds",)
    personal: ClassVar[tuple[str, ...]] = ("seen",)

    kinds: tuple[AttachmentKind, ...] = Field(
        default=(
            "id-front",
            "education-certificate",
            "degree-certificate",
            "title-certificate",
            "pledge",
            "award-proof",
            "patent-proof",
            "honour-proof",
            "publication-proof",
        ),
        min_length=1,
        description="The kinds of attachment that must name the applicant.",
    )
    by_hand: tuple[AttachmentKind, ...] = Field(
        default=("pledge",),
        description="The kinds that are signed by hand: they must name the applicant only if they print a name.",
    )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment must name the applicant."""
        return attachment.kind in self.kinds and attachment.part != "cover"

    def sought(self, declaration: Declaration) -> Iterator[Sought]:
        """Yield the name for each personal kind of document, and for each record."""
        name = Words.of(declaration.applicant.name or "")
        if not name.folded:
            return
        kinds = [attachment.kind for attachment in declaration.attachments]
        for kind in PERSONAL:
            own = [index for index, other in enumerate(kinds) if other == kind] if kind in self.kinds else []
            if own:
                yield Sought(None, (name, kind in self.by_hand), own)
        proofs = Proofs(declaration, self.looks_at)
        for section in RECORD_SECTIONS:
            for index, record in enumerate(getattr(declaration, section)):
                if documents := proofs.of(record):
                    yield Sought(f"/{section}/{index}/attachments", (name, False), documents)

    def sight(self, reading: Reading, value: tuple[Words, bool]) -> Sighting:
        """Look for the name on all pages."""
        (name, wanted), by_hand = value
        pages = reading.pages
        if any(wanted in page.text for page in pages) or any(_in_latin(page, name, wanted) for page in pages):
            return Sighting(shown=True)
        if by_hand and not any(_PRINTED_NAME.search(page.text) for page in reading.pages):
            return Sighting(shown=None if reading.poor(self.confidence) else True)
        values: dict[str, object] = {"name": name}
        if reading.latin and not wanted.isascii():
            return Sighting(None, 0, None, _FOREIGN, values)
        misses = (miss for page in reading.pages for miss in _near_misses(page, wanted))
        near = min(itertools.islice(misses, _MOST), key=_surety, default=None)
        if near is None:
            return Sighting(False, 0, None, None, values)
        spot, values["seen"] = near
        if spot.confidence < _SURE or _rare(wanted):
            return Sighting(None, 1, spot, _PERHAPS, values)
        return Sighting(False, 1, spot, _OTHER_NAME, values)


def _surety(miss: tuple[Spot, str]) -> float:
    return miss[0].confidence


def _in_latin(page: PageRead, name: str, wanted: str) -> bool:
    if wanted.isascii():
        return all(folded(part) in page.text for part in name.split())
    return latin_name(name).search("\n".join(line.text for line in page.lines).lower()) is not None


def _near_misses(page: PageRead, wanted: str) -> Iterator[tuple[Spot, str]]:
    """Yield what differs from the name in one character, in two if the name is long, its first or last one unharmed."""
    length = len(wanted)
    errors = 1 if length < _LONG_FROM else 2
    if length < _NEAR_FROM:
        return
    for found in re.finditer(f"{re.escape(wanted[0])}|{re.escape(wanted[-1])}", page.text):
        first = found[0] == wanted[0]
        start = found.start() if first else max(found.end() - length, 0)
        seen = page.text[start : start + length] if first else page.text[start : found.end()]
        if Levenshtein.distance(seen, wanted, score_cutoff=errors) <= errors:
            yield page.spot(start, start + len(seen)), seen


def _rare(wanted: str) -> bool:
    """Tell whether a name has a character outside GB 2312, which engines often do not know."""
    try:
        wanted.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
