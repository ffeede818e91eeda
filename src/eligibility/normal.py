"""Texts as people mean them: full-width forms, case and spaces taken out before anything is compared."""

from __future__ import annotations

import unicodedata
from typing import Final

_DASHES: Final = "‐‑‒–—―−─"
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅･．", "·"))


def compact(text: str) -> str:
    """Return `text` with full-width forms narrowed, all dashes alike and all white space removed."""
    if text.isascii():
        return "".join(text.split())
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    for dash in _DASHES:
        if dash in text:
            text = text.replace(dash, "-")
    return "".join(text.split())


def same_name(one: str, other: str) -> bool:
    """Tell whether two names of people or bodies are the same but for width, case, spaces and the middle dot's form."""
    return _name(one) == _name(other)


def _name(text: str) -> str:
    return compact(text.translate(_DOTS)).casefold()
