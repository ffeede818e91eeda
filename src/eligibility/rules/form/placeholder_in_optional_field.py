"""Rule `placeholder-in-optional-field`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.normal import compact
from eligibility.rule import Found, Rule
from eligibility.rules.fields import Place, getter
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_WORDS: Final = frozenset(["无", "無", "没有", "暂无", "空", "none", "nil", "null", "n/a", "na", "-", "--", "/", "\\"])
_LONGEST: Final = 8
"""Characters of the longest placeholder with spaces in it: longer texts need no look."""


class PlaceholderInOptionalField(Rule):
    """An optional field holds 无 or another word for nothing, instead of staying empty.

    ## Applicability
    Declarations in which at least one of the optional fields listed is filled in.

    ## Expectation
    A filled optional field says something; one with nothing to say is empty.

    ## Assumptions
    Only a field that holds nothing but a placeholder is reported; 无 as part of a sentence is text.

    ## Remedy
    Empty the field.
    """

    name: ClassVar[str] = "placeholder-in-optional-field"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("{label} is optional and holds “{seen}” instead of being left empty.")
    remedy: ClassVar[str] = N_("Clear {label}: only required fields are filled with 无.")
    scope: ClassVar[tuple[str, ...]] = ("fields",)

    fields: tuple[Place, ...] = Field(min_length=1, description="The optional fields, as JSON Pointers.")
    words: frozenset[str] = Field(default=_WORDS, description="Texts that mean nothing, in lower case.")

    @functools.cached_property
    def _values(self) -> Callable[[Declaration], Sequence[object]]:
        return getter(self.fields)

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any optional field is filled in."""
        return any(self._values(declaration))

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each field that holds a placeholder."""
        for pointer, value in zip(self.fields, self._values(declaration), strict=True):
            if isinstance(value, str) and len(value) <= _LONGEST and compact(value).lower() in self.words:
                yield self.finding(pointer, seen=value)
