"""Signature: what stands beside the label where a pledge is to be signed.

Ink is told from an empty line with some trust. Handwriting is told from print only by being taller, uneven or blue, so
`typed` is a reason to look, no more; nothing is said of whose hand it is. A red name seal in place of a signature counts
as empty, and a black one, as on a photocopy, as signed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.pages import sheets_of
from eligibility.inspection.text import read_text, turns_of
from eligibility.inspection.turning import turned_back, turned_upright, upright
from eligibility.measurement import Signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cv2.typing import MatLike

    from eligibility.inspection.turning import Turn
    from eligibility.measurement import Box, Exhibit, Line, Page

    Pixels = MatLike
    Mask = MatLike

_LABEL: Final = re.compile(
    r"[^:：，。；]{0,8}?(?:承诺人|签名|签字)(?:人|处|本人|手写|亲笔|签名|签字|[()（）])*[:：]?(?=[^，。；]{0,12}$)"
)
_OTHER_LABEL: Final = re.compile(r"[:：]|日期|\d+\s*[年月日]")
_ABOVE: Final = 0.9
_BELOW: Final = 0.7
_ACROSS: Final = 12.0
"""Heights of the label's line that the region reaches beyond it, to three sides."""
_INKED: Final = 0.74
_REDDISH: Final = 0.08
_BLUISH: Final = 0.09
_LEAST_SIGN: Final = 0.2
"""Height of a sign as a share of its line's box, below which it is dirt."""
_SIGN: Final = 0.93
"""Height of a printed sign as a share of its square."""
_LEAST_INK: Final = 0.12
_LEAST_WIDTH: Final = 0.4
_SPECK: Final = 0.1
_LINE: Final = 2.2
_TALL: Final = 1.25
_UNEVEN: Final = 0.11


def inspect(exhibit: Exhibit) -> Signature:
    """Return the state of the best label of the file: the promising person's, or else the lowest of the last page that has one.

    Raises `AttachmentError` when the file can't be decoded, `CantTell` when no text engine is installed.
    """
    sheets, turns = exhibit.once(sheets_of), exhibit.once(turns_of)
    of_pages = zip(exhibit.once(read_text).pages, sheets, turns, strict=True)
    pages = [_standing(lines, sheet.facts, turn) for lines, sheet, turn in of_pages]
    labels = [(number, line) for number, page in enumerate(pages) for line in page if _LABEL.match(_close(line.text))]
    if not labels:
        return Signature(state="no-label")
    number, label = max(labels, key=lambda found: ("承诺人" in found[1].text, found[0], found[1].box[1]))
    sheet, turn = sheets[number], turns[number]
    seen = signature_at(upright(sheet.rgb, turn), label, pages[number], number + 1)
    region = seen.region and turned_back(seen.region, turn, sheet.facts.width, sheet.facts.height)
    return replace(seen, region=region)


def _standing(lines: Sequence[Line], page: Page, turn: Turn) -> Sequence[Line]:
    """Return lines with their boxes on the page laid upright."""
    return [replace(line, box=turned_upright(line.box, turn, page.width, page.height)) for line in lines]


def signature_at(rgb: Pixels, label: Line, lines: Sequence[Line], page: int) -> Signature:
    """Return what stands beside a label on an upright page of shape (height, width, 3); `lines` is all its text."""
    above, height = _print_of(rgb, label)
    region = _region(label, lines, (above, height), rgb.shape)
    left, top, width, tall = region
    if min(width, tall) < height or height < 1:
        return Signature(state="empty", page=page, region=region)
    colours = _shares(rgb[top : top + tall, left : left + width], height)
    ink = _without_specks(_ink(colours) * (1 - _lines(_dark(colours), height)), height)
    share = float(ink.mean())
    across = np.flatnonzero(ink.any(axis=0))
    if ink.sum() < _LEAST_INK * height**2 or across[-1] - across[0] < _LEAST_WIDTH * height:
        return Signature(state="empty", page=page, region=region, ink=share)
    written = _is_blue(colours, ink) or _is_uneven(ink, height)
    return Signature(state="signed" if written else "typed", page=page, region=region, ink=share)


def _close(text: str) -> str:
    return "".join(text.split())


def _print_of(rgb: Pixels, label: Line) -> tuple[int, int]:
    """Return top and height of the label's first signs: its line's box may hold a taller signature besides."""
    left, top, width, tall = label.box
    sign = round(width / max(1.0, _units(_close(label.text))))
    cut = rgb[max(0, top) : max(0, top + tall), max(0, left) : max(0, left + 2 * sign)]
    rows = np.flatnonzero(_dark(_shares(cut, tall)).any(axis=1)) if cut.size else np.empty(0)
    if not rows.size or rows[-1] - rows[0] + 1 < _LEAST_SIGN * tall:
        height = max(1, min(tall, sign))
        return top + (tall - height) // 2, height
    return max(0, top) + int(rows[0]), int(rows[-1] - rows[0] + 1)


