"""What counts as a submission in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eligibility.audit.folder import place_of, submissions_in, without_secrets
from eligibility.errors import EligibilityError, SubmissionError

if TYPE_CHECKING:
    from pathlib import Path


def test_folders_and_zips_at_any_depth_are_found(tmp_path: Path) -> None:
    """Folders with a declaration, zips, and folders that hold nothing else are submissions; hidden names and OUT are not."""
    for name in ("one", "hefei/two", "hefei/empty", "wuhu/deep/three", ".hidden", "__MACOSX", "one/attachments"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("one", "hefei/two", "wuhu/deep/three", ".hidden"):
        (tmp_path / name / "declaration.json").write_text("{}")
    (tmp_path / "hefei" / "four.ZIP").write_bytes(b"")
    (tmp_path / "one" / "inside.zip").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "results").mkdir()
    found = sorted(submissions_in(str(tmp_path), tmp_path / "results"))
    assert found == ["hefei/empty", "hefei/four.ZIP", "hefei/two", "one", "wuhu/deep/three"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A link to a folder above is one submission that can't be read, and leads no further."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "c").mkdir()
    assert sorted(submissions_in(str(tmp_path), tmp_path / "out")) == ["a/b", "a/c"]


def test_a_folder_without_submissions_is_told(tmp_path: Path) -> None:
    """Files and hidden names alone, as where a share is not mounted, are an error that names the folder."""
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / ".hidden").mkdir()
    with pytest.raises(EligibilityError, match="no submissions in this folder"):
        list(submissions_in(str(tmp_path), tmp_path / "out"))


def test_links_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    """A link to what is gone, or to itself, counts as a submission that can't be read and stops nothing; one to a file does not."""
    (tmp_path / "one").mkdir()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "gone.zip").symlink_to(tmp_path / "nowhere.zip")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "notes.txt").touch()
    (tmp_path / "notes").symlink_to(tmp_path / "notes.txt")
    assert sorted(submissions_in(str(tmp_path), tmp_path / "out")) == ["gone", "gone.zip", "one", "self"]
    for path in ("gone", "gone.zip", "self"):
        with place_of(str(tmp_path)) as place, pytest.raises(SubmissionError, match=path):
            place.submission(path)


@pytest.mark.parametrize(
    ("root", "shown"),
    [
        ("s3://user:secret@host/2023", "s3://host/2023"),
        ("s3://bucket/a@b", "s3://bucket/a@b"),
        ("/share/a@b", "/share/a@b"),
    ],
)
def test_only_secrets_are_left_out_of_a_name(root: str, shown: str) -> None:
    """A user and password before a host are not shown; all else in a folder's name is."""
    assert without_secrets(root) == shown
