"""File facts: what a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import hashlib
import io
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from eligibility.checker import Checker
from eligibility.declaration import Declaration
from eligibility.files import LARGEST_FILE
from eligibility.inspection.file import FileInspector, media_type_of
from eligibility.measurement import Exhibit, FileFacts
from eligibility.submission import Submission

PDF: Final = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
BIG_TIFF: Final = {
    "little-endian BigTIFF": b"II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00" + bytes(32),
    "big-endian BigTIFF": b"MM\x00+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10" + bytes(32),
}


def image(kind: str, mode: str = "RGB", **options: object) -> bytes:
    """Return a small image as Pillow writes it."""
    file = io.BytesIO()
    Image.new(mode, (16, 12), 1).save(file, kind, **options)
    return file.getvalue()


def big_endian_tiff() -> bytes:
    """Return the smallest TIFF with the most significant byte first: one black pixel."""
    one = 1 << 16  # a short number stands in the upper half of its field
    tags = ((256, 3, one), (257, 3, one), (258, 3, one), (259, 3, one), (262, 3, one), (273, 4, 8), (279, 4, 1))
    entries = b"".join(
        tag.to_bytes(2, "big") + kind.to_bytes(2, "big") + (1).to_bytes(4, "big") + value.to_bytes(4, "big")
        for tag, kind, value in tags
    )
    return b"MM\x00*\x00\x00\x00\x0a" + b"\x00\x00" + len(tags).to_bytes(2, "big") + entries + bytes(4)


ACCEPTED: Final = {
    "JPEG": (image("JPEG"), "image/jpeg"),
    "grey JPEG": (image("JPEG", "L"), "image/jpeg"),
    "CMYK JPEG": (image("JPEG", "CMYK"), "image/jpeg"),
    "JPEG with Exif": (image("JPEG", exif=Image.Exif()), "image/jpeg"),
    "PNG": (image("PNG"), "image/png"),
    "PNG with one bit": (image("PNG", "1"), "image/png"),
    "little-endian TIFF": (image("TIFF"), "image/tiff"),
    "big-endian TIFF": (big_endian_tiff(), "image/tiff"),
    "TIFF of several pages": (image("TIFF", save_all=True, append_images=[Image.new("RGB", (8, 8))] * 2), "image/tiff"),
    **{name: (data, "image/tiff") for name, data in BIG_TIFF.items()},
    "BMP": (image("BMP"), "image/bmp"),
    "BMP with one bit": (image("BMP", "1"), "image/bmp"),
    "lossy WebP": (image("WEBP"), "image/webp"),
    "lossless WebP": (image("WEBP", "RGBA", lossless=True), "image/webp"),
    "HEIC": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "image/heic"),
    "HEIC under a common brand": (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + bytes(100), "image/heic"),
    "PDF": (PDF, "application/pdf"),
    "PDF as Pillow writes it": (image("PDF"), "application/pdf"),
    "PDF after a mark": (b"\xef\xbb\xbf" + PDF, "application/pdf"),
    "PDF after a mail's head": (b"Content-Type: application/pdf\r\n\r\n" + PDF, "application/pdf"),
}
REFUSED: Final = {
    "text": b"I am not an image.",
    "Chinese text": "我不是图片".encode(),
    "text like a bitmap": b"BMW invoice no. 12 of 2023, and so on",
    "two letters": b"BM",
    "HTML": b"<!DOCTYPE html><html><body><img src='a.jpg'></body></html>",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    "program for Windows": b"MZ\x90\x00" + bytes(200),
    "program for Linux": b"\x7fELF\x02\x01\x01" + bytes(200),
    "script": b"#!/bin/sh\necho\n",
    "archive": b"PK\x03\x04" + bytes(200),
    "Word document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200),
    "GIF": image("GIF", "P"),
    "icon": image("ICO"),
    "JPEG 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(100),
    "AVIF": b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(100),
    "AVIF under a common brand": b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf" + bytes(100),
    "film": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(100),
    "sound": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100),
    "one zero": b"\x00",
    "zeros": bytes(5000),
    "half a PNG signature": b"\x89PNG\r\n",
    "half a JPEG signature": b"\xff\xd8",
    "PNG spoiled by a text transfer": image("PNG").replace(b"\r\n", b"\n"),
    "PDF header too late": b" " * 1020 + PDF,
    "PDF header far too late": b" " * 100_000 + PDF,
    "PDF in small letters": PDF.lower(),
    "image after a blank": b" " + image("PNG"),
}


def facts(data: bytes) -> FileFacts:
    """Return the facts about these bytes."""
    return FileInspector().inspect(Exhibit(data))


@pytest.mark.parametrize(("data", "media_type"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_every_accepted_type_is_known_by_its_bytes(data: bytes, media_type: str) -> None:
    """Images and PDFs of every kind the contract accepts are known, with size and SHA-256."""
    expected = FileFacts(size=len(data), sha256=hashlib.sha256(data).hexdigest(), media_type=media_type)
    assert facts(data) == expected


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_of_an_unknown_type(data: bytes) -> None:
    """What is neither an accepted image nor a PDF is told so, and still has size and SHA-256."""
    expected = FileFacts(size=len(data), sha256=hashlib.sha256(data).hexdigest(), problem="unknown-type")
    assert facts(data) == expected


def test_the_images_of_these_tests_are_images() -> None:
    """The big-endian TIFF written by hand is one that Pillow can open."""
    with Image.open(io.BytesIO(big_endian_tiff())) as opened:
        assert opened.size == (1, 1)


@pytest.mark.parametrize("before", [0, 1, 500, 1019])
def test_a_pdf_may_begin_within_the_first_kilobyte(before: int) -> None:
    """Programs that show PDFs accept the header anywhere in the first 1024 bytes, and so do we, to the byte."""
    assert media_type_of(b"\n" * before + PDF) == "application/pdf"
    assert facts(b"\n" * before + PDF).media_type == "application/pdf"


def test_an_image_with_a_pdf_inside_is_an_image() -> None:
    """Of a file that could be taken for two things, the signature at its very beginning decides."""
    assert facts(image("JPEG", comment=PDF)).media_type == "image/jpeg"
    assert facts(image("PNG") + PDF).media_type == "image/png"


def test_nothing_is_empty() -> None:
    """An empty file is told as empty."""
    assert facts(b"") == FileFacts(size=0, problem="empty")


def test_the_name_says_nothing() -> None:
    """A PDF called .jpg is a PDF, and a text called .pdf is of an unknown type."""
    declaration = Declaration.model_validate(
        {
            "attachments": [
                {"id": "a1", "file": "photo.jpg", "content": PDF},
                {"id": "a2", "file": "proof.pdf", "content": b"text"},
                {"id": "a3", "file": "程序.exe", "content": image("PNG")},
            ]
        }
    )
    seen = [look[FileFacts] for look in Checker("anhui-leaders@2023").look(Submission.of(declaration))]
    assert [getattr(found, "media_type", None) for found in seen] == ["application/pdf", None, "image/png"]


def test_the_limit_is_exact() -> None:
    """A file of the largest size is measured, one byte more is too large."""
    data = b"\xff\xd8\xff" + bytes(LARGEST_FILE - 3)
    assert facts(data).size == LARGEST_FILE
    assert facts(data + b"\x00") == FileFacts(problem="too-large")


@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_have_facts(data: bytes) -> None:
    """Whatever the bytes, they have a size and a hash, and either a type or a problem."""
    found = facts(data)
    assert (found.size, found.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (found.media_type is None) == (found.problem == "unknown-type")


def test_a_file_that_was_cut_off_is_damaged() -> None:
    """Of a JPEG, PNG, WebP, BMP, TIFF or PDF that lacks its second half it is said without decoding."""
    for data, media_type in ACCEPTED.values():
        if media_type not in {"image/heic", "image/tiff"}:
            assert facts(data[: len(data) // 2]).problem == "damaged"


def test_facts_are_taken_once() -> None:
    """Inspectors of one file share its facts, so that it is hashed once."""
    exhibit = Exhibit(PDF)
    assert FileInspector().inspect(exhibit) is FileInspector().inspect(exhibit)
