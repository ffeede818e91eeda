"""The degradations of the corpus: families in graded levels, with their physical parameters at 200 dots an inch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from tools.corpus.handling import crop, fold, glare, perspective, skew, stamped, turned, watermark
from tools.corpus.optics import (
    blur,
    contrast,
    defocus,
    exposure,
    faint,
    jpeg,
    moire,
    motion,
    noise,
    photocopy,
    resolution,
    salt_pepper,
    shadow,
    uneven,
)
from tools.corpus.sheet import Sheet

Way = Callable[[Sheet, np.random.Generator], Sheet]


def _chain(*ways: Way) -> Way:
    """Return the ways one after the other."""

    def all_of(sheet: Sheet, rng: np.random.Generator) -> Sheet:
        for way in ways:
            sheet = way(sheet, rng)
        return sheet

    return all_of


def _as_is(sheet: Sheet, rng: np.random.Generator) -> Sheet:  # noqa: ARG001 - called as the others are
    return sheet


@dataclass(frozen=True, slots=True)
class Degradation:
    """One way to spoil a page to one level."""

    family: str
    level: str
    way: Way

    @property
    def name(self) -> str:
        """Family and level."""
        return f"{self.family}-{self.level}"

    def of(self, sheet: Sheet, seed: str) -> Sheet:
        """Return the spoilt page, the same for the same seed."""
        number = int.from_bytes(hashlib.sha256(f"{seed} {self.name}".encode()).digest()[:8])
        return self.way(sheet, np.random.default_rng(number))


def _family(name: str, way: Callable[..., Sheet], **levels: dict[str, Any]) -> list[Degradation]:
    return [Degradation(name, level.replace("_", "-"), partial(way, **values)) for level, values in levels.items()]


_PHONES: Final[dict[str, Way]] = {
    "1": _chain(
        partial(perspective, strength=0.03), partial(uneven, darkest=0.8), partial(blur, sigma=0.9),
        partial(noise, sigma=5), partial(jpeg, qualities=[75]),
    ),
    "2": _chain(
        partial(perspective, strength=0.07), partial(uneven, darkest=0.55), partial(shadow, darkness=0.25),
        partial(defocus, radius=3.2), partial(noise, sigma=14), partial(jpeg, qualities=[55]),
    ),
    "3": _chain(
        partial(perspective, strength=0.12), partial(uneven, darkest=0.35), partial(motion, length=13),
        partial(defocus, radius=4.0), partial(noise, sigma=26), partial(resolution, dpi=90), partial(jpeg, qualities=[35]),
    ),
}  # fmt: skip
_MESSENGERS: Final[dict[str, Way]] = {
    "1": _chain(partial(resolution, dpi=90), partial(jpeg, qualities=[60, 50])),
    "2": _chain(partial(perspective, strength=0.03), partial(resolution, dpi=60), partial(jpeg, qualities=[45, 30])),
}

DEGRADATIONS: Final[tuple[Degradation, ...]] = (
    Degradation("clean", "0", _as_is),
    *_family("blur", blur, **{"1": {"sigma": 1.8}, "2": {"sigma": 3.0}, "3": {"sigma": 4.5}}),
    *_family("defocus", defocus, **{"1": {"radius": 4.0}, "2": {"radius": 8.0}}),
    *_family("motion", motion, **{"1": {"length": 9}, "2": {"length": 15}, "3": {"length": 23}}),
    *_family("resolution", resolution, **{str(dpi): {"dpi": dpi} for dpi in (72, 50, 38, 28)}),
    *_family("jpeg", jpeg, **{"12": {"qualities": [12]}, "5": {"qualities": [5]}, "double": {"qualities": [25, 18]}}),
    *_family("contrast", contrast, **{"1": {"left": 0.15}, "2": {"left": 0.05}}),
    *_family("faint", faint, **{"1": {"low": 0.25, "high": 0.7, "thin": 0}, "2": {"low": 0.06, "high": 0.4, "thin": 3}}),
    *_family("uneven", uneven, **{"1": {"darkest": 0.25}}),
    *_family("shadow", shadow, **{"1": {"darkness": 0.65}}),
    *_family(
        "glare", glare,
        soft_part={"edge": "soft", "light": 130.0, "spots": 3}, soft_full={"edge": "soft", "light": 420.0, "spots": 3},
        sharp_part={"edge": "sharp", "light": 130.0, "spots": 3}, sharp_full={"edge": "sharp", "light": 420.0, "spots": 2},
    ),
    *_family("exposure", exposure, **{"1": {"gain": 1.8}, "2": {"gain": 3.1}}),
    *_family("noise", noise, **{"1": {"sigma": 35.0}, "2": {"sigma": 90.0}}),
    *_family("salt-pepper", salt_pepper, **{"1": {"share": 0.06}}),
    *_family("skew", skew, **{"1": {"degrees": 3.0}, "2": {"degrees": 11.0}}),
    *_family("perspective", perspective, **{"1": {"strength": 0.06}, "2": {"strength": 0.16}}),
    *_family(
        "crop", crop, margin={"edge": "left", "share": 0.0},
        left={"edge": "left", "share": 0.16}, right={"edge": "right", "share": 0.16},
        top={"edge": "top", "share": 0.16}, bottom={"edge": "bottom", "share": 0.16},
    ),
    *_family("turned", turned, **{str(90 * quarters): {"quarters": quarters} for quarters in (1, 2, 3)}),
    *_family("watermark", watermark, light={"strength": 0.25, "grey": 150}, heavy={"strength": 0.7, "grey": 90}),
    *_family("seal", stamped, light={"opaque": False, "count": 3}, opaque={"opaque": True, "count": 2}),
    *_family(
        "photocopy", photocopy, good={"level": 0.72, "softness": 0.8, "dirt": 0.0},
        thin={"level": 0.38, "softness": 1.5, "dirt": 0.0}, dirty={"level": 0.8, "softness": 1.2, "dirt": 1.0},
    ),
    *_family("fold", fold, **{"1": {"folds": 3, "width": 5.0}}),
    *_family("moire", moire, **{"1": {"swing": 0.18}, "2": {"swing": 0.45}}),
    *(Degradation("phone", level, way) for level, way in _PHONES.items()),
    *(Degradation("messenger", level, way) for level, way in _MESSENGERS.items()),
)  # fmt: skip
