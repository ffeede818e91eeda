"""Fading lines: print that light swallows grows paler towards its end; print that ends does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eligibility.inspection.fading import fading_lines

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels, Quad

LEFT, RIGHT = 100, 700
TOPS = (100, 160, 220)


def quads() -> list[Quad]:
    """Return three lines of 20 pixels."""
    return [np.array([[LEFT, top], [RIGHT, top], [RIGHT, top + 20], [LEFT, top + 20]], np.float32) for top in TOPS]


def page(left: list[float], lines: int = 3) -> Pixels:
    """Return print on white paper; the squares at the right of the first lines have these shares of their ink."""
    pixels: Pixels = np.full((400, 800), 255, np.uint8)
    for number, top in enumerate(TOPS):
        ink = np.full(RIGHT - LEFT, 200.0)
        for square, share in enumerate(left if number < lines else []):
            end = len(ink) - 20 * (len(left) - 1 - square)
            ink[end - 20 : end] *= share
        ink[::2] = 0
        pixels[top + 3 : top + 17, LEFT:RIGHT] = (255 - ink).astype(np.uint8)
    return pixels


def test_print_that_grows_paler_towards_its_end_fades() -> None:
    """Lines that light swallows are found, and where they are."""
    found = fading_lines(page([0.6, 0.4, 0.15]), quads())
    assert [(left, top) for left, top, _, _ in found] == [(LEFT, top) for top in TOPS]


@pytest.mark.parametrize(
    ("left", "why"),
    [
        ([1, 1, 1], "even print"),
        ([1, 1, 0], "print that ends"),
        ([1, 1, 0.2], "one pale character after dark ones"),
        ([0.4, 0.4, 0.4], "a pale word, or print that shows through weak light"),
    ],
)
def test_other_ends_do_not_fade(left: list[float], why: str) -> None:
    """Only print that grows paler by degrees, and nearly vanishes, is swallowed."""
    assert fading_lines(page(left), quads()) == (), why


def test_a_single_fading_end_is_chance() -> None:
    """One line alone that fades is no light."""
    assert fading_lines(page([0.6, 0.4, 0.15], lines=1), quads()) == ()
