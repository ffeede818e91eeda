"""JSON Schema, with the Rust implementation jsonschema-rs: what a document's shape alone can say, 16 of the thirty.

It can't compare two values: no rank with a number of participants, no date with another, no id with a list of ids.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterable
from typing import Any, Final

from benchmarks import rivals
from benchmarks.rivals import Document, Rival, named
from benchmarks.workload import Found

jsonschema_rs: Any = importlib.import_module("jsonschema_rs")

Schema = dict[str, Any]

_FILLED: Final[Schema] = {"minLength": 1, "minItems": 1}


def _within(section: str, schema: Schema) -> Schema:
    return {"properties": {section: schema}}


def _each(section: str, schema: Schema) -> Schema:
    return _within(section, {"items": schema})


def _filled(fields: Iterable[str]) -> Schema:
    fields = list(fields)
    return {"required": fields, "properties": dict.fromkeys(fields, _FILLED)}


def _if(conditions: dict[str, object], then: Schema) -> Schema:
    return {
        "if": {
            "required": list(conditions),
            "properties": {key: {"const": value} for key, value in conditions.items()},
        },
        "then": then,
    }


def _demands() -> list[tuple[str, Schema]]:
    nothing = {"not": {"enum": list(rivals.NOTHING)}}
    return [
        ("missing-field", _filled([*rivals.REQUIRED, "work_history"])),
        ("missing-field", _within("employer", _filled(["name"]))),
        ("missing-field", _within("applicant", _filled(rivals.REQUIRED_OF_APPLICANT))),
        ("missing-field", _if({"track": "professional"}, _within("applicant", _filled(["title", "title_level"])))),
        ("missing-field", _if({"track": "skilled"}, _within("applicant", _filled(["skill_level"])))),
        (
            "placeholder-in-optional-field",
            _within("applicant", {"properties": dict.fromkeys(rivals.OPTIONAL, nothing)}),
        ),
        ("placeholder-in-optional-field", _within("remarks", nothing)),
        ("text-too-long", {"properties": {"contributions": {"maxLength": 800}, "remarks": {"maxLength": 500}}}),
        ("malformed-phone", _within("applicant", _within("phone", {"pattern": rivals.PHONE}))),
        ("malformed-mobile", _within("applicant", _within("mobile", {"pattern": rivals.MOBILE}))),
        ("malformed-email", _within("applicant", _within("email", {"pattern": rivals.EMAIL}))),
        ("pledge-not-accepted", {"required": ["pledge_accepted"], **_within("pledge_accepted", {"const": True})}),
        ("employer-not-bound", _within("employer", _within("binding", {"const": "approved"}))),
        ("wrong-review-group", _if({"track": "professional"}, _within("review_group", {"not": {"pattern": "技能"}}))),
        ("wrong-review-group", _if({"track": "skilled"}, _within("review_group", {"not": {"pattern": "专业技术"}}))),
        *(
            ("title-too-low", _level(category, track))
            for category in rivals.TITLES
            for track in ("professional", "skilled")
        ),
        ("backup-names-batch", _if({"category": "backup"}, _within("former_batch", {"const": "无"}))),
        ("leader-without-batch", _if({"category": "leader"}, _within("former_batch", {"not": {"const": "无"}}))),
        *(("incomplete-record", _each(section, _filled(fields))) for section, fields in rivals.RECORD_FIELDS.items()),
        *(
            ("incomplete-record", _each("awards", _if({"kind": kind}, _filled(fields))))
            for kind, fields in rivals.FIELDS_OF_KIND.items()
        ),
        ("missing-rank", _each("awards", _if({"ranked": True}, {"required": ["rank"]}))),
        *(("record-without-proof", _each(section, _filled(["attachments"]))) for section in rivals.RECORD_SECTIONS),
        *(("missing-attachment", _within("attachments", _contains(kind))) for kind in rivals.PAPERS),
        ("missing-attachment", _degree_certificate()),
    ]


def _level(category: str, track: str) -> Schema:
    field, levels = ("title_level", rivals.TITLES) if track == "professional" else ("skill_level", rivals.SKILLS)
    accepted = {"enum": list(levels[category])}
    return _if({"category": category, "track": track}, _within("applicant", _within(field, accepted)))


def _contains(kind: str) -> Schema:
    return {"contains": {"properties": {"kind": {"const": kind}}}}


def _degree_certificate() -> Schema:
    filled = {"required": ["degree"], "properties": {"degree": {"not": {"enum": ["", "无"]}}}}
    return {
        "if": {"required": ["applicant"], **_within("applicant", filled)},
        "then": _within("attachments", _contains("degree-certificate")),
    }


_RULE: Final = re.compile(r"^/allOf/(\d+)")


def rival() -> Rival:
    """Return the port: one schema whose `allOf` holds one part for each demand."""
    demands = _demands()
    rules = [rule for rule, _ in demands]
    validator = jsonschema_rs.Draft202012Validator({"allOf": [schema for _, schema in demands]})
    return Rival(
        named("JSON Schema, Rust", "jsonschema-rs"),
        frozenset(rules),
        frozenset(),
        functools.partial(_findings, validator, rules),
    )


def _findings(validator: Any, rules: list[str], document: Document) -> set[Found]:
    return {(rules[error.schema_path[1]], _place(error)) for error in validator.iter_errors(document)}


def _place(error: Any) -> str:
    steps = [str(step) for step in error.instance_path]
    if type(error.kind).__name__.endswith("Required"):
        steps.append(error.kind.property)
    return "".join(f"/{step}" for step in steps)
