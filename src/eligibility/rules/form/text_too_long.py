"""Rule `text-too-long`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.rules.fields import Place, getter
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class TextTooLong(Rule):
    """A text is longer than the form allows.

    ## Applicability
    Declarations in which the field is filled in.

    ## Expectation
    The field has at most the allowed number of characters.

    ## Assumptions
    A character is a Unicode code point: a Chinese character, a letter, a digit, a sign or a space each count one.
    A line break counts one, however it is encoded; white space at both ends counts nothing.

    ## Remedy
    Shorten the text.
    """

    name: ClassVar[str] = "text-too-long"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("{label} has {seen} characters; at most {longest} are allowed.")
    remedy: ClassVar[str] = N_("Shorten {label} by {excess} characters.")
    scope: ClassVar[tuple[str, ...]] = ("field",)

    field: Place = Field(description="The field, as a JSON Pointer.")
    longest: int = Field(ge=1, description="Characters allowed, inclusive.")

    @functools.cached_property
    def _values(self) -> Callable[[Declaration], Sequence[Any]]:
        return getter((self.field,))

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the field is filled in."""
        return bool(self._values(declaration)[0])

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the text is too long."""
        text = self._values(declaration)[0]
        if isinstance(text, str) and len(text) > self.longest:
            length = len(text) - text.count("\r\n")
            if length > self.longest:
                yield self.finding(self.field, seen=length, longest=self.longest, excess=length - self.longest)
