# ruff: noqa: ARG001 - all ways are called alike
"""What hands do to a page: lay it askew, cut it, turn it, stamp it, fold it, hold it under a lamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tools import ink, truth
from tools.fonts import font

if TYPE_CHECKING:
    from tools.corpus.sheet import Sheet

_LOST: Final = 190.0
"""Added light, of 255, above which less than a tenth of the contrast of ink is left."""
_TABLE: Final = (112, 96, 84)


def skew(sheet: Sheet, rng: np.random.Generator, degrees: float) -> Sheet:
    """Turn the page on the glass, whose size grows with it."""
    turn = degrees * float(rng.choice([-1, 1]))
    sine, cosine = abs(np.sin(np.radians(turn))), np.cos(np.radians(turn))
    size = (round(sheet.width * cosine + sheet.height * sine), round(sheet.height * cosine + sheet.width * sine))
    matrix = np.vstack([cv2.getRotationMatrix2D((sheet.width / 2, sheet.height / 2), turn, 1), (0, 0, 1)])
    matrix[:2, 2] += (size[0] - sheet.width) / 2, (size[1] - sheet.height) / 2
    moved = sheet.warped(matrix, size)
    return moved.seen_as(moved.pixels, degrees=turn)


def perspective(
    sheet: Sheet, rng: np.random.Generator, strength: float, ground: tuple[int, int, int] = _TABLE
) -> Sheet:
    """Photograph the page on a table from a slant: each corner moves inwards by up to `strength` of the sides."""
    width, height = sheet.width, sheet.height
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * (width, height)
    shifts = rng.uniform(0.15, 1.0, (4, 2)) * strength * inwards
    matrix = cv2.getPerspectiveTransform(corners, (corners + shifts).astype(np.float32))
    moved = sheet.warped(matrix, (width, height), ground)
    return moved.seen_as(moved.pixels, strength=strength, corners=np.round(shifts, 1).tolist())


def crop(sheet: Sheet, rng: np.random.Generator, edge: str, share: float) -> Sheet:
    """Lose a share of the page's text at one edge; without a share, only the margin."""
    boxes = np.array([sheet.box(mark) for mark in sheet.marks] or [(0, 0, sheet.width, sheet.height)])
    first = np.maximum(boxes[:, :2].min(axis=0), 0)
    last = np.minimum((boxes[:, :2] + boxes[:, 2:]).max(axis=0), (sheet.width, sheet.height))
    lost = (last - first) * share if share else np.array([-8.0, -8.0])
    edges = {"left": 0.0, "top": 0.0, "right": float(sheet.width), "bottom": float(sheet.height)}
    axis = 0 if edge in {"left", "right"} else 1
    edges[edge] = float(first[axis] + lost[axis] if edge in {"left", "top"} else last[axis] - lost[axis])
    kept = sheet.cut(*(round(edges[name]) for name in ("left", "top", "right", "bottom")))
    return kept.seen_as(kept.pixels, edge=edge, share=share)


def turned(sheet: Sheet, rng: np.random.Generator, quarters: int) -> Sheet:
    """Turn the page by quarters, clockwise."""
    turned = sheet.turned(quarters)
    return turned.seen_as(turned.pixels, clockwise=90 * quarters)


def some(sheet: Sheet, rng: np.random.Generator, count: int) -> list[truth.Mark]:
    """Return some printed lines, or the middle of a page that has none."""
    printed: list[truth.Mark] = [mark for mark in sheet.marks if isinstance(mark, truth.Print)]
    if not printed:
        return [truth.Mark((sheet.width * 0.3, sheet.height * 0.5, sheet.width * 0.4, 40))]
    chosen = rng.choice(len(printed), min(count, len(printed)), replace=False)
    return [printed[number] for number in chosen]


def glare(sheet: Sheet, rng: np.random.Generator, edge: Literal["soft", "sharp"], light: float, spots: int) -> Sheet:
    """Add the mirror images of lamps, on the text; where too much light is added nothing is left to read."""
    y, x = np.mgrid[0 : sheet.height, 0 : sheet.width].astype(np.float32)
    added = np.zeros((sheet.height, sheet.width), np.float32)
    places: list[list[float]] = []
    for mark in some(sheet, rng, spots):
        left, top, width, height = sheet.box(mark)
        middle = (left + width * float(rng.uniform(0.2, 0.8)), top + height / 2)
        radius = [float(sheet.width * rng.uniform(*size)) for size in ((0.09, 0.18), (0.05, 0.1))]
        turn = float(rng.uniform(0, np.pi))
        along = (x - middle[0]) * np.cos(turn) + (y - middle[1]) * np.sin(turn)
        beside = (y - middle[1]) * np.cos(turn) - (x - middle[0]) * np.sin(turn)
        far = np.hypot(along / radius[0], beside / radius[1])
        shape = np.exp(-(far**2)) if edge == "soft" else np.clip((1 - far) * radius[1] / 6 + 1, 0, 1)
        added = np.maximum(added, light * shape)
        places.append([round(part, 1) for part in (*middle, *radius, turn)])
    lit = sheet.seen_as(sheet.pixels + added[..., None], edge=edge, light=light, spots=places)
    return lit.covered(added > _LOST) if light > _LOST else lit


