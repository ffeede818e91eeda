"""From bytes to sheets: the upright pages of an image or PDF, decoded when somebody looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import AttachmentError
from eligibility.inspection import pdf, pictures
from eligibility.inspection.file import facts_of
from eligibility.inspection.guard import LARGEST_FILE, allow, guarded
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    from eligibility.inspection.pictures import Mode
    from eligibility.measurement import Exhibit, Page

    Pixels = npt.NDArray[np.uint8]

MOST_KEPT: Final = 256 << 20
"""Bytes of decoded pages of one file that are kept; beyond them the oldest is decoded again when somebody asks."""


def sheets_of(exhibit: Exhibit) -> Sequence[Sheet]:
    """Return the pages of a file; use it through `exhibit.once(sheets_of)`.

    Raises `AttachmentError` when the file can't be looked at. Only headers are read; a page that is damaged further on
    raises the same when its pixels are asked for.
    """
    data = exhibit.data
    facts = exhibit.once(facts_of)
    if facts.problem is not None:
        raise AttachmentError(facts.problem)
    media_type = facts.media_type or ""
    kept = _Kept()
    with guarded():
        if media_type == "application/pdf":
            leaves = pdf.pages_of(data)
            sheets = [_pdf_sheet(data, leaf, kept) for leaf in leaves]
        else:
            found = list(pictures.pages_of(data, media_type))
            sheets = [_picture_sheet(data, media_type, index, page, kept) for index, page in enumerate(found)]
    if not sheets:
        raise AttachmentError("damaged")
    if sum(sheet.facts.width * sheet.facts.height for sheet in sheets) > LARGEST_FILE:
        raise AttachmentError("too-many-pixels")
    return tuple(sheets)


def _picture_sheet(data: bytes, media_type: str, index: int, page: Page, kept: _Kept) -> Sheet:
    return Sheet(page, lambda mode: pictures.pixels_of(data, media_type, index, mode), kept)


def _pdf_sheet(data: bytes, leaf: pdf.PdfPage, kept: _Kept) -> Sheet:
    return Sheet(leaf.facts, lambda mode: pdf.pixels_of(data, leaf, mode), kept)


class Sheet:
    """One upright page. What is decoded is kept while there is room for it."""

    def __init__(self, facts: Page, decode: Callable[[Mode], Image.Image], kept: _Kept) -> None:
        """Keep what the header says, the way to the pixels, and the place to keep them."""
        self.facts = facts
        self._decode = decode
        self._kept = kept

    @property
    def grey(self) -> Pixels:
        """Brightness as `uint8` of shape `(height, width)`, read-only, on white where the page is transparent.

        Raises `AttachmentError` when the page is damaged, `CantTell` where numpy is not installed.
        """
        return self._pixels("L")

    @property
    def rgb(self) -> Pixels:
        """Colours as `uint8` of shape `(height, width, 3)`; otherwise like `grey`."""
        return self._pixels("RGB")

    def picture(self, longest: int | None = None) -> Image.Image:
        """Return the page in colours, reduced until neither side has more than `longest` pixels; needs no numpy.

        Raises `AttachmentError` when the page is damaged.
        """
        image = self._image("RGB")
        if longest is not None:
            with guarded():
                image.thumbnail((longest, longest))
        return image

    def test(self) -> None:
        """Raise `AttachmentError` if the page can't be decoded to its end; needs no numpy."""
        self._kept.get((self, "L"), lambda: self._image("L"))

    def _pixels(self, mode: Mode) -> Pixels:
        try:
            import numpy as np
        except ImportError:
            raise CantTell(
                N_("Looking at pictures needs more software; install eligibility[images]."), "operator"
            ) from None
        key = (self, mode)
        kept = self._kept.get(key, lambda: self._image(mode))
        if not isinstance(kept, np.ndarray):
            with guarded():
                kept = np.asarray(kept)
                kept.flags.writeable = False
            self._kept.put(key, kept)
        pixels: Pixels = kept
        return pixels

    def _image(self, mode: Mode) -> Image.Image:
        with guarded():
            image = self._decode(mode)
            allow(*image.size)
            if image.size != (self.facts.width, self.facts.height):
                raise AttachmentError("damaged")
            return image


class _Kept:
    """Decoded pages, the latest ones, so that a file of many never fills the memory."""

    def __init__(self) -> None:
        self._pages: dict[tuple[Sheet, Mode], Any] = {}

    def get(self, key: tuple[Sheet, Mode], decode: Callable[[], Image.Image]) -> Any:
        if key not in self._pages:
            self.put(key, decode())
        return self._pages[key]

    def put(self, key: tuple[Sheet, Mode], page: Any) -> None:
        self._pages.pop(key, None)
        self._pages[key] = page
        room = MOST_KEPT
        for other in reversed(list(self._pages)):
            sheet, mode = other
            room -= sheet.facts.width * sheet.facts.height * len(mode)
            if room < 0 and other != key:
                del self._pages[other]
