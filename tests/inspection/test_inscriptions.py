"""Inscriptions: what is written in a seal is read along its rim and across it, and nothing is read where nothing can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from rapidfuzz.distance import Levenshtein

from eligibility.inspection import inscriptions, seals
from eligibility.inspection.engines import choice
from eligibility.inspection.inscriptions import read_seal
from eligibility.measurement import Box, Exhibit, Line, Seal
from eligibility.report import CantTell
from tools import ink
from tools.drawing import RED, Colour
from tools.stamps import Labelled, sealed

OWNER = "安徽省虚构农业科学院"
SIDE = 640


def printed(mask: Image.Image, colour: Colour = RED, *, dpi: int = 150) -> Labelled:
    """Return a white sheet with a print in its middle."""
    sheet = Image.new("RGB", (SIDE, SIDE), "white")
    corner = (SIDE - mask.width) // 2
    under = sheet.crop((corner, corner, corner + mask.width, corner + mask.height))
    sheet.paste(ImageChops.multiply(under, Image.new("RGB", mask.size, colour)), (corner, corner), mask)
    return Labelled(image=sheet, what="seal", dpi=dpi)


def read(page: Labelled) -> tuple[Line, ...]:
    """Return what the inspector reads on the file's only page."""
    (lines,) = inscriptions.inspect(Exhibit(page.encoded())).pages
    return lines


@pytest.mark.parametrize("turn", [0, 45, 90, 135, 180, 225, 270, 315])
def test_the_name_along_a_rim_is_read_however_the_seal_is_turned(turn: int) -> None:
    """The line begins where the gap in the writing ends, not at a fixed place."""
    page = printed(ink.seal(120, OWNER, "").rotate(turn, Image.Resampling.BICUBIC))
    (seal,) = seals.inspect(Exhibit(page.encoded())).pages[0].seals
    (line,) = read(page)
    assert line.text == OWNER
    assert line.box == seal.box
    assert line.confidence > 0.8


@pytest.mark.parametrize("colour", [(206, 32, 38), (36, 60, 160), (222, 150, 150)])
def test_ink_of_any_strength_is_read(colour: Colour) -> None:
    """A red, a blue and a faint print say the same."""
    assert [line.text for line in read(printed(ink.seal(120, OWNER, ""), colour))] == [OWNER]


def test_a_line_across_a_seal_has_its_own_place() -> None:
    """What the seal is for is read below the star, within the seal and apart from its owner."""
    around, across = read(printed(ink.seal(150, OWNER, "合同专用章")))
    assert (around.text, across.text) == (OWNER, "合同专用章")
    left, top, wide, tall = around.box
    assert left < across.box[0]
    assert across.box[0] + across.box[2] < left + wide
    assert top + tall / 2 < across.box[1]
    assert across.box[1] + across.box[3] < top + tall


def test_oval_seals_over_print_are_read() -> None:
    """Names along oval rims are read though black print runs across the seals: half wholly, the others but for a few signs."""
    pages = [sealed(f"read {seed}", "letter", "oval", "red", "export") for seed in "abcdef"]
    right = [Levenshtein.normalized_similarity(read(page)[0].text, page.owner) for page in pages]
    assert min(right) > 0.7
    assert sorted(right)[3:] == [1, 1, 1]


def test_a_name_seal_is_read_by_columns_from_the_right() -> None:
    """A square seal that ends in 印 at its left says one name, in the order of its columns."""
    page = sealed("read name", "letter", "square", "red", "scan")
    (line,) = read(page)
    (seal,) = seals.inspect(Exhibit(page.encoded())).pages[0].seals
    assert line.text == page.owner
    assert line.box == seal.box


def test_a_seal_without_writing_says_nothing() -> None:
    """A star in a ring is no text."""
    assert read(printed(ink.seal(120, "", ""))) == ()


def test_what_is_too_blurred_is_not_surely_read() -> None:
    """Of a print that is all haze nothing is read with a confidence that means anything, and the owner not at all."""
    page = sealed("read haze", "letter", "round", "red", "export")
    small = page.image.resize((page.image.width // 8, page.image.height // 8)).resize(page.image.size)
    lines = list(read_seal(choice.engine(), np.asarray(small), page.seals[0]))
    assert all(line.confidence < 0.8 and line.text != page.owner for line in lines)


def test_only_the_largest_seals_of_a_page_are_read() -> None:
    """A page covered with seals costs no more than twenty of them."""
    page = printed(ink.seal(60, OWNER, ""))
    sheet = Image.new("RGB", (SIDE * 2, SIDE * 2), "white")
    one = page.image.crop((240, 240, 400, 400))
    places = [(160 * across, 160 * down) for across in range(8) for down in range(3)]
    for place in places:
        sheet.paste(one, place)
    exhibit = Exhibit(replace(page, image=sheet).encoded())
    assert len(seals.inspect(exhibit).pages[0].seals) == len(places)
    (lines,) = inscriptions.inspect(exhibit).pages
    assert 0 < len({line.box for line in lines}) <= inscriptions.MOST_SEALS


@pytest.mark.parametrize("engine", ["tesseract", "nonsense"])
def test_an_engine_is_only_needed_where_there_is_a_seal(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an engine a page without seals has nothing to read; one with a seal is a doubt, and Tesseract reads it too."""
    monkeypatch.setenv(choice.VARIABLE, engine)
    assert read(sealed("read none", "letter", None)) == ()
    page = printed(ink.seal(150, OWNER, ""))
    if engine == "nonsense":
        with pytest.raises(CantTell):
            read(page)
    else:
        assert "安徽省虚构农业" in "".join(line.text for line in read(page))


@settings(max_examples=30, deadline=None)
@example(box=(40, 40, 16, 16), seed=None, shape="square")
@example(box=(40, 40, 16, 16), seed=None, shape="oval")
@example(box=(0, 0, 1, 63), seed=None, shape="round")
@example(box=(0, 0, 100, 1), seed=1, shape="oval")
@given(
    box=st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 100), st.integers(1, 100)),
    seed=st.none() | st.integers(0, 2**32 - 1),
    shape=st.sampled_from(["round", "oval", "square"]),
)
def test_any_pixels_in_any_box_are_looked_at(box: Box, seed: int | None, shape: Any) -> None:
    """Whatever is said to be a seal, blank or noise, there is an answer, and none that nobody could read."""
    rgb = np.full((100, 100, 3), 255, np.uint8)
    if seed is not None:
        rgb = np.random.default_rng(seed).integers(0, 256, rgb.shape, np.uint8)
    for line in read_seal(choice.engine(), rgb, Seal(box=box, colour="red", shape=shape)):
        assert line.confidence >= 0.5
        assert line.text
