"""Writes tables into the two pages of the documentation, between their markers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.summary import head, tables
from benchmarks.tables import for_page, said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.results import Run
    from benchmarks.tables import Table, Words
    from eligibility.wording import Language

BEGIN: Final = "<!-- figures: written by `python -m benchmarks --write-docs`, do not edit -->"
LOOKING: Final = "<!-- looking: written by `python -m benchmarks --looking --write-docs`, do not edit -->"
END: Final = "<!-- end of figures -->"

PAGES: Final[dict[Language, str]] = {"en": "performance.md", "zh": "zh/performance.md"}


def write_pages(run: Run, docs: Path) -> None:
    """Put the run's tables into the pages in `docs`."""
    _write(docs, BEGIN, head(run), tables(run))


def write_looking(opening: Words, shown: Sequence[Table], docs: Path) -> None:
    """Put the tables on looking into the pages in `docs`."""
    _write(docs, LOOKING, opening, shown)


def _write(docs: Path, mark: str, opening: Words, shown: Sequence[Table]) -> None:
    for language, name in PAGES.items():
        path = docs / name
        parts = [said(opening, language), *(for_page(table, language) for table in shown)]
        path.write_text(_replaced(path.read_text(encoding="utf-8"), mark, "\n\n".join(parts)), encoding="utf-8")


def _replaced(page: str, mark: str, figures: str) -> str:
    before, begin, rest = page.partition(mark)
    _, end, after = rest.partition(END)
    if not (begin and end):
        message = "the page lacks the markers between which the figures stand"
        raise ValueError(message)
    return f"{before}{mark}\n\n{figures}\n\n{END}{after}"
