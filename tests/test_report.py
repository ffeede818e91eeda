"""The report: its published shape, its words in both languages, and what it does with hostile text."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from decimal import Decimal
from typing import Any, Final

import pytest

from eligibility.checker import Checker
from eligibility.dates import PartialDate
from eligibility.declaration import Declaration
from eligibility.report import (
    CantTell,
    DeclarationStamp,
    EngineStamp,
    Finding,
    Outcome,
    Report,
    Result,
    RulesetStamp,
    Severity,
    Source,
    Verdict,
)
from eligibility.rule import Context, Found, Rule
from eligibility.submission import Submission
from eligibility.wording import LANGUAGES, LONGEST_VALUE, Language, Term
from tools.invent import SMALL, invent
from tools.plant import Sample
from tools.sight import IdealLooker

HEAD: Final = {"format", "verdict", "complete", "declaration", "ruleset", "engine", "as_of", "results"}
RESULT: Final = {"rule", "severity", "outcome", "source", "findings"}
FINDING: Final = {"at", "attachment", "page", "region", "message", "remedy", "values"}


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Return a checker of the 2023 round."""
    return Checker("anhui-leaders@2023", looker=IdealLooker())


def spoilt() -> Sample:
    """Return a sample with an error, a warning, a note and a doubt."""
    document = invent(7, category="leader", track="professional", amounts=SMALL)
    document["awards"][0]["awarded_on"] = "2016-05"
    document["applicant"]["phone"] = "0553-1234567"
    document["pledge_accepted"] = False
    del document["employer"]["binding"]
    sample = Sample.of(document)
    sample.files[document["attachments"][0]["file"]] = b""
    return sample


def as_json(report: Report, language: str = "en") -> dict[str, Any]:
    """Return the report as whoever receives its JSON sees it."""
    document: dict[str, Any] = json.loads(report.to_json(language))
    return document


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_the_published_shape(checker: Checker, language: Language) -> None:
    """Every key of report format 1 is there, with a value of its type, and only doubts add further ones."""
    sample = spoilt()
    submission = sample.submission()
    document = as_json(checker.check(submission), language)
    assert set(document) == HEAD
    assert document["format"] == "eligibility-report/1"
    assert document["verdict"] == "ineligible"
    assert document["complete"] is False
    assert document["declaration"] == {"id": sample.document["id"], "sha256": submission.sha256}
    assert document["ruleset"] == {
        "name": "anhui-leaders",
        "round": "2023",
        "status": checker.ruleset.status,
        "sha256": checker.ruleset.sha256,
    }
    assert set(document["engine"]) == {"eligibility", "inspectors"}
    assert document["as_of"] == sample.document["submitted_on"]
    for result in document["results"]:
        assert set(result) - {"reason", "owner", "grounds"} == RESULT
        assert result["severity"] in set(Severity)
        assert result["outcome"] in set(Outcome)
        assert set(result["source"]) == {"title", "basis"}
        assert result["source"]["basis"] in {"stated", "inferred"}
        for finding in result["findings"]:
            assert set(finding) == FINDING
            assert finding["message"]
            assert finding["remedy"]


def test_every_rule_entry_appears_in_order(checker: Checker) -> None:
    """The report is the proof of what was looked at: one result for each entry, in the ruleset's order."""
    for document in (spoilt().document, {}, invent(1, category="backup", track="skilled")):
        report = as_json(checker.check(Sample.of(document).submission()))
        assert [(result["rule"], result["severity"]) for result in report["results"]] == [
            (entry.rule.name, entry.severity) for entry in checker.ruleset.entries
        ]


