"""The checker: compiles a ruleset once, then judges any number of declarations from any number of threads.

A rule that stumbles is `cant-tell`, never passed: no failure of ours can end in `eligible`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eligibility.errors import AttachmentError
from eligibility.hooks import Plugins, load_plugins
from eligibility.measurement import Inspector, Measurement
from eligibility.report import (
    CantTell,
    DeclarationStamp,
    EngineStamp,
    Finding,
    Outcome,
    Report,
    Result,
    RulesetStamp,
    Severity,
    Verdict,
)
from eligibility.rule import Context, Seen, not_given
from eligibility.ruleset import Entry, Ruleset, load_ruleset
from eligibility.submission import Submission
from eligibility.version import __version__
from eligibility.wording import N_

if TYPE_CHECKING:
    import datetime as dt

    from eligibility.declaration import Attachment, Category, Declaration, Track
    from eligibility.kleene import Truth

MOST_FINDINGS: Final = 1000
"""Findings of one rule entry on one declaration that are kept; beyond them the entry says that it stopped."""

_WHO_IS_MEANT: Final = CantTell(
    N_("Whether this rule applies depends on the category and the track, which are not filled in."), "applicant"
)
_TOO_MANY: Final = CantTell(N_("More than {limit} findings; the rest was not looked for."), "operator", limit=MOST_FINDINGS)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An entry with its three results that carry no finding, made once."""

    entry: Entry
    passed: Result
    inapplicable: Result
    unknown: Result

    @classmethod
    def of(cls, entry: Entry) -> _Compiled:
        return cls(
            entry,
            _result(entry, Outcome.PASSED),
            _result(entry, Outcome.INAPPLICABLE),
            _result(entry, Outcome.CANT_TELL, doubts=(_WHO_IS_MEANT,)),
        )


def _result(
    entry: Entry, outcome: Outcome, findings: tuple[Finding, ...] = (), doubts: tuple[CantTell, ...] = ()
) -> Result:
    return Result(entry.rule.name, entry.severity, outcome, entry.source, findings, doubts)


class Checker:
    """Judges declarations by one ruleset. Make it once and share it between threads."""

    def __init__(self, ruleset: str | Path | Ruleset, *, plugins: Plugins | None = None) -> None:
        """Compile a ruleset given by `NAME@ROUND`, by its file or as read.

        Raises `RulesetError` when it can't be found or is refused, `PluginError` when a plugin can't be loaded.
        """
        self.plugins = plugins or load_plugins()
        self.ruleset = ruleset if isinstance(ruleset, Ruleset) else load_ruleset(ruleset, self.plugins)
        compiled = [_Compiled.of(entry) for entry in self.ruleset.entries]
        self._plans = {
            (category, track): [(item.entry.when.holds_for(category, track), item) for item in compiled]
            for category, track in itertools.product(_CATEGORIES, _TRACKS)
        }
        self._inspectors = self._needed_inspectors()
        self._ruleset_stamp = RulesetStamp(
            self.ruleset.name, self.ruleset.round.year, self.ruleset.status, self.ruleset.sha256
        )
        self._engine_stamp = EngineStamp(__version__, {i.name: i.version for i in self._inspectors})

    def _needed_inspectors(self) -> Sequence[Inspector]:
        wanted = {kind for entry in self.ruleset.entries for kind in entry.rule.reads if not isinstance(kind, str)}
        return tuple(inspector for kind, inspector in self.plugins.inspectors.items() if kind in wanted)

    def check(self, submission: Submission | Declaration, *, as_of: dt.date | None = None) -> Report:
        """Look at the attachments and judge: `judge` after `look`.

        `as_of` is the declaration's `submitted_on` unless given. Nothing here reads a clock.
        """
        if not isinstance(submission, Submission):
            submission = Submission.of(submission)
        return self.judge(submission, self.look(submission), as_of=as_of)

    def look(self, submission: Submission) -> tuple[Seen, ...]:
        """Measure every attachment with the inspectors that the ruleset's rules need, and no others."""
        if not any(map(submission.can_open, submission.declaration.attachments)):
            return ()
        return tuple(
            {inspector.measures: _measured(inspector, submission, attachment) for inspector in self._inspectors}
            for attachment in submission.declaration.attachments
        )

    def judge(self, submission: Submission, seen: Sequence[Seen] = (), *, as_of: dt.date | None = None) -> Report:
        """Run every rule entry on the declaration and what was `seen` of its attachments. Pure, and fast."""
        declaration = submission.declaration
        as_of = as_of or declaration.submitted_on
        context = Context(self.ruleset.round, as_of, seen)
        plan = self._plans[declaration.category, declaration.track]
        results = tuple([_run(holds, item, declaration, context) for holds, item in plan])
        return Report(
            verdict=verdict(results),
            complete=not any([result.doubts for result in results]),
            declaration=DeclarationStamp(declaration.id, submission.sha256),
            ruleset=self._ruleset_stamp,
            engine=self._engine_stamp,
            as_of=as_of,
            results=results,
        )


