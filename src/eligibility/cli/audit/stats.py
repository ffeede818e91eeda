"""The command `audit stats`: how many findings of each rule were looked at, and how many of those were false alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.audit.journal import Journal
from eligibility.cli.output import terminal_width, write
from eligibility.cli.tables import table
from eligibility.reporters.screen import Screen
from eligibility.results.dispositions import tally
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections import Counter

    from eligibility.cli.options import AuditStats

_COLUMNS = (
    N_("Rule"),
    N_("Findings"),
    N_("decided"),
    N_("upheld"),
    N_("false alarm"),
    N_("excused"),
    N_("False alarms among decided"),
)


def run(options: AuditStats) -> int:
    """Print a line for each rule with findings, those with the most false alarms first."""
    with Journal(options.out) as journal:
        rules = tally(journal, options.out)
    ordered = sorted(rules.items(), key=lambda item: (-item[1]["false-alarm"], item[0]))
    rows = [_row(rule, counts) for rule, counts in ordered]
    heading = [say(column, options.language) for column in _COLUMNS]
    write([Screen(terminal_width()).rendered(table(heading, rows, whole=(0,)))])
    return 0


def _row(rule: str, counts: Counter[str]) -> list[str]:
    decisions = [counts[decision] for decision in ("upheld", "false-alarm", "excused")]
    decided = sum(decisions)
    share = f"{counts['false-alarm'] / decided:.0%}" if decided else "–"
    return [rule, *map(str, (counts["findings"], decided, *decisions)), share]
