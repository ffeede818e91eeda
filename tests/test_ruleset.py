"""Rulesets: every slip a policy author can make is refused with file, line, entry, cause and the nearest right name."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from eligibility.errors import PluginError, RulesetError
from eligibility.hooks import Plugins, load_plugins
from eligibility.ruleset import Ruleset, find_ruleset, load_ruleset, read_ruleset, ruleset_files
from eligibility.ruleset_text import LARGEST_FILE
from eligibility.shipped import shipped
from eligibility.wording import LANGUAGES
from tests.bounds import run_bounded, watched

if TYPE_CHECKING:
    from collections.abc import Callable

SOUND: Final = """\
format = "eligibility-ruleset/1"
name = "test-leaders"
title = "测试计划"
status = "draft"

[round]
year = "2023"
batches = { leader = 9, backup = 14 }
opens_on = 2023-08-01
closes_on = 2023-09-30

[[rules]]
rule = "born-too-early"
when = { category = "leader" }
born_from = 1968-01-01
severity = "warning"
source = { title = "2023 notice", basis = "inferred" }

[[rules]]
rule = "outside-window"
section = "awards"
first = 2018-01-01
severity = "warning"
source = { title = "Manual: awards", basis = "stated" }

[[rules]]
rule = "incomplete-record"
section = "honours"
fields = [
  "name",       # [[rules]] of a comment
  "granted_on",
]
severity = "error"
source = { title = "Manual: honours", basis = "stated" }

