"""Rule `missing-field`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field

from eligibility.declaration import RECORD_SECTIONS
from eligibility.rule import Found, Rule
from eligibility.rules.fields import Place, blank, getter
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_FILL_IN: Final = N_("Fill in {label}.")
_FACTS: Final = frozenset(
    [
        "/category",
        "/track",
        "/review_group",
        "/submitted_on",
        "/pledge_accepted",
        "/work_history",
        "/attachments",
        "/employer/name",
        *(f"/applicant/{field}" for field in ("name", "id_number", "sex", "birth_date", "title_level", "skill_level")),
        *(f"/{section}" for section in RECORD_SECTIONS),
    ]
)
"""Places where 无 is no answer: everybody has these, or chooses from a list."""


class MissingField(Rule):
    """A required field is blank.

    ## Applicability
    Every declaration, complete or draft.

    ## Expectation
    Each field listed is filled in; a list such as the work history has at least one record.

    ## Assumptions
    A required field the applicant has nothing for is filled with 无, which counts as filled in. White space is blank.

    ## Remedy
    Fill in the field; where there is nothing to state, write 无.
    """

    name: ClassVar[str] = "missing-field"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("{label} is required and not filled in.")
    remedy: ClassVar[str] = N_("Fill in {label}; if there is nothing to state, write 无.")
    scope: ClassVar[tuple[str, ...]] = ("fields",)

    fields: tuple[Place, ...] = Field(
        min_length=1, description="The required fields, as JSON Pointers into the declaration."
    )

    @functools.cached_property
    def _values(self) -> Callable[[Declaration], Sequence[object]]:
        return getter(self.fields)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each blank field."""
        values = self._values(declaration)
        if not all(values):
            for pointer, value in zip(self.fields, values, strict=True):
                if not value and blank(value):
                    yield self.finding(pointer, remedy=_FILL_IN if pointer in _FACTS else None)
