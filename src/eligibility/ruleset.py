"""Rulesets: the law of one round as one flat TOML file. Read, checked whole, hashed, and chosen for a declaration.

A mistake is refused with file, line, entry, cause and the nearest right name; nothing in a file is ever ignored.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eligibility.declaration import Category, Track
from eligibility.errors import RulesetError
from eligibility.hooks import Plugins, load_plugins
from eligibility.places import model_in
from eligibility.problems import Problem, Step, cause_of, nearest, plain
from eligibility.report import Severity, Source
from eligibility.rule import Round, Rule
from eligibility.toml_lines import lines_of
from eligibility.wording import N_

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from eligibility.kleene import Truth

_M = TypeVar("_M", bound=BaseModel)

LARGEST_FILE: Final = 1 << 20
"""Bytes of a ruleset file; a larger one is refused."""


class When(BaseModel):
    """To whom an entry applies: equality only, and only with these keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category | None = None
    track: Track | None = None

    def holds_for(self, category: Category | None, track: Track | None) -> Truth:
        """Tell whether an applicant of that category and track is meant; a blank that matters can't be told."""
        pairs = ((self.category, category), (self.track, track))
        asked = [(wanted, given) for wanted, given in pairs if wanted is not None]
        if any(given is not None and given != wanted for wanted, given in asked):
            return False
        return None if any(given is None for _, given in asked) else True


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, description="Document and clause the entry rests on.")
    title_zh: str | None = Field(default=None, min_length=1, description="The same in Chinese.")
    basis: Literal["stated", "inferred"] = Field(
        description="Whether the source states the value. An inferred one may refer a person, never reject one."
    )


class _EntryHead(BaseModel):
    """What every entry has beside its rule's parameters."""

    model_config = ConfigDict(extra="forbid")

    rule: str = Field(description="The rule's name.")
    when: When = Field(default=When(), description="To whom the entry applies; absent: to everybody.")
    severity: Severity = Field(description="error blocks, warning refers to a person, info only tells.")
    source: _Source = Field(description="Where the entry comes from.")


