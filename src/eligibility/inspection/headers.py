"""What is read of a file before a decoder sees it: claims that would cost the decoder minutes or gigabytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from eligibility.errors import AttachmentError
from eligibility.inspection.guard import allow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_PARTS: Final = 50_000
"""Segments of a JPEG before its pixels, with filling between them, and chunks of a PNG: Pillow reads them one by one."""
MOST_SCANS: Final = 100
"""Passes over all pixels of a progressive JPEG; cameras make 10 or fewer."""


def check_header(data: bytes, media_type: str) -> None:
    """Raise `AttachmentError` for a picture whose parts no decoder should be given; `IndexError` for one that is cut off."""
    check = _CHECKS.get(media_type)
    if check is not None:
        check(data)


def _check_jpeg(data: bytes) -> None:
    at = 2
    for _ in range(MOST_PARTS):
        if data[at] != _MARKER or data[at + 1] in _FILLING:
            at += 1
        elif data[at + 1] == _START_OF_SCAN:
            _check_scans(data, at)
            return
        else:
            at = _after(data, at)
    raise AttachmentError("unsupported")


def _check_scans(data: bytes, at: int) -> None:
    """Refuse a JPEG of too many scans, of which the first begins `at`; what follows its end, such as a film, is none of them."""
    scans = 0
    for _ in range(MOST_PARTS):
        scans += data[at + 1] == _START_OF_SCAN
        following = _NEXT.search(data, _after(data, at))
        if data[at + 1] == _END or following is None:
            return
        if scans > MOST_SCANS:
            break
        at = following.start()
    raise AttachmentError("unsupported")


def _after(data: bytes, at: int) -> int:
    """Return where the segment that begins `at` ends."""
    return at + 2 + int.from_bytes(data[at + 2 : at + 4])


_MARKER: Final = 0xFF
_START_OF_SCAN: Final = 0xDA
_END: Final = 0xD9
_NEXT: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""A marker within or after the pixels of a scan."""
_FILLING: Final = frozenset({0x00, 0xFF})


def _check_png(data: bytes) -> None:
    at = 8
    for _ in range(MOST_PARTS):
        if data[at + 4 : at + 8] in {b"IEND", b""}:
            return
        at += 12 + int.from_bytes(data[at : at + 4])
    raise AttachmentError("unsupported")


def _check_bmp(data: bytes) -> None:
    """Refuse pictures packed by run lengths: Pillow unpacks them in Python, and no scanner makes them."""
    if int.from_bytes(data[14:18], "little") != _OLD_HEADER and data[30] in _RUN_LENGTHS:
        raise AttachmentError("unsupported")


_OLD_HEADER: Final = 12
_RUN_LENGTHS: Final = frozenset({1, 2})


def _check_webp(data: bytes) -> None:
    """Refuse a large canvas: opening the file makes room for it."""
    kind = data[12:16]
    if kind == b"VP8X":
        if data[20] & 0x02:
            raise AttachmentError("animated")
        allow(int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    elif kind == b"VP8 ":
        allow(int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF)
    elif kind == b"VP8L":
        sides = int.from_bytes(data[21:25], "little")
        allow((sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1)


_CHECKS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "image/jpeg": _check_jpeg,
    "image/png": _check_png,
    "image/bmp": _check_bmp,
    "image/webp": _check_webp,
}
