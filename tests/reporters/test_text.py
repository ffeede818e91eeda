"""The reporter `text`: what a reviewer reads, in which order, and how wide."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from rich.cells import cell_len

from eligibility import Checker, places
from eligibility.declaration import Declaration
from eligibility.hooks import Judged, load_plugins
from eligibility.report import Finding, Outcome, Result, Severity, Source
from eligibility.reporters.digest import Placed
from eligibility.reporters.text import TextReporter
from eligibility.submission import Submission
from tools.invent import SMALL, invent, with_content
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]

CHECKER: Final = Checker("anhui-leaders@2023", looker=IdealLooker())


def _judged(document: Document, name: str = "submission", *, files: bool = True) -> Judged:
    declaration = with_content(document) if files else Declaration.model_validate(document)
    report = CHECKER.check(Submission.of(declaration))
    return Judged(name, declaration, CHECKER.ruleset.title, report)


def _text(*judged: Judged, language: str = "en", width: int | None = None) -> str:
    return "".join(TextReporter().render(judged, language=language, width=width))


@pytest.fixture
def faulty() -> Document:
    """Return a declaration with faults of all severities in several sections, and with things nobody can tell."""
    document = copy.deepcopy(invent(11, amounts=SMALL))
    document["applicant"] |= {"email": "nobody@", "phone": "0553-1234567", "title_level": None, "title": None}
    document["awards"][0] |= {"awarded_on": "2016-05-01", "rank": 99}
    document["awards"][1]["awarded_on"] = "2017-02"
    document["contributions"] = "字" * 801
    document["attachments"][3]["name"] = "IMG_1.jpg"
    document["former_batch"] = None
    return document


def _sections(text: str) -> list[str]:
    """Return the headings: lines that begin at the left margin after an empty line."""
    return re.findall(r"^\n(?=\S)(.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_findings_stand_by_section_in_the_form_s_order(language: str, faulty: Document) -> None:
    """Each section with a fault is a heading, once, in the form's order; then comes what speaks for it, and doubts come last."""
    headings = _sections(_text(_judged(faulty), language=language))
    fields = ["former_batch", "applicant", "awards", "contributions", "attachments"]
    assert headings[:-2] == [places.words(f"/{field}", language) for field in fields]
    last = {"en": ["What speaks for it", "What could not be told"], "zh": ["符合的依据", "无法判断的事项"]}
    assert headings[-2:] == last[language]


def test_errors_come_first_in_a_section(faulty: Document) -> None:
    """Within a section the gravest is read first, and among equals the earlier record."""
    text = _text(_judged(faulty))
    awards = text.partition("\nAwards and patents\n")[2].partition("\n\n")[0]
    found = [(line.split()[1], line.rpartition(" ")[2]) for line in awards.splitlines() if re.match(r"  [✗!i] ", line)]
    assert found == [("error", "/awards/0/rank"), ("to", "/awards/0/awarded_on"), ("to", "/awards/1/awarded_on")]


def test_a_finding_tells_all_that_helps(faulty: Document) -> None:
    """Place in words and as pointer, what is wrong, the value, the remedy, the source with its basis, and the rule."""
    text = _text(_judged(faulty), language="zh")
    finding = text.partition("! 待核  基本信息 电子邮箱")[2].partition("\n  ! ")[0]
    assert "/applicant/email" in finding
    assert "nobody@" in finding
    assert "处理：" in finding
    assert "（推定）" in finding
    assert "[malformed-email]" in finding


def test_a_value_that_the_words_show_is_not_repeated(faulty: Document) -> None:
    """The date that a message already names stands there once."""
    text = _text(_judged(faulty))
    finding = text.partition("/awards/0/awarded_on")[2].partition("  ! ")[0]
    assert finding.count("2016-05-01") == 1


def test_a_measure_without_words_is_not_shown() -> None:
    """A share that the words leave out says nothing to people; a value of the form does."""
    source = Source("A test", "stated")
    for seen, shown in ((0.031, False), ("0.031", True)):
        finding = Finding("/remarks", "It is wrong.", "Mend it.", {"seen": seen})
        result = Result("wrong", Severity.ERROR, Outcome.FAILED, source, (finding,))
        assert bool(Placed(finding, result).values) is shown


