"""Rule `participants-disagree`."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from eligibility.across import MOST_TOLD, others
from eligibility.rules.across.claims import ClaimRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.across import Trace
    from eligibility.report import Finding


class ParticipantsDisagree(ClaimRule):
    """Submissions give different numbers of participants for the same award, publication or project.

    ## Applicability
    Declarations with a record in the section that gives a title and a number of participants.

    ## Expectation
    All who declare the same thing give the same number.

    ## Assumptions
    Two records are of the same thing when their titles are nearly the same, with the same numbers in them, and kind, level, grade
    and year agree where both give them. Who is right is not known: every submission is told.

    ## Remedy
    Count the names on the certificate or in the printed list of authors.
    """

    name: ClassVar[str] = "participants-disagree"
    reads: ClassVar = ("/awards/*", "/publications/*", "/projects/*", "/applicant/id_number")
    message: ClassVar[str] = N_(
        "{participants} participants here, but {numbers} for the same work in submission {other}."
    )
    remedy: ClassVar[str] = N_(
        "Count the names on the certificate or in the printed list of authors, and correct the number."
    )
    scope: ClassVar[tuple[str, ...]] = ("section",)

    compared: ClassVar[str] = "participants"

    def compare(self, group: Sequence[Trace]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding on each record whose number another submission contradicts."""
        given: dict[object, list[Trace]] = defaultdict(list)
        for trace in group:
            given[trace.values["participants"]].append(trace)
        for index, mine in enumerate(group if len(given) > 1 else ()):
            own = mine.values["participants"]
            against = {
                str(number): told
                for number, traces in given.items()
                if number != own and (told := others((one for one in traces if self.alike(one, mine)), mine))
            }
            if against:
                names = sorted(set(itertools.chain(*against.values())))[:MOST_TOLD]
                yield index, self.finding(mine.at, participants=own, numbers=[*against], other=names)
