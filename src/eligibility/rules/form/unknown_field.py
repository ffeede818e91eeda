"""Rule `unknown-field`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility import places
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class UnknownField(Rule):
    """The declaration has a field that the form does not know, so nobody judged it.

    ## Applicability
    Every declaration.

    ## Expectation
    Every key of the document is one of the form's; a round's own fields stand under `extra`.

    ## Assumptions
    A misspelt key looks like an absent value to all other rules, therefore it is told.

    ## Remedy
    Correct the key, or move the value to `extra`.
    """

    name: ClassVar[str] = "unknown-field"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("The form has no field “{key}”; its value was not judged.")
    remedy: ClassVar[str] = N_("Correct the field's name; a round's own fields belong under “extra”.")

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each unknown key."""
        for pointer in declaration.unknown_keys:
            yield self.finding(pointer, key=places.steps(pointer)[-1])
