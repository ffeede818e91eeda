"""Scan quality: spoilt pages are told from good ones, and losses from pages that are merely sparse."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from eligibility.errors import AttachmentError
from eligibility.inspection import scan
from eligibility.measurement import Exhibit
from tests.inspection.engines.drawn import page

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels
    from eligibility.measurement import PageScan


@pytest.fixture(scope="module")
def letter() -> Pixels:
    """Return a page of text, in grey, on paper that is not as white as light."""
    grey = np.asarray(Image.fromarray(page("pledge")[0]).convert("L"))
    paper: Pixels = np.minimum(grey, 225)
    return paper


def look(pixels: Pixels) -> PageScan:
    """Return what the inspector says of one page."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    [seen] = scan.inspect(Exhibit(file.getvalue())).pages
    return seen


def test_a_good_page_is_legible_upright_and_whole(letter: Pixels) -> None:
    """A clean page has nothing against it, and its facts are those of the page."""
    seen = look(letter)
    assert seen.legibility is not None
    assert seen.legibility > 0.9
    assert (seen.turned, seen.glare, seen.cropped) == (0, (), ())
    assert abs(seen.skew) < 1
    assert seen.character_height is not None
    assert 15 < seen.character_height < 80
    assert 0 < seen.ink < 0.2


def test_blur_makes_a_page_less_legible(letter: Pixels) -> None:
    """A page too blurred for anybody is far below a good one, and its edges are wide."""
    seen, good = look(cv2.GaussianBlur(letter, (0, 0), 9)), look(letter)
    assert seen.legibility is None or seen.legibility < 0.5
    if seen.edge_width is not None and good.edge_width is not None:
        assert seen.edge_width > 2 * good.edge_width


def test_the_palest_print_is_not_legible(letter: Pixels) -> None:
    """Print that hardly differs from its paper is not called legible, however surely a machine reads it."""
    pale = (225 - (225 - letter.astype(float)) * 0.03).round().astype(np.uint8)
    seen = look(pale)
    assert seen.legibility is None or seen.legibility < 0.7


def test_a_blank_page_has_no_legibility() -> None:
    """Where there is no text nothing is claimed."""
    seen = look(np.full((1600, 1130), 240, np.uint8))
    assert (seen.legibility, seen.lines, seen.ink) == (None, 0, 0.0)


def test_a_page_upside_down_is_told_and_read(letter: Pixels) -> None:
    """How far it must be turned is said, and it is as legible as it is when turned."""
    seen = look(np.ascontiguousarray(letter[::-1, ::-1]))
    assert seen.turned == 180
    assert seen.legibility is not None
    assert seen.legibility > 0.9


def test_skew_is_measured(letter: Pixels) -> None:
    """A page scanned askew tells by how much; anticlockwise is positive."""
    height, width = letter.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), 5, 1.0)
    assert look(cv2.warpAffine(letter, way, (width, height), borderValue=225)).skew == pytest.approx(5, abs=0.7)


def test_glare_on_text_is_found_where_it_is(letter: Pixels) -> None:
    """A patch of light over lines is told with its place."""
    height, width = letter.shape
    lit = letter.copy()
    cv2.ellipse(lit, (width // 2, height // 3), (width // 7, height // 16), 0, 0, 360, 255, -1)
    [spot] = look(lit).glare
    left, top, across, down = spot
    assert left < width // 2 < left + across
    assert top < height // 3 < top + down


def test_an_edge_through_text_is_told(letter: Pixels) -> None:
    """A page cut off in the middle of its lines is cropped on that side only."""
    assert look(np.ascontiguousarray(letter[:, : letter.shape[1] // 2])).cropped == ("right",)
    assert look(np.ascontiguousarray(letter[:, letter.shape[1] // 2 :])).cropped == ("left",)


def test_what_is_no_picture_is_raised() -> None:
    """A file that can't be looked at is told by another inspector."""
    with pytest.raises(AttachmentError):
        scan.inspect(Exhibit(b"no picture"))
