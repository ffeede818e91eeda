"""Inspectors whose imaging libraries are imported when they first look at a file, not when they are registered."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from eligibility.inspection.engines import choice
from eligibility.inspection.versions import OPENCV, openers, release
from eligibility.report import CantTell
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.measurement import Exhibit, Measurement


class LateInspector:
    """An inspector whose work is the function `inspect` of the module of its name, beside this one."""

    def __init__(self, name: str, edition: int, measures: type[Measurement], *, reads: bool = False) -> None:
        """Keep the name, the number of the method, which a change of it raises, and the type of measurement.

        `reads` tells that a text engine takes part.
        """
        self.name = name
        self.reads = reads
        self.edition = edition
        self.measures = measures

    @property
    def version(self) -> str:
        """The method's number, the text engine where one takes part, OpenCV's release and those of what opens files: any may change what is measured."""
        engine = choice.version() if self.reads else ""
        opencv = f"OpenCV {release(*OPENCV)}"
        parts = (str(self.edition), engine, "" if opencv in engine else opencv, openers())
        return ", ".join(filter(None, parts))

    def inspect(self, exhibit: Exhibit) -> Measurement:
        """Return what the module's `inspect` does; raise `CantTell` where OpenCV is not installed."""
        try:
            module = importlib.import_module(f"eligibility.inspection.{self.name}")
        except ImportError:
            raise CantTell(
                N_("Looking at pictures needs more software; install eligibility[images]."), "operator"
            ) from None
        seen: Measurement = module.inspect(exhibit)
        return seen
