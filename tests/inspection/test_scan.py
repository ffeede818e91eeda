"""Scan quality: spoilt pages are told from good ones, and losses from pages that are merely sparse."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from eligibility.errors import AttachmentError
from eligibility.inspection import scan
from eligibility.inspection.engines import choice
from eligibility.inspection.turning import Turn, turned_upright, upright
from eligibility.measurement import Exhibit
from tests.inspection.engines.drawn import page
from tools.fonts import font

if TYPE_CHECKING:
    from eligibility.inspection.engines import Pixels, Quad
    from eligibility.measurement import Edge, PageScan

BACK: Final[dict[Turn, Turn]] = {90: 270, 180: 180, 270: 90}


@pytest.fixture(scope="module")
def letter() -> Pixels:
    """Return a page of text, in grey, on paper that is not as white as light."""
    grey = np.asarray(Image.fromarray(page("pledge")[0]).convert("L"))
    paper: Pixels = np.minimum(grey, 225)
    return paper


def look(pixels: Pixels) -> PageScan:
    """Return what the inspector says of one page."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    [seen] = scan.inspect(Exhibit(file.getvalue())).pages
    return seen


def test_a_good_page_is_legible_upright_and_whole(letter: Pixels) -> None:
    """A clean page has nothing against it, and its facts are those of the page."""
    seen = look(letter)
    assert seen.legibility is not None
    assert seen.legibility > 0.9
    assert (seen.turned, seen.glare, seen.cropped) == (0, (), ())
    assert abs(seen.skew) < 1
    assert seen.character_height is not None
    assert 15 < seen.character_height < 80
    assert 0 < seen.ink < 0.2


def test_blur_makes_a_page_less_legible(letter: Pixels) -> None:
    """A page too blurred for anybody is far below a good one, and its edges are wide."""
    seen, good = look(cv2.GaussianBlur(letter, (0, 0), 9)), look(letter)
    assert seen.legibility is None or seen.legibility < 0.5
    if seen.edge_width is not None and good.edge_width is not None:
        assert seen.edge_width > 2 * good.edge_width


