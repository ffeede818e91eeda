"""Parameters that name places of the form; a place the form does not have is refused when a ruleset is loaded."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from eligibility import places
from eligibility.declaration import Declaration, fields_of
from eligibility.places import model_in


def _known_place(pointer: str) -> str:
    steps = places.steps(pointer)
    model: Any = Declaration
    for position, step in enumerate(steps):
        field = fields_of(model).get(step) if model is not None else None
        if field is None or (position and steps[0] == "extra"):
            break
        model = model_in(field.annotation)
    else:
        if steps:
            return pointer
    if steps[:1] == ["extra"] and len(steps) == 2:  # noqa: PLR2004 - /extra/KEY
        return pointer
    kind = "unknown_place"
    text = "the form has no place {place}"
    raise PydanticCustomError(kind, text, {"place": pointer})


Place = Annotated[str, AfterValidator(_known_place)]
"""A JSON Pointer to one field of the form, outside its lists: `/applicant/name`, `/remarks`, `/extra/KEY`."""


def getter(pointers: Sequence[str]) -> Callable[[Declaration], Sequence[Any]]:
    """Return a function that takes all the named values out of a declaration, in order."""
    paths = [places.steps(pointer) for pointer in pointers]
    if all(path[0] != "extra" for path in paths):
        take = operator.attrgetter(*(".".join(path) for path in paths))
        return take if len(paths) > 1 else lambda declaration: (take(declaration),)
    return lambda declaration: [_value(declaration, path) for path in paths]


def _value(declaration: Declaration, path: list[str]) -> Any:
    if path[0] == "extra":
        value = declaration.extra.get(path[1])
        return value.strip() if isinstance(value, str) else value
    return operator.attrgetter(".".join(path))(declaration)


def blank(value: object) -> bool:
    """Tell whether a field is not filled in; zero and `False` are."""
    return value is None or value in ("", (), [], {})
