"""Late inspectors: registering them costs nothing, using them gives what their module measures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from eligibility.errors import AttachmentError
from eligibility.inspection import portrait
from eligibility.inspection.late import LateInspector
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
