"""A full disk, folders that may not be read, and an output folder that somebody has been at: told, and no work is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.audit.conftest import lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root what lets it read everything."""


def _run(folder: Path, out: Path, cache: Path, *before: str) -> subprocess.CompletedProcess[str]:
    words = ["audit", str(folder), "--out", str(out), "--cache", str(cache), "--workers", "1", "--lang", "en"]
    return subprocess.run(
        [*before, sys.executable, "-m", "eligibility", *words], capture_output=True, encoding="utf-8", check=False
    )


def _ends(*words: str) -> int:
    return subprocess.run(words, check=False, capture_output=True).returncode


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of its own, in memory."""
    path = tmp_path / "disk"
    path.mkdir()
    if os.geteuid():
        pytest.skip("mounting a disk needs root")
    if _ends("mount", "-t", "tmpfs", "tmpfs", str(path)):
        pytest.skip("a disk can't be mounted here")
    yield path
    assert _ends("umount", str(path)) == 0


def _run_on(disk: Path, kilobytes: int, folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    assert _ends("mount", "-o", f"remount,size={kilobytes}k", str(disk)) == 0
    return _run(folder, disk / "out", cache)


def test_a_full_disk_ends_the_run_in_words_and_costs_nothing(
    province: Path, cache: Path, disk: Path, tmp_path: Path
) -> None:
    """Whether the journal or a page finds no room, it is told; with more room the same command ends like a run never stopped."""
    out = disk / "out"
    told, kilobytes = set(), 150
    while (found := _run_on(disk, kilobytes, province, cache)).returncode:
        assert found.returncode == 2
        assert "fault of the program" not in found.stderr
        told |= {word for word in ("disk is full", "No space left on device") if word in found.stderr}
        assert list(out.rglob("*.part")) == []
        kilobytes += kilobytes // 4
    assert told == {"disk is full", "No space left on device"}
    assert _run(province, tmp_path / "alone", cache).returncode == 0
    assert (out / "reports.jsonl").read_bytes() == (tmp_path / "alone" / "reports.jsonl").read_bytes()


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is not installed (Debian: apt-get install util-linux)")
def test_what_may_not_be_read_is_told_and_the_rest_is_judged(province: Path, cache: Path, tmp_path: Path) -> None:
    """A submission, a declaration, a whole group and an archive without permission are recorded, each with the reason."""
    shutil.move(province / "003", province / "group" / "003")
    with zipfile.ZipFile(province / "arch.zip", "w") as archive:
        archive.write(province / "004" / "declaration.json", "declaration.json")
    barred = [province / "000", province / "001" / "declaration.json", province / "group", province / "arch.zip"]
    for path in barred:
        path.chmod(0)
    try:
        found = _run(province, tmp_path / "out", cache, *_UNPRIVILEGED)
    finally:
        for path in barred:
            path.chmod(0o700)
    assert found.returncode == 2
    assert "could not be judged: 4\n" in found.stdout
    errors = {line["submission"]: line.get("error", "") for line in lines(tmp_path / "out")}
    assert {path for path, error in errors.items() if "no permission" in error} == {"000", "001", "group", "arch.zip"}
    assert errors["002"] == errors["004"] == ""
    assert _run(province, tmp_path / "out", cache).returncode == 0
    assert "group/003" in {line["submission"] for line in lines(tmp_path / "out")}


def test_what_somebody_did_to_the_output_folder_is_put_right_or_told(
    province: Path, cache: Path, tmp_path: Path
) -> None:
    """Half a page, drafts of a run that was killed, and a lost key cost a new one; a file where a folder belongs is named."""
    out = tmp_path / "out"
    assert _run(province, out, cache).returncode == 0
    expected = (out / "reports.jsonl").read_bytes()
    page = next((out / "pages").iterdir())
    whole = page.read_bytes()
    page.write_bytes(whole[: len(whole) // 2])
    (out / ".report.html.part").write_text("half", encoding="utf-8")
    (out / "reports.jsonl").unlink()
    (out / "hashes.key").unlink()
    found = _run(province, out, cache)
    assert found.returncode == 0
    assert page.read_bytes() == whole
    assert (out / "reports.jsonl").read_bytes() == expected
    assert "0 of them unchanged" in found.stderr  # what was hashed under the lost key can't be compared any more
    assert list(out.glob(".*.part")) == []
    shutil.rmtree(out / "pages")
    (out / "pages").write_text("", encoding="utf-8")
    found = _run(province, out, cache)
    assert (found.returncode, "pages: can't be written: File exists" in found.stderr) == (2, True)
