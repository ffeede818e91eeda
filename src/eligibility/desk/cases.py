"""Cases of a ruleset: declarations with what the whole ruleset must find in them, and where it must be silent.

They stand in the folder `tests` beside the ruleset's file, in files that name it:

    ruleset = "anhui-leaders@2027"

    [declarations]                          # to start from, by name: written here, or in a JSON file beside this one
    leader = { file = "leader.json" }

    [[cases]]
    name = "A leader born the day before the cut-off is referred."
    base = "leader"                         # or declaration = { … }
    change = { "/applicant/birth_date" = "1971-12-31" }
    remove = ["/remarks"]
    as_of = 2027-08-20                      # otherwise the day of submission, or the round's first day
    findings = ["born-too-early /applicant/birth_date"]
    silence = ["title-too-low"]             # or "others": every rule that the case does not name
    verdict = "refer"

For each rule a case names, it gives all places of its findings, as `RULE PLACE`, and of its doubts in `doubts`.
`files` is as in the case files of rules (`eligibility.testing`).
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field, JsonValue

from eligibility import places
from eligibility.case_files import CaseReader, Written, WrittenFiles, case_text, refused_cases
from eligibility.checker import Checker
from eligibility.problems import Problem, Step, nearest
from eligibility.report import Report, Result, Verdict
from eligibility.ruleset_text import TESTS
from eligibility.submission import Submission
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.hooks import Plugins
    from eligibility.rule import Seen
    from eligibility.ruleset import Ruleset

OTHERS: Final = "others"

Place = tuple[str, str]
"""A rule and a place of the form."""


class _WrittenCase(Written):
    name: str = Field(min_length=1)
    base: str | None = None
    declaration: dict[str, JsonValue] | None = None
    change: dict[str, JsonValue] = Field(default={})
    remove: tuple[str, ...] = ()
    as_of: Annotated[dt.date | None, Field(strict=False)] = None
    files: WrittenFiles = None
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    silence: tuple[str, ...] | Literal["others"] = ()
    verdict: Verdict | None = None


class _WrittenCases(Written):
    ruleset: str
    declarations: dict[str, dict[str, JsonValue]] = Field(default={})
    cases: tuple[_WrittenCase, ...] = ()


@dataclass(frozen=True)
class RulesetCase:
    """One case: a declaration, the world it is judged in, and what must come of it."""

    name: str
    path: Path
    line: int
    declaration: Declaration
    as_of: dt.date
    seen: tuple[Seen, ...]
    findings: tuple[Place, ...]
    doubts: tuple[Place, ...]
    silence: frozenset[str]
    others: bool
    verdict: Verdict | None

    def claims(self, rule: str) -> bool:
        """Tell whether the case says anything of a rule."""
        return self.others or rule in self.silence or rule in {name for name, _ in (*self.findings, *self.doubts)}

    def report(self, checker: Checker) -> Report:
        """Judge the declaration."""
        return checker.judge(Submission(self.declaration, sha256=""), self.seen, as_of=self.as_of)

    def differences(self, report: Report) -> Iterator[Problem]:
        """Yield what is not as the case says."""
        if self.verdict not in {None, report.verdict}:
            yield Problem(
                N_("verdict: expected {expected}, came {came}"),
                values={"expected": self.verdict, "came": report.verdict},
            )
        yield from self._compared(N_("findings"), self.findings, _findings(report.results))
        yield from self._compared(N_("doubts"), self.doubts, _doubts(report.results))

    def _compared(self, what: str, expected: Sequence[Place], came: Sequence[Place]) -> Iterator[Problem]:
        wanted, found = Counter(expected), Counter(place for place in came if self.claims(place[0]))
        for place in (wanted - found).elements():
            yield Problem(_LACKING[what], values={"place": " ".join(place).strip()})
        for place in (found - wanted).elements():
            yield Problem(_EXCESS[what], values={"place": " ".join(place).strip()})


_LACKING: Final[Mapping[str, str]] = {
    "findings": N_("expected a finding that did not come: {place}"),
    "doubts": N_("expected a doubt that did not come: {place}"),
}
_EXCESS: Final[Mapping[str, str]] = {
    "findings": N_("a finding came that was not expected: {place}"),
    "doubts": N_("a doubt came that was not expected: {place}"),
}


def _findings(results: Sequence[Result]) -> list[Place]:
    return [(result.rule, finding.at) for result in results for finding in result.findings]


def _doubts(results: Sequence[Result]) -> list[Place]:
    return [(result.rule, doubt.at) for result in results for doubt in result.doubts]


def cases_beside(ruleset: Ruleset, plugins: Plugins) -> list[RulesetCase]:
    """Return the cases in the folder `tests` beside a ruleset; raise `CaseError` when a file of them is refused."""
    found: list[RulesetCase] = []
    for path in sorted((ruleset.path.parent / TESTS).rglob("*.toml")):
        text, document = case_text(path)
        if document and ("rule" not in document or "ruleset" in document):
            found += _RulesetCases(path, text, document, plugins, ruleset).cases()
    return found


class _RulesetCases(CaseReader):
    """Reads one file."""

    def __init__(self, path: Path, text: str, document: dict[str, Any], plugins: Plugins, ruleset: Ruleset) -> None:
        super().__init__(path, text, document, plugins)
        self.ruleset = ruleset
        self.reads = {read for entry in ruleset.entries for read in entry.rule.reads}
        self.known = {entry.rule.name for entry in ruleset.entries}

    def cases(self) -> list[RulesetCase]:
        """Return the cases, none if the file is about another ruleset; raise `CaseError` with every problem."""
        if self.document.get("ruleset") != self.ruleset.full_name and isinstance(self.document.get("ruleset"), str):
            return []
        written = self._parsed(_WrittenCases, self.document, ())
        cases: list[RulesetCase | None] = []
        if written is not None:
            bases = {name: self._base(name, document) for name, document in written.declarations.items()}
            cases = [self._case(index, case, written, bases) for index, case in enumerate(written.cases)]
        if self.problems or written is None:
            raise refused_cases(self.path, self.problems)
        return [case for case in cases if case is not None]

    def _base(self, name: str, written: dict[str, JsonValue]) -> Any:
        at = ("declarations", name)
        if written.keys() != {"file"}:
            return self._written_out(written, at)
        path = self.path.parent / str(written["file"])
        try:
            if not path.resolve().is_relative_to(self.path.parent.resolve()):
                self._problem((*at, "file"), N_("the file must lie beside the case file or below it"))
                return {}
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            cause = N_("the declaration can't be read: {error}")
            self._problem((*at, "file"), cause, {"error": getattr(error, "strerror", None) or type(error).__name__})
            return {}

    def _case(
        self, index: int, written: _WrittenCase, file: _WrittenCases, bases: Mapping[str, Any]
    ) -> RulesetCase | None:
        at = ("cases", index)
        if written.name in [case.name for case in file.cases[:index]]:
            self._problem((*at, "name"), N_("another case has this name"))
        findings = self._places((*at, "findings"), written.findings)
        doubts = self._places((*at, "doubts"), written.doubts)
        silence = frozenset(() if written.silence == OTHERS else written.silence)
        for rule in silence:
            self._known_rule((*at, "silence"), rule)
        for rule in silence & {name for name, _ in (*findings, *doubts)}:
            self._problem((*at, "silence"), N_("{rule} can't be silent and found in one case"), {"rule": rule})
        if not (findings or doubts or written.silence or written.verdict):
            self._problem(at, N_("the case says nothing: give findings, doubts, silence or a verdict"))
        document = self._document(at, written, bases)
        declaration = self._declaration(at, document, [place for _, place in findings])
        if declaration is None:
            return None
        return RulesetCase(
            name=written.name,
            path=self.path,
            line=self.lines.line(at),
            declaration=declaration,
            as_of=written.as_of or declaration.submitted_on or self.ruleset.round.opens_on,
            seen=self._seen(at, written.files, declaration, self.reads),
            findings=findings,
            doubts=doubts,
            silence=silence,
            others=written.silence == OTHERS,
            verdict=written.verdict,
        )

    def _places(self, at: tuple[Step, ...], written: Sequence[str]) -> tuple[Place, ...]:
        found = []
        for text in written:
            rule, _, place = text.partition(" ")
            self._known_rule(at, rule)
            if place and not place.startswith("/"):
                self._problem(at, N_("expected a rule and a place, such as born-too-early /applicant/birth_date"))
            found.append((rule, place))
        return tuple(found)

    def _known_rule(self, at: tuple[Step, ...], rule: str) -> None:
        if rule not in self.known:
            cause = N_("the ruleset has no entry of a rule named {name}")
            self._problem(at, cause, {"name": rule}, nearest(rule, self.known))

    def _document(self, at: tuple[Step, ...], written: _WrittenCase, bases: Mapping[str, Any]) -> Any:
        if written.base is not None and written.declaration is not None:
            self._problem((*at, "declaration"), N_("a case starts from base or from declaration, not from both"))
        document = self._written_out(written.declaration or {}, (*at, "declaration"))
        if written.base is not None:
            if written.base not in bases:
                cause = N_("there is no declaration named {name} in this file")
                self._problem((*at, "base"), cause, {"name": written.base}, nearest(written.base, bases))
            document = copy.deepcopy(bases.get(written.base, {}))
        changes: dict[str, Any] = {**dict.fromkeys(written.remove, _GONE), **written.change}
        for pointer, value in changes.items():
            new = value if value is _GONE else self._written_out(value, (*at, "change", pointer))
            if not _put(document, places.steps(pointer), new):
                self._problem((*at, "change", pointer), N_("the declaration has no such place to change"))
        return document


_GONE: Final = object()


def _put(document: Any, steps: Sequence[str], value: object) -> bool:
    """Set, or remove, what stands at a place; tell whether there is such a place."""
    if not steps:
        return False
    for step in steps[:-1]:
        document = _inside(document, step)
    last = steps[-1]
    if isinstance(document, dict):
        if value is _GONE:
            return document.pop(last, _GONE) is not _GONE
        document[last] = value
        return True
    if isinstance(document, list) and last.isdecimal() and int(last) <= len(document):
        number = int(last)
        if value is not _GONE:
            document[number : number + 1] = [value]
        elif number < len(document):
            del document[number]
        else:
            return False
        return True
    return False


def _inside(document: Any, step: str) -> Any:
    if isinstance(document, dict):
        return document.setdefault(step, {})
    if isinstance(document, list) and step.isdecimal() and int(step) < len(document):
        return document[int(step)]
    return None