def test_a_finding_says_what_was_seen_and_what_was_asked(checker: Checker) -> None:
    """A finding's values are dates as ISO text, as coarse as they were written, and stand in its message, too."""
    document = as_json(checker.check(spoilt().submission()))
    result = next(result for result in document["results"] if result["rule"] == "outside-window" and result["findings"])
    assert (result["severity"], result["outcome"]) == ("warning", "failed")
    [finding] = result["findings"]
    assert finding["at"] == "/awards/0/awarded_on"
    assert finding["values"] == {"seen": "2016-05", "first": "2018-01-01"}
    assert "2016-05;" in finding["message"]
    assert "2018-01-01" in finding["message"]
    assert (finding["attachment"], finding["page"], finding["region"]) == (None, None, None)


def test_a_finding_on_a_file_names_its_attachment(checker: Checker) -> None:
    """A finding on a file gives the attachment's id beside the place in the form."""
    sample = spoilt()
    document = as_json(checker.check(sample.submission()))
    [finding] = [finding for result in document["results"] for finding in result["findings"] if finding["attachment"]]
    assert finding["attachment"] == sample.document["attachments"][0]["id"]
    assert finding["at"] == "/attachments/0/file"


def test_a_doubt_has_reason_and_owner(checker: Checker) -> None:
    """A result that can't tell says why and whose move it is; results without doubts say neither."""
    document = as_json(checker.check(spoilt().submission()))
    doubtful = [result for result in document["results"] if result["outcome"] == "cant-tell"]
    assert [result["rule"] for result in doubtful] == ["employer-not-bound"]
    assert doubtful[0]["owner"] == "portal"
    assert doubtful[0]["reason"].startswith("Employer, Binding: ")
    for result in document["results"]:
        if result["outcome"] in {"passed", "inapplicable"}:
            assert set(result) - {"grounds"} == RESULT
            assert result["findings"] == []


def test_words_are_in_the_language_asked_for(checker: Checker) -> None:
    """The same report speaks English or Chinese; everything but the words is the same."""
    report = checker.check(spoilt().submission())
    english, chinese = as_json(report, "en"), as_json(report, "zh")
    for one, other in zip(english["results"], chinese["results"], strict=True):
        for finding, translated in zip(one["findings"], other["findings"], strict=True):
            for words in ("message", "remedy"):
                assert finding.pop(words) != translated.pop(words)
        assert one["source"].pop("title") != other["source"].pop("title")
        if "reason" in one:
            assert one.pop("reason") != other.pop("reason")
        for grounds, translated in zip(one.get("grounds", ()), other.get("grounds", ()), strict=True):
            assert grounds.pop("message") != translated.pop("message")
    assert english == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_is_one_line_and_the_same_as_the_dictionary(checker: Checker, language: Language) -> None:
    """Several reports stand one a line, and JSON and dictionary never differ."""
    report = checker.check(spoilt().submission())
    assert "\n" not in report.to_json(language)
    assert as_json(report, language) == report.as_dict(language)
    for result in report.results:
        assert json.loads(result.to_json(language)) == result.as_dict(language)


@pytest.mark.parametrize("identity", [None, "", 'a"b\\c', "第一行\n第二行", "</script>\u2028"])
def test_json_holds_any_id(checker: Checker, identity: str | None) -> None:
    """The JSON is joined from parts: whatever the declaration's id holds, it stays one line and says what was given."""
    report = checker.judge(Submission(Declaration(id=identity), "00"))
    assert "\n" not in report.to_json()
    assert as_json(report) == report.as_dict()
    assert as_json(report)["declaration"] == {"id": report.declaration.id, "sha256": "00"}


def test_no_date_is_none(checker: Checker) -> None:
    """A draft judged without a date says so, instead of inventing one."""
    document = invent(1)
    del document["submitted_on"]
    report = checker.check(Sample.of(document).submission())
    assert report.as_of is None
    assert as_json(report)["as_of"] is None


SOURCE: Final = Source("A notice", "stated", "某通知")


