# ruff: noqa: ARG001 - all ways are called alike
"""What cameras, scanners, copiers and file formats do to a page; lengths are pixels of the page."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tools.corpus.sheet import Sheet

    Floats = NDArray[np.float32]


def blur(sheet: Sheet, rng: np.random.Generator, sigma: float) -> Sheet:
    """Blur evenly."""
    return sheet.seen_as(cv2.GaussianBlur(sheet.pixels, (0, 0), sigma), sigma=sigma).blurred(sigma)


def defocus(sheet: Sheet, rng: np.random.Generator, radius: float) -> Sheet:
    """Blur as a lens out of focus does: a disc, whose spread along one axis is half its radius."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return sheet.seen_as(cv2.filter2D(sheet.pixels, -1, disc / disc.sum()), radius=radius).blurred(radius / 2)


def motion(sheet: Sheet, rng: np.random.Generator, length: int) -> Sheet:
    """Shake the camera along a straight line."""
    turn = float(rng.uniform(0, 180))
    kernel: NDArray[Any] = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    middle = ((length - 1) / 2, (length - 1) / 2)
    kernel = cv2.warpAffine(kernel, cv2.getRotationMatrix2D(middle, turn, 1), (length, length))
    moved = sheet.seen_as(cv2.filter2D(sheet.pixels, -1, kernel / kernel.sum()), motion=length, direction=turn)
    return moved.measured(motion=float(np.hypot(sheet.physics.motion, length)))


def resolution(sheet: Sheet, rng: np.random.Generator, dpi: int) -> Sheet:
    """Scan at fewer dots an inch."""
    small = sheet.resized(dpi / 200)
    return small.seen_as(small.pixels, dpi=dpi)


def _compressed(pixels: NDArray[Any], quality: int) -> NDArray[Any]:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB")).copy()


def jpeg(sheet: Sheet, rng: np.random.Generator, qualities: Sequence[int]) -> Sheet:
    """Save one time after the other; between two the page is cut by some pixels, so that the blocks do not meet."""
    for quality in qualities[:-1]:
        shift = int(rng.integers(2, 6))
        sheet = sheet.seen_as(_compressed(sheet.pixels, quality)).cut(shift, shift, sheet.width, sheet.height)
    last = qualities[-1]
    written = replace(sheet, quality=last)
    return written.seen_as(sheet.pixels, qualities=list(qualities)).measured(quality=min(qualities))


def _field(sheet: Sheet, rng: np.random.Generator, cells: int, low: float, high: float) -> Floats:
    """Return a smooth random field over the page, from `low` to `high`."""
    knots = rng.random((cells, cells), dtype=np.float32)
    wide = cv2.resize(knots, (sheet.width, sheet.height), interpolation=cv2.INTER_CUBIC)
    spread = (wide - wide.min()) / max(float(np.ptp(wide)), 1e-6)
    return np.asarray(low + (high - low) * spread, np.float32)


