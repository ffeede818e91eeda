"""The helper that reads, runs and records case files."""

from __future__ import annotations

import datetime as dt
import json
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pytest

from eligibility.declaration import Applicant, Declaration
from eligibility.errors import CaseError
from eligibility.hooks import Plugins, load_plugins
from eligibility.measurement import FileFacts
from eligibility.report import CantTell, Outcome
from eligibility.rule import Context, Found, Round, Rule
from eligibility.testing import ROUND, Case, covers, judge_case, read_cases, recorded_reads, run_case

if TYPE_CHECKING:
    from pathlib import Path

BORN: Final = """\
rule = "born-too-early"
demands = ["basic-information-1"]

[parameters]
born_from = 1968-01-01

[[cases]]
name = "In time."
outcome = "passed"
declaration = { applicant = { birth_date = "1968-01-01" } }

[[cases]]
name = "Too early."
outcome = "failed"
declaration = { applicant = { birth_date = "1967-12-31" } }
findings = ["/applicant/birth_date"]

[[cases]]
name = "Unknown."
outcome = "cant-tell"
doubts = ["/applicant/birth_date"]
owner = "applicant"
"""

FILES: Final = """\
rule = "unreadable-attachment"

[[cases]]
name = "Files."
outcome = "failed"
findings = ["/attachments/1/file"]
doubts = ["/attachments/2/file"]
files = [{ size = 7 }, { problem = "empty" }, { cant-tell = "operator" }]
declaration = { attachments = [{ id = "a1" }, { id = "a2" }, { id = "a3" }] }
"""


USUAL_ROUND: Final = Round.model_validate_json(json.dumps(ROUND))


class Greedy(Rule):
    """A rule that reads more than it declares."""

    name: ClassVar[str] = "greedy"
    reads: ClassVar = ("/applicant/birth_date",)
    message: ClassVar[str] = ""
    remedy: ClassVar[str] = ""

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Read the name, too."""
        if declaration.applicant.birth_date and not declaration.applicant.name:
            yield self.finding("/applicant/name")


class Crashing(Rule):
    """A rule that crashes."""

    name: ClassVar[str] = "crashing"
    reads: ClassVar = ("/id",)
    message: ClassVar[str] = ""
    remedy: ClassVar[str] = ""

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Divide by zero."""
        yield self.finding(f"/awards/{1 // len(declaration.awards)}")


class Looking(Rule):
    """A rule that looks at what it is told to look at."""

    name: ClassVar[str] = "looking"
    reads: ClassVar = ()
    message: ClassVar[str] = ""
    remedy: ClassVar[str] = ""

    look: Callable[[Declaration, Context], object]

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Look, and find nothing."""
        self.look(declaration, context)
        yield from ()


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(CaseError) as caught:
        read_cases(_written(tmp_path, text))
    return caught.value.text().replace(f"{tmp_path}/", "")


def _case(tmp_path: Path, text: str, index: int = 0, plugins: Plugins | None = None) -> Case:
    return read_cases(_written(tmp_path, text), plugins).cases[index]


def _with_rules(*rules: type[Rule]) -> Plugins:
    plugins = load_plugins()
    return replace(plugins, rules={**plugins.rules, **{rule.name: rule for rule in rules}})


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_file_gives_its_rule_demands_and_cases(tmp_path: Path) -> None:
    """A case file gives the rule's name, the demands it answers and its cases, each with the line it stands in."""
    file = read_cases(_written(tmp_path, BORN))
    assert (file.rule, file.demands) == ("born-too-early", ("basic-information-1",))
    assert [(case.name, case.outcome, case.line) for case in file.cases] == [
        ("In time.", Outcome.PASSED, 7),
        ("Too early.", Outcome.FAILED, 12),
        ("Unknown.", Outcome.CANT_TELL, 18),
    ]