def _region(label: Line, lines: Sequence[Line], print_of: tuple[int, int], shape: Sequence[int]) -> Box:
    """Return where the signature belongs: from the label to the text above and below, or the next label in the row."""
    top, height = print_of
    left, _, width, _ = label.box
    text = _close(label.text)
    match = _LABEL.match(text)
    words = match.group() if match else text
    start = round(left + _units(words) * height / _SIGN)
    if words == text:
        start = min(start + height, left + width)
    middle = top + height / 2
    first, last = round(top - height * _ABOVE), round(top + height * (1 + _BELOW))
    end = round(start + _ACROSS * height)
    for line in lines:
        x, y, wide, high = line.box
        if line is label or x + wide <= start or x >= end:
            continue
        if abs(y + high / 2 - middle) < height:
            if x > start and _OTHER_LABEL.search(line.text):
                end = min(end, x - 2)
        elif y + high / 2 < middle:
            first = max(first, min(y + high, top))
        else:
            last = min(last, max(y, top + height))
    first, last, end = max(0, first), min(shape[0], last), min(shape[1], end)
    start = min(max(0, start), shape[1])
    return start, first, max(0, end - start), max(0, last - first)


def _units(text: str) -> float:
    """Return a text's length in full-width signs; engines give brackets and colons of either width for the other."""
    return sum(0.5 if sign.isascii() and sign.isalnum() else 1.0 for sign in text)


def _shares(rgb: Pixels, height: int) -> MatLike:
    """Return colours as shares of the paper's around them, so that shadows and casts don't count."""
    reach = max(3, round(height * 0.9) | 1)
    paper = cv2.blur(cv2.dilate(cv2.blur(rgb, (3, 3)), np.ones((reach, reach), np.uint8)), (reach, reach))
    shares: MatLike = rgb.astype(np.float32) / np.maximum(paper, 1)
    return shares


def _dark(colours: MatLike) -> Mask:
    """Return what is darker than the paper around it."""
    dark: Mask = np.less(colours.mean(axis=2), _INKED).astype(np.uint8)
    return dark


def _ink(colours: MatLike) -> Mask:
    """Return the dark pixels that are not red."""
    red, green, blue = cv2.split(colours)
    ink: Mask = _dark(colours) * np.less(red - cv2.max(green, blue), _REDDISH)
    return ink


def _lines(dark: Mask, height: int) -> Mask:
    """Return the line to write on: level runs that together reach farther than any stroke of a pen.

    It is looked for under seals too, or its uncovered ends would look like strokes.
    """
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(3, round(height * 0.8))), np.uint8))
    joined = cv2.dilate(runs, np.ones((3, max(3, height // 4)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    long = np.zeros(count, np.uint8)
    long[1:] = stats[1:, cv2.CC_STAT_WIDTH] > _LINE * height
    lines: Mask = cv2.dilate(runs & long[labels], np.ones((3, 3), np.uint8))
    return lines


def _without_specks(ink: Mask, height: int) -> Mask:
    """Take out what is too small for a stroke, and what hangs into the region from its upper and lower edge."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = np.zeros(count, np.uint8)
    tops, talls = stats[1:, cv2.CC_STAT_TOP], stats[1:, cv2.CC_STAT_HEIGHT]
    hanging = ((tops == 0) | (tops + talls == ink.shape[0])) & (talls < height * 0.4)
    kept[1:] = (stats[1:, cv2.CC_STAT_AREA] > (_SPECK * height) ** 2) & ~hanging
    found: Mask = kept[labels]
    return found


def _is_blue(colours: MatLike, ink: Mask) -> bool:
    red, green, blue = (float(np.median(band[ink > 0])) for band in cv2.split(colours))
    return blue - max(red, green) > _BLUISH


def _is_uneven(ink: Mask, print_height: float) -> bool:
    """Say whether writing is taller than print, or goes up and down as a hand does."""
    columns = cv2.morphologyEx(
        ink.max(axis=0)[None], cv2.MORPH_CLOSE, np.ones((1, max(3, round(print_height / 6))), np.uint8)
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(columns)
    letters = []
    for left, _, width, _, _ in stats[1:count]:
        rows = np.flatnonzero(ink[:, left : left + width].any(axis=1))
        if width > 0.3 * print_height:
            letters.append((rows[0], rows[-1]))
    if not letters:
        return False
    spans = np.array(letters, float)
    if spans[:, 1].max() - spans[:, 0].min() + 1 > _TALL * print_height:
        return True
    return len(letters) > 1 and float(spans.mean(axis=1).std()) > _UNEVEN * print_height
