"""The command `audit import`: take in what reviewers decided, from a spreadsheet, a page's file or another audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.audit.journal import Journal, Ledger
from eligibility.cli.output import complain, write
from eligibility.hooks import load_plugins
from eligibility.results.dispositions import rulings_of, take
from eligibility.results.publish import OTHERS, keep_decisions, publish_decisions
from eligibility.results.spreadsheet import rulings_in
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from eligibility.cli.options import ImportDispositions


def run(options: ImportDispositions) -> int:
    """Take in the decisions and tell how many; one about evidence that this audit doesn't have is not taken."""
    rulings = rulings_of(options.file) if options.file.suffix == ".jsonl" else rulings_in(options.file)
    with Journal(options.out):
        pass  # there is an audit in this folder
    with Ledger(options.out) as journal:
        if kept := keep_decisions(journal, options.out):
            complain(kept, options.language)
        taken, others = take(journal, options.out, rulings)
        language = journal.fact("language") or options.language
        publish_decisions(journal, options.out, language, load_plugins(options.plugins))
    lines = [say(N_("Decisions taken in: {count}"), options.language, count=taken)]
    if others:
        lines.append(say(OTHERS, options.language, count=others))
    write(f"{line}\n" for line in lines)
    return 0