def test_a_case_is_judged_in_the_usual_round_unless_it_says_otherwise(tmp_path: Path) -> None:
    """A case's parameters, round and date go over the file's and the usual ones."""
    usual = _case(tmp_path, BORN)
    assert usual.rule.model_dump() == {"born_from": dt.date(1968, 1, 1)}
    assert (usual.as_of, usual.round) == (dt.date(2023, 8, 20), USUAL_ROUND)
    more = 'parameters = { born_from = 1970-01-01 }\nas_of = 2025-02-28\nround = { year = "2025" }\n'
    other = _case(tmp_path, BORN + more, 2)
    assert other.rule.model_dump() == {"born_from": dt.date(1970, 1, 1)}
    assert (other.as_of, other.round.year, other.round.batches.backup) == (dt.date(2025, 2, 28), "2025", 14)


def test_without_a_date_the_day_of_submission_counts(tmp_path: Path) -> None:
    """A case without a date is judged at the day of submission, and at no date when that is absent too."""
    assert _case(tmp_path, BORN + 'as_of = "none"\n', 2).as_of is None
    submitted = 'as_of = "none"\ndeclaration = { submitted_on = "2023-09-01" }\n'
    assert _case(tmp_path, BORN + submitted, 2).as_of == dt.date(2023, 9, 1)


def test_a_long_text_is_repeated(tmp_path: Path) -> None:
    """`{ repeat, times }` stands for the text it describes, anywhere in the declaration."""
    more = """[cases.declaration]
contributions = { repeat = "字句", times = 400 }
extra = { k = [{ repeat = "x", times = 2 }] }
"""
    case = _case(tmp_path, BORN + more, 2)
    assert case.declaration.contributions == "字句" * 400
    assert case.declaration.extra == {"k": ["xx"]}
    assert case.document["contributions"] == "字句" * 400


