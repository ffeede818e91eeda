"""The overlay: what was found on a page, drawn on it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from eligibility.measurement import Alteration, Inscriptions, Portrait, ScanQuality, Seals, Signature, Text
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.measurement import Box, Edge, Face, Line, PageSeals, Picture
    from eligibility.rule import Seen
    from eligibility.wording import Language

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_BLUE: Final = (0, 90, 200)
_GREEN: Final = (0, 130, 60)
_RED: Final = (200, 0, 40)
_VIOLET: Final = (140, 0, 160)
_ORANGE: Final = (190, 90, 0)

_CHINESE_FONTS: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "msyh.ttc",
    "simhei.ttf",
    "PingFang.ttc",
    "STHeiti Light.ttc",
)


class Mark(NamedTuple):
    """One thing to draw: where, its name (an English template), and its colour. Lines of text have their number for a name."""

    box: Box
    label: str
    colour: Colour


def marks(seen: Seen, page: int, size: tuple[int, int]) -> Iterator[Mark]:
    """Yield what was found on a page, counted from 0, of a size in pixels."""
    text, alteration, scan = (_on_page(seen.get(kind), page) for kind in (Text, Alteration, ScanQuality))
    for number, line in enumerate(text or (), 1):
        yield Mark(line.box, str(number), _BLUE)
    yield from _on_seals(_on_page(seen.get(Seals), page), _on_page(seen.get(Inscriptions), page))
    for box in alteration or ():
        yield Mark(box, N_("altered"), _VIOLET)
    for box in scan.glare if scan else ():
        yield Mark(box, N_("glare"), _ORANGE)
    for box in scan.hidden if scan else ():
        yield Mark(box, N_("hidden"), _ORANGE)
    for edge in scan.cropped if scan else ():
        yield Mark(_along(edge, size), N_("cropped"), _ORANGE)
    portrait, signature = seen.get(Portrait), seen.get(Signature)
    if isinstance(portrait, Portrait) and page == 0:
        for face in portrait.faces:
            yield from _on_face(face)
    if isinstance(signature, Signature) and signature.region is not None and signature.page == page + 1:
        yield Mark(signature.region, N_("signature"), _GREEN)


def _on_seals(seen: PageSeals | None, inscriptions: Sequence[Line] | None) -> Iterator[Mark]:
    seals = seen.seals if seen else ()
    for seal in seals:
        yield Mark(seal.box, N_("seal"), _RED)
    for line in inscriptions or ():
        if all(line.box != seal.box for seal in seals):
            yield Mark(line.box, N_("in the seal"), _RED)


def _on_face(face: Face) -> Iterator[Mark]:
    yield Mark(face.box, N_("face"), _GREEN)
    near = max(1, face.box[2] // 12)
    for across, down in face.eyes or ():
        yield Mark((across - near, down - near, 2 * near, 2 * near), N_("eye"), _GREEN)


def _along(edge: Edge, size: tuple[int, int]) -> Box:
    """Return a strip along an edge of the page."""
    width, height = size
    strip = max(1, min(size) // 100)
    sides: dict[Edge, Box] = {
        "left": (0, 0, strip, height),
        "top": (0, 0, width, strip),
        "right": (width - strip, 0, strip, height),
        "bottom": (0, height - strip, width, strip),
    }
    return sides[edge]


def _on_page(measured: object, page: int) -> Any:
    pages = getattr(measured, "pages", ())
    return pages[page] if page < len(pages) else None


def overlay(picture: Picture, seen: Seen, page: int, language: Language) -> bytes:
    """Return a page, counted from 0, with everything that was found on it, as PNG."""
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    draw = ImageDraw.Draw(image)
    size = max(12, min(image.size) // 60)
    font, language = _font(size, language)
    for mark in marks(seen, page, image.size):
        _draw(draw, mark, say(mark.label, language), font, max(2, size // 8))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _draw(draw: ImageDraw.ImageDraw, mark: Mark, label: str, font: Font, width: int) -> None:
    """Draw a frame on a white one, and white words on its colour: both can be seen on any page."""
    left, top, across, down = mark.box
    frame = (left, top, left + max(across, 1), top + max(down, 1))
    around = (frame[0] - width, frame[1] - width, frame[2] + width, frame[3] + width)
    draw.rectangle(around, outline="white", width=3 * width)
    draw.rectangle(frame, outline=mark.colour, width=width)
    words = draw.textbbox((left, max(top, 0)), label, font=font, anchor="lb" if top > 2 * width else "lt")
    draw.rectangle((words[0], words[1], words[2] + 2 * width, words[3]), fill=mark.colour)
    draw.text((words[0] + width, words[1]), label, fill="white", font=font, anchor="lt")


def _font(size: int, language: Language) -> tuple[Font, Language]:
    """Return a font, and the language it can write: Chinese only where a font for it is installed."""
    if language == "zh":
        for name in _CHINESE_FONTS:
            try:
                return ImageFont.truetype(name, size), "zh"
            except OSError:
                continue
    return ImageFont.load_default(size), "en"
