"""Pages of text for tests: written out, or invented by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from eligibility.measurement import Line, Text
from eligibility.rules.reading import PageRead, Reading, reading_of


def reading(*pages: str, confidence: float = 1.0) -> Reading:
    """Return what was read on pages that are written as text, a line each line, one under the other."""
    return reading_of(
        Text(
            pages=tuple(
                tuple(
                    Line(text=line, box=(10, 40 * number, 20 * len(line), 30), confidence=confidence)
                    for number, line in enumerate(page.split("\n"))
                )
                for page in pages
            )
        )
    )


def page(text: str) -> PageRead:
    """Return one page that is written as text."""
    return reading(text).pages[0]


HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
texts = st.lists(
    st.lists(
        st.builds(
            Line,
            text=st.text(max_size=30) | st.text(HANZI, max_size=30) | st.text("0123456789X年月日.-/ ", max_size=30),
            box=st.tuples(*[st.integers(0, 3000)] * 4),
            confidence=st.floats(0, 1),
        ),
        max_size=6,
    ).map(tuple),
    max_size=3,
).map(lambda pages: Text(pages=tuple(pages)))
"""Any text on up to three pages, with what the rules look for more often than by chance."""
