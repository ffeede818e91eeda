"""The checker: faults of rules and inspectors, the verdict, doubts about whom a rule means, and threads."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import itertools
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import eligibility
from eligibility.checker import MOST_FINDINGS, Checker, verdict
from eligibility.declaration import Declaration
from eligibility.errors import AttachmentError
from eligibility.hooks import Plugins, load_plugins
from eligibility.measurement import FileFacts, PageFacts, ScanQuality
from eligibility.report import CantTell, Finding, Outcome, Result, Severity, Source, Verdict
from eligibility.ruleset import load_ruleset
from eligibility.submission import Submission
from eligibility.wording import LANGUAGES
from tests.small_rulesets import ruleset_of
from tools.invent import SMALL, invent, with_content
from tools.plant import PLANTERS, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PLUGIN: Final = Path(__file__).with_name("plugins") / "faulty_rules.py"
NAME: Final = "李不可说"
FILE: Final = b"\xff\xd8\xff" + NAME.encode() + b"\xff\xd9"
"""What FileFacts takes for a JPEG; the inspectors of the faulty plugin don't care."""
DOCUMENT: Final = {
    "applicant": {"name": NAME, "id_number": "349999198001010019"},
    "attachments": [{"id": "a1", "name": "证书", "content": FILE}],
    "submitted_on": "2023-08-20",
}


def of_the_form(name: str) -> Checker:
    """Return a checker with those rules of a ruleset that read the form only: what files show is the looker's business."""
    ruleset = load_ruleset(name)
    entries = [entry for entry in ruleset.entries if all(isinstance(place, str) for place in entry.rule.reads)]
    assert len(entries) > 20
    return Checker(dataclasses.replace(ruleset, entries=tuple(entries)))


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    """Return the built-in plugins and the faulty one, loaded through the door that every plugin uses."""
    return load_plugins((str(PLUGIN),))


