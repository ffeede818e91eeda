"""What counts as a submission in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.audit.folder import submissions_in

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