def test_an_attachment_is_named(faulty: Document) -> None:
    """A finding on an attachment says which, by its id and by the name the applicant gave it."""
    attachment = faulty["attachments"][3]
    assert f"Attachment: {attachment['id']} IMG_1.jpg" in _text(_judged(faulty))


def test_the_summary_counts(faulty: Document) -> None:
    """Findings are counted by severity, rule entries by what became of them, and the numbers are the report's."""
    judged = _judged(faulty)
    results = judged.report.results
    errors, warnings, notes = (
        sum([len(result.findings) for result in results if result.severity is severity]) for severity in Severity
    )
    passed, inapplicable = (
        [result.outcome for result in results].count(outcome) for outcome in (Outcome.PASSED, Outcome.INAPPLICABLE)
    )
    doubtful = sum([bool(result.doubts) for result in results])
    assert all([errors, warnings, notes, passed, inapplicable, doubtful])
    findings = f"不符合 {errors} · 待核 {warnings} · 提示 {notes}"
    entries = f"规则：通过 {passed} · 无法判断 {doubtful} · 不适用 {inapplicable}"
    assert f"{findings} · {entries}" in _text(judged, language="zh")


def test_the_head_says_who_by_what_law_and_when(faulty: Document) -> None:
    """Name, id, verdict, ruleset with its title, and date stand above all findings."""
    head = _text(_judged(faulty, "folder of somebody")).partition("\n\n")[0]
    for words in ("folder of somebody", faulty["id"], "✗ ineligible", CHECKER.ruleset.title, faulty["submitted_on"]):
        assert words in head
    assert "anhui-leaders@2023" in head


def test_one_doubt_of_several_rules_is_said_once() -> None:
    """Files that were not given are one doubt of the portal's, with all the rules that could not tell."""
    judged = _judged(invent(11, amounts=SMALL), files=False)
    doubts = _text(judged).partition("What could not be told\n")[2]
    rules = [result.rule for result in judged.report.results if result.doubts]
    assert len(rules) > 1
    assert doubts.splitlines()[0].strip() == "For the portal to supply"
    assert doubts.count("  ? ") == 1
    assert all(rule in doubts for rule in rules)


def test_doubts_stand_by_whose_move_it_is(faulty: Document) -> None:
    """The applicant's doubts come before the portal's, each under its heading."""
    text = _text(_judged(faulty, files=False))
    assert text.index("For the applicant to complete") < text.index("For the portal to supply")
    assert text.index("The batch is not filled in.") < text.index("For the portal to supply")


def test_a_table_closes_several_submissions_only(faulty: Document) -> None:
    """One submission needs no table; of two each has its line with the verdict."""
    clean = invent(12, amounts=SMALL)
    assert "Verdict" not in _text(_judged(faulty))
    table = _text(_judged(faulty, "first"), _judged(clean, "second")).rpartition("Verdict")[2]
    rows = [line for line in table.splitlines() if line.startswith(("first", "second"))]
    assert ["✗ ineligible" in rows[0], "✓ eligible" in rows[1]] == [True, True]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int, language: str, faulty: Document) -> None:
    """Chinese characters count two columns, and no line overflows."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", _text(_judged(faulty), _judged(faulty), language=language, width=width))
    assert max(map(cell_len, text.splitlines())) <= width


def test_a_plain_file_has_lines_of_a_hundred_columns(faulty: Document) -> None:
    """Without a terminal the width is fixed, so that the same report is the same text anywhere."""
    faulty["applicant"]["email"] = "x" * 180
    text = _text(_judged(faulty))
    assert max(map(cell_len, text.splitlines())) == 100


def test_the_reporters_come_through_the_hook() -> None:
    """`text` and `json` are found as any plugin's are."""
    assert {"text", "json"} <= load_plugins().reporters.keys()


@pytest.mark.parametrize(
    "spoil", [lambda document: document, lambda document: {**document, "contributions": "字" * 801}]
)
def test_reports_come_out_one_by_one(spoil: Callable[[Document], Document]) -> None:
    """The first page can be read before the second submission is judged."""
    judged_so_far: list[str] = []

    def stream() -> Any:
        for name in ("first", "second"):
            judged_so_far.append(name)
            yield _judged(spoil(invent(13, amounts=SMALL)), name)

    pages = iter(TextReporter().render(stream(), language="en"))
    assert "first" in next(pages)
    assert judged_so_far == ["first"]
