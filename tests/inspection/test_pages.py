"""From bytes to sheets: every way a page can be stored ends upright, opaque, in 8 bits; and limits hold before decoding."""

from __future__ import annotations

import io
import struct
import sys
import threading
import time
import warnings
import zlib
from typing import Final

import numpy as np
import pytest
from PIL import Image

from eligibility.errors import AttachmentError
from eligibility.inspection import pages, pdf
from eligibility.inspection.guard import LARGEST_PAGE, LONGEST_NOTE, MOST_PAGES
from eligibility.inspection.headers import MOST_PARTS, MOST_SCANS
from eligibility.inspection.pages import Sheet, sheets_of
from eligibility.measurement import Exhibit
from tests.bounds import watched
from tools.mutate import bases, drawn_pdf, pdf_of

FILES: Final = bases()
RED: Final = (200, 30, 40)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return an image as Pillow writes it."""
    image.save(file := io.BytesIO(), kind, **options)
    return file.getvalue()


def sheets(data: bytes) -> list[Sheet]:
    """Return the pages of these bytes."""
    return list(Exhibit(data).once(sheets_of))


def sheet(data: bytes) -> Sheet:
    """Return the only page of these bytes."""
    (only,) = sheets(data)
    return only


def _test_all(data: bytes) -> None:
    for page in sheets(data):
        page.test()


def problem(data: bytes) -> str:
    """Return why these bytes can't be looked at, and make sure that nobody had to wait for it."""
    started = time.process_time()
    with watched(), pytest.raises(AttachmentError) as caught:
        _test_all(data)
    assert time.process_time() - started < 2
    return caught.value.problem


