"""Waivers 豁免: single findings that somebody with authority excuses, for a time, on the evidence as it stands.

A waived finding stays in the report, marked and counted apart; only the verdict leaves it out. A waiver is bound to the
evidence by a hash: what the form says at that place, the bytes of the files that prove it and the values of the finding.
When any of these changes, the waiver no longer holds and is itself reported.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eligibility import places
from eligibility.checker import verdict
from eligibility.errors import AttachmentError, RulesetError, WaiverError
from eligibility.looking.looker import bytes_of
from eligibility.problems import Problem, cause_of, nearest, plain
from eligibility.report import CantTell, Finding, Report, Result, WaiverProblem, Waivers, WaiverStamp
from eligibility.ruleset_text import decoded, document_of
from eligibility.toml_lines import lines_of
from eligibility.wording import N_, clip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from eligibility.declaration import Attachment, Declaration
    from eligibility.errors import Worded
    from eligibility.submission import Submission

LARGEST_FILE: Final = 4 << 20
"""Bytes of a file of waivers."""


class Waiver(BaseModel):
    """One record: this finding of this declaration is excused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    declaration: str = Field(min_length=1, description="The declaration's id.")
    rule: str = Field(min_length=1, description="The rule's name.")
    place: str = Field(pattern=r"^(/[^/]+)*$", description="Where the finding stands: a JSON Pointer.")
    reason: str = Field(min_length=1, description="Why it is excused.")
    approver: str = Field(min_length=1, description="Who has excused it.")
    expires_on: dt.date = Field(description="The last day on which it holds.")
    evidence: str = Field(pattern=r"^[0-9a-f]{64}$", description="The hash of the evidence excused, from a report.")


@dataclass(frozen=True)
class WaiverFile:
    """The waivers of one file, with the line each stands in."""

    path: Path
    waivers: tuple[Waiver, ...]
    lines: tuple[int, ...]

    def unasked(self, judged: Collection[str | None]) -> Iterator[WaiverError]:
        """Yield the complaint about each waiver whose declaration is not among those judged."""
        for waiver, line in zip(self.waivers, self.lines, strict=True):
            if waiver.declaration not in judged:
                message = N_("{path}:{line}: no declaration {name} was judged, so this waiver was not looked at")
                yield WaiverError(message, path=self.path, line=line, name=clip(waiver.declaration))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["eligibility-waivers/1"]
    waivers: Annotated[tuple[Waiver, ...], Field(max_length=10_000)] = ()


