"""The record of one image: what is on it, where, how much of it can be seen, and how it was spoilt."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

from tools.truth import Mark, Pen, Photo, Print, Stamp

if TYPE_CHECKING:
    from tools.corpus.bases import Base
    from tools.corpus.degrade import Degradation
    from tools.corpus.sheet import Sheet

Record = dict[str, Any]

NOTE = "样例 SAMPLE"
"""How the small line begins that says nothing here is real: no part of the document, so not judged."""
_INK_ON_PAPER = 200.0
"""Levels between ink and paper on most bases."""


def record(base: Base, degradation: Degradation, sheet: Sheet) -> Record:
    """Return one line of the truth file; boxes are `[left, top, width, height]` in pixels of the image."""
    return {
        "image": f"{base.name}/{degradation.name}.jpg",
        "split": base.split,
        "base": base.name,
        "kind": base.kind,
        "family": degradation.family,
        "level": degradation.level,
        "width": sheet.width,
        "height": sheet.height,
        "parameters": sheet.parameters,
        "physical": physical(sheet),
        "lines": [
            _placed(sheet, mark) | {"words": mark.words, "face": mark.face, "size": round(mark.size * sheet.magnification(), 2)}
            for mark in sheet.marks
            if isinstance(mark, Print)
        ],
        "pens": [_placed(sheet, mark) | {"words": mark.words} for mark in sheet.marks if isinstance(mark, Pen)],
        "seals": [
            _placed(sheet, mark) | {"words": mark.words, "colour": mark.colour, "shape": mark.shape}
            for mark in sheet.marks
            if isinstance(mark, Stamp)
        ],
        "photos": [_placed(sheet, mark) for mark in sheet.marks if isinstance(mark, Photo)],
    }  # fmt: skip


def _placed(sheet: Sheet, mark: Mark) -> Record:
    return {"box": [round(side, 1) for side in sheet.box(mark)], "visible": round(sheet.visible(mark), 3)}


def physical(sheet: Sheet) -> Record:
    """Return the label no engine has a part in.

    `em` is the median height of letters, each letter counted; `cells` is how many blurs fit into it (the study's
    em / sqrt(1 + (2.355 sigma)² + motion²)); `contrast_to_noise` takes one level of 255 for the least noise there is.
    """
    known = sheet.physics
    printed = [mark for mark in sheet.marks if isinstance(mark, Print) and not mark.words.startswith(NOTE)]
    sizes = [mark.size for mark in printed for _ in mark.words]
    em = statistics.median(sizes) * sheet.magnification() if sizes else None
    spread = math.sqrt(1 + (2.355 * known.sigma) ** 2 + known.motion**2)
    return {
        "em": em and round(em, 2),
        "sigma": round(known.sigma, 3),
        "motion": round(known.motion, 2),
        "contrast": round(known.contrast, 4),
        "noise": round(known.noise, 2),
        "quality": known.quality,
        "cells": em and round(em / spread, 2),
        "contrast_to_noise": round(known.contrast * _INK_ON_PAPER / max(known.noise, 1.0), 2),
    }