def watermark(sheet: Sheet, rng: np.random.Generator, strength: float, grey: int) -> Sheet:
    """Print a pattern of slanting words over the page."""
    size = round(sheet.width * float(rng.uniform(0.035, 0.05)))
    reach = round(np.hypot(sheet.width, sheet.height))
    layer = Image.new("L", (reach, reach))
    draw = ImageDraw.Draw(layer)
    for number, y in enumerate(range(0, reach, round(size * 3.2))):
        draw.text((-size * 3 * (number % 2), y), "仅供申报使用 样例   " * 12, 255, font("hei", size))
    left, top = (reach - sheet.width) // 2, (reach - sheet.height) // 2
    layer = layer.rotate(float(rng.uniform(25, 40)), Image.Resampling.BICUBIC)
    mask = np.asarray(layer.crop((left, top, left + sheet.width, top + sheet.height)), np.float32)[..., None] / 255
    pixels = sheet.pixels * (1 - mask * strength) + grey * mask * strength
    return sheet.seen_as(pixels, strength=strength, grey=grey, size=size)


def stamped(sheet: Sheet, rng: np.random.Generator, *, opaque: bool, count: int) -> Sheet:
    """Stamp on the text: with ink that lets it shine through, or with a label that hides it."""
    radius = round(min(sheet.width, sheet.height) * 0.11)
    pixels = sheet.pixels.astype(np.float32)
    hidden = np.zeros((sheet.height, sheet.width), bool)
    seal = np.asarray(ink.seal(radius, "样例市样例专用单位", "样例"), np.float32) / 255
    red = np.array((206, 32, 38), np.float32)
    for mark in some(sheet, rng, count):
        left, top, width, height = sheet.box(mark)
        x = (
            int(np.clip(left + width * rng.uniform(0.3, 0.7), radius + 4, sheet.width - radius - 5))
            - seal.shape[1] // 2
        )
        y = int(np.clip(top + height / 2, radius + 4, sheet.height - radius - 5)) - seal.shape[0] // 2
        window = (slice(y, y + seal.shape[0]), slice(x, x + seal.shape[1]))
        if opaque:
            rows, columns = np.mgrid[0 : seal.shape[0], 0 : seal.shape[1]]
            disc = np.hypot(rows - seal.shape[0] / 2, columns - seal.shape[1] / 2) < radius
            pixels[window][disc] = red
            hidden[window] |= disc
            pixels[window] += (250 - pixels[window]) * seal[..., None]
        else:
            pixels[window] *= 1 - seal[..., None] * (1 - red / 255)
    return sheet.seen_as(pixels, opaque=opaque, radius=radius, count=count).covered(hidden)


def fold(sheet: Sheet, rng: np.random.Generator, folds: int, width: float) -> Sheet:
    """Fold the paper: a step in its light, and ink rubbed off along the crease."""
    y, x = np.mgrid[0 : sheet.height, 0 : sheet.width].astype(np.float32)
    pixels = sheet.pixels.astype(np.float32)
    for number in range(folds):
        across = number % 2 == 0
        along, far = (
            (x, y - sheet.height * float(rng.uniform(0.3, 0.7)))
            if across
            else (y, x - sheet.width * float(rng.uniform(0.3, 0.7)))
        )
        far = far + 3 * np.sin(along / 97) + along * float(rng.uniform(-0.02, 0.02))
        pixels *= (1 - 0.13 * np.exp(-np.abs(far) / 90) * (far > 0))[..., None]
        rubbed = np.exp(-((far / width) ** 2)) * (0.6 + 0.4 * np.sin(along / 11))
        pixels += (240 - pixels) * rubbed[..., None]
        pixels *= (1 - 0.35 * np.exp(-(((far - 2 * width) / width) ** 2)))[..., None]
    return sheet.seen_as(pixels, folds=folds, width=width)
