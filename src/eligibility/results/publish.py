"""Everything that people work with after an audit, written at once; what a reviewer wrote into it is taken in before."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from eligibility.errors import EligibilityError
from eligibility.results.dispositions import take
from eligibility.results.overview import write_overview
from eligibility.results.pages import Pages
from eligibility.results.spreadsheet import NAME, has_spreadsheet, rulings_in, write_findings

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.audit.journal import Journal
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker


def publish(journal: Journal, out: Path, language: str, plugins: Plugins, looker: Looker) -> list[Path]:
    """Write pages, overview and spreadsheet (where openpyxl is installed), and return the files a person opens first."""
    Pages(journal, out, language, plugins, looker).write()
    files = [write_overview(journal, out, language)]
    if has_spreadsheet():
        _keep_decisions(journal, out)
        files.append(write_findings(journal, out, language))
    return files


def _keep_decisions(journal: Journal, out: Path) -> None:
    """Take in what the last spreadsheet says; set it aside if it says what can't be taken in, so that nothing is lost."""
    path = out / NAME
    if not path.exists():
        return
    try:
        _, others = take(journal, out, rulings_in(path))
    except EligibilityError:
        others = 1
    if others:
        asides = (out / f"findings-{number}.xlsx" for number in itertools.count(1))
        path.replace(next(aside for aside in asides if not aside.exists()))
