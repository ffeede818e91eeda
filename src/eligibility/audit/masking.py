"""Hiding personal data: what the form says of names, ID and telephone numbers, and all that looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from eligibility.measurement import Text
from eligibility.normal import compact

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.measurement import Box
    from eligibility.rule import Seen

T = TypeVar("T")

HIDDEN: Final = "＊＊＊"

_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-?\d{7,8})(?!\d)"
)
"""ID numbers of 18 and 15 digits, mobile numbers, telephone numbers with an area code."""
_FIELDS: Final = ("name", "id_number", "phone", "mobile", "email", "address")
_SHORTEST: Final = 2


class Mask:
    """Hides one declaration's personal data in texts, and tells where its attachments show it."""

    def __init__(self, declaration: Declaration) -> None:
        """Take in what the declaration says of its applicant."""
        words = {word for word in _words(declaration) if len(word) >= _SHORTEST}
        longest_first = sorted(words | {compact(word) for word in words}, key=len, reverse=True)
        self._words = [compact(word).casefold() for word in longest_first]
        spelled = [r"\s*".join(map(re.escape, word)) for word in longest_first]
        self._pattern = re.compile("|".join(spelled) or "(?!)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return a text without personal data."""
        return _NUMBERS.sub(HIDDEN, self._pattern.sub(HIDDEN, text))

    def document(self, document: T) -> T:
        """Return JSON with all its texts masked."""
        hidden: Any = document
        if isinstance(document, str):
            hidden = self.text(document)
        elif isinstance(document, Mapping):
            hidden = {key: self.document(value) for key, value in document.items()}
        elif isinstance(document, list | tuple):
            hidden = [self.document(item) for item in document]
        made: T = hidden
        return made

    def blurs(self, seen: Seen) -> Mapping[str, tuple[Box, ...]] | None:
        """Return the boxes of all lines that show personal data, by page from 1; nothing if the text was not read."""
        text = seen.get(Text)
        if not isinstance(text, Text):
            return None
        return {
            str(number): boxes
            for number, lines in enumerate(text.pages, 1)
            if (boxes := tuple(line.box for line in lines if self._shows(line.text)))
        }

    def _shows(self, line: str) -> bool:
        read = compact(line).casefold()
        return bool(_NUMBERS.search(read)) or any(word in read for word in self._words)


def _words(declaration: Declaration) -> Iterator[str]:
    for part in (declaration.applicant, declaration.account):
        for field in _FIELDS:
            value = getattr(part, field, None)
            if isinstance(value, str):
                yield value
