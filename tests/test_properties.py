"""Laws of judging that hold for every declaration, whatever it holds."""

from __future__ import annotations

import itertools
import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eligibility.across import AcrossRule
from eligibility.checker import Checker
from eligibility.dates import PartialDate
from eligibility.declaration import Declaration
from eligibility.errors import SubmissionError
from eligibility.looking.looker import Looker
from eligibility.measurement import Text
from eligibility.report import Outcome, Severity, Verdict
from eligibility.submission import Submission, read_declaration
from tests.strategies import (
    ONE_OF_EACH,
    days,
    json_objects,
    json_values,
    mutated_bytes,
    mutated_documents,
    randoms,
    samples,
)
from tools.invent import invent, with_content
from tools.plant import DOUBTS, PLANTERS, Planter, Sample
from tools.sight import IdealLooker, MemoryFiles, jpeg, text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from eligibility.report import Report

GOOD: Final = {Outcome.PASSED, Outcome.INAPPLICABLE}
VERDICT_BY_SEVERITY: Final = {
    Severity.ERROR: Verdict.INELIGIBLE,
    Severity.WARNING: Verdict.REFER,
    Severity.INFO: Verdict.ELIGIBLE,
}
LISTS: Final = ("work_history", "awards", "honours", "publications", "projects", "attachments")


