"""Waivers: what they excuse stays visible and nothing else changes; one without effect is itself told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from eligibility.checker import Checker
from eligibility.errors import WaiverError
from eligibility.hooks import load_plugins
from eligibility.report import Outcome, Report, Severity, Verdict
from eligibility.schemas import report_schema
from eligibility.waivers import Waiver, apply, read_waivers
from eligibility.wording import LANGUAGES
from tests.strategies import ONE_OF_EACH, randoms, samples
from tools.invent import invent
from tools.plant import DOUBTS, PLANTERS, Sample
from tools.sight import IdealLooker, jpeg

if TYPE_CHECKING:
    from eligibility.report import Finding
    from eligibility.submission import Submission
    from tools.plant import Planter

TODAY: Final = dt.date(2023, 9, 1)
CHECKER: Final = Checker("anhui-leaders@2023", looker=IdealLooker())


def waiver_of(report: Report, rule: str, finding: Finding, **changes: object) -> Waiver:
    """Return a waiver that excuses a finding, or something near it."""
    record = {
        "declaration": report.declaration.id,
        "rule": rule,
        "place": finding.at,
        "reason": "专家组同意",
        "approver": "示例厅",
        "expires_on": TODAY,
        "evidence": finding.evidence,
    }
    return Waiver.model_validate({**record, **changes})


def findings_of(report: Report) -> list[tuple[str, Finding]]:
    """Return all findings with the rules that found them."""
    return [(result.rule, finding) for result in report.results for finding in result.findings]


@settings(max_examples=60, deadline=None)
@given(
    sample=samples(at_least=ONE_OF_EACH),
    planters=st.lists(st.sampled_from((*PLANTERS, *DOUBTS)), min_size=1, max_size=4),
    rng=randoms,
    chosen=st.lists(st.integers(0, 9), max_size=3),
)
def test_a_waiver_changes_no_other_finding(
    sample: Sample, planters: list[Planter], rng: random.Random, chosen: list[int]
) -> None:
    """Waiving some findings leaves all others, all outcomes and all doubts as they were; the verdict is that of the rest."""
    for planter in planters:
        planter(sample, rng)
    submission = sample.submission()
    plain = CHECKER.check(submission)
    bare = apply((), plain, submission, TODAY)
    known = findings_of(bare)
    excused = {index % len(known) for index in chosen} if known else set()
    after = apply([waiver_of(bare, *known[index]) for index in excused], plain, submission, TODAY)
    waived = [index for index, (_, finding) in enumerate(findings_of(after)) if finding.waiver]
    twins = [i for i, one in enumerate(known) if any(one[1].evidence == known[j][1].evidence for j in excused)]
    assert waived == twins
    assert after.waivers is not None
    assert after.waivers.waived == len(waived)
    assert after.waivers.problems == ()
    assert [(rule, replace(finding, waiver=None)) for rule, finding in findings_of(after)] == known
    for one, other in zip(plain.results, after.results, strict=True):
        assert (one.outcome, one.doubts, one.grounds) == (other.outcome, other.doubts, other.grounds)
    assert after.complete is plain.complete
    assert after.verdict is expected_verdict(after)
    if any(result.doubts for result in after.results):
        assert after.verdict is not Verdict.ELIGIBLE


def expected_verdict(report: Report) -> Verdict:
    """Return the verdict as the contract words it, of findings that are not waived."""
    open_ = {result.severity for result in report.results for finding in result.findings if finding.waiver is None}
    if Severity.ERROR in open_:
        return Verdict.INELIGIBLE
    if any(result.doubts for result in report.results):
        return Verdict.UNDETERMINED
    return Verdict.REFER if Severity.WARNING in open_ else Verdict.ELIGIBLE


@pytest.fixture
def old_award() -> Submission:
    """Return a submission whose first award is older than the window, and nothing else is found."""
    document = invent(5, amounts=ONE_OF_EACH)
    document["awards"][0]["awarded_on"] = "2016-05-01"
    return Sample.of(document).submission()


def judged(submission: Submission, *waivers: Waiver, on: dt.date = TODAY, keep: bool = True) -> Report:
    """Return the report with these waivers."""
    return apply(waivers, CHECKER.check(submission), submission, on, keep=keep)


def test_a_waived_finding_stays_visible_and_the_verdict_leaves_it_out(old_award: Submission) -> None:
    """The report is that of an eligible person; the finding is still there, with who excused it, and counted apart."""
    bare = judged(old_award)
    ((rule, finding),) = findings_of(bare)
    assert bare.verdict is Verdict.REFER
    report = judged(old_award, waiver_of(bare, rule, finding))
    assert report.verdict is Verdict.ELIGIBLE
    for language in LANGUAGES:
        document = json.loads(report.to_json(language))
        assert document == report.as_dict(language)
        Draft202012Validator(report_schema()).validate(document)
        (result,) = [result for result in document["results"] if result["findings"]]
        assert result["outcome"] == Outcome.FAILED
        assert result["findings"][0]["waiver"] == {
            "reason": "专家组同意",
            "approver": "示例厅",
            "expires_on": "2023-09-01",
        }
        assert document["waivers"] == {"waived": 1, "problems": []}


def test_without_waived_findings_the_rest_is_shown(old_award: Submission) -> None:
    """Left out, a waived finding is still counted, and verdict and outcome stay."""
    ((rule, finding),) = findings_of(bare := judged(old_award))
    report = judged(old_award, waiver_of(bare, rule, finding), keep=False)
    assert findings_of(report) == []
    assert report.waivers is not None
    assert report.waivers.waived == 1
    assert Outcome.FAILED in {result.outcome for result in report.results}


def test_a_waiver_ends_with_its_last_day(old_award: Submission) -> None:
    """On the last day a waiver holds; the day after it has expired, excuses nothing and is told."""
    ((rule, finding),) = findings_of(bare := judged(old_award))
    waiver = waiver_of(bare, rule, finding)
    assert judged(old_award, waiver, on=waiver.expires_on).verdict is Verdict.ELIGIBLE
    report = judged(old_award, waiver, on=waiver.expires_on + dt.timedelta(days=1))
    assert report.verdict is Verdict.REFER
    assert problems(report) == ["expired"]


def problems(report: Report) -> list[str]:
    """Return what is told of the waivers themselves."""
    assert report.waivers is not None
    return [problem.kind for problem in report.waivers.problems]


def test_an_unused_waiver_is_told(old_award: Submission) -> None:
    """A waiver at a place where nothing is found is told, and so is one for another rule."""
    ((rule, finding),) = findings_of(bare := judged(old_award))
    assert problems(judged(old_award, waiver_of(bare, rule, finding, place="/awards/1/awarded_on"))) == ["unused"]
    assert problems(judged(old_award, waiver_of(bare, "date-in-future", finding))) == ["unused"]


def test_a_waiver_for_another_declaration_does_nothing(old_award: Submission) -> None:
    """It excuses nothing here, and it is no fault of this declaration's report."""
    ((rule, finding),) = findings_of(bare := judged(old_award))
    report = judged(old_award, waiver_of(bare, rule, finding, declaration="AH2023-999999"))
    assert report.verdict is Verdict.REFER
    assert problems(report) == []


