"""What a rule really reads: while it runs, every access to the form and to the measurements is noted.

A rule's `reads` is a promise, because it decides what must be measured and what must be judged again.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Self

from eligibility import places
from eligibility.across import AcrossRule
from eligibility.declaration import escape_pointer, fields_of
from eligibility.measurement import Measurement
from eligibility.report import CantTell

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context, Rule

Read = str | type[Measurement]
"""What a rule can read: a place of the form, as a JSON Pointer with `*` for indices, or a type of measurement."""

_WHOLE: Final = frozenset({"__dict__", "__pydantic_extra__", "__pydantic_fields_set__"})
"""Attributes that tell of all fields at once, and of keys the form does not know."""

_one_at_a_time: Final = threading.Lock()


def recorded_reads(rule: Rule, declaration: Declaration, context: Context) -> frozenset[Read]:
    """Run a rule and return all it really read: places of the form (`/awards/*/awarded_on`) and measurement types.

    A list counts as read itself (`/awards`) when it is tested, counted or iterated; its records count by their fields.
    What looks at a part as a whole reads all of it (`/applicant/*`).
    """
    reads: set[Read] = set()
    world: Any = _RecordingContext(context, reads)
    with _recording(declaration, reads):
        try:
            if isinstance(rule, AcrossRule):
                for _ in rule.traces(declaration, world):
                    pass
            elif rule.applies(declaration, world):
                for _ in rule.check(declaration, world):
                    pass
        except CantTell:
            pass
    return frozenset(reads)


def covers(reads: Iterable[Read], read: Read) -> bool:
    """Tell whether a rule that declares `reads` may read this.

    A pointer covers itself and all beneath it, `*` any index; a list may be read when anything in it may.
    """
    if not isinstance(read, str):
        return read in reads
    asked = places.steps(read)
    return any(_covers(places.steps(pointer), asked) for pointer in reads if isinstance(pointer, str))


def _covers(declared: list[str], asked: list[str]) -> bool:
    list_of_declared = len(declared) > len(asked) and _is_index(declared[len(asked)])
    return (len(declared) <= len(asked) or list_of_declared) and all(
        step == other or (step == "*" and _is_index(other)) for step, other in zip(declared, asked, strict=False)
    )


def _is_index(step: str) -> bool:
    return step == "*" or step.isdecimal()


@contextmanager
def _recording(declaration: Declaration, reads: set[Read]) -> Iterator[None]:
    """Note every access to the declaration and its parts.

    The form's own classes are given another way to look attributes up, so that whatever asks, a rule, a property of
    the form or `operator.attrgetter`, meets real objects and is noted. Other declarations are not affected.
    """
    parts = list(_parts(declaration, ""))
    at = {id(part): pointer for part, pointer in parts}
    kinds: set[Any] = {type(part) for part, _ in parts}

    def look_up(self: object, name: str) -> object:
        pointer = at.get(id(self))
        if pointer is None:
            return object.__getattribute__(self, name)
        member = getattr(type(self), name, None)
        if isinstance(member, functools.cached_property):
            return member.func(self)  # computed anew, because what was kept would be read unseen
        if name in fields_of(type(self)):
            return _noted(object.__getattribute__(self, name), f"{pointer}/{name}", reads)
        if name in _WHOLE:
            reads.add(f"{pointer}/*")
        elif not hasattr(type(self), name):
            reads.add(f"{pointer}/{escape_pointer(name)}")
        return object.__getattribute__(self, name)

    with _one_at_a_time:
        for kind in kinds:
            kind.__getattribute__ = look_up
        try:
            yield
        finally:
            for kind in kinds:
                del kind.__getattribute__


def _parts(item: object, at: str) -> Iterator[tuple[object, str]]:
    """Yield the form and all its parts, each with its place."""
    yield item, at
    for name in fields_of(type(item)):
        value = getattr(item, name)
        if isinstance(value, tuple):
            for part in value:
                if fields_of(type(part)):
                    yield from _parts(part, f"{at}/{name}/*")
        elif fields_of(type(value)):
            yield from _parts(value, f"{at}/{name}")


def _noted(value: object, at: str, reads: set[Read]) -> object:
    """Note a field that is read; a list notes itself when it is looked at, a part notes its own fields."""
    if type(value) is tuple:
        return _List(value, at, reads)
    if isinstance(value, dict):
        return _Mapping(value, at, reads)
    if not fields_of(type(value)):
        reads.add(at)
    return value


def _noting(method: Any) -> Any:
    """Return a method of `tuple` that first notes that the list is read."""

    @functools.wraps(method)
    def noted(self: _List, *arguments: object) -> object:
        self.reads.add(self.at)
        return method(self, *arguments)

    return noted


class _List(tuple[Any, ...]):  # noqa: SLOT001 - a tuple can't have named slots
    """A list of the form that notes when it is tested, counted or iterated."""

    at: str
    reads: set[Read]

    def __new__(cls, items: Iterable[object], at: str, reads: set[Read]) -> Self:
        made = super().__new__(cls, items)
        made.at = at
        made.reads = reads
        return made

    __len__ = _noting(tuple.__len__)
    __iter__ = _noting(tuple.__iter__)
    __getitem__ = _noting(tuple.__getitem__)
    __contains__ = _noting(tuple.__contains__)
    __eq__ = _noting(tuple.__eq__)
    __hash__ = _noting(tuple.__hash__)
    __add__ = _noting(tuple.__add__)


class _Mapping(Mapping[str, Any]):
    """The round's own fields, noting each that is asked for, and when they are counted or iterated."""

    def __init__(self, values: Mapping[str, Any], at: str, reads: set[Read]) -> None:
        self._values = values
        self._at = at
        self._reads = reads

    def __getitem__(self, key: str) -> Any:
        self._reads.add(f"{self._at}/{escape_pointer(key)}")
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        self._reads.add(self._at)
        return iter(self._values)

    def __len__(self) -> int:
        self._reads.add(self._at)
        return len(self._values)


class _RecordingContext:
    """Stands in for a context and notes each type of measurement that is handed to one of its methods."""

    def __init__(self, context: Context, reads: set[Read]) -> None:
        self._context = context
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._context, name)
        return functools.partial(self._call, member) if inspect.ismethod(member) else member

    def _call(self, method: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            if isinstance(argument, type) and issubclass(argument, Measurement):
                self._reads.add(argument)
        return method(*arguments, **named)
