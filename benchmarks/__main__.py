"""`python -m benchmarks`: measure, show the tables, and write them down if asked."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from benchmarks.page import write_looking, write_pages
from benchmarks.results import FULL, QUICK, Run
from benchmarks.summary import head, machine_of, rules_table, tables
from benchmarks.tables import for_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

_DOCS: Final = Path(__file__).parents[1] / "docs"
_WIDTH: Final = 120
_RULE_ROUNDS: Final = 5
_RULE_DECLARATIONS: Final = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; the exit code is 0 whatever the figures are."""
    options = _parser().parse_args(arguments)
    console = Console()
    console.width = max(console.width, _WIDTH)
    run = Run(QUICK if options.quick else FULL)
    if options.rules:
        console.print(for_terminal(rules_table(run, _RULE_DECLARATIONS, min(run.effort.rounds, _RULE_ROUNDS))))
        return 0
    if options.looking:
        from benchmarks import looking_tables

        shown = looking_tables.tables(quick=options.quick)
        for table in shown:
            console.print(for_terminal(table))
        if options.write_docs:
            write_looking(machine_of(run), shown, options.docs)
        return 0
    for table in tables(run):
        console.print(for_terminal(table))
    console.print(head(run)[0])
    if options.json:
        options.json.write_text(json.dumps(run.as_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        write_pages(run, options.docs)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few declarations and one round: does it run at all?")
    parser.add_argument("--rules", action="store_true", help="only this: what each rule entry costs when it runs alone")
    parser.add_argument("--looking", action="store_true", help="only this: what looking at scans costs, some minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to FILE")
    parser.add_argument("--write-docs", action="store_true", help="write the tables into the documentation")
    parser.add_argument("--docs", type=Path, default=_DOCS, metavar="FOLDER", help="its folder (default: %(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
