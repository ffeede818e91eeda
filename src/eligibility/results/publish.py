"""Everything that people work with after an audit, written at once; what a reviewer wrote into it is taken in before."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from eligibility.errors import EligibilityError
from eligibility.results.dispositions import read, take
from eligibility.results.overview import write_overview
from eligibility.results.pages import Pages
from eligibility.results.spreadsheet import NAME, has_spreadsheet, rulings_in, write_findings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eligibility.audit.journal import Journal
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.results.dispositions import Disposition


def publish(journal: Journal, out: Path, language: str, plugins: Plugins, looker: Looker) -> list[Path]:
    """Write pages, overview and spreadsheet (where openpyxl is installed), and return the files a person opens first."""
    keep_decisions(journal, out)
    decided = read(out)
    Pages(journal, out, language, plugins, decided).write(looker)
    return _written(journal, out, language, decided)


def publish_decisions(journal: Journal, out: Path, language: str, plugins: Plugins) -> list[Path]:
    """Bring pages, overview and spreadsheet up to date with what was decided, and return the files a person opens first.

    Pages that are not there, or in another language, are left to the next run of the audit.
    """
    decided = read(out)
    Pages(journal, out, language, plugins, decided).write_decisions()
    return _written(journal, out, language, decided)


def _written(journal: Journal, out: Path, language: str, decided: Mapping[str, Disposition]) -> list[Path]:
    files = [write_overview(journal, out, language, decided)]
    if has_spreadsheet():
        files.append(write_findings(journal, out, language, decided))
    return files


def keep_decisions(journal: Journal, out: Path) -> None:
    """Take in what the last spreadsheet says; set it aside if it says what can't be taken in, so that nothing is lost."""
    path = out / NAME
    if not path.exists() or not has_spreadsheet():
        return
    try:
        _, others = take(journal, out, rulings_in(path))
    except EligibilityError:
        others = 1
    if others:
        asides = (out / f"findings-{number}.xlsx" for number in itertools.count(1))
        path.replace(next(aside for aside in asides if not aside.exists()))
