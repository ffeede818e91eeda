"""Lines cut out of pages, of any length a file may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eligibility.inspection.engines.strips import HEIGHT, slope, strip, usual_slope
from eligibility.inspection.strokes import strokes

if TYPE_CHECKING:
    from eligibility.inspection.engines import Quad


def quad(left: float, top: float, right: float, bottom: float, fall: float = 0.0) -> Quad:
    """Return the corners of a line that falls by so much from left to right."""
    corners = [(left, top), (right, top + fall), (right, bottom + fall), (left, bottom)]
    return np.array(corners, np.float32)


@pytest.mark.parametrize("turned", [False, True])
def test_lines_of_very_long_pages_are_cut_out(*, turned: bool) -> None:
    """A line on a page longer than OpenCV can straighten is measured; one that long itself is white, and no error."""
    page = np.full((60, 40_000), 255, np.uint8)
    page[20:40, 39_000:39_300:10] = 0
    short, long = quad(38_990, 15, 39_310, 45), quad(0, 10, 40_000, 50)
    if turned:
        page, short, long = page.T.copy(), short[:, ::-1], long[:, ::-1]
    assert strip(page, short).min() < 100
    measured = strokes(page, short)
    assert measured is not None
    assert measured.contrast > 0.5
    assert strip(page, long).shape[0] == HEIGHT
    assert strip(page, long).min() == 255
    assert strokes(page, long) is None


def test_the_usual_slope_is_the_text_s() -> None:
    """A watermark's steep lines don't count, unless there is hardly anything else."""
    text = [quad(0, 50 * number, 400, 50 * number + 20, fall=8) for number in range(4)]
    steep = [quad(0, 90 * number, 300, 90 * number + 30, fall=150) for number in range(9)]
    assert usual_slope([]) == 0
    assert usual_slope([*text, *steep]) == pytest.approx(0.02)
    assert usual_slope(steep) == pytest.approx(slope(steep[0])) == pytest.approx(0.5)
