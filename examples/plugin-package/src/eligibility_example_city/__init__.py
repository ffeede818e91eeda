"""An invented city's talent programme: one ruleset, and one rule that only this city has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eligibility import hookimpl
from eligibility_example_city.too_short_with_employer import TooShortWithEmployer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility import Rule


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return the rules this package brings."""
    return (TooShortWithEmployer,)


@hookimpl
def register_rulesets() -> Sequence[Path]:
    """Return the folder of rulesets this package brings."""
    return (Path(__file__).with_name("rulesets"),)
