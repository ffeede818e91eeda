"""The command `rulesets`: the policy author's desk."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from eligibility import load_plugins, load_ruleset
from eligibility.shipped import shipped
from tools.invent import Amounts, invent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Folder, Run

FILE: Final = shipped("rulesets") / "anhui-leaders" / "2023.toml"
TEXT: Final = FILE.read_text(encoding="utf-8")

SMALL: Final = """
format = "eligibility-ruleset/1"
name = "own"
title = "示例计划"
status = "draft"

[round]
year = "2030"
batches = { leader = 1, backup = 2 }
opens_on = 2030-01-01
closes_on = 2030-02-01

[[rules]]
rule = "text-too-long"
field = "/remarks"
longest = 500
severity = "error"
source = { title = "Notice, clause 1", title_zh = "通知第一条", basis = "stated" }

[[rules]]
rule = "born-too-early"
when = { category = "leader" }
born_from = 1975-01-01
severity = "warning"
source = { title = "Notice, clause 2", basis = "inferred" }
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the file of a small ruleset."""
    path = tmp_path / "old.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_list_names_every_ruleset(run: Run) -> None:
    """Each known ruleset stands on one line with its title, the number of its entries and its file."""
    done = run("rulesets", "list")
    line = next(line for line in done.stdout.splitlines() if line.startswith("anhui-leaders@2023"))
    ruleset = load_ruleset("anhui-leaders@2023", load_plugins())
    assert [ruleset.title, "final", str(len(ruleset.entries)), str(FILE)] == re.split(r"\s{2,}", line.strip())[1:]
    assert done.returncode == 0


def test_a_refused_ruleset_is_not_hidden_from_the_list(run: Run, tmp_path: Path) -> None:
    """The others are listed, the refused one is told on standard error, and the exit code is 2."""
    (tmp_path / "broken.toml").write_text(SMALL.replace("longest = 500", ""), encoding="utf-8")
    done = run("rulesets", "list", "--plugin", tmp_path)
    assert done.returncode == 2
    assert "anhui-leaders@2023" in done.stdout
    assert "broken.toml" in done.stderr


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            ["everybody", "error", "longest = 500", "Notice, clause 1 (stated)", "leader", "born_from = 1975-01-01"],
        ),
        (
            "zh",
            ["全体申报人", "不符合", "longest = 500", "通知第一条（明文规定）", "带头人", "Notice, clause 2（推定）"],
        ),
    ],
)
def test_a_ruleset_is_shown_whole(language: str, expected: list[str], run: Run, old: Path) -> None:
    """The round's dates and every entry with its people, values, severity, source and basis are shown."""
    done = run("rulesets", "show", old, "--lang", language)
    assert done.returncode == 0
    for words in ("own@2030", "示例计划", "2030-02-01", "text-too-long", "born-too-early", *expected):
        assert words in done.stdout


def test_an_unknown_ruleset_names_the_nearest(run: Run) -> None:
    """A misspelt name is refused with the one that was probably meant."""
    done = run("rulesets", "show", "anhui-leader@2023")
    assert done.returncode == 2
    assert "did you mean anhui-leaders@2023?" in done.stderr


def test_equal_rulesets_have_no_difference(run: Run, old: Path) -> None:
    """A ruleset compared with itself says that both say the same."""
    done = run("rulesets", "diff", old, old)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == ["= Both say the same."]


def test_a_difference_is_told_in_words(run: Run, old: Path, tmp_path: Path) -> None:
    """What was added, removed or changed is told by rule, people and scope: values, severity, source and the round."""
    new = tmp_path / "new.toml"
    changed = (
        SMALL.replace("2030-02-01", "2030-03-01")
        .replace("longest = 500", "longest = 600")
        .replace('"error"', '"info"')
        .replace("clause 1", "clause 9")
        .replace('category = "leader"', 'category = "backup"')
    )
    new.write_text(changed, encoding="utf-8")
    done = run("rulesets", "diff", old, new)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [
        "~ closes on: 2030-02-01 → 2030-03-01",
        "- born-too-early (leader), born_from = 1975-01-01, to be checked",
        '~ text-too-long (everybody), field = "/remarks"',
        "    longest: 500 → 600",
        "    severity: error → note",
        "    source: Notice, clause 1 → Notice, clause 9",
        "+ born-too-early (backup candidate), born_from = 1975-01-01, to be checked",
    ]


