"""Files that do harm, and something to look at them with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from eligibility.hooks import Plugins, load_plugins
from eligibility.looking.looker import Looker

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGIN: Final = str(Path(__file__).parents[1] / "plugins" / "wild_inspectors.py")


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """Return the built-in plugins and the wild inspectors."""
    return load_plugins((PLUGIN,))


@pytest.fixture
def looker() -> Iterator[Looker]:
    """Return a looker with little patience and little memory."""
    with Looker(workers=2, seconds=3, memory=1 << 29) as made:
        yield made
