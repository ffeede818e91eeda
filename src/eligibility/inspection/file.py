"""File facts: size, SHA-256 and the type by content, without decoding anything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Final

from eligibility.files import LARGEST_FILE
from eligibility.measurement import FileFacts

if TYPE_CHECKING:
    from eligibility.measurement import FileProblem, Measurement

_CHUNK: Final = 1 << 20
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

_ENDS: Final = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND", "application/pdf": b"endobj"}
"""What every whole file of a type holds near its end; of a file that was cut off it is missing."""
_LONGEST_END: Final = 8


class FileInspector:
    """Reads a file once, in pieces, and says what it is by its first bytes, never by its name."""

    name: ClassVar[str] = "file"
    version: ClassVar[str] = "1"
    measures: ClassVar[type[Measurement]] = FileFacts

    def inspect(self, file: BinaryIO) -> FileFacts:
        """Return the facts; a file over the limit is not read to its end."""
        digest = hashlib.sha256()
        head = tail = b""
        size = 0
        ended = False
        while piece := file.read(_CHUNK):
            head += piece[: _HEAD - len(head)]
            size += len(piece)
            if size > LARGEST_FILE:
                return FileFacts(problem="too-large")
            digest.update(piece)
            ended = ended or _ENDS.get(media_type_of(head) or "", b"") in tail + piece
            tail = piece[-_LONGEST_END:]
        if not size:
            return FileFacts(size=0, problem="empty")
        media_type = media_type_of(head)
        problem: FileProblem | None = None if media_type else "unknown-type"
        if media_type and not (ended and _stated_size(head, media_type) <= size):
            problem = "damaged"
        return FileFacts(size=size, sha256=digest.hexdigest(), media_type=media_type, problem=problem)

    def unopened(self, problem: FileProblem) -> FileFacts:
        """Return the facts of a file that could not be opened."""
        return FileFacts(problem=problem)


def media_type_of(head: bytes) -> str | None:
    """Return the media type that a file's first bytes show, if it is one the contract accepts."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    # Readers of PDF accept the header anywhere in the first kilobyte (ISO 32000-1, annex H).
    return "application/pdf" if b"%PDF-" in head else None


def _stated_size(head: bytes, media_type: str) -> int:
    """Return the bytes a file must have by its own header: all of a WebP or BMP, the start of a TIFF's directory."""
    if media_type == "image/webp":
        return int.from_bytes(head[4:8], "little") + 8
    if media_type == "image/bmp":
        return int.from_bytes(head[2:6], "little")
    if media_type == "image/tiff" and head[2:4] in {b"*\0", b"\0*"}:
        return int.from_bytes(head[4:8], "little" if head[:2] == b"II" else "big")
    return 0