[[rules]]
rule = "missing-field"
fields = ["/applicant/name", "/review_group"]
severity = "error"
source = { title = "Manual: basics", basis = "stated" }
"""
"""Rule entries begin in lines 12, 19, 26 and 36."""

BORN: Final = "#1 born-too-early"
WINDOW: Final = "#2 outside-window"
RECORD: Final = "#3 incomplete-record"
FIELD: Final = "#4 missing-field"


@dataclass(frozen=True)
class Mistake:
    """A slip: `old` becomes `new`; the refusal names `line`, `entry` and `key`, the `cause`, and perhaps a `hint`."""

    old: str
    new: str
    line: int
    entry: str
    key: str
    cause: str
    hint: str | None = None


MISTAKES: Final = {
    # The top of the file.
    "format of the future": Mistake("ruleset/1", "ruleset/2", 1, "", "format", "eligibility-ruleset/1", "eligibility-ruleset/1"),
    "no format": Mistake('format = "eligibility-ruleset/1"\n', "# eligibility-ruleset/1\n", 1, "", "format", "required"),
    "name with capitals": Mistake('"test-leaders"', '"Test Leaders"', 2, "", "name", "expected lower-case letters"),
    "name misspelt": Mistake("name = ", "nmae = ", 2, "", "nmae", "no key named nmae", "name"),
    "empty title": Mistake('"测试计划"', '""', 3, "", "title", "must not be empty"),
    "title without quotes to number": Mistake('"测试计划"', "2023", 3, "", "title", "expected text, in double quotes"),
    "status misspelt": Mistake('"draft"', '"drafft"', 4, "", "status", "draft, final", "draft"),
    "status unheard of": Mistake('"draft"', '"0"', 4, "", "status", "draft, final"),
    "unknown key at the top": Mistake('status = "draft"', 'status = "draft"\nautor = "me"', 5, "", "autor", "no key named autor"),
    # The round.
    "year as number": Mistake('"2023"', "2023", 7, "", "round.year", "expected text, in double quotes"),
    "year of two digits": Mistake('"2023"', '"23"', 7, "", "round.year", "expected a year of four digits"),
    "negative batch": Mistake("leader = 9", "leader = -9", 8, "", "round.batches.leader", "must be 1 or more"),
    "batch as text": Mistake("leader = 9", 'leader = "9"', 8, "", "round.batches.leader", "expected a whole number"),
    "batch with a fraction": Mistake("leader = 9", "leader = 9.0", 8, "", "round.batches.leader", "expected a whole number"),
    "batch as truth": Mistake("leader = 9", "leader = true", 8, "", "round.batches.leader", "expected a whole number"),
    "batch missing": Mistake("leader = 9, ", "", 8, "", "round.batches.leader", "required"),
    "batch misspelt": Mistake("9, backup", "9, x = 1, backup", 8, "", "round.batches.x", "no key named x"),
    "batches as list": Mistake("{ leader = 9, backup = 14 }", "[9, 14]", 8, "", "round.batches", "expected an object"),
    "round closes before it opens": Mistake("2023-09-30", "2023-07-31", 10, "", "round.closes_on", "closes before it opens"),
    "opening with a time": Mistake("2023-08-01", "2023-08-01T00:00:00", 9, "", "round.opens_on", "expected a date that exists"),
    "opening with a zone": Mistake("2023-08-01", "2023-08-01T00:00:00+08:00", 9, "", "round.opens_on", "without a time"),
    "opening as a time": Mistake("2023-08-01", "08:00:00", 9, "", "round.opens_on", "expected a date"),
    "opening as number": Mistake("2023-08-01", "20230801", 9, "", "round.opens_on", "expected a date, written 2025-01-31"),
    "opening as slashed text": Mistake("2023-08-01", '"2023/08/01"', 9, "", "round.opens_on", "expected a date that exists"),
    "opening misspelt": Mistake("opens_on", "open_on", 9, "", "round.open_on", "no key named open_on", "opens_on"),
    # An entry.
    "unknown rule": Mistake('"born-too-early"', '"born-to-early"', 13, "#1 born-to-early", "rule", "no rule named", "born-too-early"),
    "rule unlike any": Mistake('"born-too-early"', '"xyz"', 13, "#1 xyz", "rule", "no rule named xyz"),
    "rule as number": Mistake('"born-too-early"', "1", 13, "#1 1", "rule", "expected text, in double quotes"),
    "no rule": Mistake('rule = "born-too-early"\n', "# none\n", 12, "#1 ?", "rule", "required"),
    "unknown parameter": Mistake("born_from", "born_form", 15, BORN, "born_form", "no key named born_form", "born_from"),
    "parameter of another rule": Mistake("born_from", "longest = 1\nborn_from", 15, BORN, "longest", "no key named longest"),
    "parameter missing": Mistake("first = 2018-01-01\n", "", 19, WINDOW, "", "exactly one of first and years"),
    "both of two parameters": Mistake("first =", "years = 5\nfirst =", 19, WINDOW, "", "exactly one of first and years"),
    "parameter too large": Mistake("first = 2018-01-01", "years = 101", 22, WINDOW, "years", "must be 100 or less"),
    "parameter too small": Mistake("first = 2018-01-01", "years = 0", 22, WINDOW, "years", "must be 1 or more"),
    "parameter beyond measure": Mistake("first = 2018-01-01", f"years = {'9' * 30}", 22, WINDOW, "years", "must be 100 or less"),
    "parameter as text": Mistake("first = 2018-01-01", 'years = "5"', 22, WINDOW, "years", "expected a whole number"),
    "parameter as fraction": Mistake("first = 2018-01-01", "years = 5.0", 22, WINDOW, "years", "expected a whole number"),
    "parameter not a number": Mistake("first = 2018-01-01", "years = nan", 22, WINDOW, "years", "expected a whole number"),
    "parameter without end": Mistake("first = 2018-01-01", "years = inf", 22, WINDOW, "years", "expected a whole number"),
    "date as number": Mistake("1968-01-01", "1968", 15, BORN, "born_from", "expected a date, written 2025-01-31"),
    "date as half text": Mistake("1968-01-01", '"1968-01"', 15, BORN, "born_from", "expected a date that exists"),
    "date as impossible text": Mistake("1968-01-01", '"1968-02-30"', 15, BORN, "born_from", "expected a date that exists"),
    "date as list": Mistake("1968-01-01", "[1968-01-01]", 15, BORN, "born_from", "expected a date"),
    "date with a time": Mistake("1968-01-01", "1968-01-01 08:30:00", 15, BORN, "born_from", "without a time"),
    "section misspelt": Mistake('"awards"', '"award"', 21, WINDOW, "section", "awards, honours, publications, projects", "awards"),
    "section as list": Mistake('"awards"', '["awards", "honours"]', 21, WINDOW, "section", "not one of the known values"),
    "field misspelt": Mistake('"granted_on"', '"grantedon"', 26, RECORD, "", "have no field grantedon", "granted_on"),
    "field of another section": Mistake('"granted_on"', '"awarded_on"', 26, RECORD, "", "have no field awarded_on", "granted_on"),
    "field as number": Mistake('"granted_on"', "1", 31, RECORD, "fields.1", "expected text, in double quotes"),
    "list as text": Mistake('["/applicant/name", "/review_group"]', '"/remarks"', 38, FIELD, "fields", "expected a list"),
    "empty list": Mistake('["/applicant/name", "/review_group"]', "[]", 38, FIELD, "fields", "too few values"),
    "place misspelt": Mistake("applicant/name", "applicant/nmae", 38, FIELD, "fields.0", "no place /applicant/nmae", "/applicant/name"),
    "place without slash": Mistake('"/review_group"', '"review_group"', 38, FIELD, "fields.1", "no place review_group", "/review_group"),
    "place inside a list": Mistake("/review_group", "/awards/0/name", 38, FIELD, "fields.1", "no place /awards/0/name", "/awards"),
    "when key misspelt": Mistake("{ category", "{ categry", 14, BORN, "when.categry", "no key named categry", "category"),
    "when value misspelt": Mistake('"leader"', '"leaders"', 14, BORN, "when.category", "leader, backup", "leader"),
    "when as text": Mistake('{ category = "leader" }', '"leader"', 14, BORN, "when", "expected an object"),
    "when with a list": Mistake('"leader"', '["leader", "backup"]', 14, BORN, "when.category", "leader, backup"),
    "when with the wrong key": Mistake("{ category", "{ round", 14, BORN, "when.round", "no key named round"),
    "severity misspelt": Mistake('severity = "error"\nsource = { title = "Manual: h', 'severity = "eror"\nsource = { title = "Manual: h', 33, RECORD, "severity", "error, warning, info", "error"),
    "severity in Chinese": Mistake('severity = "warning"\nsource = { title = "M', 'severity = "待核"\nsource = { title = "M', 23, WINDOW, "severity", "error, warning, info"),
    "no severity": Mistake('severity = "warning"\nsource = { title = "M', 'source = { title = "M', 19, WINDOW, "severity", "required"),
    "severity key misspelt": Mistake('severity = "warning"\nsource = { title = "2', 'severty = "warning"\nseverity = "info"\nsource = { title = "2', 16, BORN, "severty", "no key named severty", "severity"),
    "no source": Mistake('source = { title = "2023 notice", basis = "inferred" }\n', "", 12, BORN, "source", "required"),
    "source as text": Mistake('{ title = "2023 notice", basis = "inferred" }', '"2023 notice"', 17, BORN, "source", "expected an object"),
    "no basis": Mistake(', basis = "inferred"', "", 17, BORN, "source.basis", "required"),
    "basis misspelt": Mistake('"inferred"', '"infered"', 17, BORN, "source.basis", "stated, inferred", "inferred"),
    "no title of the source": Mistake('title = "2023 notice", ', "", 17, BORN, "source.title", "required"),
    "empty title of the source": Mistake('"2023 notice"', '""', 17, BORN, "source.title", "must not be empty"),
    "source key misspelt": Mistake('"2023 notice",', '"2023 notice", tilte_zh = "通知",', 17, BORN, "source.tilte_zh", "no key named", "title_zh"),
    "inferred value that rejects": Mistake('severity = "warning"\nsource = { title = "2', 'severity = "error"\nsource = { title = "2', 16, BORN, "severity", "can't reject anybody"),
    # The shape of the file.
    "one bracket for a list of tables": Mistake(SOUND[SOUND.index("[[rules]]") :], '[rules]\nrule = "born-too-early"\n', 12, "", "rules", "in two brackets"),
    "no rules": Mistake(SOUND[SOUND.index("[[rules]]") :], "", 1, "", "rules", "required"),
    "empty rules": Mistake(SOUND, "rules = []\n" + SOUND[: SOUND.index("[[rules]]")], 1, "", "rules", "too few values"),
    "rules of numbers": Mistake(SOUND, "rules = [1]\n" + SOUND[: SOUND.index("[[rules]]")], 1, "#1 ?", "", "expected an object"),
    "rules misspelt": Mistake('[[rules]]\nrule = "missing-field"', '[[rule]]\nrule = "missing-field"', 36, "", "rule", "no key named rule", "rules"),
    "parameter table beside the entry": Mistake('[[rules]]\nrule = "missing-field"', '[rules.parameters]\nx = 1\n[[rules]]\nrule = "missing-field"', 36, RECORD, "parameters", "no key named parameters"),
    "source table under the wrong entry": Mistake('[[rules]]\nrule = "missing-field"', '[rules.when]\ncategroy = "leader"\n[[rules]]\nrule = "missing-field"', 37, RECORD, "when.categroy", "no key named categroy", "category"),
}  # fmt: skip
"""One slip each. Most expectations were written before the reader was asked; six were put right afterwards by thinking again."""

SYNTAX: Final = {
    "key given twice": ('severity = "error"', 'severity = "error"\nseverity = "info"', 34, "this key stands twice"),
    "rule given twice in one entry": ('rule = "born-too-early"', 'rule = "born-too-early"\nrule = "missing-field"', 14, "this key stands twice"),
    "key given twice in braces": ("leader = 9,", "leader = 9, leader = 10,", 8, "this key stands twice"),
    "table given twice": ('[[rules]]\nrule = "born', '[round]\nyear = "2024"\n[[rules]]\nrule = "born', 12, "this table stands twice"),
    "impossible date": ("1968-01-01", "1968-02-30", 15, "this date does not exist"),
    "thirteenth month": ("2023-09-30", "2023-13-01", 10, "a date does not exist"),
    "date without zeros": ("1968-01-01", "1968-1-1", 15, "dates are written 2025-01-31"),
    "date with slashes": ("1968-01-01", "1968/01/01", 15, "dates are written 2025-01-31"),
    "date in Chinese": ("1968-01-01", "1968年1月1日", 15, "dates are written 2025-01-31"),
    "text without quotes": ('"draft"', "draft", 4, "text is written in double quotes"),
    "Chinese quotes": ('"draft"', "“draft”", 4, "text is written in double quotes"),
    "Chinese comma": ("leader = 9, backup", "leader = 9， backup", 8, "comma or the closing brace"),
    "Chinese equals sign": ('status = "draft"', 'status ＝ "draft"', 4, "no = after the key"),
    "colon for equals sign": ('status = "draft"', 'status: "draft"', 4, "no = after the key"),
    "key in Chinese": ('status = "draft"', '状态 = "draft"', 4, "neither a key with its value"),
    "no value": ('status = "draft"', "status =", 4, "this is not a value"),
    "no key": ('status = "draft"', '= "draft"', 4, "neither a key with its value"),
    "quote not closed": ('"draft"', '"draft', 4, "is its closing quote missing"),
    "backslash": ('"draft"', '"C:\\draft"', 4, "a backslash inside a text"),
    "list not closed": ('  "granted_on",\n]', '  "granted_on",', 32, "a list ends with a bracket"),
    "comma missing in a list": ('"/applicant/name", ', '"/applicant/name" ', 38, "closing bracket of the list"),
    "brace not closed": ("backup = 14 }", "backup = 14", 8, "closing brace"),
    "brace on the next line": ("{ leader = 9,", "{ leader = 9,\n", 8, "braces end in the line they begin in"),
    "table not closed": ("[round]", "[round", 6, "closing bracket of the table's name"),
    "list of tables half closed": ('[[rules]]\nrule = "born', '[[rules]\nrule = "born', 12, "closing bracket of the table's name"),
    "two keys in one line": ('name = "test-leaders"\n', 'name = "test-leaders" ', 2, "something stands after the value"),
    "JSON": (SOUND, '{"format": "eligibility-ruleset/1"}', 1, "neither a key with its value"),
    "YAML": (SOUND, "format: eligibility-ruleset/1\n", 1, "no = after the key"),
    "table over a value": ('[[rules]]\nrule = "born', '[title]\nzh = "x"\n[[rules]]\nrule = "born', 12, "stands twice"),
    "dotted key into a list": ('[[rules]]\nrule = "born', '[round.batches.more]\nx = 1\n[[rules]]\nrule = "born', 12, "already complete"),
    "text of many lines not closed": ('"测试计划"', '"""测试计划', 40, "a text has no closing quote"),
}  # fmt: skip
"""What TOML itself refuses, in words and lines of ours: what it becomes, the line, and a part of the cause."""


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    """Return the built-in plugins."""
    return load_plugins()