def corners(size: tuple[int, int] = (48, 32)) -> Image.Image:
    """Return a picture whose quarters differ: black, dark, light and white, from the top left, row by row."""
    picture = Image.new("L", size)
    width, height = size[0] // 2, size[1] // 2
    for place, value in enumerate((0, 85, 170, 255)):
        picture.paste(
            value, (place % 2 * width, place // 2 * height, (place % 2 + 1) * width, (place // 2 + 1) * height)
        )
    return picture


def quarters(page: Sheet) -> list[int]:
    """Return the brightness in the middle of each quarter, rounded to the four steps."""
    height, width = page.grey.shape
    return [
        round(int(page.grey[row, column]) / 85)
        for row in (height // 4, 3 * height // 4)
        for column in (width // 4, 3 * width // 4)
    ]


# --- Upright ----------------------------------------------------------------------------------------------------------

_STORED: Final[dict[int, Image.Transpose | None]] = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How an upright picture is stored under each EXIF orientation."""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_notes_say(kind: str, orientation: int) -> None:
    """All eight orientations of EXIF end upright, in facts, grey and colours alike."""
    turn = _STORED[orientation]
    stored = corners() if turn is None else corners().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    page = sheet(saved(stored.convert("RGB"), kind, exif=exif))
    assert (page.facts.width, page.facts.height) == (48, 32)
    assert quarters(page) == [0, 1, 2, 3]
    assert page.rgb.shape == (32, 48, 3)
    assert abs(page.rgb.mean(axis=2) - page.grey).max() < 12


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("kind", ["L", "1"])
def test_a_turned_pdf_page_is_upright(turn: int, kind: str) -> None:
    """A scan taken out of a PDF and a page that is rendered are both turned by the page's /Rotate."""
    stored = corners().rotate(turn, expand=True).convert(kind, dither=Image.Dither.NONE)
    data = saved(stored, "PDF", resolution=72).replace(b"/MediaBox", b"/Rotate %d /MediaBox" % turn)
    page = sheet(data)
    assert page.facts.width > page.facts.height
    assert page.grey.shape == (page.facts.height, page.facts.width)
    assert quarters(page) == ([0, 1, 2, 3] if kind == "L" else [0, 0, 3, 3])


# --- Every mode -------------------------------------------------------------------------------------------------------


def _with_alpha(mode: str) -> Image.Image:
    """Return a picture whose left half is opaque black, and whose right half is a black that nobody sees."""
    picture = Image.new("RGBA", (20, 10), (0, 0, 0, 255))
    picture.paste((0, 0, 0, 0), (10, 0, 20, 10))
    return picture.convert(mode)


_PALETTE = Image.new("P", (20, 10), 1)
_PALETTE.putpalette([0, 0, 0] * 4)
_PALETTE.paste(2, (10, 0, 20, 10))


@pytest.mark.parametrize(
    "data",
    [
        saved(_with_alpha("RGBA"), "PNG"),
        saved(_with_alpha("LA"), "PNG"),
        saved(_with_alpha("RGBA"), "WEBP", lossless=True, exact=True),
        saved(_with_alpha("RGBA"), "TIFF"),
        saved(_PALETTE, "PNG", transparency=bytes((255, 255, 0))),
        saved(_PALETTE, "PNG", transparency=2),
    ],
    ids=["RGBA PNG", "LA PNG", "WebP", "TIFF", "palette with bytes", "palette with an index"],
)
def test_what_is_transparent_is_white(data: bytes) -> None:
    """Paper shows through where nothing is drawn, whatever colour hides there."""
    page = sheet(data)
    assert (page.grey[:, :10] == 0).all()
    assert (page.grey[:, 10:] == 255).all()
    assert (page.rgb[:, :10] == 0).all()
    assert (page.rgb[:, 10:] == 255).all()


@pytest.mark.parametrize(
    ("data", "colours"),
    [
        (saved(corners().convert("1", dither=Image.Dither.NONE).convert("L"), "PNG"), "grey"),
        (saved(corners(), "PNG"), "grey"),
        (saved(Image.fromarray(np.asarray(corners()).astype(np.uint16) * 257), "PNG"), "grey"),
        (saved(Image.fromarray(np.asarray(corners()).astype(np.uint16) * 257), "TIFF"), "grey"),
        (saved(Image.fromarray(np.asarray(corners()).astype(np.int32) * 257), "TIFF"), "grey"),
        (saved(Image.fromarray(np.asarray(corners()).astype(np.float32) / 255), "TIFF"), "grey"),
        (saved(Image.fromarray(np.asarray(corners()).astype(np.float32)), "TIFF"), "grey"),
        (saved(corners().convert("RGB").convert("CMYK"), "JPEG", quality=95), "colour"),
        (saved(corners().convert("RGB").convert("CMYK"), "TIFF"), "colour"),
        (saved(corners().convert("YCbCr"), "TIFF"), "colour"),
        (saved(corners().convert("RGB").quantize(4), "BMP"), "colour"),
        (saved(corners(), "BMP"), "grey"),
        (saved(corners().convert("RGB"), "JPEG", icc_profile=b"no profile at all"), "colour"),
        (saved(corners(), "PDF", resolution=72), "grey"),
    ],
)
def test_every_way_to_store_brightness_gives_the_same(data: bytes, colours: str) -> None:
    """Eight, sixteen and thirty-two bits, floating numbers, palettes, inks and odd profiles: black is 0 and white 255."""
    page = sheet(data)
    assert quarters(page) in ([0, 1, 2, 3], [0, 0, 3, 3])
    assert page.facts.colours == colours
    assert page.grey.min() <= 8
    assert page.grey.max() >= 247
    assert page.rgb.shape == (*page.grey.shape, 3)


def test_one_bit_is_black_and_white() -> None:
    """A fax page says that it is black and white, in a TIFF and in a PDF, and has no grey in between."""
    fax = corners().convert("1", dither=Image.Dither.NONE)
    for data in (saved(fax, "TIFF", compression="group4"), saved(fax, "PNG"), saved(fax, "PDF", resolution=72)):
        page = sheet(data)
        assert page.facts.colours == "black-and-white"
    assert set(np.unique(sheet(saved(fax, "PNG")).grey)) == {0, 255}


def ycck() -> bytes:
    """Return a white JPEG in YCCK: Adobe's marker says that the first three inks are stored as brightness and colour."""
    data = saved(Image.new("CMYK", (16, 16), (255, 127, 127, 0)), "JPEG")
    adobe = data.index(b"Adobe")
    return data[: adobe + 11] + b"\x02" + data[adobe + 12 :]


def test_four_inks_of_a_photoshop_jpeg_are_not_inverted() -> None:
    """White paper in a CMYK or YCCK JPEG is white."""
    assert sheet(saved(Image.new("CMYK", (16, 16), 0), "JPEG")).grey.min() > 250
    assert sheet(ycck()).grey.min() > 250


def test_a_float_that_is_no_number_is_damage() -> None:
    """A floating TIFF with not-a-number in it is told as damaged."""
    wrong = np.full((8, 8), np.nan, np.float32)
    assert problem(saved(Image.fromarray(wrong), "TIFF")) == "damaged"


# --- What the file says of itself ------------------------------------------------------------------------------------


def test_the_notes_of_a_photograph() -> None:
    """Camera, software and resolution are told as clipped plain text; name, place and date are not."""
    exif = Image.Exif()
    exif.update({0x010F: "Sample", 0x0110: "Sample  One\x1b[31m", 0x0131: "x" * 500, 0x013B: "王样本"})
    exif.update({0x0132: "2023:08:01 10:00:00", 0x8298: "王样本"})
    exif.get_ifd(0x8825)[1] = "N"
    facts = sheet(saved(Image.new("RGB", (9, 9)), "JPEG", exif=exif, dpi=(300, 300))).facts
    assert facts.dpi == 300
    assert facts.camera is not None
    assert facts.camera.startswith("Sample One")
    assert "\x1b" not in facts.camera
    assert facts.software == "x" * LONGEST_NOTE
    assert "王" not in repr(facts)
    assert "2023" not in repr(facts)


def test_a_resolution_nobody_gave_is_not_made_up() -> None:
    """A photograph whose notes say nothing about dots an inch has none."""
    exif = Image.Exif()
    exif[0x0110] = "Sample One"
    assert sheet(saved(Image.new("RGB", (9, 9)), "JPEG", exif=exif)).facts.dpi is None
    assert sheet(saved(Image.new("RGB", (9, 9)), "PNG")).facts.dpi is None


def test_a_phones_double_picture_is_its_first() -> None:
    """An MPO, as phones write with a depth picture behind, has one page."""
    assert len(sheets(FILES["MPO"])) == 1


# --- PDF --------------------------------------------------------------------------------------------------------------


def test_a_scan_is_taken_out_of_its_pdf_as_it_is() -> None:
    """A page that is one JPEG has the JPEG's own pixels, to the last one."""
    grain = np.random.default_rng(1).integers(0, 255, (120, 90), np.uint8)
    jpeg = saved(Image.fromarray(grain), "JPEG", quality=75)
    with Image.open(io.BytesIO(jpeg)) as opened:
        data = saved(opened, "PDF", resolution=150, quality="keep")
        expected = np.asarray(opened)
    page = sheet(data)
    assert (page.facts.dpi, page.facts.colours) == (150, "grey")
    assert page.grey.shape == expected.shape


_SPOT: Final = b"[/Separation/Black/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]"


def _scan_pdf(
    content: bytes = b"q 90 0 0 60 0 0 cm /I1 Do Q",
    *,
    page: bytes = b"",
    image: bytes = b"",
    cut: int | None = None,
    mode: str = "L",
    colours: bytes = b"/DeviceGray",
) -> bytes:
    jpeg = saved(corners((90, 60)).convert(mode), "JPEG", quality=95)[:cut]
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 60]/Contents 4 0 R/Resources<</XObject<</I1 5 0 R>>"
        b"/Font<</F1 6 0 R>>>>%b>>" % page,
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width 90/Height 60/BitsPerComponent 8/ColorSpace%b/Filter/DCTDecode"
        b"%b/Length %d>>\nstream\n%b\nendstream" % (colours, image, len(jpeg), jpeg),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


@pytest.mark.parametrize(
    ("data", "taken"),
    [
        (_scan_pdf(), True),
        (_scan_pdf(b"q 90 0 0 60 0 0 cm /I1 Do Q BT 3 Tr /F1 9 Tf (hidden) Tj ET"), True),
        (_scan_pdf(b"q 90 0 0 60 0 0 cm /I1 Do Q BT /F1 9 Tf (shown) Tj ET"), False),
        (_scan_pdf(b"q 90 0 0 60 0 0 cm /I1 Do Q 1 1 1 rg 0 0 45 60 re f"), False),
        (_scan_pdf(b"q 45 0 0 30 0 0 cm /I1 Do Q"), False),
        (_scan_pdf(b"q -90 0 0 60 90 0 cm /I1 Do Q"), False),
        (_scan_pdf(b"q 180 0 0 120 0 0 cm /I1 Do Q"), False),
        (_scan_pdf(b"q 0 0 45 60 re W n 90 0 0 60 0 0 cm /I1 Do Q"), False),
        (_scan_pdf(image=b"/Decode[1 0]"), False),
        (_scan_pdf(mode="RGB", colours=b"/DeviceRGB"), True),
        (_scan_pdf(mode="CMYK", colours=b"/DeviceCMYK"), False),
        (_scan_pdf(colours=_SPOT), False),
        (_scan_pdf(page=b"/Annots[<</Type/Annot/Subtype/Square/Rect[0 0 9 9]>>]"), False),
    ],
    ids=[
        "a scan",
        "text of an OCR beneath",
        "text on it",
        "painted over",
        "smaller than the page",
        "mirrored",
        "larger than the page",
        "cut",
        "inverted",
        "in colour",
        "in printing inks, which decoders of JPEG take for negatives",
        "in one ink, of which none is white",
        "with a note on it",
    ],
)
def test_only_what_is_seen_is_judged(data: bytes, *, taken: bool) -> None:
    """A JPEG is taken out only where the page shows nothing else and all of it; otherwise the page is rendered."""
    (leaf,) = pdf.pages_of(data)
    assert (leaf.jpeg is not None) is taken
    page = sheet(data)
    assert page.facts.dpi == (72 if taken else 200)
    assert page.grey.shape == (page.facts.height, page.facts.width)


def test_an_inverted_scan_in_a_pdf_is_shown_inverted() -> None:
    """What /Decode turns around is black where the reader sees black."""
    assert quarters(sheet(_scan_pdf(image=b"/Decode[1 0]"))) == [3, 2, 1, 0]


def test_a_scan_in_inks_is_shown_as_readers_show_it() -> None:
    """Without /Decode no ink is white paper, and a separation of full ink is black."""
    assert quarters(sheet(_scan_pdf(colours=_SPOT))) == [3, 2, 1, 0]


def test_a_scan_in_inks_that_claims_too_many_pixels_is_not_rendered() -> None:
    """What the JPEG says of its size is held against the limit whether or not it is taken out."""
    data = _scan_pdf(mode="CMYK", colours=b"/DeviceCMYK")
    size = data.index(b"\xff\xc0") + 5
    assert problem(data[:size] + b"\x75\x30\x75\x30" + data[size + 4 :]) == "too-many-pixels"


def test_a_scan_whose_jpeg_is_cut_off_is_damaged() -> None:
    """A PDF may be whole and the JPEG inside it lack its end."""
    assert problem(_scan_pdf(cut=-100)) == "damaged"


def test_a_pdf_of_lines_is_rendered() -> None:
    """A page that is drawn is rendered at 200 dpi, with its text and its line."""
    page = sheet(drawn_pdf())
    assert (page.facts.dpi, page.facts.width, page.facts.height) == (200, 556, 278)
    assert (page.grey < 128).any()
    assert page.grey.mean() > 200


def test_a_huge_pdf_page_is_rendered_within_the_limit() -> None:
    """A page of five metres has as many pixels as are allowed, and says its resolution."""
    page = sheet(drawn_pdf(b"/MediaBox [0 0 14400 14400]"))
    assert page.facts.width * page.facts.height <= LARGEST_PAGE
    assert page.facts.dpi is not None
    assert page.facts.dpi < 200


def test_a_pdf_with_a_password_is_locked() -> None:
    """A PDF that asks for a password is told as locked, not as damaged."""
    key = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O(%b)/U(%b)>>/ID[(0123456789abcdef)(0123456789abcdef)]"
    trailer = key % (b"o" * 32, b"u" * 32)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    assert problem(pdf_of(catalogue, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, trailer=trailer)) == "locked"


def test_a_pdf_without_pages_is_damaged() -> None:
    """A PDF whose tree of pages is empty shows nothing, and is not taken for locked because the one before was."""
    assert problem(pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")) == "damaged"


def test_pdfs_are_read_by_several_threads() -> None:
    """PDFium knows no threads; what several of them read at once is right all the same."""
    data = FILES["PDF of lines and text"]
    expected = sheet(data).grey
    found: list[bool] = []

    def look() -> None:
        found.extend(bool((sheet(data).grey == expected).all()) for _ in range(10))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 40


# --- Limits -----------------------------------------------------------------------------------------------------------


def _png_head(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + bytes(4) + struct.pack(">I", 0) + b"IEND"


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    """A page over the limit is refused by its header, in every type; one pixel row fewer would be decoded."""
    assert problem(_png_head(60_000, 1_001)) == "too-many-pixels"
    assert problem(_png_head(60_000, 1_000)) == "damaged"
    small = {kind: saved(Image.new("L", (16, 16)), kind) for kind in ("JPEG", "BMP", "TIFF", "PDF")}
    jpeg = small["JPEG"].replace(struct.pack(">HH", 16, 16), struct.pack(">HH", 9000, 9000))
    assert problem(jpeg) == "too-many-pixels"
    assert (
        problem(small["BMP"].replace(struct.pack("<II", 16, 16), struct.pack("<II", 9000, 9000))) == "too-many-pixels"
    )
    assert problem(drawn_pdf().replace(b"/Width 4/Height 4", b"/Width 9000/Height 9000")) == "too-many-pixels"
    assert problem(saved(Image.new("1", (9000, 9000)), "TIFF", compression="group4")) == "too-many-pixels"


def test_a_large_webp_is_refused_before_its_canvas_is_made() -> None:
    """Opening a WebP makes room for its canvas, so its header is read before."""
    extended = b"VP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + (16382).to_bytes(3, "little") * 2
    assert problem(b"RIFF" + len(extended).to_bytes(4, "little") + b"WEBP" + extended) == "too-many-pixels"
    lossless = FILES["lossless WebP"]
    at = lossless.index(b"VP8L") + 9
    assert problem(lossless[:at] + (0x0FFFFFFF).to_bytes(4, "little") + lossless[at + 4 :]) == "too-many-pixels"


def test_too_many_pages_are_refused() -> None:
    """Fifty pages are looked at, fifty-one are not, in a TIFF and in a PDF."""
    page = Image.new("1", (8, 8))
    for kind in ("TIFF", "PDF"):
        assert len(sheets(saved(page, kind, save_all=True, append_images=[page] * (MOST_PAGES - 1)))) == MOST_PAGES
        assert problem(saved(page, kind, save_all=True, append_images=[page] * MOST_PAGES)) == "too-many-pages"


def test_all_pages_together_have_a_limit() -> None:
    """Many pages, each within the limit, are refused when together they are too much."""
    page = Image.new("1", (7000, 7500))
    data = saved(page, "TIFF", save_all=True, append_images=[page] * 9, compression="group4")
    assert problem(data) == "too-many-pixels"


def test_headers_of_very_many_parts_are_refused() -> None:
    """What would keep Pillow busy for minutes is refused at once: segments, filling, chunks, scans, run lengths."""
    jpeg, png = FILES["JPEG"], FILES["PNG"]
    assert problem(jpeg[:2] + b"\xff\xfe\x00\x02" * MOST_PARTS + jpeg[2:]) == "unsupported"
    assert problem(jpeg[:2] + b"\xff" * (20 << 20) + jpeg[2:]) == "unsupported"
    assert problem(jpeg[:-2] + b"\xff\xda\x00\x00" * MOST_SCANS + jpeg[-2:]) == "unsupported"
    chunk = bytes(4) + b"tEXt" + zlib.crc32(b"tEXt").to_bytes(4)
    assert problem(png[:33] + chunk * MOST_PARTS + png[33:]) == "unsupported"
    bitmap = FILES["palette BMP"]
    assert problem(bitmap[:30] + b"\x01" + bitmap[31:]) == "unsupported"


def test_what_follows_the_end_of_a_jpeg_is_not_read() -> None:
    """Telephones append a film to a picture, in which any two bytes come up, those of a scan's start too."""
    film = np.random.default_rng(1).bytes(8 << 20) + b"\xff\xda" * (2 * MOST_SCANS)
    assert film.count(b"\xff\xda") > 2 * MOST_SCANS
    page = sheet(FILES["JPEG"] + film)
    page.test()
    assert page.facts == sheet(FILES["JPEG"]).facts


def test_a_text_that_unpacks_to_gigabytes_is_refused() -> None:
    """A PNG's packed text is not unpacked without end."""
    packed = zlib.compress(bytes(200 << 20))
    body = b"zTXt" + b"k\x00\x00" + packed
    chunk = len(body[4:]).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    assert problem(FILES["PNG"][:33] + chunk + FILES["PNG"][33:]) == "damaged"


def test_heic_without_its_software_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the software for HEIC is not installed, the file is told as unsupported, not as damaged."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    assert problem(FILES["HEIC"]) == "unsupported"


# --- Keeping ----------------------------------------------------------------------------------------------------------


def test_pixels_are_decoded_once_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inspectors share the pixels of a page; when there are too many, the oldest are decoded again, and are the same."""
    first, second, third = sheets(FILES["TIFF of several pages"])
    grey = first.grey
    assert first.grey is grey
    monkeypatch.setattr(pages, "MOST_KEPT", 2 * 97 * 61)
    _ = second.grey, third.grey
    assert first.grey is not grey
    assert (first.grey == grey).all()


def test_pixels_can_not_be_changed() -> None:
    """What one inspector sees no other can spoil."""
    with pytest.raises(ValueError, match="read-only"):
        sheet(FILES["PNG"]).rgb[0, 0] = 0


def test_remarks_of_the_decoder_stay_inside() -> None:
    """Odd metadata makes Pillow warn; nobody hears of it, whatever the filters, and huge images still warn others."""
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00\x0f\x01\x02\x00\xff\x00\x00\x00\xf0\xff\x00\x00"
    data = saved(Image.new("RGB", (9, 9)), "JPEG", exif=exif)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with Image.open(io.BytesIO(data)) as opened:
            opened.getexif()
        assert heard
        heard.clear()
        warnings.simplefilter("always")
        assert sheet(data).grey.shape == (9, 9)
        assert heard == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sheet(data).grey.shape == (9, 9)
        with pytest.raises(Image.DecompressionBombWarning):
            Image.open(io.BytesIO(_png_head(10_000, 10_000)))