def test_only_a_doubtful_page_is_looked_at_closer(letter: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are sought at one scale on a good page, and at twice that scale too on one that is hard to read."""
    engine = choice.engine()
    sought: list[int] = []

    def find(page: Pixels, longest: int = 960) -> list[Quad]:
        sought.append(longest)
        return type(engine).find(engine, page, longest)

    monkeypatch.setattr(engine, "find", find)
    look(letter)
    assert sought == [960]
    sought.clear()
    look(cv2.GaussianBlur(letter, (0, 0), 4.5))
    assert sought == [960, 1920]


def test_the_palest_print_is_not_legible(letter: Pixels) -> None:
    """Print that hardly differs from its paper is not called legible, however surely a machine reads it."""
    pale = (225 - (225 - letter.astype(float)) * 0.03).round().astype(np.uint8)
    seen = look(pale)
    assert seen.legibility is None or seen.legibility < 0.7


def test_a_blank_page_has_no_legibility() -> None:
    """Where there is no text nothing is claimed."""
    seen = look(np.full((1600, 1130), 240, np.uint8))
    assert (seen.legibility, seen.lines, seen.ink) == (None, 0, 0.0)


def test_a_page_upside_down_is_told_and_read(letter: Pixels) -> None:
    """How far it must be turned is said, and it is as legible as it is when turned."""
    seen = look(np.ascontiguousarray(letter[::-1, ::-1]))
    assert seen.turned == 180
    assert seen.legibility is not None
    assert seen.legibility > 0.9


def test_skew_is_measured(letter: Pixels) -> None:
    """A page scanned askew tells by how much; anticlockwise is positive."""
    height, width = letter.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), 5, 1.0)
    assert look(cv2.warpAffine(letter, way, (width, height), borderValue=225)).skew == pytest.approx(5, abs=0.7)


def test_glare_on_text_is_found_where_it_is(letter: Pixels) -> None:
    """A patch of light over lines is told with its place."""
    height, width = letter.shape
    lit = letter.copy()
    cv2.ellipse(lit, (width // 2, height // 3), (width // 7, height // 16), 0, 0, 360, 255, -1)
    [spot] = look(lit).glare
    left, top, across, down = spot
    assert left < width // 2 < left + across
    assert top < height // 3 < top + down


@pytest.mark.parametrize(("turn", "edge"), [(90, "left"), (180, "bottom"), (270, "right")])
def test_losses_are_found_on_a_page_that_lies_on_its_side(letter: Pixels, turn: Turn, edge: Edge) -> None:
    """Light on lines and a top that is cut off are told where they are on the page as it is stored."""
    height, width = letter.shape
    lit = letter.copy()
    cv2.ellipse(lit, (width // 2, height // 3), (width // 7, height // 16), 0, 0, 360, 255, -1)
    top = int((lit < 128).any(axis=1).argmax())
    cut = lit[top + 8 :]
    stored = upright(cut, BACK[turn])
    seen = look(stored)
    assert seen.turned == turn
    [spot] = seen.glare
    left, above, across, down = turned_upright(spot, turn, stored.shape[1], stored.shape[0])
    assert left < width // 2 < left + across
    assert above < height // 3 - top - 8 < above + down
    assert edge in seen.cropped


def test_light_that_lets_print_through_is_no_glare(letter: Pixels) -> None:
    """A lamp that whitens the paper and leaves the print dark enough to read takes nothing away."""
    lit = letter.astype(int)
    y, x = np.mgrid[0 : letter.shape[0], 0 : letter.shape[1]]
    middle = (letter.shape[0] * 0.3, letter.shape[1] * 0.5)
    lit[np.hypot(y - middle[0], (x - middle[1]) / 2) < letter.shape[1] * 0.1] += 60
    assert look(lit.clip(0, 255).astype(np.uint8)).glare == ()


def test_a_dark_disc_on_a_line_hides_it(letter: Pixels) -> None:
    """An opaque stamp on the fullest line of the upper half is found, and where it is."""
    middle = (letter.shape[1] // 2, int((letter[: letter.shape[0] // 2] < 128).sum(axis=1).argmax()))
    radius = round(letter.shape[1] * 0.08)
    [(left, top, width, height)] = look(cv2.circle(letter.copy(), middle, radius, 80, -1)).hidden
    assert abs(left + width / 2 - middle[0]) < 0.3 * radius
    assert abs(top + height / 2 - middle[1]) < 0.3 * radius


def test_a_frame_cut_by_the_edge_is_told(letter: Pixels) -> None:
    """A framed page without its foot is cropped at the bottom, though no line of text is cut."""
    framed = letter.copy()
    height, width = framed.shape
    cv2.rectangle(framed, (width // 40, width // 40), (width - width // 40, height - width // 40), 60, 6)
    assert look(framed).cropped == ()
    last = int(np.flatnonzero((letter[: height * 9 // 10] < 128).any(axis=1))[-1]) + 8
    assert look(np.ascontiguousarray(framed[:last])).cropped == ("bottom",)


def test_an_edge_through_text_is_told(letter: Pixels) -> None:
    """A page cut off in the middle of its lines is cropped on that side only."""
    assert look(np.ascontiguousarray(letter[:, : letter.shape[1] // 2])).cropped == ("right",)
    assert look(np.ascontiguousarray(letter[:, letter.shape[1] // 2 :])).cropped == ("left",)


def test_what_is_no_picture_is_raised() -> None:
    """A file that can't be looked at is told by another inspector."""
    with pytest.raises(AttachmentError):
        scan.inspect(Exhibit(b"no picture"))


def watermarked(letter: Pixels, grey: int, strength: float) -> Pixels:
    """Return the page under a pattern of slanting words of this grey and strength."""
    words = Image.new("L", (3 * letter.shape[1], 3 * letter.shape[0]))
    draw = ImageDraw.Draw(words)
    for number, y in enumerate(range(0, words.height, 190)):
        draw.text((-150 * (number % 2), y), "仅供申报使用 样例   " * 20, 255, font("hei", 58))
    slanting = np.asarray(words.rotate(30))[
        letter.shape[0] : 2 * letter.shape[0], letter.shape[1] : 2 * letter.shape[1]
    ]
    share = slanting / 255 * strength
    page_: Pixels = (letter * (1 - share) + grey * share).round().astype(np.uint8)
    return page_


def test_a_watermark_as_dark_as_the_text_hides_it(letter: Pixels) -> None:
    """Dark slanting words over the whole page are told with their place; a page without any has none."""
    [region] = look(watermarked(letter, 30, 0.9)).hidden
    assert region[2] > letter.shape[1] / 2
    assert look(letter).hidden == ()


def test_a_narrow_margin_is_no_cut(letter: Pixels) -> None:
    """A picture that ends a few pixels beside its lines is whole."""
    columns = np.flatnonzero((letter < 128).any(axis=0))
    assert look(np.ascontiguousarray(letter[:, max(0, columns[0] - 5) : columns[-1] + 6])).cropped == ()


def test_the_lit_half_of_a_page_in_the_shade_is_no_glare(letter: Pixels) -> None:
    """Where most of a page lies in a shadow, the rest is paper in the light."""
    shaded = letter.astype(float) * (250 / 225)
    shaded[: letter.shape[0] * 7 // 10] *= 0.6
    assert look(shaded.clip(0, 255).round().astype(np.uint8)).glare == ()


def test_a_shaken_picture_has_wide_edges(letter: Pixels) -> None:
    """Edges that are sharp along the movement do not count: the widest direction does."""
    kernel = np.zeros((17, 17), np.float32)
    kernel[8] = 1 / 17
    shaken, still = look(cv2.filter2D(letter, -1, kernel)), look(letter)
    assert shaken.edge_width is not None
    assert still.edge_width is not None
    assert shaken.edge_width > 2.5 * still.edge_width


def test_a_very_pale_watermark_hides_nothing(letter: Pixels) -> None:
    """Slanting words a tenth as strong as their ink are neither hidden text nor a cut edge."""
    seen = look(watermarked(letter, 150, 0.1))
    assert (seen.hidden, seen.cropped) == ((), ())


def test_print_burnt_pale_on_white_paper_is_not_legible(letter: Pixels) -> None:
    """Where the paper has burnt out and dark print is pale, paler print beside it is gone: too little can be read."""
    burnt = (letter.astype(float) * 3.6 + 78).clip(0, 255).round().astype(np.uint8)
    seen = look(burnt)
    assert seen.clipped > 0.5
    assert seen.legibility is None or seen.legibility < 0.7