@pytest.fixture
def refusal(tmp_path: Path, plugins: Plugins) -> Callable[[str | bytes], RulesetError]:
    """Return a function that gives the error with which a text is refused as a ruleset."""

    def refuse(text: str | bytes) -> RulesetError:
        path = tmp_path / "2023.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        with watched(), pytest.raises(RulesetError) as error:
            read_ruleset(path, plugins)
        return error.value

    return refuse


def problems(error: RulesetError, language: str = "en") -> list[str]:
    """Return an error's problems in words."""
    return [problem.text(language) for problem in error.problems]


def changed(old: str, new: str) -> str:
    """Return the sound ruleset with one thing changed."""
    assert SOUND.count(old) >= 1, old
    return SOUND.replace(old, new, 1)


def test_the_sound_ruleset_is_sound(tmp_path: Path, plugins: Plugins) -> None:
    """Without a slip the ruleset of these tests is read, whole and in order."""
    path = tmp_path / "2023.toml"
    path.write_text(SOUND, encoding="utf-8")
    ruleset = read_ruleset(path, plugins)
    assert ruleset.full_name == "test-leaders@2023"
    assert [(entry.rule.name, entry.line) for entry in ruleset.entries] == [
        ("born-too-early", 12),
        ("outside-window", 19),
        ("incomplete-record", 26),
        ("missing-field", 36),
    ]


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_every_slip_is_told(tmp_path: Path, refusal: Callable[[str], RulesetError], mistake: Mistake) -> None:
    """A slip is refused with file, line, entry and key, the cause, and the right name that is nearest, if one is near."""
    told = problems(refusal(changed(mistake.old, mistake.new)))
    start = f"{tmp_path / '2023.toml'}:{mistake.line}: "
    start += f"{mistake.entry}: " if mistake.entry else ""
    start += f"{mistake.key}: " if mistake.key else ""
    found = [words for words in told if words.startswith(start) and mistake.cause in words]
    assert found, told
    hint = found[0].partition("did you mean ")[2].removesuffix("?")
    assert hint == (mistake.hint or "")


