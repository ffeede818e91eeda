"""Traces, hashed and grouped: those that are of the same thing find one another by their keys, never by trying all pairs."""

from __future__ import annotations

import hmac
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from eligibility.across import Trace
from eligibility.checker import MOST_FINDINGS, TOO_MANY, doubt_of, rule_seconds
from eligibility.errors import CRASHES, EligibilityError
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.across import AcrossRule
    from eligibility.report import Finding

KEY: Final = "hashes.key"
_BYTES: Final = 32

MOST_KINDS: Final = 200
"""Different things that one key may lead to; beyond them a trace that is like none is compared no further."""

Alike = Callable[[Trace, Trace], bool]


class Seal:
    """Hashes personal data under a key, so that equal stays equal and nothing else can be told (HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        """Keep the key."""
        self.key = key

    @classmethod
    def kept_in(cls, out: Path) -> Seal:
        """Return the seal of an audit; its key lies beside the journal, for its owner alone."""
        path = out / KEY
        try:
            if not path.exists():
                draft = path.with_suffix(".part")
                draft.unlink(missing_ok=True)
                with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                    file.write(os.urandom(_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            key = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise EligibilityError(N_("{path}: can't be used: {reason}"), path=path, reason=reason) from None
        if len(key) != _BYTES:
            raise EligibilityError(N_("{path}: not the key of an audit; audit into a new folder"), path=path)
        return cls(key)

    def hashed(self, text: str) -> str:
        """Return a text's hash, in hexadecimal."""
        return hmac.digest(self.key, text.encode(errors="surrogatepass"), "sha256")[:8].hex()

    def sealed(self, trace: Trace) -> Trace:
        """Return a trace with its keys, marks, person and content hashed."""
        return replace(
            trace,
            keys=tuple(map(self.hashed, trace.keys)),
            marks=frozenset(map(self.hashed, trace.marks)),
            person=None if trace.person is None else self.hashed(trace.person),
            content=None if trace.content is None else self.hashed(trace.content),
        )


def written(trace: Trace) -> dict[str, Any]:
    """Return a trace as JSON; its keys and its submission stand elsewhere in the journal."""
    document = {name: value for name, value in asdict(trace).items() if name not in {"keys", "submission"}}
    return {**document, "marks": sorted(trace.marks)}


def read(document: Mapping[str, Any], submission: str) -> Trace:
    """Return a trace that the journal holds."""
    return Trace(**{**document, "marks": frozenset(document["marks"]), "keys": (), "submission": submission})


def groups(buckets: Iterable[Sequence[tuple[int, Trace]]], alike: Alike) -> Iterator[list[tuple[int, Trace]]]:
    """Yield the traces of the same thing, numbered as they came; those alone are left out.

    A bucket holds all traces of one key. In it a trace is compared with the first of each different thing only. Groups and
    their members stand in the order of submissions and numbers, whatever the order of the buckets.
    """
    found = _Groups()
    for bucket in buckets:
        firsts: list[tuple[int, Trace]] = []
        for number, trace in bucket:
            same = next((first for first in firsts if alike(first[1], trace)), None)
            if same is not None:
                found.join(same, (number, trace))
            elif len(firsts) < MOST_KINDS:
                firsts.append((number, trace))
    yield from found.sorted()


class _Groups:
    """Disjoint sets of numbers (union-find with path halving), of traces that are like at least one other."""

    def __init__(self) -> None:
        self.traces: dict[int, Trace] = {}
        self._parent: dict[int, int] = {}

    def _root(self, number: int) -> int:
        parent = self._parent
        while (above := parent.setdefault(number, number)) != number:
            parent[number] = parent[above]
            number = parent[number]
        return number

    def join(self, one: tuple[int, Trace], other: tuple[int, Trace]) -> None:
        self.traces |= [one, other]
        self._parent[self._root(one[0])] = self._root(other[0])

    def sorted(self) -> Iterator[list[tuple[int, Trace]]]:
        members: dict[int, list[tuple[int, Trace]]] = {}
        for number, trace in sorted(self.traces.items(), key=lambda item: (item[1].submission, item[0])):
            members.setdefault(self._root(number), []).append((number, trace))
        yield from members.values()


def buckets(traces: Iterable[tuple[int, Trace]]) -> Iterator[list[tuple[int, Trace]]]:
    """Yield the traces of each key that several share; for a handful of traces in memory."""
    found: dict[str, list[tuple[int, Trace]]] = {}
    for number, trace in traces:
        for key in dict.fromkeys(trace.keys):
            found.setdefault(key, []).append((number, trace))
    yield from (bucket for bucket in found.values() if len(bucket) > 1)


@contextmanager
def asking(rule: AcrossRule) -> Iterator[None]:
    """Turn a rule's crash in the block, or its taking too long, into the doubt that comes of it."""
    try:
        with rule_seconds(rule):
            yield
    except CRASHES as error:  # any crash of a rule is "can't tell", never "passed"
        raise doubt_of(error) from None


def alike_of(rule: AcrossRule) -> Alike:
    """Return how to ask a rule whether two traces are of the same thing; raises `CantTell` when it stumbles."""

    def alike(one: Trace, other: Trace) -> bool:
        with asking(rule):
            return rule.alike(one, other)

    return alike


def compared(rule: AcrossRule, group: Sequence[tuple[int, Trace]]) -> list[tuple[int, Finding]]:
    """Return what a rule finds on a group: the number of the trace, and the finding; raises `CantTell` when it stumbles."""
    with asking(rule):
        most = MOST_FINDINGS * len(group)
        found = list(itertools.islice(rule.compare([trace for _, trace in group]), most + 1))
        if len(found) > most:
            raise CantTell(TOO_MANY, "operator", limit=most)
        return [(group[index][0], finding) for index, finding in found]
