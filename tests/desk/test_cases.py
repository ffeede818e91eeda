"""Cases of a ruleset: read whole or refused, judged by the whole ruleset, and counted for what they guard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest

from eligibility.checker import Checker
from eligibility.desk.boundaries import Boundaries
from eligibility.desk.cases import RulesetCase, cases_beside
from eligibility.desk.limits import Guards, entries_of
from eligibility.errors import CaseError
from eligibility.hooks import load_plugins
from eligibility.ruleset import read_ruleset
from tests.test_ruleset import SOUND

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.ruleset import Ruleset

PLUGINS: Final = load_plugins()
HEAD: Final = """\
ruleset = "test-leaders@2023"

[declarations.leader]
category = "leader"
track = "professional"
review_group = "专业技术类一组"
submitted_on = "2023-08-20"
applicant = { name = "王样本", birth_date = "1968-01-01" }

"""
CASE: Final = """\
[[cases]]
name = "The day before the cut-off is too early."
base = "leader"
change = { "/applicant/birth_date" = "1967-12-31" }
findings = ["born-too-early /applicant/birth_date"]
silence = "others"
verdict = "refer"
"""


@pytest.fixture
def ruleset(tmp_path: Path) -> Ruleset:
    """Return a small ruleset with an empty folder of cases beside it."""
    (tmp_path / "tests").mkdir()
    path = tmp_path / "2023.toml"
    path.write_text(SOUND, encoding="utf-8")
    return read_ruleset(path, PLUGINS)


def cases(ruleset: Ruleset, text: str) -> list[RulesetCase]:
    """Return the cases of a text that stands beside the ruleset."""
    (ruleset.path.parent / "tests" / "some.toml").write_text(text, encoding="utf-8")
    return cases_beside(ruleset, PLUGINS)


def told(ruleset: Ruleset, text: str, language: str = "en") -> list[str]:
    """Return what differs from what the only case of a text says."""
    (case,) = cases(ruleset, text)
    return [problem.text(language) for problem in case.differences(case.report(Checker(ruleset)))]


def test_a_case_that_holds_has_no_difference(ruleset: Ruleset) -> None:
    """A change to a named declaration is judged by the whole ruleset at the declaration's day."""
    (case,) = cases(ruleset, HEAD + CASE)
    assert (case.as_of, case.line) == (dt.date(2023, 8, 20), 10)
    assert told(ruleset, HEAD + CASE) == []


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ('"1967-12-31"', '"1968-01-01"', "expected a finding that did not come: born-too-early /applicant/birth_date"),
        ('findings = ["born-too-early /applicant/birth_date"]\n', "", "a finding came that was not expected: born-too-early /applicant/birth_date"),
        ('"refer"', '"eligible"', "verdict: expected eligible, came refer"),
        ("verdict", 'remove = ["/review_group"]\nverdict', "a finding came that was not expected: missing-field /review_group"),
        ('change = { "/applicant/birth_date" = "1967-12-31" }', 'remove = ["/applicant/birth_date"]', "a doubt came that was not expected: born-too-early /applicant/birth_date"),
    ],
    ids=["too late", "not silent", "verdict", "another rule", "a doubt is not silence"],
)  # fmt: skip
def test_what_is_not_as_the_case_says_is_told(old: str, new: str, difference: str, ruleset: Ruleset) -> None:
    """A finding that is missing, one too many, a doubt or another verdict makes the case fail."""
    assert difference in told(ruleset, HEAD + CASE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (CASE[CASE.index("findings") :], "", "the case says nothing"),
        ("base =", "bse =", "no key named bse; did you mean base?"),
        ('base = "leader"', 'base = "leder"', "no declaration named leder in this file; did you mean leader?"),
        ("born-too-early /", "born-to-early /", "no entry of a rule named born-to-early; did you mean born-too-early?"),
        ('/applicant/birth_date"]', 'birth_date"]', "expected a rule and a place"),
        ('"/applicant/birth_date" =', '"/applicant/birthdate" =', "no key named birthdate; did you mean birth_date?"),
        ('silence = "others"', 'silence = ["born-too-early"]', "can't be silent and found in one case"),
        ('base = "leader"', 'base = "leader"\ndeclaration = {}', "from base or from declaration, not from both"),
        ('"1967-12-31"', '"soon"', "not a date"),
        ("verdict", 'remove = ["/awards/3"]\nverdict', "no such place to change"),
        (CASE, CASE + CASE, "another case has this name"),
        ('name = "王样本"', "name = 7", "expected text"),
        ("[declarations.leader]", '[declarations]\nother = { file = "../../secret.json" }\n[declarations.leader]', "must lie beside the case file"),
        ("[declarations.leader]", '[declarations]\nother = { file = "none.json" }\n[declarations.leader]', "can't be read"),
        ('ruleset = "test-leaders@2023"\n', "", "ruleset: this value is required"),
    ],
)  # fmt: skip
def test_a_wrong_case_file_is_refused(old: str, new: str, cause: str, ruleset: Ruleset) -> None:
    """Unknown keys, names and places, contradictions and a case that asserts nothing are refused with their cause."""
    text = HEAD + CASE
    assert old in text
    with pytest.raises(CaseError) as error:
        cases(ruleset, text.replace(old, new))
    assert cause in str(error.value)
    assert error.value.text("zh") != str(error.value)


