"""Laws of the evidence rules that hold for every page."""

from __future__ import annotations

import time
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eligibility.dates import PartialDate
from eligibility.declaration import Declaration
from eligibility.id_numbers import ResidentId
from eligibility.measurement import Text
from eligibility.report import CantTell, Finding, Grounds
from eligibility.rule import Context, Round, Rule
from eligibility.rules.evidence.date_not_on_document import DateNotOnDocument
from eligibility.rules.evidence.id_number_not_on_card import IdNumberNotOnCard
from eligibility.rules.evidence.name_not_on_document import NameNotOnDocument
from eligibility.rules.evidence.title_not_on_document import TitleNotOnDocument
from eligibility.rules.images.wrong_document import WrongDocument
from eligibility.rules.reading import Words
from eligibility.rules.records.publication_proof_incomplete import PublicationProofIncomplete
from eligibility.testing import ROUND
from tests.reading.pages import HANZI, reading, texts

NUMBER: Final = "349999198011267004"
DECLARATION: Final = Declaration.model_validate(
    {
        "applicant": {"name": "王样本", "id_number": NUMBER},
        "awards": [{"name": "现代农业检测标准体系", "awarded_on": "2021-06-18", "attachments": ["a3"]}],
        "publications": [
            {"kind": "paper", "title": "Invented samples", "published_on": "2021", "attachments": ["a1", "a2"]}
        ],
        "attachments": [
            {"id": "a0", "kind": "id-front"},
            {"id": "a1", "kind": "publication-proof"},
            {"id": "a2", "kind": "publication-proof", "part": "text"},
            {"id": "a3", "kind": "award-proof"},
            {"id": "a4", "kind": "pledge"},
        ],
    }
)
RULES: Final[tuple[Rule, ...]] = (
    NameNotOnDocument(),
    IdNumberNotOnCard(),
    DateNotOnDocument(section="awards"),
    DateNotOnDocument(section="publications", year_suffices=True),
    TitleNotOnDocument(),
    WrongDocument(),
    PublicationProofIncomplete(),
)


def answers(rule: Rule, seen: list[Text]) -> list[Finding | CantTell]:
    """Return what a rule says of the declaration when its attachments hold these texts."""
    context = Context(Round.model_validate(dict(ROUND)), None, [{Text: text} for text in seen])
    return [answer for answer in rule.check(DECLARATION, context) if not isinstance(answer, Grounds)]


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=5, max_size=5))
def test_any_text_is_judged(seen: list[Text]) -> None:
    """Whatever was read, each rule answers with findings and doubts, and shows no ID number in full."""
    for rule in RULES:
        for answer in answers(rule, seen):
            assert isinstance(answer, Finding | CantTell)
            assert NUMBER not in str(answer.values)
            if isinstance(answer, Finding) and answer.region is not None:
                index = next(i for i, item in enumerate(DECLARATION.attachments) if item.id == answer.attachment)
                assert answer.page is not None
                assert 1 <= answer.page <= len(seen[index].pages)


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, min_size=5, max_size=5))
def test_what_is_read_without_confidence_is_never_held_against_anybody(seen: list[Text]) -> None:
    """When every line was read with a confidence below the limit, there are doubts, never findings."""
    unsure = [
        Text.__pydantic_validator__.validate_python(  # type: ignore[attr-defined]  # of the pydantic dataclass
            {
                "pages": [
                    [{"text": line.text, "box": line.box, "confidence": line.confidence * 0.84} for line in page]
                    for page in text.pages
                ]
            }
        )
        for text in seen
    ]
    for rule in RULES:
        assert not [answer for answer in answers(rule, unsure) if isinstance(answer, Finding)]


@given(
    st.text(HANZI, min_size=2, max_size=4),
    st.lists(st.sampled_from(["", " ", "　", "\n", "·"]), min_size=4, max_size=4),
)
def test_a_name_is_found_however_it_is_parted(name: str, gaps: list[str]) -> None:
    """Spaces and line breaks between the characters of a name hide nothing."""
    written = "".join(character + gap for character, gap in zip(name, gaps, strict=False))
    assert NameNotOnDocument().sight(reading(f"荣誉证书\n{written} 同志"), (Words.of(name), False)).shown


@given(st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_misread_figure_never_makes_another_card(place: int, figure: str) -> None:
    """A single wrong figure makes a number that can't be one, so it is a doubt."""
    assume(NUMBER[place] != figure)
    read = NUMBER[:place] + figure + NUMBER[place + 1 :]
    card = ResidentId.read(NUMBER)
    assert IdNumberNotOnCard().sight(reading(f"公民身份号码\n{read}"), card).shown is None


@given(st.sets(st.integers(0, 17)))
def test_letters_read_for_figures_are_figures(places: set[int]) -> None:
    """O for 0, l for 1, B for 8 and their like change nothing."""
    alike = {"0": "O", "1": "l", "8": "B", "2": "Z", "6": "G", "5": "S"}
    read = "".join(alike.get(figure, figure) if place in places else figure for place, figure in enumerate(NUMBER))
    assert IdNumberNotOnCard().sight(reading(f"公民身份号码 {read}"), ResidentId.read(NUMBER)).shown


@given(st.text(HANZI, min_size=10, max_size=60), st.data())
def test_a_title_may_lose_a_tenth_of_its_characters(title: str, data: st.DataObject) -> None:
    """A title is found with one character in ten misread, wherever its lines break."""
    lost = data.draw(st.sets(st.integers(0, len(title) - 1), max_size=len(title) // 10))
    cut = data.draw(st.integers(0, len(title)))
    read = "".join("，" if place in lost else character for place, character in enumerate(title))
    sighting = TitleNotOnDocument().sight(
        reading(f"获奖证书\n项目：{read[:cut]}\n{read[cut:]}\n特发此证"), Words.of(title)
    )
    assert sighting.shown


@pytest.mark.parametrize("piece", ["王小", "王小本", "349999198011267", "x wang ", "现代农业", "2021年6月"])
def test_hostile_pages_are_judged_in_no_time(piece: str) -> None:
    """A hundred thousand characters full of near misses cost less than a second a rule."""
    text = reading((piece * 100_000)[:100_000])
    started = time.process_time()
    NameNotOnDocument().sight(text, (Words.of("王小明"), False))
    IdNumberNotOnCard().sight(text, ResidentId.read(NUMBER))
    DateNotOnDocument(section="awards").sight(text, PartialDate.parse("2020-01"))
    TitleNotOnDocument().sight(text, Words.of("现代农业检测标准体系" * 20))
    assert time.process_time() - started < 4