def test_files_are_readable_unless_a_case_says_otherwise(tmp_path: Path) -> None:
    """Without `files` every attachment has a readable JPEG of its own; with them, what they say."""
    declared = 'declaration = { attachments = [{ id = "a1" }, { id = "a2" }] }\n'
    usual = [seen[FileFacts] for seen in _case(tmp_path, BORN + declared, 2).seen]
    assert [(facts.media_type, facts.problem) for facts in usual if isinstance(facts, FileFacts)] == [
        ("image/jpeg", None),
        ("image/jpeg", None),
    ]
    assert usual[0] != usual[1]
    assert _case(tmp_path, BORN + declared + 'files = "not-given"\n', 2).seen == ()
    facts, empty, unknown = [seen[FileFacts] for seen in _case(tmp_path, FILES).seen]
    assert isinstance(facts, FileFacts)
    assert (facts.size, facts.media_type) == (7, "image/jpeg")
    assert empty == FileFacts(problem="empty")
    assert isinstance(unknown, CantTell)
    assert unknown.owner == "operator"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            BORN.replace("demands", "demand"),
            "cases.toml:2: demand: there is no key named demand; did you mean demands?",
        ),
        (
            BORN.replace("born-too-early", "born-to-early"),
            "cases.toml:1: rule: there is no rule named born-to-early; did you mean born-too-early?",
        ),
        (
            BORN.replace("born_from", "bornfrom"),
            "cases.toml:5: parameters.bornfrom: there is no key named bornfrom; did you mean born_from?",
        ),
        (BORN.replace("1968-01-01\n", '"soon"\n'), "cases.toml:5: parameters.born_from: not a date"),
        (
            BORN.replace("born_from = 1968-01-01\n", ""),
            "cases.toml:6: In time.: parameters.born_from: this value is required",
        ),
        (BORN.replace('outcome = "failed"', ""), "cases.toml:12: Too early.: outcome: this value is required"),
        (
            BORN.replace('outcome = "failed"', 'outcome = "refused"'),
            "cases.toml:14: Too early.: outcome: not one of the known values",
        ),
        (
            BORN.replace('outcome = "failed"', 'outcom = "failed"'),
            "cases.toml:14: Too early.: outcom: there is no key named outcom; did you mean outcome?",
        ),
        (
            BORN.replace("findings", "finding"),
            "cases.toml:16: Too early.: finding: there is no key named finding; did you mean findings?",
        ),
        (
            BORN.replace("findings = ", "values = {} # "),
            "cases.toml:12: Too early.: findings: a case whose outcome is failed must give this",
        ),
        (
            BORN.replace("doubts = ", "# "),
            "cases.toml:18: Unknown.: doubts: a case whose outcome is cant-tell must give this",
        ),
        (
            BORN.replace("owner = ", "# "),
            "cases.toml:18: Unknown.: owner: a case whose outcome is cant-tell must give this",
        ),
        (
            BORN.replace('"failed"', '"passed"'),
            "cases.toml:16: Too early.: findings: a case whose outcome is passed can't have this",
        ),
        (
            BORN.replace('"cant-tell"', '"inapplicable"'),
            "cases.toml:21: Unknown.: doubts: a case whose outcome is inapplicable can't have this",
        ),
        (BORN.replace("Too early.", "In time."), "cases.toml:13: In time.: name: another case has this name"),
        (BORN.partition("[[cases]]")[0], "cases.toml:1: cases: this value is required"),
        (
            BORN.replace('"1967-12-31"', '"1967-12-32"'),
            "cases.toml:15: Too early.: declaration.applicant.birth_date: not a date",
        ),
        (
            BORN.replace("birth_date", "birthdate"),
            ":10: In time.: declaration.applicant.birthdate: there is no key named birthdate; did you mean birth_date?",
        ),
        (
            BORN + 'declaration = { format = "eligibility-declaration/2" }',
            "cases.toml:23: Unknown.: declaration: declaration.json: unknown format version",
        ),
        (
            BORN + "declaration = { remarks = { repeat = '字', times = 0 } }",
            "cases.toml:23: Unknown.: declaration.remarks.times: must be 1 or more",
        ),
        (
            BORN + "[cases.declaration]\n\n[[cases.declaration.awards]]\n\nprize = 1",
            "cases.toml:27: Unknown.: declaration.awards.0.prize: there is no key named prize",
        ),
        (
            BORN + "round = { opens = 2023-08-02 }",
            "cases.toml:23: Unknown.: round.opens: there is no key named opens; did you mean opens_on?",
        ),
        (BORN + "as_of = 'never'", "cases.toml:23: Unknown.: as_of: not a date"),
        (
            FILES.replace("problem", "problm"),
            "cases.toml:8: Files.: files.1.problm: there is no key named problm; did you mean problem?",
        ),
        (FILES.replace("{ size = 7 }, ", ""), "cases.toml:8: Files.: files: the declaration has 3 attachments"),
        (
            FILES.replace('{ cant-tell = "operator" }', '{ cant-tell = "operator", size = 7 }'),
            "cases.toml:8: Files.: files.2: a file that was not measured has no facts",
        ),
        (BORN + "declaration = {", "cases.toml:23: declaration: a key is missing here"),
    ],
)
def test_a_mistake_is_refused_where_it_stands(tmp_path: Path, text: str, expected: str) -> None:
    """A mistake in a case file is refused with file, line, case, key and the nearest right name."""
    assert expected in _refusal(tmp_path, text)


def test_a_mistake_in_the_parameters_of_all_cases_is_told_once(tmp_path: Path) -> None:
    """A wrong parameter of the file is one problem, however many cases use it."""
    refusal = _refusal(tmp_path, BORN.replace("1968-01-01\n", '"soon"\n'))
    assert len(refusal.splitlines()) == 2


def test_every_mistake_is_told(tmp_path: Path) -> None:
    """All mistakes of a file are refused at once."""
    refusal = _refusal(tmp_path, BORN.replace("Too early.", "In time.").replace("owner", "# "))
    assert len(refusal.splitlines()) == 3


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing case file is refused with its path."""
    with pytest.raises(CaseError, match=r"nowhere\.toml"):
        read_cases(tmp_path / "nowhere.toml")


def test_an_unknown_key_may_stand_where_it_is_expected_to_be_found(tmp_path: Path) -> None:
    """A key the form does not know is refused unless the case expects a finding there."""
    text = """\
