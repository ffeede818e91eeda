"""Single pictures through Pillow: what their headers say, and their pixels upright in grey or RGB."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any, Final, Literal

from PIL import BmpImagePlugin, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from eligibility.errors import AttachmentError
from eligibility.inspection.guard import MOST_PAGES, allow, note
from eligibility.inspection.headers import check_header
from eligibility.measurement import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Mode = Literal["L", "RGB"]
Colours = Literal["black-and-white", "grey", "colour"]

_OPENERS: Final[Mapping[str, Callable[[io.BytesIO], Image.Image]]] = {
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/png": PngImagePlugin.PngImageFile,
    "image/tiff": TiffImagePlugin.TiffImageFile,
    "image/bmp": BmpImagePlugin.BmpImageFile,
    "image/webp": WebPImagePlugin.WebPImageFile,
}
"""Opened by their own class, not `Image.open`: no other format is ever tried, and a phone's MPO is its first JPEG."""

_MAKE, _MODEL, _ORIENTATION, _X_RESOLUTION, _SOFTWARE = 271, 272, 274, 282, 305
_ALREADY_UPRIGHT: Final = frozenset({"image/tiff", "image/heic"})
"""Types whose decoders turn the picture themselves."""
_TURNS: Final[Mapping[object, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of each EXIF orientation upright (Exif 3.0, tag Orientation)."""
_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})


def pages_of(data: bytes, media_type: str) -> Iterator[Page]:
    """Yield what the header says of each picture in the file."""
    check_header(data, media_type)
    for index in range(MOST_PAGES + 1 if media_type == "image/tiff" else 1):
        try:
            picture = _opened(data, media_type, index)
        except EOFError:
            return
        yield _facts(picture, media_type)


def pixels_of(data: bytes, media_type: str, index: int, mode: Mode) -> Image.Image:
    """Return the pixels of one picture, upright, on white where it is transparent."""
    picture = _opened(data, media_type, index)
    if mode == "L" and media_type == "image/jpeg":
        picture.draft("L", picture.size)  # decodes without the colours, in a quarter of the time
    turn = _TURNS.get(_orientation(picture, media_type))
    plain = plainly(picture, mode)
    return plain if turn is None else plain.transpose(turn)


def _opened(data: bytes, media_type: str, index: int) -> Image.Image:
    """Open the picture at `index`; raise `EOFError` when a TIFF has no such page."""
    picture = _opened_heic(data) if media_type == "image/heic" else _OPENERS[media_type](io.BytesIO(data))
    if media_type == "image/tiff":
        picture.seek(index)
    elif media_type != "image/heic" and getattr(picture, "is_animated", False):
        raise AttachmentError("animated")
    allow(*picture.size, pages=index + 1)
    return picture


def _opened_heic(data: bytes) -> Image.Image:
    try:
        from pillow_heif import as_plugin
    except ImportError:
        raise AttachmentError("unsupported") from None
    opener: Callable[[io.BytesIO], Image.Image] = as_plugin.HeifImageFile
    return opener(io.BytesIO(data))


def _facts(picture: Image.Image, media_type: str) -> Page:
    exif = picture.getexif()
    width, height = picture.size
    if _orientation(picture, media_type) in _ON_ITS_SIDE:
        width, height = height, width
    make, model = note(exif.get(_MAKE)), note(exif.get(_MODEL))
    camera = model if make and model and model.startswith(make) else note(f"{make or ''} {model or ''}")
    return Page(
        width=width,
        height=height,
        dpi=_dpi(picture, exif),
        colours=colours_of(picture.mode),
        camera=camera,
        software=note(exif.get(_SOFTWARE)),
    )


def _orientation(picture: Image.Image, media_type: str) -> object:
    return 1 if media_type in _ALREADY_UPRIGHT else picture.getexif().get(_ORIENTATION)


def _dpi(picture: Image.Image, exif: Mapping[int, Any]) -> float | None:
    """Return the dots an inch, unless Pillow made them up: it gives 72 to a JPEG whose EXIF has none."""
    info = picture.info
    if picture.format == "JPEG" and not info.get("jfif_unit") and _X_RESOLUTION not in exif:
        return None
    try:
        dpi = float(info["dpi"][0])
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return round(dpi, 2) if math.isfinite(dpi) and dpi > 1 else None


def colours_of(mode: str) -> Colours:
    """Return how a picture of Pillow's `mode` stores its colours."""
    if mode == "1":
        return "black-and-white"
    return "grey" if mode in {"L", "LA", "La", "F"} or mode.startswith("I") else "colour"


# --- Pixels -----------------------------------------------------------------------------------------------------------


def plainly(picture: Image.Image, mode: Mode) -> Image.Image:
    """Return a picture of any of Pillow's modes as 8-bit grey or RGB, on white where it is transparent."""
    picture.load()
    if picture.mode == "F" or picture.mode.startswith("I"):
        picture = _eight_bits(picture)
    elif picture.has_transparency_data:
        picture = _on_white(picture)
    if mode == "L" and picture.mode not in {"1", "L", "LA"}:
        picture = picture.convert("RGB")  # Pillow knows no way from CMYK to grey
    return picture if picture.mode == mode else picture.convert(mode)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and floating grey to 8 bits; `convert` alone would cut off all that is above 255."""
    wide = picture if picture.mode in {"I", "F"} else picture.convert("I")
    lowest, highest = wide.getextrema()
    if not (isinstance(lowest, int | float) and isinstance(highest, int | float)) or not math.isfinite(
        lowest + highest
    ):
        raise AttachmentError("damaged")
    white = 0xFFFF if picture.mode.startswith("I;16") else next((top for top in _WHITES if highest <= top), highest)
    if picture.mode == "I" and white == 1:
        white = 0xFF
    scale = 255 / white
    return wide.point(lambda value: value * scale + 0).convert("L")


_WHITES: Final = (1, 0xFF, 0xFFFF)
"""The values that stand for white in files with floating or 32-bit grey; the file itself doesn't say."""


def _on_white(picture: Image.Image) -> Image.Image:
    picture = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
