"""File facts: size, SHA-256 and the type by content, without decoding anything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Final

from eligibility.measurement import FileFacts
from eligibility.submission import LARGEST_FILE

if TYPE_CHECKING:
    from eligibility.measurement import Measurement, Problem

_CHUNK: Final = 1 << 20
_HEAD: Final = 1024

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
)


class FileInspector:
    """Reads a file once, in pieces, and says what it is by its first bytes, never by its name."""

    name: ClassVar[str] = "file"
    version: ClassVar[str] = "1"
    measures: ClassVar[type[Measurement]] = FileFacts

    def inspect(self, file: BinaryIO) -> FileFacts:
        """Return the facts; a file over the limit is not read to its end."""
        digest = hashlib.sha256()
        head = b""
        size = 0
        while piece := file.read(_CHUNK):
            head = head or piece[:_HEAD]
            size += len(piece)
            if size > LARGEST_FILE:
                return FileFacts(problem="too-large")
            digest.update(piece)
        if not size:
            return FileFacts(size=0, problem="empty")
        media_type = media_type_of(head)
        problem: Problem | None = None if media_type else "unknown-type"
        return FileFacts(size=size, sha256=digest.hexdigest(), media_type=media_type, problem=problem)

    def unopened(self, problem: Problem) -> FileFacts:
        """Return the facts of a file that could not be opened."""
        return FileFacts(problem=problem)


def media_type_of(head: bytes) -> str | None:
    """Return the media type that a file's first bytes show, if it is one the contract accepts."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    # Readers of PDF accept the header anywhere in the first kilobyte (ISO 32000-1, annex H).
    return "application/pdf" if b"%PDF-" in head else None
