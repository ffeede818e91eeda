"""How commands look at files: with how many workers, and where they keep what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.looking.looker import Looker

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.cli.options import Looking


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
