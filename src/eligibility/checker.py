"""The checker: compiles a ruleset once, then judges any number of declarations from any number of threads.

A rule that stumbles is `cant-tell`, never passed: no failure of ours can end in `eligible`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility.declaration import Declaration
from eligibility.errors import CRASHES
from eligibility.hooks import Plugins, load_plugins
from eligibility.looking.looker import Looker, default_looker
from eligibility.measurement import Inspector, Measurement
from eligibility.report import (
    CantTell,
    DeclarationStamp,
    EngineStamp,
    Finding,
    Grounds,
    Outcome,
    Report,
    Result,
    RulesetStamp,
    Severity,
    Verdict,
)
from eligibility.rule import Context, Found, Rule, Seen
from eligibility.ruleset import Entry, Ruleset, load_ruleset
from eligibility.submission import Submission
from eligibility.time_limit import TimedOut, time_limit
from eligibility.version import __version__
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Category, Track

MOST_FINDINGS: Final = 1000
"""Findings of one rule entry on one declaration that are kept; beyond them the entry says that it stopped."""

RULE_SECONDS: Final = 10.0
"""Seconds that one entry of a rule from a plugin may take on one declaration; then it is `cant-tell`."""

_WHO_IS_MEANT: Final = CantTell(
    N_("Whether this rule applies depends on the category and the track, which are not filled in."), "applicant"
)
TOO_MANY: Final = N_("More than {limit} findings; the rest was not looked for.")
_UNTOLD: Final = CantTell(
    N_("The file can't be looked at, so nobody can tell what it shows; scan or export it again and upload that."),
    "applicant",
)
_TOO_LONG: Final = N_("The rule took longer than {limit} s and was interrupted; this is a fault of the rule.")
_CRASHED: Final = N_("The rule crashed ({error}); this is a fault of the rule, not of the declaration.")


class _Step(NamedTuple):
    """One entry that applies to an applicant of a given category and track, ready to run."""

    position: int
    entry: Entry
    applies: Callable[[Declaration, Context], bool] | None
    check: Callable[[Declaration, Context], Found]
    inapplicable: Result


class _Plan(NamedTuple):
    """All entries for one category and track: the results as they stand if nothing is found, and the steps to run.

    `doubts` are results that stay open whatever the rest of the form says: entries whose `when` can't be answered.
    `looks` are the rules among the steps that ask for measurements, and of which types.
    """

    results: list[Result]
    steps: list[_Step]
    doubts: list[Result]
    looks: list[tuple[Rule, frozenset[type[Measurement]]]]

    @classmethod
    def of(cls, entries: Sequence[Entry], category: Category | None, track: Track | None) -> _Plan:
        plan = cls([], [], [], [])
        for position, entry in enumerate(entries):
            holds = entry.when.holds_for(category, track)
            inapplicable = _result(entry, Outcome.INAPPLICABLE)
            if holds is None:
                plan.results.append(_result(entry, Outcome.CANT_TELL, doubts=(_WHO_IS_MEANT,)))
                plan.doubts.append(plan.results[-1])
            elif holds:
                rule = entry.rule
                applies, check = _calls(rule)
                plan.results.append(_result(entry, Outcome.PASSED))
                plan.steps.append(_Step(position, entry, applies, check, inapplicable))
                kinds = frozenset(kind for kind in rule.reads if not isinstance(kind, str))
                if kinds:
                    plan.looks.append((rule, kinds))
            else:
                plan.results.append(inapplicable)
        return plan


def _result(
    entry: Entry,
    outcome: Outcome,
    findings: tuple[Finding, ...] = (),
    doubts: tuple[CantTell, ...] = (),
    grounds: tuple[Grounds, ...] = (),
) -> Result:
    return Result(entry.rule.name, entry.severity, outcome, entry.source, findings, doubts, grounds)


class Checker:
    """Judges declarations by one ruleset. Make it once and share it between threads."""

    def __init__(
        self, ruleset: str | Path | Ruleset, *, plugins: Plugins | None = None, looker: Looker | None = None
    ) -> None:
        """Compile a ruleset given by `NAME@ROUND`, by its file or as read.

        `looker` looks at the attachments; without one it is the one that all checkers of this process share.
        Raises `RulesetError` when it can't be found or is refused, `PluginError` when a plugin can't be loaded.
        """
        self.plugins = plugins or load_plugins()
        self._looker = looker
        self.ruleset = ruleset if isinstance(ruleset, Ruleset) else load_ruleset(ruleset, self.plugins)
        self._plans = {
            (category, track): _Plan.of(self.ruleset.entries, category, track)
            for category, track in itertools.product(_CATEGORIES, _TRACKS)
        }
        self._inspectors = self._needed_inspectors()
        self._ruleset_stamp = RulesetStamp(
            self.ruleset.name,
            self.ruleset.round.year,
            self.ruleset.status,
            self.ruleset.sha256,
            self.ruleset.replaced_by,
        )
        self._engine_stamp = EngineStamp(__version__, {i.name: i.version for i in self._inspectors})

    def _needed_inspectors(self) -> Sequence[Inspector]:
        wanted = {kind for entry in self.ruleset.entries for kind in entry.rule.reads if not isinstance(kind, str)}
        return tuple(inspector for kind, inspector in self.plugins.inspectors.items() if kind in wanted)

    @property
    def engine(self) -> EngineStamp:
        """Which engine judges: what its reports say of it."""
        return self._engine_stamp

    def context(self, seen: Sequence[Seen], as_of: dt.date | None) -> Context:
        """Return the world as rules are shown it."""
        return Context(self.ruleset.round, as_of, seen)

    def check(self, submission: Submission | Declaration, *, as_of: dt.date | None = None) -> Report:
        """Look at the attachments and judge: `judge` after `look`.

        `as_of` is the declaration's `submitted_on` unless given. Nothing here reads a clock.
        """
        given: object = submission
        if isinstance(given, Declaration):
            given = Submission.of(given)
        if not isinstance(given, Submission):
            message = f"check() takes a Submission (see eligibility.load) or a Declaration, not {type(given).__name__}"
            raise TypeError(message)
        return self.judge(given, self.look(given), as_of=as_of)

    def look(self, submission: Submission, *others: Checker) -> tuple[Seen, ...]:
        """Take of every attachment the measurements that entries for this applicant ask for, and no others.

        `others` are checkers that will judge the same submission: what they ask for is taken as well, each file once.
        """
        attachments = submission.declaration.attachments
        if not any(map(submission.can_open, attachments)):
            return ()
        who = submission.declaration.category, submission.declaration.track
        looks = [look for checker in (self, *others) for look in checker._plans[who].looks]  # noqa: SLF001 - of our own kind
        wanted = [_wanted(attachment, looks) for attachment in attachments]
        looker = self._looker or default_looker()
        return looker.look(submission, wanted, self.plugins)

    def judge(self, submission: Submission, seen: Sequence[Seen] = (), *, as_of: dt.date | None = None) -> Report:
        """Run every rule entry on the declaration and what was `seen` of its attachments. Pure, and fast."""
        if as_of is not None and type(as_of) is not dt.date:
            message = f"as_of is a datetime.date, not {type(as_of).__name__}"
            raise TypeError(message)
        declaration = submission.declaration
        as_of = as_of or declaration.submitted_on
        context = self.context(seen, as_of)
        plan = self._plans[declaration.category, declaration.track]
        results = plan.results.copy()
        notable = plan.doubts.copy()
        for position, entry, applies, check, inapplicable in plan.steps:
            try:
                if applies is not None and not applies(declaration, context):
                    results[position] = inapplicable
                    continue
                answers = check(declaration, context)
                first = next(answers, _NOTHING)
            except CRASHES as error:  # any crash of a rule is "can't tell", never "passed"
                result = _judged(entry, [doubt_of(error)])
            else:
                if first is _NOTHING:
                    continue
                result = _judged(entry, _collected(first, answers))
            results[position] = result
            notable.append(result)
        for position, result in _untold(plan, declaration, seen, results):
            results[position] = result
            notable.append(result)
        return Report(
            verdict=verdict(notable),
            complete=not any([result.doubts for result in notable]),
            declaration=DeclarationStamp(declaration.id, submission.sha256),
            ruleset=self._ruleset_stamp,
            engine=self._engine_stamp,
            as_of=as_of,
            results=tuple(results),
        )


_NOTHING: Final = object()
_CATEGORIES: Final[tuple[Category | None, ...]] = ("leader", "backup", None)
_TRACKS: Final[tuple[Track | None, ...]] = ("professional", "skilled", None)


def _calls(
    rule: Rule,
) -> tuple[Callable[[Declaration, Context], bool] | None, Callable[[Declaration, Context], Found]]:
    """Return how to ask whether a rule applies, if that is a question, and how to run it; what is not ours is timed."""
    applies = None if type(rule).applies is Rule.applies else rule.applies
    if _is_built_in(rule):
        return applies, rule.check
    return applies and _timed(rule, applies), _timed_check(rule)


def _timed(rule: Rule, applies: Callable[[Declaration, Context], bool]) -> Callable[[Declaration, Context], bool]:
    def run(declaration: Declaration, context: Context) -> bool:
        with rule_seconds(rule):
            return applies(declaration, context)

    return run


def _timed_check(rule: Rule) -> Callable[[Declaration, Context], Found]:
    def run(declaration: Declaration, context: Context) -> Found:
        found: list[Finding | CantTell | Grounds] = []
        try:
            with rule_seconds(rule):
                found.extend(itertools.islice(rule.check(declaration, context), MOST_FINDINGS + 1))
        finally:
            yield from found

    return run


def _is_built_in(rule: Rule) -> bool:
    """Tell whether a rule is one of ours, which take time in proportion to the declaration."""
    return type(rule).__module__.startswith("eligibility.rules.")


@contextlib.contextmanager
def rule_seconds(rule: Rule) -> Iterator[None]:
    """Interrupt a plugin's rule that takes too long in the block, and raise the doubt that comes of it."""
    if _is_built_in(rule):
        yield
        return
    try:
        with time_limit(RULE_SECONDS):
            yield
    except TimedOut:
        raise CantTell(_TOO_LONG, "operator", limit=RULE_SECONDS) from None


