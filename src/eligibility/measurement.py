"""Measurements: what an inspector saw on one attachment, and the contract of an inspector.

A measurement depends on the file alone, never on a ruleset; it is taken once and judged as often as one likes.
"""

from __future__ import annotations

from typing import BinaryIO, Literal, Protocol

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

FileProblem = Literal["missing", "outside", "not-a-file", "unopenable", "empty", "damaged", "too-large", "unknown-type"]
"""Why a file can't be looked at: certain facts, not judgements."""


class Measurement:
    """The base of all measurement types: frozen dataclasses, so that threads and caches can share them."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class FileFacts(Measurement):
    """What can be said of a file without decoding it: `size` in bytes, SHA-256, type by content, or the problem."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    problem: FileProblem | None = None


class Inspector(Protocol):
    """Takes one type of measurement from one file. Given the same bytes it must give the same measurement."""

    @property
    def name(self) -> str:
        """The key under which the report names it."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same bytes may be measured differently."""
        ...

    @property
    def measures(self) -> type[Measurement]:
        """The type of measurement it takes."""
        ...

    def inspect(self, file: BinaryIO) -> Measurement:
        """Return what was seen. `file` is open at its start and is closed by the caller."""
        ...

    def unopened(self, problem: FileProblem) -> Measurement:
        """Return the measurement of a file that could not be opened."""
        ...
