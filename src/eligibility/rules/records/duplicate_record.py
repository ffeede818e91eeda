"""Rule `duplicate-record`."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from eligibility.rule import Found
from eligibility.rules.sections import RECORD_TYPE, SectionRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.declaration import Declaration, Record
    from eligibility.rule import Context


class DuplicateRecord(SectionRule):
    """The same record stands twice.

    ## Applicability
    Declarations with at least two records in the section.

    ## Expectation
    No two records agree in all the fields listed.

    ## Assumptions
    Texts are compared without regard to case and spaces. A record in which one of the fields is blank is not
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
        if self._all_differ(records):
            return
        earlier: dict[tuple[object, ...], int] = {}
        for index, record in enumerate(records):
            key = self._key(record)
            if None in key:
                continue
            other = earlier.setdefault(key, index)
            if other != index:
                yield self.finding(f"/{self.section}/{index}", other=other + 1)

    def _all_differ(self, records: Sequence[Record]) -> bool:
        """Tell at a glance that no two records can agree: their first fields, made comparable in one go, all differ."""
        values = list(map(str, map(operator.attrgetter(self.fields[0]), records)))
        joined = _comparable("\0".join(values))
        return len(set(str(joined).split("\0"))) == len(values)

    def _key(self, record: Record) -> tuple[object, ...]:
        return tuple(_comparable(getattr(record, field)) for field in self.fields)


def _comparable(value: Any) -> object:
    return "".join(value.split()).casefold() or None if isinstance(value, str) else value
