"""The command `audit`: judges a folder, says how it ended in either language, and tells two audits apart."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from eligibility.audit.journal import Ledger
from eligibility.audit.run import Progress
from eligibility.cli.audit import progress

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import OnTerminal, Run


@pytest.fixture
def province(tmp_path: Path, eligible: Path, refer: Path) -> Path:
    """Return a folder of two submissions."""
    root = tmp_path / "province"
    root.mkdir()
    for path in (eligible, refer):
        shutil.move(path, root / path.name)
    return root


def test_a_folder_is_judged_and_its_verdicts_are_counted(run: Run, province: Path, tmp_path: Path) -> None:
    """Verdicts and files are told, progress goes to standard error, and the exit code is 0."""
    found = run("audit", province, "--out", tmp_path / "out", "--lang", "en")
    assert found.returncode == 0
    # One person is in both submissions, so both are to be looked at.
    assert "refer to a person: 2\n" in found.stdout
    assert str(tmp_path / "out" / "reports.jsonl") in found.stdout
    assert "2 of 2 submissions" in found.stderr
    assert "Comparing the submissions with one another.\n" in found.stderr
    again = run("audit", province, "--out", tmp_path / "out", "--lang", "zh")
    assert "转人工核查: 2\n" in again.stdout
    assert again.stderr == "已完成 2/2 份，其中 2 份无变化\n"


def test_an_out_that_is_no_text_is_written_to_and_told(run: Run, eligible: Path, tmp_path: Path) -> None:
    """Bytes that are no UTF-8 in the name of OUT are written out where it is told, and all files are made."""
    out = tmp_path / os.fsdecode(b"out\xff")
    province = tmp_path / "province"
    province.mkdir()
    shutil.move(eligible, province)
    found = run("audit", province, "--out", out, "--lang", "en")
    assert (found.returncode, r"out\udcff/findings.parquet" in found.stdout) == (0, True)
    assert {"report.html", "findings.xlsx", "reports.jsonl", "findings.parquet"} < {path.name for path in out.iterdir()}


def test_what_could_not_be_judged_decides_the_exit_code(run: Run, province: Path, tmp_path: Path) -> None:
    """One submission without a declaration makes it 2; the others are judged. The first are named, each with the reason."""
    for number in range(7):
        (province / f"empty{number}").mkdir()
    found = run("audit", province, "--out", tmp_path / "out", "--lang", "en")
    assert found.returncode == 2
    assert "could not be judged: 7\n" in found.stdout
    named = [line for line in found.stdout.splitlines() if line.startswith("  ")]
    assert len(named) == 6
    assert all(line.startswith(f"  empty{number}: ") for number, line in enumerate(named[:5]))
    assert "there is no such file" in named[0]
    assert named[5] == "  and 2 more; report.html names them all"


def test_two_audits_are_told_apart(run: Run, province: Path, tmp_path: Path) -> None:
    """As text in either language, or one JSON object a line; equal ones are said to be equal."""
    run("audit", province, "--out", tmp_path / "old")
    shutil.rmtree(province / "refer")
    run("audit", province, "--out", tmp_path / "new")
    text = run("audit", "diff", tmp_path / "old", tmp_path / "new", "--lang", "zh")
    assert text.returncode == 0
    assert "~ 转人工核查 → 符合" in text.stdout
    assert "- same-person-twice /applicant/id_number: 待核：" in text.stdout
    objects = [
        json.loads(line)
        for line in run("audit", "diff", tmp_path / "old", tmp_path / "new", "--format", "json").stdout.splitlines()
    ]
    assert {item["kind"] for item in objects} == {"changed", "gone"}
    same = run("audit", "diff", tmp_path / "new", tmp_path / "new", "--lang", "en")
    assert same.stdout == "Both audits found the same.\n"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "1 submissions that it has not judged yet"), ("zh", "其中 1 份尚未检测")]
)
def test_an_unfinished_audit_is_told_before_differences(
    run: Run, province: Path, tmp_path: Path, language: str, told: str
) -> None:
    """Which of the two was interrupted, and how many submissions are left out for it, is said in either language."""
    run("audit", province, "--out", tmp_path / "old")
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    with contextlib.closing(Ledger(tmp_path / "new")) as ledger:
        ledger.expect(["eligible", "later", "refer"], root=ledger.fact("root") or "", finished=None)
    found = run("audit", "diff", tmp_path / "old", tmp_path / "new", "--lang", language)
    assert str(tmp_path / "new") in found.stderr
    assert str(tmp_path / "old") not in found.stderr
    assert told in found.stderr


def test_submissions_that_are_gone_are_told(run: Run, province: Path, tmp_path: Path) -> None:
    """Where part of a folder is missing, as when a share is half mounted, the rows that go with it are not dropped in silence."""
    first = run("audit", province, "--out", tmp_path / "out", "--lang", "en")
    assert "No longer" not in first.stderr
    shutil.rmtree(province / "refer")
    again = run("audit", province, "--out", tmp_path / "out", "--lang", "en")
    assert again.returncode == 0
    assert "no longer in the audit: 1 submissions of the run before" in again.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "--out", "out"), "nowhere: there is no such file or folder"),
        ((".", "--out", "out"), "there are no submissions in this folder"),
        ((".", "--out", "out", "--executor", "dask"), "--executor dask needs the scheduler's address"),
        ((".", "--out", "out", "--scheduler", "tcp://x:1"), "add --executor dask, or leave --scheduler out"),
        ((".", "--out", "out", "--ruleset", "none@1"), "There is no ruleset named none@1"),
        (("diff", "a", "b"), "a: there is no audit in this folder"),
        ((".",), "--out"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """The exit code is 2, the words name the cause, and nothing is made."""
    found = run("audit", *words, "--lang", "en")
    assert found.returncode == 2
    assert told in found.stderr
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "out").exists()


def test_a_terminal_shows_rate_and_time_left(province: Path, tmp_path: Path) -> None:
    """There is a bar on standard error while the audit runs, with the words of the language."""
    outside, inside = pty.openpty()
    words = [
        sys.executable,
        "-m",
        "eligibility",
        "audit",
        str(province),
        "--out",
        str(tmp_path / "out"),
        "--lang",
        "zh",
    ]
    with subprocess.Popen(
        words, stderr=inside, stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    ):
        os.close(inside)
        shown = b""
        with contextlib.suppress(OSError):  # what the kernel says when nobody writes any more
            while piece := os.read(outside, 1 << 16):
                shown += piece
    os.close(outside)
    assert "2/2" in shown.decode()
    assert "剩余时间" in shown.decode()
    assert [stage for stage in ("检测", "相互比对", "生成网页") if stage not in shown.decode()] == []


def test_pages_that_take_long_are_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal, a line tells every half minute of how many submissions the pages are written."""
    with progress.shown("en") as notify:
        notify(Progress(1, 0, 3, 0, "writing"))
        monkeypatch.setattr(progress, "SECONDS", 0)
        notify(Progress(2, 0, 3, 0, "writing"))
    assert capsys.readouterr().err == "pages of 2 of 3 submissions written\n"


