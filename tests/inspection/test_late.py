"""Late inspectors: registering them costs nothing, using them gives what their module measures."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest

from eligibility.errors import AttachmentError
from eligibility.inspection import portrait, versions
from eligibility.inspection.late import LateInspector
from eligibility.inspection.page_facts import PagesInspector
from eligibility.measurement import Exhibit, Portrait
from eligibility.report import CantTell
from tools.stamps import photo


def test_a_checker_is_made_without_imaging_libraries() -> None:
    """Neither the package nor a checker imports numpy or OpenCV."""
    code = (
        "import sys, eligibility; eligibility.Checker('anhui-leaders@2023'); "
        "print(sorted({'numpy', 'cv2', 'onnxruntime'} & set(sys.modules)))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_it_measures_what_its_module_does() -> None:
    """The measurement is the module's, and the version names the library that can change it."""
    late = LateInspector("portrait", 1, Portrait)
    data = photo("test late", "frontal").encoded()
    assert late.inspect(Exhibit(data)) == portrait.inspect(Exhibit(data))
    assert late.version.startswith("1, OpenCV 4.")


@pytest.mark.parametrize("package", ["pillow", "pypdfium2", "pillow-heif"])
@pytest.mark.parametrize("inspector", [PagesInspector(), LateInspector("portrait", 1, Portrait)])
def test_the_version_changes_with_what_opens_files(
    package: str, inspector: PagesInspector | LateInspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another release of a decoder, or one that was not there, opens a file otherwise: what was seen before counts no longer."""
    before = inspector.version
    monkeypatch.setattr(versions, "release", lambda *names: None if package in names else "1")
    versions.openers.cache_clear()
    without = inspector.version
    monkeypatch.undo()
    versions.openers.cache_clear()
    assert f"no {package}" in without
    assert f"no {package}" not in before
    assert inspector.version == before


def test_any_build_of_opencv_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenCV comes in four packages; whichever is installed gives the version."""
    monkeypatch.setattr(metadata, "version", {"opencv-contrib-python": "4.9.9"}.__getitem__)
    monkeypatch.setattr(metadata, "PackageNotFoundError", KeyError)
    versions.release.cache_clear()
    found = versions.release(*versions.OPENCV)
    monkeypatch.undo()
    versions.release.cache_clear()
    assert found == "4.9.9"


def test_a_file_that_is_no_picture_is_told_as_that() -> None:
    """What can't be decoded raises `AttachmentError`, whoever asks."""
    with pytest.raises(AttachmentError):
        LateInspector("portrait", 1, Portrait).inspect(Exhibit(b"no picture"))


def test_without_opencv_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library is nobody's fault but ours: it can't be told."""
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.delitem(sys.modules, "eligibility.inspection.seals", raising=False)
    with pytest.raises(CantTell) as doubt:
        LateInspector("seals", 1, Portrait).inspect(Exhibit(b""))
    assert doubt.value.owner == "operator"