_CATEGORIES: Final[tuple[Category | None, ...]] = ("leader", "backup", None)
_TRACKS: Final[tuple[Track | None, ...]] = ("professional", "skilled", None)


def _run(holds: Truth, compiled: _Compiled, declaration: Declaration, context: Context) -> Result:
    """Give one entry's result on one declaration; whatever the rule does, it comes back as an outcome."""
    if holds is False:
        return compiled.inapplicable
    if holds is None:
        return compiled.unknown
    rule = compiled.entry.rule
    found: list[Finding | CantTell] = []
    try:
        if not rule.applies(declaration, context):
            return compiled.inapplicable
        for item in rule.check(declaration, context):
            found.append(item)
            if len(found) > MOST_FINDINGS:
                break
        if not found:
            return compiled.passed
    except CantTell as doubt:
        found.append(doubt.with_traceback(None))
    except Exception as error:  # noqa: BLE001 - any crash of a rule is "can't tell", never "passed"
        found.append(_crash(error))
    return _judged(compiled.entry, found)


def _judged(entry: Entry, found: Sequence[Finding | CantTell]) -> Result:
    """Join a rule's single answers: one finding decides, then one doubt (Kleene's conjunction)."""
    findings = tuple([item for item in found[:MOST_FINDINGS] if isinstance(item, Finding)])
    doubts = tuple([item for item in found[:MOST_FINDINGS] if isinstance(item, CantTell)])
    if len(found) > MOST_FINDINGS:
        doubts = (*doubts, _TOO_MANY)
    if len(findings) + len(doubts) < len(found[:MOST_FINDINGS]):
        doubts = (*doubts, _crash(TypeError("a rule yields Finding or CantTell")))
    return _result(entry, Outcome.FAILED if findings else Outcome.CANT_TELL, findings, doubts)


def _crash(error: Exception) -> CantTell:
    """Say that a rule crashed; only the type of the error is told, its text may repeat the submission."""
    return CantTell(N_("The rule crashed ({error}); this is a fault of the rule, not of the declaration."), "operator", error=type(error).__name__)


def _measured(inspector: Inspector, submission: Submission, attachment: Attachment) -> Measurement | CantTell:
    if not submission.can_open(attachment):
        return not_given()
    try:
        with submission.open(attachment) as file:
            return inspector.inspect(file)
    except AttachmentError as error:
        return inspector.unopened(error.problem)
    except Exception as error:  # noqa: BLE001 - an inspector that fails costs one measurement, never the run
        return CantTell(N_("The inspector crashed ({error}) on this file."), "operator", error=type(error).__name__)


def verdict(results: Iterable[Result]) -> Verdict:
    """Decide: an error that failed, then a doubt, then a warning that failed; otherwise eligible."""
    worst = Verdict.ELIGIBLE
    for result in results:
        if result.findings and result.severity is Severity.ERROR:
            return Verdict.INELIGIBLE
        if result.doubts:
            worst = Verdict.UNDETERMINED
        elif result.findings and result.severity is Severity.WARNING and worst is Verdict.ELIGIBLE:
            worst = Verdict.REFER
    return worst
