"""The commands about rules and rulesets: rules, rulesets, plugin and schema."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.cli import options
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from eligibility.cli.parser.builder import Builder, Commands


def add(builder: Builder, commands: Commands) -> None:
    """Add the commands."""
    _rules(builder, commands)
    _rulesets(builder, commands)
    _plugin(builder, commands)
    _schema(builder, commands)


def _rules(builder: Builder, commands: Commands) -> None:
    parser = builder.leaf(commands, "rules", N_("list the rules, or explain one"), options.Rules)
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help=builder.say(N_("the rule to explain; otherwise all are listed"))
    )


def _rulesets(builder: Builder, commands: Commands) -> None:
    actions = builder.group(
        builder.command(commands, "rulesets", N_("the policy author's desk: open, check, test and compare rulesets"))
    )
    builder.leaf(actions, "list", N_("list the known rulesets"), options.ListRulesets)
    named = builder.say(N_("a ruleset by name and round, such as anhui-leaders@2023, or by its file"))
    show = builder.leaf(actions, "show", N_("show a ruleset with all its entries"), options.ShowRuleset)
    show.add_argument("ruleset", metavar="NAME@ROUND|FILE", help=named)
    diff = builder.leaf(actions, "diff", N_("tell what changes from one ruleset to another"), options.DiffRulesets)
    diff.add_argument("old", metavar="OLD", help=named)
    diff.add_argument("new", metavar="NEW", help=named)
    diff.add_argument(
        "--format",
        choices=("text", "markdown"),
        default="text",
        help=builder.say(N_("words to read, or a table in Markdown for a changelog; otherwise text")),
    )
    _impact(builder, actions, named)
    lint = builder.leaf(
        actions, "lint", N_("look for mistakes in rulesets; exit code 2 if there are any"), options.LintRulesets
    )
    lint.add_argument(
        "rulesets",
        metavar="NAME@ROUND|FILE",
        nargs="*",
        help=builder.say(N_("rulesets by name and round or by file; otherwise all that are known")),
    )
    lint.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=builder.say(N_("words to read, or for editors one JSON object a line for each remark; otherwise text")),
    )
    _authoring(builder, actions, named)


def _impact(builder: Builder, actions: Commands, named: str) -> None:
    impact = builder.leaf(
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
        help=builder.say(
            N_(
                "a folder of submissions: folders with a declaration.json, .zip and JSON files; or the OUT folder of an audit"
            )
        ),
    )
    builder.as_of(impact)
    impact.add_argument(
        "--max-newly-rejected",
        dest="most_rejected",
        metavar="SHARE",
        type=_share(builder),
        help=builder.say(N_("the largest share that may be newly rejected, from 0 to 1, such as 0.02")),
    )
    builder.looking(impact)


def _authoring(builder: Builder, actions: Commands, named: str) -> None:
    """Add the actions that make, test and freeze a ruleset."""
    new = builder.leaf(actions, "new", N_("open a new round from an earlier one"), options.NewRuleset)
    new.add_argument("year", metavar="YEAR", type=_year(builder), help=builder.say(N_("the year of the new round")))
    new.add_argument("--from", dest="source", metavar="NAME@ROUND|FILE", required=True, help=named)
    new.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help=builder.say(N_("the file to write, which must not exist; otherwise YEAR.toml here")),
    )
    test = builder.leaf(
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
        help=builder.say(N_("print the cases that limits lack: the day before, on and after each, as TOML")),
    )
    freeze = builder.leaf(
        actions, "freeze", N_("make a ruleset final and write its hash into it"), options.FreezeRuleset
    )
    freeze.add_argument("file", metavar="FILE", type=Path, help=builder.say(N_("the ruleset's file")))


def _plugin(builder: Builder, commands: Commands) -> None:
    actions = builder.group(builder.command(commands, "plugin", N_("make a plugin package")))
    new = builder.leaf(actions, "new", N_("make a plugin package to start from"), options.NewPlugin)
    new.add_argument(
        "name", metavar="NAME", help=builder.say(N_("its name, such as my-city; the folder is eligibility-NAME"))
    )


def _schema(builder: Builder, commands: Commands) -> None:
    parser = builder.leaf(commands, "schema", N_("print a JSON Schema"), options.Schema)
    parser.add_argument(
        "document",
        choices=("declaration", "ruleset", "report"),
        help=builder.say(N_("the document whose schema is wanted")),
    )


def _year(builder: Builder) -> Callable[[str], int]:
    def year(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) == len("2027")):
            raise argparse.ArgumentTypeError(builder.say(N_("“{text}” is not a year of four digits"), text=text))
        return int(text)

    return year


def _share(builder: Builder) -> Callable[[str], float]:
    def share(text: str) -> float:
        if not re.fullmatch(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?", text):
            raise argparse.ArgumentTypeError(
                builder.say(N_("“{text}” is not a share from 0 to 1, such as 0.02"), text=text)
            )
        return float(text)

    return share
