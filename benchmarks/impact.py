"""`python -m benchmarks.impact`: judging submissions anew under two rulesets, as a ratio to judging one for the first time.

The first time is real: the example's scans are decoded and read by the text engine, with nothing remembered. Anew, the same
engine's cache holds what was seen of each generated submission's files; every file is opened, counted and looked up, and
both rulesets judge. Each generated submission has as many attachments as the example, each as large as the example's mean.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eligibility.checker import Checker
from eligibility.desk.impact import Impact, rejudge
from eligibility.looking.looker import Looker
from eligibility.report import Verdict
from eligibility.submission import Submission, load, read_declaration
from tools.invent import Amounts, invent
from tools.sight import MemoryFiles, remember

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXAMPLE: Final = Path(__file__).parents[1] / "examples" / "complete-leader"
_LIKE_THE_EXAMPLE: Final = Amounts(jobs=3, awards=3, honours=2, papers=2, books=1, projects=2)
_OLD, _NEW = "anhui-leaders@2023", "anhui-leaders@2025"
_BLOCK: Final = 50
"""Submissions that are generated, remembered and judged at a time."""


def first_times(rounds: int) -> list[float]:
    """Return the seconds that judging the example takes, with workers at work and nothing remembered."""
    submission = load(_EXAMPLE)
    taken = []
    with Looker() as looker:
        checker = Checker(_OLD, looker=looker)
        checker.check(submission)  # the workers start and load their models
        for _ in range(rounds):
            start = time.perf_counter()
            checker.check(submission)
            taken.append(time.perf_counter() - start)
    return taken


def anew(count: int, size: int) -> tuple[list[float], Impact]:
    """Return the seconds that judging each of so many submissions anew takes, and what came of it."""
    taken: list[float] = []
    impact = Impact()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "measurements.sqlite"
        with Looker(cache=cache) as looker:
            old, new = Checker(_OLD, looker=looker), Checker(_NEW, looker=looker)
            for first in range(0, count, _BLOCK):
                block = list(generated(range(first, min(first + _BLOCK, count)), size))
                for submission in block:
                    remember(submission, cache)
                for submission in block:
                    start = time.perf_counter()
                    rejudge(impact, str(submission.declaration.id), submission, old, new, None)
                    taken.append(time.perf_counter() - start)
    return taken, impact


def generated(seeds: range, size: int) -> Iterator[Submission]:
    """Yield a submission for each seed, with attachments of so many bytes in memory."""
    for seed in seeds:
        document = invent(seed, category=("leader", "backup")[seed % 2], amounts=_LIKE_THE_EXAMPLE)
        data = json.dumps(document, ensure_ascii=False).encode()
        files = {one["file"]: picture(f"{seed} {one['file']}", size) for one in document["attachments"]}
        yield Submission(read_declaration(data), hashlib.sha256(data).hexdigest(), MemoryFiles(files))


def picture(name: str, size: int) -> bytes:
    """Return bytes of that size that look like a JPEG file, other ones for each name."""
    return (b"\xff\xd8\xff\xe0" + name.encode()).ljust(size - 2, b"\0") + b"\xff\xd9"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; the exit code is 0 whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.impact", description=__doc__)
    parser.add_argument("--submissions", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="first judgements of the example")
    options = parser.parse_args(arguments)
    sizes = [path.stat().st_size for path in (_EXAMPLE / "scans").iterdir()]
    before = first_times(options.rounds)
    again, impact = anew(options.submissions, sum(sizes) // len(sizes))
    after = first_times(options.rounds)
    first, one = statistics.median([*before, *after]), statistics.median(again)
    print(f"attachments a submission: {len(sizes)}, mean size {sum(sizes) // len(sizes)} bytes")
    print(f"first judgement: {first:.2f} s (median of {len(before) + len(after)}, half before and half after)")
    print(f"judged anew under two rulesets: {1000 * one:.1f} ms (median of {len(again)}; {sum(again):.0f} s in all)")
    print(f"ratio: {first / one:.0f} (of the totals: {first * len(again) / sum(again):.0f})")
    print({str(verdict): len(impact.newly(verdict)) for verdict in Verdict})
    return 0


if __name__ == "__main__":
    sys.exit(main())