@pytest.fixture
def checker_of(tmp_path: Path, plugins: Plugins) -> Callable[..., Checker]:
    """Return a function that makes a checker of a ruleset with the given rules, each of one severity."""

    def make(*rules: str, severity: str = "info", more: str = "") -> Checker:
        path = tmp_path / "faults.toml"
        path.write_text(ruleset_of(*rules, severity=severity, more=more), encoding="utf-8")
        return Checker(path, plugins=plugins)

    return make


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt rules that never end a little earlier than is usual."""
    monkeypatch.setattr("eligibility.checker.RULE_SECONDS", 0.5)


def declaration() -> Declaration:
    """Return a declaration that holds something nobody may repeat."""
    return Declaration.model_validate(DOCUMENT)


# --- Faults of rules and inspectors -----------------------------------------------------------------------------------

CRASHED: Final = "The rule crashed ({}); this is a fault of the rule, not of the declaration."
TIMED_OUT: Final = "The rule took longer than 0.5 s and was interrupted; this is a fault of the rule."
INSPECTOR: Final = "Attachments, no. 1, File: The inspector crashed ({}) on this file."
FAULTS: Final = (
    # rule, findings, reason, owner
    ("raises-at-once", 0, CRASHED.format("ValueError"), "operator"),
    ("ends-the-program", 0, CRASHED.format("SystemExit"), "operator"),
    ("ends-the-program-in-applies", 0, CRASHED.format("SystemExit"), "operator"),
    ("ends-its-generator", 1, CRASHED.format("GeneratorExit"), "operator"),
    ("raises-before-its-generator", 0, CRASHED.format("KeyError"), "operator"),
    ("raises-after-finding", 1, CRASHED.format("ZeroDivisionError"), "operator"),
    ("yields-rubbish", 0, CRASHED.format("TypeError"), "operator"),
    ("yields-rubbish-and-finding", 1, CRASHED.format("TypeError"), "operator"),
    ("yields-endlessly", MOST_FINDINGS, "More than 1000 findings; the rest was not looked for.", "operator"),
    ("yields-rubbish-endlessly", 0, "More than 1000 findings", "operator"),
    ("returns-nothing", 0, CRASHED.format("TypeError"), "operator"),
    ("returns-finding", 0, CRASHED.format("TypeError"), "operator"),
    ("recurses", 0, CRASHED.format("RecursionError"), "operator"),
    ("runs-out-of-memory", 0, CRASHED.format("MemoryError"), "operator"),
    ("stops-the-iteration", 0, CRASHED.format("RuntimeError"), "operator"),
    ("never-ends", 0, TIMED_OUT, "operator"),
    ("finds-and-never-ends", 1, TIMED_OUT, "operator"),
    ("never-ends-in-applies", 0, TIMED_OUT, "operator"),
    ("gives-up", 0, "Remarks: The policy does not say.", "policy"),
    ("doubts-and-finds", 1, "Main contributions: Nobody can read this.", "applicant"),
    ("crashes-in-applies", 0, CRASHED.format("AttributeError"), "operator"),
    ("needs-weight", 0, INSPECTOR.format("ValueError"), "operator"),
    ("needs-smell", 0, "Attachments, no. 1, File: No inspector for Smell is installed.", "operator"),
    ("needs-taste", 0, "Attachments, no. 1, File: ", "operator"),
    ("takes-what-it-gets", 0, CRASHED.format("AttributeError"), "operator"),
)


@pytest.mark.parametrize(("rule", "findings", "reason", "owner"), FAULTS)
@pytest.mark.parametrize("severity", Severity)
def test_a_fault_is_never_eligible(
    checker_of: Callable[..., Checker], severity: Severity, rule: str, findings: int, reason: str, owner: str
) -> None:
    """A rule that fails in any way can't tell, says why and whose move it is, and the verdict shows it."""
    report = checker_of("passing", rule, "failing", severity=severity).check(declaration())
    sound, faulty, failing = report.results
    assert sound.outcome is Outcome.PASSED
    assert failing.outcome is Outcome.FAILED
    assert faulty.outcome is (Outcome.FAILED if findings else Outcome.CANT_TELL)
    assert len(faulty.findings) == findings
    document = faulty.as_dict()
    assert reason in document["reason"]
    assert document["owner"] == owner
    assert not report.complete
    assert report.verdict is (Verdict.INELIGIBLE if severity is Severity.ERROR else Verdict.UNDETERMINED)