rule = "unknown-field"

[[cases]]
name = "Unknown."
outcome = "failed"
declaration = { prize = 1, honors = 2 }
findings = ["/prize"]
"""
    assert _refusal(tmp_path, text).splitlines()[1:] == [
        "  cases.toml:6: Unknown.: declaration.honors: there is no key named honors; did you mean honours?"
    ]


# --- running ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", range(3))
def test_a_right_case_holds(tmp_path: Path, index: int) -> None:
    """A case that says what the rule does holds."""
    run_case(_case(tmp_path, BORN, index))


@pytest.mark.parametrize(
    ("index", "wrong", "expected"),
    [
        (0, {"outcome": Outcome.INAPPLICABLE}, "outcome: expected inapplicable, came passed"),
        (1, {"outcome": Outcome.PASSED}, "outcome: expected passed, came failed"),
        (1, {"findings": ("/remarks",)}, "findings: expected ['/remarks'], came ['/applicant/birth_date']"),
        (
            1,
            {"findings": ("/applicant/birth_date",) * 2},
            "findings: expected ['/applicant/birth_date', '/applicant/birth_date'], came",
        ),
        (1, {"values": {"born_from": "1968-01-02"}}, "value born_from: expected '1968-01-02', came '1968-01-01'"),
        (1, {"values": {"other": None}}, "value other: expected None, came"),
        (1, {"doubts": ("",)}, "doubts: expected [''], came []"),
        (1, {"owner": "portal"}, "owner: expected portal, came None"),
        (2, {"doubts": ("",)}, "doubts: expected [''], came ['/applicant/birth_date']"),
        (2, {"owner": "portal"}, "owner: expected portal, came applicant"),
    ],
)
def test_a_wrong_expectation_fails(tmp_path: Path, index: int, wrong: dict[str, Any], expected: str) -> None:
    """Whatever a case gets wrong, running it says what was expected and what came."""
    case = replace(_case(tmp_path, BORN, index), **wrong)
    with pytest.raises(AssertionError) as caught:
        run_case(case)
    assert expected in str(caught.value)
    assert f"cases.toml:{case.line}: {case.name}" in str(caught.value)


def test_a_failure_shows_the_messages_that_came(tmp_path: Path) -> None:
    """The comparison ends with the words of every finding and doubt."""
    case = replace(_case(tmp_path, FILES), outcome=Outcome.PASSED)
    with pytest.raises(AssertionError) as caught:
        run_case(case)
    assert "/attachments/1/file: The file is empty." in str(caught.value)
    assert "can't tell (operator): Attachments, no. 3, File: The file was not measured." in str(caught.value)


def test_the_order_of_findings_does_not_matter(tmp_path: Path) -> None:
    """A case holds in whatever order it lists the places."""
    text = """\
rule = "missing-field"
parameters = { fields = ["/applicant/name", "/remarks"] }

