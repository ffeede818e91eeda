"""What a worker's answer says.

A worker may have been taken over by the file it looked at: its answers are data, checked before they are believed.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

from eligibility.looking.messages import Message, adapter
from eligibility.measurement import Measurement, Picture
from eligibility.report import CantTell, Owner
from eligibility.wording import DOMAIN, N_, Term, clip

if TYPE_CHECKING:
    from eligibility.measurement import Inspector

CRASHED: Final = N_("The inspector crashed ({error}) on this file.")
_TOO_LARGE: Final = N_("Looking at this file takes more memory than is allowed ({limit} MiB).")
_CHANGED: Final = N_("The inspectors were replaced while this program runs; start it again.")
_NO_PLUGIN: Final = N_("The inspector can't be run in a process of its own ({error}).")

Known = dict[type[Measurement], Measurement | CantTell | None]
"""What is known of one file, while it is being found out."""


def understood(message: Message, inspectors: Iterable[Inspector], limit: int) -> Known:
    """Return what a worker's answer says; raise `ValueError`, `LookupError` or `TypeError` if it is none."""
    if "failed" in message:
        doubt = CantTell(_NO_PLUGIN, "operator", error=_identifier(message["failed"]))
        return dict.fromkeys([inspector.measures for inspector in inspectors], doubt)
    return {inspector.measures: _answer(message["seen"][inspector.name], inspector, limit) for inspector in inspectors}


def _answer(answer: Mapping[str, Any], inspector: Inspector, limit: int) -> Measurement | CantTell | None:
    if "crashed" in answer:
        error = _identifier(answer["crashed"])
        if error == "MemoryError":
            return CantTell(_TOO_LARGE, "operator", limit=limit)
        return CantTell(CRASHED, "operator", error=error)
    if "doubt" in answer:
        return _doubt(answer["doubt"], inspector)
    if answer["version"] != inspector.version:
        return CantTell(_CHANGED, "operator")
    return from_json(inspector.measures, answer["measurement"])


def _doubt(doubt: Mapping[str, Any], inspector: Inspector) -> CantTell:
    """Return a doubt in the words of the inspector's own package; a template that does more than repeat values is refused."""
    reason, owner, domain = doubt["reason"], doubt["owner"], doubt["domain"]
    fields = [(field, spec, conversion) for _, field, spec, conversion in string.Formatter().parse(reason)]
    harmless = all(field is None or (field.isidentifier() and not spec and not how) for field, spec, how in fields)
    if not harmless or owner not in get_args(Owner) or domain not in (DOMAIN, _package(inspector)):
        raise ValueError
    values: dict[str, Any] = {key: _value(value) for key, value in doubt["values"].items()}
    values |= {key: Term(values[key]) for key in doubt["terms"]}
    return CantTell(clip(reason, _LONGEST), owner, domain=domain, **values)


_LONGEST: Final = 2000
"""Characters of a doubt's template."""


def _package(inspector: Inspector) -> str:
    return type(inspector).__module__.partition(".")[0]


def _value(value: object) -> object:
    if isinstance(value, list):
        return [_value(item) for item in value]
    return clip(value) if isinstance(value, str) else value


def _identifier(name: str) -> str:
    """Return the name of an exception's type, if that is what it is."""
    if not name.isidentifier():
        raise ValueError
    return clip(name)


def to_json(kind: type[Measurement], seen: Measurement | None) -> str:
    """Return a measurement of type `kind` as JSON; `null` says that the file can't be looked at."""
    return "null" if seen is None else adapter(kind).dump_json(seen).decode()


def from_json(kind: type[Measurement], text: str) -> Measurement | None:
    """Return the measurement that JSON holds; raise `ValueError` if it holds none of type `kind`."""
    measured: Measurement | None = None if text == "null" else adapter(kind).validate_json(text)
    return measured


def picture(message: Message, pixels: bytes) -> Picture | None:
    """Return the page that a worker shows, or nothing if it can't; raise `ValueError` or `LookupError` as above."""
    if "failed" in message:
        return None
    width, height, page_width, page_height, pages = sizes = [message[key] for key in _SIZES]
    if not all(type(number) is int and number > 0 for number in sizes):
        raise ValueError
    if len(pixels) != width * height * 3:
        raise ValueError
    return Picture(width, height, pages, (page_width, page_height), pixels)


_SIZES: Final = ("width", "height", "page_width", "page_height", "pages")
