"""The province that an audit is measured on: what is planted in it is what an audit finds, no more and no less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.audit import audit, found_in
from benchmarks.province import make

if TYPE_CHECKING:
    from pathlib import Path


def test_an_audit_finds_what_is_planted(tmp_path: Path) -> None:
    """In the form and across submissions, at the planted places; making the folder again changes nothing in it."""
    planted = make(tmp_path, 12, drawn=False)
    assert {"same-person-twice", "same-scan-reused", "conflicting-ranks", "participants-disagree"} < {
        rule for _, rule, _ in planted
    }
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "in").rglob("*")}
    assert make(tmp_path, 12, drawn=False) == planted
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "in").rglob("*")} == made
    out, cache = tmp_path / "out", tmp_path / "cache.sqlite"
    audit(["audit", str(tmp_path / "in"), "--out", str(out), "--cache", str(cache), "--workers", "1"])
    assert set(found_in(out)) == planted


def test_a_drawn_submission_has_twenty_pictures(tmp_path: Path) -> None:
    """Each attachment is a picture that opens."""
    assert make(tmp_path, 1, drawn=True) == set()
    files = sorted((tmp_path / "in" / "000000" / "scans").iterdir())
    assert len(files) == 20
    for file in files:
        with Image.open(file) as picture:
            picture.verify()
