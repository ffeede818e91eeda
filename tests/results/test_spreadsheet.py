"""The spreadsheet, written and read back by a real library, and the decisions in it."""

from __future__ import annotations

import json
import resource
import shutil
import tempfile
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from eligibility.audit.journal import Journal, Ledger
from eligibility.errors import EligibilityError
from eligibility.results import spreadsheet
from eligibility.results.dispositions import Ruling, decision_in, findings_of, read, rulings_of, take, tally
from eligibility.results.pages import href
from eligibility.results.publish import keep_decisions
from eligibility.results.spreadsheet import rulings_in, write_findings
from tests.audit.conftest import put
from tests.results.conftest import HOSTILE, audit, faulty

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Published = Callable[[str], Path]

DECISION, NOTE, SUBMISSION, EMPLOYER, RULE, PAGE, KEY = 0, 1, 2, 6, 7, 19, 20


def _rows(path: Path) -> list[tuple[Any, ...]]:
    return list(load_workbook(path).active.iter_rows(values_only=True))


def _decide(path: Path, **decisions: tuple[str, str]) -> Path:
    """Write decisions, by rule with underscores, into the submission `faulty`, and return the file."""
    book = load_workbook(path)
    for line in book.active.iter_rows(min_row=2):
        rule = str(line[RULE].value).replace("-", "_")
        if line[SUBMISSION].value == "faulty" and rule in decisions:
            line[DECISION].value, line[NOTE].value = decisions[rule]
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_for_each_finding(published: Published, language: str) -> None:
    """All findings stand in it with a link to their page; the heading is frozen and can be filtered."""
    out = published(language)
    with Journal(out) as journal:
        keys = [key for row in journal.rows() for key, _, _ in findings_of(row)]
    sheet = load_workbook(out / "findings.xlsx").active
    rows = _rows(out / "findings.xlsx")
    assert [row[KEY] for row in rows[1:] if row[KEY]] == keys
    [choice] = sheet.data_validations.dataValidation
    assert (choice.sqref, choice.showErrorMessage) == ("A2:A1000001", True)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", f"A1:U{len(rows)}")
    links = [row[PAGE] for row in rows[1:] if row[SUBMISSION] == "faulty"]
    assert all(link.startswith(f'=HYPERLINK("{href("faulty")}"') for link in links)
    assert len(links) > 2
    assert [row[KEY] for row in rows if row[SUBMISSION] == "broken"] == [None]


def test_no_cell_of_a_submission_is_a_formula(published: Published) -> None:
    """Text that begins like a formula is stored as text, and marked so that it stays text when it is edited."""
    out = published("en")
    hostile = 0
    for line in load_workbook(out / "findings.xlsx").active.iter_rows(min_row=2):
        for cell in line:
            if cell.column == PAGE + 1:
                continue
            assert cell.data_type != "f"
            if str(cell.value).startswith("="):
                hostile += 1
                assert cell.data_type == "s"
                assert cell.quotePrefix
    assert hostile > 0
    with zipfile.ZipFile(out / "findings.xlsx") as book:
        written = book.read("xl/worksheets/sheet1.xml").decode()
    assert all("pages/" in formula for formula in written.split("<f>")[1:])
    assert HOSTILE[-1] not in written


def test_a_character_that_xml_cannot_hold_leaves_the_sheet_readable(tmp_path: Path) -> None:
    """One name with noncharacters in it does not cost everybody the spreadsheet."""
    document = faulty()
    document["employer"]["name"] = "某单位\ufffe\uffff"
    put(tmp_path / "province" / "faulty", document, tmp_path / "cache.sqlite")
    audit(tmp_path / "province", tmp_path / "out", tmp_path / "cache.sqlite")
    with Journal(tmp_path / "out") as journal:
        sheet = write_findings(journal, tmp_path / "out", "en", {})
    assert rulings_in(sheet) == []
    assert "某单位\ufffd\ufffd" in {row[EMPLOYER] for row in _rows(sheet)}


