"""One submission judged, in whatever process that is: only this module's functions run where the workers are.

What comes back is small: reports in words, hashes, what is to be compared with other submissions. Pictures stay here.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility.across import AcrossRule, Trace
from eligibility.audit.comparing import Seal, written
from eligibility.audit.folder import as_text, place_of
from eligibility.audit.journal import Paper, Row, packed
from eligibility.audit.masking import Mask, without_read
from eligibility.checker import Checker, doubt_of, rule_seconds, verdict
from eligibility.errors import CRASHES, AttachmentError, EligibilityError, RulesetError, SubmissionError
from eligibility.files import LARGEST_FILE
from eligibility.hooks import load_plugins
from eligibility.looking.looker import UNREAD, Looker
from eligibility.looking.workers import KILLED, UNSEEN
from eligibility.report import CantTell, Outcome, Result
from eligibility.ruleset import find_ruleset, load_ruleset, ruleset_files
from eligibility.ruleset_text import text_of
from eligibility.version import __version__
from eligibility.wording import LANGUAGES, N_, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from eligibility.hooks import Plugins
    from eligibility.report import Report
    from eligibility.rule import Seen
    from eligibility.ruleset import Entry, Ruleset
    from eligibility.submission import Submission

MOST_TRACES: Final = 1_000
"""Traces that one rule entry keeps of one submission."""

RETRY: Final = "!"
"""The stamp of a result that the next run shall not trust, and this one tries again alone: our fault, not the submission's."""
LATER: Final = "?"
"""The stamp of a result that stands until the next run, which judges the submission anew: our fault, too."""

_OTHERWISE: Final = N_(
    "A process would judge by another version of the package, of plugins or of ruleset files than the audit began with; make them "
    "the same everywhere, restart workers that ran before they were changed, and run the audit again."
)
_STUMBLED: Final = N_("The audit stumbled over this submission ({error}); this is a fault of the program.")
_NO_RULESET: Final = N_(
    "Programme and round, which choose the ruleset, are not filled in; fill them in, or name a ruleset with --ruleset."
)
_TOO_MANY: Final = N_("More than {limit} places to compare with other submissions; the rest is not compared.")
_FACTS: Final = ("id", "programme", "round", "category", "track", "review_group")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is the same for all submissions of an audit. Workers are sent it with each."""

    root: str
    ruleset: str | None
    plugins: tuple[str, ...]
    as_of: dt.date | None
    drafts_at: dt.date
    """The date to judge drafts at: that of the run's beginning."""
    cache: str | None
    key: bytes
    masked: bool
    law: str = ""
    """`law_of` the process that runs the audit, which puts it here: workers that have another refuse to judge."""


class OtherLawError(EligibilityError):
    """A process that would judge by other versions than those that the audit began with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one submission; without a row the result with the same stamp still holds."""

    stamp: str
    row: Row | None = None
    traces: tuple[tuple[str, tuple[bytes, ...], bytes], ...] = ()
    """Entry, keys and packed trace of each place that is compared with other submissions."""


def judge(setting: Setting, path: str, stamp: str | None) -> Answer:
    """Judge a submission, unless its inputs, ruleset and engine are those of the result that bears `stamp`.

    Raises `EligibilityError` where this process can't judge any: it has not the plugins and rulesets that it must have.
    """
    bench = _bench(setting)
    try:
        return bench.judge(path, stamp)
    except OtherLawError:
        raise
    except EligibilityError as error:
        texts: dict[str, str] = {language: as_text(error.text(language)) for language in LANGUAGES}
        mine = _digest(setting.masked, texts)
        return Answer(stamp=mine, row=None if mine == stamp else Row(path=path, error=texts))
    except CRASHES as error:  # one submission must not end the run
        return lost(path, _STUMBLED, error=type(error).__name__)


def lost(path: str, reason: str, **values: object) -> Answer:
    """Return the answer for a submission that could not be judged for a reason of ours."""
    return Answer(
        stamp=RETRY, row=Row(path=path, error={language: say(reason, language, values) for language in LANGUAGES})
    )


@functools.lru_cache(maxsize=1)
def _bench(setting: Setting) -> _Bench:
    return _Bench(setting)


