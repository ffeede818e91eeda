"""The gettext catalogues: collects every English text that people see and keeps both languages complete.

`python -m tools.catalogues` updates `src/eligibility/locale`: the template, the English catalogue (which says what the
source says) and the Chinese one, whose translations are kept as long as their English text stands. Translate by editing
`zh/LC_MESSAGES/eligibility.po`, then run it again. `--check` changes nothing and fails when a file is stale or a
translation is missing, fuzzy, or has other placeholders than its English text.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from eligibility import load_plugins, rule_page
from eligibility.ruleset import ruleset_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCE: Final = Path(__file__).parent.parent / "src" / "eligibility"
LOCALE: Final = SOURCE / "locale"

ARGPARSE: Final = (
    "usage: ",
    "options",
    "%(heading)s:",
    "positional arguments",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    "ignored explicit argument %r",
    "not allowed with argument %s",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid choice: %(value)r, maybe you meant %(maybe_plural)r? (choose from %(choices)s)",
)
"""The words of the standard library's argparse that the command line can say."""

_PLACEHOLDER: Final = re.compile(r"\{\w+\}|%\(\w+\)[rs]|%[rs]")
_VOLATILE: Final = re.compile(
    rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):.*\n',
    re.MULTILINE,
)
"""Header lines that would change without a text changing, or that say nothing."""
_ANY_DAY: Final = dt.datetime(2023, 8, 1, tzinfo=dt.UTC)
"""The date in every compiled catalogue, so that compiling the same texts again changes nothing."""


def messages() -> dict[str, set[str]]:
    """Return every English text with the files it stands in."""
    found: dict[str, set[str]] = {}
    for text, place in (
        *_marked(),
        *_in_templates(),
        *_rules(),
        *_parameters(),
        *((text, "argparse") for text in ARGPARSE),
    ):
        found.setdefault(text, set()).add(place)
    return found


def _marked() -> Iterator[tuple[str, str]]:
    """Yield what the source marks with `N_`; read from the syntax tree, which sees into f-strings too."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
                yield ast.literal_eval(node.args[0]), str(path.relative_to(SOURCE.parent.parent))


def _in_templates() -> Iterator[tuple[str, str]]:
    """Yield what web pages say: the first argument of `say` in a template, where it is text."""
    for path in sorted(SOURCE.rglob("*.html")):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, function, text in extract_from_ast(tree, ["say"]):
            if function == "say" and isinstance(text, str):
                yield text, str(path.relative_to(SOURCE.parent.parent))
            elif isinstance(text, tuple) and isinstance(text[0], str):
                yield text[0], str(path.relative_to(SOURCE.parent.parent))


def _rules() -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of the rules' docstrings."""
    for rule in load_plugins().rules.values():
        for paragraphs in rule_page.sections(rule).values():
            yield from ((paragraph, rule.name) for paragraph in paragraphs)


def _parameters() -> Iterator[tuple[str, str]]:
    """Yield the descriptions of all keys of a ruleset: its own and the rules' parameters."""
    yield from _descriptions(ruleset_schema(load_plugins()), "ruleset")


def _descriptions(schema: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for part in schema.get("properties", {}).values():
        if "description" in part:
            yield part["description"], place
    for name, definition in schema.get("$defs", {}).items():
        yield from _descriptions(definition, name)


def catalogue(found: Mapping[str, set[str]], translations: Mapping[str, str], language: str | None = None) -> Catalog:
    """Return a catalogue of all texts with the translations there are."""
    made = Catalog(locale=language, project="eligibility", fuzzy=False, header_comment="# Texts of eligibility.")
    for text in sorted(found):
        made.add(text, translations.get(text, ""), [(place, 0) for place in sorted(found[text])])
    return made


def translated(path: Path) -> dict[str, str]:
    """Return the translations of a catalogue on disk; fuzzy ones do not count."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        known = [message for message in read_po(file) if message.id and message.string and not message.fuzzy]
    return {str(message.id): str(message.string) for message in known}


def files(found: Mapping[str, set[str]], folder: Path) -> dict[Path, bytes]:
    """Return what every file of the catalogues must hold, with the Chinese translations that are there."""
    contents = {folder / "eligibility.pot": _po(catalogue(found, {}))}
    for language, translations in (("en", {text: text for text in found}), ("zh", translated(_chinese(folder)))):
        made = catalogue(found, translations, language)
        messages_folder = folder / language / "LC_MESSAGES"
        contents[messages_folder / "eligibility.po"] = _po(made)
        contents[messages_folder / "eligibility.mo"] = _mo(made)
    return contents


def _chinese(folder: Path) -> Path:
    return folder / "zh" / "LC_MESSAGES" / "eligibility.po"


def _po(made: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, made, width=0, include_lineno=False)
    return _VOLATILE.sub(b"", buffer.getvalue())


def _mo(made: Catalog) -> bytes:
    made.creation_date = made.revision_date = _ANY_DAY
    buffer = io.BytesIO()
    write_mo(buffer, made)
    return buffer.getvalue()


def problems(found: Mapping[str, set[str]], folder: Path) -> list[str]:
    """Return all that is wrong with the catalogues in `folder`, which should hold the texts found."""
    chinese = translated(_chinese(folder))
    wrong = [f"zh: not translated: {text!r}" for text in sorted(found) if text not in chinese]
    wrong += [
        f"zh: other placeholders than the English text: {text!r}"
        for text in sorted(found)
        if text in chinese and placeholders(text) != placeholders(chinese[text])
    ]
    for path, content in files(found, folder).items():
        if not path.is_file() or not _says_the_same(path.read_bytes(), content, compiled=path.suffix == ".mo"):
            wrong.append(f"{path.relative_to(folder)}: stale, run python -m tools.catalogues")
    return wrong


def _says_the_same(one: bytes, other: bytes, *, compiled: bool) -> bool:
    """Compare two files; of compiled ones the texts, because their headers name the version of the compiler."""
    if not compiled:
        return one == other
    first, second = (read_mo(io.BytesIO(data)) for data in (one, other))
    return {message.id: message.string for message in first if message.id} == {
        message.id: message.string for message in second if message.id
    }


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a template."""
    return set(_PLACEHOLDER.findall(text))


def update(found: Mapping[str, set[str]], folder: Path) -> None:
    """Write all files, keeping the translations whose English text still stands."""
    for path, content in files(found, folder).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def main() -> int:
    """Update or check the catalogues."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when anything is stale or missing")
    found = messages()
    if not parser.parse_args().check:
        update(found, LOCALE)
    wrong = problems(found, LOCALE)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