def test_files_of_others_and_blank_ones_are_left_alone(ruleset: Ruleset) -> None:
    """Cases of another round, of a rule, and a file without anything are not this ruleset's."""
    assert cases(ruleset, "# nothing yet\n") == []
    assert cases(ruleset, HEAD.replace("2023", "2021") + CASE) == []
    assert cases(ruleset, 'rule = "born-too-early"\n') == []


def test_a_declaration_may_stand_in_a_file(ruleset: Ruleset) -> None:
    """A base may be a declaration.json below the case file."""
    (ruleset.path.parent / "tests" / "leader.json").write_text('{"category": "leader"}', encoding="utf-8")
    text = 'ruleset = "test-leaders@2023"\n[declarations]\nleader = { file = "leader.json" }\n' + CASE
    assert cases(ruleset, text)[0].declaration.category == "leader"


def test_a_limit_is_guarded_only_on_the_side_a_case_would_notice(ruleset: Ruleset) -> None:
    """The day before the cut-off guards against an earlier one, the cut-off itself against a later one."""

    def open_sides(text: str) -> dict[str, list[object]]:
        guards = Guards(ruleset, PLUGINS, cases(ruleset, HEAD + text))
        found = guards.unguarded(guards.results())
        return {str(limit.steps[-1]): [side.value for side in sides] for limit, sides in found if limit.entry == 0}

    earlier, later = dt.date(1967, 12, 31), dt.date(1968, 1, 2)
    on_the_day = '[[cases]]\nname = "x"\nbase = "leader"\nsilence = ["born-too-early"]\n'
    assert open_sides("") == {"born_from": [earlier, later]}
    assert open_sides(CASE) == {"born_from": [later]}
    assert open_sides(on_the_day) == {"born_from": [earlier]}
    assert open_sides(CASE + on_the_day) == {}
    assert open_sides(on_the_day.replace("born-too-early", "outside-window")) == {"born_from": [earlier, later]}


def test_an_entry_is_covered_only_by_a_case_that_claims_it(ruleset: Ruleset) -> None:
    """An entry counts as seen to find, or to pass, when a case says so of its rule."""
    found = cases(ruleset, HEAD + CASE.replace('silence = "others"\n', ""))
    covered = entries_of(found, Guards(ruleset, PLUGINS, found).results())
    assert covered == {"failed": {0}, "passed": set()}
    found = cases(ruleset, HEAD + CASE)
    assert entries_of(found, Guards(ruleset, PLUGINS, found).results()) == {"failed": {0}, "passed": {3}}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_proposed_cases_hold_and_guard_what_was_open(language: str, ruleset: Ruleset) -> None:
    """The cases that are proposed can be read, hold, name each value around the limit, and leave nothing to propose."""
    guards = Guards(ruleset, PLUGINS, [])
    text = "".join(Boundaries(ruleset, PLUGINS, "zh" if language == "zh" else "en").cases(guards.unguarded([])))
    found = cases(ruleset, f'ruleset = "test-leaders@2023"\n{text}')
    checker = Checker(ruleset)
    assert [list(case.differences(case.report(checker))) for case in found] == [[]] * len(found)
    births = [str(case.declaration.applicant.birth_date) for case in found if case.declaration.applicant.birth_date]
    assert births == ["1967-12-31", "1968-01-01", "1968-01-02"]
    again = Guards(ruleset, PLUGINS, found)
    assert [limit.entry for limit, _ in again.unguarded(again.results()) if limit.entry is not None] == []