def read_waivers(path: Path, rules: Collection[str]) -> WaiverFile:
    """Read a file of waivers; raise `WaiverError` with every problem found, each with its line.

    `rules` are the names of the rules there are; a waiver of another one is refused.
    """
    text = _text(path)
    try:
        document = document_of(path, text)
        written = _File.model_validate_json(json.dumps(document, default=plain), strict=True)
    except ValidationError as error:
        lines = lines_of(text)
        faults = error.errors(include_url=False, include_input=False)
        raise _refused(path, [_problem(path, lines.line(fault["loc"]), fault) for fault in faults]) from None
    except RulesetError as error:
        raise _refused(path, error.problems) from None
    except (ValueError, TypeError):  # of a number that JSON can't say
        raise _refused(path, [Problem(N_("a number has too many digits"), str(path))]) from None
    except RecursionError:
        raise _refused(path, [Problem(N_("nested too deeply"), str(path))]) from None
    problems = list(_slips(path, text, written.waivers, rules))
    if problems:
        raise _refused(path, problems)
    lines = lines_of(text)
    return WaiverFile(
        path, written.waivers, tuple(lines.line(("waivers", index)) for index in range(len(written.waivers)))
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name no file can have
        cause = getattr(error, "strerror", None) or type(error).__name__
        raise WaiverError(N_("{path}: the waivers can't be read: {cause}"), path=path, cause=cause) from None
    if len(data) > LARGEST_FILE:
        raise WaiverError(N_("{path}: larger than {limit} bytes"), path=path, limit=LARGEST_FILE)
    try:
        return decoded(path, data)
    except RulesetError as error:
        raise _refused(path, error.problems) from None


def _refused(path: Path, problems: Sequence[Worded]) -> WaiverError:
    return WaiverError(N_("{path}: the file of waivers is refused"), problems, path=path)


def _problem(path: Path, line: int, fault: Any) -> Problem:
    steps = fault["loc"]
    where = f"{path}:{line}: {'.'.join(map(str, steps))}"
    if fault["type"] == "extra_forbidden":
        name = str(steps[-1])
        known = Waiver.model_fields if len(steps) > 1 else _File.model_fields
        return Problem(N_("there is no key named {name}"), where, {"name": name}, hint=nearest(name, known))
    cause, values = cause_of(fault)
    return Problem(cause, where, values)


def _slips(path: Path, text: str, waivers: Sequence[Waiver], rules: Collection[str]) -> Iterator[Problem]:
    lines = lines_of(text)
    first: dict[object, int] = {}
    for index, waiver in enumerate(waivers):
        line = lines.line(("waivers", index))
        if waiver.rule not in rules:
            where = f"{path}:{lines.line(('waivers', index, 'rule'))}"
            name = {"name": waiver.rule}
            yield Problem(N_("there is no rule named {name}"), where, name, hint=nearest(waiver.rule, rules))
        other = first.setdefault((waiver.declaration, waiver.rule, waiver.place, waiver.evidence), line)
        if other != line:
            cause = N_("the same finding is waived in line {line}; remove one of the two")
            yield Problem(cause, f"{path}:{line}", {"line": other})


# --- Applying ---------------------------------------------------------------------------------------------------------


def apply(
    waivers: Sequence[Waiver], report: Report, submission: Submission, on: dt.date, *, keep: bool = True
) -> Report:
    """Return the report with its findings' evidence, the waived ones marked, and the verdict without them.

    `on` is the day of asking, which decides what has expired. Outcomes, doubts and all other findings stay as they are.
    Without `keep` the waived findings are left out and only counted.
    """
    mine = [waiver for waiver in waivers if waiver.declaration == report.declaration.id]
    ledger = _Ledger(mine, submission, on)
    results = [ledger.marked(result) for result in report.results]
    rest = [_rest(result) for result in results]
    return replace(
        report,
        verdict=verdict(rest),
        results=tuple(results if keep else rest),
        waivers=Waivers(ledger.waived, tuple(ledger.problems())),
    )


def _rest(result: Result) -> Result:
    """Return a result without its waived findings; its outcome stays."""
    if not any(finding.waiver for finding in result.findings):
        return result
    return replace(result, findings=tuple(finding for finding in result.findings if finding.waiver is None))


class _Ledger:
    """The waivers of one declaration, and what became of each."""

    def __init__(self, waivers: Sequence[Waiver], submission: Submission, on: dt.date) -> None:
        self.waivers = waivers
        self.evidence = Evidence(submission)
        self.on = on
        self.waived = 0
        self.met: dict[tuple[str, str], list[str]] = {}

    def marked(self, result: Result) -> Result:
        if not result.findings:
            return result
        return replace(result, findings=tuple(self._marked(finding, result.rule) for finding in result.findings))

    def _marked(self, finding: Finding, rule: str) -> Finding:
        hash_ = self.evidence.hash_of(finding, rule)
        self.met.setdefault((rule, finding.at), []).append(hash_)
        for waiver in self.waivers:
            fits = (waiver.rule, waiver.place, waiver.evidence) == (rule, finding.at, hash_)
            if fits and self.on <= waiver.expires_on:
                self.waived += 1
                stamp = WaiverStamp(waiver.reason, waiver.approver, waiver.expires_on)
                return replace(finding, evidence=hash_, waiver=stamp)
        return replace(finding, evidence=hash_)

    def problems(self) -> Iterator[WaiverProblem]:
        """Yield what is wrong with the waivers themselves."""
        for waiver in self.waivers:
            met = self.met.get((waiver.rule, waiver.place), [])
            if self.on > waiver.expires_on:
                yield WaiverProblem("expired", waiver.rule, waiver.place, {"expires_on": waiver.expires_on})
            elif not met:
                yield WaiverProblem("unused", waiver.rule, waiver.place)
            elif waiver.evidence not in met:
                yield WaiverProblem("evidence-changed", waiver.rule, waiver.place, {"evidence": met[0]})


class Evidence:
    """What the findings on one submission rest on; the form is read out, and each file counted, once."""

    def __init__(self, submission: Submission) -> None:
        """Keep the submission."""
        self._submission = submission
        self._files: dict[int, str] = {}

    def hash_of(self, finding: Finding, rule: str) -> str:
        """Return the hash of a finding's values, of what the form says there, and of the files that prove it."""
        document = {
            "rule": rule,
            "at": finding.at,
            "message": finding.message,
            "values": finding.as_dict()["values"],
            "said": self._said_at(finding.at),
            "files": [self._file(attachment) for attachment in _proofs(self._submission.declaration, finding)],
        }
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    @functools.cached_property
    def _said(self) -> dict[str, Any]:
        return self._submission.declaration.model_dump(mode="json", exclude_none=True, fallback=repr)

    def _said_at(self, at: str) -> object:
        """Return the record or the field of the form that holds a place; for the whole form, the hash of its JSON."""
        said: Any = self._said if at else self._submission.sha256
        for step in places.steps(at)[:2]:
            if isinstance(said, dict):
                said = said.get(step)
            elif isinstance(said, list) and step.isdecimal() and int(step) < len(said):
                said = said[int(step)]
        return said

    def _file(self, attachment: Attachment) -> str:
        """Return the SHA-256 of a file's bytes, or why it has none."""
        found = self._files.get(id(attachment))
        if found is None:
            found = self._files[id(attachment)] = _digest(self._submission, attachment)
        return found


def _digest(submission: Submission, attachment: Attachment) -> str:
    if not submission.can_open(attachment):
        return "not-given"
    try:
        return hashlib.sha256(bytes_of(submission, attachment)).hexdigest()
    except AttachmentError as error:
        return error.problem
    except CantTell as doubt:
        return doubt.reason


def _proofs(declaration: Declaration, finding: Finding) -> list[Attachment]:
    """Return the attachments a finding is about: the one it names, or those of its record."""
    known = declaration.attachments_by_id
    if finding.attachment is not None:
        return [known[finding.attachment]] if finding.attachment in known else []
    steps = places.steps(finding.at)
    listed = getattr(declaration, steps[0], None) if steps else None
    if not isinstance(listed, tuple) or len(steps) < 2 or not steps[1].isdecimal():  # noqa: PLR2004 - /SECTION/INDEX
        return []
    records = listed[int(steps[1]) : int(steps[1]) + 1]
    if steps[0] == "attachments":
        return list(records)
    return [known[name] for record in records for name in getattr(record, "attachments", ()) if name in known]
