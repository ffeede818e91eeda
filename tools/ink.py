"""Seals and handwriting, as masks of ink."""

from __future__ import annotations

import functools
import math
import random

from PIL import Image, ImageChops, ImageDraw

from tools.fonts import font


@functools.cache
def seal(radius: int, around: str, below: str) -> Image.Image:
    """Return the seal's ink as a mask, drawn three times as large and reduced."""
    big = radius * 3
    size = 2 * big + 12
    middle = size // 2
    mask = Image.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((middle - big, middle - big, middle + big, middle + big), outline=255, width=big // 14)
    star = [
        (middle + reach * math.sin(math.pi * corner / 5), middle - reach * math.cos(math.pi * corner / 5))
        for corner in range(10)
        for reach in [big * (0.14 if corner % 2 else 0.36)]
    ]
    draw.polygon(star, 255)
    letter = round(min(big * 0.30, big * 3.1 / max(len(around), 1)))
    span = min(240.0, 30.0 * (len(around) - 1))
    for number, sign in enumerate(around):
        turn = -span / 2 + span * number / max(len(around) - 1, 1)
        _paste_turned(mask, sign, letter, turn, big * 0.74)
    if below:
        draw.text((middle, middle + big * 0.58), below, 255, font("song-bold", round(big * 0.17)), anchor="mm")
    return mask.resize((size // 3, size // 3), Image.Resampling.LANCZOS)


def _paste_turned(mask: Image.Image, sign: str, size: int, turn: float, distance: float) -> None:
    """Put one letter on the circle, its foot towards the middle."""
    tile = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(tile).text((size, size), sign, 255, font("song-bold", size), anchor="mm")
    tile = tile.resize((round(size * 1.5), size * 2)).rotate(-turn, Image.Resampling.BICUBIC, expand=True)
    x = mask.width / 2 + distance * math.sin(math.radians(turn))
    y = mask.height / 2 - distance * math.cos(math.radians(turn))
    box = (round(x - tile.width / 2), round(y - tile.height / 2))
    mask.paste(255, box, tile)


def uneven(mask: Image.Image, rng: random.Random) -> Image.Image:
    """Return the mask with the soft spots a hand leaves."""
    spots = Image.frombytes("L", (7, 7), bytes(rng.randint(150, 255) for _ in range(49)))
    return ImageChops.multiply(mask, spots.resize(mask.size, Image.Resampling.BICUBIC))


def handwriting(words: str, height: int, rng: random.Random) -> Image.Image:
    """Return words as a hand writes them: brush letters that lean, dance and are warped together."""
    size = height * 2
    mask = Image.new("L", (round(size * (len(words) * 0.9 + 1)), size * 2))
    left = size * 0.3
    for letter in words:
        big = round(size * rng.uniform(0.86, 1.16))
        tile = Image.new("L", (big * 2, big * 2))
        ImageDraw.Draw(tile).text(
            (big, big), letter, 255, font("kai", big), anchor="mm", stroke_width=max(1, height // 40)
        )
        lean = rng.uniform(0.12, 0.3)
        tile = tile.transform(
            tile.size, Image.Transform.AFFINE, (1, lean, -lean * big, 0, 1, 0), Image.Resampling.BICUBIC
        )
        tile = tile.rotate(rng.uniform(-9, 5), Image.Resampling.BICUBIC)
        wide = 0.52 if letter.isascii() else 0.86
        mask.paste(255, (round(left - big * 0.5), round(size - big + rng.uniform(-0.09, 0.09) * size)), tile)
        left += big * wide
    return _warped(mask, rng, size * 0.05).resize((mask.width // 2, mask.height // 2), Image.Resampling.LANCZOS)


def _warped(mask: Image.Image, rng: random.Random, strength: float) -> Image.Image:
    """Return the mask bent like a sheet of rubber, so that no two letters alike are equal."""
    cell = max(mask.height // 6, 8)
    columns, rows = mask.width // cell + 1, mask.height // cell + 1
    knots = {
        (column, row): (column * cell + rng.uniform(-strength, strength), row * cell + rng.uniform(-strength, strength))
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    mesh = [
        (
            (column * cell, row * cell, (column + 1) * cell, (row + 1) * cell),
            (*knots[column, row], *knots[column, row + 1], *knots[column + 1, row + 1], *knots[column + 1, row]),
        )
        for column in range(columns)
        for row in range(rows)
    ]
    return mask.transform(mask.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