@pytest.mark.parametrize(("rule", "findings", "reason", "owner"), FAULTS)
def test_a_fault_alone_is_undetermined(
    checker_of: Callable[..., Checker], rule: str, findings: int, reason: str, owner: str
) -> None:
    """An error rule that can't tell is no rejection, and one that found something before it failed is one."""
    report = checker_of(rule, severity="error").check(declaration())
    assert report.verdict is (Verdict.INELIGIBLE if findings else Verdict.UNDETERMINED)
    assert report.results[0].as_dict()["owner"] == owner
    assert reason in report.results[0].as_dict()["reason"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_tells_nothing_about_the_applicant(checker_of: Callable[..., Checker], language: str) -> None:
    """The text of an error may repeat the submission; the report gives only the error's type."""
    report = checker_of(*(rule for rule, *_ in FAULTS)).check(declaration())
    text = report.to_json(language)
    assert NAME not in text
    assert "349999" not in text
    assert "Traceback" not in text
    assert json.loads(text)["verdict"] == "undetermined"


def test_one_fault_does_not_touch_the_others(checker_of: Callable[..., Checker]) -> None:
    """All rules are run whatever becomes of those before them, and each gives its own result, in order."""
    rules = [rule for rule, *_ in FAULTS]
    report = checker_of(*rules, "passing").check(declaration())
    assert [result.rule for result in report.results] == [*rules, "passing"]
    assert [len(result.findings) for result in report.results] == [*(findings for _, findings, *_ in FAULTS), 0]
    assert report.results[-1].outcome is Outcome.PASSED


def test_rules_without_a_fault_are_believed(checker_of: Callable[..., Checker]) -> None:
    """The faulty plugin's sound rules pass and fail as rules do: the tests above are about faults, not the plugin."""
    assert checker_of("passing", severity="error").check(declaration()).verdict is Verdict.ELIGIBLE
    for severity, expected in (("error", Verdict.INELIGIBLE), ("warning", Verdict.REFER), ("info", Verdict.ELIGIBLE)):
        assert checker_of("failing", severity=severity).check(declaration()).verdict is expected


def refusing() -> Any:
    """Fail as an opener fails whose file is gone."""
    raise AttachmentError("missing")


def broken() -> Any:
    """Fail as an opener fails that has a fault of its own."""
    raise LookupError(NAME)


@pytest.mark.parametrize("opener", [refusing, broken])
@pytest.mark.parametrize("rule", ["needs-weight", "needs-sound", "needs-taste"])
def test_a_file_that_can_not_be_opened_costs_one_measurement(
    checker_of: Callable[..., Checker], rule: str, opener: Callable[[], Any]
) -> None:
    """An opener that fails, or an inspector that can't cope with that, is a doubt about one attachment."""
    files = [{"id": "a1", "content": opener}, {"id": "a2", "content": FILE}]
    report = checker_of(rule).check(Declaration.model_validate(DOCUMENT | {"attachments": files}))
    places = [doubt.at for doubt in report.results[0].doubts]
    assert places == (
        ["/attachments/0/file"] if rule == "needs-sound" else ["/attachments/0/file", "/attachments/1/file"]
    )
    assert report.verdict is Verdict.UNDETERMINED
    assert NAME not in report.to_json()


def test_without_files_nothing_is_measured(checker_of: Callable[..., Checker]) -> None:
    """A bare declaration has no files to look at: rules on files can't tell, and it is the portal's move."""
    bare = Declaration.model_validate(DOCUMENT | {"attachments": [{"id": "a1", "file": "a1.jpg"}]})
    report = checker_of("needs-sound", severity="error").check(bare)
    assert report.results[0].outcome is Outcome.CANT_TELL
    assert report.results[0].as_dict()["owner"] == "portal"
    assert report.verdict is Verdict.UNDETERMINED


BLIND: Final = {FileFacts: FileFacts(problem="empty"), PageFacts: PageFacts(problem="empty"), ScanQuality: None}


@pytest.mark.parametrize("severity", [None, Severity.INFO, Severity.WARNING])
def test_a_file_nobody_could_look_at_is_never_passed_over_in_silence(severity: Severity | None) -> None:
    """Where no entry warns that a file can't be looked at, all entries that would have looked at it can't tell."""
    ruleset = load_ruleset("anhui-leaders@2023")
    entries = [
        dataclasses.replace(entry, severity=severity or entry.severity)
        if entry.rule.name == "unreadable-attachment"
        else entry
        for entry in ruleset.entries
        if entry.rule.name in {"blank-page", "illegible-scan"}
        or (severity is not None and entry.rule.name == "unreadable-attachment")
    ]
    checker = Checker(dataclasses.replace(ruleset, entries=tuple(entries)))
    document = Declaration.model_validate(
        {"category": "leader", "attachments": [{"id": "a", "kind": "pledge", "file": "a.jpg"}]}
    )
    report = checker.judge(Submission(document, sha256=""), [BLIND])
    if severity is Severity.WARNING:
        assert (report.verdict, report.complete) == (Verdict.REFER, True)
    else:
        assert (report.verdict, report.complete) == (Verdict.UNDETERMINED, False)
        looked = [result for result in report.results if result.rule != "unreadable-attachment"]
        assert {doubt.at for result in looked for doubt in result.doubts} == {"/attachments/0/file"}
        assert all(result.outcome is Outcome.CANT_TELL for result in looked)


# --- The verdict ------------------------------------------------------------------------------------------------------

FINDING: Final = (Finding("/remarks", "m", "r"),)
DOUBT: Final = (CantTell("reason", "operator"),)
SOURCE: Final = Source("A test", "stated")
STATES: Final = {
    # (severity, outcome, doubts): verdict of a ruleset that holds nothing else
    ("error", "passed", False): "eligible",
    ("error", "inapplicable", False): "eligible",
    ("error", "failed", False): "ineligible",
    ("error", "failed", True): "ineligible",
    ("error", "cant-tell", True): "undetermined",
    ("warning", "passed", False): "eligible",
    ("warning", "inapplicable", False): "eligible",
    ("warning", "failed", False): "refer",
    ("warning", "failed", True): "undetermined",
    ("warning", "cant-tell", True): "undetermined",
    ("info", "passed", False): "eligible",
    ("info", "inapplicable", False): "eligible",
    ("info", "failed", False): "eligible",
    ("info", "failed", True): "undetermined",
    ("info", "cant-tell", True): "undetermined",
}
ORDER: Final = ["ineligible", "undetermined", "refer", "eligible"]


def result_of(severity: str, outcome: str, *, doubts: bool) -> Result:
    """Return a result in the given state."""
    findings = FINDING if outcome == "failed" else ()
    return Result("test-rule", Severity(severity), Outcome(outcome), SOURCE, findings, DOUBT if doubts else ())


@pytest.mark.parametrize(("state", "expected"), STATES.items())
def test_one_result_decides(state: tuple[str, str, bool], expected: str) -> None:
    """A failed error blocks, a doubt leaves open, a failed warning refers, everything else lets pass."""
    severity, outcome, doubts = state
    assert verdict([result_of(severity, outcome, doubts=doubts)]) == expected


def test_the_worst_of_several_results_decides() -> None:
    """Whatever results come together, in whatever order, the worst decides: ineligible, undetermined, refer, eligible."""
    results = {state: result_of(state[0], state[1], doubts=state[2]) for state in STATES}
    for states in itertools.product(STATES, repeat=3):
        expected = min((STATES[state] for state in states), key=ORDER.index)
        assert verdict([results[state] for state in states]) == expected, states


def test_nothing_to_judge_is_eligible() -> None:
    """Without a result there is nothing against the applicant."""
    assert verdict([]) is Verdict.ELIGIBLE


# --- Whom a rule means, and when --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "category", "track", "outcome"),
    [
        ('{ category = "leader" }', "leader", None, "failed"),
        ('{ category = "leader" }', "backup", None, "inapplicable"),
        ('{ category = "leader" }', None, "skilled", "cant-tell"),
        ('{ track = "skilled" }', None, "skilled", "failed"),
        ('{ track = "skilled" }', "leader", "professional", "inapplicable"),
        ('{ track = "skilled" }', "leader", None, "cant-tell"),
        ('{ category = "leader", track = "skilled" }', "leader", "skilled", "failed"),
        ('{ category = "leader", track = "skilled" }', "leader", None, "cant-tell"),
        ('{ category = "leader", track = "skilled" }', None, None, "cant-tell"),
        ('{ category = "leader", track = "skilled" }', None, "professional", "inapplicable"),
        ('{ category = "leader", track = "skilled" }', "backup", None, "inapplicable"),
        ("{}", None, None, "failed"),
    ],
)
def test_an_entry_for_some_waits_for_the_blank(
    checker_of: Callable[..., Checker], when: str, category: str | None, track: str | None, outcome: str
) -> None:
    """An entry applies if all its conditions hold, does not if one fails, and else it is the applicant's move."""
    checker = checker_of("failing", more=f"when = {when}\n")
    report = checker.check(Declaration.model_validate({"category": category, "track": track}))
    [result] = report.results
    assert result.outcome == outcome
    if outcome == "cant-tell":
        assert result.as_dict()["owner"] == "applicant"
        assert report.verdict is Verdict.UNDETERMINED
        assert not report.complete