def report_of(*results: Result) -> Report:
    """Return a report that holds the given results and stamps of nothing."""
    return Report(
        verdict=Verdict.REFER,
        complete=True,
        declaration=DeclarationStamp(None, "0" * 64),
        ruleset=RulesetStamp("test", "2023", "draft", "0" * 64),
        engine=EngineStamp("0", {"text": "1"}),
        as_of=dt.date(2023, 8, 20),
        results=results,
    )


def result_with(finding: Finding) -> Result:
    """Return a failed result with one finding."""
    return Result("test-rule", Severity.WARNING, Outcome.FAILED, SOURCE, (finding,))


class Echo(Rule):
    """A rule that repeats what it reads, as rules do."""

    name = "echo"
    reads = ("/remarks",)
    message = "It says “{seen}” and {label}."
    remedy = "Change {seen}."

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield the remarks."""
        yield self.finding("/remarks", seen=declaration.remarks)


def echoed(text: str) -> Finding:
    """Return the finding that repeats a text of the declaration."""
    [finding] = Echo().check(Declaration(remarks=text), Context(None))  # type: ignore[arg-type]  # it asks for no round
    assert isinstance(finding, Finding)
    return finding


def test_long_values_are_cut() -> None:
    """A text of any length leaves at most two hundred characters in a report, with an ellipsis where it was cut."""
    finding = echoed("长" * 10_000)
    assert finding.values["seen"] == "长" * (LONGEST_VALUE - 1) + "…"
    assert len(finding.text()) < LONGEST_VALUE + 50
    assert echoed("长" * LONGEST_VALUE).values["seen"] == "长" * LONGEST_VALUE


HOSTILE: Final = (
    "\x1b[2J\x1b[31mred",
    "\x07bell\x08\x08\x08",
    "abc\u202eevil\u202c",
    "\u2066isolate\u2069",
    "zero\u200bwidth\ufeff",
    "nul\x00byte",
    "c1\x9b31m",
    "soft\xadhyphen",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_messages_hold_no_invisible_characters(text: str, language: Language) -> None:
    """Characters that steer a terminal, reverse a line or can't be seen never reach a message."""
    finding = echoed(text)
    for words in (finding.text(language), finding.cure(language)):
        assert words.isprintable()
        assert "\N{REPLACEMENT CHARACTER}" in words


@pytest.mark.parametrize("text", ["line\nbreak", "line\r\nbreak", "line\u2028break", "line\t \x0bbreak"])
def test_messages_are_one_line(text: str) -> None:
    """A text of several lines can't make up a further line of the report."""
    assert echoed(text).text() == "It says “line break” and Remarks."


@pytest.mark.parametrize(
    "text",
    [
        "{label}",
        "{seen}",
        "{}",
        "{0}",
        "{seen.__class__.__mro__}",
        "{values[secret]}",
        "{",
        "}}",
        "%s%(x)s",
        "{seen!r:>99}",
    ],
)
def test_values_are_data_not_templates(text: str) -> None:
    """Braces in a submitted text mean nothing: it is shown as it was written."""
    assert echoed(text).text() == f"It says “{text}” and Remarks."


def test_a_value_that_is_lacking_shows_its_name() -> None:
    """A template that asks for a value the rule forgot still gives a sentence."""
    assert Finding("/remarks", "Seen {seen}, not {expected}.", "", {"seen": 1}).text() == "Seen 1, not {expected}."


