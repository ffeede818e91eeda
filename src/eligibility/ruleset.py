"""Rulesets: the law of one round as one flat TOML file. Read, checked whole, hashed, and chosen for a declaration.

A mistake is refused with file, line, entry, cause and the nearest right name; nothing in a file is ever ignored.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eligibility.declaration import Category, Declaration, Track, fields_of
from eligibility.errors import RulesetError
from eligibility.hooks import Plugins, load_plugins
from eligibility.kleene import all_of
from eligibility.places import model_in
from eligibility.problems import Problem, Step, cause_of, known_values, nearest, plain
from eligibility.report import Severity, Source
from eligibility.rule import Round, Rule
from eligibility.ruleset_text import document_of, files_in, hash_of_law, refused, text_of, too_deep
from eligibility.toml_lines import lines_of
from eligibility.wording import N_, clip

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from eligibility.kleene import Truth

_M = TypeVar("_M", bound=BaseModel)

Status = Literal["draft", "final", "withdrawn"]
"""The life of a ruleset 规则集状态: it may change, it is the law, it was replaced."""


class When(BaseModel):
    """To whom an entry applies: equality only, and only with these keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category | None = None
    track: Track | None = None

    def holds_for(self, category: Category | None, track: Track | None) -> Truth:
        """Tell whether an applicant of that category and track is meant; a blank that matters can't be told."""
        pairs = ((self.category, category), (self.track, track))
        return all_of(None if given is None else given == wanted for wanted, given in pairs if wanted is not None)


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
    status: Status = Field(
        description="A draft may still change, a withdrawn ruleset has a successor; reports by either say so."
    )
    frozen: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of the file when it became final; `eligibility rulesets freeze` writes it.",
    )
    replaced_by: str | None = Field(
        default=None, pattern=r"^[a-z0-9-]+@[0-9]{4}$", description="NAME@ROUND that stands in for a withdrawn ruleset."
    )
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
    status: Status
    round: Round
    entries: tuple[Entry, ...]
    path: Path
    sha256: str
    frozen: bool = False
    """Whether the file holds the hash it was frozen with."""
    replaced_by: str | None = None

    @property
    def full_name(self) -> str:
        """The name by which it is asked for: `NAME@ROUND`."""
        return f"{self.name}@{self.round.year}"


def read_ruleset(path: Path, plugins: Plugins) -> Ruleset:
    """Read and check one file; raise `RulesetError` with every problem found in it."""
    text, digest = text_of(path)
    try:
        return _Reader(path, text, document_of(path, text), plugins).ruleset(digest)
    except RecursionError:
        raise too_deep(path) from None


_WRITTEN_IN_TOML: Final[Mapping[str, str]] = {
    "json_invalid": N_("nested too deeply"),
    "string_type": N_("expected text, in double quotes"),
    "date_type": N_("expected a date, written 2025-01-31"),
    "date_parsing": N_("expected a date that exists, without a time, written 2025-01-31"),
}
"""Causes in a policy author's words, where they differ from those for a form."""