@pytest.mark.parametrize(("old", "new", "line", "cause"), SYNTAX.values(), ids=SYNTAX.keys())
def test_every_slip_of_syntax_is_told(
    tmp_path: Path, refusal: Callable[[str], RulesetError], old: str, new: str, line: int, cause: str
) -> None:
    """What is not TOML is refused with file and line and a cause in an author's words."""
    (told,) = problems(refusal(changed(old, new)))
    assert told.startswith(f"{tmp_path / '2023.toml'}:{line}: ")
    assert cause in told


def test_every_problem_is_told_at_once(refusal: Callable[[str], RulesetError]) -> None:
    """All slips of a file are listed in the order of their lines, those of the head with those of the entries."""
    text = SOUND.replace('"draft"', '"drafft"').replace("born_from", "born_form").replace('"awards"', '"award"')
    text = text.replace('"missing-field"', '"missing-fields"').replace("2023-09-30", '"soon"')
    told = problems(refusal(text))
    lines = [int(words.split(":")[1]) for words in told]
    assert lines == [4, 10, 12, 15, 21, 37]


def test_every_refusal_can_be_said_in_both_languages(refusal: Callable[[str], RulesetError]) -> None:
    """A refusal names the same places in both languages."""
    for mistake in MISTAKES.values():
        error = refusal(changed(mistake.old, mistake.new))
        english, chinese = (problems(error, language) for language in LANGUAGES)
        assert len(english) == len(chinese)
        for one, other in zip(english, chinese, strict=True):
            assert one.split(": ")[0] == other.split(": ")[0]


