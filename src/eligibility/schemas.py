"""JSON Schemas of what goes in and comes out: the declaration, the ruleset and the report."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NotRequired

from pydantic import ConfigDict, Field, JsonValue, TypeAdapter
from typing_extensions import TypedDict

from eligibility.declaration import Declaration
from eligibility.report import Basis, Outcome, Owner, Severity, Verdict
from eligibility.ruleset import Status, ruleset_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eligibility.hooks import Plugins

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "Account": ("Account", "个人中心"),
    "Applicant": ("Basic information", "基本信息"),
    "Attachment": ("Attachment", "附件"),
    "Award": ("Award or patent", "获奖或专利"),
    "Employer": ("Employer", "工作单位"),
    "Employment": ("Employment", "工作经历"),
    "Honour": ("Honour", "荣誉"),
    "Project": ("Project", "科研（课题）"),
    "Publication": ("Paper or book", "论文、著作"),
}
"""The parts of the form in both languages."""


def declaration_schema() -> Schema:
    """Return the schema of `declaration.json`, every field with its label in both languages."""
    schema = Declaration.model_json_schema()
    for name, (english, chinese) in _TITLES.items():
        schema["$defs"][name] |= {"title": english, "x-title-zh": chinese}
    return _headed("declaration", schema, "Declaration", "申报书")


def rulesets_schema(plugins: Plugins) -> Schema:
    """Return the schema of a ruleset file with the rules that `plugins` offer."""
    return _headed("ruleset", ruleset_schema(plugins), "Ruleset", "规则集")


def report_schema() -> Schema:
    """Return the schema of a report in JSON."""
    return _headed("report", TypeAdapter(Report).json_schema(), "Report", "审查报告")


def _headed(name: str, schema: Schema, title: str, title_zh: str) -> Schema:
    head = {"$schema": DIALECT, "$id": f"urn:eligibility:schema:{name}:1", "title": title, "x-title-zh": title_zh}
    return {**head, **{key: value for key, value in schema.items() if key not in head}}


# --- the report, as the contract gives it -----------------------------------------------------------------------------

_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, in hexadecimal.")]
_Pointer = Annotated[str, Field(description="A JSON Pointer into the declaration; the empty text is the whole form.")]


def _closed(title: str, title_zh: str, more: Callable[[Schema], None] | None = None) -> ConfigDict:
    """Return the configuration of one object: no further keys, titles in both languages."""

    def extra(schema: Schema) -> None:
        schema |= {"title": title, "x-title-zh": title_zh}
        if more is not None:
            more(schema)

    return ConfigDict(extra="forbid", json_schema_extra=extra)


def _doubtful(schema: Schema) -> None:
    """Say that a result which can't tell gives its reason and whose move it is."""
    schema["if"] = {"properties": {"outcome": {"const": Outcome.CANT_TELL.value}}}
    schema["then"] = {"required": ["reason", "owner"]}


class DeclarationStamp(TypedDict):
    """Which declaration was judged."""

    __pydantic_config__ = _closed("Declaration", "申报书")  # type: ignore[misc]

    id: Annotated[str | None, Field(description="The declaration's id, if it has one.")]
    sha256: _Hash


class RulesetStamp(TypedDict):
    """Which ruleset judged."""

    __pydantic_config__ = _closed("Ruleset", "规则集")  # type: ignore[misc]

    name: Annotated[str, Field(description="The programme.")]
    round: Annotated[str, Field(description="The year of the round.")]
    status: Annotated[Status, Field(description="A draft may still change; a withdrawn ruleset was replaced.")]
    sha256: _Hash
    replaced_by: NotRequired[Annotated[str, Field(description="NAME@ROUND that stands in for a withdrawn ruleset.")]]


class EngineStamp(TypedDict):
    """Which engine judged."""

    __pydantic_config__ = _closed("Engine", "引擎")  # type: ignore[misc]

    eligibility: Annotated[str, Field(description="The package's version.")]
    inspectors: Annotated[dict[str, str], Field(description="The versions of the inspectors that were used, by name.")]


