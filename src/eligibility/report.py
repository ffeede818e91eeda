"""The report: every rule entry's outcome on one declaration, the verdict, and what makes it repeatable.

Outcomes are those of W3C EARL. A result may be `failed` and still carry doubts: one record is wrong for certain and
another could not be judged. The verdict heeds both.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from eligibility import places, wording

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
class Finding:
    """One defect: where (JSON Pointer), what, how to put it right, and the values it rests on.

    `template` and `remedy_template` are English; `message` and `remedy` give them filled, `text` and `cure` in either
    language. `rule` names the rule that found it.
    `region` is `(left, top, width, height)` in pixels of the upright page `page` (from 1) of `attachment`.
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
        return {
            "at": self.at,
            "attachment": self.attachment,
            "page": self.page,
            "region": None if self.region is None else list(self.region),
            "message": self.text(language),
            "remedy": self.cure(language),
            "values": {key: _plain(value) for key, value in self.values.items()},
        }


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
class Result:
    """One rule entry's outcome on one declaration. Results are shared between reports; they never change."""

    rule: str
    severity: Severity
    outcome: Outcome
    source: Source
    findings: tuple[Finding, ...] = ()
    doubts: tuple[CantTell, ...] = ()
    _json: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        return document

    def to_json(self, language: str = "en") -> str:
        """Return the result as JSON; made once per language, because passed results are shared by many reports."""
        text = self._json.get(language)
        if text is None:
            text = self._json[language] = _dump(self.as_dict(language))
        return text


@dataclass(frozen=True, slots=True)
class DeclarationStamp:
    """Which declaration was judged: its id and the SHA-256 of its JSON."""

    id: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class RulesetStamp:
    """Which ruleset judged: its name, round, status and the SHA-256 of its file."""

    name: str
    round: str
    status: str
    sha256: str
    replaced_by: str | None = None
    """The ruleset that stands in for a withdrawn one."""


@dataclass(frozen=True, slots=True)
class EngineStamp:
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

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the ruleset's order."""
        return tuple(finding for result in self.results for finding in result.findings)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the report as the contract's JSON object."""
        return {**self._head(), "results": [result.as_dict(language) for result in self.results]}

    def to_json(self, language: str = "en") -> str:
        """Return the report as one line of JSON (contract section 3), worded in `language`."""
        results = ", ".join([result.to_json(language) for result in self.results])
        return f'{_dump(self._head())[:-1]}, "results": [{results}]}}'

    def _head(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "verdict": str(self.verdict),
            "complete": self.complete,
            "declaration": {"id": self.declaration.id, "sha256": self.declaration.sha256},
            "ruleset": {
                "name": self.ruleset.name,
                "round": self.ruleset.round,
                "status": self.ruleset.status,
                "sha256": self.ruleset.sha256,
                **({"replaced_by": self.ruleset.replaced_by} if self.ruleset.replaced_by else {}),
            },
            "engine": {"eligibility": self.engine.eligibility, "inspectors": dict(self.engine.inspectors)},
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
        }


_dump: Final = json.JSONEncoder(ensure_ascii=False).encode


def _plain(value: object) -> object:
    """Return a finding's value as JSON: numbers and text as they are, dates as ISO text, anything odd as text."""
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, list) or type(value) is tuple:
        return [_plain(item) for item in value]
    return wording.clip(str(value))
