"""How much of what is printed on a page an engine read: character recall, as the study of images defines it.

Every true line is looked for anywhere in the text that was read (alignment with free ends), so order and extra text do
not matter; one minus edits over characters is the share that was read.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VISIBLE: Final = 0.6
"""Share of a line that must be seen for it to count among the visible ones."""


def plain(words: str) -> str:
    """Return letters and digits alone, after NFKC."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", words) if letter.isalnum())


def edits(words: str, text: str) -> int:
    """Return the fewest edits that make `words` a part of `text` (Sellers 1980)."""
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    places = np.arange(len(letters) + 1)
    row = np.zeros(len(letters) + 1, np.int64)
    for number, letter in enumerate(words, 1):
        best = np.minimum(row + 1, number)
        best[1:] = np.minimum(best[1:], row[:-1] + (letters != ord(letter)))
        best[0] = number
        row = places + np.minimum.accumulate(best - places)
    return int(row.min())


def accuracy(lines: Iterable[dict[str, Any]], read: Sequence[str]) -> dict[str, float | None]:
    """Return the share of characters read: of the `visible` lines, and of all lines of the `whole` page.

    `lines` are of the truth file, `read` the lines an engine returned. Of the whole page no more of a line counts as read
    than can be seen of it. `None` where there is nothing to read.
    """
    text = plain("".join(read))
    seen = seen_read = whole = whole_read = 0.0
    for line in lines:
        words = plain(line["words"])
        right = max(0, len(words) - edits(words, text))
        whole += len(words)
        whole_read += min(right, len(words) * line["visible"])
        if line["visible"] >= VISIBLE:
            seen += len(words)
            seen_read += right
    return {
        "visible": round(seen_read / seen, 4) if seen else None,
        "whole": round(whole_read / whole, 4) if whole else None,
    }
