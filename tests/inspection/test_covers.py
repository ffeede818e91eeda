"""Discs over text: one that breaks a line is told; dots, emblems between lines and pictures are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from eligibility.inspection.covers import discs_on_text

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels, Quad


def line(left: int, right: int, top: int = 290) -> Quad:
    """Return a line of text 20 pixels high."""
    return np.array([[left, top], [right, top], [right, top + 20], [left, top + 20]], np.float32)


def disc(radius: int = 60) -> Pixels:
    """Return a page with a dark disc in its middle."""
    return np.asarray(cv2.circle(np.full((600, 900), 240, np.uint8), (450, 300), radius, 85, -1))


def test_a_disc_that_breaks_a_line_covers_it() -> None:
    """The line ends before the disc and goes on behind it; the disc's place is known."""
    [(left, top, width, height)] = discs_on_text(disc(), [line(100, 385), line(515, 800)])
    assert abs(left - 390) <= 6
    assert abs(top - 240) <= 6
    assert abs(width - 120) <= 12
    assert width == height


def test_a_line_found_right_across_a_disc_is_covered() -> None:
    """What an engine takes for one line may be broken all the same."""
    assert len(discs_on_text(disc(), [line(100, 800)])) == 1


def test_an_emblem_beside_or_between_lines_covers_none() -> None:
    """Before a heading, or above and below which lines run, a disc hides nothing."""
    assert discs_on_text(disc(), [line(520, 800)]) == ()
    assert discs_on_text(disc(), [line(100, 800, top=180), line(100, 800, top=420)]) == ()


def test_dots_rings_and_pictures_are_no_discs() -> None:
    """Small dots, the ring of a seal and a photograph of a person are not round and solid and large."""
    lines = [line(100, 385), line(515, 800)]
    ring = np.asarray(cv2.circle(np.full((600, 900), 240, np.uint8), (450, 300), 60, 85, 6))
    picture: Pixels = np.full((600, 900), 240, np.uint8)
    picture[220:380, 390:510] = 85
    assert discs_on_text(disc(12), lines) == ()
    assert discs_on_text(ring, lines) == ()
    assert discs_on_text(picture, lines) == ()
