"""The command `rulesets impact`: what a new ruleset would make of submissions that an old one judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from eligibility.audit.folder import place_of
from eligibility.audit.journal import NAME as JOURNAL
from eligibility.audit.journal import Journal
from eligibility.checker import Checker
from eligibility.cli.check import today_for_draft
from eligibility.cli.looking import looker_of
from eligibility.cli.output import complain, write
from eligibility.cli.progress import Progress
from eligibility.cli.tables import screen, table
from eligibility.desk.impact import Impact, rejudge
from eligibility.desk.limits import entry_words
from eligibility.errors import ExitCode, SubmissionError
from eligibility.files import DECLARATION
from eligibility.hooks import load_plugins
from eligibility.report import Verdict
from eligibility.reporters.screen import clean
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rich.console import RenderableType

    from eligibility.cli.options import ImpactOfRulesets

MOST_EXAMPLES: Final = 3
"""Submissions that are named for each entry."""

_NEWLY: Final[Mapping[Verdict, str]] = {
    Verdict.INELIGIBLE: N_("newly rejected"),
    Verdict.UNDETERMINED: N_("newly undetermined"),
    Verdict.REFER: N_("newly referred"),
    Verdict.ELIGIBLE: N_("newly cleared"),
}


def run(options: ImpactOfRulesets) -> int:
    """Judge all submissions twice, print what changes, and return 1 if too many are newly rejected."""
    plugins = load_plugins(options.plugins)
    impact, unreadable = Impact(), False
    root, paths = _submissions(options.submissions)
    progress = Progress(len(paths), options.language)
    with looker_of(options) as looker, place_of(root) as place:
        old, new = (
            Checker(load_ruleset(name, plugins), plugins=plugins, looker=looker) for name in (options.old, options.new)
        )
        for path in paths:
            try:
                with progress.step(path):
                    submission = place.submission(path)
                    as_of = options.as_of or today_for_draft(submission)
                    rejudge(impact, path, submission, old, new, as_of)
            except SubmissionError as error:
                complain(error, options.language)
                unreadable = True
    heading = Text(f"{old.ruleset.full_name} → {new.ruleset.full_name}", "bold")
    write([screen().rendered(heading, *_page(impact, options))])
    if _too_many(impact, options):
        return ExitCode.INELIGIBLE
    return ExitCode.UNREADABLE if unreadable else ExitCode.ELIGIBLE


def _submissions(folder: Path) -> tuple[str, list[str]]:
    """Return a folder or URL and the submissions in it: those of an audit, if it is one's OUT, or what lies there."""
    if (folder / JOURNAL).is_file():
        with Journal(folder) as journal:
            return journal.fact("root") or "", journal.paths()
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SubmissionError(N_("{path}: can't be read: {reason}"), path=folder, reason=reason) from None
    if (folder / DECLARATION).is_file():
        return str(folder.parent), [folder.name]
    found = [path.name for path in inside if (path / DECLARATION).is_file() or path.suffix.lower() in {".zip", ".json"}]
    if not found:
        raise SubmissionError(N_("{path}: there are no submissions in this folder"), path=folder)
    return str(folder), found


def _too_many(impact: Impact, options: ImpactOfRulesets) -> bool:
    return options.most_rejected is not None and impact.share(Verdict.INELIGIBLE) > options.most_rejected


def _page(impact: Impact, options: ImpactOfRulesets) -> Iterator[RenderableType]:
    language = options.language
    yield Text(say(N_("Submissions judged by both: {count}"), language, count=impact.judged))
    yield Text()
    columns = [say(name, language) for name in (N_("Change"), N_("Number"), N_("Share"), N_("95 % interval"))]
    rows = []
    for verdict, words in _NEWLY.items():
        low, high = impact.interval(verdict)
        count = str(len(impact.newly(verdict)))
        rows.append([say(words, language), count, f"{impact.share(verdict):.2%}", f"{low:.2%} – {high:.2%}"])
    yield table(columns, rows, whole=range(4))
    for verdict, words in _NEWLY.items():
        yield from _entries(impact, verdict, say(words, language), options)
    if options.most_rejected is not None:
        yield Text()
        message = N_("More are newly rejected than allowed ({limit}).")
        if not _too_many(impact, options):
            message = N_("No more are newly rejected than allowed ({limit}).")
        style = "bold red" if _too_many(impact, options) else "green"
        yield Text(say(message, language, limit=f"{options.most_rejected:.2%}"), style)


def _entries(impact: Impact, verdict: Verdict, heading: str, options: ImpactOfRulesets) -> Iterator[RenderableType]:
    """Yield the entries that move submissions to a verdict, with examples."""
    found = impact.by_entry(verdict)
    if not found:
        return
    yield Text()
    yield Text(heading, "bold")
    columns = [say(name, options.language) for name in (N_("Entry"), N_("Severity"), N_("Number"), N_("Examples"))]
    rows = []
    for entry, gone, names in found:
        words = entry_words(entry, options.language)
        if gone:
            words = say(N_("no longer: {entry}"), options.language, entry=words)
        examples = [clean(name) for name in names[:MOST_EXAMPLES]]
        severity = term(entry.severity, options.language)
        rows.append([words, severity, str(len(names)), ", ".join(examples)])
    yield table(columns, rows, whole=(1, 2))
