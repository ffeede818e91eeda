"""The command line as argparse knows it, in one language: from words to an `Options` object."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility.cli.parser import desk, judging
from eligibility.cli.parser.builder import Builder, Parser
from eligibility.version import __version__
from eligibility.wording import LANGUAGES, N_

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from eligibility.cli.options import Options
    from eligibility.wording import Language

PLUGINS_VARIABLE: Final = "ELIGIBILITY_PLUGINS"
CACHE_VARIABLE: Final = "ELIGIBILITY_CACHE"

_ACTIONS: Final = ("diff", "import", "stats")
"""What `audit` can do beside auditing a folder; a folder of such a name is written with `./`."""

_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language asked for by `--lang`, or else that of the locale.

    It must be known before there is a parser, because the parser's own texts are in it.
    """
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        option, equals, value = argument.partition("=")
        if option == "--lang":
            wanted = value if equals else "".join(arguments[position + 1 : position + 2])
            for language in LANGUAGES:
                if language == wanted:
                    return language
    locale = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def parse(arguments: Sequence[str], language: Language, environ: Mapping[str, str]) -> Options:
    """Return what the command line says; argparse itself answers `--help`, `--version` and bad usage."""
    parser = _parser(language)
    found = vars(parser.parse_args(_joined(arguments)))
    if not found.get("keep_waived", True) and found["waivers"] is None:
        parser.error(Builder(language).say(N_("--without-waivers goes with --waivers")))
    kind: type[Options] = found["kind"]
    paths = [path for path in environ.get(PLUGINS_VARIABLE, "").split(os.pathsep) if path]
    if found.get("cache", ...) is None and environ.get(CACHE_VARIABLE):
        found["cache"] = Path(environ[CACHE_VARIABLE])
    found |= {"language": language, "plugins": [*dict.fromkeys([*paths, *found["plugins"]])]}
    values: dict[str, Any] = {
        field.name: tuple(found[field.name]) if isinstance(found[field.name], list) else found[field.name]
        for field in dataclasses.fields(kind)
    }
    return kind(**values)


def _joined(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `audit diff` as one word: `audit` takes a folder where an action would stand."""
    words = list(arguments)
    if "audit" in words[:-1] and words[(at := words.index("audit")) + 1] in _ACTIONS:
        words[at : at + 2] = [f"audit {words[at + 1]}"]
    return words


def _parser(language: Language) -> argparse.ArgumentParser:
    builder = Builder(language)
    parser = Parser(
        prog="eligibility",
        formatter_class=builder.formatter,
        description=builder.say(N_("Judges declarations by the rules of their year.")),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"eligibility {__version__}",
        help=builder.say(N_("print the version and exit")),
    )
    builder.language_option(parser)
    commands = builder.group(parser)
    judging.add(builder, commands)
    desk.add(builder, commands)
    return parser
