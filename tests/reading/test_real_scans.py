"""The rules on documents, on what the real engine reads of the example's scans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eligibility.declaration import Declaration
from eligibility.inspection.text import read_text
from eligibility.measurement import Exhibit, Text
from eligibility.report import Grounds
from eligibility.rule import Context, Round, Rule
from eligibility.rules.evidence.date_not_on_document import DateNotOnDocument
from eligibility.rules.evidence.id_number_not_on_card import IdNumberNotOnCard
from eligibility.rules.evidence.name_not_on_document import NameNotOnDocument
from eligibility.rules.evidence.title_not_on_document import TitleNotOnDocument
from eligibility.rules.images.wrong_document import WrongDocument
from eligibility.rules.papers import accepted_for, paper_of
from eligibility.rules.records.publication_proof_incomplete import PublicationProofIncomplete
from eligibility.testing import ROUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eligibility.report import CantTell, Finding
    from eligibility.rule import Seen

FOLDER: Final = Path(__file__).parents[2] / "examples" / "complete-leader"
DOCUMENT: Final[dict[str, Any]] = json.loads((FOLDER / "declaration.json").read_text(encoding="utf-8"))
LOOKED_AT: Final = (1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 14)
"""The indices of one attachment of each kind; the whole example would take a minute."""
RULES: Final[tuple[Rule, ...]] = (
    WrongDocument(),
    NameNotOnDocument(),
    IdNumberNotOnCard(),
    DateNotOnDocument(section="awards"),
    DateNotOnDocument(section="honours"),
    DateNotOnDocument(section="publications", year_suffices=True),
    TitleNotOnDocument(),
    PublicationProofIncomplete(),
)


@pytest.fixture(scope="module")
def scans() -> Mapping[int, Text]:
    """Return what is read on one scan of each kind, by the attachment's index."""
    files = {index: FOLDER / DOCUMENT["attachments"][index]["file"] for index in LOOKED_AT}
    return {index: read_text(Exhibit(path.read_bytes())) for index, path in files.items()}


def answers(
    scans: Mapping[int, Text], changes: Mapping[str, Any] | None = None, rules: Sequence[Rule] = RULES
) -> list[Finding | CantTell]:
    """Return what the rules say of the example, with some sections changed, when only these scans can be looked at."""
    declaration = Declaration.model_validate_json(json.dumps({**DOCUMENT, **(changes or {})}))
    seen: list[Seen] = [{Text: scans.get(index)} for index in range(len(declaration.attachments))]
    context = Context(Round.model_validate(dict(ROUND)), None, seen)
    said = (answer for rule in rules for answer in rule.check(declaration, context))
    return [answer for answer in said if not isinstance(answer, Grounds)]


def test_nothing_is_said_of_good_scans(scans: Mapping[int, Text]) -> None:
    """Each document is what it was uploaded as and shows the name, the number, the dates and the titles of the form."""
    assert [answer.text() for answer in answers(scans)] == []


def test_every_exchanged_document_is_found(scans: Mapping[int, Text]) -> None:
    """Each scan in the place of each other one is told to be another document, where it may not stand there."""
    attachments = Declaration.model_validate_json(json.dumps(DOCUMENT)).attachments
    for index in LOOKED_AT:
        asked = paper_of(attachments[index])
        assert asked is not None
        for other in LOOKED_AT:
            expected = [] if paper_of(attachments[other]) in accepted_for(asked) else [f"/attachments/{index}/file"]
            assert [answer.at for answer in answers({index: scans[other]}, rules=[WrongDocument()])] == expected


def test_another_persons_documents_are_found(scans: Mapping[int, Text]) -> None:
    """Under another name and number, every document but the cover and the back of the card is somebody else's."""
    applicant = {**DOCUMENT["applicant"], "name": "林若水", "id_number": "349999197501015517"}
    rules = [NameNotOnDocument(), IdNumberNotOnCard()]
    found = {answer.at for answer in answers(scans, {"applicant": applicant}, rules)}
    personal = {f"/attachments/{index}/file" for index in (1, 3, 4, 5)}
    records = {f"/{place}/attachments" for place in ("awards/0", "awards/2", "honours/0", "publications/0")}
    assert found == personal | records | {"/applicant/id_number"}


def test_other_dates_and_titles_are_found(scans: Mapping[int, Text]) -> None:
    """A record whose date or title is not its proof's is told, at that field."""
    award = {**DOCUMENT["awards"][0], "awarded_on": "2020-09-24"}
    honour = {**DOCUMENT["honours"][0], "name": "示例五一劳动奖章"}
    paper = {**DOCUMENT["publications"][0], "published_on": "2017-10", "title": "深空探测中的轨道优化问题"}
    found = answers(scans, {"awards": [award], "honours": [honour], "publications": [paper]})
    places = ["/awards/0/awarded_on", "/publications/0/published_on", "/honours/0/name", "/publications/0/title"]
    assert [answer.at for answer in found] == places
