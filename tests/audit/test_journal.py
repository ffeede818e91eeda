"""The journal: whole results or none, words for whatever is wrong with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from eligibility.audit.journal import LOCK, NAME, Journal, JournalError, Ledger, Paper, Row, packed_row

if TYPE_CHECKING:
    from pathlib import Path

ROW = Row(
    path="001",
    inputs="0" * 64,
    facts={"id": "x"},
    papers=(Paper(id="a", kind="photo", name="照片", sha256="1", blurs={"1": ((1, 2, 3, 4),)}),),
    reports={"en": {"verdict": "eligible", "results": []}, "zh": {"verdict": "eligible", "results": []}},
)


def test_what_is_put_in_comes_out(tmp_path: Path) -> None:
    """A row is read as it was written, but for JSON's lists; a submission that waits has none."""
    with closing(Ledger(tmp_path)) as ledger:
        assert ledger.expect(["002", "001"], root="/r") == (2, 0)
        ledger.put(ROW, "stamp", [])
    with Journal(tmp_path) as journal:
        [row] = journal.rows()
        assert (row.path, row.facts, row.verdict) == ("001", {"id": "x"}, "eligible")
        assert row.papers[0].blurs == ROW.papers[0].blurs
        assert journal.row("002") is None
        assert journal.count() == 1


def test_a_full_disk_is_told_and_costs_nothing(tmp_path: Path) -> None:
    """SQLite's own answer to a full disk becomes words that say what to do; what was kept stays."""
    with closing(Ledger(tmp_path)) as ledger:
        ledger.expect(["001", "002"], root="/r")
        ledger.put(ROW, "stamp", [])
        [pages] = ledger.database.execute("PRAGMA page_count").fetchone()
        ledger.database.execute(f"PRAGMA max_page_count = {pages}")
        large = {"en": "".join(map(str, range(100_000)))}
        with pytest.raises(JournalError, match="disk is full"):
            ledger.put(Row(path="002", error=large), "stamp", [])
    with Journal(tmp_path) as journal:
        assert [row.path for row in journal.rows()] == ["001"]


def test_no_journal_another_database_and_rubbish_are_told(tmp_path: Path) -> None:
    """What is no journal is refused in words."""
    with pytest.raises(JournalError, match="no audit"):
        Journal(tmp_path)
    (tmp_path / "other").mkdir()
    with closing(sqlite3.connect(tmp_path / "other" / NAME)) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(JournalError, match="not an audit's journal"):
        Journal(tmp_path / "other")
    with pytest.raises(JournalError, match="not an audit's journal"):
        Ledger(tmp_path / "other")
    (tmp_path / "rubbish").mkdir()
    (tmp_path / "rubbish" / NAME).write_bytes(b"rubbish" * 1000)
    with pytest.raises(JournalError, match="can't be used"):
        Journal(tmp_path / "rubbish")


def test_an_out_that_is_a_file_is_told(tmp_path: Path) -> None:
    """A file in the place of the folder is told."""
    (tmp_path / "out").write_text("")
    with pytest.raises(JournalError, match="can't be written"):
        Ledger(tmp_path / "out")


@pytest.mark.parametrize("other", ["/other", "s3://bucket/r"])
def test_a_journal_takes_in_no_other_folder(tmp_path: Path, other: str) -> None:
    """Another folder is refused with what to do, and every row and fact stays; the same URL may have a new password."""
    with closing(Ledger(tmp_path)) as ledger:
        ledger.expect(["001"], root="s3://user:opensesame@bucket/2023", masked="yes")
        ledger.put(ROW, "stamp", [])
        with pytest.raises(JournalError, match="choose another --out, or audit s3://bucket/2023") as refused:
            ledger.expect(["005"], root=other, masked=None)
        assert "opensesame" not in refused.value.text()
        assert (ledger.paths(), ledger.fact("masked")) == (["001"], "yes")
        assert ledger.expect(["001"], root="s3://user:another@bucket/2023", masked="yes") == (1, 0)


@pytest.mark.parametrize(
    ("masked", "other", "told"),
    [("yes", None, "hides .* or add --mask"), (None, "yes", "shows .* or leave --mask out")],
)
def test_an_audit_hides_personal_data_always_or_never(
    tmp_path: Path, masked: str | None, other: str | None, told: str
) -> None:
    """Beside what shows personal data nothing is said to hide it: the other kind of run is refused, and changes nothing."""
    with closing(Ledger(tmp_path)) as ledger:
        ledger.expect(["001"], root="/r", masked=masked)
        ledger.put(ROW, "stamp", [])
        with pytest.raises(JournalError, match=told):
            ledger.expect(["002"], root="/r", masked=other)
        assert (ledger.paths(), ledger.fact("masked")) == (["001"], masked)
        assert ledger.expect(["001"], root="/r", masked=masked) == (1, 0)


@pytest.mark.parametrize(
    ("name", "told"), [("notes.txt", "holds notes.txt, and no audit"), ("declaration.json", "is a submission")]
)
def test_a_folder_that_is_not_an_audits_is_refused(tmp_path: Path, name: str, told: str) -> None:
    """A folder with anybody's files is not written to, the file in the way is named, and a submission is no audit's folder."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(JournalError, match=told):
        Ledger(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_a_killed_start_left_is_taken_up(tmp_path: Path) -> None:
    """A lock without a journal, and hidden files of the system, are no reason to refuse a folder; nor is what came beside a journal."""
    (tmp_path / LOCK).touch()
    (tmp_path / ".DS_Store").touch()
    Ledger(tmp_path).close()
    (tmp_path / "notes.txt").touch()
    Ledger(tmp_path).close()
    (tmp_path / "declaration.json").touch()
    with pytest.raises(JournalError, match="is a submission"):
        Ledger(tmp_path)


def test_what_is_replaced_is_gone_from_the_file(tmp_path: Path) -> None:
    """After a result was made anew no byte of the earlier one is left on the disk."""
    with closing(Ledger(tmp_path)) as ledger:
        ledger.expect(["001"], root="/r")
        ledger.put(ROW, "stamp", [])
        ledger.put(Row(path="001", error={"en": "x", "zh": "x"}), "other", [])
        assert ledger.database.execute("PRAGMA secure_delete").fetchone() == (1,)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert packed_row(ROW)[8:] not in left