def _paper(sheet: Sheet) -> Floats:
    """Return the paper's colour everywhere: the brightest around, smoothed."""
    small = cv2.resize(sheet.pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    bright = cv2.GaussianBlur(cv2.dilate(small, np.ones((17, 17), np.uint8)), (0, 0), 6)
    return np.asarray(cv2.resize(bright, (sheet.width, sheet.height)), np.float32)


def contrast(sheet: Sheet, rng: np.random.Generator, left: float) -> Sheet:
    """Draw all levels towards a middle grey."""
    grey = 150.0
    pixels = grey + (sheet.pixels.astype(np.float32) - grey) * left
    return sheet.seen_as(pixels, contrast=left).measured(
        contrast=sheet.physics.contrast * left, noise=sheet.physics.noise * left
    )


def faint(sheet: Sheet, rng: np.random.Generator, low: float, high: float, thin: int) -> Sheet:
    """Let the ink fade here more, there less, and its strokes wear thin."""
    pixels: NDArray[Any] = sheet.pixels
    if thin:
        worn = cv2.dilate(pixels, np.ones((thin, thin), np.uint8))
        pixels = cv2.addWeighted(pixels, 0.4, worn, 0.6, 0)
    paper = _paper(sheet)
    left = _field(sheet, rng, 6, low, high)[..., None]
    faded = paper - (paper - pixels.astype(np.float32)) * left
    return sheet.seen_as(faded, ink=[low, high], thin=thin).measured(contrast=sheet.physics.contrast * (low + high) / 2)


def uneven(sheet: Sheet, rng: np.random.Generator, darkest: float) -> Sheet:
    """Light the page from one side."""
    light = _field(sheet, rng, 3, darkest, 1.0)[..., None]
    return sheet.seen_as(sheet.pixels * light, darkest=darkest).measured(
        contrast=sheet.physics.contrast * (1 + darkest) / 2
    )


def shadow(sheet: Sheet, rng: np.random.Generator, darkness: float) -> Sheet:
    """Throw the shadow of a hand or a telephone: a slanting edge, not quite sharp."""
    turn = float(rng.uniform(-0.6, 0.6))
    y, x = np.mgrid[0 : sheet.height, 0 : sheet.width].astype(np.float32)
    across = (x / sheet.width - float(rng.uniform(0.35, 0.65))) * np.cos(turn) + (y / sheet.height - 0.5) * np.sin(turn)
    light = 1 - darkness / (1 + np.exp(-across * float(rng.uniform(30, 120))))
    return sheet.seen_as(sheet.pixels * light[..., None], darkness=darkness).measured(
        contrast=sheet.physics.contrast * (1 - darkness / 2)
    )


def exposure(sheet: Sheet, rng: np.random.Generator, gain: float) -> Sheet:
    """Expose too long: paper and thin strokes turn white."""
    lit = sheet.pixels.astype(np.float32) * gain + 30 * (gain - 1)
    left = max(0.0, 255 - 42 * gain - 30 * (gain - 1)) / 213
    return sheet.seen_as(lit, gain=gain).measured(contrast=sheet.physics.contrast * min(left, 1.0))


def photocopy(sheet: Sheet, rng: np.random.Generator, level: float, softness: float, dirt: float) -> Sheet:
    """Copy in black and white: what is darker than `level` of the paper becomes ink."""
    grey = cv2.GaussianBlur(cv2.cvtColor(sheet.pixels, cv2.COLOR_RGB2GRAY), (0, 0), softness).astype(np.float32)
    paper = cv2.cvtColor(_paper(sheet).astype(np.uint8), cv2.COLOR_RGB2GRAY).astype(np.float32)
    grain = rng.standard_normal(grey.shape, np.float32) * 8
    share = (grey + grain) / np.maximum(paper, 60)
    copied = np.clip((share - level) * 8 + 0.5, 0, 1) * 225 + 24
    if dirt:
        copied -= dirt * 60 * _field(sheet, rng, 5, 0, 1)
        specks = cv2.GaussianBlur(rng.random((sheet.height, sheet.width), np.float32), (0, 0), 1.2)
        copied[specks > 0.5 + 0.28 / (1 + dirt)] = 30
        for column in rng.integers(0, sheet.width, 5):
            copied[:, column : column + 2] *= 0.6
        copied[:, : round(sheet.width * 0.02)] *= 0.4
    return sheet.seen_as(np.repeat(copied[..., None], 3, -1), level=level, softness=softness, dirt=dirt).blurred(
        softness
    )


def noise(sheet: Sheet, rng: np.random.Generator, sigma: float) -> Sheet:
    """Add the grain of a sensor in the dark."""
    grain = rng.standard_normal(sheet.pixels.shape, np.float32) * sigma
    return sheet.seen_as(sheet.pixels + grain, noise=sigma).measured(noise=float(np.hypot(sheet.physics.noise, sigma)))


def salt_pepper(sheet: Sheet, rng: np.random.Generator, share: float) -> Sheet:
    """Turn single pixels black or white."""
    dice = rng.random((sheet.height, sheet.width), np.float32)
    pixels = sheet.pixels.copy()
    pixels[dice < share / 2] = 0
    pixels[dice > 1 - share / 2] = 255
    return sheet.seen_as(pixels, share=share).measured(noise=255 * float(np.sqrt(share / 2)))


def moire(sheet: Sheet, rng: np.random.Generator, swing: float) -> Sheet:
    """Photograph a screen: two gratings of nearly the same pitch, by colours."""
    y, x = np.mgrid[0 : sheet.height, 0 : sheet.width].astype(np.float32)
    bend = 6 * np.sin(y / 210) + 6 * np.sin(x / 260)
    pitch, other = float(rng.uniform(2.6, 3.4)), float(rng.uniform(24, 40))
    bands = [np.sin(2 * np.pi * ((x + 0.35 * y + bend) / other + phase)) for phase in (0, 0.33, 0.66)]
    raster = np.sin(2 * np.pi * (x + 0.05 * y) / pitch)
    pixels = sheet.pixels * (1 - swing / 2 + swing * 0.5 * np.stack(bands, -1) + swing * 0.3 * raster[..., None])
    return sheet.seen_as(pixels, swing=swing, pitch=pitch, beat=other).measured(noise=255 * swing * 0.25)