def examples(count: int) -> settings:
    """Return the settings of a property: so many examples, each taking as long as it needs."""
    return settings(max_examples=count, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Return one checker of the 2023 round for all properties; what it sees of files is invented as they are."""
    return Checker("anhui-leaders@2023", looker=IdealLooker())


def in_full(report: Report) -> list[str]:
    """Return the report in both languages, as JSON."""
    return [report.to_json(language) for language in ("en", "zh")]


@examples(100)
@given(sample=samples())
def test_a_clean_declaration_is_eligible(checker: Checker, sample: Sample) -> None:
    """Nothing is found and nothing is doubted in a declaration without a defect, however much it holds."""
    in_files = checker.check(sample.submission())
    for attachment in sample.attachments:
        attachment.pop("sha256", None)
    in_memory = checker.check(with_content(sample.document))
    for report in (in_files, in_memory):
        assert {result.outcome for result in report.results} <= GOOD
        assert report.verdict is Verdict.ELIGIBLE
        assert report.complete


@pytest.mark.parametrize("planter", PLANTERS, ids=lambda planter: planter.name)
@examples(5)
@given(data=st.data(), rng=randoms)
def test_a_planted_defect_is_found_where_it_stands(
    checker: Checker, planter: Planter, data: st.DataObject, rng: random.Random
) -> None:
    """One defect gives one finding of its own rule at its own place, and its severity decides the verdict.

    Characters too small to be read are too small for `low-resolution-scan` as well; there the planter says so.
    """
    sample = data.draw(samples(at_least=ONE_OF_EACH, category=planter.category, track=planter.track))
    place = planter(sample, rng)
    report = checker.check(sample.submission())
    found = [(result.rule, result.severity, finding.at) for result in report.results for finding in result.findings]
    assert [one for one in found if one[0] not in planter.also] == [(planter.rule, planter.severity, place)]
    assert {(rule, at) for rule, _, at in found} == {(rule, place) for rule in (planter.rule, *planter.also)}
    assert planter.severity is not None
    assert report.verdict is VERDICT_BY_SEVERITY[planter.severity]
    assert planter.severity is Severity.ERROR or report.complete


@pytest.mark.parametrize("planter", DOUBTS, ids=lambda planter: planter.name)
@examples(5)
@given(data=st.data(), rng=randoms)
def test_a_planted_doubt_is_told_where_it_stands(
    checker: Checker, planter: Planter, data: st.DataObject, rng: random.Random
) -> None:
    """What can't be judged gives one doubt of its own rule at its own place, and the verdict is undetermined.

    A document without a date is noted as incomplete as well; there the planter says so.
    """
    sample = data.draw(samples(at_least=ONE_OF_EACH, category=planter.category, track=planter.track))
    place = planter(sample, rng)
    report = checker.check(sample.submission())
    assert [(result.rule, doubt.at) for result in report.results for doubt in result.doubts] == [(planter.rule, place)]
    assert {finding.rule for finding in report.findings} == set(planter.also)
    assert report.verdict is Verdict.UNDETERMINED
    assert not report.complete


@examples(30)
@given(sample=samples(at_least=ONE_OF_EACH), rng=randoms)
def test_parts_of_a_paper_that_are_not_named_are_recognised(
    checker: Checker, sample: Sample, rng: random.Random
) -> None:
    """A proof that does not say which part it is counts as what its pages show: nothing is found and nothing doubted."""
    declaration = sample.declaration()
    named = [index for index, attachment in enumerate(sample.attachments) if attachment.get("part")]
    for index in rng.sample(named, rng.randint(1, len(named))):
        sample.spoil(sample.attachments[index], {Text: text_of(declaration, declaration.attachments[index])})
        del sample.attachments[index]["part"]
    report = checker.check(sample.submission())
    assert report.verdict is Verdict.ELIGIBLE
    assert report.complete


def test_bytes_without_a_picture_are_found_out() -> None:
    """All the way from the bytes: files with a picture's first and last bytes and nothing between are damaged, each one."""
    sample = Sample.of(invent(5, amounts=ONE_OF_EACH))
    with Looker(workers=1) as looker:
        report = Checker("anhui-leaders@2023", looker=looker).check(sample.submission())
    found = [
        (result.rule, finding.at, finding.values["cause"]) for result in report.results for finding in result.findings
    ]
    damaged = [
        ("unreadable-attachment", f"/attachments/{index}/file", "damaged") for index in range(len(sample.attachments))
    ]
    assert found == damaged
    assert report.verdict is Verdict.INELIGIBLE


def test_every_rule_entry_has_a_planter(checker: Checker) -> None:
    """Each entry that judges one submission fails on some planted defect, so none can be lost without a test noticing.

    What compares submissions is planted in the tests of the audit.
    """
    entries = enumerate(checker.ruleset.entries)
    lacking = {position for position, entry in entries if not isinstance(entry.rule, AcrossRule)}
    for seed, planter in itertools.product(range(8), PLANTERS):
        sample = sample_for(planter, seed)
        if lacking and planter(sample, random.Random(seed)) is not None:  # noqa: S311 - not a secret
            report = checker.check(sample.submission())
            lacking -= {position for position, result in enumerate(report.results) if result.findings}
    assert [checker.ruleset.entries[position] for position in lacking] == []


def sample_for(planter: Planter, seed: int) -> Sample:
    """Return a clean sample for a planter, the same for the same seed."""
    category = planter.category or ("leader", "backup")[seed % 2]
    track = planter.track or ("professional", "skilled")[seed // 2 % 2]
    return Sample.of(invent(seed, category=category, track=track, amounts=ONE_OF_EACH))


@examples(200)
@given(sample=samples(), planters=st.lists(st.sampled_from((*PLANTERS, *DOUBTS)), min_size=2, max_size=6), rng=randoms)
def test_a_further_defect_never_makes_the_verdict_better(
    checker: Checker, sample: Sample, planters: list[Planter], rng: random.Random
) -> None:
    """The verdict of a declaration with one more defect is the same or worse, never better."""
    order = list(Verdict)
    verdict = checker.check(sample.submission()).verdict
    for planter in planters:
        if planter(sample, rng) is not None:
            worse = checker.check(sample.submission()).verdict
            assert order.index(worse) <= order.index(verdict), planter.name
            verdict = worse


@examples(150)
@given(
    sample=samples(at_least=ONE_OF_EACH),
    planters=st.lists(st.sampled_from((*PLANTERS, *DOUBTS)), unique=True, max_size=3),
    rng=randoms,
)
def test_the_order_of_records_does_not_matter(
    checker: Checker, sample: Sample, planters: list[Planter], rng: random.Random
) -> None:
    """Records in another order give the same verdict, outcomes and findings, each at its record's new place."""
    for planter in planters:
        planter(sample, rng)
    shuffled, move = reordered(sample, rng)
    before, after = checker.check(sample.submission()), checker.check(shuffled.submission())
    assert after.verdict is before.verdict
    assert [result.outcome for result in after.results] == [result.outcome for result in before.results]
    assert sorted(seen_by(after, str)) == sorted(seen_by(before, move))
    assert repeats(after, str) == repeats(before, move)


def reordered(sample: Sample, rng: random.Random) -> tuple[Sample, Callable[[str], str]]:
    """Return the sample with its lists in another order, and the function from an old place to the new one."""
    document = dict(sample.document)
    moves: dict[str, str] = {}
    for section in LISTS:
        records = document.get(section)
        if not isinstance(records, list):
            continue
        order = rng.sample(range(len(records)), len(records))
        document[section] = [records[index] for index in order]
        moves |= {f"/{section}/{old}": f"/{section}/{new}" for new, old in enumerate(order)}

    def move(at: str) -> str:
        steps = at.split("/")
        record = "/".join(steps[:3])
        return "/".join([moves.get(record, record), *steps[3:]])

    return replace(sample, document=document), move


TWINS: Final = ("duplicate-record", "duplicate-attachment")
"""The rules that report the later one of two equal things; which one that is depends on the order."""


def seen_by(report: Report, move: Callable[[str], str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield all findings and doubts by entry and place, without the numbers of other records and without twins."""
    for position, result in enumerate(report.results):
        for finding in result.findings:
            values = {key: value for key, value in finding.as_dict()["values"].items() if key not in {"other", "until"}}
            if result.rule not in TWINS:
                yield position, move(finding.at), finding.template, json.dumps(values)
        for doubt in result.doubts:
            yield position, move(doubt.at), doubt.reason, doubt.owner


def repeats(report: Report, move: Callable[[str], str]) -> list[tuple[int, list[str]]]:
    """Return the groups of equal things, each with the position of the entry that found it."""
    groups: list[tuple[int, str, set[str]]] = []
    for position, result in enumerate(report.results):
        for finding in result.findings if result.rule in TWINS else ():
            section = finding.at.split("/")[1]
            pair = {move(finding.at.removesuffix("/id")), move(f"/{section}/{finding.values['other'] - 1}")}
            mine = [group for group in groups if group[:2] == (position, finding.template) and group[2] & pair]
            groups = [group for group in groups if group not in mine]
            groups.append((position, finding.template, pair.union(*(group[2] for group in mine))))
    return sorted((position, sorted(places)) for position, _, places in groups)


DATE_RULES: Final = {"outside-window", "date-in-future", "born-too-early", "too-old-in-former-batch"}


@pytest.fixture(scope="module")
def dates_only(checker: Checker) -> Checker:
    """Return a checker by the entries that hold dates of the form against limits."""
    entries = [entry for entry in checker.ruleset.entries if entry.rule.name in DATE_RULES]
    return Checker(replace(checker.ruleset, entries=tuple(entries)))


DATES: Final = (
    *(("awards", 0, "awarded_on"), ("honours", 0, "granted_on"), ("publications", 0, "published_on")),
    *(("work_history", 0, "start"), ("applicant", "title_obtained_on"), ("applicant", "birth_date")),
)


@examples(200)
@given(sample=samples(at_least=ONE_OF_EACH), place=st.sampled_from(DATES), day=days)
def test_a_coarser_date_only_adds_doubt(
    dates_only: Checker, sample: Sample, place: tuple[str | int, ...], day: dt.date
) -> None:
    """A month or a year is judged as all of its days if its first and last day agree, and is can't tell if they don't."""

    def outcomes(date: str) -> list[Outcome]:
        part: Any = sample.document
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = date
        return [result.outcome for result in dates_only.check(sample.submission()).results]

    finer = outcomes(day.isoformat())
    for length in (7, 4):
        coarse = day.isoformat()[:length]
        coarser = outcomes(coarse)
        assert all(new in {old, Outcome.CANT_TELL} for old, new in zip(finer, coarser, strict=True))
        first, last = (outcomes(day.isoformat()) for day in limits_of(coarse))
        assert coarser == [one if one is other else Outcome.CANT_TELL for one, other in zip(first, last, strict=True)]
        finer = coarser


def limits_of(date: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a date may mean."""
    partial = PartialDate.parse(date)
    return partial.first, partial.last


@examples(60)
@given(sample=samples(), planters=st.lists(st.sampled_from((*PLANTERS, *DOUBTS)), max_size=4), rng=randoms)
def test_the_same_declaration_gives_the_same_report(
    checker: Checker, sample: Sample, planters: list[Planter], rng: random.Random
) -> None:
    """A second judgement, one in another thread, and one after a round trip through JSON repeat the report exactly."""
    for planter in planters:
        planter(sample, rng)
    first = sample.submission()
    declaration = first.declaration
    again = read_declaration(declaration.model_dump_json().encode())
    report = in_full(checker.check(first))
    assert in_full(checker.check(first)) == report
    with ThreadPoolExecutor(1) as thread:
        assert in_full(thread.submit(checker.check, sample.submission()).result()) == report
    assert in_full(checker.check(replace(first, declaration=again))) == report
    assert Submission.of(again).sha256 == Submission.of(declaration).sha256


def read_or_refused(checker: Checker, data: bytes) -> None:
    """Read what may be a declaration; judge it if it is one, put the refusal into words if it is none."""
    declaration: Declaration | None = None
    words: tuple[str, ...] = ()
    try:
        declaration = read_declaration(data)
    except SubmissionError as error:
        words = (error.text("en"), error.text("zh"))
    if declaration is None:
        assert all(words)
    else:
        names = [attachment.file for attachment in declaration.attachments if attachment.file]
        submission = replace(Submission.of(declaration), files=MemoryFiles({name: jpeg(name) for name in names}))
        for text in in_full(checker.check(submission)):
            assert json.loads(text)["verdict"] in set(Verdict)


@examples(200)
@given(value=st.one_of(json_values, json_objects))
def test_any_json_is_read_or_refused(checker: Checker, value: object) -> None:
    """Whatever the JSON holds, it is a declaration that can be judged or a refusal in words, and nothing else."""
    read_or_refused(checker, json.dumps(value).encode())


@examples(200)
@given(document=mutated_documents())
def test_a_spoilt_document_is_read_or_refused(checker: Checker, document: object) -> None:
    """A document in which any values were replaced is judged or refused in words; nothing else happens."""
    read_or_refused(checker, json.dumps(document).encode())


@examples(200)
@given(data=st.one_of(st.binary(max_size=100), mutated_bytes()))
@example(data=b"[" * 100_000)
@example(data=b'{"extra":' * 5_000)
@example(data=b'{"extra":{"a":' + b"[" * 150 + b"]" * 150 + b"}}")
@example(data=b'{"former_batch":' + b"9" * 5_000 + b"}")
@example(data=b'{"id":"\\ud800"}')
@example(data=b'{"extra":{"\\ud800":1e999}}')
@example(data=b'{"applicant":{"__class__":"Account","__dict__":{},"__pydantic_extra__":1}}')
@example(data=b"\xef\xbb\xbf\xef\xbb\xbf{}")
def test_any_bytes_are_read_or_refused(checker: Checker, data: bytes) -> None:
    """Whatever the bytes are, they are a declaration that can be judged or a refusal in words, and nothing else."""
    read_or_refused(checker, data)