class _Reader:
    """Turns one parsed file into a `Ruleset`, or into all the problems it has."""

    def __init__(self, path: Path, text: str, document: dict[str, Any], plugins: Plugins) -> None:
        self.path = path
        self.document = document
        self.plugins = plugins
        self.text = text
        self.lines = lines_of(text)
        self.problems: list[tuple[int, Problem]] = []

    def ruleset(self, digest: str) -> Ruleset:
        head = self._head()
        entries = self._entries()
        self._refuse_duplicates(entries)
        if self.problems or head is None:
            self.problems.sort(key=operator.itemgetter(0))
            raise refused(self.path, [problem for _, problem in self.problems])
        return Ruleset(
            name=head.name,
            title=head.title,
            status=head.status,
            round=head.round,
            entries=tuple(entries.values()),
            path=self.path,
            sha256=digest,
            frozen=head.frozen is not None,
            replaced_by=head.replaced_by,
        )

    def _head(self) -> _File | None:
        head = self._parsed(_File, self.document, ())
        if head is not None and head.round.closes_on < head.round.opens_on:
            self._problem(("round", "closes_on"), N_("the round closes before it opens"))
        if head is not None:
            self._life(head)
        return head

    def _life(self, head: _File) -> None:
        """Refuse a status that contradicts the rest, and a frozen file that has changed."""
        if head.status == "withdrawn" and head.replaced_by is None:
            self._problem(
                ("status",), N_('a withdrawn ruleset names the one that replaces it: replaced_by = "NAME@ROUND"')
            )
        if head.status != "withdrawn" and head.replaced_by is not None:
            self._problem(("replaced_by",), N_("only a withdrawn ruleset is replaced; remove this line"))
        if head.status == "draft" and head.frozen is not None:
            self._problem(("frozen",), N_("a draft may change, so it is not frozen; remove this line"))
        elif head.frozen not in {None, hash_of_law(self.text)}:
            self._problem(
                ("frozen",),
                N_(
                    "the file was changed since it was frozen; restore it, or remove this line and freeze it anew "
                    "with: eligibility rulesets freeze FILE"
                ),
            )

    def _entries(self) -> dict[int, Entry]:
        """Return the entries without a problem, by their place in the list."""
        rules = self.document.get("rules")
        listed = rules if isinstance(rules, list) else []
        entries = {index: self._entry(index, raw) for index, raw in enumerate(listed) if isinstance(raw, dict)}
        return {index: entry for index, entry in entries.items() if entry is not None}

    def _entry(self, index: int, raw: dict[str, Any]) -> Entry | None:
        at: tuple[Step, ...] = ("rules", index)
        own = {key: raw[key] for key in raw if key in _EntryHead.model_fields}
        values = {key: raw[key] for key in raw if key not in _EntryHead.model_fields}
        name = raw.get("rule")
        rule_class = self.plugins.rules.get(name) if isinstance(name, str) else None
        head = self._parsed(_EntryHead, own, at)
        if isinstance(name, str) and rule_class is None:
            self._unknown_name((*at, "rule"), N_("there is no rule named {name}"), name, self.plugins.rules)
        for key in values if name is None else ():
            if nearest(key, ["rule"]):
                self._unknown_name((*at, key), _NO_SUCH_KEY, key, ["rule"])
        rule = None if rule_class is None else self._parsed(rule_class, values, at)
        if head is None or rule is None:
            return None
        if head.source.basis == "inferred" and head.severity is Severity.ERROR:
            self._problem(
                (*at, "severity"),
                N_("an inferred value can't reject anybody; make it a warning, or cite the source that states it"),
            )
        if rule_class is not None and list(Severity).index(head.severity) < list(Severity).index(rule_class.heaviest):
            cause = N_("what this rule finds can't weigh more than {heaviest}")
            self._problem((*at, "severity"), cause, heaviest=rule_class.heaviest.value)
        source = Source(head.source.title, head.source.basis, head.source.title_zh)
        return Entry(rule, head.when, head.severity, source, self.lines.line(at))

    def _parsed(self, model: type[_M], value: dict[str, Any], at: tuple[Step, ...]) -> _M | None:
        """Validate strictly, as JSON: TOML knows no other types, and a list may stand for a tuple there."""
        quoted = list(_quoted_dates(model, value))
        for steps in quoted:
            self._problem((*at, *steps), N_("a date is written without quotes, such as 2025-01-31"))
        try:
            parsed = model.model_validate_json(json.dumps(value, default=plain), strict=True)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._report(model, at, fault, value)
            return None
        return None if quoted else parsed

    def _report(self, model: type[BaseModel], at: tuple[Step, ...], fault: ErrorDetails, value: dict[str, Any]) -> None:
        place = fault["loc"]
        if fault["type"] == "extra_forbidden":
            known = _keys_at(model, place[:-1])
            if at and len(place) == 1:
                known = {*known, *_EntryHead.model_fields}
            self._unknown_name((*at, *place), _NO_SUCH_KEY, str(place[-1]), known)
            return
        cause, values = cause_of(fault)
        cause = _WRITTEN_IN_TOML.get(fault["type"], cause)
        if (*at, *place) == ("rules",) and fault["type"] == "tuple_type":
            cause = N_("expected a list of entries; each begins with [[rules]], in two brackets")
        self._problem((*at, *place), cause, hint=_meant(fault, value), **values)

    def _unknown_name(self, steps: tuple[Step, ...], cause: str, name: str, known: Iterable[str]) -> None:
        self._problem(steps, cause, hint=nearest(name, known), name=name)

    def _problem(self, steps: tuple[Step, ...], cause: str, hint: str | None = None, **values: object) -> None:
        line = self.lines.line(steps)
        where = f"{self.path}:{line}"
        if steps[:1] == ("rules",) and len(steps) > 1:
            entry = self.document["rules"][steps[1]]
            name = entry.get("rule") if isinstance(entry, dict) else None
            where += f": #{cast('int', steps[1]) + 1} {name or '?'}"
            steps = steps[2:]
        key = ".".join(str(step) for step in steps)
        self.problems.append((line, Problem(cause, f"{where}: {key}" if key else where, values, hint=hint, line=line)))

    def _refuse_duplicates(self, entries: Mapping[int, Entry]) -> None:
        first: dict[object, int] = {}
        for index, entry in entries.items():
            scope = entry.rule.model_dump_json(include=set(entry.rule.scope))
            other = first.setdefault((entry.rule.name, entry.when, scope), index)
            if other != index:
                self._problem(
                    ("rules", index),
                    N_("the same rule for the same people stands in line {line}; remove one of the two"),
                    line=entries[other].line,
                )


_NO_SUCH_KEY: Final = N_("there is no key named {name}")


