"""Rule `date-in-future`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.dates import PartialDate
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_RECORD_DATES: Final = (
    ("work_history", "start"),
    ("awards", "awarded_on"),
    ("honours", "granted_on"),
    ("publications", "published_on"),
)
_APPLICANT_DATES: Final = ("birth_date", "title_obtained_on")


class DateInFuture(Rule):
    """Something is said to have happened after the declaration was made.

    ## Applicability
    Declarations with at least one date of a birth, a title, an employment's start, an award, an honour or a publication.

    ## Expectation
    No such date lies after the date of judging.

    ## Assumptions
    An employment may be planned to end later, and a project's year may be the current one; these are not judged. A
    coarse date that straddles the date of judging can't be decided.

    ## Remedy
    Correct the date, or give it to the day.
    """

    name: ClassVar[str] = "date-in-future"
    reads: ClassVar = (
        *(f"/{section}/*/{field}" for section, field in _RECORD_DATES),
        *(f"/applicant/{field}" for field in _APPLICANT_DATES),
    )
    message: ClassVar[str] = N_("{label} is {seen}, after the date of the declaration, {as_of}.")
    remedy: ClassVar[str] = N_("Correct the date; what has not happened yet can't be declared.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is any date to judge."""
        return any(True for _ in _dates(declaration))

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each date in the future."""
        as_of = context.today()
        for section, index, field, date in _dates(declaration):
            if date.last <= as_of:
                continue
            at = f"/{section}/{field}" if index is None else f"/{section}/{index}/{field}"
            if date.first > as_of:
                yield self.finding(at, seen=date, as_of=as_of)
            else:
                yield self.too_coarse(at, date, as_of)


def _dates(declaration: Declaration) -> Iterator[tuple[str, int | None, str, PartialDate]]:
    for field in _APPLICANT_DATES:
        date = getattr(declaration.applicant, field)
        if date is not None:
            yield "applicant", None, field, date
    for section, field in _RECORD_DATES:
        for index, record in enumerate(getattr(declaration, section)):
            date = getattr(record, field)
            if date is not None:
                yield section, index, field, date