@pytest.mark.parametrize("text", ['"1968-01-01"', "'1968-01-01'"])
def test_a_date_in_quotes_is_of_the_wrong_type(refusal: Callable[[str], RulesetError], text: str) -> None:
    """TOML has real dates, so a date in quotes is text, and text is not what the parameter takes."""
    (told,) = problems(refusal(changed("1968-01-01", text)))
    assert "#1 born-too-early: born_from: a date is written without quotes" in told


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        (b"\xef\xbb\xbf" + SOUND.encode(), 1, "byte order mark; save it as UTF-8 without one"),
        (SOUND.encode("gbk"), 3, "not UTF-8 text; save the file as UTF-8"),
        (SOUND.encode("utf-16"), 1, "not UTF-8 text"),
        (SOUND.encode("utf-16-le"), 3, "not UTF-8 text"),
        (SOUND.replace("\n", "\r").encode(), 1, "something stands after the value"),
        (SOUND.encode().replace(b"draft", b"dr\0aft"), 4, "control character"),
        (b"", 1, "required"),
        (b"\n# nothing but a comment\n", 1, "required"),
    ],
    ids=["mark", "GBK", "UTF-16", "UTF-16 without mark", "lone returns", "NUL", "empty", "comment"],
)
def test_unusual_bytes_are_told(
    tmp_path: Path, refusal: Callable[[bytes], RulesetError], text: bytes, line: int, cause: str
) -> None:
    """A file that is not UTF-8 text with usual line ends is refused with the line and the cure."""
    told = problems(refusal(text))
    assert told[0].startswith(f"{tmp_path / '2023.toml'}:{line}: ")
    assert cause in told[0]


@pytest.mark.parametrize(
    "change",
    [("\n", "\r\n"), (" = ", "\t=\t"), ("\n", "   \n"), ("{ ", "{"), ('"', "'")],
    ids=["CRLF", "tabs", "blanks", "tight", "single"],
)
def test_habits_of_writing_do_not_matter(tmp_path: Path, plugins: Plugins, change: tuple[str, str]) -> None:
    """Line ends, tabs, blanks and the kind of quotes change neither the entries nor their lines."""
    path = tmp_path / "2023.toml"
    path.write_text(SOUND, encoding="utf-8")
    expected = read_ruleset(path, plugins)
    path.write_bytes(SOUND.replace(*change).encode())
    found = read_ruleset(path, plugins)
    assert found.entries == expected.entries
    assert found.round == expected.round
    assert found.sha256 != expected.sha256


