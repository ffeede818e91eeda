"""Opening a round: everything is kept but what moves, and what moves is marked and listed."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import pytest

from eligibility.desk.opening import Opened, open_round
from eligibility.errors import RulesetError
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset, read_ruleset, readable_rulesets
from eligibility.toml_lines import lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.wording import Language

PLUGINS: Final = load_plugins()


def opened(name: str, year: int, language: Language = "en") -> Opened:
    """Return the round of `year`, opened from the ruleset `name`."""
    return open_round(load_ruleset(name, PLUGINS), year, readable_rulesets(PLUGINS), language)


def comments(text: str) -> list[str]:
    """Return the lines that are nothing but a comment."""
    return [line for line in text.splitlines() if line.startswith("#")]


@pytest.mark.parametrize(
    ("name", "year"), [("2021", 2023), ("2021", 2025), ("2023", 2025), ("2025", 2027), ("2025", 2026)]
)
def test_an_opened_round_is_a_sound_draft(name: str, year: int, tmp_path: Path) -> None:
    """What is opened from any shipped round is read, is a draft of its year, and has the same entries."""
    old = load_ruleset(f"anhui-leaders@{name}", PLUGINS)
    path = tmp_path / "new.toml"
    path.write_text(opened(old.full_name, year).text, encoding="utf-8")
    new = read_ruleset(path, PLUGINS)
    assert (new.status, new.round.year) == ("draft", str(year))
    assert [entry.rule.name for entry in new.entries] == [entry.rule.name for entry in old.entries]
    assert not any(entry.severity == "error" and entry.source.basis == "inferred" for entry in new.entries)


def test_the_habit_finds_what_people_wrote() -> None:
    """Moved by the habit from 2021, batches, cut-offs and windows of 2025 are those its authors wrote by hand."""
    made = tomllib.loads(opened("anhui-leaders@2021", 2025).text)
    written = tomllib.loads(load_ruleset("anhui-leaders@2025", PLUGINS).path.read_text(encoding="utf-8"))
    assert made["round"]["batches"] == written["round"]["batches"]
    for rule, key in (
        ("born-too-early", "born_from"),
        ("outside-window", "first"),
        ("too-old-in-former-batch", "born_from"),
    ):
        assert [entry[key] for entry in made["rules"] if entry["rule"] == rule] == [
            entry[key] for entry in written["rules"] if entry["rule"] == rule
        ]


def test_every_comment_is_kept() -> None:
    """All comments of the old file stand in the new one, below a line that says where it comes from."""
    old = load_ruleset("anhui-leaders@2025", PLUGINS).path.read_text(encoding="utf-8")
    new = comments(opened("anhui-leaders@2025", 2027).text)
    assert [line for line in comments(old) if line not in new] == []
    assert new[1].startswith("# Round 2027, opened from anhui-leaders@2025.")


def test_what_moved_is_marked_and_listed() -> None:
    """Each value that differs from the old file is listed with its line, and its entry's basis is inferred."""
    old: dict[str, Any] = tomllib.loads(load_ruleset("anhui-leaders@2021", PLUGINS).path.read_text(encoding="utf-8"))
    made = opened("anhui-leaders@2021", 2023)
    new = tomllib.loads(made.text)
    lines = lines_of(made.text)
    listed = {moved.line for moved in made.moved}
    for index, (before, after) in enumerate(zip(old["rules"], new["rules"], strict=True)):
        values = [
            key for key in after if key not in {"rule", "when", "severity", "source"} and before[key] != after[key]
        ]
        for key in values:
            assert lines.line(("rules", index, key)) in listed
            assert after["source"]["basis"] == "inferred"
        if not values:
            assert after == before
    assert len(listed) == 8


def test_comments_are_in_the_language_asked_for() -> None:
    """In Chinese the marks are Chinese."""
    assert "# 推定：2025年度为 2025-08-01" in opened("anhui-leaders@2025", 2027, "zh").text


@pytest.mark.parametrize("year", [2025, 2023])
def test_a_year_that_is_not_later_is_refused(year: int) -> None:
    """A new round lies after the one it is opened from."""
    with pytest.raises(RulesetError, match="is not after anhui-leaders@2025"):
        opened("anhui-leaders@2025", year)


def test_a_year_out_of_step_is_told() -> None:
    """A year in which the habit has no round is opened, and said not to fit."""
    assert not opened("anhui-leaders@2025", 2026).fits
    assert opened("anhui-leaders@2025", 2029).fits