@pytest.mark.parametrize("blank", [("category",), ("track",), ("category", "track")])
def test_a_blank_category_leaves_its_entries_open(blank: tuple[str, ...]) -> None:
    """In the 2023 round every entry that asks for what is blank can't tell, and no other entry notices."""
    checker = of_the_form("anhui-leaders@2023")
    document = invent(3, category="leader", track="professional", amounts=SMALL)
    for key in blank:
        del document[key]
    report = checker.check(Sample.of(document).submission())
    for entry, result in zip(checker.ruleset.entries, report.results, strict=True):
        asked = {
            key: wanted for key, wanted in (("category", entry.when.category), ("track", entry.when.track)) if wanted
        }
        refuted = any(document.get(key, wanted) != wanted for key, wanted in asked.items())
        if refuted:
            assert result.outcome is Outcome.INAPPLICABLE
        elif asked.keys() & set(blank):
            assert result.outcome is Outcome.CANT_TELL
            assert result.as_dict()["owner"] == "applicant"
        elif result.rule not in {"missing-field", "wrong-review-group"}:
            assert result.outcome in {Outcome.PASSED, Outcome.INAPPLICABLE}


def test_without_a_date_the_portal_must_say_it() -> None:
    """A draft judged without a date: rules that need today can't tell, it is the portal's move, the others judge."""
    document = invent(3, amounts=SMALL)
    del document["submitted_on"]
    report = of_the_form("anhui-leaders@2023").check(Sample.of(document).submission())
    open_results = [result for result in report.results if result.doubts]
    assert {result.rule for result in open_results} == {"date-in-future", "outside-round-dates"}
    assert {result.as_dict()["owner"] for result in open_results} == {"portal"}
    assert report.findings == ()
    assert report.verdict is Verdict.UNDETERMINED