def test_what_is_no_file_is_told(tmp_path: Path, plugins: Plugins) -> None:
    """A folder, a pipe, a device and nothing at all are refused by their path."""
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for path in (tmp_path / "pipe.toml", tmp_path / "folder.toml", Path("/dev/zero")):
        with watched(), pytest.raises(RulesetError, match="not a file") as error:
            read_ruleset(path, plugins)
        assert str(path) in str(error.value)
    for name in ("nothing.toml", "folder.toml/x.toml", "nothing/at/all.toml", "a" * 5000 + ".toml", "a\0b.toml"):
        with pytest.raises(RulesetError, match="can't be read"):
            load_ruleset(str(tmp_path / name), plugins)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path, plugins: Plugins) -> None:
    """A file this process may not read is refused by its path."""
    path = tmp_path / "2023.toml"
    path.write_text(SOUND, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(RulesetError, match="can't be read"):
        read_ruleset(path, plugins)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "[" * 300 + "]" * 300,
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + "{ a = " * 5_000 + "1" + " }" * 5_000,
        ".".join(["a"] * 5_000) + " = 1",
        ".".join(["a"] * 500_000) + " = 1",
        "[" + " . ".join(['"a"'] * 100_000) + "]",
        "[[" + ".".join(["a"] * 1_000) + "]]",
        "x = { " + ".".join(["a"] * 1_000) + " = 1 }",
    ],
    ids=["open", "300", "lists", "braces", "dots", "many dots", "header", "list header", "inline"],
)
def test_endless_nesting_is_refused(refusal: Callable[[str], RulesetError], text: str) -> None:
    """Brackets, braces and dotted keys without end are refused, and keep nobody waiting."""
    told = problems(refusal(SOUND[: SOUND.index("[round]")] + text))
    assert any("nested too deeply" in words or "no key named" in words for words in told)


def test_a_number_without_measure_is_refused(refusal: Callable[[str], RulesetError]) -> None:
    """A number of thousands of digits is refused in words."""
    assert "too many digits" in problems(refusal(changed("leader = 9", f"leader = {'9' * 5000}")))[0]


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    """A file over the limit is refused in bounded memory, one of the limit is read."""
    path = tmp_path / "2023.toml"
    path.write_text(SOUND.ljust(LARGEST_FILE - 100, "\n"), encoding="utf-8")
    assert load_ruleset(path).name == "test-leaders"
    with path.open("r+b") as file:
        file.truncate(10 << 30)
    code = "try:\n    eligibility.load_ruleset(argument)\nexcept RulesetError as error:\n    print(error)"
    printed, peak = run_bounded(code, path)
    assert f"larger than {LARGEST_FILE} bytes" in printed
    assert peak < 200


# --- duplicates -------------------------------------------------------------------------------------------------------


ENTRY: Final = """
[[rules]]
rule = "born-too-early"
when = { category = "leader" }
born_from = 1970-01-01
severity = "info"
source = { title = "Another", basis = "stated" }
"""
INLINE: Final = (
    '{ rule = "born-too-early", born_from = 1970-01-01, severity = "info", source = { title = "A", basis = "stated" } }'
)


def test_the_same_rule_for_the_same_people_is_refused(refusal: Callable[[str], RulesetError]) -> None:
    """Two entries of one rule for the same people contradict each other, whatever their values."""
    told = problems(refusal(SOUND + ENTRY))
    assert len(told) == 1
    assert ":42: #5 born-too-early: " in told[0]
    assert "stands in line 12; remove one of the two" in told[0]


def test_duplicates_in_one_line_are_refused(refusal: Callable[[str], RulesetError]) -> None:
    """Entries need not stand in lines of their own to be recognised as the same."""
    text = f"rules = [{INLINE}, {INLINE}]\n" + SOUND[: SOUND.index("[[rules]]")]
    (told,) = problems(refusal(text))
    assert ":1: #2 born-too-early: the same rule for the same people" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"leader"', '"backup"'),
        ('category = "leader"', 'track = "skilled"'),
        ('category = "leader"', 'category = "leader", track = "skilled"'),
        ('when = { category = "leader" }\n', ""),
    ],
)
def test_the_same_rule_for_other_people_is_fine(tmp_path: Path, plugins: Plugins, old: str, new: str) -> None:
    """The same rule may stand once for each kind of people."""
    path = tmp_path / "2023.toml"
    path.write_text(SOUND + ENTRY.replace(old, new), encoding="utf-8")
    assert len(read_ruleset(path, plugins).entries) == 5


