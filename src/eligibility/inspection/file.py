"""File facts: size, SHA-256 and the type by content, without decoding anything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.files import LARGEST_FILE
from eligibility.measurement import FileFacts

if TYPE_CHECKING:
    from eligibility.measurement import Exhibit, FileProblem, Measurement

_HEAD: Final = 1024

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)

_BMP_HEADERS: Final = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""Sizes of the header after the first: `BM` alone begins many a text."""

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
"""What phones name first in the `ftyp` box of a photograph in HEIC (ISO/IEC 23008-12)."""

_ENDS: Final = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND", "application/pdf": b"%%EOF"}
"""What every whole file of a type holds near its end; of a file that was cut off it is missing."""


class FileInspector:
    """Says what a file is by its first bytes, never by its name."""

    name: ClassVar[str] = "file"
    version: ClassVar[str] = "2"
    measures: ClassVar[type[Measurement]] = FileFacts

    def inspect(self, exhibit: Exhibit) -> FileFacts:
        """Return the facts; of a file over the limit only that."""
        return exhibit.once(facts_of)


def facts_of(exhibit: Exhibit) -> FileFacts:
    """Return the facts of a file; use it through `exhibit.once(facts_of)`."""
    data = exhibit.data
    if len(data) > LARGEST_FILE:
        return FileFacts(problem="too-large")
    if not data:
        return FileFacts(size=0, problem="empty")
    media_type = media_type_of(data[:_HEAD])
    problem: FileProblem | None = None
    if media_type is None:
        problem = "unknown-type"
    elif _ENDS.get(media_type, b"") not in data or _stated_size(data[:_HEAD], media_type) > len(data):
        problem = "damaged"
    return FileFacts(size=len(data), sha256=hashlib.sha256(data).hexdigest(), media_type=media_type, problem=problem)


def media_type_of(head: bytes) -> str | None:
    """Return the media type that a file's first bytes show, if it is one the contract accepts."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    if head[4:8] == b"ftyp" and _is_heic(head):
        return "image/heic"
    # Readers of PDF accept the header anywhere in the first kilobyte (ISO 32000-1, annex H).
    return "application/pdf" if b"%PDF-" in head else None


def _is_heic(head: bytes) -> bool:
    """Tell HEIC from the other formats in the same container: `mif1` alone may be AVIF, which names itself further on."""
    brands = head[8 : int.from_bytes(head[:4])]
    return head[8:12] in _HEIC_BRANDS and b"avif" not in brands


def _stated_size(head: bytes, media_type: str) -> int:
    """Return the bytes a file must have by its own header: all of a WebP or BMP, the start of a TIFF's directory."""
    if media_type == "image/webp":
        return int.from_bytes(head[4:8], "little") + 8
    if media_type == "image/bmp":
        return int.from_bytes(head[2:6], "little")
    if media_type == "image/tiff" and head[2:4] in {b"*\0", b"\0*"}:
        return int.from_bytes(head[4:8], "little" if head[:2] == b"II" else "big")
    return 0
