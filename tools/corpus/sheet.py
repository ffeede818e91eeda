"""A page in the hands of whoever spoils it: its pixels, where they came from, and what is physically known of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from tools import truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tools.drawing import Page

    Pixels = NDArray[Any]
    Matrix = NDArray[Any]

GLASS: Final = (246, 246, 244)
_PROBES: Final = (48, 8)
"""Points along and across a mark at which it is asked whether it can be seen."""


@dataclass(frozen=True, slots=True)
class Physics:
    """What blurs and veils the page, in its own pixels.

    `sigma` is of Gaussian blur, `motion` a length; `contrast` is the share of the page's own contrast that is left, `noise` a standard
    deviation in levels of 255; `quality` that of the worst JPEG compression.
    """

    sigma: float = 0.45
    motion: float = 0.0
    contrast: float = 1.0
    noise: float = 0.0
    quality: int = 92


@dataclass(frozen=True, slots=True)
class Sheet:
    """RGB pixels, the way from the base's pixels to these (3 by 3), and where nothing can be seen (0 or 255).

    `parameters` are those of all that was done to it. `quality` is the JPEG quality the file is written with.
    """

    pixels: Pixels
    marks: tuple[truth.Mark, ...]
    where: Matrix = field(default_factory=lambda: np.eye(3))
    hidden: Pixels | None = None
    physics: Physics = Physics()
    parameters: dict[str, Any] = field(default_factory=dict)
    quality: int = 92

    @classmethod
    def of(cls, page: Page) -> Sheet:
        """Return the base as it was scanned."""
        return cls(np.asarray(page.image).copy(), tuple(page.truth))

    @property
    def height(self) -> int:
        """Pixels downwards."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    def seen_as(self, pixels: NDArray[Any], **parameters: Any) -> Sheet:
        """Return the same page with other pixels, rounded and cut to 0..255."""
        levels = pixels if pixels.dtype == np.uint8 else np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
        return replace(self, pixels=levels, parameters=self.parameters | parameters)

    def measured(self, **physics: Any) -> Sheet:
        """Return the page with other physics."""
        return replace(self, physics=replace(self.physics, **physics))

    def blurred(self, sigma: float) -> Sheet:
        """Return the page with this blur added to what it has."""
        return self.measured(sigma=float(np.hypot(self.physics.sigma, sigma)))

    def warped(self, matrix: Matrix, size: tuple[int, int], ground: tuple[int, int, int] = GLASS) -> Sheet:
        """Return the page moved by a matrix into a frame of another size."""
        pixels = cv2.warpPerspective(
            self.pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
        )
        hidden = (
            None if self.hidden is None else cv2.warpPerspective(self.hidden, matrix, size, flags=cv2.INTER_NEAREST)
        )
        return replace(self, pixels=pixels, hidden=hidden, where=matrix @ self.where)

    def resized(self, factor: float) -> Sheet:
        """Return the page at another resolution, as an honest scanner gives it."""
        size = (max(1, round(self.width * factor)), max(1, round(self.height * factor)))
        pixels = cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA)
        hidden = None if self.hidden is None else cv2.resize(self.hidden, size, interpolation=cv2.INTER_NEAREST)
        scale = np.diag([size[0] / self.width, size[1] / self.height, 1.0])
        moved = replace(self, pixels=pixels, hidden=hidden, where=scale @ self.where)
        physics = self.physics
        return moved.measured(
            sigma=float(np.hypot(physics.sigma * factor, 0.3)),
            motion=physics.motion * factor,
            noise=physics.noise * factor,
        )

    def turned(self, quarters: int) -> Sheet:
        """Return the page turned clockwise."""
        where, width, height = self.where, self.width, self.height
        for _ in range(quarters):
            where = np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ where
            width, height = height, width
        hidden = None if self.hidden is None else np.rot90(self.hidden, -quarters).copy()
        return replace(self, pixels=np.rot90(self.pixels, -quarters).copy(), hidden=hidden, where=where)

    def cut(self, left: int, top: int, right: int, bottom: int) -> Sheet:
        """Return the part between these edges."""
        shift = np.array([[1.0, 0.0, -left], [0.0, 1.0, -top], [0.0, 0.0, 1.0]])
        hidden = None if self.hidden is None else self.hidden[top:bottom, left:right].copy()
        return replace(self, pixels=self.pixels[top:bottom, left:right].copy(), hidden=hidden, where=shift @ self.where)

    def covered(self, mask: NDArray[np.bool_]) -> Sheet:
        """Return the page with nothing to be seen where the mask is true."""
        hidden = np.where(mask, 255, 0).astype(np.uint8)
        return replace(self, hidden=hidden if self.hidden is None else np.maximum(hidden, self.hidden))

    def at(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the base are on this page; `(n, 2)` in and out."""
        placed = np.column_stack([points, np.ones(len(points))]) @ self.where.T
        return np.asarray(placed[:, :2] / placed[:, 2:])

    def box(self, mark: truth.Mark) -> truth.Box:
        """Return the upright box around a mark on this page; it may lie outside."""
        return truth.around(*map(tuple, self.at(np.array(truth.corners(mark.box))).tolist()))

    def visible(self, mark: truth.Mark) -> float:
        """Return the share of a mark that is in the frame and not hidden."""
        left, top, width, height = mark.box
        across, down = (np.arange(count) / count + 0.5 / count for count in _PROBES)
        grid = np.array([(left + width * x, top + height * y) for x in across for y in down])
        x, y = np.floor(self.at(grid)).astype(int).T
        inside = (x >= 0) & (y >= 0) & (x < self.width) & (y < self.height)
        if self.hidden is not None:
            inside[inside] = self.hidden[y[inside], x[inside]] == 0
        return float(inside.mean())

    def magnification(self) -> float:
        """Return pixels of this page to a pixel of the base, at its middle."""
        middle = np.linalg.solve(self.where, np.array([self.width / 2, self.height / 2, 1.0]))
        x, y = middle[:2] / middle[2]
        corners = self.at(np.array([(x, y), (x + 1, y), (x, y + 1)]))
        across, down = corners[1] - corners[0], corners[2] - corners[0]
        return float(np.sqrt(abs(across[0] * down[1] - across[1] * down[0])))
