"""What the pixels of a line say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.inspection.strokes import percentiles


@given(st.lists(st.integers(0, 255), min_size=1, max_size=300), st.floats(0, 100), st.floats(0, 100))
def test_percentiles_are_numpy_s(levels: list[int], one: float, other: float) -> None:
    """Counting levels gives the percentiles that sorting them gives."""
    pixels = np.array([levels], np.uint8)
    assert percentiles(pixels, one, other) == pytest.approx(np.percentile(pixels, (one, other)), abs=1e-6)
