"""Rule `duplicate-record`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from eligibility.rule import Found
from eligibility.rules.normal import compact
from eligibility.rules.sections import RECORD_TYPE, SectionRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration, Record
    from eligibility.rule import Context


class DuplicateRecord(SectionRule):
    """The same record stands twice.

    ## Applicability
    Declarations with at least two records in the section.

    ## Expectation
    No two records agree in all the fields listed.

    ## Assumptions
    Texts are compared without regard to width, case and spaces. A record in which one of the fields is blank is not
    compared.

    ## Remedy
    Delete one of the two.
    """

    name: ClassVar[str] = "duplicate-record"
    reads: ClassVar = tuple(f"/{section}/*" for section in RECORD_TYPE)
    message: ClassVar[str] = N_("This record says the same as record {other} of the section.")
    remedy: ClassVar[str] = N_("Delete one of the two records, or correct what should differ.")
    scope: ClassVar[tuple[str, ...]] = ("section",)

    fields: tuple[str, ...] = Field(min_length=1, description="The fields by which two records are the same.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are two records to compare."""
        return len(getattr(declaration, self.section)) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each record that an earlier one equals."""
        records = getattr(declaration, self.section)
        first_field = self.fields[0]
        keys = [_comparable(getattr(record, first_field)) for record in records]
        if len(set(keys)) == len(keys):
            return
        earlier: dict[tuple[object, ...], int] = {}
        for index, record in enumerate(records):
            key = self._key(record)
            if None in key:
                continue
            other = earlier.setdefault(key, index)
            if other != index:
                yield self.finding(f"/{self.section}/{index}", other=other + 1)

    def _key(self, record: Record) -> tuple[object, ...]:
        return tuple(_comparable(getattr(record, field)) for field in self.fields)


def _comparable(value: Any) -> object:  # noqa: ANN401 - a field of any type
    return compact(value).casefold() or None if isinstance(value, str) else value