def test_more_findings_than_a_sheet_holds_fill_the_next(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sheet has the heading, and reading back finds the rows of all."""
    out = published("en")
    total = len(_rows(out / "findings.xlsx")) - 1
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)
    with closing(Ledger(out)) as journal:
        path = write_findings(journal, out, "en", {})
    book = load_workbook(path)
    assert len(book.sheetnames) == -(-total // 2)
    book.worksheets[-1]["A2"] = "upheld"
    book.save(path)
    assert len(rulings_in(path)) == 1


def test_a_full_disk_of_temporary_files_is_told(published: Published) -> None:
    """Rows wait in a temporary file; where that finds no room, the words name the folder, and the sheet stays as it was."""
    out = published("en")
    before = (out / "findings.xlsx").read_bytes()
    with closing(Ledger(out)) as journal:
        row = journal.row("faulty")
        assert row is not None
        for report in row.reports.values():
            report["results"][-1]["findings"] *= 300
        journal.put(row, "stamp", ())
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, usual[1]))
        try:
            with pytest.raises(EligibilityError, match=f"^{tempfile.gettempdir()}: can't be written: File too large$"):
                write_findings(journal, out, "en", {})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert (out / "findings.xlsx").read_bytes() == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_decisions_come_back_and_stay(published: Published, language: str) -> None:
    """What is written into the sheet is taken in, counted by rule, and stands in the next sheet in either language."""
    out = published("en")
    sheet = _decide(
        out / "findings.xlsx",
        outlined=("误报", "=1 看过"),
        uninformative_attachment_name=("Upheld ", ""),
        outside_window=("excused", "as agreed"),
    )
    published(language)
    decided = {one.rule: (one.decision, one.note) for one in read(out).values()}
    assert decided == {
        "outlined": ("false-alarm", "=1 看过"),
        "uninformative-attachment-name": ("upheld", ""),
        "outside-window": ("excused", "as agreed"),
    }
    words = {row[RULE]: row[DECISION] for row in _rows(sheet) if row[DECISION] and row[KEY]}
    assert words["outlined"] == {"en": "false alarm", "zh": "误报"}[language]
    with Journal(out) as journal:
        counts = tally(journal, out)
    assert (counts["outlined"]["findings"], counts["outlined"]["false-alarm"]) == (1, 1)
    _decide(sheet, outlined=("open", ""))
    published("en")
    assert "outlined" not in {one.rule for one in read(out).values()}


def test_a_blank_cell_takes_nothing_back(published: Published) -> None:
    """An older sheet without decisions does not undo what was decided since."""
    out = published("en")
    old = out / "old.xlsx"
    shutil.copy(out / "findings.xlsx", old)
    _decide(out / "findings.xlsx", outlined=("upheld", ""))
    published("en")
    with Journal(out) as journal:
        assert take(journal, out, rulings_in(old)) == (0, 0)
    assert len(read(out)) == 1


def test_an_import_that_was_interrupted_is_not_undone_by_the_old_sheet(published: Published) -> None:
    """A sheet is taken in once: what was decided elsewhere since then stands, whether or not the sheet was written anew."""
    out = published("en")
    sheet = _decide(out / "findings.xlsx", outlined=("upheld", ""))
    published("en")
    [key] = read(out)
    _decide(sheet, outside_window=("upheld", ""))
    with closing(Ledger(out)) as journal:
        keep_decisions(journal, out)
        assert take(journal, out, [Ruling(key, "false-alarm", "")]) == (1, 0)
    published("en")
    assert {one.rule: one.decision for one in read(out).values()} == {
        "outlined": "false-alarm",
        "outside-window": "upheld",
    }
    assert "false alarm" in {row[DECISION] for row in _rows(sheet)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sheet_that_cannot_be_read_is_set_aside(published: Published, language: str) -> None:
    """What stands where the sheet was, such as a folder, is kept under another name and told."""
    out = published("en")
    (out / "findings.xlsx").unlink()
    (out / "findings.xlsx").mkdir()
    with closing(Ledger(out)) as journal:
        kept = keep_decisions(journal, out)
    assert kept is not None
    assert "findings-1.xlsx" in kept.text(language)
    assert (out / "findings-1.xlsx").is_dir()


def test_an_unknown_word_is_told_with_its_place_and_nothing_is_taken(published: Published) -> None:
    """Every row with a word that is no decision is named; the sheet is set aside, not overwritten, by the next run."""
    out = published("en")
    sheet = _decide(out / "findings.xlsx", outlined=("perhaps", ""), outside_window=("upheld", ""))
    with pytest.raises(EligibilityError, match=r"Findings!A\d+: “perhaps” is not a decision"):
        rulings_in(sheet)
    published("en")
    assert read(out) == {}
    assert "perhaps" in {row[DECISION] for row in _rows(out / "findings-1.xlsx")}


def test_a_later_audit_takes_over_what_still_has_the_same_evidence(tmp_path: Path) -> None:
    """Decisions pass to an audit of the same submissions; not where the attachment or the value is another one now."""
    root, cache = tmp_path / "province", tmp_path / "cache.sqlite"
    put(root / "faulty", faulty(), cache)
    audit(root, tmp_path / "first", cache)
    first = tmp_path / "first"
    with closing(Ledger(first)) as journal:
        sheet = write_findings(journal, first, "en", {})
        words = {"outlined": ("false alarm", "seen"), "outside_window": ("upheld", "")}
        assert take(journal, first, rulings_in(_decide(sheet, **words))) == (2, 0)
    audit(root, tmp_path / "same", cache)
    with Journal(tmp_path / "same") as journal:
        assert take(journal, tmp_path / "same", rulings_of(first / "dispositions.jsonl")) == (2, 0)
    changed = root / "faulty" / faulty()["attachments"][0]["file"]
    changed.write_bytes(changed.read_bytes()[:-2] + b"other\xff\xd9")
    audit(root, tmp_path / "other", cache)
    with Journal(tmp_path / "other") as journal:
        assert take(journal, tmp_path / "other", rulings_of(first / "dispositions.jsonl")) == (1, 1)
    assert {one.rule for one in read(tmp_path / "other").values()} == {"outside-window"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_of_ours_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    """Any other file ends in one sentence that names it."""
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    with pytest.raises(EligibilityError, match="not a spreadsheet of an audit's findings"):
        rulings_in(path)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        '{"key": "f"}',
        json.dumps(dict.fromkeys(("key", "decision", "note", "submission", "rule", "at"), "x")),
    ],
)
def test_a_damaged_file_of_decisions_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    """The line that holds no decision is named."""
    path = tmp_path / "dispositions.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(EligibilityError, match="line 1 holds no decision"):
        rulings_of(path)


def test_decisions_are_understood_in_both_languages() -> None:
    """Words of either language, in any case and with blanks around them; anything else is refused."""
    assert [decision_in(word) for word in ("", " 误报", "False  Alarm", "豁免", "UPHELD", "待定")] == [
        None,
        "false-alarm",
        "false-alarm",
        "excused",
        "upheld",
        "open",
    ]
    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing more
        decision_in("maybe")