def _collected(first: object, answers: Iterator[object]) -> list[object]:
    """Return all that a rule yields, up to the limit; what stops it is its last answer."""
    found = [first]
    try:
        for answer in answers:
            if len(found) == MOST_FINDINGS:
                found.append(CantTell(TOO_MANY, "operator", limit=MOST_FINDINGS))
                break
            found.append(answer)
    except CRASHES as error:  # as above: what was found before the crash stays found
        found.append(doubt_of(error))
    return found


def _judged(entry: Entry, found: Sequence[object]) -> Result:
    """Join a rule's single answers: one finding decides, then one doubt (Kleene's conjunction); grounds decide nothing."""
    findings = tuple([item for item in found if isinstance(item, Finding)])
    doubts = tuple([item for item in found if isinstance(item, CantTell)])
    grounds = tuple([item for item in found if isinstance(item, Grounds)])
    if len(findings) + len(doubts) + len(grounds) < len(found):
        doubts = (*doubts, doubt_of(TypeError()))
    outcome = Outcome.FAILED if findings else Outcome.CANT_TELL if doubts else Outcome.PASSED
    return _result(entry, outcome, findings, doubts, grounds)


def _untold(
    plan: _Plan, declaration: Declaration, seen: Sequence[Seen], results: Sequence[Result]
) -> Iterator[tuple[int, Result]]:
    """Yield results that pass over a file nobody could look at, with the doubt of it, where no other entry tells of it."""
    blind = [index for index, known in enumerate(seen) if None in known.values()]
    if not blind:
        return
    told = {doubt.at for result in results for doubt in result.doubts}
    told |= {found.at for result in results if result.severity is not Severity.INFO for found in result.findings}
    for index in blind:
        place = f"/attachments/{index}/file"
        if place in told:
            continue
        for position, entry, *_ in plan.steps:
            found = results[position]
            lacks = any(
                seen[index].get(kind, _NOTHING) is None for kind in entry.rule.reads if not isinstance(kind, str)
            )
            if (
                lacks
                and found.outcome is not Outcome.INAPPLICABLE
                and _looks_at(entry.rule, declaration.attachments[index])
            ):
                doubts = (*found.doubts, _UNTOLD.placed(place))
                outcome = Outcome.FAILED if found.findings else Outcome.CANT_TELL
                yield position, _result(entry, outcome, found.findings, doubts, found.grounds)


def doubt_of(error: BaseException) -> CantTell:
    """Return why a rule stopped. Of a crash only the type is told, because its text may repeat the submission."""
    if isinstance(error, CantTell):
        return error.with_traceback(None)
    return CantTell(_CRASHED, "operator", error=type(error).__name__)


def _wanted(
    attachment: Attachment, looks: Iterable[tuple[Rule, frozenset[type[Measurement]]]]
) -> set[type[Measurement]]:
    """Return the types of measurement that any of the rules wants of an attachment."""
    wanted: set[type[Measurement]] = set()
    for rule, kinds in looks:
        if not kinds <= wanted and _looks_at(rule, attachment):
            wanted |= kinds
    return wanted


def _looks_at(rule: Rule, attachment: Attachment) -> bool:
    """Tell whether a rule looks at an attachment; one that crashes over the question has it looked at."""
    try:
        with rule_seconds(rule):
            return rule.looks_at(attachment)
    except CRASHES:  # as for every crash of a rule: it costs time, never the run
        return True


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