@pytest.mark.parametrize("change", ["record", "file", "other"])
def test_changed_evidence_ends_a_waiver(change: str) -> None:
    """Another word in the record, or another byte in its proof, ends the waiver and tells the new hash; elsewhere nothing does."""
    document = invent(5, amounts=ONE_OF_EACH)
    document["awards"][0]["awarded_on"] = "2016-05-01"
    sample = Sample.of(document)
    ((rule, finding),) = findings_of(bare := judged(sample.submission()))
    waiver = waiver_of(bare, rule, finding)
    proof = next(one for one in sample.attachments if one["id"] in document["awards"][0]["attachments"])
    if change == "record":
        sample.document["awards"][0]["issuer"] = "示例市人民政府"
    elif change == "file":
        proof.pop("sha256", None)
        sample.files[proof["file"]] = jpeg("another certificate")
    else:
        sample.document["remarks"] = "补充说明。"
    report = judged(sample.submission(), waiver)
    if change == "other":
        assert (report.verdict, problems(report)) == (Verdict.ELIGIBLE, [])
        return
    assert report.verdict is Verdict.REFER
    assert report.waivers is not None
    (problem,) = report.waivers.problems
    assert problem.kind == "evidence-changed"
    assert problem.values["evidence"] == findings_of(report)[0][1].evidence
    assert problem.values["evidence"] in problem.text("zh")


GOOD: Final = """format = "eligibility-waivers/1"
[[waivers]]
declaration = "AH2023-000001"
rule = "outside-window"
place = "/awards/0/awarded_on"
reason = "专家组同意"
approver = "示例厅"
expires_on = 2023-12-31
evidence = "{hash}"
""".format(hash=hashlib.sha256(b"").hexdigest())

SLIPS: Final = {
    "there is no rule named outside-windw; did you mean outside-window?": ("outside-window", "outside-windw", 4),
    "there is no key named aprover; did you mean approver?": ("approver", "aprover", 2),
    "not one of the known values": ("waivers/1", "waivers/2", 1),
    "expected a place as the report prints it": ('"/awards', '"awards', 5),
    "expected a date": ("2023-12-31", "20231231", 8),
    "the closing bracket of the table's name is missing": ("[[waivers]]", "[[waivers]", 2),
    "this date does not exist": ("2023-12-31", "2023-02-30", 8),
    "expected a hash of 64 hexadecimal digits": ('evidence = "e3', 'evidence = "E3', 9),
}


@pytest.mark.parametrize("cause", SLIPS)
def test_a_slip_is_refused_with_its_line(tmp_path: Path, cause: str) -> None:
    """Every slip in a file of waivers is refused, with file, line, cause and the nearest right name; nothing is ignored."""
    old, new, line = SLIPS[cause]
    path = tmp_path / "waivers.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(WaiverError) as refused:
        read_waivers(path, load_plugins().rules)
    text = refused.value.text()
    assert cause in text
    assert f"{path}:{line}" in text
    assert "^" not in text
    assert refused.value.text("zh") != text


def test_the_same_finding_is_waived_once(tmp_path: Path) -> None:
    """Two records for one finding are refused: nobody would know which one counts."""
    path = tmp_path / "waivers.toml"
    path.write_text(GOOD + GOOD.partition("\n")[2], encoding="utf-8")
    with pytest.raises(WaiverError, match="line 2"):
        read_waivers(path, load_plugins().rules)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a = " + b"[" * 5000, b"a = 1" + b"0" * 5000, b"#" * (5 << 20)])
def test_any_bytes_are_refused_in_words(tmp_path: Path, data: bytes) -> None:
    """Bytes that are no file of waivers are refused, and so is a folder or a missing file; nothing else happens."""
    path = tmp_path / "waivers.toml"
    path.write_bytes(data)
    for wrong in (path, tmp_path, tmp_path / "missing.toml"):
        with pytest.raises(WaiverError):
            read_waivers(wrong, load_plugins().rules)
