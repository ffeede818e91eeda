"""Tables: on a terminal as wide as it is, elsewhere as wide as they need, so that a line stays a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table
from rich.text import Text

from eligibility.cli.output import terminal_width
from eligibility.reporters.screen import Screen, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDEST: Final = 10_000


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: Iterable[int]) -> Table:
    """Return a table; the columns numbered in `whole` are never broken, and a line break in a cell is kept."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        made.add_column(Text(column), no_wrap=number in whole, overflow="fold")
    for row in rows:
        made.add_row(*[Text("\n".join(map(clean, cell.splitlines()))) for cell in row])
    return made


def screen() -> Screen:
    """Return the screen on which tables are shown."""
    return Screen(terminal_width(), plain=_WIDEST)
