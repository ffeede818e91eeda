"""The reporter `json`: the contract's object, one a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eligibility import Checker
from eligibility.hooks import Judged
from eligibility.reporters.json_lines import JsonReporter
from eligibility.submission import Submission
from tools.invent import SMALL, invent, with_content
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from eligibility.report import Report


def _report(**changes: object) -> Report:
    declaration = with_content({**invent(3, amounts=SMALL), **changes})
    return Checker("anhui-leaders@2023", looker=IdealLooker()).check(Submission.of(declaration))


def _lines(*reports: Report, language: str) -> list[str]:
    declaration = with_content(invent(3, amounts=SMALL))
    judged = [Judged("name", declaration, "title", report) for report in reports]
    return list(JsonReporter().render(judged, language=language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_line_is_the_report(language: str) -> None:
    """Each line, read back, is the report's own object in the language asked for."""
    report = _report(contributions="字" * 801)
    first, second = _lines(report, _report(), language=language)
    assert json.loads(first) == report.as_dict(language)
    assert json.loads(second)["verdict"] == "eligible"
    assert [first.count("\n"), first[-1]] == [1, "\n"]


def test_what_could_forge_a_terminal_is_escaped() -> None:
    """The id comes back to the letter, and the line holds no character that a terminal obeys."""
    odd = "\x1b[2J\x7f\x9b1m\u202e\u2066\ufeff\nend"
    (line,) = _lines(_report(id=odd), language="en")
    assert json.loads(line)["declaration"]["id"] == odd
    assert not set(odd.replace("[2J", "").replace("1m", "").replace("end", "")) & set(line.removesuffix("\n"))
