"""The rulesets that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.hooks import hookimpl
from eligibility.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@hookimpl
def register_rulesets() -> Sequence[Path]:
    """Return the folder of rulesets."""
    return (shipped("rulesets"),)
