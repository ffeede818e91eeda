"""Rule `same-person-twice`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.across import AcrossRule, Left, Trace, others
from eligibility.normal import compact
from eligibility.rules.fields import Place, blank, getter
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.declaration import Declaration
    from eligibility.report import Finding
    from eligibility.rule import Context


class SamePersonTwice(AcrossRule):
    """The same person is declared in two submissions.

    ## Applicability
    Declarations in which all the fields listed are filled in.

    ## Expectation
    No two submissions of the round agree in all the fields listed.

    ## Assumptions
    Texts are compared without regard to case, spaces and full-width signs. The fields are compared as keyed hashes; the audit's
    journal does not hold them.

    ## Remedy
    Withdraw all but one of the submissions.
    """

    name: ClassVar[str] = "same-person-twice"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("The same person is declared in {count} other submissions too: {other}.")
    remedy: ClassVar[str] = N_("Keep one of the submissions and withdraw the others.")
    scope: ClassVar[tuple[str, ...]] = ("fields",)

    fields: tuple[Place, ...] = Field(min_length=1, description="The fields by which two people are the same.")

    def traces(self, declaration: Declaration, context: Context) -> Left:
        """Yield the person."""
        values = getter(self.fields)(declaration)
        if not any(map(blank, values)):
            key = "\0".join(compact(str(value)).upper() for value in values)
            yield Trace(at=self.fields[0], keys=(key,), values={"category": declaration.category})

    def compare(self, group: Sequence[Trace]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding on each submission of the person."""
        count = len({trace.submission for trace in group}) - 1
        for index, trace in enumerate(group if count else ()):
            names = others(group, trace)
            if count == 1:
                [other] = [one for one in group if one.submission != trace.submission]
                yield index, self._twice(trace, other, names)
            else:
                yield index, self.finding(trace.at, other=names, count=count)

    def _twice(self, trace: Trace, other: Trace, names: list[str]) -> Finding:
        category = other.values["category"]
        if category is None or category == trace.values["category"]:
            return self.finding(
                trace.at, message=N_("The same person is declared in submission {other} too."), other=names
            )
        return self.finding(
            trace.at,
            message=N_("The same person is declared in submission {other} too, there as {category}."),
            other=names,
            category=Term(category),
        )
