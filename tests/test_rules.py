"""The case files: every case holds, every built-in rule has the cases it needs, and reads no more than it declares."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eligibility.checker import Checker
from eligibility.errors import CaseError
from eligibility.hooks import load_plugins
from eligibility.report import Outcome, Severity, Source
from eligibility.rule import Rule
from eligibility.ruleset import Entry, Ruleset, When
from eligibility.submission import Submission
from eligibility.testing import Case, CaseFile, covers, judge_case, read_cases, recorded_reads, run_case
from eligibility.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent / "rules"
PATHS: Final = sorted(FOLDER.glob("*/*.toml"))
RULES: Final = {
    name: rule for name, rule in load_plugins().rules.items() if rule.__module__.startswith("eligibility.rules.")
}
MAY_DOUBT: Final = re.compile(
    r"self\.doubt\(|too_coarse\(|CantTell|\.measurements\(|\.unmeasured\(|\.problems\(|\.unseen\(|\.today\("
)
"""What a rule's source holds if it can ever say that it can't tell; a crash or a blank category is the engine's."""


def _accepted() -> Iterator[CaseFile]:
    for path in PATHS:
        try:
            yield read_cases(path)
        except CaseError:
            continue  # `test_a_case_file_is_accepted` says why


FILES: Final = {file.path: file for file in _accepted()}
CASES: Final = [pytest.param(case, id=f"{file.rule}: {case.name}") for file in FILES.values() for case in file.cases]


def _place(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def _folder_and_name(rule: type[Rule]) -> str:
    subject, module = rule.__module__.split(".")[-2:]
    return f"{subject}/{module.replace('_', '-')}"


@pytest.mark.parametrize("path", PATHS, ids=_place)
def test_a_case_file_is_accepted(path: Path) -> None:
    """Every file in this tree is a case file without a mistake."""
    assert read_cases(path).cases


@pytest.mark.parametrize("path", FILES, ids=_place)
def test_a_case_file_stands_where_its_rule_does(path: Path) -> None:
    """A case file is named after its rule and lies in the folder of the rule's subject."""
    rule = RULES[FILES[path].rule]
    assert _place(path) == _folder_and_name(rule)


@pytest.mark.parametrize("case", CASES)
def test_a_case_holds(case: Case) -> None:
    """The engine says of every case what the case says."""
    run_case(case)


@pytest.mark.parametrize("case", CASES)
def test_a_rule_reads_only_what_it_declares(case: Case) -> None:
    """All places and measurements that a rule really reads are covered by its `reads`."""
    reads = recorded_reads(case.rule, case.declaration, case.context)
    assert {read for read in reads if not covers(case.rule.reads, read)} == set()


@pytest.mark.parametrize("case", CASES)
def test_all_placeholders_are_filled(case: Case) -> None:
    """No message, remedy or reason shows a placeholder, in either language."""
    result = judge_case(case)
    for language in LANGUAGES:
        texts = [text(language) for finding in result.findings for text in (finding.text, finding.cure)]
        texts += [doubt.text(language) for doubt in result.doubts]
        assert [text for text in texts if not text or re.search(r"\{\w*\}", text)] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_has_the_cases_it_needs(rule: type[Rule]) -> None:
    """Every rule has a passed and a failed case, and one for each other outcome that can occur."""
    needed = {Outcome.PASSED, Outcome.FAILED}
    if rule.applies is not Rule.applies:
        needed.add(Outcome.INAPPLICABLE)
    if MAY_DOUBT.search(inspect.getsource(rule)):
        needed.add(Outcome.CANT_TELL)
    cases = [case for file in FILES.values() if file.rule == rule.name for case in file.cases]
    assert needed - {case.outcome for case in cases} == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_module_holds_one_rule(rule: type[Rule]) -> None:
    """A module that holds a rule holds no second one, and is named after it."""
    modules: Counter[Any] = Counter(other.__module__ for other in RULES.values())
    assert modules[rule.__module__] == 1
    assert _folder_and_name(rule).rpartition("/")[2] == rule.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_can_be_inapplicable_or_untold_through_its_entry(path: Path) -> None:
    """An entry for leaders is inapplicable to a backup candidate, and can't tell where the category is not filled in."""
    case = next(case for case in FILES[path].cases if case.outcome in {Outcome.PASSED, Outcome.FAILED})
    entry = Entry(case.rule, When(category="leader"), Severity.WARNING, Source("a source", "stated"), 1)
    ruleset = Ruleset("test-rules", "Test rules", "draft", case.round, (entry,), path, "0" * 64)
    checker = Checker(ruleset)
    for category, outcome in (("backup", Outcome.INAPPLICABLE), (None, Outcome.CANT_TELL)):
        declaration = case.declaration.model_copy(update={"category": category})
        (result,) = checker.judge(Submission.of(declaration), case.seen, as_of=case.as_of).results
        assert result.outcome is outcome
        assert [doubt.owner for doubt in result.doubts] == ["applicant"] * (outcome is Outcome.CANT_TELL)
