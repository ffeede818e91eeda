"""Submissions behind a URL, in fsspec's own file system in memory, are judged as those on disk."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from eligibility.audit.folder import place_of, submissions_in
from eligibility.audit.remote import Remote
from eligibility.errors import EligibilityError, SubmissionError
from eligibility.report import CantTell
from tests.audit.conftest import lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

fsspec = pytest.importorskip("fsspec")
from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402


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


class _Refusing(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A store that lists what it holds but refuses to give files, in its own words or the system's."""

    protocol = "refusing"
    error: ClassVar[Exception] = RuntimeError("denied")
    refused: ClassVar[str] = "nothing"

    @classmethod
    def _strip_protocol(cls, path: str) -> Any:
        return super()._strip_protocol(path.replace("refusing://", "memory://"))

    def open(self, path: str, *arguments: Any, **named: Any) -> Any:
        if path.endswith(self.refused):
            raise self.error
        return super().open(path, *arguments, **named)


class _Remembering(_Refusing):
    """A store that remembers its listings, as far as it is allowed to."""

    protocol = "remembering"

    @classmethod
    def _strip_protocol(cls, path: str) -> Any:
        return super()._strip_protocol(path.replace("remembering://", "memory://"))

    def ls(self, path: str, detail: bool = True, **named: Any) -> Any:  # noqa: FBT001, FBT002 - fsspec's
        found = super().ls(path, detail=True, **named)
        self.dircache[path] = found
        return found if detail else [item["name"] for item in found]


def test_listings_are_not_remembered(province: Path, tmp_path: Path) -> None:
    """However many folders a URL holds, memory does not grow with them."""
    fsspec.register_implementation("remembering", _Remembering, clobber=True)
    url = _uploaded(province, "remembered").replace("memory", "remembering")
    assert len(list(submissions_in(url, tmp_path))) == 5
    with Remote(url) as place:
        assert len(list(place.items(""))) == 5
        assert len(place._system.dircache) == 0


@pytest.mark.parametrize(
    ("error", "reason"), [(RuntimeError("denied"), "RuntimeError"), (PermissionError(13, "denied"), "no permission")]
)
def test_what_a_store_refuses_is_told_of_the_submission_or_the_file(
    province: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    """A declaration that a store does not give can't be read, and an attachment can't be looked at: no fault of the program."""
    fsspec.register_implementation("refusing", _Refusing, clobber=True)
    monkeypatch.setattr(_Refusing, "error", error)
    url = _uploaded(province, f"refused-{type(error).__name__}").replace("memory", "refusing")
    monkeypatch.setattr(_Refusing, "refused", "declaration.json")
    with place_of(url) as place, pytest.raises(SubmissionError, match=reason):
        place.submission("001")
    monkeypatch.setattr(_Refusing, "refused", "nothing")
    with place_of(url) as place:
        submission = place.submission("001")
        monkeypatch.setattr(_Refusing, "refused", "")
        with pytest.raises(CantTell, match="can't be read"), submission.open(submission.declaration.attachments[0]):
            pass
