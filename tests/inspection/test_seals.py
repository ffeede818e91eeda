"""Seals: prints of every colour and shape are found, and what is merely red or round is not one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.inspection import seals
from eligibility.inspection.seals import seals_of
from eligibility.measurement import Box, Exhibit, PageSeals
from tools.stamps import GROUNDS, Ground, Ink, Labelled, Shape, Taking, sealed


def look(page: Labelled) -> PageSeals:
    """Return what the inspector sees on the file's only page."""
    (seen,) = seals.inspect(Exhibit(page.encoded())).pages
    return seen


def near(one: Box, other: Box) -> bool:
    """Say whether two boxes are much the same."""
    return all(abs(a - b) <= 0.15 * max(other[2:]) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("shape", ["round", "oval", "square"])
@pytest.mark.parametrize("ink", ["red", "blue"])
def test_a_seal_is_found_with_its_shape_and_colour(shape: Shape, ink: Ink) -> None:
    """A seal stamped over text is the only one found, where it is, as what it is."""
    page = sealed(f"test {shape} {ink}", "letter", shape, ink)
    (seen,) = look(page).seals
    assert (seen.shape, seen.colour) == (shape, ink)
    assert near(seen.box, page.seals[0].box)


@pytest.mark.parametrize("taking", ["export", "warm", "cool", "jpeg", "phone", "small"])
def test_a_seal_is_found_however_the_page_was_taken(taking: Taking) -> None:
    """Casts of light, small scans, strong compression and telephones don't hide a round seal."""
    page = sealed(f"test {taking}", "award", "round", "red", taking)
    (seen,) = look(page).seals
    assert near(seen.box, page.seals[0].box)


def test_a_seal_on_a_table_of_its_colour_is_found() -> None:
    """The lines a round seal stands on don't hide it."""
    for seed in ("a", "b", "c"):
        page = sealed(f"test table {seed}", "table", "round", "red")
        assert any(near(seal.box, page.seals[0].box) for seal in look(page).seals)


def test_a_detail_or_a_page_without_a_stated_resolution_has_its_seal() -> None:
    """Without a believable resolution the page is taken for A4, or for a picture of the seal alone."""
    page = sealed("test detail", "letter", "round")
    assert look(replace(page, dpi=None)).seals == look(page).seals
    left, top, wide, tall = page.seals[0].box
    detail = page.image.crop((left - 90, top - 60, left + wide + 90, top + tall + 60))
    assert len(look(replace(page, image=detail, dpi=None)).seals) == 1


@pytest.mark.parametrize("on", GROUNDS)
def test_what_is_red_or_round_is_no_seal(on: Ground) -> None:
    """Frames, titles, lines, photographs, emblems and pen marks are not taken for seals."""
    assert look(sealed(f"test nothing on {on}", on, None)).seals == ()


@pytest.mark.parametrize("taking", ["grey", "black-white"])
def test_a_copy_without_colours_has_neither_seal_nor_colour(taking: Taking) -> None:
    """On a grey page nothing has a colour; one in colour with a seal has."""
    assert look(sealed("test copy", "letter", "round", "red", taking)) == PageSeals()
    assert look(sealed("test copy", "letter", "round")).chromatic > 0.001


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1), st.sampled_from([None, 1.0, 72.0, 300.0, 1e6])
)
def test_any_pixels_are_looked_at(width: int, height: int, seed: int, dpi: float | None) -> None:
    """Whatever the picture and its stated resolution, there is an answer, and its share is a share."""
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    assert 0 <= seals_of(rgb, dpi).chromatic <= 1