[[cases]]
name = "Both."
outcome = "failed"
findings = ["/remarks", "/applicant/name"]
"""
    run_case(_case(tmp_path, text))


def test_a_case_takes_the_way_of_every_declaration(tmp_path: Path) -> None:
    """A rule that crashes on a case can't tell, as it can't on any declaration."""
    text = 'rule = "crashing"\n[[cases]]\nname = "Crash."\noutcome = "cant-tell"\ndoubts = [""]\nowner = "operator"\n'
    case = _case(tmp_path, text, plugins=_with_rules(Crashing))
    run_case(case)
    assert "ZeroDivisionError" in judge_case(case).doubts[0].text()


# --- recording --------------------------------------------------------------------------------------------------------


DOCUMENT: Final[dict[str, Any]] = {
    "former_batch": 13,
    "applicant": {"name": "赵致远", "birth_date": "1980-05", "id_number": "349999198005170011", "hobby": "chess"},
    "awards": [
        {"name": "示例奖", "awarded_on": "2021", "attachments": ["a1"]},
        {"name": "示例奖", "prize": 1, "attachments": ["a1", "a2"]},
    ],
    "attachments": [{"id": "a1", "kind": "award-proof"}, {"id": "a2"}],
    "extra": {"talent/programme": "示例计划", "years": 3},
}


def _reads(look: Callable[[Declaration, Context], object], declaration: Declaration | None = None) -> frozenset[Any]:
    declaration = declaration or Declaration.model_validate(DOCUMENT)
    context = Context(USUAL_ROUND, None, [{FileFacts: FileFacts()}] * 2)
    return recorded_reads(Looking(look=look), declaration, context)


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (lambda form, _: form, set()),
        (lambda form, _: form.former_batch, {"/former_batch"}),
        (lambda form, _: form.applicant, set()),
        (lambda form, _: form.applicant.name, {"/applicant/name"}),
        (lambda form, _: form.applicant.degree is None, {"/applicant/degree"}),
        (lambda form, _: getattr(form.applicant, "birth" + "_date").first, {"/applicant/birth_date"}),
        (lambda form, _: operator.attrgetter("applicant.name", "remarks")(form), {"/applicant/name", "/remarks"}),
        (lambda form, _: form.awards, set()),
        (lambda form, _: bool(form.awards), {"/awards"}),
        (lambda form, _: len(form.honours), {"/honours"}),
        (lambda form, _: form.honours == (), {"/honours"}),
        (lambda form, _: form.awards[1].name, {"/awards", "/awards/*/name"}),
        (lambda form, _: [award.awarded_on for award in form.awards], {"/awards", "/awards/*/awarded_on"}),
        (lambda form, _: list(map(operator.attrgetter("rank"), form.awards)), {"/awards", "/awards/*/rank"}),
        (lambda form, _: (*form.awards, *form.projects), {"/awards", "/projects"}),
        (lambda form, _: "a1" in form.awards[0].attachments, {"/awards", "/awards/*/attachments"}),
        (lambda form, _: form.extra, set()),
        (lambda form, _: form.extra.get("talent/programme"), {"/extra/talent~1programme"}),
        (lambda form, _: form.extra.get("nothing"), {"/extra/nothing"}),
        (lambda form, _: "years" in form.extra, {"/extra/years"}),
        (lambda form, _: len(form.extra), {"/extra"}),
        (lambda form, _: dict(form.extra), {"/extra", "/extra/talent~1programme", "/extra/years"}),
        (lambda form, _: form.applicant.hobby, {"/applicant/hobby"}),
        (lambda form, _: vars(form.applicant), {"/applicant/*"}),
        (lambda form, _: form.model_fields_set, {"/*"}),
        (lambda form, _: form.model_extra, {"/*"}),
        (lambda form, _: form.attachments_by_id, {"/attachments", "/attachments/*/id"}),
        (
            lambda form, _: form.attachments_by_id["a1"].kind,
            {"/attachments", "/attachments/*/id", "/attachments/*/kind"},
        ),
        (lambda _, context: context.round.batches.backup, set()),
        (lambda _, context: context.measurements(FileFacts), {FileFacts}),
    ],
)
def test_what_is_read_is_recorded(
    look: Callable[[Declaration, Context], object], expected: set[str | type[FileFacts]]
) -> None:
    """Each way to look at the form or the measurements is recorded as the places and types it reads, and no others."""
    assert _reads(look) == expected


def test_properties_of_the_form_are_recorded_by_what_they_read() -> None:
    """A property of the form counts as what it reads, though its value was kept from an earlier look."""
    declaration = Declaration.model_validate(DOCUMENT)
    assert declaration.cited == {"a1", "a2"}
    sections = ("awards", "honours", "publications", "projects")
    expected = {f"/{section}" for section in sections} | {"/awards/*/attachments"}
    assert _reads(lambda form, _: form.cited, declaration) == expected
    assert _reads(lambda form, _: form.resident_id, declaration) == {"/applicant/id_number"}


def test_unknown_keys_are_recorded_as_reading_the_whole_form() -> None:
    """Whoever asks for the keys that the form does not know reads all of it."""
    reads = _reads(lambda form, _: form.unknown_keys)
    assert {"/*", "/applicant/*", "/awards/*/*"} <= reads
    assert not covers(["/applicant/name", "/awards/*/name"], "/*")


def test_a_method_of_the_context_is_recorded_though_no_file_was_given() -> None:
    """A rule that asks for measurements reads them, though it only learns that there are none."""
    context = Context(USUAL_ROUND)
    rule = Looking(look=lambda _, context: context.measurements(FileFacts))
    assert recorded_reads(rule, Declaration(), context) == {FileFacts}


def test_a_rule_that_reads_more_than_it_declares_is_caught() -> None:
    """A place that a rule reads and does not declare is recorded and not covered."""
    reads = recorded_reads(Greedy(), Declaration.model_validate(DOCUMENT), Context(USUAL_ROUND))
    assert reads == {"/applicant/birth_date", "/applicant/name"}
    assert [read for read in reads if not covers(Greedy.reads, read)] == ["/applicant/name"]


def test_applies_is_recorded_too() -> None:
    """What a rule reads to find out whether it applies is read."""
    rule = load_plugins().rules["malformed-email"]()
    context = Context(USUAL_ROUND)
    assert recorded_reads(rule, Declaration(), context) == {"/applicant/email"}


def test_other_declarations_are_not_recorded() -> None:
    """Only the declaration under the glass is watched."""
    other = Declaration.model_validate(DOCUMENT)
    assert _reads(lambda form, _: (other.applicant.name, other.cited, form.remarks)) == {"/remarks"}


def test_a_recorded_part_is_a_part() -> None:
    """While it is recorded a form has its own types, and its parts are equal to themselves."""

    def look(form: Declaration, _: Context) -> None:
        assert type(form) is Declaration
        assert type(form.applicant) is Applicant
        assert isinstance(form.awards, tuple)
        assert form.applicant == form.applicant
        assert form.awards == form.awards

    _reads(look)


def test_recording_leaves_nothing_behind() -> None:
    """After a recording the form's classes are as they were, though the rule crashed."""
    with pytest.raises(ZeroDivisionError):
        _reads(lambda form, _: 1 // len(form.projects))
    assert "__getattribute__" not in vars(Declaration)
    assert "__getattribute__" not in vars(Applicant)


@pytest.mark.parametrize(
    ("reads", "read", "expected"),
    [
        (["/applicant/name"], "/applicant/name", True),
        (["/applicant/name"], "/applicant/names", False),
        (["/applicant/name"], "/applicant", False),
        (["/applicant"], "/applicant/name", True),
        (["/applicant"], "/applicant/*", True),
        (["/applicant/name"], "/applicant/*", False),
        ([""], "/awards/*/name", True),
        ([""], "", True),
        ([], "/remarks", False),
        (["/awards/*/kind"], "/awards/*/kind", True),
        (["/awards/*/kind"], "/awards/2/kind", True),
        (["/awards/2/kind"], "/awards/*/kind", False),
        (["/awards/*/kind"], "/awards/*/rank", False),
        (["/awards/*/kind"], "/awards/*/*", False),
        (["/awards/*/kind"], "/awards", True),
        (["/awards/*"], "/awards/*/kind", True),
        (["/awards/*"], "/awards", True),
        (["/awards"], "/awards/*/kind", True),
        (["/honours/*/name"], "/awards", False),
        (["/extra/*"], "/extra/years", False),
        (["/extra/years"], "/extra", False),
        (["/remarks", FileFacts], FileFacts, True),
        ([""], FileFacts, False),
    ],
)
def test_a_declared_place_covers_itself_and_all_beneath(
    reads: list[str | type[FileFacts]], read: str | type[FileFacts], *, expected: bool
) -> None:
    """A pointer covers itself and all beneath, `*` an index, and a list is covered by anything in it."""
    assert covers(reads, read) is expected
