"""How commands look at files: with how many workers, and where they keep what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.errors import EligibilityError
from eligibility.looking.looker import Looker
from eligibility.report import CantTell

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.cli.options import Looking


def refuse_unknown_engine() -> None:
    """Raise `EligibilityError` if the environment names no text engine: else every rule that reads would tell so."""
    from eligibility.inspection.engines import choice

    try:
        choice.asked_for()
    except CantTell as lack:
        raise EligibilityError(lack.reason, (), **lack.values) from None


def looker_of(options: Looking) -> Looker:
    """Return the looker that the options ask for."""
    return Looker(workers=options.workers, cache=cache_of(options))


def cache_of(options: Looking) -> Path | None:
    """Return the file in which measurements are kept, if they are."""
    return (options.cache or _usual()) if options.keep else None


def _usual() -> Path:
    """Return the file in the user's folder for caches."""
    import platformdirs

    return platformdirs.user_cache_path("eligibility", appauthor=False) / "measurements.sqlite"
