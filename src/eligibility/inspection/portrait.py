"""Portrait: the frontal faces in a picture, their eyes, and the light on them.

The cascades of OpenCV find upright faces seen from the front; they find drawn and printed ones too, so a face here is
no proof of a photograph. Whether the head is bare, and whether the person is the applicant, can't be seen.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from cv2.data import haarcascades

from eligibility.inspection.pages import sheets_of
from eligibility.measurement import Face, Portrait

if TYPE_CHECKING:
    from cv2.typing import MatLike

    from eligibility.measurement import Box, Exhibit

    Pixels = MatLike
    Eyes = tuple[tuple[int, int], tuple[int, int]]

_LONG_SIDE: Final = 720
"""Pixels to which a picture is reduced before faces are looked for; on an A4 sheet an ID photo's face has 50 then."""
_SMALLEST: Final = 0.04
"""Least width of a face as a share of the picture's short side."""
_DOUBTFUL: Final = 0.25
"""Width of a face, as a share of the picture's short side, below which it must have eyes: print often looks like one."""
_FACE_WIDTH: Final = 320
"""Pixels to which a face is reduced before its eyes are looked for and its edges measured."""
_COLOURED: Final = 20
_DIMMEST: Final = 0.25
"""Difference between the strongest and the weakest of red, green and blue in a pixel that has a colour: that of a picture
with full light, and the share of it that is asked of the darkest pictures."""
_BURNT_OUT: Final = 0.96 * 255
_STEEPEST: Final = 98.0
_SAME_FACE: Final = 0.4


def inspect(exhibit: Exhibit) -> Portrait:
    """Return what the file's first page shows; raises `AttachmentError` when it can't be decoded."""
    return portrait_of(exhibit.once(sheets_of)[0].rgb)


def portrait_of(rgb: Pixels) -> Portrait:
    """Return what an upright picture, an array of (height, width, 3), shows."""
    height, width = rgb.shape[:2]
    small = _reduced(rgb, _LONG_SIDE / max(height, width))
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    scale = width / small.shape[1]
    found: list[tuple[Face, Pixels]] = []
    for place in _faces(grey):
        box = _inside([round(side * scale) for side in place], width, height)
        closer = cv2.cvtColor(_reduced(_cut(rgb, box), _FACE_WIDTH / box[2]), cv2.COLOR_RGB2GRAY)
        eyes = _eyes(closer, box)
        if eyes or box[2] >= _DOUBTFUL * min(width, height):
            found.append((Face(box=box, eyes=eyes), closer))
    light = found[0][1] if found else grey
    dark, bright = np.percentile(light, (5, 95))
    strongest = small.max(axis=2)
    coloured = _COLOURED * max(_DIMMEST, float(np.percentile(strongest, 95)) / 255)
    return Portrait(
        width=width,
        height=height,
        faces=tuple(face for face, _ in found),
        colour=float((strongest - small.min(axis=2) > coloured).mean()),
        brightness=float(light.mean() / 255),
        contrast=float((bright - dark) / 255),
        overexposed=float((_middle(light) > _BURNT_OUT).mean()) if found else 0.0,
        sharpness=_edge_width(light) if found else None,
    )


def _reduced(image: Pixels, scale: float) -> Pixels:
    if scale >= 1:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    reduced: Pixels = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return reduced


def _cut(image: Pixels, box: Box) -> Pixels:
    left, top, width, height = box
    return image[top : top + height, left : left + width]


def _middle(face: Pixels) -> Pixels:
    """Return the part of a face that hair and ground have no share in."""
    height, width = face.shape
    return face[height // 4 : height - height // 4, width // 4 : width - width // 4]


def _inside(box: list[int], width: int, height: int) -> Box:
    """Return the part of a box that is inside the picture, at least one pixel."""
    left, top = min(max(box[0], 0), width - 1), min(max(box[1], 0), height - 1)
    return left, top, max(1, min(box[2], width - left)), max(1, min(box[3], height - top))


@functools.cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{haarcascades}haarcascade_{name}.xml")


def _faces(grey: Pixels) -> list[Box]:
    """Return the frontal faces, largest first; a box within another one, or mostly on it, is the same face again."""
    least = max(20, round(min(grey.shape) * _SMALLEST))
    found = _cascade("frontalface_alt2").detectMultiScale(grey, 1.1, 4, minSize=(least, least))
    kept: list[Box] = []
    for left, top, width, height in sorted((tuple(map(int, box)) for box in found), key=lambda box: -box[2]):
        box = (left, top, width, height)
        if all(_common(box, other) < _SAME_FACE * width * height for other in kept):
            kept.append(box)
    return kept


def _common(one: Box, other: Box) -> int:
    """Return the pixels two boxes have in common."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)


def _eyes(face: Pixels, box: Box) -> Eyes | None:
    """Return the middles of both eyes in the whole picture: the pair on either side, alike in size and height."""
    width = face.shape[1]
    upper = face[: round(face.shape[0] * 0.62)]
    least = max(8, round(width * 0.12))
    for name in ("eye", "eye_tree_eyeglasses"):
        found = _cascade(name).detectMultiScale(upper, 1.06, 4, minSize=(least, least))
        middles = sorted(
            (left + wide / 2, top + tall / 2, wide) for left, top, wide, tall in (map(float, eye) for eye in found)
        )
        pairs = [
            (abs(one[1] - two[1]) + abs(one[2] - two[2]) + abs((one[0] + two[0]) - width) / 2, one, two)
            for one, two in itertools.combinations(middles, 2)
            if one[0] < width / 2 < two[0]
            and 0.22 * width < two[0] - one[0] < 0.62 * width
            and abs(one[1] - two[1]) < 0.35 * (two[0] - one[0])
        ]
        if pairs:
            scale = box[2] / width
            _, one, two = min(pairs)
            left, right = ((round(box[0] + x * scale), round(box[1] + y * scale)) for x, y, _ in (one, two))
            return left, right
    return None


def _edge_width(face: Pixels) -> float | None:
    """Return the width of the face's steep edges as a share of its own: the rise of brightness over its slope."""
    pixels = face.astype(np.float32)
    across, down = cv2.Sobel(pixels, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(pixels, cv2.CV_32F, 0, 1, scale=0.125)
    slope = cv2.magnitude(across, down)
    steep = slope >= max(2.0, float(np.percentile(slope, _STEEPEST)))
    if not steep.any():
        return None
    reach = np.ones((max(3, face.shape[1] // 12 | 1),) * 2, np.uint8)
    rise = cv2.dilate(pixels, reach) - cv2.erode(pixels, reach)
    return float(np.median(rise[steep] / slope[steep]) / face.shape[1])
