"""Which text engine this machine reads with: PP-OCR where it is installed, else Tesseract.

The environment variable `ELIGIBILITY_TEXT_ENGINE` says otherwise: `ppocr` or `tesseract`; `auto` is the default.
"""

from __future__ import annotations

import functools
import importlib.util
import os
from typing import TYPE_CHECKING, Final

from eligibility.inspection.engines import models, tesseract
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.inspection.engines import Engine

VARIABLE: Final = "ELIGIBILITY_TEXT_ENGINE"
_AUTO: Final = "auto"
_PPOCR: Final = "ppocr"
_TESSERACT: Final = "tesseract"


def engine() -> Engine:
    """Return the engine, loaded once in a process.

    Raises `CantTell` when it or its data is missing, or the environment variable names none.
    """
    if _name() == _TESSERACT:
        return tesseract.engine()
    from eligibility.inspection.engines import ppocr

    return ppocr.engine()


def version() -> str:
    """Return name and version of the engine without loading it, or `none`."""
    try:
        return models.version() if _name() == _PPOCR else tesseract.version()
    except CantTell:
        return "none"


def asked_for() -> str:
    """Return what the environment variable says; raise `CantTell` when it names no engine."""
    name = os.environ.get(VARIABLE) or _AUTO
    if name not in {_AUTO, _PPOCR, _TESSERACT}:
        raise CantTell(
            N_("The environment variable {variable} is {value}; it must be auto, ppocr or tesseract."),
            "operator",
            variable=VARIABLE,
            value=name,
        )
    return name


def _name() -> str:
    wanted = asked_for()
    if not _can_look():
        raise CantTell(N_("Looking at pictures needs more software; install eligibility[images]."), "operator")
    if wanted != _AUTO:
        return _wanted(wanted)
    if models.installed():
        return _PPOCR
    try:
        tesseract.version()
    except CantTell:
        raise CantTell(
            N_(
                "No text engine is installed; install eligibility[images], or Tesseract with its Chinese data "
                "(Debian: tesseract-ocr, tesseract-ocr-chi-sim)."
            ),
            "operator",
        ) from None
    return _TESSERACT


@functools.cache
def _can_look() -> bool:
    return all(map(importlib.util.find_spec, ("numpy", "cv2")))


def _wanted(name: str) -> str:
    if name == _PPOCR and not models.installed():
        raise CantTell(N_("The text engine PP-OCR is not installed; install eligibility[images]."), "operator")
    return name
