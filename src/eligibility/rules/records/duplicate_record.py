"""Rule `duplicate-record`."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field

from eligibility.rule import Found
from eligibility.rules.fields import blank
from eligibility.rules.sections import RECORD_TYPE, SectionRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_WIDE: Final = tuple(zip("（）［］，：；！？－", "()[],:;!?-", strict=True))


class DuplicateRecord(SectionRule):
    """The same record stands twice.

    ## Applicability
    Declarations with at least two records in the section.

    ## Expectation
    No two records agree in all the fields listed.

    ## Assumptions
    Texts are compared without regard to case, spaces and full-width signs. A record in which one of the fields is blank is not
    compared.

    ## Remedy
    Delete one of the two.
    """

    name: ClassVar[str] = "duplicate-record"
    reads: ClassVar = tuple(f"/{section}/*" for section in RECORD_TYPE)
    message: ClassVar[str] = N_("This record says the same as record {other} of the section.")
    remedy: ClassVar[str] = N_("Delete one of the two records, or correct what should differ.")
    scope: ClassVar[tuple[str, ...]] = ("section", "fields")

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
            if any(map(blank, key)):
                continue
            other = earlier.setdefault(key, index)
            if other != index:
                yield self.finding(f"/{self.section}/{index}", other=other + 1)

    def _all_differ(self, records: Sequence[object]) -> bool:
        """Tell at a glance that no two records can agree: their first fields, made comparable in one go, all differ."""
        first = operator.attrgetter(self.fields[0])
        values = given = [value for value in map(first, records) if value is not None]
        if given and isinstance(given[0], str):
            values = _folded("\0".join(given)).split("\0")
        return len(given) == len(values) == len(set(values))

    def _key(self, record: object) -> tuple[object, ...]:
        return tuple(_comparable(getattr(record, field)) for field in self.fields)


def _comparable(value: Any) -> object:
    return _folded(value) if isinstance(value, str) else value


def _folded(text: str) -> str:
    """Return `text` without spaces, in lower case, with the usual full-width signs narrowed (all of NFKC costs tenfold)."""
    for wide, narrow in _WIDE:
        if wide in text:
            text = text.replace(wide, narrow)
    return "".join(text.split()).casefold()
