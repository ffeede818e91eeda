"""How an audit grows: wall time, memory, what is found of what was planted, and what a run costs in which nothing changed.

    python -m benchmarks.audit FOLDER --submissions 200 2000
    python -m benchmarks.audit FOLDER --submissions 12 --drawn --workers 1 2

Without `--drawn` attachments count as looked at: what is measured is everything but looking. With it they are real
pages, drawn, and nothing was looked at before: what is measured is mostly looking, and how it shares out among workers.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psutil

from benchmarks.workload import plant
from eligibility.audit.journal import Journal
from eligibility.submission import load
from tools.certificates import draw
from tools.invent import FULL, Amounts, Document, invent
from tools.sight import jpeg, remember

if TYPE_CHECKING:
    from collections.abc import Iterator

TWENTY: Final = Amounts(jobs=3, awards=4, honours=2, papers=1, books=2, projects=2)
"""Twenty attachments, for pages that are drawn; the others have forty."""
_EVERY: Final = 25
"""In each so many submissions one pair has something planted that only shows across submissions."""

Found = tuple[str, str, str]
"""Path of a submission, rule, place."""


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
            if not options.drawn:
                print(f"  planted {len(planted)}, found {len(planted & found)}, other findings {len(found - planted)}")


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


# --- The folder -------------------------------------------------------------------------------------------------------


def make(root: Path, count: int, *, drawn: bool) -> set[Found]:
    """Make a folder of submissions, unless it is there, and return what is planted in it."""
    expected: set[Found] = set()
    documents: dict[int, Document] = {}
    pictures: dict[int, dict[str, bytes]] = {}
    people: dict[str, list[str]] = {}
    for number in range(count):
        document, first = _document(number, TWENTY if drawn else FULL), number - number % _EVERY
        path, other = f"{number:06}", f"{first:06}"
        kind = number % _EVERY
        if kind == 0:
            documents = {number: document}
            pictures.clear()
        if kind in _ACROSS:
            rule, places = _ACROSS[kind](document, documents[first])
            expected |= {(one, rule, at) for one, at in zip((path, other), places, strict=True)}
            if kind == 2:  # the photo of the first one
                pictures[number] = {"photo": jpeg(f"{other} photo")}
        elif kind > 5:
            dice = random.Random(number)
            if dice.random() < 0.3:
                expected |= {(path, rule, at) for rule, at in plant(document, dice)}
        people.setdefault(document["applicant"].get("id_number") or path, []).append(path)
        if not (root / "in" / path).exists():
            _write(root, path, document, pictures.get(number, {}), drawn=drawn)
    # Some defects that are planted in one submission give everybody the same ID number.
    twice = (path for paths in people.values() if len(paths) > 1 for path in paths)
    return expected | {(path, "same-person-twice", "/applicant/id_number") for path in twice}


def _document(number: int, amounts: Amounts) -> Document:
    document = invent(number, amounts=amounts)
    return _titled(document, number)


def _titled(document: Document, number: int) -> Document:
    """Give every work a number of its own: two people's inventions are otherwise often called the same."""
    for section, key in (("awards", "name"), ("publications", "title"), ("projects", "name")):
        for record in document[section]:
            record[key] += f"（{number}号）"
    return document


def _same_person(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    number = document["id"]
    again = _titled(invent(_seed(first), amounts=FULL), _seed(document))
    document.clear()
    document.update({**again, "id": number})
    return "same-person-twice", ("/applicant/id_number", "/applicant/id_number")


def _borrowed_photo(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    def place(one: Document) -> str:
        index = next(index for index, item in enumerate(one["attachments"]) if item["kind"] == "photo")
        return f"/attachments/{index}"

    return "same-scan-reused", (place(document), place(first))


def _same_rank(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    document["awards"][0] |= {key: first["awards"][0][key] for key in _WORK if key in first["awards"][0]}
    return "conflicting-ranks", ("/awards/0/rank", "/awards/0/rank")


def _other_number(document: Document, first: Document) -> tuple[str, tuple[str, str]]:
    theirs = first["awards"][1]
    more = theirs["participants"] + 2
    document["awards"][1] |= {key: theirs[key] for key in _WORK if key in theirs}
    document["awards"][1] |= {"participants": more, "rank": more}
    return "participants-disagree", ("/awards/1/participants", "/awards/1/participants")


_WORK: Final = ("name", "kind", "level", "grade", "category", "awarded_on", "rank", "participants", "ranked")
_ACROSS: Final[dict[int, Any]] = {1: _same_person, 2: _borrowed_photo, 3: _same_rank, 4: _other_number}


def _seed(document: Document) -> int:
    return int(document["awards"][0]["name"].rpartition("（")[2].removesuffix("号）"))


def _write(root: Path, path: str, document: Document, pictures: dict[str, bytes], *, drawn: bool) -> None:
    folder = root / "in" / path
    for number, attachment in enumerate(document["attachments"]):
        name = "photo" if attachment["kind"] == "photo" else str(number)
        file = folder / attachment["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pictures.get(name) or (_drawn(document, attachment) if drawn else jpeg(f"{path} {name}")))
    (folder / "declaration.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    if not drawn:
        remember(load(folder), root / "cache.sqlite")


def _drawn(document: Document, attachment: Document) -> bytes:
    file = io.BytesIO()
    first, *others = [page.convert("RGB") for page in draw(document, attachment)]
    if attachment["file"].endswith(".pdf"):
        first.save(file, "PDF", save_all=True, append_images=others, resolution=150)
    else:
        first.save(file, "JPEG", quality=85)
    return file.getvalue()


if __name__ == "__main__":
    main()
