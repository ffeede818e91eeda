"""Progress of long work, shown on standard error while it lasts, and only if somebody watches."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from eligibility.reporters.screen import clean
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.wording import Language


class Progress:
    """Counts steps of `total`. A step's line is gone when the step ends, so that it never mixes with the answer."""

    def __init__(self, total: int, language: Language) -> None:
        """Begin to count."""
        self._total = total
        self._done = 0
        self._language = language

    @contextlib.contextmanager
    def step(self, path: Path | str) -> Iterator[None]:
        """Show, while the block runs, which step it is."""
        self._done += 1
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console
        from rich.text import Text

        words = say(
            N_("{number} of {total}: {path}"),
            self._language,
            number=self._done,
            total=self._total,
            path=clean(str(path)),
        )
        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        with console.status(Text(words, no_wrap=True, overflow="ellipsis")):
            yield