@pytest.mark.parametrize(("language", "told"), [("en", "“maybe” is not a decision"), ("zh", "“maybe”不是复核结论")])
def test_a_sheet_that_is_set_aside_is_told_with_the_reason(
    run: Run, province: Path, tmp_path: Path, language: str, told: str
) -> None:
    """Neither the next run nor an import lets decisions vanish without a word: the file that has them and the row are named."""
    out = tmp_path / "out"
    run("audit", province, "--out", out)
    (tmp_path / "none.jsonl").touch()
    commands: list[tuple[str | Path, ...]] = [
        ("audit", province, "--out", out),
        ("audit", "import", out, tmp_path / "none.jsonl"),
    ]
    for number, command in enumerate(commands, 1):
        book = load_workbook(out / "findings.xlsx")
        book.active["A2"] = "maybe"
        book.save(out / "findings.xlsx")
        found = run(*command, "--lang", language)
        assert found.returncode == 0
        assert f"findings-{number}.xlsx" in found.stderr
        assert "A2" in found.stderr
        assert told in found.stderr


def test_decisions_are_taken_in_and_counted(run: Run, on_terminal: OnTerminal, province: Path, tmp_path: Path) -> None:
    """What is written into the spreadsheet is taken in, told, and counted by rule, whose name is never broken, in both languages."""
    out = tmp_path / "out"
    found = run("audit", province, "--out", out, "--lang", "en")
    assert str(out / "report.html") in found.stdout
    assert str(out / "findings.xlsx") in found.stdout
    book = load_workbook(out / "findings.xlsx")
    rules = [line[7] for line in book.active.iter_rows(min_row=2, values_only=True)]
    book.active.cell(rules.index("same-person-twice") + 2, 1).value = "误报"
    book.save(tmp_path / "decided.xlsx")
    taken = run("audit", "import", out, tmp_path / "decided.xlsx", "--lang", "en")
    assert (taken.returncode, taken.stdout) == (0, "Decisions taken in: 1\n")
    english, chinese = (run("audit", "stats", out, "--lang", language).stdout for language in ("en", "zh"))
    row = next(line for line in english.splitlines() if line.startswith("same-person-twice"))
    assert row.split()[1:] == [str(rules.count("same-person-twice")), "1", "0", "1", "0", "100%"]
    assert "误报" in chinese.splitlines()[0]
    assert "same-person-twice" in on_terminal("audit", "stats", out, env={"COLUMNS": "50"})
    assert run("audit", "import", out, out / "journal.sqlite", "--lang", "zh").returncode == 2
    assert run("audit", "stats", tmp_path).returncode == 2