class _File(BaseModel):
    """The top level of a ruleset file."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["eligibility-ruleset/1"] = Field(description="The format of this file.")
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="The programme, as the declaration gives it.")
    title: str = Field(min_length=1, description="The programme's title 计划名称.")
    status: Literal["draft", "final"] = Field(description="A draft may still change; its reports say so.")
    round: Round = Field(description="The round 计划年度.")
    rules: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, description="The rule entries.")]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule entry: the rule with its values, to whom it applies, how much it weighs and where it comes from."""

    rule: Rule
    when: When
    severity: Severity
    source: Source
    line: int


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A round's rule entries, whole and checked. `sha256` is that of the file's bytes."""

    name: str
    title: str
    status: Literal["draft", "final"]
    round: Round
    entries: tuple[Entry, ...]
    path: Path
    sha256: str

    @property
    def full_name(self) -> str:
        """The name by which it is asked for: `NAME@ROUND`."""
        return f"{self.name}@{self.round.year}"


def read_ruleset(path: Path, plugins: Plugins) -> Ruleset:
    """Read and check one file; raise `RulesetError` with every problem found in it."""
    text, digest = _text_of(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(path, [_syntax_problem(path, error)]) from None
    except RecursionError:
        raise _refused(path, [Problem(N_("nested too deeply"), str(path))]) from None
    return _Reader(path, text, document, plugins).ruleset(digest)


def _text_of(path: Path) -> tuple[str, str]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise RulesetError(N_("{path}: the ruleset can't be read: {cause}"), path=path, cause=error.strerror) from None
    if len(data) > LARGEST_FILE:
        raise RulesetError(N_("{path}: larger than {limit} bytes, too large for a ruleset"), path=path, limit=LARGEST_FILE)
    try:
        return data.decode(), hashlib.sha256(data).hexdigest()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = Problem(N_("not UTF-8 text; save the file as UTF-8"), f"{path}:{line}")
        raise _refused(path, [problem]) from None


def _refused(path: Path, problems: list[Problem]) -> RulesetError:
    return RulesetError(N_("{path}: the ruleset is refused"), problems, path=path)


_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)$")


def _syntax_problem(path: Path, error: tomllib.TOMLDecodeError) -> Problem:
    message = str(error)
    match = _AT_LINE.search(message)
    where = f"{path}:{match[1]}" if match else str(path)
    cause = message[: match.start()] if match else message
    if "Cannot overwrite" in cause or "twice" in cause:
        return Problem(N_("this key stands twice; remove one of the two"), where)
    if "date" in cause.lower():
        return Problem(N_("this date does not exist; dates are written 2025-01-31"), where)
    return Problem(N_("not TOML: {cause}"), where, {"cause": cause})


class _Reader:
    """Turns one parsed file into a `Ruleset`, or into all the problems it has."""

    def __init__(self, path: Path, text: str, document: dict[str, Any], plugins: Plugins) -> None:
        self.path = path
        self.document = document
        self.plugins = plugins
        self.lines = lines_of(text)
        self.problems: list[Problem] = []

    def ruleset(self, digest: str) -> Ruleset:
        head = self._head()
        entries = [] if head is None else [self._entry(index, raw) for index, raw in enumerate(head.rules)]
        self._refuse_duplicates(entries)
        if self.problems or head is None:
            raise _refused(self.path, self.problems)
        return Ruleset(
            name=head.name,
            title=head.title,
            status=head.status,
            round=head.round,
            entries=tuple(entry for entry in entries if entry is not None),
            path=self.path,
            sha256=digest,
        )

    def _head(self) -> _File | None:
        head = self._parsed(_File, self.document, ())
        if head is not None and head.round.closes_on < head.round.opens_on:
            self._problem(("round", "closes_on"), N_("the round closes before it opens"))
        return head

    def _entry(self, index: int, raw: dict[str, Any]) -> Entry | None:
        own = {key: raw[key] for key in raw if key in _EntryHead.model_fields}
        values = {key: raw[key] for key in raw if key not in _EntryHead.model_fields}
        name = raw.get("rule")
        rule_class = self.plugins.rules.get(name) if isinstance(name, str) else None
        head = self._parsed(_EntryHead, own, ("rules", index))
        if isinstance(name, str) and rule_class is None:
            self._unknown_name(("rules", index, "rule"), N_("there is no rule named {name}"), name, self.plugins.rules)
        rule = None if rule_class is None else self._parsed(rule_class, values, ("rules", index))
        if head is None or rule is None:
            return None
        if head.source.basis == "inferred" and head.severity is Severity.ERROR:
            self._problem(
                ("rules", index, "severity"),
                N_("an inferred value can't reject anybody; make it a warning, or cite the source that states it"),
            )
        source = Source(head.source.title, head.source.basis, head.source.title_zh)
        return Entry(rule, head.when, head.severity, source, self.lines.line(("rules", index)))

    def _parsed(self, model: type[_M], value: dict[str, Any], at: tuple[Step, ...]) -> _M | None:
        """Validate strictly, as JSON: TOML knows no other types, and a list may stand for a tuple there."""
        try:
            return model.model_validate_json(json.dumps(value, default=plain))
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self._report(model, at, fault)
            return None

    def _report(self, model: type[BaseModel], at: tuple[Step, ...], fault: ErrorDetails) -> None:
        steps = (*at, *fault["loc"])
        cause, values = cause_of(fault)
        if fault["type"] == "extra_forbidden":
            known = _keys_at(model, fault["loc"][:-1])
            if at and not fault["loc"][:-1]:
                known = {*known, *_EntryHead.model_fields}
            self._unknown_name(steps, N_("there is no key named {name}"), str(fault["loc"][-1]), known)
        else:
            self._problem(steps, cause, **values)

    def _unknown_name(self, steps: tuple[Step, ...], cause: str, name: str, known: Iterable[str]) -> None:
        self._problem(steps, cause, hint=nearest(name, known), name=name)

    def _problem(self, steps: tuple[Step, ...], cause: str, hint: str | None = None, **values: object) -> None:
        where = f"{self.path}:{self.lines.line(steps)}"
        if steps[:1] == ("rules",) and len(steps) > 1:
            entry = self.document["rules"][steps[1]]
            name = entry.get("rule") if isinstance(entry, dict) else None
            where += f": #{cast('int', steps[1]) + 1} {name or '?'}"
            steps = steps[2:]
        key = ".".join(str(step) for step in steps)
        self.problems.append(Problem(cause, f"{where}: {key}" if key else where, values, hint=hint))

    def _refuse_duplicates(self, entries: Sequence[Entry | None]) -> None:
        first: dict[object, int] = {}
        for index, entry in enumerate(entries):
            if entry is None:
                continue
            key = (entry.rule.name, entry.when, *(getattr(entry.rule, name) for name in entry.rule.scope))
            line = first.setdefault(key, entry.line)
            if line != entry.line:
                self._problem(
                    ("rules", index), N_("the same rule for the same people stands in line {line}; remove one of the two"), line=line
                )


def _keys_at(model: type[BaseModel], steps: Iterable[Step]) -> Iterable[str]:
    """Return the keys a nested part of a model knows."""
    for step in steps:
        field = model.model_fields.get(str(step))
        inner = model_in(field.annotation) if field is not None else None
        if inner is None:
            break
        model = inner
    return model.model_fields


def ruleset_files(plugins: Plugins) -> Iterator[Path]:
    """Yield the ruleset files of all plugins, each folder's in order of their paths."""
    for path in plugins.rulesets:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.toml") if _is_ruleset(found))
        else:
            yield path


