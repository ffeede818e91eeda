"""The schema beside the rulesets: fresh, and of one mind with the program that reads them."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from jsonschema import Draft202012Validator

from eligibility.errors import RulesetError
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset, ruleset_files
from eligibility.shipped import shipped
from tests.test_ruleset import MISTAKES, SOUND, Mistake, changed
from tools import schemas

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SHIPPED: Final = sorted(shipped("rulesets").rglob("20*.toml"))
BEYOND_A_SCHEMA: Final = {
    "round closes before it opens",
    "both of two parameters",
    "parameter missing",
    "field misspelt",
    "field of another section",
    "place misspelt",
    "place without slash",
    "place inside a list",
    "inferred value that rejects",
    "batch with a fraction",
    "parameter as fraction",
}
"""Slips that only the program sees: several values at once, places of the form, and 9.0, which is whole in JSON."""


def document(text: str) -> Any:
    """Return a ruleset as an editor shows it to a schema: dates and times are text."""

    def as_text(value: object) -> str:
        assert isinstance(value, dt.date | dt.time)
        return value.isoformat()

    return json.loads(json.dumps(tomllib.loads(text), default=as_text))


@pytest.fixture(scope="module")
def validator() -> Validator:
    """Return a validator made of the shipped file."""
    schema = json.loads(schemas.FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_schema_is_fresh() -> None:
    """The file holds what the rules say; if not, `python -m tools.schemas` writes it."""
    assert not schemas.stale()


def test_the_tool_checks_without_writing() -> None:
    """With `--check` the tool says so by its exit code and leaves the file alone."""
    before = schemas.FILE.stat().st_mtime_ns
    done = subprocess.run(
        [sys.executable, "-m", "tools.schemas", "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert schemas.FILE.stat().st_mtime_ns == before


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.stem))
def test_shipped_rulesets_point_to_the_schema_and_fit_it(path: Path, validator: Validator) -> None:
    """Each shipped ruleset names the schema in its first line, where editors look, and is accepted by it."""
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0]
    assert first.startswith("#:schema ")
    assert (path.parent / first.removeprefix("#:schema ")).resolve() == schemas.FILE.resolve()
    assert [error.message for error in validator.iter_errors(document(text))] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.stem))
def test_shipped_rulesets_load(path: Path) -> None:
    """Each shipped ruleset is read without a fault and says in its name which round it is."""
    ruleset = load_ruleset(path)
    assert ruleset.round.year == path.stem
    assert ruleset.name == path.parent.name
    assert path in set(ruleset_files(load_plugins()))


def test_the_sound_ruleset_fits(validator: Validator) -> None:
    """What the program accepts the schema accepts."""
    assert validator.is_valid(document(SOUND))


@pytest.mark.parametrize("name", sorted(MISTAKES.keys() - BEYOND_A_SCHEMA))
def test_the_schema_sees_what_the_program_sees(validator: Validator, name: str) -> None:
    """A slip that one value alone shows is marked in the author's editor already."""
    mistake: Mistake = MISTAKES[name]
    assert not validator.is_valid(document(changed(mistake.old, mistake.new)))


@pytest.mark.parametrize("name", sorted(BEYOND_A_SCHEMA))
def test_the_rest_is_left_to_the_program(tmp_path: Path, validator: Validator, name: str) -> None:
    """What a schema can't say is refused when the ruleset is loaded."""
    text = changed(MISTAKES[name].old, MISTAKES[name].new)
    assert validator.is_valid(document(text))
    path = tmp_path / "2023.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError):
        load_ruleset(path)
