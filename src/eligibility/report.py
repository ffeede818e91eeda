"""The report: every rule entry's outcome on one declaration, the verdict, and what makes it repeatable.

Outcomes are those of W3C EARL. A result may be `failed` and still carry doubts: one record is wrong for certain and
another could not be judged. The verdict heeds both.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from eligibility import places, wording
from eligibility.wording import N_

FORMAT: Final = "eligibility-report/1"

Owner = Literal["applicant", "portal", "policy", "operator"]
Basis = Literal["stated", "inferred"]


class Severity(enum.StrEnum):
    """What a failed rule means: error 不符合 blocks, warning 待核 refers to a person, info 提示 only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Outcome(enum.StrEnum):
    """What became of one rule entry (W3C EARL 1.0)."""

    PASSED = "passed"
    FAILED = "failed"
    CANT_TELL = "cant-tell"
    INAPPLICABLE = "inapplicable"


class Verdict(enum.StrEnum):
    """The answer for one declaration; members stand in the order in which the worst one decides."""

    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"
    REFER = "refer"
    ELIGIBLE = "eligible"

    @classmethod
    def worst(cls, verdicts: Iterable[Verdict]) -> Verdict:
        """Return the verdict that decides for several submissions; none at all is `eligible`."""
        order = list(cls)
        return min(verdicts, key=order.index, default=cls.ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule entry comes from, and whether the source states the value or we inferred it."""

    title: str
    basis: Basis
    title_zh: str | None = None

    def in_words(self, language: str) -> str:
        """Return the title in `language`, or in the language it has."""
        return self.title_zh if language == "zh" and self.title_zh else self.title


@dataclass(frozen=True, slots=True)
class WaiverStamp:
    """By whom a finding was waived, why, and until which day."""

    reason: str
    approver: str
    expires_on: dt.date

    def as_dict(self) -> dict[str, str]:
        """Return it as it stands in a report's JSON."""
        return {"reason": self.reason, "approver": self.approver, "expires_on": self.expires_on.isoformat()}


@dataclass(frozen=True, slots=True)
class WaiverProblem:
    """A waiver that excuses nothing: it has expired, nothing is found at its place, or the evidence is another by now."""

    kind: Literal["expired", "unused", "evidence-changed"]
    rule: str
    at: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """Return what is wrong with it, in words."""
        return wording.say(_WAIVER_PROBLEMS[self.kind], language, self.values)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return it as it stands in a report's JSON."""
        return {"kind": self.kind, "rule": self.rule, "at": self.at, "message": self.text(language)}


_WAIVER_PROBLEMS: Final[Mapping[str, str]] = {
    "expired": N_("The waiver expired on {expires_on} and excuses nothing any more."),
    "unused": N_("The waiver is not used: nothing is found there."),
    "evidence-changed": N_("The evidence has changed since it was waived; its hash is now {evidence}."),
}


@dataclass(frozen=True, slots=True)
class Waivers:
    """How many findings of a report are waived, and which waivers excuse nothing."""

    waived: int
    problems: tuple[WaiverProblem, ...] = ()

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return it as it stands in a report's JSON."""
        return {"waived": self.waived, "problems": [problem.as_dict(language) for problem in self.problems]}


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: where (JSON Pointer), what, how to put it right, and the values it rests on.

    `template` and `remedy_template` are English; `message` and `remedy` give them filled, `text` and `cure` in either
    language. `rule` names the rule that found it.
    `region` is `(left, top, width, height)` in pixels of the upright page `page` (from 1) of `attachment`. Where waivers
    were asked for, `evidence` is the hash a waiver must name, and `waiver` the one that excuses the finding.
    """

    at: str
    template: str
    remedy_template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    attachment: str | None = None
    page: int | None = None
    region: tuple[int, int, int, int] | None = None
    domain: str = wording.DOMAIN
    rule: str = ""
    evidence: str | None = None
    waiver: WaiverStamp | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.text()

    @property
    def remedy(self) -> str:
        """How to put it right, in English."""
        return self.cure()

    def text(self, language: str = "en") -> str:
        """Return what is wrong, in words."""
        return self._say(self.template, language)

    def cure(self, language: str = "en") -> str:
        """Return how to put it right, in words."""
        return self._say(self.remedy_template, language)

    def _say(self, template: str, language: str) -> str:
        values = self.values
        if "{label}" in template:
            values = {"label": places.label(self.at, language), **values}
        return wording.say(template, language, values, domain=self.domain)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the finding as the contract's JSON object."""
        document: dict[str, Any] = {
            "at": self.at,
            "attachment": self.attachment,
            "page": self.page,
            "region": None if self.region is None else list(self.region),
            "message": self.text(language),
            "remedy": self.cure(language),
            "values": {key: _plain(value) for key, value in self.values.items()},
        }
        if self.evidence is not None:
            document["evidence"] = self.evidence
        if self.waiver is not None:
            document["waiver"] = self.waiver.as_dict()
        return document


class CantTell(Exception):  # noqa: N818 - W3C EARL's word for an outcome, not an error
    """A rule's way to say that it can't tell, and whose move it is.

    Raise it when nothing can be judged; yield it for one record of several.
    """

    def __init__(
        self, reason: str, owner: Owner, at: str = "", *, domain: str = wording.DOMAIN, **values: object
    ) -> None:
        """Keep the English template `reason`, the `owner` of the next move and the place it is about."""
        super().__init__(reason, owner, at)
        self.reason = reason
        self.owner: Owner = owner
        self.at = at
        self.domain = domain
        self.values = values

    def why(self, language: str = "en") -> str:
        """Return the reason in words, without the place it is about."""
        values = {"label": places.label(self.at, language), **self.values}
        return wording.say(self.reason, language, values, domain=self.domain)

    def text(self, language: str = "en") -> str:
        """Return the reason in words, led by the place it is about."""
        separator = "：" if language == "zh" else ": "
        why = self.why(language)
        return f"{places.words(self.at, language)}{separator}{why}" if self.at else why

    def placed(self, at: str) -> CantTell:
        """Return the same doubt about the place `at`."""
        return CantTell(self.reason, self.owner, at, domain=self.domain, **self.values)


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a rule passed, where that is worth telling: in words, and the places (JSON Pointers) it rests on."""

    template: str
    places: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    domain: str = wording.DOMAIN

    def text(self, language: str = "en") -> str:
        """Return the words."""
        return wording.say(self.template, language, self.values, domain=self.domain)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the grounds as they stand in a report's JSON."""
        return {"message": self.text(language), "places": list(self.places)}


@dataclass(frozen=True, slots=True)
class Result:
    """One rule entry's outcome on one declaration. Results are shared between reports; they never change."""

    rule: str
    severity: Severity
    outcome: Outcome
    source: Source
    findings: tuple[Finding, ...] = ()
    doubts: tuple[CantTell, ...] = ()
    grounds: tuple[Grounds, ...] = ()
    kept: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The result's JSON by language, once it was made."""

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the result as the contract's JSON object."""
        document: dict[str, Any] = {
            "rule": self.rule,
            "severity": str(self.severity),
            "outcome": str(self.outcome),
            "source": {"title": self.source.in_words(language), "basis": self.source.basis},
        }
        if self.doubts:
            document["reason"] = " ".join(dict.fromkeys(doubt.text(language) for doubt in self.doubts))
            document["owner"] = self.doubts[0].owner
        document["findings"] = [finding.as_dict(language) for finding in self.findings]
        if self.grounds:
            document["grounds"] = [grounds.as_dict(language) for grounds in self.grounds]
        return document

    def to_json(self, language: str = "en") -> str:
        """Return the result as JSON; made once per language, because passed results are shared by many reports."""
        text = self.kept.get(language)
        if text is None:
            text = self.kept[language] = _dump(self.as_dict(language))
        return text


@dataclass(frozen=True, slots=True)
class DeclarationStamp:
    """Which declaration was judged: its id and the SHA-256 of its JSON."""

    id: str | None
    sha256: str


class _Stamp:
    """What all reports of a checker share, so that its JSON is made once."""

    @functools.cached_property
    def json(self) -> str:
        return _dump(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Return the stamp as the contract's JSON object."""
        named = {given.name: getattr(self, given.name) for given in dataclasses.fields(self)}  # type: ignore[arg-type]  # all are
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True)
class RulesetStamp(_Stamp):
    """Which ruleset judged: its name, round, status and the SHA-256 of its file."""

    name: str
    round: str
    status: str
    sha256: str
    replaced_by: str | None = None
    """The ruleset that stands in for a withdrawn one."""


@dataclass(frozen=True)
class EngineStamp(_Stamp):
    """Which engine judged: the package's version and every inspector's."""

    eligibility: str
    inspectors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """All results for one declaration, in the ruleset's order, with the verdict and its provenance."""

    verdict: Verdict
    complete: bool
    declaration: DeclarationStamp
    ruleset: RulesetStamp
    engine: EngineStamp
    as_of: dt.date | None
    results: tuple[Result, ...]
    waivers: Waivers | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the ruleset's order."""
        return tuple(finding for result in self.results for finding in result.findings)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the report as the contract's JSON object."""
        document = {
            "format": FORMAT,
            "verdict": str(self.verdict),
            "complete": self.complete,
            "declaration": {"id": self.declaration.id, "sha256": self.declaration.sha256},
            "ruleset": self.ruleset.as_dict(),
            "engine": self.engine.as_dict(),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "results": [result.as_dict(language) for result in self.results],
        }
        if self.waivers is not None:
            document["waivers"] = self.waivers.as_dict(language)
        return document

    def to_json(self, language: str = "en") -> str:
        """Return the report as one line of JSON (contract section 3), worded in `language`.

        It is joined from JSON that most reports share: of the stamps, and of results without a finding.
        """
        results = ", ".join([result.kept.get(language) or result.to_json(language) for result in self.results])
        waivers = "" if self.waivers is None else f', "waivers": {_dump(self.waivers.as_dict(language))}'
        as_of = "null" if self.as_of is None else f'"{self.as_of.isoformat()}"'
        return (
            f'{{"format": "{FORMAT}", "verdict": "{self.verdict.value}", "complete": {"true" if self.complete else "false"}, '
            f'"declaration": {{"id": {_dump(self.declaration.id)}, "sha256": {_dump(self.declaration.sha256)}}}, '
            f'"ruleset": {self.ruleset.json}, "engine": {self.engine.json}, "as_of": {as_of}, "results": [{results}]{waivers}}}'
        )


_dump: Final = json.JSONEncoder(ensure_ascii=False).encode


def _plain(value: object) -> object:
    """Return a finding's value as JSON: numbers and text as they are, dates as ISO text, anything odd as text."""
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, list) or type(value) is tuple:
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, wording.Phrase) else wording.clip(str(value))
