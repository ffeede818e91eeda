"""On which line of a TOML file a key stands; `tomllib` does not tell, and an author must be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eligibility.problems import Step

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_STEP: Final = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
_MULTILINE: Final = re.compile(r'"""|\'\'\'')


class Lines:
    """Line numbers, from 1, of the tables and keys of one file."""

    def __init__(self, found: dict[tuple[Step, ...], int]) -> None:
        """Keep what was found."""
        self._found = found

    def line(self, steps: tuple[Step, ...]) -> int:
        """Return the line of a key, or of the nearest table around it that has one; 1 for the whole file."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self._found:
                return self._found[steps[:length]]
        return 1


def lines_of(text: str) -> Lines:
    """Scan a file that `tomllib` has accepted."""
    found: dict[tuple[Step, ...], int] = {}
    counts: dict[tuple[Step, ...], int] = {}
    table: tuple[Step, ...] = ()
    open_string: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if open_string is not None:
            if line.count(open_string) % 2:
                open_string = None
            continue
        header = _HEADER.fullmatch(line)
        if header:
            table = _resolved(_steps(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault((*table, *_steps(key[1])), number)
        quotes = _MULTILINE.search(line)
        if quotes and line.count(quotes[0]) % 2:
            open_string = quotes[0]
    return Lines(found)


def _steps(dotted: str) -> tuple[Step, ...]:
    return tuple(step.strip("\"'") for step in _STEP.findall(dotted))


def _resolved(steps: tuple[Step, ...], counts: dict[tuple[Step, ...], int]) -> tuple[Step, ...]:
    """Put the running index of each list of tables into a path: `rules.source` is `rules, 3, source`."""
    path: tuple[Step, ...] = ()
    for position, step in enumerate(steps):
        path = (*path, step)
        if position < len(steps) - 1 and path in counts:
            path = (*path, counts[path])
    return path
