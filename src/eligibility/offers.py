"""What plugins offer, checked when they are loaded: a rule that can't work stops the program before anything is judged."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from eligibility.measurement import Measurement
from eligibility.rule import Rule
from eligibility.wording import N_

Faults = Iterator[tuple[str, Mapping[str, object]]]
"""What is wrong with something a plugin offers, as templates with their values."""

_NAME: Final = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_OF_ENTRIES: Final = ("rule", "when", "severity", "source")
"""Keys that every entry of a ruleset has, whatever its rule."""


def faults_of_rule(rule: Any) -> Faults:
    """Yield what keeps a rule from being run, worded, or given its values by a ruleset."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        yield N_("not a subclass of Rule"), {}
        return
    if inspect.isabstract(rule):
        yield N_("it does not implement {method}"), {"method": "check"}
    for attribute, shape in _SHAPES.items():
        if attribute in rule.model_fields:
            yield (
                N_("{attribute} belongs to the class, not to its parameters; annotate it with ClassVar"),
                {"attribute": attribute},
            )
        elif not hasattr(rule, attribute):
            yield N_("it has no {attribute}"), {"attribute": attribute}
        elif not _fits(attribute, getattr(rule, attribute)):
            yield shape, {}
    yield from _faults_of_parameters(rule)


def _faults_of_parameters(rule: type[Rule]) -> Faults:
    for field in rule.model_fields:
        if field in _OF_ENTRIES:
            yield (
                N_("a parameter can't be called {field}; every entry of a ruleset has a key of that name"),
                {"field": field},
            )
    scope = getattr(rule, "scope", ())
    for field in scope if _fits("scope", scope) else ():
        if field not in rule.model_fields:
            yield N_("scope names {field}, which is not a parameter"), {"field": field}


_SHAPES: Final[Mapping[str, str]] = {
    "name": N_("its name must be lower-case words with hyphens between them"),
    "reads": N_("reads must be a tuple of JSON Pointers and types of measurement"),
    "message": N_("message must be text"),
    "remedy": N_("remedy must be text"),
    "scope": N_("scope must be a tuple of parameter names"),
}


def _fits(attribute: str, value: Any) -> bool:
    if attribute == "reads":
        return isinstance(value, tuple) and all(map(_is_readable, value))
    if attribute == "scope":
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return isinstance(value, str) and (_NAME.fullmatch(value) is not None if attribute == "name" else bool(value))


def _is_readable(item: Any) -> bool:
    if isinstance(item, str):
        return item == "" or item.startswith("/")
    return isinstance(item, type) and issubclass(item, Measurement)


def faults_of_path(path: Any) -> Faults:
    """Yield what keeps an answer from being the path of rulesets."""
    if not isinstance(path, str | os.PathLike):
        yield N_("not the path of a file or folder"), {}


def faults_of_inspector(inspector: Any) -> Faults:
    """Yield what an inspector lacks."""
    measures = getattr(inspector, "measures", None)
    if not (isinstance(measures, type) and issubclass(measures, Measurement) and dataclasses.is_dataclass(measures)):
        yield N_("measures must be a type of measurement, and a dataclass"), {}
    yield from _lacking(inspector, texts=("name", "version"), methods=("inspect",))


def faults_of_reporter(reporter: Any) -> Faults:
    """Yield what a reporter lacks."""
    yield from _lacking(reporter, texts=("name",), methods=("render",))


def _lacking(item: Any, texts: Iterable[str], methods: Iterable[str]) -> Faults:
    for attribute in texts:
        if not isinstance(getattr(item, attribute, None), str):
            yield N_("it has no {attribute}"), {"attribute": attribute}
    for method in methods:
        if not callable(getattr(item, method, None)):
            yield N_("it does not implement {method}"), {"method": method}
