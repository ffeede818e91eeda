"""Fingerprint: a perceptual hash of each page, by the signs of its discrete cosine transform (pHash; Zauner 2010).

Only coarse shapes count: a page that was stored again, reduced, or made brighter keeps nearly all bits, another page of the
same layout differs in many. One that was cropped, turned or photographed anew is not recognized.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from eligibility.inspection.pages import sheets_of
from eligibility.measurement import Fingerprint

if TYPE_CHECKING:
    from cv2.typing import MatLike

    from eligibility.measurement import Exhibit

_SIDE: Final = 128
"""Pixels of a side to which a page is reduced."""
_WAVES: Final = 17
"""Waves along a side whose signs are kept, the constant one left out."""
_LEAST_SPREAD: Final = 2.0
"""Least spread of levels, of 256, of a page that shows anything."""


def inspect(exhibit: Exhibit) -> Fingerprint:
    """Return the fingerprints of all pages; raise `AttachmentError` when the file can't be looked at."""
    return Fingerprint(pages=tuple(_hash(sheet.grey) for sheet in exhibit.once(sheets_of)))


def _hash(page: MatLike) -> str:
    small = cv2.resize(page, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    if float(small.std()) < _LEAST_SPREAD:
        return ""
    waves = cv2.dct(small)[1:_WAVES, 1:_WAVES]
    bits = waves > np.median(waves)
    # Along the diagonals, so that each stretch of sixteen bits holds coarse and fine waves alike.
    mixed = np.array([np.roll(row, index) for index, row in enumerate(bits)]).T
    return np.packbits(mixed).tobytes().hex()
