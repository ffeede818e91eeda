"""Places of the form in words: `/awards/2/awarded_on` is “近五年获奖情况 第3条 获奖时间”."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from eligibility.declaration import Declaration, fields_of
from eligibility.wording import N_, clip, printable, say

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

_WHOLE: Final = N_("Declaration")
_RECORD: Final = N_("no. {number}")


def steps(pointer: str) -> list[str]:
    """Return the unescaped steps of a JSON Pointer (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def section(pointer: str) -> str:
    """Return the top-level key a place lies under; the empty string is the whole form."""
    return next(iter(steps(pointer)), "")


def section_order(pointer: str) -> int:
    """Return the rank of a place's section in the form's order; unknown sections come last."""
    return _ORDER.get(section(pointer), len(_ORDER))


_ORDER: Final = {"": -1} | {name: rank for rank, name in enumerate(Declaration.model_fields)}


def label(pointer: str, language: str) -> str:
    """Return the words of the last step of a place: the field's own label."""
    return _words(pointer, language)[-1]


def words(pointer: str, language: str) -> str:
    """Return a place in words, in the form's labels."""
    return (" " if language == "zh" else ", ").join(_words(pointer, language))


def _words(pointer: str, language: str) -> list[str]:
    found: list[str] = []
    fields, path = _fields(), ""
    field: FieldInfo | None = None
    for step in steps(pointer):
        if field is not None and isinstance(field.default, tuple) and step.isascii() and step.isdigit():
            path += "/*"
            found.append(say(_RECORD, language, number=int(step) + 1))
        else:
            path += f"/{step}"
            field = fields.get(path)
            found.append(clip(printable(step), 60) if field is None else _label(field, language))
    return found or [say(_WHOLE, language)]


@functools.cache
def _fields() -> dict[str, FieldInfo]:
    """Return every field of the form by its place, `*` standing for any record."""
    found: dict[str, FieldInfo] = {}
    for name, field in fields_of(Declaration).items():
        found[f"/{name}"] = field
        model = model_in(field.annotation)
        if model is not None:
            at = f"/{name}/*" if isinstance(field.default, tuple) else f"/{name}"
            found |= {f"{at}/{inner}": inner_field for inner, inner_field in fields_of(model).items()}
    return found


@functools.cache
def field_names() -> frozenset[str]:
    """Return the names of all fields of the form."""
    return frozenset(step for place in _fields() for step in steps(place))


def _label(field: FieldInfo, language: str) -> str:
    extra: Any = field.json_schema_extra
    if language == "zh" and isinstance(extra, dict):
        return str(extra.get("x-short-zh", extra["x-title-zh"]))
    return str(field.title)


def model_in(annotation: object) -> type | None:
    """Return the model inside a type such as `tuple[Award, ...]` or `When | None`, if there is one."""
    if isinstance(annotation, type) and fields_of(annotation):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        model = model_in(argument)
        if model is not None:
            return model
    return None
