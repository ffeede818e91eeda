"""Tesseract: the real program reads clean papers, and its lack is told in plain words."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from eligibility.inspection.engines import ppocr, tesseract
from eligibility.measurement import Line
from eligibility.report import CantTell
from tests.inspection.engines.drawn import page, share_read

pytestmark = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="the program tesseract is not installed (Debian: tesseract-ocr-chi-sim)"
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which program was found."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    tesseract.version.cache_clear()
    tesseract.engine.cache_clear()


def large(pixels: np.ndarray) -> np.ndarray:
    """Return a page drawn at 120 dots an inch as a scan at 240 would have it; Tesseract wants that."""
    return np.repeat(np.repeat(pixels, 2, axis=0), 2, axis=1)


def test_a_clean_page_is_read() -> None:
    """Of a cleanly scanned pledge at least 85 of 100 characters are read, without spaces between Chinese characters."""
    pixels, words = page("pledge")
    lines = tesseract.engine().read_page(large(pixels))
    assert share_read(words, lines) >= 0.85
    assert all(0 <= line.confidence <= 1 for line in lines)
    assert not any(left > "\u4e00" < right for line in lines for left, gap, right in zip(line.text, line.text[1:], line.text[2:], strict=False) if gap == " ")  # fmt: skip


def test_single_lines_are_read() -> None:
    """Lines found by anybody can be read by themselves, in their order."""
    pixels, words = page("pledge")
    big = large(pixels)
    quads = ppocr.engine().find(big)
    read = tesseract.engine().read(big, quads)
    assert len(read) == len(quads)
    title = next(index for index, quad in enumerate(quads) if quad[:, 1].max() < 500)
    assert "承诺" in read[title][0]
    assert share_read(words, [Line(text=text) for text, _ in read]) >= 0.75


def test_an_empty_page_has_no_text() -> None:
    """A white page gives no lines, and no lines are read of none."""
    white = np.full((400, 300), 255, np.uint8)
    assert tesseract.engine().read_page(white) == ()
    assert tesseract.engine().find(white) == []
    assert tesseract.engine().read(white, []) == []


def test_the_version_names_program_and_data() -> None:
    """Another program or other data reads otherwise."""
    assert tesseract.engine().version.startswith("tesseract 5")
    assert "chi_sim of " in tesseract.engine().version
    assert "?" not in tesseract.engine().version


def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the program the operator is told what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CantTell, match="tesseract-ocr") as lack:
        tesseract.engine()
    assert lack.value.owner == "operator"


def test_missing_chinese_data_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program without Chinese data is of no use, and the package to install is named."""
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(CantTell, match="tesseract-ocr-chi-sim"):
        tesseract.engine()


def test_a_broken_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that fails is the operator's move, when asked for its version and when it reads."""
    engine = tesseract.engine()
    tesseract.version.cache_clear()
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CantTell, match="does not run"):
        tesseract.version()
    with pytest.raises(CantTell, match="failed on this page"):
        engine.read_page(np.full((40, 30), 255, np.uint8))


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is up Tesseract is stopped and the page can't be told."""
    engine = tesseract.engine()
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(tesseract, "_SECONDS", 1)
    with pytest.raises(CantTell, match="took too long"):
        engine.read_page(np.full((40, 30), 255, np.uint8))