def _is_ruleset(path: Path) -> bool:
    """Tell rulesets from other TOML files beside them (case files) by their first key."""
    with path.open("rb") as file:
        return b"eligibility-ruleset/" in file.read(4096)


def find_ruleset(name: str, plugins: Plugins) -> Ruleset:
    """Return the ruleset called `NAME@ROUND`.

    Raises `RulesetError` when there is none (naming the nearest), when two files have that name, or when it is refused.
    """
    paths: dict[str, list[Path]] = {}
    for path in ruleset_files(plugins):
        paths.setdefault(_name_of(path), []).append(path)
    files = paths.get(name, [])
    if not files:
        known = ", ".join(sorted(paths))
        problem = Problem(N_("known rulesets: {known}"), values={"known": known}, hint=nearest(name, paths))
        raise RulesetError(N_("There is no ruleset named {name}."), [problem], name=name)
    if len(files) > 1:
        raise RulesetError(
            N_("Two files are the ruleset {name}: {files}; rename or remove one of the two."), name=name, files=[str(f) for f in files]
        )
    return read_ruleset(files[0], plugins)


def _name_of(path: Path) -> str:
    """Return a file's `NAME@ROUND` without checking the rest; a broken file has no name and is told so when it is read."""
    try:
        head = tomllib.loads(_text_of(path)[0])
        return f"{head['name']}@{head['round']['year']}"
    except (RulesetError, tomllib.TOMLDecodeError, KeyError, TypeError, RecursionError):
        return str(path)


def load_ruleset(name_or_path: str | Path, plugins: Plugins | None = None) -> Ruleset:
    """Return a ruleset by `NAME@ROUND` or by the path of its file."""
    plugins = plugins or load_plugins()
    if isinstance(name_or_path, Path) or name_or_path.endswith(".toml"):
        return read_ruleset(Path(name_or_path), plugins)
    return find_ruleset(name_or_path, plugins)


def ruleset_schema(plugins: Plugins) -> dict[str, Any]:
    """Return the JSON Schema of a ruleset file: one alternative of `rules` for each known rule."""
    schema = _File.model_json_schema()
    head = _EntryHead.model_json_schema()
    definitions = {**schema.pop("$defs", {}), **head.pop("$defs", {})}
    for name, rule in sorted(plugins.rules.items()):
        values = rule.model_json_schema()
        definitions.update(values.pop("$defs", {}))
        definitions[name] = {
            "title": name,
            "description": inspect.cleandoc(rule.__doc__ or "").partition("\n")[0],
            "type": "object",
            "properties": {**head["properties"], "rule": {"const": name}, **values.get("properties", {})},
            "required": [*head["required"], *values.get("required", [])],
            "additionalProperties": False,
        }
    schema["properties"]["rules"]["items"] = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in sorted(plugins.rules)]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": definitions}
