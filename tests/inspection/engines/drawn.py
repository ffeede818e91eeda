"""Pages with known text: drawn papers of the examples, and how much of them an engine read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from tools.certificates import sheets
from tools.corpus.accuracy import accuracy
from tools.drawing import scanned
from tools.example_set import examples
from tools.truth import Print

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eligibility.measurement import Line


@functools.cache
def page(kind: str, part: str | None = None) -> tuple[Any, tuple[str, ...]]:
    """Return a paper of the first example as RGB pixels, and its printed lines."""
    document = examples()[0].papers
    attachment = next(one for one in document["attachments"] if one["kind"] == kind and part in {None, one.get("part")})
    drawn = scanned(sheets(document, attachment)[0], "a test's own seed")
    words = tuple(mark.words for mark in drawn.truth if isinstance(mark, Print))
    return np.asarray(drawn.image.convert("RGB")), words


def share_read(words: Iterable[str], lines: Iterable[Line]) -> float:
    """Return the share of characters that were read."""
    found = accuracy([{"words": line, "visible": 1.0} for line in words], [line.text for line in lines])["whole"]
    assert found is not None
    return found
