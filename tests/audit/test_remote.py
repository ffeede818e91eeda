"""Submissions behind a URL, in fsspec's own file system in memory, are judged as those on disk."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from eligibility.audit.folder import place_of, submissions_in
from eligibility.errors import EligibilityError, SubmissionError
from tests.audit.conftest import lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

fsspec = pytest.importorskip("fsspec")


def _uploaded(folder: Path, name: str) -> str:
    system = fsspec.filesystem("memory")
    system.put(str(folder), f"/{name}", recursive=True)
    return f"memory://{name}"


def test_a_url_ends_like_the_folder(audited: Auditing, province: Path, tmp_path: Path) -> None:
    """Folders and zips give the same reports wherever they lie."""
    shutil.make_archive(str(province / "005"), "zip", province / "004")
    url = _uploaded(province, "same")
    audited(tmp_path / "disk")
    with ThreadPoolExecutor(1) as executor:  # what is in memory is there for this process only
        audited(tmp_path / "url", executor=executor, root=url)
    on_disk, remote = ((tmp_path / name / "reports.jsonl").read_bytes() for name in ("disk", "url"))
    assert on_disk == remote
    assert len(lines(tmp_path / "url")) == 6


def test_what_a_url_lacks_is_told(province: Path, tmp_path: Path) -> None:
    """A missing folder, a damaged zip and an unknown kind of URL are told without secrets or traces."""
    (province / "bad.zip").write_bytes(b"PK")
    url = _uploaded(province, "lacking")
    with pytest.raises(EligibilityError, match="nowhere"):
        list(submissions_in("memory://nowhere", tmp_path))
    with place_of(url) as place, pytest.raises(SubmissionError, match=r"bad\.zip") as caught:
        place.submission("bad.zip")
    assert "eligibility-" not in caught.value.text()
    with pytest.raises(EligibilityError) as refused:
        list(submissions_in("nonsense://user:secret@host/x", tmp_path))
    assert "secret" not in refused.value.text()


def test_no_name_leads_out_of_a_remote_submission(province: Path) -> None:
    """An attachment's path stays inside its submission."""
    url = _uploaded(province, "inside")
    with place_of(url) as place:
        submission = place.submission("001")
        attachment = submission.declaration.attachments[0]
        from dataclasses import replace

        from eligibility.errors import AttachmentError

        with (
            pytest.raises(AttachmentError, match="outside"),
            submission.open(replace(attachment, file="../002/declaration.json")),
        ):
            pass
        with pytest.raises(AttachmentError, match="missing"), submission.open(replace(attachment, file="nothing.jpg")):
            pass