def test_the_date_is_the_one_given_or_the_day_of_submission() -> None:
    """A date given to the checker goes before the declaration's own; without one that counts."""
    checker = of_the_form("anhui-leaders@2023")
    document = invent(3, amounts=SMALL)
    submitted = Sample.of(document).submission()
    assert checker.check(submitted).as_of == dt.date.fromisoformat(document["submitted_on"])
    early = checker.check(submitted, as_of=dt.date(2018, 1, 1))
    assert early.as_of == dt.date(2018, 1, 1)
    assert "date-in-future" in {result.rule for result in early.results if result.findings}
    del document["submitted_on"]
    draft = checker.check(Sample.of(document).submission(), as_of=dt.date(2023, 8, 20))
    assert draft.verdict is Verdict.ELIGIBLE


def test_only_the_inspectors_that_are_needed_run(plugins: Plugins, checker_of: Callable[..., Checker]) -> None:
    """A ruleset names its inspectors in every report, and those that no rule of it needs are left in peace."""
    assert len(plugins.inspectors) > 1
    stamp = checker_of("passing").check(declaration()).engine
    assert dict(stamp.inspectors) == {}
    assert dict(checker_of("needs-sound").check(declaration()).engine.inspectors) == {"sound": "1"}


def test_a_checker_takes_name_file_and_ruleset(tmp_path: Path) -> None:
    """A ruleset given by name, by file or as read is the same ruleset."""
    by_name = Checker("anhui-leaders@2023")
    path = tmp_path / "copy.toml"
    path.write_bytes(by_name.ruleset.path.read_bytes())
    document = with_content(invent(2, amounts=SMALL))
    report = by_name.check(document)
    for checker in (Checker(path), Checker(str(path)), Checker(load_ruleset("anhui-leaders@2023"))):
        assert checker.check(document).to_json() == report.to_json()


# --- Threads ----------------------------------------------------------------------------------------------------------


