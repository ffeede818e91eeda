"""Rule `incomplete-record`."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from eligibility.rule import Found
from eligibility.rules.fields import blank
from eligibility.rules.sections import RECORD_TYPE, SectionRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


_KINDS: Final = {"awards": ("award", "patent"), "publications": ("paper", "book")}


class IncompleteRecord(SectionRule):
    """A record lacks something the form asks for.

    ## Applicability
    Declarations with records in the section, of the kind the entry is for.

    ## Expectation
    Each field listed is filled in, in each record.

    ## Assumptions
    White space is blank; 无, zero and “no” are filled in. A record whose kind is not filled in is judged only by entries
    for all kinds.

    ## Remedy
    Fill in the field.
    """

    name: ClassVar[str] = "incomplete-record"
    reads: ClassVar = tuple(f"/{section}/*" for section in RECORD_TYPE)
    message: ClassVar[str] = N_("{label} is not filled in.")
    remedy: ClassVar[str] = N_("Edit the record and fill in {label}.")
    scope: ClassVar[tuple[str, ...]] = ("section", "kind", "fields")

    fields: tuple[str, ...] = Field(min_length=1, description="The fields each record must have.")
    kind: Literal["award", "patent", "paper", "book"] | None = Field(
        default=None, description="Only records of this kind; absent: all records of the section."
    )

    @model_validator(mode="after")
    def _known_kind(self) -> Self:
        if self.kind is not None and self.kind not in _KINDS.get(self.section, ()):
            kind = "unknown_record_kind"
            text = "the records of this section are not of a kind {kind}"
            raise PydanticCustomError(kind, text, {"kind": self.kind})
        return self

    @functools.cached_property
    def _values(self) -> Callable[[object], Sequence[Any]]:
        take = operator.attrgetter(*self.fields)
        return take if len(self.fields) > 1 else lambda record: (take(record),)

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the section has records of the kind."""
        records = getattr(declaration, self.section)
        return self.kind in [record.kind for record in records] if self.kind else bool(records)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each blank field of each record."""
        kind, values_of = self.kind, self._values
        for index, record in enumerate(getattr(declaration, self.section)):
            values = values_of(record)
            if all(values) or (kind is not None and record.kind != kind):
                continue
            for field, value in zip(self.fields, values, strict=True):
                if not value and blank(value):
                    yield self.finding(f"/{self.section}/{index}/{field}")
