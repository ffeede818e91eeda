"""PDF through PDFium: the scan itself where a page is nothing but one JPEG, otherwise the page rendered."""

from __future__ import annotations

import ctypes
import io
import itertools
import math
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import JpegImagePlugin

from eligibility.errors import AttachmentError
from eligibility.inspection.guard import LARGEST_PAGE, allow, note
from eligibility.inspection.headers import check_header
from eligibility.inspection.pictures import Mode, colours_of, plainly
from eligibility.measurement import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from eligibility.inspection.pictures import Colours

RENDERED_DPI: Final = 200
"""Dots an inch at which a page is rendered; fewer where the page would have more pixels than are allowed."""
MOST_OBJECTS: Final = 200_000
"""Objects of one page."""
POINTS: Final = 72
"""PDF's units an inch."""

_LOCK: Final = threading.Lock()
"""PDFium isn't thread-safe. What is opened under the lock is closed under it, so that no finalizer runs elsewhere."""


@dataclass(frozen=True)
class PdfPage:
    """One page: its facts, and either the JPEG it consists of, with its turn in degrees clockwise, or how to render it."""

    facts: Page
    index: int
    scale: float
    jpeg: bytes | None = None
    turn: int = 0


def pages_of(data: bytes) -> list[PdfPage]:
    """Return the pages of a PDF."""
    with _opened(data) as document:
        count = len(document)
        allow(1, 1, pages=count)
        if not count:
            raise AttachmentError("damaged")
        software = note(document.get_metadata_value("Producer"))
        inverted = re.search(rb"/Decode\b", data) is not None
        return [_page(document, index, software, may_take=not inverted) for index in range(count)]


def pixels_of(data: bytes, page: PdfPage, mode: Mode) -> Image.Image:
    """Return the pixels of one page as it is shown."""
    if page.jpeg is not None:
        picture = JpegImagePlugin.JpegImageFile(io.BytesIO(page.jpeg))
        if mode == "L":
            picture.draft("L", picture.size)
        return plainly(picture, mode).rotate(-page.turn, expand=True)
    with _opened(data) as document, _closing(document[page.index]) as sheet:
        options = {"grayscale": mode == "L", "rev_byteorder": True}
        with _closing(sheet.render(scale=page.scale, **options)) as bitmap:
            shared: Image.Image = bitmap.to_pil()
            return shared.copy() if shared.mode == mode else shared.convert(mode)


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    with _LOCK:
        handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not handle:  # asked only now: a success leaves the last error as it was
            raise AttachmentError("locked" if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else "damaged")
        document = pypdfium2.PdfDocument(handle)
        with _closing(document):
            if document.get_formtype() != pdfium.FORMTYPE_NONE:
                document.init_forms()  # else what was filled in is not drawn
            yield document


@contextmanager
def _closing(thing: Any) -> Iterator[Any]:
    try:
        yield thing
    finally:
        thing.close()


def _page(document: Any, index: int, software: str | None, *, may_take: bool) -> PdfPage:
    with _closing(document[index]) as page:
        width, height = page.get_size()
        if not (math.isfinite(width * height) and width > 0 and height > 0):
            raise AttachmentError("damaged")
        things = list(itertools.islice(page.get_objects(max_depth=15), MOST_OBJECTS + 1))
        if len(things) > MOST_OBJECTS:
            raise AttachmentError("unsupported")
        images: list[Any] = [thing for thing in things if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE]
        for image in images:
            across, down = image.get_px_size()
            if across * down > LARGEST_PAGE:
                raise AttachmentError("too-many-pixels")
        shown = [thing for thing in things if not _is_invisible_text(thing)]
        alone = images[0] if images == shown and len(images) == 1 else None
        if alone is not None and may_take and _covers(alone, page):
            taken = _taken(alone, index, width, page.get_rotation(), software)
            if taken is not None:
                return taken
        scale = _scale(width, height)
        facts = Page(
            width=math.ceil(width * scale),
            height=math.ceil(height * scale),
            dpi=round(scale * POINTS, 2),
            colours="colour" if alone is None else _colours(alone),
            software=software,
        )
        return PdfPage(facts, index, scale)


def _scale(width: float, height: float) -> float:
    """Return pixels a point: those of `RENDERED_DPI`, or the most that the limit allows."""
    scale = RENDERED_DPI / POINTS
    while math.ceil(width * scale) * math.ceil(height * scale) > LARGEST_PAGE:
        scale *= 0.9
    return scale


def _is_invisible_text(thing: Any) -> bool:
    """Tell whether it is the text that a scanner's OCR laid under the page."""
    if thing.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _covers(image: Any, page: Any) -> bool:
    """Tell whether the image alone is what is seen: upright, opaque, uncut, as large as the page, without notes on it."""
    matrix = image.get_matrix()
    if matrix.b or matrix.c or matrix.a <= 0 or matrix.d <= 0 or image.container is not None:
        return False
    if pdfium.FPDFPageObj_HasTransparency(image) or pdfium.FPDFPage_GetAnnotCount(page):
        return False
    if pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(image)) > 0:
        return False
    left, bottom, right, top = page.get_bbox()
    near = 0.01 * max(right - left, top - bottom)
    edges = zip(image.get_bounds(), (left, bottom, right, top), strict=True)
    return all(abs(edge - limit) <= near for edge, limit in edges)


def _jpeg_of(image: Any) -> bytes | None:
    """Return the bytes of the image if they are a JPEG as it is."""
    if list(image.get_filters()) != ["DCTDecode"]:
        return None
    size = pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(image, buffer, size)
    return buffer.raw


def _taken(image: Any, index: int, points: float, turn: int, software: str | None) -> PdfPage | None:
    """Return the page that is one JPEG; none if its colours are not those the JPEG's decoder gives, as with printing inks."""
    jpeg = _jpeg_of(image)
    if jpeg is None:
        return None
    check_header(jpeg, "image/jpeg")
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(jpeg))
    width, height = picture.size
    allow(width, height)
    if picture.mode not in {"L", "RGB"} or image.get_metadata().colorspace not in _PLAIN:
        return None
    if turn in {90, 270}:
        width, height = height, width
    dpi = round(width / points * POINTS, 2)
    facts = Page(width=width, height=height, dpi=dpi, colours=colours_of(picture.mode), software=software)
    return PdfPage(facts, index, 1.0, jpeg, turn)


def _colours(image: Any) -> Colours:
    metadata = image.get_metadata()
    if metadata.bits_per_pixel == 1:
        return "black-and-white"
    return "grey" if metadata.colorspace in _GREY else "colour"


_PLAIN: Final = frozenset(
    {
        *(pdfium.FPDF_COLORSPACE_DEVICEGRAY, pdfium.FPDF_COLORSPACE_CALGRAY, pdfium.FPDF_COLORSPACE_ICCBASED),
        *(pdfium.FPDF_COLORSPACE_DEVICERGB, pdfium.FPDF_COLORSPACE_CALRGB),
    }
)
_GREY: Final = frozenset({pdfium.FPDF_COLORSPACE_DEVICEGRAY, pdfium.FPDF_COLORSPACE_CALGRAY})
