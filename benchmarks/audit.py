"""How an audit grows: wall time, memory, what is found of what was planted, and what a run costs in which nothing changed.

    python -m benchmarks.audit FOLDER --submissions 200 2000
    python -m benchmarks.audit FOLDER --submissions 12 --drawn --workers 1 2

Without `--drawn` attachments count as looked at: what is measured is everything but looking. With it they are real
pages, drawn, and nothing was looked at before: what is measured is mostly looking, and how it shares out among workers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.province import make
from eligibility.audit.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.province import Found


@dataclass(frozen=True)
class Sizes:
    """What one run took: seconds, and peak bytes of the main process and of all together."""

    seconds: float
    main: int
    all: int


def main() -> None:
    """Make the folders, audit them, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--submissions", type=int, nargs="+", default=[200])
    parser.add_argument("--workers", type=int, nargs="+", default=[2])
    parser.add_argument("--drawn", action="store_true")
    options = parser.parse_args()
    for count in options.submissions:
        root = options.folder / f"{count}{'-drawn' if options.drawn else ''}"
        planted = make(root, count, drawn=options.drawn)
        for workers in options.workers:
            out = root / f"out-{workers}"
            cache = ["--no-cache"] if options.drawn else ["--cache", str(root / "cache.sqlite")]
            words = ["audit", str(root / "in"), "--out", str(out), "--workers", str(workers), *cache]
            first, again = audit(words), audit(words)
            found = set(found_in(out))
            _print(count, workers, first, again)
            print(f"  planted {len(planted)}, found {len(planted & found)}, other findings {len(found - planted)}")
            for path, rule, at in sorted(planted - found):
                print(f"  not found: {path} {rule} {at}")


def _print(count: int, workers: int, first: Sizes, again: Sizes) -> None:
    share = again.seconds / first.seconds
    print(
        f"{count} submissions, {workers} workers: {first.seconds:.1f} s, again {again.seconds:.1f} s ({share:.1%}); "
        f"peak of the main process {first.main >> 20} MiB, of all {first.all >> 20} MiB"
    )


def audit(words: list[str]) -> Sizes:
    """Run the command, watching its memory."""
    began = time.monotonic()
    process = psutil.Popen([sys.executable, "-m", "eligibility", *words], stdout=subprocess.DEVNULL)
    most = most_of_all = 0
    while process.poll() is None:
        sizes = list(_sizes(process))
        most, most_of_all = max(most, *sizes[:1], 0), max(most_of_all, sum(sizes))
        time.sleep(0.2)
    return Sizes(time.monotonic() - began, most, most_of_all)


def _sizes(process: psutil.Process) -> Iterator[int]:
    try:
        for one in (process, *process.children(recursive=True)):
            yield one.memory_info().rss
    except psutil.NoSuchProcess:
        return


def found_in(out: Path) -> Iterator[Found]:
    """Yield all findings of an audit."""
    with Journal(out) as journal:
        for row in journal.rows():
            for result in row.reports.get("en", {}).get("results", ()):
                yield from ((row.path, result["rule"], finding["at"]) for finding in result["findings"])


if __name__ == "__main__":
    main()
