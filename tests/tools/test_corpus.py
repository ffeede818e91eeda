"""The corpus: truth that follows the ink, splits that share nothing, the same files every time."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from tools import truth
from tools.certificates import sheets
from tools.corpus.bases import KINDS, SPLITS, Base, bases
from tools.corpus.degrade import DEGRADATIONS, Degradation
from tools.corpus.make import TRUTH, make
from tools.corpus.people import Split, someone
from tools.corpus.sheet import Sheet
from tools.corpus.truth import physical, record
from tools.drawing import Page, Style, scanned, styled
from tools.invent import invent

if TYPE_CHECKING:
    from pathlib import Path

BY_NAME = {degradation.name: degradation for degradation in DEGRADATIONS}
MOVES = ("skew", "perspective", "turned", "resolution", "messenger", "phone", "crop-margin")


def _dark(page: Page) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(page.image.convert("L")) < 150


def _written() -> Page:
    page = Page(600, 500, paper=(255, 255, 255))
    page.text(300, 40, "发明专利证书", "song-bold", 40, anchor="mm", gap=9)
    page.text(590, 80, "第12号（样例）", "kai", 24, anchor="ra")
    page.paragraph(
        (30, 130), 400, "一、填写的每一项内容都与事实相符，没有夸大，也没有遗漏 abc 应当说明的情况。", "song", 26
    )
    page.column(540, 150, "感谢状", "kai", 40)
    page.write_by_hand(60, 400, "王样本", 50, "seed")
    return page


@pytest.mark.parametrize("scale", [1.0, 5 / 3])
def test_all_ink_lies_in_the_boxes_of_what_was_drawn(scale: float) -> None:
    """No ink is outside the boxes, and every box is filled to its edges but for some pixels."""
    with styled(Style(scale)):
        page = _written()
    dark = _dark(page)
    for mark in page.truth:
        left, top, width, height = mark.box
        inside = dark[max(0, int(top) - 2) : int(top + height) + 3, max(0, int(left) - 2) : int(left + width) + 3]
        rows = np.flatnonzero(inside.any(axis=1))
        assert np.ptp(rows) > 0.75 * height - 4
        inside[:] = False
    assert not dark.any()


def test_a_page_drawn_at_a_larger_scale_is_the_same_page() -> None:
    """Scale changes pixels, not the layout: boxes grow in proportion and the words are broken at the same places."""
    small = _written()
    with styled(Style(2.0)):
        large = _written()
    for one, other in zip(small.truth, large.truth, strict=True):
        assert np.allclose(np.array(one.box) * 2, other.box, atol=14)
        assert getattr(one, "words", "") == getattr(other, "words", "")


def test_the_truth_of_a_shipped_paper_tells_photo_seal_signature_and_name() -> None:
    """A diploma's truth has one photo, one seal with its owner's name, a signature, and the person's name in print."""
    document = invent(7)
    attachment = next(one for one in document["attachments"] if one["kind"] == "education-certificate")
    (page,) = sheets(document, attachment)
    assert sum(isinstance(mark, truth.Photo) for mark in page.truth) == 1
    assert [mark.words for mark in page.truth if isinstance(mark, truth.Stamp)] == [document["applicant"]["school"]]
    assert any(isinstance(mark, truth.Pen) for mark in page.truth)
    assert document["applicant"]["name"] in "".join(m.words for m in page.truth if isinstance(m, truth.Print))


def test_the_photocopy_of_a_seal_has_no_colour_and_the_stamp_on_it_has() -> None:
    """In a stamped photocopy the old seal is grey, the employer's seal red."""
    document = invent(7)
    attachment = next(one for one in document["attachments"] if one["kind"] == "degree-certificate")
    (page,) = sheets(document, attachment | {"is_copy": True})
    assert [mark.colour for mark in page.truth if isinstance(mark, truth.Stamp)] == ["other", "red"]


def test_a_scan_moves_the_truth_with_the_page() -> None:
    """After the scanner's margin and turn a mark is still where its ink is."""
    page = Page(900, 700, paper=(255, 255, 255))
    page.rectangle((700, 500, 760, 520), fill=(0, 0, 0))
    page.truth.append(truth.Photo((700, 500, 61, 21)))
    glass = scanned(page, "a seed")
    rows, columns = np.nonzero(_dark(glass)[60:-60, 60:-60])
    ink = truth.around((columns.min() + 60, rows.min() + 60), (columns.max() + 61, rows.max() + 61))
    assert np.allclose(glass.truth[0].box, ink, atol=1.5)


def _blot() -> Sheet:
    """Return a white page with one black block that is marked as a line of text."""
    pixels = np.full((700, 900, 3), 255, np.uint8)
    pixels[300:340, 420:520] = 0
    return Sheet(pixels, (truth.Print((420, 300, 100, 40), "样例", "song", 40),))


