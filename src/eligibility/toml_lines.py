"""On which line of a TOML file a key stands; `tomllib` does not tell, and an author must be told."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eligibility.problems import Step

_Path = tuple["Step", ...]

_TOKEN: Final = re.compile(
    r"""
    (?: [ \t\r]++ | \#[^\n]*+ )*+
    ( \"{3} (?: [^"\\] | \\. | "{1,2}(?!") )*+ \"{3,5}
    | '{3} (?: [^'] | '{1,2}(?!') )*+ '{3,5}
    | " (?: [^"\\] | \\. )*+ "
    | ' [^']*+ '
    | [^\s"'#=,.\[\]{}]++
    | [=,.\[\]{}\n]
    )
    """,
    re.VERBOSE | re.DOTALL,
)


class Lines:
    """Line numbers, from 1, of the tables and keys of one file."""

    def __init__(self, found: dict[_Path, int]) -> None:
        """Keep what was found."""
        self._found = found

    def has(self, steps: _Path) -> bool:
        """Tell whether the file has that table or key."""
        return steps in self._found

    def line(self, steps: _Path) -> int:
        """Return the line of a key, or of the nearest table around it that has one; 1 for the whole file."""
        for length in range(len(steps), 0, -1):
            if steps[:length] in self._found:
                return self._found[steps[:length]]
        return 1


def lines_of(text: str) -> Lines:
    """Scan a file that `tomllib` has accepted."""
    scan = _Scan(text)
    scan.document()
    return Lines(scan.found)


class _Scan:
    """Reads the grammar of TOML just far enough to know at which path each token stands."""

    def __init__(self, text: str) -> None:
        self.found: dict[_Path, int] = {}
        self._newest: dict[_Path, int] = {}
        self._tokens: list[tuple[str, int]] = []
        self._next = 0
        line = 1
        for match in _TOKEN.finditer(f"{text}\n"):
            self._tokens.append((match[1], line))
            line += match[1].count("\n")
        self._tokens.append(("", line))

    @property
    def _token(self) -> str:
        return self._tokens[self._next][0]

    @property
    def _line(self) -> int:
        return self._tokens[self._next][1]

    def _skip(self, token: str) -> bool:
        """Step over `token` if it stands here, and tell whether it did."""
        stands = self._token == token
        self._next += stands
        return stands

    def document(self) -> None:
        table: _Path = ()
        while self._token:
            if self._skip("\n"):
                continue
            if self._skip("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> _Path:
        line = self._line
        in_list = self._skip("[")
        table = self._key(())
        if in_list:
            self._newest[table] = self._newest.get(table, -1) + 1
            table = self._resolved(table)
            self.found[table] = line
            self._skip("]")
        self._skip("]")
        return table

    def _pair(self, table: _Path) -> None:
        path = self._key(table)
        self._skip("=")
        self._value(path)

    def _key(self, path: _Path) -> _Path:
        """Read a dotted key, and note on which line each of its steps first stands."""
        while True:
            path = (*self._resolved(path), self._step())
            self.found.setdefault(path, self._line)
            self._next += 1
            if not self._skip("."):
                return path

    def _step(self) -> str:
        token = self._token
        return next(iter(tomllib.loads(f"{token} = 0"))) if token[:1] in {'"', "'"} else token

    def _resolved(self, path: _Path) -> _Path:
        """Put the running index behind the name of a list of tables: `rules` is `rules, 3` by now."""
        return (*path, self._newest[path]) if path in self._newest else path

    def _value(self, path: _Path) -> None:
        if self._skip("["):
            index = 0
            while self._inside("]"):
                self.found[*path, index] = self._line
                self._value((*path, index))
                index += 1
        elif self._skip("{"):
            while self._inside("}"):
                self._pair(path)
        else:
            while self._token not in {",", "]", "}", "\n", ""}:
                self._next += 1

    def _inside(self, closing: str) -> bool:
        """Step to the next item of a list or an inline table, or over its end."""
        while self._skip("\n") or self._skip(","):
            pass
        return not self._skip(closing) and self._token != ""