def test_the_same_rule_for_another_section_is_fine(tmp_path: Path, plugins: Plugins) -> None:
    """Entries that differ only in what the rule calls its scope stand side by side; with the same scope they don't."""
    start = SOUND.index('[[rules]]\nrule = "outside-window"')
    entry = SOUND[start : SOUND.index('[[rules]]\nrule = "incomplete-record"')]
    path = tmp_path / "2023.toml"
    path.write_text(SOUND + entry.replace('"awards"', '"honours"'), encoding="utf-8")
    assert len(read_ruleset(path, plugins).entries) == 5
    path.write_text(SOUND + entry.replace("2018-01-01", "2019-01-01"), encoding="utf-8")
    with pytest.raises(RulesetError, match="the same rule for the same people stands in line 19"):
        read_ruleset(path, plugins)


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder with a sound ruleset."""
    folder = tmp_path / "desk"
    (folder / "programme").mkdir(parents=True)
    (folder / "programme" / "2023.toml").write_text(SOUND, encoding="utf-8")
    return folder


def offered(folder: Path) -> Plugins:
    """Return the plugins with a folder of rulesets among them."""
    return load_plugins((str(folder),))


def test_the_shipped_ruleset_is_found_by_name_and_by_path() -> None:
    """The 2023 round loads by its name and by its file, and is the same."""
    path = shipped("rulesets") / "anhui-leaders" / "2023.toml"
    by_name = load_ruleset("anhui-leaders@2023")
    assert by_name == load_ruleset(path) == load_ruleset(str(path))
    assert (by_name.name, by_name.round.year, by_name.round.batches.leader) == ("anhui-leaders", "2023", 9)


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    """A name nobody has is refused with the known ones and the one most like it."""
    with pytest.raises(RulesetError) as error:
        load_ruleset("anhui-leaders@2032")
    words = str(error.value)
    assert "There is no ruleset named anhui-leaders@2032." in words
    assert "anhui-leaders@2023" in words.partition("known rulesets: ")[2]
    assert "did you mean anhui-leaders@20" in words


@pytest.mark.parametrize(
    "name", ["", "@", "anhui-leaders", "2023", "anhui-leaders@", "../2023", "x" * 100_000, "\x1b[31m@2023"]
)
def test_a_name_from_a_declaration_is_only_a_name(name: str) -> None:
    """Whatever a declaration names as its programme and round is looked up, never opened, and cut short in the refusal."""
    with pytest.raises(RulesetError, match="There is no ruleset named") as error:
        find_ruleset(name, load_plugins())
    assert len(str(error.value)) < 2_000
    assert "\x1b" not in str(error.value)


def test_a_folder_adds_its_rulesets(desk: Path) -> None:
    """A folder's rulesets are found at any depth, and the shipped ones still are."""
    plugins = offered(desk)
    assert find_ruleset("test-leaders@2023", plugins).path == desk / "programme" / "2023.toml"
    assert find_ruleset("anhui-leaders@2023", plugins).name == "anhui-leaders"


LOST: Final = {
    "a long header": f"{'# 说明' * 2000}\n{SOUND}".encode(),
    "UTF-16": SOUND.encode("utf-16"),
    "a misspelt format": SOUND.replace("eligibility-ruleset", "eligiblity-ruleset").encode(),
    "not TOML": b"[[rules]\n",
    "empty": b"",
}
BESIDE: Final = {
    "cases.toml": 'rule = "born-too-early"\n\n[[cases]]\nname = "a"\n',
    "demands.toml": '[[demand]]\nid = "a"\n',
    "waivers.toml": 'format = "eligibility-waivers/1"\n',
    "pyproject.toml": '[build-system]\nrequires = []\n\n[project]\nname = "a"\n',
    "tests/slips.toml": "[[",
}


@pytest.mark.parametrize("written", LOST.values(), ids=LOST)
def test_no_ruleset_of_a_folder_is_lost_by_a_slip(tmp_path: Path, written: bytes) -> None:
    """A TOML file that is not plainly something else is taken for a ruleset, so that its slip is told."""
    path = tmp_path / "2030.toml"
    path.write_bytes(written)
    assert path in set(ruleset_files(offered(tmp_path)))


