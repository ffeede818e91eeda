"""Lines of a TOML file: each key is told to stand where it stands, whatever else the file holds."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.shipped import shipped
from eligibility.toml_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.problems import Step

Path = tuple["Step", ...]

TRICKY: Final = """\
# A comment with [brackets], "quotes", '''three''' and key = "value"
title = "a # is no comment, [this] is no table, x = 1 is no key"
"quoted key" = 1
'literal.key' = 2
a . "b.c" . d = 3
"\\u0061\\"b" = 4
"" = 5

many = \"\"\"
[not.a.table]
not_a_key = 1
escaped \\\"\"\" quotes \"\"\"\"
after_many = 6
raw = '''
[[nor.this]]
"""  # the rest is joined below, so that both kinds of quotes can be shown
TRICKY_REST: Final = """\
it''s ''''
after_raw = 7
list = [ # a comment with ]
  "one", [
    "two = 2",
    { three = 3, "four" = [4,
      5] },
  ],

  "]",
]
when = 2023-08-01 10:30:00.5+08:00
empty = { }
none = []

[ table . "sub table" ]   # [another]
key = { dotted.key = 1, x = "}", y = '''
'''}

[[entries]]
name = "first"
[entries.source]
title = "x"
[[entries.parts]]
n = 1
[[entries.parts]]
n = 2
[entries.parts.deep]
m = 3

[[entries]] # second
[[entries.parts]]
n = 4
"""
EXPECTED: Final[dict[Path, int]] = {
    ("title",): 2,
    ("quoted key",): 3,
    ("literal.key",): 4,
    ("a",): 5,
    ("a", "b.c"): 5,
    ("a", "b.c", "d"): 5,
    ('a"b',): 6,
    ("",): 7,
    ("many",): 9,
    ("after_many",): 13,
    ("raw",): 14,
    ("after_raw",): 17,
    ("list",): 18,
    ("list", 0): 19,
    ("list", 1): 19,
    ("list", 1, 0): 20,
    ("list", 1, 1): 21,
    ("list", 1, 1, "three"): 21,
    ("list", 1, 1, "four"): 21,
    ("list", 1, 1, "four", 0): 21,
    ("list", 1, 1, "four", 1): 22,
    ("list", 2): 25,
    ("when",): 27,
    ("empty",): 28,
    ("none",): 29,
    ("table",): 31,
    ("table", "sub table"): 31,
    ("table", "sub table", "key"): 32,
    ("table", "sub table", "key", "dotted"): 32,
    ("table", "sub table", "key", "dotted", "key"): 32,
    ("table", "sub table", "key", "x"): 32,
    ("table", "sub table", "key", "y"): 32,
    ("entries",): 35,
    ("entries", 0): 35,
    ("entries", 0, "name"): 36,
    ("entries", 0, "source"): 37,
    ("entries", 0, "source", "title"): 38,
    ("entries", 0, "parts"): 39,
    ("entries", 0, "parts", 0): 39,
    ("entries", 0, "parts", 0, "n"): 40,
    ("entries", 0, "parts", 1): 41,
    ("entries", 0, "parts", 1, "n"): 42,
    ("entries", 0, "parts", 1, "deep"): 43,
    ("entries", 0, "parts", 1, "deep", "m"): 44,
    ("entries", 1): 46,
    ("entries", 1, "parts"): 47,
    ("entries", 1, "parts", 0): 47,
    ("entries", 1, "parts", 0, "n"): 48,
}


def paths_of(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a parsed document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield (*path, step)
        yield from paths_of(item, (*path, step))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tricky_files_are_understood(end: str) -> None:
    """Brackets, quotes and equals signs in comments and texts mislead nobody, with either kind of line end."""
    text = (TRICKY + TRICKY_REST).replace("\n", end)
    lines = lines_of(text)
    assert set(paths_of(tomllib.loads(text))) == set(EXPECTED)
    assert {path: lines.line(path) for path in EXPECTED} == EXPECTED


def test_what_is_missing_stands_where_its_table_does() -> None:
    """A key that is not there is told at the nearest table around it, and one of nowhere at the first line."""
    lines = lines_of(TRICKY + TRICKY_REST)
    assert lines.line(("entries", 1, "source", "title")) == 46
    assert lines.line(("entries", 0, "source", "basis")) == 37
    assert lines.line(("table", "sub table", "key", "none", 3)) == 32
    assert lines.line(("nowhere", 1)) == 1
    assert lines.line(()) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "# a = 1", "a = 1", "a = 1 # b = 2", "[a]", "[[a]]"])
def test_short_files_are_understood(text: str) -> None:
    """A file may end without a line end, even in a comment."""
    lines = lines_of(text)
    assert all(lines.line(path) == 1 for path in paths_of(tomllib.loads(text)))
    assert lines.line(("b",)) == 1


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\u3000", "\t"])
def test_only_line_feeds_end_a_line(separator: str) -> None:
    """Characters that some programs take for line ends are part of a text or comment."""
    text = f'# a{separator}comment\na = "x{separator}y"\nb = 1\n'
    assert lines_of(text).line(("b",)) == 3


@pytest.mark.parametrize("path", sorted((shipped("rulesets")).rglob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_a_shipped_ruleset_stands_in_its_line(path: Any) -> None:
    """In the rulesets themselves, every key's line shows that key."""
    text = path.read_text(encoding="utf-8")
    lines, shown = lines_of(text), text.split("\n")
    for steps in paths_of(tomllib.loads(text)):
        if isinstance(steps[-1], str):
            assert steps[-1] in shown[lines.line(steps) - 1], steps


