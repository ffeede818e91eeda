"""The lint: a catalogue of author mistakes, each told with the right line, cause and cure, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from eligibility.desk.lint import Lint, Linted
from eligibility.hooks import load_plugins
from eligibility.ruleset import ruleset_files
from eligibility.wording import LANGUAGES
from tests.test_ruleset import MISTAKES, SOUND, SYNTAX, changed

GOLDEN: Final = Path(__file__).with_name("golden")
PLUGINS: Final = load_plugins()
LAST: Final = 'source = { title = "Manual: basics", basis = "stated" }\n'
NAMED: Final = SOUND[SOUND.index("name =") : SOUND.index("\nbatches")]
OPTIONAL: Final = '\n[[rules]]\nrule = "placeholder-in-optional-field"\nfields = ["/review_group"]\nseverity = "info"\nsource = { title = "Notice", basis = "stated" }\n'


def entry(rule: str, *lines: str) -> tuple[str, str]:
    """Return the change that adds an entry at the end, which begins in line 42."""
    source = 'severity = "warning"\nsource = { title = "Notice", basis = "stated" }\n'
    return LAST, "\n".join([LAST, "[[rules]]", f'rule = "{rule}"', *lines, source])


WHOLE: Final[dict[str, tuple[str, str, str, int]]] = {
    "withdrawn without a successor": ("refused", '"draft"', '"withdrawn"', 4),
    "successor of a draft": ("refused", 'status = "draft"', 'status = "draft"\nreplaced_by = "test-leaders@2025"', 5),
    "frozen draft": ("refused", 'status = "draft"', f'status = "draft"\nfrozen = "{"0" * 64}"', 5),
    "changed after it was frozen": ("refused", 'status = "draft"', f'status = "final"\nfrozen = "{"0" * 64}"', 5),
    "hash that is none": ("refused", 'status = "draft"', 'status = "final"\nfrozen = "yes"', 5),
    "successor that is no name": ("refused", 'status = "draft"', 'status = "withdrawn"\nreplaced_by = "2025"', 5),
    "unknown successor": ("unknown-replacement", 'status = "draft"', 'status = "withdrawn"\nreplaced_by = "test-leaders@2099"', 5),
    "final and not frozen": ("not-frozen", '"draft"', '"final"', 4),
    "window that ends before it begins": ("refused", "first = 2018-01-01", "first = 2018-01-01\nlast = 2017-12-31", 19),
    "window after the round": ("never-applies", "first = 2018-01-01", "first = 2023-10-01", 22),
    "batch of the future": ("never-applies", *entry("too-old-in-former-batch", "born_from = { 14 = 1976-01-01 }"), 44),
    "skill level of professionals": ("never-applies", *entry("title-too-low", 'when = { track = "professional" }', 'lowest_skill = "technician"'), 45),
    "title level of skilled workers": ("never-applies", *entry("title-too-low", 'when = { track = "skilled" }', 'lowest_title = "senior"'), 45),
    "backup rule for leaders": ("never-applies", *entry("backup-names-batch", 'when = { category = "leader" }'), 44),
    "leader rule for everybody": ("never-applies", *entry("leader-without-batch"), 42),
    "another cut-off for some of the same": ("contradiction", *entry("born-too-early", 'when = { category = "leader", track = "skilled" }', "born_from = 1970-01-01"), 42),
    "the same cut-off again": ("repetition", *entry("born-too-early", 'when = { category = "leader", track = "skilled" }', "born_from = 1968-01-01"), 42),
    "field compulsory twice": ("contradiction", *entry("missing-field", 'fields = ["/remarks", "/applicant/name"]'), 44),
    "field compulsory and optional": ("contradiction", LAST, LAST + OPTIONAL, 44),
    "field of records twice": ("contradiction", *entry("incomplete-record", 'section = "honours"', 'fields = ["name"]'), 45),
    "age in English that disagrees": ("age-disagrees", "2023 notice", "2023 notice: 50 or under", 15),
    "age in Chinese that disagrees": ("age-disagrees", 'title = "2023 notice"', 'title = "2023 notice", title_zh = "2023年通知：54周岁以下"', 15),
    "value nobody confirmed": ("inferred", "opens_on = 2023-08-01", "opens_on = 2023-08-01  # inferred from 2021", 9),
    "value nobody confirmed, in Chinese": ("inferred", "opens_on = 2023-08-01", "opens_on = 2023-08-01  # 推定：2021年度为 2021-08-01", 9),
    "entry nobody confirmed": ("inferred", '"2023 notice"', '"2023 notice, clause 1"', 17),
    "dates of another round": ("overlapping-round", NAMED, NAMED.replace("test-", "anhui-").replace("2023", "2024"), 9),
    "demand of the manual left out": ("uncovered-demand", '"test-leaders"', '"anhui-leaders"', 1),
}  # fmt: skip
"""Mistakes that show only when the file is read whole: the check, what becomes what, and the line."""

CATALOGUE: Final = {
    **{f"slip: {name}": changed(one.old, one.new) for name, one in MISTAKES.items()},
    **{f"syntax: {name}": changed(old, new) for name, (old, new, _, _) in SYNTAX.items()},
    **{f"whole: {name}": changed(old, new) for name, (_, old, new, _) in WHOLE.items()},
}


def lint(text: str, folder: Path) -> Linted:
    """Return what the lint says of a text; the round is of a year that no shipped one has."""
    path = folder / "ruleset.toml"
    path.write_text(text, encoding="utf-8")
    return Lint(PLUGINS).of(path)


def test_the_catalogue_is_long() -> None:
    """At least sixty different mistakes are in it."""
    assert len(set(CATALOGUE.values())) == len(CATALOGUE) >= 60


@pytest.mark.parametrize("name", WHOLE)
def test_a_mistake_of_the_whole_is_told(name: str, tmp_path: Path) -> None:
    """The lint names the check and the line of each mistake that only reading the whole file shows."""
    check, old, new, line = WHOLE[name]
    remarks = lint(changed(old, new), tmp_path).remarks
    assert (check, line) in [(remark.check, remark.line) for remark in remarks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_told_as_it_was_read(language: str, tmp_path: Path) -> None:
    """What is said of every mistake, with line, cause and cure, is what somebody read and kept in the golden file."""
    told = []
    for name, text in CATALOGUE.items():
        remarks = [
            remark for remark in lint(text, tmp_path).remarks if remark.severity != "info" or "confirmed" in name
        ]
        words = "\n".join(remark.text(language) for remark in remarks).replace(f"{tmp_path}/", "")
        assert words or name == "whole: final and not frozen", name
        told.append(f"## {name}\n{words}\n")
    path = GOLDEN / f"mistakes.{language}.txt"
    assert path.read_text(encoding="utf-8") == "\n".join(told)


def test_a_sound_ruleset_has_nothing_but_notes(tmp_path: Path) -> None:
    """Without a mistake only what is inferred is noted, once for each entry."""
    assert [(remark.check, remark.line) for remark in lint(SOUND, tmp_path).remarks] == [("inferred", 17)]


@pytest.mark.parametrize("path", sorted(ruleset_files(PLUGINS)), ids=lambda path: str(path.stem))
def test_shipped_rulesets_have_nothing_but_notes(path: Path) -> None:
    """No shipped ruleset has a mistake, and each demand of the manual has an entry."""
    assert {remark.check for remark in Lint(PLUGINS).of(path).remarks} <= {"inferred", "not-frozen"}


def test_every_remark_has_a_cure(tmp_path: Path) -> None:
    """No mistake is told without a cure, in either language."""
    for text in CATALOGUE.values():
        for remark in lint(text, tmp_path).remarks:
            assert all(remark.remedy(language) for language in LANGUAGES)
