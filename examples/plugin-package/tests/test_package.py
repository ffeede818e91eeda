"""The package's own tests: its cases hold, its ruleset is accepted, and its rule speaks Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import eligibility
from eligibility.testing import Case, covers, judge_case, read_cases, recorded_reads, run_case

CASES = read_cases(Path(__file__).with_name("too-short-with-employer.toml")).cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_holds(case: Case) -> None:
    """The engine says of every case what the case says."""
    run_case(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_reads_only_what_it_declares(case: Case) -> None:
    """Whatever the rule looks at is covered by its `reads`."""
    reads = recorded_reads(case.rule, case.declaration, case.context)
    assert [read for read in reads if not covers(case.rule.reads, read)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rule_speaks_chinese(case: Case) -> None:
    """No text of a finding or a doubt is left in English, and none shows a placeholder."""
    result = judge_case(case)
    texts = [text("zh") for finding in result.findings for text in (finding.text, finding.cure)]
    texts += [doubt.text("zh") for doubt in result.doubts]
    assert [text for text in texts if re.search("[A-Za-z{}]", text)] == []


def test_the_ruleset_is_accepted() -> None:
    """The installed package's ruleset is found by its name and has an entry for the package's own rule."""
    ruleset = eligibility.load_ruleset("example-city-experts@2025")
    assert [entry.severity for entry in ruleset.entries if entry.rule.name == "too-short-with-employer"] == ["error"]