def test_other_files_of_a_folder_are_no_rulesets(desk: Path) -> None:
    """Case files, demands, waivers, a package's own file and whatever lies in tests are passed over; alone, they are told."""
    (desk / "tests").mkdir()
    for name, text in BESIDE.items():
        (desk / name).write_text(text, encoding="utf-8")
    ruleset = desk / "programme" / "2023.toml"
    assert [path for path in ruleset_files(offered(desk)) if path.is_relative_to(desk)] == [ruleset]
    ruleset.unlink()
    with pytest.raises(PluginError, match=f"{re.escape(str(desk.parent))}: no ruleset stands in this folder"):
        offered(desk.parent)


def test_files_come_in_order_and_once(desk: Path) -> None:
    """Files come plugin by plugin, each folder's in order of their paths, and each once however often it is offered."""
    (desk / "a.toml").write_text(SOUND.replace('"2023"', '"2022"'), encoding="utf-8")
    (desk / "link.toml").symlink_to("a.toml")
    plugins = load_plugins((str(desk), str(desk / "programme"), f"{desk}/"))
    files = [path for path in ruleset_files(plugins) if path.is_relative_to(desk)]
    assert files == [desk / "a.toml", desk / "programme" / "2023.toml"]
    assert next(ruleset_files(plugins)).is_relative_to(shipped("rulesets"))


def test_two_files_of_one_name_are_refused(desk: Path) -> None:
    """Two files of one name and round are refused with both paths, but only when that name is asked for."""
    shutil.copy(desk / "programme" / "2023.toml", desk / "copy.toml")
    plugins = offered(desk)
    with pytest.raises(RulesetError, match="Two files are the ruleset test-leaders@2023") as error:
        find_ruleset("test-leaders@2023", plugins)
    assert str(desk / "copy.toml") in str(error.value)
    assert str(desk / "programme" / "2023.toml") in str(error.value)
    assert find_ruleset("anhui-leaders@2023", plugins).name == "anhui-leaders"


BROKEN: Final[dict[str, str | bytes]] = {
    "syntax.toml": SOUND.replace('"2023"', '"2024"').replace("[round]", "[round"),
    "nameless.toml": SOUND.replace('name = "test-leaders"\n', ""),
    "roundless.toml": SOUND[: SOUND.index("[round]")],
    "gbk.toml": SOUND.encode("gbk"),
    "list.toml": SOUND.replace("[round]", "[[round]]"),
    "deep.toml": SOUND + "x = " + "[" * 100_000,
}


def test_broken_files_hide_nothing_and_are_told(desk: Path) -> None:
    """Files that can't be read don't stand in the way of others; who misses a ruleset is told why they have no name."""
    for name, text in BROKEN.items():
        (desk / name).write_bytes(text.encode() if isinstance(text, str) else text)
    (desk / "folder.toml").mkdir()
    (desk / "cases.toml").write_text('rule = "born-too-early"\n\n[[cases]]\n', encoding="utf-8")
    os.mkfifo(desk / "pipe.toml")
    plugins = offered(desk)
    with watched():
        assert find_ruleset("test-leaders@2023", plugins).name == "test-leaders"
        with pytest.raises(RulesetError) as error:
            find_ruleset("test-leaders@2024", plugins)
    words = str(error.value)
    assert "did you mean test-leaders@2023" in words
    assert f"{desk / 'syntax.toml'}:6: the closing bracket" in words
    for name in BROKEN:
        assert str(desk / name) in words, name
    for name in ("folder.toml", "cases.toml", "pipe.toml"):
        assert str(desk / name) not in words, name


def test_a_ruleset_broken_inside_is_told_when_asked_for(desk: Path) -> None:
    """A file that still says its name is found by it, and its faults are told."""
    path = desk / "programme" / "2023.toml"
    path.write_text(SOUND.replace("born_from", "born_form"), encoding="utf-8")
    with pytest.raises(RulesetError, match="there is no key named born_form; did you mean born_from"):
        find_ruleset("test-leaders@2023", offered(desk))


def test_a_path_offered_but_not_there_is_told(tmp_path: Path) -> None:
    """A plugin that offers a path where nothing is hides no other ruleset, and is told with the rest."""
    source = tmp_path / "offers_nothing.py"
    source.write_text(
        "from eligibility import hookimpl\n@hookimpl\ndef register_rulesets():\n    return ['/nothing/at/all.toml']\n",
        encoding="utf-8",
    )
    plugins = load_plugins((str(source),))
    assert isinstance(find_ruleset("anhui-leaders@2023", plugins), Ruleset)
    with pytest.raises(RulesetError, match=r"/nothing/at/all\.toml: the ruleset can't be read"):
        find_ruleset("anhui-leaders@1999", plugins)