def _meant(fault: ErrorDetails, value: Mapping[str, Any]) -> str | None:
    """Return the right word nearest to a wrong value, where the right ones are known."""
    context = fault.get("ctx", {})
    if "expected" in context and isinstance(fault["input"], str):
        return nearest(fault["input"], known_values(fault))
    if "place" in context:
        return nearest(context["place"], _places())
    if "field" in context:
        section = fields_of(Declaration).get(str(value.get("section")))
        return (
            None
            if section is None
            else nearest(context["field"], fields_of(model_in(section.annotation) or Declaration))
        )
    return None


def _places() -> Iterator[str]:
    """Yield the places of the form outside its lists."""
    for name, field in fields_of(Declaration).items():
        yield f"/{name}"
        if not str(field.annotation).startswith("tuple"):
            part = model_in(field.annotation)
            yield from (f"/{name}/{inner}" for inner in (fields_of(part) if part else ()))


def _quoted_dates(model: type, value: dict[str, Any]) -> Iterator[tuple[Step, ...]]:
    """Yield the places where a date is given as text: TOML has real dates."""
    for name, item in value.items():
        field = fields_of(model).get(name)
        if field is None:
            continue
        inner = model_in(field.annotation)
        if inner is not None and isinstance(item, dict):
            yield from ((name, *steps) for steps in _quoted_dates(inner, item))
        elif inner is not None and isinstance(item, list):
            tables = [(index, table) for index, table in enumerate(item) if isinstance(table, dict)]
            yield from ((name, index, *steps) for index, table in tables for steps in _quoted_dates(inner, table))
        elif "datetime.date" in str(field.annotation):
            items = item.items() if isinstance(item, dict) else [(None, item)]
            yield from ((name,) if key is None else (name, key) for key, text in items if _is_date(text))


def _is_date(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _keys_at(model: type[BaseModel], steps: Iterable[Step]) -> Iterable[str]:
    """Return the keys a nested part of a model knows."""
    found: type = model
    for step in steps:
        if isinstance(step, int):
            continue
        field = fields_of(found).get(step)
        inner = model_in(field.annotation) if field is not None else None
        if inner is None:
            break
        found = inner
    return fields_of(found)


def ruleset_files(plugins: Plugins) -> Iterator[Path]:
    """Yield the ruleset files of all plugins, each once, each folder's in order of their paths."""
    files: dict[Path, Path] = {}
    for folder in plugins.rulesets:
        for path in files_in(folder):
            files.setdefault(path.resolve(), path)
    yield from files.values()


def find_ruleset(name: str, plugins: Plugins) -> Ruleset:
    """Return the ruleset called `NAME@ROUND`.

    Raises `RulesetError` when there is none (naming the nearest, and the files that can't be read), when two files have
    that name, or when it is refused. A broken file never hides another.
    """
    paths: dict[str, list[Path]] = {}
    broken: list[RulesetError] = []
    for path in ruleset_files(plugins):
        try:
            paths.setdefault(_name_of(path), []).append(path)
        except RulesetError as error:
            broken.append(error)
    files = paths.get(name, [])
    if not files:
        known = Problem(N_("known rulesets: {known}"), values={"known": sorted(paths)}, hint=nearest(name, paths))
        raise RulesetError(N_("There is no ruleset named {name}."), [known, *broken], name=clip(name))
    if len(files) > 1:
        raise RulesetError(
            N_("Two files are the ruleset {name}: {files}; rename or remove one of the two."), name=name, files=files
        )
    return read_ruleset(files[0], plugins)


def _name_of(path: Path) -> str:
    """Return a file's `NAME@ROUND` without checking the rest; raise `RulesetError` if it has none."""
    document = document_of(path, text_of(path)[0])
    try:
        return f"{document['name']}@{document['round']['year']}"
    except (KeyError, TypeError):
        raise refused(path, [Problem(N_("it has no name, or no year in [round]"), f"{path}:1")]) from None


def load_ruleset(name_or_path: str | Path, plugins: Plugins | None = None) -> Ruleset:
    """Return a ruleset by `NAME@ROUND` or by the path of its file."""
    plugins = plugins or load_plugins()
    if isinstance(name_or_path, Path) or name_or_path.endswith(".toml"):
        return read_ruleset(Path(name_or_path), plugins)
    return find_ruleset(name_or_path, plugins)


def readable_rulesets(plugins: Plugins) -> Iterator[Ruleset]:
    """Yield the rulesets of all plugins; one that is refused hides no other, and is told where it is asked for."""
    for path in ruleset_files(plugins):
        try:
            yield read_ruleset(path, plugins)
        except RulesetError:
            continue


def round_of_day(name: str, day: dt.date, plugins: Plugins) -> Ruleset | None:
    """Return the final ruleset of the programme `name` whose round takes declarations on `day`, if there is one.

    A draft's dates are not announced yet, so it claims no day.
    """
    for ruleset in readable_rulesets(plugins):
        within = ruleset.round.opens_on <= day <= ruleset.round.closes_on
        if ruleset.name == name and ruleset.status == "final" and within:
            return ruleset
    return None


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