class _Bench:
    """What a worker process keeps between submissions: plugins, checkers and a looker of its own."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.plugins = load_plugins(setting.plugins)
        refuse_other_law(setting, self.plugins)
        self.looker = Looker(workers=1, cache=setting.cache)
        self.seal = Seal(setting.key)
        self._checkers: dict[str, Checker] = {}

    def judge(self, path: str, stamp: str | None) -> Answer:
        with place_of(self.setting.root) as place:
            submission = place.submission(path)
            checker = self._checker(submission)
            files = _file_digests(submission)
            inputs = _digest(submission.sha256, files)
            as_of = self.setting.as_of or submission.declaration.submitted_on or self.setting.drafts_at
            mine = self._stamp(checker, inputs, as_of)
            if mine == stamp:
                return Answer(stamp=mine)
            seen = checker.look(submission)
        report = checker.judge(submission, seen, as_of=as_of)
        report, traces = with_traces(report, checker.ruleset, submission, checker.context(seen, as_of))
        if self.setting.masked:
            report = without_read(report, checker.ruleset)
        row = _row(path, inputs, submission, files, report)
        if self.setting.masked:
            mask = Mask(submission.declaration)
            row = _masked(row, mask, submission, seen)
            traces = [(entry, replace(trace, attachment=mask.id(trace.attachment))) for entry, trace in traces]
        return Answer(
            stamp=_own_fault(seen) or mine,
            row=row,
            traces=tuple(self._sealed(entry, trace) for entry, trace in traces),
        )

    def _checker(self, submission: Submission) -> Checker:
        name = self.setting.ruleset
        if name is None:
            declaration = submission.declaration
            if not (declaration.programme and declaration.round):
                raise SubmissionError(_NO_RULESET)
            name = f"{declaration.programme}@{declaration.round}"
        if name not in self._checkers:
            ruleset = ruleset_of(self.setting, name, self.plugins)
            refuse_other_law(self.setting, self.plugins)  # what was read just now may be newer than the audit
            self._checkers[name] = Checker(ruleset, plugins=self.plugins, looker=self.looker)
        return self._checkers[name]

    def _stamp(self, checker: Checker, inputs: str, as_of: dt.date) -> str:
        engine = checker.engine
        return _digest(
            inputs,
            checker.ruleset.sha256,
            engine.eligibility,
            dict(engine.inspectors),
            dict(self.plugins.versions),
            as_of.isoformat(),
            self.setting.masked,
            self.seal.hashed("stamp"),  # what is compared was hashed under this key
        )

    def _sealed(self, entry: str, trace: Trace) -> tuple[str, tuple[bytes, ...], bytes]:
        sealed = self.seal.sealed(trace)
        return entry, tuple(map(bytes.fromhex, sealed.keys)), packed(written(sealed))


def _row(path: str, inputs: str, submission: Submission, files: Mapping[str, str], report: Report) -> Row:
    declaration = submission.declaration
    papers = tuple(
        Paper(
            id=attachment.id,
            kind=attachment.kind,
            name=attachment.name,
            sha256=files.get(attachment.file or ""),
        )
        for attachment in declaration.attachments
    )
    facts: dict[str, str | None] = {name: getattr(declaration, name) for name in _FACTS}
    facts["employer"] = declaration.employer.name
    reports: dict[str, Any] = {language: report.as_dict(language) for language in LANGUAGES}
    return Row(path=path, inputs=inputs, facts=facts, papers=papers, reports=reports)


def _masked(row: Row, mask: Mask, submission: Submission, seen: tuple[Seen, ...]) -> Row:
    """Return a row without personal data, with the pages that may be shown."""
    attachments = zip(row.papers, submission.declaration.attachments, seen or [{}] * len(row.papers), strict=True)
    return replace(
        row,
        facts=mask.document(row.facts),
        papers=tuple(
            replace(paper, id=mask.id(paper.id), name=mask.document(paper.name), blurs=mask.blurs(attachment, known))
            for paper, attachment, known in attachments
        ),
        reports={language: mask.report(report) for language, report in row.reports.items()},
    )


def _own_fault(seen: tuple[Seen, ...]) -> str | None:
    """Return the stamp of a result for which a file was not looked at by a fault of ours, which may go better next time."""
    doubts = [value for known in seen for value in known.values() if isinstance(value, CantTell)]
    if any(doubt.values.get("cause") == KILLED for doubt in doubts):
        return RETRY
    return LATER if any(doubt.reason in UNREAD | UNSEEN for doubt in doubts) else None


def ruleset_of(setting: Setting, name: str, plugins: Plugins) -> Ruleset:
    """Return the ruleset of an audit, or one by name only: what a submission says must never be taken for a path."""
    return load_ruleset(setting.ruleset, plugins) if setting.ruleset else find_ruleset(name, plugins)


def law_of(setting: Setting, plugins: Plugins) -> str:
    """Return the SHA-256 of what this process judges by: package and plugins as it has loaded them, ruleset files as they are now."""
    given = setting.ruleset or ""
    files = [Path(given)] if given.endswith(".toml") else ruleset_files(plugins)
    return _digest(__version__, dict(plugins.versions), sorted(map(_hash_of, files)))


def _hash_of(file: Path) -> str:
    try:
        return text_of(file)[1]
    except RulesetError:  # told where it is asked for
        return ""


def refuse_other_law(setting: Setting, plugins: Plugins) -> None:
    """Raise `OtherLawError` if this process judges by anything else than the audit's `law`."""
    if law_of(setting, plugins) != setting.law:
        raise OtherLawError(_OTHERWISE)


