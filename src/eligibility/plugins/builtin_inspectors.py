"""The inspectors that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.hooks import hookimpl
from eligibility.inspection.file import FileInspector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.measurement import Inspector


@hookimpl
def register_inspectors() -> Sequence[Inspector]:
    """Return one inspector for each type of measurement."""
    return (FileInspector(),)
