"""Texts as people mean them: full-width forms, case and spaces taken out before anything is compared."""

from __future__ import annotations

import unicodedata
from typing import Final

FIGURES: Final = str.maketrans("OoDQIil|!BSsZzGxX×", "000011111855226XXX")
"""What text engines read in place of a figure, and of the X of an ID number."""
_DASHES: Final = frozenset("‐‑‒–—―−─")
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅･．", "·"))


def narrowed(text: str) -> str:
    """Return `text` with full-width forms narrowed (NFKC) and all dashes alike."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    for dash in _DASHES.intersection(text):
        text = text.replace(dash, "-")
    return text


def compact(text: str) -> str:
    """Return `text` narrowed, with all white space removed."""
    return "".join(narrowed(text).split())


def same_name(one: str, other: str) -> bool:
    """Tell whether two names of people or bodies are the same but for width, case, spaces and the middle dot's form."""
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """Return a name as it is compared."""
    return compact(text.translate(_DOTS)).casefold()
