"""The command `audit diff`: what findings are new, gone or changed from one audit to another."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

from eligibility.audit.difference import differences
from eligibility.audit.journal import Journal
from eligibility.cli.output import write
from eligibility.reporters.screen import clean
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eligibility.audit.difference import Difference, Kind
    from eligibility.cli.options import DiffAudits
    from eligibility.wording import Language

_SIGNS: Final[Mapping[Kind, str]] = {"new": "+", "gone": "-", "changed": "~"}


def run(options: DiffAudits) -> int:
    """Print the differences; the exit code is 0 whether or not there are any."""
    with Journal(options.old) as old, Journal(options.new) as new:
        _warn_unfinished(old, options.language)
        _warn_unfinished(new, options.language)
        found = differences(old, new, options.language)
        pieces = _lines(found) if options.format == "json" else _text(found, options.language)
        write(pieces, document=options.format == "json")
    return 0


def _warn_unfinished(journal: Journal, language: Language) -> None:
    if not journal.fact("finished"):
        words = N_("{path}: the audit was not finished; {count} submissions that it has not judged yet are left out.")
        told = say(words, language, path=journal.path.parent, count=len(journal.waiting()))
        sys.stderr.write(f"{told}\n")


def _lines(found: Iterator[Difference]) -> Iterator[str]:
    yield from (f"{json.dumps(difference._asdict(), ensure_ascii=False)}\n" for difference in found)


def _text(found: Iterator[Difference], language: Language) -> Iterator[str]:
    submission = None
    for difference in found:
        if difference.submission != submission:
            submission = difference.submission
            yield f"{clean(submission)}\n"
        yield f"  {_SIGNS[difference.kind]} {_told(difference, language)}\n"
    if submission is None:
        yield f"{say(N_('Both audits found the same.'), language)}\n"


def _told(difference: Difference, language: Language) -> str:
    old, new = (None if text is None else clean(term(text, language)) for text in (difference.old, difference.new))
    change = f"{old} → {new}" if difference.kind == "changed" else new or old or ""
    place = " ".join(filter(None, (difference.rule, clean(difference.at or ""))))
    return f"{place}: {change}" if place else change
