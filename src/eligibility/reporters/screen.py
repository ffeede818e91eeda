"""What text is shown on: a terminal or a plain file. Here are widths of Chinese text, colours and line breaks.

Everything is handed to rich as `Text`, never as markup, so that no submission can style or forge the output.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from eligibility.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

PLAIN_WIDTH: Final = 100
"""Columns where there is no terminal."""

_OPENING: Final = "“‘（《〈「『【〔(["
_CLOSING: Final = "”’）》〉」』】〕)]，。、；：？！·…%,.;:?!"
_WIDE: Final = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_PIECE: Final = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(_OPENING)}]*)[{re.escape(_CLOSING)}]*\s*"
)
"""What stays together: a word, or one Chinese character, with the punctuation that belongs to it."""


class Screen:
    """Turns rich's objects into text of one width, coloured only for a terminal (and not if NO_COLOR is set)."""

    def __init__(self, width: int | None = None, *, plain: int = PLAIN_WIDTH) -> None:
        """Keep the terminal's width; `None` means that there is no terminal, and `plain` columns are filled."""
        self.width = width or plain
        self._console = Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=width is not None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def rendered(self, *items: RenderableType) -> str:
        """Return the items as text, one below the other."""
        with self._console.capture() as capture:
            for item in items:
                self._console.print(item)
        return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())

    def paragraph(self, text: Text, indent: int = 0) -> Iterator[Text]:
        """Yield the lines of `text`, each `indent` columns from the left."""
        for line in text.divide(_breaks(text.plain, self.width - indent)):
            line.rstrip()
            yield Text(" " * indent) + line


def clean(text: str) -> str:
    """Return `text` as one line without characters that could forge the output."""
    return printable(" ".join(text.split()))


def _breaks(text: str, width: int) -> list[int]:
    """Return the offsets at which lines begin, but the first, so that each fits into `width` columns."""
    offsets: list[int] = []
    column = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        if column and column + cell_len(piece.rstrip()) > width:
            offsets.append(match.start())
            column = 0
        if cell_len(piece.rstrip()) <= width:
            column += cell_len(piece)
            continue
        for offset, char in enumerate(piece, match.start()):
            if column + cell_len(char) > width:
                offsets.append(offset)
                column = 0
            column += cell_len(char)
    return offsets