class Source(TypedDict):
    """Where a rule entry comes from."""

    __pydantic_config__ = _closed("Source", "依据")  # type: ignore[misc]

    title: Annotated[str, Field(description="Document and clause.")]
    basis: Annotated[Basis, Field(description="Whether the source states the value, or it was inferred.")]


class Waiver(TypedDict):
    """By whom a finding was waived, why, and until when."""

    __pydantic_config__ = _closed("Waiver", "豁免")  # type: ignore[misc]

    reason: Annotated[str, Field(description="Why it is excused.")]
    approver: Annotated[str, Field(description="Who has excused it.")]
    expires_on: Annotated[dt.date, Field(description="The last day on which it holds.")]


class WaiverProblem(TypedDict):
    """A waiver that excuses nothing."""

    __pydantic_config__ = _closed("Waiver without effect", "无效的豁免")  # type: ignore[misc]

    kind: Annotated[Literal["expired", "unused", "evidence-changed"], Field(description="Why it excuses nothing.")]
    rule: Annotated[str, Field(description="The rule it names.")]
    at: _Pointer
    message: Annotated[str, Field(description="What is wrong with it, in words.")]


class Waivers(TypedDict):
    """What became of the waivers of this declaration."""

    __pydantic_config__ = _closed("Waivers", "豁免情况")  # type: ignore[misc]

    waived: Annotated[int, Field(ge=0, description="How many findings are waived; the verdict leaves them out.")]
    problems: Annotated[list[WaiverProblem], Field(description="Waivers that excuse nothing.")]


class Finding(TypedDict):
    """One defect."""

    __pydantic_config__ = _closed("Finding", "发现的问题")  # type: ignore[misc]

    at: _Pointer
    attachment: Annotated[str | None, Field(description="The id of the attachment it was seen on.")]
    page: Annotated[int | None, Field(ge=1, description="The page of the attachment, from 1.")]
    region: Annotated[
        tuple[int, int, int, int] | None,
        Field(description="Left, top, width and height in pixels of the upright page."),
    ]
    message: Annotated[str, Field(description="What is wrong, in words.")]
    remedy: Annotated[str, Field(description="How to put it right, in words.")]
    values: Annotated[dict[str, JsonValue], Field(description="The values it rests on.")]
    evidence: NotRequired[Annotated[str, Field(description="The hash of the evidence, which a waiver must name.")]]
    waiver: NotRequired[Waiver]


class Grounds(TypedDict):
    """Why a rule passed."""

    __pydantic_config__ = _closed("Grounds", "符合的依据")  # type: ignore[misc]

    message: Annotated[str, Field(description="What speaks for it, in words.")]
    places: Annotated[list[_Pointer], Field(description="What it rests on.")]


class Result(TypedDict):
    """What became of one rule entry."""

    __pydantic_config__ = _closed("Result", "判断结果", _doubtful)  # type: ignore[misc]

    rule: Annotated[str, Field(description="The rule's name.")]
    severity: Annotated[Severity, Field(description="What it means if the rule fails.")]
    outcome: Annotated[Outcome, Field(description="An outcome of W3C EARL.")]
    source: Source
    reason: NotRequired[Annotated[str, Field(description="Why it could not be told, in words.")]]
    owner: NotRequired[Annotated[Owner, Field(description="Whose move it is.")]]
    findings: Annotated[list[Finding], Field(description="The defects found.")]
    grounds: NotRequired[Annotated[list[Grounds], Field(description="Why it passed, where that is worth telling.")]]


class Report(TypedDict):
    """All results for one declaration, the verdict, and what makes it repeatable."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    format: Annotated[Literal["eligibility-report/1"], Field(description="The format of this document.")]
    verdict: Annotated[Verdict, Field(description="The answer.")]
    complete: Annotated[bool, Field(description="Whether every rule could tell.")]
    declaration: DeclarationStamp
    ruleset: RulesetStamp
    engine: EngineStamp
    as_of: Annotated[dt.date | None, Field(description="The date it was judged at.")]
    waivers: NotRequired[Waivers]
    results: Annotated[list[Result], Field(description="One for each rule entry, in the ruleset's order.")]