def test_sound_rulesets_pass_the_lint(run: Run, old: Path) -> None:
    """All known rulesets are sound, and so is a file of one's own; what nobody has confirmed is a note."""
    assert run("rulesets", "lint").returncode == 0
    done = run("rulesets", "lint", old, "anhui-leaders@2023")
    assert done.returncode == 0
    heads = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(heads) == 2
    assert all("no mistakes" in head for head in heads)


def test_a_mistake_is_told_with_file_and_line(run: Run, old: Path, tmp_path: Path) -> None:
    """Every mistake of every file is told at its line with the nearest right name, and the exit code is 2."""
    broken = tmp_path / "broken.toml"
    text = SMALL.replace("longest = 500", "longst = 500").replace("1975-01-01", '"soon"')
    broken.write_text(text, encoding="utf-8")
    done = run("rulesets", "lint", broken, old)
    assert done.returncode == 2
    for mistake in ("longst = 500", 'born_from = "soon"'):
        assert f"{broken}:{text.splitlines().index(mistake) + 1}: " in done.stdout
    assert "did you mean longest?" in done.stdout
    assert f"{old}: own@2030, 2 entries, no mistakes" in done.stdout


def test_two_rulesets_of_one_name_are_a_mistake(run: Run, old: Path, tmp_path: Path) -> None:
    """Nobody could say which of the two is the law."""
    (tmp_path / "copy.toml").write_text(SMALL, encoding="utf-8")
    done = run("rulesets", "lint", "--plugin", tmp_path)
    assert done.returncode == 2
    assert str(old) in done.stdout
    assert str(tmp_path / "copy.toml") in done.stdout


def test_impact_counts_and_fails_beyond_the_limit(run: Run, folder: Folder, tmp_path: Path) -> None:
    """Newly rejected submissions are counted and named under their entry; beyond the limit the exit code is 1, up to it 0."""
    (tmp_path / "new.toml").write_text(TEXT.replace("longest = 800", "longest = 1"), encoding="utf-8")
    batch = tmp_path / "batch"
    batch.mkdir()
    clean = invent(7, amounts=Amounts(jobs=1, awards=3, honours=1, papers=0, books=0, projects=1))
    for name, document in {"one": clean, "two": {**clean, "contributions": "字"}}.items():
        folder(document, name).rename(batch / name)
    command = ("rulesets", "impact", "anhui-leaders@2023", tmp_path / "new.toml", batch, "--lang", "en")
    plain = run(*command)
    assert plain.returncode == 0
    assert re.search(r"newly rejected +1 +50.00% +9.45% – 90.55%", plain.stdout)
    assert re.search(r'text-too-long \(everybody\), field = "/contributions" +error +1 +one', plain.stdout)
    assert run(*command, "--max-newly-rejected", "0.5").returncode == 0
    backwards = run("rulesets", "impact", tmp_path / "new.toml", "anhui-leaders@2023", batch, "--lang", "en")
    assert re.search(r"newly cleared\n.*\n.*\n? *no longer: text-too-long", backwards.stdout)
    beyond = run(*command, "--max-newly-rejected", "0.49")
    assert beyond.returncode == 1
    assert "More are newly rejected than allowed (49.00%)." in beyond.stdout
    (batch / "broken.json").write_text("{", encoding="utf-8")
    broken = run(*command)
    assert broken.returncode == 2
    assert "broken.json" in broken.stderr
    assert "Submissions judged by both: 2" in broken.stdout


