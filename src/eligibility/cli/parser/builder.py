"""What the parsers of all commands are made with."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility.wording import LANGUAGES, N_, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from eligibility.cli.options import Options
    from eligibility.wording import Language

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - it has no public name

_MOST_WORKERS: Final = 256


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations: a script that says `--out` must not change its meaning with the next option."""

    def __init__(self, **settings: Any) -> None:
        """Take the settings of an `ArgumentParser`."""
        super().__init__(allow_abbrev=False, **settings)


class _WideHelp(argparse.HelpFormatter):
    """Help whose characters are two columns wide."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return super()._split_lines(text, width // 2)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return super()._fill_text(text, width // 2, indent)


class Builder:
    """Builds the parser in one language."""

    def __init__(self, language: Language) -> None:
        """Take the language of all help."""
        self.language = language
        self.formatter = _WideHelp if language == "zh" else argparse.HelpFormatter

    def say(self, template: str, **values: Any) -> str:
        """Return a text in the parser's language."""
        return say(template, self.language, **values)

    def group(self, parser: argparse.ArgumentParser) -> Commands:
        """Let a parser have commands, or a command have actions."""
        return parser.add_subparsers(title=self.say(N_("commands")), metavar="COMMAND", required=True)

    def command(self, commands: Commands, name: str, summary: str, epilog: str = "") -> argparse.ArgumentParser:
        """Add a command, which may have actions, with the option that all have."""
        text = self.say(summary)
        parser = commands.add_parser(
            name, help=text, description=text, epilog=self.say(epilog), formatter_class=self.formatter
        )
        self.language_option(parser)
        return parser

    def language_option(self, parser: argparse.ArgumentParser) -> None:
        """Add the option that every command has."""
        parser.add_argument(
            "--lang",
            choices=LANGUAGES,
            help=self.say(N_("language of the answer: Chinese or English; otherwise the locale's")),
        )

    def leaf(
        self, commands: Commands, name: str, summary: str, kind: type[Options], epilog: str = ""
    ) -> argparse.ArgumentParser:
        """Add a command that does something."""
        parser = self.command(commands, name, summary, epilog)
        parser.set_defaults(kind=kind)
        parser.add_argument(
            "--plugin",
            dest="plugins",
            metavar="PATH",
            action="append",
            default=[],
            help=self.say(
                N_(
                    "a Python file with hooks, or a folder of rulesets; may be repeated, "
                    "and ELIGIBILITY_PLUGINS may list more"
                )
            ),
        )
        return parser

    def judging(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of commands that judge."""
        parser.add_argument(
            "--ruleset",
            metavar="NAME@ROUND|FILE",
            help=self.say(N_("the ruleset to judge by; otherwise the declaration's own programme and round choose it")),
        )
        self.as_of(parser)

    def as_of(self, parser: argparse.ArgumentParser) -> None:
        """Add the date to judge at."""
        parser.add_argument(
            "--as-of",
            metavar="DATE",
            type=self._day(),
            help=self.say(N_("the date to judge at, YYYY-MM-DD; otherwise the day of submission, for a draft today")),
        )

    def looking(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of commands that look at files."""
        parser.add_argument(
            "--cache",
            metavar="FILE",
            type=Path,
            help=self.say(
                N_(
                    "keep measurements, encrypted, in this file, so that no file is looked at twice; "
                    "otherwise in the one ELIGIBILITY_CACHE names, or in your folder for caches"
                )
            ),
        )
        parser.add_argument(
            "--no-cache", dest="keep", action="store_false", help=self.say(N_("keep no measurements, and use none"))
        )
        parser.add_argument(
            "--workers",
            metavar="N",
            type=self._count(),
            help=self.say(N_("look at so many files at a time; otherwise one for each processor, at most 4")),
        )

    def png(self, text: str) -> Path:
        """Return the path of a picture to write; one of another name may be somebody's scan."""
        path = Path(text)
        if path.suffix.lower() != ".png":
            raise argparse.ArgumentTypeError(self.say(N_("“{text}” does not end in .png"), text=text))
        return path

    def _count(self) -> Callable[[str], int]:
        def count(text: str) -> int:
            if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_WORKERS):
                raise argparse.ArgumentTypeError(
                    self.say(N_("“{text}” is not a number from 1 to {most}"), text=text, most=_MOST_WORKERS)
                )
            return int(text)

        return count

    def _day(self) -> Callable[[str], dt.date]:
        def day(text: str) -> dt.date:
            try:
                date = dt.date.fromisoformat(text)
            except ValueError:
                date = None
            if date is None or date.isoformat() != text:
                raise argparse.ArgumentTypeError(
                    self.say(N_("“{text}” is not a date of the form YYYY-MM-DD"), text=text)
                )
            return date

        return day
