"""The command `rules` and the pages made from the same source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from eligibility import load_plugins, rule_page
from eligibility.report import Outcome
from eligibility.rule import summary_of
from eligibility.shipped import shipped
from eligibility.testing import read_cases
from tools import pages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import OnTerminal, Run

RULES: Final = load_plugins().rules
HEADINGS: Final = {
    Outcome.PASSED: "Passed",
    Outcome.FAILED: "Failed",
    Outcome.INAPPLICABLE: "Inapplicable",
    Outcome.CANT_TELL: "Can't tell",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_names_every_rule_with_what_it_finds(language: str, run: Run) -> None:
    """Each rule stands on one line with its summary in the language asked for."""
    lines = run("rules", "--lang", language).stdout.splitlines()
    for name, rule in RULES.items():
        summary = summary_of(rule, language)
        assert [line for line in lines if line.startswith(f"{name} ") and summary in line]


def test_off_a_terminal_a_page_is_the_markdown_in_docs(run: Run) -> None:
    """What the command prints is what the documentation holds, in both languages."""
    for language, folder in pages.FOLDERS.items():
        page = (folder / "outside-window.md").read_text(encoding="utf-8")
        assert run("rules", "outside-window", "--lang", language).stdout == page


def test_on_a_terminal_a_page_is_set(on_terminal: OnTerminal) -> None:
    """A terminal shows headings and tables, not their Markdown, and cuts nothing off."""
    shown = on_terminal("rules", "outside-window")
    assert "…" not in shown
    assert "Applicability" in shown
    assert "## Applicability" not in shown
    assert "| --- |" not in shown


def test_an_unknown_rule_names_the_nearest(run: Run) -> None:
    """A misspelt rule is refused with the one that was probably meant."""
    done = run("rules", "born-to-early")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean born-too-early?" in done.stderr


OWN_RULE: Final = '''
import datetime as dt
from typing import ClassVar
from pydantic import Field
from eligibility import Rule, hookimpl

class NoRemarks(Rule):
    """The remarks | are *empty*.

    ## Applicability
    Every
    declaration.
    """

    name: ClassVar[str] = "no-remarks"
    reads: ClassVar = ("/remarks",)
    message: ClassVar[str] = "Nothing."
    remedy: ClassVar[str] = "Write."

    since: dt.date | None = Field(default=None, description="From this day.")
    limits: dict[str, tuple[int, ...]] = Field(description="Numbers by name.")

    def check(self, declaration, context):
        yield from ()

@hookimpl
def register_rules():
    return [NoRemarks]
'''


def test_a_plugin_s_rule_has_a_page_too(run: Run, tmp_path: Path) -> None:
    """Parameters are put into words, and a rule that no ruleset uses says so."""
    plugin = tmp_path / "own_rule.py"
    plugin.write_text(OWN_RULE)
    page = run("rules", "no-remarks", "--plugin", plugin).stdout
    assert "Every declaration." in page
    assert "| `since` | date | `–` | From this day. |" in page
    assert "| `limits` | table: text → list: whole number | required | Numbers by name. |" in page
    assert "No known ruleset uses this rule." in page
    assert "no-remarks" in run("rules", "--plugin", plugin).stdout


def test_a_page_tells_where_its_rule_is_used_and_how() -> None:
    """Each use names the ruleset, whom it is for, the values, the severity, the source and its basis."""
    page = rule_page.page(RULES["title-too-low"], load_plugins(), "zh", [])
    row = next(line for line in page.splitlines() if "anhui-leaders@2023" in line and "带头人、技能类" in line)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[2] == '`lowest_skill = "senior-technician"`'
    assert cells[3] == "不符合"
    assert "2023" in cells[4]
    assert cells[5] == "明文规定"


@pytest.mark.parametrize("name", RULES)
def test_a_page_shows_every_case_under_its_outcome(name: str) -> None:
    """The examples are the names of the case file's cases, each below the outcome it has."""
    plugins = load_plugins()
    expected: dict[str, list[str]] = {}
    for case in read_cases(next(shipped("cases").rglob(f"{name}.toml"))).cases:
        expected.setdefault(HEADINGS[case.outcome], []).append(case.name)
    page = rule_page.page(RULES[name], plugins, "en", rule_page.cases_of(RULES[name], plugins))
    found: dict[str, list[str]] = {}
    for part in page.partition("## Examples")[2].split("\n### ")[1:]:
        heading, *lines = part.splitlines()
        found[heading] = [line.removeprefix("- ").replace("\\", "") for line in lines if line.startswith("- ")]
    assert {heading: names for heading, names in found.items() if names} == expected


@pytest.mark.parametrize("name", RULES)
def test_a_page_explains_the_outcomes_it_has_no_example_of(name: str) -> None:
    """Every page has all four outcomes, each with examples or a sentence why there are none."""
    plugins = load_plugins()
    page = rule_page.page(RULES[name], plugins, "en", rule_page.cases_of(RULES[name], plugins))
    parts = page.partition("## Examples")[2].split("\n### ")[1:]
    assert [part.partition("\n")[0] for part in parts] == list(HEADINGS.values())
    assert all(part.partition("\n")[2].strip() for part in parts)


def test_the_pages_in_docs_are_fresh() -> None:
    """Every page says what rules, rulesets, case files and catalogues say now; run `python -m tools.pages` if not."""
    assert [str(path) for path in pages.stale()] == []


def test_every_rule_explains_itself() -> None:
    """A rule's docstring has a summary and the four headings, in their order, none of them empty."""
    for rule in RULES.values():
        sections = rule_page.sections(rule)
        assert list(sections) == ["", *rule_page.HEADINGS], rule.name
        assert all(sections.values()), rule.name