def test_impact_judges_an_audit_anew(run: Run, folder: Folder, tmp_path: Path) -> None:
    """Of an audit's OUT folder, the submissions it judged are judged anew, wherever they lie; one that is gone since is told."""
    (tmp_path / "new.toml").write_text(TEXT.replace("longest = 800", "longest = 1"), encoding="utf-8")
    batch = tmp_path / "province"
    document = invent(7, amounts=Amounts(jobs=1, awards=3, honours=1, papers=0, books=0, projects=1))
    for name in ("one", "deeper/two"):
        (batch / name).parent.mkdir(parents=True, exist_ok=True)
        folder(document, name.replace("/", "-")).rename(batch / name)
    assert run("audit", batch, "--out", tmp_path / "out").returncode == 0
    command = ("rulesets", "impact", "anhui-leaders@2023", tmp_path / "new.toml", tmp_path / "out", "--lang", "en")
    both = run(*command)
    assert both.returncode == 0
    assert re.search(r"newly rejected +2 +100.00%", both.stdout)
    assert re.search(r"error +2 +deeper/two, one", both.stdout)
    shutil.rmtree(batch / "one")
    gone = run(*command, "--as-of", "2023-08-21")
    assert (gone.returncode, "Submissions judged by both: 1" in gone.stdout) == (2, True)
    assert f"{batch / 'one'}: " in gone.stderr


@pytest.mark.parametrize("share", ["2", "-1", "nan", "half", "1e-3"])
def test_impact_refuses_what_is_no_share(run: Run, tmp_path: Path, share: str) -> None:
    """Anything but a share from 0 to 1 is bad usage, and a folder without submissions is an error in words."""
    names = ("rulesets", "impact", "anhui-leaders@2023", "anhui-leaders@2025", tmp_path)
    assert run(*names, f"--max-newly-rejected={share}").returncode == 2
    nothing = run(*names)
    assert nothing.returncode == 2
    assert "Traceback" not in nothing.stderr


def test_editors_get_each_remark_as_json(run: Run, old: Path) -> None:
    """With `--format json` each remark is an object on its line, with line, severity, cause and cure."""
    (remark,) = map(json.loads, run("rulesets", "lint", old, "--format", "json", "--lang", "zh").stdout.splitlines())
    assert (remark["line"], remark["severity"], remark["check"]) == (25, "info", "inferred")
    assert remark["subject"] == "#2 born-too-early: source.basis"
    assert remark["message"] == "此条目尚未确认"
    assert "请查对通知" in remark["cure"]


def test_a_new_round_is_opened_and_listed(run: Run, tmp_path: Path) -> None:
    """`new` writes the file and a schema beside it, never over a file, and lists what was moved with its line."""
    done = run("rulesets", "new", "2027", "--from", "anhui-leaders@2025")
    text = (tmp_path / "2027.toml").read_text(encoding="utf-8")
    assert (done.returncode, text.partition("\n")[0]) == (0, "#:schema ruleset.schema.json")
    assert "$schema" in json.loads((tmp_path / "ruleset.schema.json").read_text(encoding="utf-8"))
    line = text.splitlines().index(next(line for line in text.splitlines() if line.startswith("opens_on"))) + 1
    assert re.search(rf"{line}\s+round.opens_on\s+2025-08-01\s+2027-08-01", done.stdout)
    again = run("rulesets", "new", "2027", "--from", "anhui-leaders@2025")
    assert (again.returncode, (tmp_path / "2027.toml").read_text(encoding="utf-8")) == (2, text)
    assert run("rulesets", "new", "2025", "--from", "anhui-leaders@2025").returncode == 2
    assert run("rulesets", "new", "27", "--from", "anhui-leaders@2025").returncode == 2


