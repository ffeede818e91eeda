"""Rule `date-in-future`."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    import datetime as dt

    from eligibility.dates import PartialDate
    from eligibility.declaration import Declaration
    from eligibility.report import CantTell, Finding
    from eligibility.rule import Context

_RECORD_DATES: Final = (
    ("work_history", "start"),
    ("awards", "awarded_on"),
    ("honours", "granted_on"),
    ("publications", "published_on"),
)
_DATES: Final = tuple((section, operator.attrgetter(field)) for section, field in _RECORD_DATES)
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
        applicant = declaration.applicant
        return bool(applicant.birth_date or applicant.title_obtained_on) or any(
            [any(map(field, getattr(declaration, section))) for section, field in _DATES]
        )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each date in the future."""
        as_of = context.today()
        for field in _APPLICANT_DATES:
            date = getattr(declaration.applicant, field)
            if date is not None and date.last > as_of:
                yield self._answer(f"/applicant/{field}", date, as_of)
        for section, field in _RECORD_DATES:
            for index, record in enumerate(getattr(declaration, section)):
                date = getattr(record, field)
                if date is not None and date.last > as_of:
                    yield self._answer(f"/{section}/{index}/{field}", date, as_of)

    def _answer(self, at: str, date: PartialDate, as_of: dt.date) -> Finding | CantTell:
        return self.finding(at, seen=date, as_of=as_of) if date.first > as_of else self.too_coarse(at, date, as_of)
