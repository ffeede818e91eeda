"""Two pictures held against each other, before anybody says that they are the same scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from cv2.typing import MatLike

    from eligibility.measurement import Picture

_LONG: Final = 768
"""Pixels of the longer side at which pictures are compared."""
_TILE: Final = 48
_SHAPE: Final = 0.03
"""Share by which the proportions of two pictures of one scan may differ."""
_LEAST_SPREAD: Final = 4.0
"""Least spread of levels of a tile that shows anything."""
_LEAST_LIKENESS: Final = 0.8
"""Least correlation of any tile that shows anything: a name or a number of another certificate has less."""
_SKETCH: Final = 384
"""Pixels of the longer side of a sketch, at which pictures are compared as they lie."""
_WINDOW: Final = 24
"""Pixels of a sketch's window."""
_LEAST_AS_THEY_LIE: Final = 0.85
"""Least correlation of any window: stored again with a quality of 30 of 100, or at half the size, a scan has 0.93 or more."""
_STEPS: Final = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-4)


class Sketch(NamedTuple):
    """A page reduced, in grey: enough to tell most pages apart that look alike from afar."""

    width: int
    height: int
    grey: MatLike


def sketch_of(picture: Picture) -> Sketch:
    """Return a picture's sketch."""
    scale = min(1, _SKETCH / max(picture.width, picture.height))
    size = max(_WINDOW, round(picture.width * scale)), max(_WINDOW, round(picture.height * scale))
    return Sketch(*picture.page_size, _small(picture, size).astype(np.uint8))


def may_be_same(one: Sketch, other: Sketch) -> bool:
    """Tell whether two pages may be the same scan, by a look that costs a millisecond.

    A scan that was stored again lies as it lay, so no window of the two may differ.
    """
    if abs(one.width * other.height / (one.height * other.width) - 1) > _SHAPE:
        return False
    small, large = sorted((one.grey, other.grey), key=lambda grey: grey.shape)
    if small.shape != large.shape:
        large = cv2.resize(large, small.shape[::-1], interpolation=cv2.INTER_AREA)
    means = _means(small), _means(large)
    spreads = [
        np.sqrt(np.maximum(_means(_product(levels, levels)) - mean * mean, 0))
        for levels, mean in zip((small, large), means, strict=True)
    ]
    common = _means(_product(small, large)) - means[0] * means[1]
    likeness = common / np.maximum(spreads[0] * spreads[1], _LEAST_SPREAD)
    shown = likeness[np.maximum(*spreads) >= _LEAST_SPREAD]
    return bool(shown.size) and float(shown.min()) >= _LEAST_AS_THEY_LIE


def _product(one: MatLike, other: MatLike) -> MatLike:
    return cv2.multiply(one, other, dtype=cv2.CV_32F)


def _means(levels: MatLike) -> MatLike:
    """Return the means of windows that overlap by half."""
    half = _WINDOW // 2
    height, width = (length // half for length in levels.shape)
    whole = levels[: height * half, : width * half].astype(np.float32, copy=False)
    halves = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
    return cv2.blur(halves, (2, 2))[1:, 1:]


def same_scan(one: Picture, other: Picture) -> bool:
    """Tell whether two pages are the same scan, stored again, reduced, or made lighter or darker.

    They are laid over each other (Evangelidis and Psarakis 2008), and every tile that shows anything must correlate.
    """
    return likeness(one, other) >= _LEAST_LIKENESS


def likeness(one: Picture, other: Picture) -> float:
    """Return the correlation of the tile that is least alike, from -1 to 1."""
    if abs(one.width * other.height / (one.height * other.width) - 1) > _SHAPE:
        return -1.0
    scale = _LONG / max(one.width, one.height)
    size = (max(_TILE, round(one.width * scale)), max(_TILE, round(one.height * scale)))
    first, second = _small(one, size), _small(other, size)
    try:
        _, warp = cv2.findTransformECC(
            first,
            second,
            np.eye(2, 3, dtype=np.float32),
            cv2.MOTION_AFFINE,
            _STEPS,
            None,
            5,  # type: ignore[call-overload]
        )
    except cv2.error:  # nothing in common that could be laid over
        return -1.0
    moved = cv2.warpAffine(
        second, warp, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return min(_tiles(first, moved), default=-1.0)


def _small(picture: Picture, size: tuple[int, int]) -> MatLike:
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.GaussianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), (3, 3), 0).astype(np.float32)


def _tiles(one: MatLike, other: MatLike) -> list[float]:
    found = []
    height, width = one.shape
    for top in range(0, height - _TILE + 1, _TILE // 2):
        for left in range(0, width - _TILE + 1, _TILE // 2):
            first, second = (page[top : top + _TILE, left : left + _TILE] for page in (one, other))
            spreads = float(first.std()), float(second.std())
            if max(spreads) >= _LEAST_SPREAD:
                common = float(((first - first.mean()) * (second - second.mean())).mean())
                found.append(common / max(spreads[0] * spreads[1], _LEAST_SPREAD))
    return found
