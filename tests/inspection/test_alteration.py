"""Alteration: patches without grain on grainy paper are found, and nothing is said where nothing can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.inspection import alteration
from eligibility.inspection.alteration import smooth_areas
from eligibility.measurement import Box, Exhibit
from tools.stamps import GROUNDS, Ground, Labelled, Taking, altered, sealed


def look(page: Labelled) -> tuple[Box, ...]:
    """Return the areas the inspector sees on the file's only page."""
    (seen,) = alteration.inspect(Exhibit(page.encoded())).pages
    return seen


@pytest.mark.parametrize("seed", range(3))
def test_a_word_painted_over_is_found(seed: int) -> None:
    """In a lossless scan the white-out is the one area, within the patch and over most of it."""
    page = altered(f"test whited {seed}", "whited-out", quality=100)
    assert page.patch is not None
    (seen,) = look(page)
    left, top, wide, tall = page.patch
    assert left - 4 <= seen[0] <= seen[0] + seen[2] <= left + wide + 4
    assert top - 4 <= seen[1] <= seen[1] + seen[3] <= top + tall + 4
    assert seen[2] * seen[3] > 0.6 * wide * tall


@pytest.mark.parametrize("on", GROUNDS)
@pytest.mark.parametrize("quality", [100, 95, 80])
def test_an_untouched_scan_has_no_area(on: Ground, quality: int) -> None:
    """Frames, photographs, titles and covers on grainy paper are not taken for patches, however compressed."""
    assert look(altered(f"test clean {on}", "none", on, quality)) == ()


@pytest.mark.parametrize("taking", ["export", "jpeg", "grey", "black-white", "phone"])
def test_pages_whose_grain_is_gone_are_passed_over(taking: Taking) -> None:
    """A clean export, a strongly compressed page and a copy give no grounds for suspicion."""
    assert look(sealed(f"test {taking}", "letter", "round", "red", taking)) == ()


def test_overexposed_paper_is_no_patch() -> None:
    """Where light has bleached the paper its grain is cut off, and that is not an alteration."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:800, :600]
    light = 225 + 60 * np.exp(-((x - 300) ** 2 + (y - 400) ** 2) / 90.0**2)
    page = np.clip(light + rng.normal(0, 4, light.shape), 0, 255).astype(np.uint8)
    assert smooth_areas(page) == ()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 255), st.integers(0, 2**32 - 1))
def test_noise_and_plain_paper_have_no_area(width: int, height: int, level: int, seed: int) -> None:
    """Neither a page of one level nor one of even noise has an area without grain."""
    noise = np.random.default_rng(seed).normal(level, 5, (height, width))
    assert smooth_areas(np.full((height, width), level, np.uint8)) == ()
    assert smooth_areas(np.clip(noise, 0, 255).astype(np.uint8)) == ()