# --- What is compared with other submissions --------------------------------------------------------------------------


def with_traces(
    report: Report, ruleset: Ruleset, submission: Submission, context: Any
) -> tuple[Report, list[tuple[str, Trace]]]:
    """Return a report in which rules across submissions have the outcome of nothing found, and what they compare."""
    results = list(report.results)
    traces: list[tuple[str, Trace]] = []
    declaration = submission.declaration
    for index, entry in enumerate(ruleset.entries):
        if isinstance(entry.rule, AcrossRule) and entry.when.holds_for(declaration.category, declaration.track):
            left = _left(entry.rule, submission, context)
            found = [item for item in left if isinstance(item, Trace)]
            doubts = tuple(item for item in left if isinstance(item, CantTell))
            results[index] = _so_far(entry, compared=bool(found), doubts=doubts)
            traces += [(f"{ruleset.full_name}#{index}", trace) for trace in found]
    complete = not any(result.doubts for result in results)
    return replace(report, verdict=verdict(results), complete=complete, results=tuple(results)), traces


def _left(rule: AcrossRule, submission: Submission, context: Any) -> list[Trace | CantTell]:
    left: list[Trace | CantTell] = []
    try:
        with rule_seconds(rule):
            for item in rule.traces(submission.declaration, context):
                if len(left) == MOST_TRACES:
                    left.append(CantTell(_TOO_MANY, "operator", limit=MOST_TRACES))
                    break
                left.append(item.with_traceback(None) if isinstance(item, CantTell) else item)
    except CRASHES as error:  # any crash of a rule is "can't tell", never "passed"
        left.append(doubt_of(error))
    return left


def _so_far(entry: Entry, *, compared: bool, doubts: tuple[CantTell, ...]) -> Result:
    outcome = Outcome.CANT_TELL if doubts else Outcome.PASSED if compared else Outcome.INAPPLICABLE
    return Result(entry.rule.name, entry.severity, outcome, entry.source, (), doubts)


# --- Digests ----------------------------------------------------------------------------------------------------------


def _file_digests(submission: Submission) -> dict[str, str]:
    """Return the SHA-256 of each file that attachments name, or why it can't be opened."""
    digests: dict[str, str] = {}
    if submission.files is None:
        return digests
    for attachment in submission.declaration.attachments:
        name = attachment.file
        if name and name not in digests:
            try:
                with submission.open(attachment) as file:
                    digests[name] = hashlib.sha256(file.read(LARGEST_FILE + 1)).hexdigest()
            except AttachmentError as error:
                digests[name] = f"? {error.problem}"
            except (CantTell, OSError) as error:
                digests[name] = f"? {type(error).__name__}"
    return digests


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
