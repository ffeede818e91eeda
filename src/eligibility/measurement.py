"""Measurements: what an inspector saw on one attachment, and the contract of an inspector.

A measurement depends on the file alone, never on a ruleset; it is taken once and judged as often as one likes. Boxes are
`(left, top, width, height)` in pixels of the upright page, pages stand in the file's order, shares run from 0 to 1.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, Final, Literal, NamedTuple, Protocol, TypeVar

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

T = TypeVar("T")

FileProblem = Literal[
    "missing",
    "outside",
    "not-a-file",
    "unopenable",
    "empty",
    "damaged",
    "too-large",
    "unknown-type",
    "unsupported",
    "too-many-pixels",
    "too-many-pages",
    "locked",
    "animated",
]
"""Why a file can't be looked at: certain facts, not judgements."""

Box = tuple[int, int, int, int]
"""`(left, top, width, height)` in pixels of the upright page."""

_CONFIG: Final = ConfigDict(extra="forbid", allow_inf_nan=False)


class Measurement:
    """The base of all measurement types: frozen dataclasses, so that threads and caches can share them."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class FileFacts(Measurement):
    """What can be said of a file without decoding it: `size` in bytes, SHA-256, type by content, or the problem."""

    size: int | None = None
    sha256: str | None = None
    media_type: str | None = None
    problem: FileProblem | None = None


# --- Pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Page:
    """One page as it is stored: pixels when upright, dots an inch if the file says so, how colours are stored.

    `camera` and `software` are what the file's own notes (EXIF, PDF producer) say of its making.
    """

    width: int
    height: int
    dpi: float | None = None
    colours: Literal["black-and-white", "grey", "colour"] = "colour"
    camera: str | None = None
    software: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class PageFacts(Measurement):
    """The pages of a file that could be decoded, or why it can't be.

    `count` is the number of pages the file has; `pages` holds those that are looked at, the first ones.
    """

    count: int = 0
    pages: tuple[Page, ...] = ()
    problem: FileProblem | None = None


class Picture(NamedTuple):
    """One upright page to be shown: `pixels` are three bytes each (red, green, blue), row by row.

    The picture may be smaller than the page, whose `page_size` is the `(width, height)` that boxes are measured in;
    `pages` is the number of pages of the file.
    """

    width: int
    height: int
    pages: int
    page_size: tuple[int, int]
    pixels: bytes


# --- Scan quality -----------------------------------------------------------------------------------------------------

Edge = Literal["left", "top", "right", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class PageScan:
    """How well one page was scanned or photographed.

    `legibility` estimates the share of its characters that can be read, from the confidence with which `lines` sampled
    lines of text are read; `None` if no text was found. `character_height` and `edge_width` are pixels, medians over the
    sampled lines; `contrast` is the share of the full range between ink and paper; `ink` the share of the page that is
    darker than its paper. `skew` is in degrees, anticlockwise; `turned` how far the page must be turned clockwise to stand upright.
    `glare` and `hidden` are regions where text is lost under light or under a watermark or stamp; `cropped` names edges that
    cut through text or a frame. The built-in inspector finds dark watermarks and opaque discs; what other stamps hide it can't tell.
    """

    legibility: float | None = None
    lines: int = 0
    character_height: float | None = None
    edge_width: float | None = None
    contrast: float = 0.0
    ink: float = 0.0
    skew: float = 0.0
    turned: Literal[0, 90, 180, 270] = 0
    clipped: float = 0.0
    glare: tuple[Box, ...] = ()
    hidden: tuple[Box, ...] = ()
    cropped: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class ScanQuality(Measurement):
    """How well each page was scanned; the method's name and version stand with the inspector."""

    pages: tuple[PageScan, ...] = ()


# --- Text -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Line:
    """A line of text as an engine read it, with its confidence from 0 to 1."""

    text: str
    box: Box = (0, 0, 0, 0)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Text(Measurement):
    """The text of each page in reading order: from the top, then from the left."""

    pages: tuple[tuple[Line, ...], ...] = ()


# --- Portrait, seals, signature, alteration ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Face:
    """A frontal face; `eyes` are the middles of the left and the right one in the picture, if both were found."""

    box: Box
    eyes: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Portrait(Measurement):
    """What a photograph of a person shows: its size in pixels, the frontal faces, and the light.

    `colour` is the share of pixels that have one; `brightness` the mean and `contrast` the spread (5th to 95th percentile) of the face,
    or of the picture if there is none, as shares of the full range; `overexposed` the share of the face's middle that light has
    burnt out to white; `sharpness` the edge width in pixels over the face's width.
    """

    width: int
    height: int
    faces: tuple[Face, ...] = ()
    colour: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    overexposed: float = 0.0
    sharpness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Seal:
    """The print of a seal: its colour and shape, and where it is."""

    box: Box
    colour: Literal["red", "blue", "other"]
    shape: Literal["round", "oval", "square"]


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class PageSeals:
    """The seals of one page, and the share of its pixels that have a colour (a photocopy has none)."""

    seals: tuple[Seal, ...] = ()
    chromatic: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Seals(Measurement):
    """The seals on each page."""

    pages: tuple[PageSeals, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Inscriptions(Measurement):
    """What could be read in the seals of each page (印文), the largest seal first; what can't be read is left out.

    The line along a rim, usually the owner's name, has the whole seal's box; lines across it have their own. Taken apart from
    `Seals`, so that a rule that only asks for a seal needs no text engine.
    """

    pages: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Signature(Measurement):
    """What stands where a signature belongs: beside a label such as 承诺人 or 签名.

    `state` is `no-label` when no page has such a label, and `typed` when only printed characters stand there. `ink` is the share of the
    region that is written on. `page` counts from 1.
    """

    state: Literal["signed", "typed", "empty", "no-label"]
    page: int | None = None
    region: Box | None = None
    ink: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Alteration(Measurement):
    """Signs that a page was worked over: areas without the grain of the paper around them, by page.

    A clean export has none anywhere; then nothing can be said, and nothing is.
    """

    pages: tuple[tuple[Box, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
class Fingerprint(Measurement):
    """A perceptual hash of each page: 256 bits in hexadecimal, of which pictures that look the same share most.

    A page without any contrast has an empty one.
    """

    pages: tuple[str, ...] = ()


# --- Inspectors -------------------------------------------------------------------------------------------------------


class Exhibit:
    """One attachment's bytes as inspectors see them; what one inspector works out of them, the next one shares."""

    def __init__(self, data: bytes) -> None:
        """Keep the bytes."""
        self.data = data
        self._made: dict[Any, Any] = {}
        self._failed: dict[Any, Exception] = {}

    def open(self) -> BinaryIO:
        """Return the bytes as a file at its start."""
        return io.BytesIO(self.data)

    def once(self, make: Callable[[Exhibit], T]) -> T:
        """Return `make(self)`, computed the first time it is asked for; what it raises, it raises again."""
        if make in self._failed:
            raise self._failed[make]
        if make not in self._made:
            try:
                self._made[make] = make(self)
            except Exception as error:
                self._failed[make] = error
                raise
        made: T = self._made[make]
        return made


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

    def inspect(self, exhibit: Exhibit) -> Measurement:
        """Return what was seen.

        Raises `AttachmentError` when the file can't be looked at (rule `unreadable-attachment` tells the applicant), and
        `CantTell` when something on our side is lacking.
        """
        ...
