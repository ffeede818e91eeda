"""The commands that judge or look: check, audit and inspect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.cli import options
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.cli.parser.builder import Builder, Commands


def add(builder: Builder, commands: Commands) -> None:
    """Add the commands."""
    _check(builder, commands)
    _audit(builder, commands)
    _inspect(builder, commands)


def _check(builder: Builder, commands: Commands) -> None:
    parser = builder.leaf(
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
        help=builder.say(N_("a folder with a declaration.json, a .zip of one, or a JSON file")),
    )
    builder.judging(parser)
    parser.add_argument(
        "--format",
        default="text",
        help=builder.say(N_("text, json, html, or the name of another reporter; otherwise text")),
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help=builder.say(N_("write the answer to this file, whole or not at all; otherwise to standard output")),
    )
    parser.add_argument(
        "--waivers",
        metavar="FILE",
        type=Path,
        help=builder.say(
            N_(
                "excuse the findings that this TOML file waives; they are marked and counted apart, and the verdict leaves them out"
            )
        ),
    )
    parser.add_argument(
        "--without-waivers",
        dest="keep_waived",
        action="store_false",
        help=builder.say(N_("leave the waived findings out and show the rest")),
    )
    builder.looking(parser)


def _audit(builder: Builder, commands: Commands) -> None:
    parser = builder.leaf(
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
        "folder", metavar="FOLDER", help=builder.say(N_("a folder of submission folders and .zip files, or its URL"))
    )
    parser.add_argument(
        "--out",
        metavar="OUT",
        type=Path,
        required=True,
        help=builder.say(N_("the folder for the journal and the results; made if need be")),
    )
    builder.judging(parser)
    parser.add_argument(
        "--mask",
        action="store_true",
        help=builder.say(N_("hide names, ID and telephone numbers in all that is written")),
    )
    parser.add_argument(
        "--executor",
        choices=("local", "dask"),
        default="local",
        help=builder.say(N_("where submissions are judged: processes of this machine, or a Dask cluster")),
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help=builder.say(N_("the address of the Dask scheduler, tcp://HOST:PORT"))
    )
    builder.looking(parser)
    diff = builder.leaf(
        commands, "audit diff", N_("tell what findings two audits don't have in common"), options.DiffAudits
    )
    diff.add_argument("old", metavar="OLD", type=Path, help=builder.say(N_("the OUT folder of the earlier audit")))
    diff.add_argument("new", metavar="NEW", type=Path, help=builder.say(N_("the OUT folder of the later audit")))
    diff.add_argument(
        "--format", choices=("text", "json"), default="text", help=builder.say(N_("text, or one JSON object a line"))
    )
    _dispositions(builder, commands)


def _dispositions(builder: Builder, commands: Commands) -> None:
    """Add what is done with reviewers' decisions about single findings."""
    audited = builder.say(N_("the OUT folder of the audit"))
    taking = builder.leaf(
        commands, "audit import", N_("take in reviewers' decisions about findings"), options.ImportDispositions
    )
    taking.add_argument("out", metavar="OUT", type=Path, help=audited)
    taking.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=builder.say(
            N_("the decisions.jsonl of a page, a findings.xlsx, or the dispositions.jsonl of an earlier audit")
        ),
    )
    stats = builder.leaf(
        commands, "audit stats", N_("tell how many findings of each rule were false alarms"), options.AuditStats
    )
    stats.add_argument("out", metavar="OUT", type=Path, help=audited)


def _inspect(builder: Builder, commands: Commands) -> None:
    parser = builder.leaf(
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
        help=builder.say(N_("an image (JPEG, PNG, TIFF, BMP, WebP; HEIC with the extra heic) or a PDF")),
    )
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help=builder.say(N_("tables to read, or one JSON object a line for each file; otherwise text")),
    )
    parser.add_argument(
        "--overlay",
        metavar="OUT.png",
        type=builder.png,
        help=builder.say(
            N_(
                "draw what was found on the page and write it to this PNG; of several pages to OUT-1.png, OUT-2.png and so on"
            )
        ),
    )
    builder.looking(parser)
