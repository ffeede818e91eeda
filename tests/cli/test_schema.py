"""The command `schema`: what it prints accepts what the program takes and makes, and nothing else."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from eligibility.declaration import Declaration
from eligibility.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Document, Run

RULESETS: Final = sorted(shipped("rulesets").rglob("20*.toml"))


def _validator(run: Run, document: str) -> Draft202012Validator:
    done = run("schema", document, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    schema = json.loads(done.stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_declaration_s_schema_accepts_a_declaration(run: Run, clean: Document) -> None:
    """A clean declaration, a draft of it and an empty one are accepted; a category nobody knows is not."""
    validator = _validator(run, "declaration")
    draft = {key: value for key, value in clean.items() if key not in {"submitted_on", "awards"}}
    assert all(validator.is_valid(document) for document in (clean, draft, {}))
    assert not validator.is_valid({**clean, "category": "lead"})
    assert not validator.is_valid({**clean, "submitted_on": "2023-02-30"})


def test_the_declaration_s_schema_is_labelled_in_both_languages(run: Run) -> None:
    """Every field of the form, and every part, has an English and a Chinese title."""
    schema = run("schema", "declaration").stdout
    document: dict[str, Any] = json.loads(schema)
    parts = {name: part for name, part in document["$defs"].items() if name != "JsonValue"}
    assert document["properties"].keys() == Declaration.model_fields.keys()
    for part in (document, *parts.values()):
        assert part["title"]
        assert part["x-title-zh"]
        for name, field in part["properties"].items():
            assert "title" in field or "$ref" in field, name
            assert field["x-title-zh"], name


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: str(path.stem))
def test_the_ruleset_s_schema_accepts_the_rulesets(path: Path, run: Run) -> None:
    """Every ruleset that comes with the package is accepted; one with a misspelt parameter is not."""
    validator = _validator(run, "ruleset")
    document = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
    assert validator.is_valid(document)
    document["rules"][0]["severty"] = document["rules"][0].pop("severity")
    assert not validator.is_valid(document)


@pytest.mark.parametrize("verdict", ["eligible", "ineligible", "refer", "undetermined"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_s_schema_accepts_reports(
    verdict: str, language: str, run: Run, request: pytest.FixtureRequest
) -> None:
    """Real reports of every verdict are accepted."""
    done = run("check", "--format", "json", "--lang", language, request.getfixturevalue(verdict))
    _validator(run, "report").validate(json.loads(done.stdout))


def test_the_report_s_schema_refuses_what_is_no_report(run: Run, undetermined: Path) -> None:
    """A result without its severity, a doubt without its reason, and an unknown verdict are refused."""
    validator = _validator(run, "report")
    text = run("check", "--format", "json", undetermined).stdout
    for spoil in (_without_severity, _without_reason, _with_odd_verdict):
        report = json.loads(text)
        assert validator.is_valid(report)
        spoil(report)
        assert not validator.is_valid(report), spoil.__name__


def _without_severity(report: Document) -> None:
    del report["results"][0]["severity"]


def _without_reason(report: Document) -> None:
    del next(result for result in report["results"] if result["outcome"] == "cant-tell")["reason"]


def _with_odd_verdict(report: Document) -> None:
    report["verdict"] = "perhaps"
