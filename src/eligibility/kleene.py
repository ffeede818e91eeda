"""Three-valued logic after Kleene: `True`, `False`, and `None` for "can't be told".

A coarse date against a limit or a blank field in a condition has no truth value yet; these two functions carry
that doubt instead of guessing it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction: one `False` decides, then one `None`, else `True`."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction: one `True` decides, then one `None`, else `False`."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result
