"""What every look into a stranger's file goes through: limits checked before decoding, and one kind of error after it."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from eligibility.errors import AttachmentError
from eligibility.report import CantTell
from eligibility.wording import N_, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_PAGE: Final = 60_000_000
"""Pixels of one page: A3 at 300 dpi has 17 million, the photograph of a good phone 50 million."""
LARGEST_FILE: Final = 500_000_000
"""Pixels of all pages of one file together: 50 pages of A4 at 300 dpi."""
MOST_PAGES: Final = 50
"""Pages of one file."""
LONGEST_NOTE: Final = 80
"""Characters of a note about the file's making that are kept."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever decoding raises into `AttachmentError`; decoders give every kind of error on hostile input.

    A lack of memory is our side's: the limits allow for what a file of their size needs.
    """
    _silence()
    try:
        yield
    except (AttachmentError, CantTell):
        raise
    except MemoryError:
        raise CantTell(N_("There was not enough memory to look at the file."), "operator") from None
    except Exception:  # noqa: BLE001 - Pillow alone raises a dozen types, and their texts may repeat the file
        raise AttachmentError("damaged") from None


def _silence() -> None:
    """Keep Pillow's remarks on odd files from the user: the measurement says what there is to say.

    `catch_warnings` would restore other threads' filters at the wrong moment. The filter is looked for each time because
    somebody else may have removed or covered it. Warnings about huge images are of another category and stay.
    """
    if tuple(warnings.filters[:1]) != (_QUIET,):
        warnings.filterwarnings("ignore", category=UserWarning, module=_PILLOW)


_PILLOW: Final = r"PIL\."
_QUIET: Final = ("ignore", None, UserWarning, re.compile(_PILLOW), 0)


def allow(width: int, height: int, *, pages: int = 1) -> None:
    """Raise `AttachmentError` unless a page of this size may be decoded; `pages` is its number in the file."""
    if pages > MOST_PAGES:
        raise AttachmentError("too-many-pages")
    if width < 1 or height < 1:
        raise AttachmentError("damaged")
    if width * height > LARGEST_PAGE:
        raise AttachmentError("too-many-pixels")


def note(text: object) -> str | None:
    """Return a note about the file's making as clipped plain text; nothing for one that is blank or no text."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not isinstance(text, str):
        return None
    plain = printable(" ".join(text.split("\0", 1)[0].split()))
    return plain[:LONGEST_NOTE] or None
