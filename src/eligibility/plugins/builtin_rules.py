"""The rules that come with the package: every rule class in `eligibility.rules`, one a file."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import eligibility.rules
from eligibility.hooks import hookimpl
from eligibility.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return all rules, in the order of their files."""
    return tuple(_rules())


def _rules() -> Iterator[type[Rule]]:
    for found in pkgutil.walk_packages(eligibility.rules.__path__, "eligibility.rules."):
        module = importlib.import_module(found.name)
        for item in vars(module).values():
            if (
                isinstance(item, type)
                and issubclass(item, Rule)
                and item.__module__ == module.__name__
                and hasattr(item, "name")
            ):
                yield item