@pytest.mark.parametrize(
    "template", ["100 % of {", "a } b", "{0} and {}", "{seen.secret}", "{seen[0]}", "{seen!x}", "{seen:d}"]
)
def test_a_broken_template_never_breaks_a_report(template: str) -> None:
    """The report of a plugin's rule whose wording is broken can still be printed, and no attribute is looked up."""
    finding = Finding("/remarks", template, template, {"seen": "text"})
    report = report_of(result_with(finding))
    for language in LANGUAGES:
        [result] = as_json(report, language)["results"]
        assert result["findings"][0]["values"] == {"seen": "text"}
        assert isinstance(result["findings"][0]["message"], str)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, 7),
        (1.5, 1.5),
        (True, True),
        (None, None),
        ("text", "text"),
        (Term("id-front"), "id-front"),
        (dt.date(2018, 1, 1), "2018-01-01"),
        (PartialDate.parse("2018"), "2018"),
        (PartialDate.parse("2018-06"), "2018-06"),
        (PartialDate.parse("2018-06-18"), "2018-06-18"),
        ([PartialDate.parse("2018"), Term("cover")], ["2018", "cover"]),
        (("a", ("b", 1)), ["a", ["b", 1]]),
    ],
)
def test_values_in_json(value: object, shown: object) -> None:
    """Values are plain JSON: numbers and texts as they are, codes as codes, dates as coarse as they were written."""
    [result] = as_json(report_of(result_with(Finding("", "", "", {"seen": value}))))["results"]
    assert result["findings"][0]["values"] == {"seen": shown}


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), Decimal("1.5"), {"key": {1}}, float("nan"), 1 + 2j])
def test_odd_values_never_break_a_report(value: object) -> None:
    """A value that JSON has no word for, from a plugin's rule, does not cost the report of the declaration."""
    report = report_of(result_with(Finding("/remarks", "Seen {seen}.", "", {"seen": value})))
    for language in LANGUAGES:
        text = report.to_json(language)
        assert "NaN" not in text
        assert json.loads(text)["results"][0]["findings"][0]["at"] == "/remarks"


def test_terms_are_put_into_words() -> None:
    """A code of the format is shown in words in either language, and a text that only looks like one is not."""
    finding = Finding("", "{seen}", "", {"seen": [Term("id-front"), Term("pledge")]})
    assert finding.text("en") == "ID card, front, integrity pledge"
    assert finding.text("zh") == "身份证正面、诚信承诺书"
    assert Finding("", "{seen}", "", {"seen": "id-front"}).text("zh") == "id-front"


def test_evidence_has_page_and_region() -> None:
    """A finding on an image gives the page and the rectangle, as four numbers."""
    finding = Finding("/attachments/0", "m", "r", attachment="a1", page=2, region=(10, 20, 300, 40))
    [result] = as_json(report_of(result_with(finding)))["results"]
    assert result["findings"][0] | {"message": "", "remedy": ""} == {
        "at": "/attachments/0",
        "attachment": "a1",
        "page": 2,
        "region": [10, 20, 300, 40],
        "message": "",
        "remedy": "",
        "values": {},
    }


def test_several_doubts_are_told_once_each() -> None:
    """Equal reasons stand once in the reason, each led by its place; the first doubt's owner is the result's."""
    doubts = (
        CantTell("No file.", "portal", "/attachments/0/file"),
        CantTell("Odd.", "operator"),
        CantTell("Odd.", "operator"),
    )
    document = as_json(report_of(Result("test-rule", Severity.ERROR, Outcome.CANT_TELL, SOURCE, (), doubts)))
    [result] = document["results"]
    assert result["reason"] == "Attachments, no. 1, File: No file. Odd."
    assert result["owner"] == "portal"


def test_a_source_speaks_the_language_it_has() -> None:
    """A source's title is in the language asked for if it has one in it, and in the other one if not."""
    assert (SOURCE.in_words("en"), SOURCE.in_words("zh")) == ("A notice", "某通知")
    assert Source("A notice", "stated").in_words("zh") == "A notice"


def test_the_worst_verdict_decides() -> None:
    """For several submissions the order is ineligible, undetermined, refer, eligible; of none, nothing is wrong."""
    order = [Verdict.INELIGIBLE, Verdict.UNDETERMINED, Verdict.REFER, Verdict.ELIGIBLE]
    for verdicts in itertools.product(order, repeat=3):
        assert Verdict.worst(verdicts) is min(verdicts, key=order.index)
    assert Verdict.worst([]) is Verdict.ELIGIBLE
