"""The command `audit`: judge a folder of submissions, compare them, and write what people work with."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from typing import TYPE_CHECKING

from eligibility.audit.comparing import Seal
from eligibility.audit.folder import as_text, is_url, submissions_in
from eligibility.audit.journal import Ledger
from eligibility.audit.judging import Setting
from eligibility.audit.run import run as run_audit
from eligibility.cli.audit.progress import shown
from eligibility.cli.looking import cache_of, looker_of
from eligibility.cli.output import complain, write
from eligibility.errors import EligibilityError, ExitCode
from eligibility.hooks import load_plugins
from eligibility.looking.looker import MOST_WORKERS
from eligibility.report import Verdict
from eligibility.reporters.screen import clean
from eligibility.results.publish import files_in, keep_decisions, publish
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, printable, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from eligibility.cli.options import Audit
    from eligibility.results.publish import Published
    from eligibility.wording import Language


def run(options: Audit) -> int:
    """Run the audit; the exit code is 2 if a submission could not be judged."""
    if options.ruleset:
        load_ruleset(options.ruleset, load_plugins(options.plugins))  # a mistake is told before anything is judged
    _check_executor(options)
    root = as_text(options.folder if is_url(options.folder) else os.path.abspath(options.folder))  # noqa: PTH100 - a name, kept as text
    next(submissions_in(root, options.out))  # a folder without any is told before OUT is made
    with contextlib.closing(Ledger(options.out)) as ledger:
        setting = _setting(options, root, ledger)
        try:
            with _executor(options) as (executor, workers), shown(options.language) as notify:
                gone = run_audit(setting, ledger, workers=workers, executor=executor, notify=notify).gone
        except KeyboardInterrupt:
            words = N_("Interrupted. What was judged is kept in {out}: run the same command again to go on.")
            sys.stderr.write(f"{say(words, options.language, out=options.out)}\n")
            raise
        if gone:
            words = N_("No longer in the folder, and no longer in the audit: {count} submissions of the run before.")
            sys.stderr.write(f"{say(words, options.language, count=gone)}\n")
        if kept := keep_decisions(ledger, options.out):
            complain(kept, options.language)
        with looker_of(options) as looker, shown(options.language) as notify:
            published = publish(ledger, options.out, options.language, load_plugins(options.plugins), looker, notify)
    write(_summary(published, files_in(options.out), options.language))
    return ExitCode.UNREADABLE if published.unjudged else 0


def _setting(options: Audit, root: str, ledger: Ledger) -> Setting:
    """Return what all submissions have in common; a run that is taken up again keeps the first one's date for drafts."""
    drafts_at = ledger.fact("drafts_at") or dt.date.today().isoformat()  # noqa: DTZ011 - the calendar on the wall
    cache = cache_of(options)
    return Setting(
        root=root,
        ruleset=options.ruleset,
        plugins=load_plugins(options.plugins).sources,
        as_of=options.as_of,
        drafts_at=dt.date.fromisoformat(drafts_at),
        cache=None if cache is None else str(cache),
        key=Seal.kept_in(options.out).key,
        masked=options.mask,
    )


def _check_executor(options: Audit) -> None:
    if options.executor == "dask" and not options.scheduler:
        raise EligibilityError(N_("--executor dask needs the scheduler's address: --scheduler tcp://HOST:PORT"))
    if options.executor != "dask" and options.scheduler:
        raise EligibilityError(
            N_("--scheduler is for --executor dask only: add --executor dask, or leave --scheduler out")
        )


@contextlib.contextmanager
def _executor(options: Audit) -> Iterator[tuple[Executor | None, int]]:
    """Give the executor that was asked for, and its workers; `None` stands for processes of this machine."""
    if not options.scheduler:
        yield None, options.workers or min(os.cpu_count() or 1, MOST_WORKERS)
        return
    from eligibility.audit.cluster import cluster

    with cluster(options.scheduler) as found:
        yield found


def _summary(published: Published, files: list[Path], language: Language) -> Iterator[str]:
    counts = published.verdicts
    for verdict in Verdict:
        yield f"{term(verdict, language)}: {counts.get(verdict, 0)}\n"
    if published.unjudged:
        yield f"{say(N_('could not be judged'), language)}: {counts[None]}\n"
        for path, reason in published.unjudged.items():
            yield f"  {clean(path)}: {clean(reason)}\n"
        if more := counts[None] - len(published.unjudged):
            yield f"  {say(N_('and {count} more; report.html names them all'), language, count=more)}\n"
    for file in files:
        yield f"{printable(as_text(str(file)))}\n"