def test_a_frozen_file_is_final_and_refuses_changes(run: Run, old: Path) -> None:
    """`freeze` makes the ruleset final; a value changed afterwards is refused, and withdrawing it is no change."""
    done = run("rulesets", "freeze", old, "--lang", "en")
    assert done.returncode == 0
    assert re.search(r"values still inferred: \d+; cases found: 0\n$", done.stdout)
    frozen = old.read_text(encoding="utf-8")
    assert 'status = "final"\nfrozen = "' in frozen
    assert load_ruleset(old).frozen
    assert run("rulesets", "freeze", old).returncode == 2
    old.write_text(frozen.replace("longest = 500", "longest = 501"), encoding="utf-8")
    refused = run("rulesets", "lint", old)
    assert refused.returncode == 2
    assert f"{old}:6: error [refused]: frozen: the file was changed since it was frozen" in refused.stdout
    withdrawn = frozen.replace('status = "final"', 'status = "withdrawn"\nreplaced_by = "own@2031"')
    old.write_text(withdrawn.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert load_ruleset(old).replaced_by == "own@2031"


def test_freezing_takes_a_file(run: Run) -> None:
    """A ruleset's name is not frozen, and the cure is not to name it once more."""
    done = run("rulesets", "freeze", "anhui-leaders@2025", "--lang", "en")
    assert done.returncode == 2
    assert "freeze takes a ruleset's file, not its name" in done.stderr
    assert "known NAME@ROUND" not in done.stderr


def test_a_ruleset_with_mistakes_is_not_frozen(run: Run, old: Path) -> None:
    """What the lint calls an error keeps a file from being frozen, and it stays as it was."""
    text = old.read_text(encoding="utf-8").replace("clause 2", "clause 2: 40 or under")
    old.write_text(text, encoding="utf-8")
    done = run("rulesets", "freeze", old)
    assert (done.returncode, old.read_text(encoding="utf-8")) == (2, text)
    assert "age-disagrees" in done.stderr


def test_proposed_cases_are_run_and_what_they_cover_is_told(run: Run, old: Path, tmp_path: Path) -> None:
    """Without a case the test fails; those proposed by `--boundaries` hold; what stays uncovered is named."""
    nothing = run("rulesets", "test", old)
    assert nothing.returncode == 1
    assert "own@2030: no case in" in nothing.stdout
    assert 'text-too-long (everybody), field = "/remarks": never finds, never passes' in nothing.stdout
    assert 'field = "/remarks": longest = 500: no case would notice 499, 501' in nothing.stdout
    proposed = run("rulesets", "test", old, "--boundaries").stdout
    (tmp_path / "tests").mkdir()
    file = tmp_path / "tests" / "own.toml"
    file.write_text(proposed, encoding="utf-8")
    done = run("rulesets", "test", old)
    assert (done.returncode, done.stderr) == (0, "")
    assert "own@2030: 6 of 6 cases hold" in done.stdout
    assert "Entries: 2 of 2 find something in a case, 2 pass in one" in done.stdout
    assert "longest" not in done.stdout
    file.write_text(proposed.replace("times = 500", "times = 502"), encoding="utf-8")
    failed = run("rulesets", "test", old, "--lang", "zh")
    assert failed.returncode == 1
    assert "出现了未预期的发现：text-too-long /remarks" in failed.stdout
    file.write_text(proposed.replace("silence", "silnce"), encoding="utf-8")
    refused = run("rulesets", "test", old)
    assert refused.returncode == 2
    assert "did you mean silence?" in refused.stderr


def test_a_difference_is_a_table_for_the_changelog(run: Run, old: Path, tmp_path: Path) -> None:
    """With `--format markdown` each change is a row, in either language."""
    new = tmp_path / "new.toml"
    new.write_text(SMALL.replace("longest = 500", "longest = 600"), encoding="utf-8")
    rows = run("rulesets", "diff", old, new, "--format", "markdown").stdout.splitlines()
    assert rows[0] == "| Entry | Value | Before | After |"
    assert rows[2:] == ['| text-too-long (everybody), field = "/remarks" | longest | 500 | 600 |']
    assert "全体申报人" in run("rulesets", "diff", old, new, "--format", "markdown", "--lang", "zh").stdout
