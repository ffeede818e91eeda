"""Tables in two languages, for the terminal and for the documentation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import rich.table

if TYPE_CHECKING:
    from benchmarks.timing import Figure
    from eligibility.wording import Language

Words = tuple[str, str]
"""The same in English and in Chinese."""
Cell = str | Words


@dataclass(frozen=True)
class Table:
    """A titled table; a cell that is a pair is said in the reader's language."""

    title: Words
    columns: tuple[Words, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    note: Words = ("", "")


def said(cell: Cell, language: Language) -> str:
    """Return a cell in a language."""
    return cell if isinstance(cell, str) else cell[language == "zh"]


def ratio(figure: Figure) -> str:
    """Return a ratio with its quartiles."""
    return f"{figure.ratio:.2f} ({figure.low:.2f}–{figure.high:.2f})"


def millis(quartiles: tuple[float, float, float]) -> str:
    """Return milliseconds with their quartiles."""
    low, middle, high = quartiles
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


def for_terminal(table: Table) -> rich.table.Table:
    """Return the table as rich shows it."""
    shown = rich.table.Table(
        title=said(table.title, "en"), caption=said(table.note, "en") or None, title_justify="left"
    )
    for number, column in enumerate(table.columns):
        shown.add_column(said(column, "en"), justify="right" if number else "left")
    for row in table.rows:
        shown.add_row(*(said(cell, "en") for cell in row))
    return shown


def for_page(table: Table, language: Language) -> str:
    """Return the table as Markdown, under a heading."""
    lines = [f"### {said(table.title, language)}", ""]
    lines.append(_line(table.columns, language))
    lines.append("|" + "|".join(" --- " if not number else " ---: " for number in range(len(table.columns))) + "|")
    lines.extend(_line(row, language) for row in table.rows)
    note = said(table.note, language)
    return "\n".join([*lines, *(["", note] if note else [])])


def _line(cells: tuple[Cell, ...], language: Language) -> str:
    return f"| {' | '.join(said(cell, language) for cell in cells)} |"
