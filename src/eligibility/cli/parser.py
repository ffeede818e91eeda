"""The command line as argparse knows it, in one language: from words to an `Options` object."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility.cli import options
from eligibility.version import __version__
from eligibility.wording import LANGUAGES, N_, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eligibility.cli.options import Options
    from eligibility.wording import Language

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - it has no public name

PLUGINS_VARIABLE: Final = "ELIGIBILITY_PLUGINS"
CACHE_VARIABLE: Final = "ELIGIBILITY_CACHE"

_MOST_WORKERS: Final = 256

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
    found = vars(_Builder(language).parser().parse_args(_joined(arguments)))
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


class _Parser(argparse.ArgumentParser):
    """A parser without abbreviations: a script that says `--out` must not change its meaning with the next option."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)


class _WideHelp(argparse.HelpFormatter):
    """Help whose characters are two columns wide."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return super()._split_lines(text, width // 2)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return super()._fill_text(text, width // 2, indent)


class _Builder:
    """Builds the parser in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.formatter = _WideHelp if language == "zh" else argparse.HelpFormatter

    def parser(self) -> argparse.ArgumentParser:
        parser = _Parser(
            prog="eligibility",
            formatter_class=self.formatter,
            description=self._say(N_("Judges declarations by the rules of their year.")),
        )
        parser.add_argument(
            "--version",
            action="version",
            version=f"eligibility {__version__}",
            help=self._say(N_("print the version and exit")),
        )
        self._add_language(parser)
        commands = self._commands(parser)
        self._check(commands)
        self._audit(commands)
        self._inspect(commands)
        self._rules(commands)
        self._rulesets(commands)
        self._plugin(commands)
        self._schema(commands)
        return parser

    def _say(self, template: str) -> str:
        return say(template, self.language)

    def _commands(self, parser: argparse.ArgumentParser) -> Commands:
        return parser.add_subparsers(title=self._say(N_("commands")), metavar="COMMAND", required=True)

    def _add(self, commands: Commands, name: str, summary: str, epilog: str = "") -> argparse.ArgumentParser:
        """Add a command with the options that all have."""
        text = self._say(summary)
        parser = commands.add_parser(
            name, help=text, description=text, epilog=self._say(epilog), formatter_class=self.formatter
        )
        self._add_language(parser)
        return parser

    def _add_language(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--lang",
            choices=LANGUAGES,
            help=self._say(N_("language of the answer: Chinese or English; otherwise the locale's")),
        )

    def _leaf(
        self, commands: Commands, name: str, summary: str, kind: type[Options], epilog: str = ""
    ) -> argparse.ArgumentParser:
        """Add a command that does something."""
        parser = self._add(commands, name, summary, epilog)
        parser.set_defaults(kind=kind)
        parser.add_argument(
            "--plugin",
            dest="plugins",
            metavar="PATH",
            action="append",
            default=[],
            help=self._say(
                N_(
                    "a Python file with hooks, or a folder of rulesets; may be repeated, "
                    "and ELIGIBILITY_PLUGINS may list more"
                )
            ),
        )
        return parser

    def _check(self, commands: Commands) -> None:
        parser = self._leaf(
            commands,
            "check",
            N_("judge submissions"),
            options.Check,
            N_(
                "Exit codes: 0 eligible, 1 ineligible, 3 refer to a person, 4 undetermined; of several submissions "
                "the worst decides. 2: bad usage, or something could not be read. 70: a fault of this program."
            ),
        )
        parser.add_argument(
            "submissions",
            metavar="SUBMISSION",
            nargs="+",
            type=Path,
            help=self._say(N_("a folder with a declaration.json, a .zip of one, or a JSON file")),
        )
        self._judging(parser)
        parser.add_argument(
            "--format",
            default="text",
            help=self._say(N_("text, json, html, or the name of another reporter; otherwise text")),
        )
        parser.add_argument(
            "--output",
            metavar="FILE",
            type=Path,
            help=self._say(N_("write the answer to this file, whole or not at all; otherwise to standard output")),
        )
        parser.add_argument(
            "--waivers",
            metavar="FILE",
            type=Path,
            help=self._say(
                N_(
                    "excuse the findings that this TOML file waives; they are marked and counted apart, and the verdict leaves them out"
                )
            ),
        )
        parser.add_argument(
            "--without-waivers",
            dest="keep_waived",
            action="store_false",
            help=self._say(N_("leave the waived findings out and show the rest")),
        )
        self._looking(parser)

    def _judging(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of commands that judge."""
        parser.add_argument(
            "--ruleset",
            metavar="NAME@ROUND|FILE",
            help=self._say(
                N_("the ruleset to judge by; otherwise the declaration's own programme and round choose it")
            ),
        )
        self._as_of(parser)

    def _as_of(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            metavar="DATE",
            type=self._day(),
            help=self._say(N_("the date to judge at, YYYY-MM-DD; otherwise the day of submission, for a draft today")),
        )

    def _audit(self, commands: Commands) -> None:
        parser = self._leaf(
            commands,
            "audit",
            N_("judge a folder of submissions and compare them; run again to resume"),
            options.Audit,
            N_(
                "Exit codes: 0, or 2 if a submission could not be judged or the audit could not be finished; "
                "130 after Ctrl-C. See also: eligibility audit diff, import and stats."
            ),
        )
        parser.add_argument(
            "folder", metavar="FOLDER", help=self._say(N_("a folder of submission folders and .zip files, or its URL"))
        )
        parser.add_argument(
            "--out",
            metavar="OUT",
            type=Path,
            required=True,
            help=self._say(N_("the folder for the journal and the results; made if need be")),
        )
        self._judging(parser)
        parser.add_argument(
            "--mask",
            action="store_true",
            help=self._say(N_("hide names, ID and telephone numbers in all that is written")),
        )
        parser.add_argument(
            "--executor",
            choices=("local", "dask"),
            default="local",
            help=self._say(N_("where submissions are judged: processes of this machine, or a Dask cluster")),
        )
        parser.add_argument(
            "--scheduler", metavar="ADDRESS", help=self._say(N_("the address of the Dask scheduler, tcp://HOST:PORT"))
        )
        self._looking(parser)
        diff = self._leaf(
            commands, "audit diff", N_("tell what findings two audits don't have in common"), options.DiffAudits
        )
        diff.add_argument("old", metavar="OLD", type=Path, help=self._say(N_("the OUT folder of the earlier audit")))
        diff.add_argument("new", metavar="NEW", type=Path, help=self._say(N_("the OUT folder of the later audit")))
        diff.add_argument(
            "--format", choices=("text", "json"), default="text", help=self._say(N_("text, or one JSON object a line"))
        )
        self._dispositions(commands)

    def _dispositions(self, commands: Commands) -> None:
        """Add what is done with reviewers' decisions about single findings."""
        audited = self._say(N_("the OUT folder of the audit"))
        taking = self._leaf(
            commands, "audit import", N_("take in reviewers' decisions about findings"), options.ImportDispositions
        )
        taking.add_argument("out", metavar="OUT", type=Path, help=audited)
        taking.add_argument(
            "file",
            metavar="FILE",
            type=Path,
            help=self._say(
                N_("the decisions.jsonl of a page, a findings.xlsx, or the dispositions.jsonl of an earlier audit")
            ),
        )
        stats = self._leaf(
            commands, "audit stats", N_("tell how many findings of each rule were false alarms"), options.AuditStats
        )
        stats.add_argument("out", metavar="OUT", type=Path, help=audited)

    def _inspect(self, commands: Commands) -> None:
        parser = self._leaf(
            commands,
            "inspect",
            N_("tell what is measured on images and PDFs"),
            options.Inspect,
            N_("Exit codes: 0, or 2 if a file can't be read."),
        )
        parser.add_argument(
            "files",
            metavar="FILE",
            nargs="+",
            type=Path,
            help=self._say(N_("an image (JPEG, PNG, TIFF, BMP, WebP) or a PDF")),
        )
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help=self._say(N_("tables to read, or one JSON object a line for each file; otherwise text")),
        )
        parser.add_argument(
            "--overlay",
            metavar="OUT.png",
            type=Path,
            help=self._say(
                N_(
                    "draw what was found on the page and write it to this PNG; of several pages to OUT-1.png, OUT-2.png and so on"
                )
            ),
        )
        self._looking(parser)

    def _looking(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of commands that look at files."""
        parser.add_argument(
            "--cache",
            metavar="FILE",
            type=Path,
            help=self._say(
                N_(
                    "keep measurements, encrypted, in this file, so that no file is looked at twice; "
                    "otherwise in the one ELIGIBILITY_CACHE names, or in your folder for caches"
                )
            ),
        )
        parser.add_argument(
            "--no-cache", dest="keep", action="store_false", help=self._say(N_("keep no measurements, and use none"))
        )
        parser.add_argument(
            "--workers",
            metavar="N",
            type=self._count(),
            help=self._say(N_("look at so many files at a time; otherwise one for each processor, at most 4")),
        )

    def _count(self) -> Callable[[str], int]:
        def count(text: str) -> int:
            if not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_WORKERS):
                raise argparse.ArgumentTypeError(
                    say(N_("“{text}” is not a number from 1 to {most}"), self.language, text=text, most=_MOST_WORKERS)
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
                    say(N_("“{text}” is not a date of the form YYYY-MM-DD"), self.language, text=text)
                )
            return date

        return day

    def _rules(self, commands: Commands) -> None:
        parser = self._leaf(commands, "rules", N_("list the rules, or explain one"), options.Rules)
        parser.add_argument(
            "name", metavar="NAME", nargs="?", help=self._say(N_("the rule to explain; otherwise all are listed"))
        )

    def _rulesets(self, commands: Commands) -> None:
        actions = self._commands(
            self._add(commands, "rulesets", N_("the policy author's desk: open, check, test and compare rulesets"))
        )
        self._leaf(actions, "list", N_("list the known rulesets"), options.ListRulesets)
        named = self._say(N_("a ruleset by name and round, such as anhui-leaders@2023, or by its file"))
        show = self._leaf(actions, "show", N_("show a ruleset with all its entries"), options.ShowRuleset)
        show.add_argument("ruleset", metavar="NAME@ROUND|FILE", help=named)
        diff = self._leaf(actions, "diff", N_("tell what changes from one ruleset to another"), options.DiffRulesets)
        diff.add_argument("old", metavar="OLD", help=named)
        diff.add_argument("new", metavar="NEW", help=named)
        diff.add_argument(
            "--format",
            choices=("text", "markdown"),
            default="text",
            help=self._say(N_("words to read, or a table in Markdown for a changelog; otherwise text")),
        )
        self._impact(actions, named)
        lint = self._leaf(
            actions, "lint", N_("look for mistakes in rulesets; exit code 2 if there are any"), options.LintRulesets
        )
        lint.add_argument(
            "rulesets",
            metavar="NAME@ROUND|FILE",
            nargs="*",
            help=self._say(N_("rulesets by name and round or by file; otherwise all that are known")),
        )
        lint.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help=self._say(N_("words to read, or for editors one JSON object a line for each remark; otherwise text")),
        )
        self._authoring(actions, named)

    def _authoring(self, actions: Commands, named: str) -> None:
        """Add the actions that make, test and freeze a ruleset."""
        new = self._leaf(actions, "new", N_("open a new round from an earlier one"), options.NewRuleset)
        new.add_argument("year", metavar="YEAR", type=self._year(), help=self._say(N_("the year of the new round")))
        new.add_argument("--from", dest="source", metavar="NAME@ROUND|FILE", required=True, help=named)
        new.add_argument(
            "--output",
            metavar="FILE",
            type=Path,
            help=self._say(N_("the file to write, which must not exist; otherwise YEAR.toml here")),
        )
        test = self._leaf(
            actions,
            "test",
            N_("run the cases in the folder tests beside a ruleset"),
            options.TestRuleset,
            N_("Exit codes: 0 all cases hold, 1 one does not or there are none, 2 something is refused."),
        )
        test.add_argument("ruleset", metavar="NAME@ROUND|FILE", help=named)
        test.add_argument(
            "--boundaries",
            action="store_true",
            help=self._say(N_("print the cases that limits lack: the day before, on and after each, as TOML")),
        )
        freeze = self._leaf(
            actions, "freeze", N_("make a ruleset final and write its hash into it"), options.FreezeRuleset
        )
        freeze.add_argument("file", metavar="FILE", type=Path, help=self._say(N_("the ruleset's file")))

    def _year(self) -> Callable[[str], int]:
        def year(text: str) -> int:
            if not (text.isascii() and text.isdigit() and len(text) == len("2027")):
                raise argparse.ArgumentTypeError(
                    say(N_("“{text}” is not a year of four digits"), self.language, text=text)
                )
            return int(text)

        return year

    def _plugin(self, commands: Commands) -> None:
        actions = self._commands(self._add(commands, "plugin", N_("make a plugin package")))
        new = self._leaf(actions, "new", N_("make a plugin package to start from"), options.NewPlugin)
        new.add_argument(
            "name", metavar="NAME", help=self._say(N_("its name, such as my-city; the folder is eligibility-NAME"))
        )

    def _impact(self, actions: Commands, named: str) -> None:
        impact = self._leaf(
            actions,
            "impact",
            N_("tell what a new ruleset would make of submissions judged by an old one"),
            options.ImpactOfRulesets,
            N_("Exit codes: 0, 1 if more are newly rejected than allowed, 2 if a submission can't be read."),
        )
        impact.add_argument("old", metavar="OLD", help=named)
        impact.add_argument("new", metavar="NEW", help=named)
        impact.add_argument(
            "submissions",
            metavar="SUBMISSIONS",
            type=Path,
            help=self._say(
                N_(
                    "a folder of submissions: folders with a declaration.json, .zip and JSON files; or the OUT folder of an audit"
                )
            ),
        )
        self._as_of(impact)
        impact.add_argument(
            "--max-newly-rejected",
            dest="most_rejected",
            metavar="SHARE",
            type=self._share(),
            help=self._say(N_("the largest share that may be newly rejected, from 0 to 1, such as 0.02")),
        )
        self._looking(impact)

    def _share(self) -> Callable[[str], float]:
        def share(text: str) -> float:
            if not re.fullmatch(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?", text):
                raise argparse.ArgumentTypeError(
                    say(N_("“{text}” is not a share from 0 to 1, such as 0.02"), self.language, text=text)
                )
            return float(text)

        return share

    def _schema(self, commands: Commands) -> None:
        parser = self._leaf(commands, "schema", N_("print a JSON Schema"), options.Schema)
        parser.add_argument(
            "document",
            choices=("declaration", "ruleset", "report"),
            help=self._say(N_("the document whose schema is wanted")),
        )
