"""Frames: one that runs out of the picture is cut; creases, shadows and the ground around a page are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eligibility.inspection.frames import cut_frames

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels


def framed() -> Pixels:
    """Return the dark pixels of a page with a frame of its own."""
    dark: Pixels = np.zeros((700, 960), np.uint8)
    dark[40:660, (40, 41, 918, 919)] = 1
    dark[(40, 41, 658, 659), 40:920] = 1
    return dark


def test_a_whole_frame_is_not_cut() -> None:
    """A frame inside the picture says nothing."""
    assert cut_frames(framed()) == ()


@pytest.mark.parametrize(("edge", "rows"), [("top", slice(200, None)), ("bottom", slice(None, 500))])
def test_a_frame_without_its_end_is_cut_there(edge: str, rows: slice) -> None:
    """Where the top or bottom of the picture is gone, the sides of the frame run out of it."""
    assert cut_frames(framed()[rows]) == (edge,)


def test_lines_through_the_whole_picture_are_no_frame() -> None:
    """Creases and shadows run out of the picture at both ends."""
    assert cut_frames(framed()[100:600]) == ()


def test_one_line_is_no_frame() -> None:
    """A line at one side, such as that of a margin, is no frame."""
    dark = framed()[200:]
    dark[:, 900:] = 0
    assert cut_frames(dark) == ()


def test_a_page_on_a_dark_table_is_not_judged() -> None:
    """Dark ground along an edge of the picture runs out of it too, and is no frame."""
    dark = framed()[200:]
    dark[:, :30] = dark[:, -30:] = 1
    assert cut_frames(dark) == ()
    dark = framed()[200:]
    dark[:, 30:80] = dark[:, 880:930] = 1
    assert cut_frames(dark) == ()
