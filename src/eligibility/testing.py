"""Case files: what a rule must say of an example, as TOML. For our tests, for plugin authors and for the rules' pages.

A file holds the cases of one rule:

    rule = "born-too-early"
    demands = []                # ids of the manual's demands that the rule answers; may be left out

    [parameters]                # of the rule, for all cases
    born_from = 1968-01-01

    [[cases]]
    name = "A leader born the day before is refused."
    outcome = "failed"          # passed, failed, cant-tell, inapplicable
    declaration = { applicant = { birth_date = "1967-12-31" } }
    findings = ["/applicant/birth_date"]

A failed case names the places of all findings, and may give some `values` of the first; a case that can't be told
names the places of all `doubts` and the `owner` of the first. A case may further give `parameters` over the file's, a
`round` over the usual one, `as_of` (a date, or "none") and `files`: for each attachment its `FileFacts`, what else was
`measured` by the name of its inspector, or `{ cant-tell = OWNER }`; or "not-given" for all. Without `files` each attachment is a
readable JPEG of its own.

    files = [{ measured.text.pages = [[{ text = "获奖证书" }, { text = "王样本" }]] }]

A case of a rule across submissions also gives the `others` it is compared with, each with a `declaration` and perhaps `files`. They are
called "2", "3" and so on, the case's own submission is "1".

    others = [{ declaration = { applicant = { id_number = "349999196801010011" } } }]

In the declaration `{ repeat = "字", times = 801 }` stands for a long text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, cast

from pydantic import BeforeValidator, Field, JsonValue, ValidationError

from eligibility.across import AcrossRule, Trace
from eligibility.audit.comparing import Seal, buckets, compared, groups
from eligibility.audit.judging import with_traces
from eligibility.case_files import CaseReader, Written, WrittenFiles, case_text, refused_cases
from eligibility.checker import Checker
from eligibility.hooks import Plugins, load_plugins
from eligibility.measurement import FileFacts
from eligibility.problems import nearest
from eligibility.recording import Read, covers, recorded_reads
from eligibility.report import Outcome, Owner, Report, Result, Severity, Source
from eligibility.rule import Context, Found, Round, Rule, Seen
from eligibility.ruleset import Entry, Ruleset, When
from eligibility.submission import Submission
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from eligibility.declaration import Declaration
    from eligibility.problems import Step

__all__ = [
    "AS_OF",
    "ROUND",
    "Case",
    "CaseFile",
    "Read",
    "covers",
    "judge_case",
    "read_cases",
    "recorded_reads",
    "run_case",
]

AS_OF: Final = dt.date(2023, 8, 20)
"""The date a case is judged at unless it gives one."""

ROUND: Final[Mapping[str, JsonValue]] = {
    "year": "2023",
    "batches": {"leader": 9, "backup": 14},
    "opens_on": "2023-08-01",
    "closes_on": "2023-09-30",
}
"""The round of a case unless it gives other values."""


# --- The file as it is written ----------------------------------------------------------------------------------------


class _WrittenOther(Written):
    """Another submission that the case's is compared with."""

    declaration: dict[str, JsonValue]
    files: WrittenFiles = None


def _none(as_of: object) -> object:
    return None if as_of == "none" else as_of


class _WrittenCase(Written):
    name: str = Field(min_length=1)
    outcome: Outcome
    declaration: dict[str, JsonValue] = Field(default={})
    findings: tuple[str, ...] = ()
    values: dict[str, JsonValue] = Field(default={})
    doubts: tuple[str, ...] = ()
    owner: Owner | None = None
    as_of: Annotated[dt.date | None, Field(strict=False), BeforeValidator(_none)] = AS_OF
    parameters: dict[str, JsonValue] = Field(default={})
    files: WrittenFiles = None
    round: dict[str, JsonValue] = Field(default={})
    others: tuple[_WrittenOther, ...] = ()


class _WrittenCases(Written):
    rule: str
    demands: tuple[str, ...] = ()
    parameters: dict[str, JsonValue] = Field(default={})
    cases: tuple[_WrittenCase, ...] = Field(min_length=1)


_REQUIRED: Final[Mapping[Outcome, tuple[str, ...]]] = {
    Outcome.FAILED: ("findings",),
    Outcome.CANT_TELL: ("doubts", "owner"),
}
_EXCLUDED: Final[Mapping[Outcome, tuple[str, ...]]] = {
    Outcome.CANT_TELL: ("findings", "values"),
    Outcome.PASSED: ("findings", "values", "doubts", "owner"),
    Outcome.INAPPLICABLE: ("findings", "values", "doubts", "owner"),
}


