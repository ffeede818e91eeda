"""The choice of an engine: what is installed decides unless the environment variable does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eligibility.inspection.engines import choice, models, tesseract
from eligibility.report import CantTell

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="the program tesseract is not installed (Debian: tesseract-ocr-chi-sim)"
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(choice.VARIABLE, raising=False)
    tesseract.version.cache_clear()
    tesseract.engine.cache_clear()


@needs_tesseract
@pytest.mark.parametrize(
    ("wanted", "name"), [("", "ppocr"), ("auto", "ppocr"), ("ppocr", "ppocr"), ("tesseract", "tesseract")]
)
def test_the_variable_decides(wanted: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PP-OCR comes first where both are installed; the variable may name either."""
    monkeypatch.setenv(choice.VARIABLE, wanted)
    assert choice.engine().name == name
    assert choice.version() == choice.engine().version


def test_a_wrong_value_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt engine is an error that names variable, value and what is allowed, never another engine."""
    monkeypatch.setenv(choice.VARIABLE, "paddle")
    with pytest.raises(CantTell) as lack:
        choice.engine()
    assert lack.value.owner == "operator"
    assert lack.value.text() == (
        "The environment variable ELIGIBILITY_TEXT_ENGINE is paddle; it must be auto, ppocr or tesseract."
    )
    assert choice.version() == "none"


@needs_tesseract
def test_tesseract_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PP-OCR's models, Tesseract reads; when PP-OCR is insisted on, its lack is told."""
    monkeypatch.setattr(models, "installed", lambda: False)
    assert choice.engine().name == "tesseract"
    monkeypatch.setenv(choice.VARIABLE, "ppocr")
    with pytest.raises(CantTell, match=r"eligibility\[images\]"):
        choice.engine()


def test_without_any_engine_the_operator_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With neither, both ways to get one are named."""
    monkeypatch.setattr(models, "installed", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CantTell, match=r"eligibility\[images\].*tesseract-ocr-chi-sim") as lack:
        choice.engine()
    assert lack.value.owner == "operator"
    assert choice.version() == "none"
