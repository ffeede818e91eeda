"""What each command is told, as small objects made from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from eligibility.wording import Language


@dataclass(frozen=True, kw_only=True)
class Options:
    """What every command is told. `command` is the module under `eligibility.cli` that runs it."""

    command: ClassVar[str]

    language: Language
    plugins: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Looking(Options):
    """What commands are told that look at files. Without `keep` no measurement is kept; `cache` is the file they are kept in."""

    keep: bool
    cache: Path | None
    workers: int | None


@dataclass(frozen=True, kw_only=True)
class Check(Looking):
    """Judge submissions."""

    command: ClassVar[str] = "check"

    submissions: tuple[Path, ...]
    ruleset: str | None
    as_of: dt.date | None
    format: str
    output: Path | None
    waivers: Path | None
    keep_waived: bool


@dataclass(frozen=True, kw_only=True)
class Audit(Looking):
    """Judge a folder of submissions and compare them."""

    command: ClassVar[str] = "audit.run"

    folder: str
    out: Path
    ruleset: str | None
    as_of: dt.date | None
    mask: bool
    executor: Literal["local", "dask"]
    scheduler: str | None


@dataclass(frozen=True, kw_only=True)
class DiffAudits(Options):
    """Tell two audits apart."""

    command: ClassVar[str] = "audit.diff"

    old: Path
    new: Path
    format: Literal["text", "json"]


@dataclass(frozen=True, kw_only=True)
class ImportDispositions(Options):
    """Take in reviewers' decisions about findings."""

    command: ClassVar[str] = "audit.take"

    out: Path
    file: Path


@dataclass(frozen=True, kw_only=True)
class AuditStats(Options):
    """Count false alarms by rule."""

    command: ClassVar[str] = "audit.stats"

    out: Path


@dataclass(frozen=True, kw_only=True)
class Inspect(Looking):
    """Tell what is measured on files."""

    command: ClassVar[str] = "inspect"

    files: tuple[Path, ...]
    format: Literal["text", "json"]
    overlay: Path | None


@dataclass(frozen=True, kw_only=True)
class Rules(Options):
    """List the rules, or explain the one called `name`."""

    command: ClassVar[str] = "rules"

    name: str | None


@dataclass(frozen=True, kw_only=True)
class ListRulesets(Options):
    """List the known rulesets."""

    command: ClassVar[str] = "rulesets.list"


@dataclass(frozen=True, kw_only=True)
class ShowRuleset(Options):
    """Show one ruleset."""

    command: ClassVar[str] = "rulesets.show"

    ruleset: str


@dataclass(frozen=True, kw_only=True)
class DiffRulesets(Options):
    """Tell two rulesets apart."""

    command: ClassVar[str] = "rulesets.diff"

    old: str
    new: str
    format: Literal["text", "markdown"]


@dataclass(frozen=True, kw_only=True)
class LintRulesets(Options):
    """Look for mistakes in rulesets; none named means all known."""

    command: ClassVar[str] = "rulesets.lint"

    rulesets: tuple[str, ...]
    format: Literal["text", "json"]


@dataclass(frozen=True, kw_only=True)
class NewRuleset(Options):
    """Open a round from an earlier one."""

    command: ClassVar[str] = "rulesets.new"

    year: int
    source: str
    output: Path | None


@dataclass(frozen=True, kw_only=True)
class FreezeRuleset(Options):
    """Make a ruleset final and write its hash."""

    command: ClassVar[str] = "rulesets.freeze"

    file: Path


@dataclass(frozen=True, kw_only=True)
class TestRuleset(Options):
    """Run the cases beside a ruleset, or propose those its limits lack."""

    command: ClassVar[str] = "rulesets.test"

    ruleset: str
    boundaries: bool


@dataclass(frozen=True, kw_only=True)
class NewPlugin(Options):
    """Make a plugin package to start from."""

    command: ClassVar[str] = "plugin.new"

    name: str


@dataclass(frozen=True, kw_only=True)
class ImpactOfRulesets(Looking):
    """Tell what a new ruleset would make of submissions."""

    command: ClassVar[str] = "rulesets.impact"

    old: str
    new: str
    submissions: Path
    as_of: dt.date | None
    most_rejected: float | None


@dataclass(frozen=True, kw_only=True)
class Schema(Options):
    """Print a JSON Schema."""

    command: ClassVar[str] = "schema"

    document: Literal["declaration", "ruleset", "report"]