# --- Cases ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One example of a rule: a declaration, the world it is judged in, and what must come of it."""

    name: str
    path: Path
    line: int
    rule: Rule
    document: Mapping[str, Any]
    """The declaration's JSON, long texts written out."""
    declaration: Declaration
    round: Round
    as_of: dt.date | None
    seen: tuple[Seen, ...]
    outcome: Outcome
    findings: tuple[str, ...]
    values: Mapping[str, Any]
    doubts: tuple[str, ...]
    owner: Owner | None
    others: tuple[tuple[Declaration, tuple[Seen, ...]], ...] = ()
    """Other submissions that a rule across submissions compares this one with, and what is known of their files."""

    @property
    def context(self) -> Context:
        """The world the rule is shown."""
        return Context(self.round, self.as_of, self.seen)


@dataclass(frozen=True)
class CaseFile:
    """The cases of one rule, checked, and the ids of the demands of the manual that it answers."""

    path: Path
    rule: str
    demands: tuple[str, ...]
    cases: tuple[Case, ...]


def read_cases(path: Path, plugins: Plugins | None = None) -> CaseFile:
    """Read a case file; raise `CaseError` with every problem found in it.

    Refused are keys nobody knows (in a declaration too, unless the case expects a finding there), unknown rules, wrong
    parameters, wrong declarations, two cases of one name, and cases that claim nothing.
    """
    text, document = case_text(path)
    return _RuleCases(path, text, document, plugins or load_plugins()).case_file()


class _RuleCases(CaseReader):
    """The cases of one rule."""

    def case_file(self) -> CaseFile:
        written = self._parsed(_WrittenCases, self.document, ())
        cases: list[Case | None] = []
        if written is not None:
            rule_class = self.rules.get(written.rule)
            if rule_class is None:
                hint = nearest(written.rule, self.rules)
                self._problem(("rule",), N_("there is no rule named {name}"), {"name": written.rule}, hint)
            else:
                cases = [self._case(index, case, rule_class, written) for index, case in enumerate(written.cases)]
        if self.problems or written is None:
            raise refused_cases(self.path, self.problems)
        return CaseFile(self.path, written.rule, written.demands, tuple(case for case in cases if case is not None))

    def _case(self, index: int, written: _WrittenCase, rule_class: type[Rule], file: _WrittenCases) -> Case | None:
        at = ("cases", index)
        if written.name in [case.name for case in file.cases[:index]]:
            self._problem((*at, "name"), N_("another case has this name"))
        self._refuse_wrong_claims(at, written)
        rule = self._rule(at, written.parameters, rule_class, file.parameters)
        round_ = self._parsed(Round, {**ROUND, **written.round}, (*at, "round"))
        document = self._written_out(written.declaration, (*at, "declaration"))
        declaration = self._declaration(at, document, written.findings)
        if rule is None or round_ is None or declaration is None:
            return None
        return Case(
            name=written.name,
            path=self.path,
            line=self.lines.line(at),
            rule=rule,
            document=document,
            declaration=declaration,
            round=round_,
            as_of=written.as_of or declaration.submitted_on,
            seen=self._seen(at, written.files, declaration, rule_class.reads),
            outcome=written.outcome,
            findings=written.findings,
            values=written.values,
            doubts=written.doubts,
            owner=written.owner,
            others=tuple(self._others(at, written, rule_class)),
        )

    def _others(
        self, at: tuple[Step, ...], written: _WrittenCase, rule_class: type[Rule]
    ) -> Iterator[tuple[Declaration, tuple[Seen, ...]]]:
        if written.others and not issubclass(rule_class, AcrossRule):
            self._problem((*at, "others"), N_("only a rule across submissions is given others"))
        for number, other in enumerate(written.others):
            where = (*at, "others", number)
            document = self._written_out(other.declaration, (*where, "declaration"))
            declaration = self._declaration(where, document, ())
            if declaration is not None:
                yield declaration, self._seen(where, other.files, declaration, rule_class.reads)

    def _refuse_wrong_claims(self, at: tuple[Step, ...], written: _WrittenCase) -> None:
        values = {"outcome": written.outcome}
        for key in _REQUIRED.get(written.outcome, ()):
            if not getattr(written, key):
                self._problem((*at, key), N_("a case whose outcome is {outcome} must give this"), values)
        for key in _EXCLUDED.get(written.outcome, ()):
            if getattr(written, key):
                self._problem((*at, key), N_("a case whose outcome is {outcome} can't have this"), values)

    def _rule(
        self, at: tuple[Step, ...], own: Mapping[str, object], rule_class: type[Rule], common: Mapping[str, object]
    ) -> Rule | None:
        try:
            return rule_class.model_validate_json(json.dumps({**common, **own}))
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                in_common = fault["loc"] and fault["loc"][0] in common and fault["loc"][0] not in own
                self._report(rule_class, ("parameters",) if in_common else (*at, "parameters"), fault)
            return None


