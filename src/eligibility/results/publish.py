"""Everything that people work with after an audit, written at once; what a reviewer wrote into it is taken in before."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility.audit.comparing import KEY
from eligibility.audit.exports import LINES, PARQUET, export, has_parquet
from eligibility.audit.journal import LOCK
from eligibility.audit.journal import NAME as JOURNAL
from eligibility.audit.run import Progress
from eligibility.errors import EligibilityError
from eligibility.reporters import web
from eligibility.results.dispositions import read, take
from eligibility.results.overview import NAME as OVERVIEW
from eligibility.results.overview import write_overview
from eligibility.results.pages import FOLDER, Pages
from eligibility.results.spreadsheet import NAME as SPREADSHEET
from eligibility.results.spreadsheet import has_spreadsheet, rulings_in, write_findings
from eligibility.version import __version__
from eligibility.wording import N_, Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eligibility.audit.journal import Journal, Ledger
    from eligibility.audit.run import Notify
    from eligibility.errors import Worded
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.results.dispositions import Disposition

OTHERS: Final = N_("Not taken in, because this audit has no such finding or its evidence has changed: {count}")
"""Says how many decisions were not."""

_OURS: Final = frozenset({JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm", LOCK, KEY})
"""Files of an audit's folder that are not made from its results."""


MOST_NAMED: Final = 5
"""Submissions that could not be judged of which it is told which and why."""


class Published(NamedTuple):
    """How an audit ended: the number of submissions by verdict, and why the first that have none could not be judged."""

    verdicts: dict[str | None, int]
    unjudged: dict[str, str]


def publish(
    ledger: Ledger, out: Path, language: str, plugins: Plugins, looker: Looker, notify: Notify = lambda _: None
) -> Published:
    """Write everything that people and programs work with, unless it is up to date; return how the audit ended.

    It is up to date while no result has changed, and every file in `out` is as it was left. What the last spreadsheet says is
    to be taken in before, by `keep_decisions`: another one takes its place.
    """
    published = json.loads(ledger.fact("published") or "{}")
    if published.get("state") != _state(ledger, out, language):
        decided = read(out)
        export(ledger, out, language)
        usual = Progress(0, 0, ledger.count(), 0, "writing")
        pages = Pages(ledger, out, language, plugins, decided)
        pages.write(looker, lambda done: notify(replace(usual, done=done)))
        _write(ledger, out, language, plugins, decided)
        verdicts, unjudged = _counted(ledger, language)
        published = {"verdicts": verdicts, "unjudged": unjudged, "state": _state(ledger, out, language)}
        ledger.note(language=language, published=json.dumps(published))
    counts = {verdict or None: count for verdict, count in published["verdicts"].items()}
    return Published(counts, published["unjudged"])


def _counted(journal: Journal, language: str) -> tuple[Counter[str], dict[str, str]]:
    verdicts: Counter[str] = Counter()
    unjudged: dict[str, str] = {}
    for row in journal.rows():
        verdicts[row.verdict or ""] += 1
        if row.error and len(unjudged) < MOST_NAMED:
            unjudged[row.path] = row.error[language]
    return verdicts, unjudged


def _state(journal: Journal, out: Path, language: str) -> str:
    """Return a digest of all that the files in `out` depend on beside the results, and of their sizes and times."""
    files = sorted(path for folder in (out, out / FOLDER) for path in folder.glob("[!.]*.*") if path.name not in _OURS)
    found = [(path.relative_to(out), path.lstat()) for path in files]  # a link may lead nowhere
    stats = [(str(name), stat.st_size, stat.st_mtime_ns) for name, stat in found]
    extras = has_parquet(), has_spreadsheet()
    made_with = [__version__, web.edition(), language, extras, journal.fact("root"), stats]
    return hashlib.sha256(json.dumps(made_with).encode()).hexdigest()


def files_in(out: Path) -> list[Path]:
    """Return the files that an audit has written, in the order in which people care for them."""
    return [out / name for name in (OVERVIEW, SPREADSHEET, LINES, PARQUET) if (out / name).exists()]


def publish_decisions(journal: Ledger, out: Path, language: str, plugins: Plugins) -> None:
    """Bring pages, overview and spreadsheet up to date with what was decided.

    Pages that are not there, or in another language, are left to the next run of the audit.
    """
    decided = read(out)
    Pages(journal, out, language, plugins, decided).write_decisions()
    _write(journal, out, language, plugins, decided)


def _write(journal: Ledger, out: Path, language: str, plugins: Plugins, decided: Mapping[str, Disposition]) -> None:
    write_overview(journal, out, language, plugins, decided)
    if has_spreadsheet():
        journal.note(sheet=_sha256(write_findings(journal, out, language, decided)))


def _sha256(path: Path) -> str:
    """Return a file's SHA-256, or nothing if it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def keep_decisions(journal: Ledger, out: Path) -> EligibilityError | None:
    """Take in what the last spreadsheet says, unless that was done: what was decided elsewhere since then would be undone.

    If it says what can't be taken in, set it aside and return the words about that.
    """
    path = out / SPREADSHEET
    sha256 = _sha256(path)
    if not path.exists() or not has_spreadsheet() or journal.fact("sheet") == sha256:
        return None
    try:
        _, others = take(journal, out, rulings_in(path))
    except EligibilityError as error:
        return _set_aside(path, error)
    if others:
        return _set_aside(path, Phrase(OTHERS, {"count": others}))
    journal.note(sheet=sha256)
    return None


def _set_aside(path: Path, reason: Worded) -> EligibilityError:
    asides = (path.with_name(f"findings-{number}.xlsx") for number in itertools.count(1))
    aside = next(aside for aside in asides if not aside.exists())
    path.replace(aside)
    words = N_("{path} says what could not be taken in; it is kept as {aside}:")
    return EligibilityError(words, [reason], path=path, aside=aside.name)