@pytest.mark.parametrize("name", [name for name in BY_NAME if name.startswith(MOVES)])
def test_boxes_follow_every_movement(name: str) -> None:
    """Wherever the page is moved to, the box stays around its ink, and all of it is seen."""
    moved = BY_NAME[name].of(_blot(), "seed")
    grey = cv2.GaussianBlur(cv2.cvtColor(moved.pixels, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    left, top, width, height = moved.box(moved.marks[0])
    y, x = np.unravel_index(int(np.argmin(grey)), grey.shape)
    assert left - 1 <= x <= left + width + 1
    assert top - 1 <= y <= top + height + 1
    outside = grey.copy()
    outside[max(0, int(top) - 12) : int(top + height) + 13, max(0, int(left) - 12) : int(left + width) + 13] = 255
    assert int(grey.min()) < int(outside.min()) - 20
    assert moved.visible(moved.marks[0]) == 1.0


@pytest.mark.parametrize("edge", ["left", "right", "top", "bottom"])
def test_what_is_cut_off_is_not_visible(edge: str) -> None:
    """A crop of a sixth of the only line leaves five sixths of it, and the picture ends there."""
    cut = BY_NAME[f"crop-{edge}"].of(_blot(), "seed")
    assert cut.visible(cut.marks[0]) == pytest.approx(0.84, abs=0.06)
    ink = cut.pixels[..., 0] < 128
    assert {"left": ink[:, 0], "right": ink[:, -1], "top": ink[0], "bottom": ink[-1]}[edge].any()


@pytest.mark.parametrize("name", ["glare-soft-full", "glare-sharp-full", "seal-opaque"])
def test_what_is_hidden_is_where_nothing_is_left_to_see(name: str) -> None:
    """Where the truth says hidden, ink and paper look alike; elsewhere they differ."""
    blot = _blot()
    spoilt = BY_NAME[name].of(blot, "seed")
    blank = BY_NAME[name].of(replace(blot, pixels=np.full_like(blot.pixels, 255)), "seed")
    differs = np.abs(spoilt.pixels.astype(int) - blank.pixels).max(axis=-1)[300:340, 420:520]
    assert spoilt.hidden is not None
    hidden = spoilt.hidden[300:340, 420:520] > 0
    assert hidden.any()
    assert differs[hidden].max() <= 70
    assert (~hidden).sum() == 0 or differs[~hidden].min() > 55
    assert spoilt.visible(spoilt.marks[0]) == pytest.approx(1 - hidden.mean(), abs=0.05)


@pytest.mark.parametrize("name", ["glare-soft-part", "glare-sharp-part", "seal-light", "watermark-light"])
def test_what_shines_through_is_visible(name: str) -> None:
    """Light and ink that leave the text readable hide nothing."""
    spoilt = BY_NAME[name].of(_blot(), "seed")
    assert spoilt.visible(spoilt.marks[0]) == 1.0


@pytest.mark.parametrize("degradation", DEGRADATIONS, ids=lambda one: one.name)
def test_every_degradation_is_the_same_for_the_same_seed(degradation: Degradation) -> None:
    """Two runs give the same bytes, pixels stay 8-bit RGB, and the truth can be written as JSON."""
    one, other = (degradation.of(_blot(), "seed") for _ in range(2))
    assert one.pixels.dtype == np.uint8
    assert one.pixels.shape[2:] == (3,)
    assert one.pixels.tobytes() == other.pixels.tobytes()
    assert json.dumps(record(Base("test", 0), degradation, one))


def test_names_of_degradations_are_unique() -> None:
    """Each degradation has its own file."""
    assert len(BY_NAME) == len(DEGRADATIONS)


@pytest.mark.parametrize("family", ["blur", "defocus", "motion", "noise", "contrast", "faint", "phone"])
def test_levels_get_worse(family: str) -> None:
    """A higher level has fewer cells to a letter or less contrast to its noise."""
    levels = [physical(one.of(_blot(), "seed")) for one in DEGRADATIONS if one.family == family]
    worth = [level["cells"] * level["contrast_to_noise"] for level in levels]
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == len(worth)


def test_the_splits_share_no_person_and_no_seed() -> None:
    """No name, ID number or seed of a calibration base occurs among the test bases."""
    seen: dict[Split, set[str]] = {split: set() for split in SPLITS}
    for base in bases(60):
        person = someone(base.split, base.number)["applicant"]
        seen[base.split] |= {person["name"], person["name"][:2], person["id_number"], base.name}
    assert not seen["calibration"] & seen["test"]
    assert len([base for base in bases(20) if base.split == "test"]) == 20


def test_the_splits_share_no_combination_of_fonts() -> None:
    """Which face stands for which is never the same in calibration and test."""
    from tools.corpus.bases import _FONTS

    assert not [one for one in _FONTS["calibration"] if one in _FONTS["test"]]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_that_it_is_a_sample(kind: str) -> None:
    """No base could be taken for a real document: unless it is blank it says 样例 or 样."""
    with styled(Style(0.4)):
        page = KINDS[kind](someone("test", 3), random.Random(3))  # noqa: S311 - invented people
    words = "".join(mark.words for mark in page.truth if isinstance(mark, truth.Print))
    assert (words == "") == (kind == "blank")
    assert kind == "blank" or "样" in words


def test_the_corpus_is_written_once_and_the_same_again(tmp_path: Path) -> None:
    """Images and truth are the same bytes in two runs, and each line of truth fits its image."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        assert make(folder, 2, "/000-id-back/crop") == 5
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} for folder in folders
    )
    assert first == second
    for line in (folders[0] / TRUTH).read_text(encoding="utf-8").splitlines():
        known = json.loads(line)
        with Image.open(folders[0] / known["image"]) as image:
            assert image.size == (known["width"], known["height"])