# --- Running ----------------------------------------------------------------------------------------------------------


class _Teller(Rule):
    """Stands for the entries of a ruleset that tell of files nobody can look at: other rules pass such files over."""

    name: ClassVar[str] = "teller"
    reads: ClassVar = (FileFacts,)
    message: ClassVar[str] = "-"
    remedy: ClassVar[str] = "-"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each such file."""
        yield from (self.finding(f"/attachments/{index}/file") for index in context.problems(FileFacts))


def judge_case(case: Case) -> Result:
    """Return what the engine makes of a case, on the way that every declaration takes."""
    source = Source(case.name, "stated")
    entry = Entry(case.rule, When(), Severity.ERROR, source, case.line)
    teller = Entry(_Teller(), When(), Severity.WARNING, source, case.line)
    ruleset = Ruleset("case", case.name, "draft", case.round, (entry, teller), case.path, sha256="")
    checker = Checker(ruleset)
    submission = Submission(case.declaration, sha256="")
    report = checker.judge(submission, case.seen, as_of=case.as_of)
    return _compared(case, checker, report) if isinstance(case.rule, AcrossRule) else report.results[0]


def _compared(case: Case, checker: Checker, report: Report) -> Result:
    """Return what a rule across submissions makes of the case's own one, compared with the others as in an audit."""
    traces: list[Trace] = []
    seal = Seal(b"case")
    results = []
    for number, (declaration, seen) in enumerate(((case.declaration, case.seen), *case.others), 1):
        submission = Submission(declaration, sha256="")
        context = checker.context(seen, case.as_of)
        result, left = with_traces(report, checker.ruleset, submission, context)
        results.append(result.results[0])
        traces += [replace(seal.sealed(trace), submission=str(number)) for _, trace in left]
    rule = cast("AcrossRule", case.rule)
    found = [
        finding
        for group in groups(buckets(enumerate(traces)), rule.alike)
        for number, finding in compared(rule, group)
        if traces[number].submission == "1"
    ]
    return replace(results[0], outcome=Outcome.FAILED, findings=tuple(found)) if found else results[0]


def run_case(case: Case) -> None:
    """Raise `AssertionError`, saying what was expected and what came, unless the case holds."""
    result = judge_case(case)
    differences = list(_differences(case, result))
    if differences:
        came = [f"{finding.at or 'form'}: {finding.text()}" for finding in result.findings]
        came += [f"can't tell ({doubt.owner}): {doubt.text()}" for doubt in result.doubts]
        lines = [f"{case.path}:{case.line}: {case.name}", *differences, *came]
        raise AssertionError("\n  ".join(lines))


def _differences(case: Case, result: Result) -> Iterator[str]:
    if result.outcome is not case.outcome:
        yield f"outcome: expected {case.outcome}, came {result.outcome}"
    came = [finding.at for finding in result.findings]
    if Counter(came) != Counter(case.findings):
        yield f"findings: expected {list(case.findings)}, came {came}"
    values = result.findings[0].as_dict()["values"] if result.findings else {}
    for key, value in case.values.items():
        if key not in values or values[key] != value:
            yield f"value {key}: expected {value!r}, came {values.get(key)!r}"
    came = [doubt.at for doubt in result.doubts]
    if Counter(came) != Counter(case.doubts):
        yield f"doubts: expected {list(case.doubts)}, came {came}"
    owner = result.doubts[0].owner if result.doubts else None
    if case.owner is not None and owner != case.owner:
        yield f"owner: expected {case.owner}, came {owner}"