def many() -> Iterator[Sample]:
    """Yield two hundred samples, every other one with a planted defect."""
    for seed in range(200):
        category, track = (("leader", "backup")[seed % 2], ("professional", "skilled")[seed // 2 % 2])
        sample = Sample.of(invent(seed, category=category, track=track, amounts=SMALL))  # type: ignore[arg-type]
        PLANTERS[seed % len(PLANTERS)](sample, random.Random(seed))  # noqa: S311 - not a secret
        yield sample


def test_threads_share_a_checker() -> None:
    """Eight threads with one checker give the reports that one thread gives."""
    checker = of_the_form("anhui-leaders@2023")
    submissions = [sample.submission() for sample in many()]
    one_by_one = [checker.check(submission) for submission in submissions]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(checker.check, submissions))
    assert [report.to_json() for report in together] == [report.to_json() for report in one_by_one]
    assert [report.to_json("zh") for report in together] == [report.to_json("zh") for report in one_by_one]
    assert len({report.verdict for report in together}) > 1


# --- Purity -----------------------------------------------------------------------------------------------------------

SOURCE_FOLDER: Final = Path(eligibility.__file__).parent
DOORS: Final = ("cli", "web")
WORLDLY: Final = frozenset(
    {
        *(
            "asyncio",
            "ctypes",
            "glob",
            "http",
            "io",
            "mmap",
            "multiprocessing",
            "os",
            "pathlib",
            "platform",
            "random",
            "secrets",
        ),
        *(
            "shelve",
            "shutil",
            "signal",
            "socket",
            "sqlite3",
            "subprocess",
            "sys",
            "tempfile",
            "threading",
            "time",
            "urllib",
            "uuid",
        ),
    }
)
"""Modules through which a rule could see a file, a clock, a network, a process or chance."""
CALLS: Final = frozenset(
    {"open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint", "globals", "vars"}
)


def modules(folder: Path) -> list[Path]:
    """Return the Python files under a folder."""
    found = sorted(folder.rglob("*.py"))
    assert found
    return found


def impurities(tree: ast.AST) -> Iterator[str]:
    """Yield what in a rule's file reaches for the world: imports, calls and clocks."""
    for node in ast.walk(tree):
        names: Sequence[str] = ()
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        yield from (name for name in names if name.partition(".")[0] in WORLDLY)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.func.id
        if isinstance(node, ast.Global):
            yield f"global {', '.join(node.names)}"
    yield from clocks(tree)


def clocks(tree: ast.AST) -> Iterator[str]:
    """Yield the expressions that read the time of day; `context.today()` is the caller's date, not a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if node.attr in {"now", "utcnow", "fromtimestamp"} or (node.attr == "today" and text != "context.today"):
                yield text
            if text in {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"}:
                yield text


def test_the_scan_sees_what_it_is_for() -> None:
    """The scan of the next tests finds a clock, chance and a file where there are some."""
    guilty = "import random, time\nfrom os import path\nx = dt.datetime.now(), dt.date.today(), open('x'), time.time()"
    assert sorted(impurities(ast.parse(guilty))) == sorted(
        ["random", "time", "os", "dt.datetime.now", "dt.date.today", "open", "time.time"]
    )
    assert list(impurities(ast.parse("context.today()"))) == []


@pytest.mark.parametrize("path", modules(SOURCE_FOLDER / "rules"), ids=lambda path: path.stem)
def test_rules_are_pure(path: Path) -> None:
    """No built-in rule imports or calls anything that sees a file, a clock, a network or chance."""
    assert list(impurities(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_nobody_below_the_doors_reads_a_clock() -> None:
    """Only the command line and the web service know what day it is; everything below is told."""
    guilty = {
        str(path.relative_to(SOURCE_FOLDER)): found
        for path in modules(SOURCE_FOLDER)
        if path.relative_to(SOURCE_FOLDER).parts[0] not in DOORS
        and (found := list(clocks(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert guilty == {}
