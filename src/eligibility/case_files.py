"""What case files of rules and of rulesets have in common: TOML with declarations and with what is known of their files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from eligibility import places
from eligibility.declaration import Declaration, fields_of
from eligibility.errors import CaseError, RulesetError, SubmissionError
from eligibility.looking.messages import adapter
from eligibility.measurement import FileFacts, FileProblem, Measurement
from eligibility.problems import Problem, Step, cause_of, nearest, plain
from eligibility.report import CantTell, Owner
from eligibility.ruleset_text import decoded, document_of
from eligibility.submission import read_declaration
from eligibility.toml_lines import lines_of
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from eligibility.errors import Worded
    from eligibility.hooks import Plugins
    from eligibility.recording import Read
    from eligibility.rule import Seen

_M = TypeVar("_M", bound=BaseModel)

_LONGEST: Final = 100_000

_NOT_MEASURED: Final = N_("The file was not measured.")


class Written(BaseModel):
    """A part of a case file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WrittenFile(Written):
    """What is known of one attachment's file: its facts, or whose move it is that they are not known."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    problem: FileProblem | None = None
    measured: dict[str, dict[str, JsonValue]] = Field(default={})
    cant_tell: Owner | None = Field(default=None, alias="cant-tell")


class _Repeat(Written):
    """A text too long to be written out."""

    repeat: str
    times: int = Field(ge=1, le=_LONGEST)


def _not_given(files: object) -> object:
    return () if files == "not-given" else files


WrittenFiles = Annotated[tuple[WrittenFile, ...] | None, Field(strict=False), BeforeValidator(_not_given)]


def case_text(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a case file and what TOML makes of it; raise `CaseError` when it can't be read."""
    try:
        text = decoded(path, path.read_bytes())
        return text, document_of(path, text)
    except OSError as error:
        raise CaseError(N_("{path}: the case file can't be read: {cause}"), path=path, cause=error.strerror) from None
    except RulesetError as error:
        raise refused_cases(path, error.problems) from None


def refused_cases(path: Path, problems: Sequence[Worded]) -> CaseError:
    """Return the error that refuses a case file for all these problems."""
    return CaseError(N_("{path}: the case file is refused"), problems, path=path)