# --- generated documents ----------------------------------------------------------------------------------------------

_BARE: Final = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
_QUOTABLE: Final = st.text(alphabet="ab[]{}=.,#' \t条", min_size=0, max_size=6)
_LITERAL: Final = st.text(alphabet='ab[]{}=.,#" \\条', max_size=6)
_NOISE: Final = st.sampled_from(["", "", "# [x]", "# y = 1", "#'''", '# """', "# ]}"])
_GAP: Final = st.sampled_from(["", " ", "\t", "  "])


@st.composite
def keys(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a key: what it is, and how it is written."""
    kind = draw(st.sampled_from(["bare", "bare", "basic", "literal"]))
    if kind == "bare":
        key = draw(_BARE)
        return key, key
    if kind == "basic":
        key = draw(_QUOTABLE)
        return key, '"' + key.replace("\t", "\\t").replace("b", "\\u0062") + '"'
    key = draw(_LITERAL)
    return key, f"'{key}'"


@st.composite
def scalars(draw: st.DrawFn) -> str:
    """Draw a value that is no list and no table, as it is written."""
    several = draw(
        st.lists(st.sampled_from(["x = 1", "[t]", "[[t]]", "# c", '"', "'", "''", '\\"', "", "条"]), max_size=4)
    )
    basic = "\n".join(several).replace('"', '\\"').replace('\\\\"', '\\"')
    literal = "\n".join(several).replace("''", "").replace("'", "")
    return draw(
        st.sampled_from(
            [
                "1",
                "-1.5e3",
                "true",
                "2023-08-01",
                "2023-08-01 10:00:00.25",
                "10:00:00",
                "0xff",
                "inf",
                '""',
                "''",
                '"a\\"b#[x]=1"',
                "'a\"[y]\\'",
                '""""""',
                "''''''",
                f'"""{basic}"""',
                f'"""{basic}""""',
                f'"""\n{basic}\\\n   """""',
                f"'''{literal}'''",
                f"'''\n{literal}'''''",
            ]
        )
    )


class Author:
    """Writes a TOML document, noting the line of each key as it is put down."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Begin with nothing."""
        self.draw = draw
        self.text = ""
        self.lines: dict[Path, int] = {}

    def put(self, *pieces: str) -> None:
        """Write, with blanks between the pieces."""
        self.text += "".join(piece + self.draw(_GAP) for piece in pieces)

    def mark(self, *paths: Path) -> None:
        """Note that what is written next stands at these paths, as far as they are new."""
        for path in paths:
            self.lines.setdefault(path, self.text.count("\n") + 1)

    def document(self) -> None:
        """Write keys, then tables and lists of tables, one inside the other."""
        self.pairs(())
        for number in range(self.draw(st.integers(0, 3))):
            last, spelled = self.draw(keys())
            path: Path = (f"t{number}", last)
            if self.draw(st.booleans()):
                self.header(("[", f"t{number}", ".", spelled, "]"), path[:1], path)
                self.pairs(path)
                continue
            for index in range(self.draw(st.integers(1, 3))):
                entry = (*path, index)
                self.header(("[[", f"t{number}", ".", spelled, "]]"), path[:1], path, entry)
                self.pairs(entry)
                for inner in range(self.draw(st.integers(0, 2))):
                    part = (*entry, "parts")
                    self.header(("[[", f"t{number}", ".", spelled, ".", "parts", "]]"), part, (*part, inner))
                    self.pairs((*part, inner))
        self.blank_lines()

    def blank_lines(self) -> None:
        """Write lines that mean nothing, though they look like something."""
        for noise in self.draw(st.lists(_NOISE, max_size=2)):
            self.put("", f"{noise}\n")

    def header(self, pieces: tuple[str, ...], *paths: Path) -> None:
        """Write the header of a table."""
        self.blank_lines()
        self.put("")
        self.mark(*paths)
        self.put(*pieces)
        self.text += self.draw(_NOISE) + "\n"

    def pairs(self, table: Path) -> None:
        """Write some keys with values, one a line."""
        for number in range(self.draw(st.integers(0, 3))):
            self.blank_lines()
            self.put("")
            self.pair(table, f"p{number}", depth=2)
            self.text += self.draw(_NOISE) + "\n"

    def pair(self, table: Path, unique: str, depth: int) -> None:
        """Write a key, dotted perhaps, and its value."""
        path = (*table, unique)
        self.mark(path)
        self.put(unique)
        for key, spelled in self.draw(st.lists(keys(), max_size=2)):
            path = (*path, key)
            self.put(".")
            self.mark(path)
            self.put(spelled)
        self.put("=")
        self.value(path, depth)

    def value(self, path: Path, depth: int) -> None:
        """Write a value: one of its own, a list over several lines, or a table in braces."""
        kind = self.draw(st.sampled_from(["scalar", "scalar", "list", "braces"])) if depth else "scalar"
        if kind == "scalar":
            self.put(self.draw(scalars()))
        elif kind == "list":
            self.put("[")
            for index in range(self.draw(st.integers(0, 3))):
                self.blank_lines()
                self.mark((*path, index))
                self.value((*path, index), depth - 1)
                self.blank_lines()
                self.put(",")
            self.blank_lines()
            self.put("]")
        else:
            self.put("{")
            for number in range(self.draw(st.integers(0, 2))):
                self.put("," if number else "")
                self.pair(path, f"k{number}", depth - 1)
            self.put("}")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    """Draw a TOML document and the line of every key in it."""
    author = Author(draw)
    author.document()
    return author.text, author.lines


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), st.sampled_from(["\n", "\r\n"]))
def test_each_key_stands_where_it_stands(document: tuple[str, dict[Path, int]], end: str) -> None:
    """In any document, every key, table and item of a list is found, and in the line where it was written."""
    text, expected = document
    text = text.replace("\n", end)
    assert set(paths_of(tomllib.loads(text))) == set(expected)
    lines = lines_of(text)
    assert {path: lines.line(path) for path in expected} == expected
