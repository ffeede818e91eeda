"""What was drawn on a page, and where: the truth that inspectors are held against.

Boxes are `(left, top, width, height)` in pixels of the page as it is, as in `eligibility.measurement`, but not rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a page."""

    box: Box


@dataclass(frozen=True, slots=True)
class Print(Mark):
    """A printed line of text: its words, the face they are set in, and the height of the em square in pixels."""

    words: str
    face: str
    size: float


@dataclass(frozen=True, slots=True)
class Pen(Mark):
    """Words written by hand, and the height of their letters in pixels."""

    words: str
    size: float


@dataclass(frozen=True, slots=True)
class Stamp(Mark):
    """A seal: the name around it, the words below its star, colour and shape as measured."""

    words: str
    below: str = ""
    colour: Literal["red", "blue", "other"] = "red"
    shape: Literal["round", "oval", "square"] = "round"


@dataclass(frozen=True, slots=True)
class Photo(Mark):
    """A photograph of a person."""


AnyMark = TypeVar("AnyMark", bound=Mark)


def corners(box: Box) -> tuple[Point, Point, Point, Point]:
    """Return the four corners of a box, clockwise from the left top."""
    left, top, width, height = box
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


def around(*points: Point) -> Box:
    """Return the smallest upright box around the points."""
    across, down = zip(*points, strict=True)
    left, top = min(across), min(down)
    return left, top, max(across) - left, max(down) - top


def moved(mark: AnyMark, where: Callable[[Point], Point]) -> AnyMark:
    """Return the mark where its corners went; a turned box grows to an upright one."""
    return replace(mark, box=around(*(where(corner) for corner in corners(mark.box))))