class CaseReader:
    """Turns one parsed case file into its cases, or into all the problems it has."""

    def __init__(self, path: Path, text: str, document: dict[str, Any], plugins: Plugins) -> None:
        """Take a file's path, its text, what TOML made of it, and the plugins whose rules and inspectors it may name."""
        self.path = path
        self.document = document
        self.rules = plugins.rules
        self.kinds = {inspector.name: kind for kind, inspector in plugins.inspectors.items()}
        self.lines = lines_of(text)
        self.problems: list[Problem] = []

    def _declaration(self, at: tuple[Step, ...], document: JsonValue, findings: Sequence[str]) -> Declaration | None:
        try:
            declaration = read_declaration(json.dumps(document).encode())
        except SubmissionError as error:
            whole = Problem(error.message, values=error.values)
            for problem in cast("tuple[Problem, ...]", error.problems) or (whole,):
                where = self._where((*at, "declaration", *_steps(problem.at or "")))
                self.problems.append(replace(problem, where=where, at=None))
            return None
        for pointer in declaration.unknown_keys:
            if pointer not in findings:
                self._unknown_key(Declaration, (*at, "declaration"), _steps(pointer))
        return declaration

    def _written_out(self, value: JsonValue, at: tuple[Step, ...]) -> Any:
        """Replace each `{ repeat, times }` by the text it means."""
        if isinstance(value, list):
            return [self._written_out(item, (*at, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if value.keys() == _Repeat.model_fields.keys():
            repeat = self._parsed(_Repeat, value, at)
            return repeat and repeat.repeat * repeat.times
        return {key: self._written_out(item, (*at, key)) for key, item in value.items()}

    def _seen(
        self,
        at: tuple[Step, ...],
        files: tuple[WrittenFile, ...] | None,
        declaration: Declaration,
        reads: Iterable[Read],
    ) -> tuple[Seen, ...]:
        count = len(declaration.attachments)
        if files and len(files) != count:
            self._problem((*at, "files"), N_("the declaration has {count} attachments"), {"count": count})
        if files is None:
            files = (WrittenFile(),) * count
        kinds = {kind for kind in reads if not isinstance(kind, str)} - {FileFacts}
        seen = []
        for index, file in enumerate(files):
            where = (*at, "files", index)
            if (file.cant_tell and len(file.model_fields_set) > 1) or (file.problem and file.measured):
                self._problem(where, N_("a file that was not measured has no facts"))
            known: dict[type[Measurement], Measurement | CantTell | None] = {FileFacts: _facts(file, index)}
            if file.cant_tell is not None:
                known |= dict.fromkeys(kinds, CantTell(_NOT_MEASURED, file.cant_tell))
            elif file.problem is not None:
                known |= dict.fromkeys(kinds)
            else:
                known |= self._measured(where, file.measured)
            seen.append(known)
        return tuple(seen)

    def _measured(
        self, at: tuple[Step, ...], written: Mapping[str, Mapping[str, JsonValue]]
    ) -> Mapping[type[Measurement], Measurement]:
        known: dict[type[Measurement], Measurement] = {}
        for name, values in written.items():
            kind = self.kinds.get(name)
            if kind is None:
                cause = N_("there is no inspector named {name}")
                self._problem((*at, "measured", name), cause, {"name": name}, nearest(name, self.kinds))
                continue
            try:
                known[kind] = adapter(kind).validate_json(json.dumps(values, default=plain))
            except ValidationError as error:
                for fault in error.errors(include_url=False, include_input=False):
                    cause, causes = cause_of(fault)
                    self._problem((*at, "measured", name, *fault["loc"]), cause, causes)
        return known

    def _parsed(self, model: type[_M], value: Mapping[str, Any], at: tuple[Step, ...]) -> _M | None:
        """Validate as JSON: TOML knows no other types, and a list may stand for a tuple there."""
        try:
            return model.model_validate_json(json.dumps(value, default=plain))
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_input=False):
                self._report(model, at, fault)
            return None

    def _report(self, model: type[BaseModel], at: tuple[Step, ...], fault: ErrorDetails) -> None:
        if fault["type"] == "extra_forbidden":
            self._unknown_key(model, at, fault["loc"])
        else:
            cause, values = cause_of(fault)
            self._problem((*at, *fault["loc"]), cause, values)

    def _unknown_key(self, model: type[BaseModel], at: tuple[Step, ...], steps: tuple[Step, ...]) -> None:
        name = str(steps[-1])
        hint = nearest(name, _keys_at(model, steps[:-1]))
        self._problem((*at, *steps), N_("there is no key named {name}"), {"name": name}, hint)

    def _problem(
        self, steps: tuple[Step, ...], cause: str, values: Mapping[str, Any] | None = None, hint: str | None = None
    ) -> None:
        problem = Problem(cause, self._where(steps), values or {}, hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def _where(self, steps: tuple[Step, ...]) -> str:
        where = f"{self.path}:{self.lines.line(steps)}"
        if steps[:1] == ("cases",) and len(steps) > 1:
            case = self.document["cases"][steps[1]]
            name = case.get("name") if isinstance(case, dict) else None
            where += f": {name or '?'}"
            steps = steps[2:]
        key = ".".join(map(str, steps))
        return f"{where}: {key}" if key else where


def _steps(pointer: str) -> tuple[Step, ...]:
    return tuple(int(step) if step.isdecimal() else step for step in places.steps(pointer))


def _keys_at(model: type, steps: Iterable[Step]) -> Iterable[str]:
    """Return the keys that the part of a model at `steps` knows."""
    for step in steps:
        if isinstance(step, str):
            field = fields_of(model).get(step)
            annotation: Any = None if field is None else field.annotation
            inner = places.model_in(annotation)
            if inner is None:
                return ()
            model = inner
    return [field.alias or name for name, field in fields_of(model).items()]


def _facts(file: WrittenFile, index: int) -> FileFacts | CantTell:
    if file.cant_tell is not None:
        return CantTell(_NOT_MEASURED, file.cant_tell)
    facts = file.model_dump(exclude_unset=True, exclude={"measured"})
    if file.problem is None:
        digest = hashlib.sha256(str(index).encode()).hexdigest()
        facts = {"size": 1, "sha256": digest, "media_type": "image/jpeg", **facts}
    return FileFacts(**facts)
