"""Text engines: what finds and reads the lines of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eligibility.measurement import Line

    Pixels = NDArray[Any]
    """`uint8`, grey `(height, width)` or RGB `(height, width, 3)`."""
    Quad = NDArray[Any]
    """The corners of a line of text, `float32` of shape `(4, 2)`, `x` before `y`, in pixels of the page: left top, right top, right
    bottom, left bottom, as a reader of the page sees it."""
    Known = dict[bytes, tuple[str, float]]
    """What was read of lines of one page, by the bytes of their corners."""


class Engine(Protocol):
    """Finds and reads the text of pages."""

    @property
    def name(self) -> str:
        """How `ELIGIBILITY_TEXT_ENGINE` calls it."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same page may be read differently."""
        ...

    def find(self, page: Pixels, longest: int = 960) -> list[Quad]:
        """Return the lines of text in reading order.

        They are looked for on the page reduced to as many pixels as A4 has whose long side is `longest`.
        """
        ...

    def read(self, page: Pixels, quads: Sequence[Quad], known: Known | None = None) -> list[tuple[str, float]]:
        """Return text and mean confidence of its characters for each quad; nothing read is `("", 0.0)`.

        What is `known` of this page is not read again, and what is read is added to it.
        """
        ...

    def read_page(
        self, page: Pixels, found: Sequence[Quad] | None = None, known: Known | None = None
    ) -> tuple[Line, ...]:
        """Return all text of an upright page in reading order, however doubtful.

        `found` is what `find` returned for the page, and `known` what `read` has read of it, if somebody asked before.
        """
        ...
