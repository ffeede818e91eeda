"""The text inspector: every page of a file is read, also through seals and when it lies on its side."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from eligibility.errors import AttachmentError
from eligibility.hooks import load_plugins
from eligibility.inspection import scan, text
from eligibility.inspection.engines import choice, ppocr
from eligibility.inspection.turning import Turn, turned, turned_back, upright
from eligibility.measurement import Exhibit, Text
from eligibility.report import CantTell
from tests.inspection.engines.drawn import page, share_read

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels

TURNS: tuple[Turn, ...] = (0, 90, 180, 270)
SCANS = Path(__file__).parents[2] / "examples" / "complete-leader" / "scans"


def exhibit(*pages: Any) -> Exhibit:
    """Return pages as one TIFF."""
    file = io.BytesIO()
    first, *others = map(Image.fromarray, pages)
    first.save(file, "TIFF", save_all=True, append_images=others, compression="tiff_deflate")
    return Exhibit(file.getvalue())


def read(one: Exhibit) -> Text:
    """Return what the inspector sees."""
    return text.inspect(one)


def test_every_page_is_read() -> None:
    """Each page has its own lines, in the file's order; a page without text has none."""
    card, card_words = page("id-front")
    pledge, pledge_words = page("pledge")
    found = read(exhibit(card, np.full_like(card, 255), pledge))
    assert len(found.pages) == 3
    assert share_read(card_words, found.pages[0]) >= 0.95
    assert found.pages[1] == ()
    assert share_read(pledge_words, found.pages[2]) >= 0.95


def test_shipped_scans_are_read() -> None:
    """A JPEG and a PDF of the examples show their words."""
    pledge = read(Exhibit(next(SCANS.glob("*-pledge.jpg")).read_bytes()))
    assert "承诺" in pledge.pages[0][0].text
    task = read(Exhibit(next(SCANS.glob("*-project-proof.pdf")).read_bytes()))
    assert len(task.pages) == 2
    assert all(task.pages)


@pytest.mark.parametrize("turn", TURNS[1:])
def test_a_turned_page_is_read(turn: Turn) -> None:
    """A page on its side or upside down is read as if upright; its boxes are where the lines stand in the file."""
    pixels, words = page("pledge")
    stored = upright(pixels, TURNS[-(turn // 90)])
    one = exhibit(stored)
    assert one.once(text.turns_of) == (turn,)
    lines = read(one).pages[0]
    assert share_read(words, lines) >= 0.95
    straight = {line.text: line.box for line in read(exhibit(pixels)).pages[0]}
    height, width = stored.shape[:2]
    for line in lines:
        if line.text in straight:
            there = turned_back(straight[line.text], turn, width, height)
            assert np.abs(np.subtract(line.box, there)).max() <= 3
    assert sum(line.text in straight for line in lines) >= len(straight) // 2


def test_an_upright_page_is_left_alone() -> None:
    """No drawn paper is taken for a turned one, nor is a page without text."""
    engine = ppocr.engine()
    for kind in ("id-front", "degree-certificate", "pledge", "award-proof", "title-certificate"):
        assert turned(engine, page(kind)[0]) == 0
    assert turned(engine, np.full((500, 400), 255, np.uint8)) == 0


def test_boxes_are_turned_back() -> None:
    """A box on the upright page encloses the same pixels on the page as stored."""
    stored = np.zeros((50, 80), np.uint8)
    stored[10:16, 30:50] = 255
    for turn in TURNS:
        rows, columns = np.nonzero(upright(stored, turn))
        left, top = int(columns.min()), int(rows.min())
        box = (left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top)
        assert turned_back(box, turn, 80, 50) == (30, 10, 20, 6)


def test_text_under_a_seal_is_read() -> None:
    """Words that a red print lies on are read in red light, and every place has one line."""
    pixels, words = page("pledge")
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    stripes = ((columns + rows) // 6 % 2 == 0)[..., None]
    stamped = np.where(stripes, np.minimum(pixels, (250, 30, 30)), pixels).astype(np.uint8)
    engine = ppocr.engine()
    plain = share_read(words, engine.read_page(stamped))
    lines = text.read_through_seals(engine, stamped)
    assert share_read(words, lines) >= 0.95 > plain


def test_red_text_is_still_read() -> None:
    """A title in red, which red light would hide, is read."""
    pixels, words = page("pledge")
    dark = pixels.max(axis=2, keepdims=True) < 140
    red = np.where(dark, (225, 25, 25), pixels).astype(np.uint8)
    assert share_read(words, text.read_through_seals(ppocr.engine(), red)) >= 0.95


def test_no_line_of_a_page_askew_is_lost() -> None:
    """The upright boxes of lines that run askew overlap; each line is kept all the same, also beside red ink."""
    pixels, words = page("pledge")
    askew = np.array(Image.fromarray(pixels).rotate(8, Image.Resampling.BICUBIC, fillcolor="white"))
    askew[-40:, -40:] = (220, 30, 30)
    assert share_read(words, text.read_through_seals(ppocr.engine(), askew)) >= 0.95


def test_a_line_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What legibility or the turn has read of a page is not read again for its text, which is the same without them."""
    pixels, _ = page("pledge")
    alone = read(exhibit(pixels))
    widths: list[int] = []
    words = ppocr.PPOCR._words

    def counted(engine: ppocr.PPOCR, line: Pixels) -> tuple[str, float]:
        widths.append(line.shape[1])
        return words(engine, line)

    monkeypatch.setattr(ppocr.PPOCR, "_words", counted)
    one = exhibit(pixels)
    scan.inspect(one)
    assert read(one) == alone
    assert len(widths) == len(one.once(text.found_lines)[0])


def test_the_detector_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked for the lines or the turn before has paid for the inspector too."""
    engine = ppocr.engine()
    asked: list[tuple[int, ...]] = []
    find = engine.find

    def watched(pixels: Any, longest: int = 960) -> Any:
        asked.append(pixels.shape)
        return find(pixels, longest)

    monkeypatch.setattr(engine, "find", watched)
    one = exhibit(page("pledge")[0][..., 1])
    one.once(text.found_lines)
    one.once(text.turns_of)
    read(one)
    assert len(asked) == 1


def test_a_file_that_cant_be_looked_at_is_raised() -> None:
    """What is no picture is told by another inspector."""
    with pytest.raises(AttachmentError):
        read(Exhibit(b"no picture"))


def test_without_an_engine_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The inspector says whose move it is, and its version that there is none."""
    monkeypatch.setenv(choice.VARIABLE, "none")
    with pytest.raises(CantTell):
        read(exhibit(page("pledge")[0]))
    assert "none" in load_plugins().inspectors[Text].version
