"""Rule `conflicting-ranks`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from eligibility.across import others
from eligibility.rules.across.claims import ClaimRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.across import Trace
    from eligibility.report import Finding


class ConflictingRanks(ClaimRule):
    """Two people claim the same rank in the same award, publication or project.

    ## Applicability
    Declarations with a record in the section that gives a title and a rank.

    ## Expectation
    People who declare the same thing have different ranks in it.

    ## Assumptions
    Two records are of the same thing when their titles are nearly the same, with the same numbers in them, and kind, level, grade
    and year agree where both give them. Shared first authorship is not known to the form; a person must look.

    ## Remedy
    Compare the ranks with the certificates or the printed list of authors.
    """

    name: ClassVar[str] = "conflicting-ranks"
    reads: ClassVar = ("/awards/*", "/publications/*", "/projects/*", "/applicant/id_number")
    message: ClassVar[str] = N_("Rank {rank} in the same work is also claimed by submission {other}.")
    remedy: ClassVar[str] = N_("Compare the rank with the certificate or the printed list of authors, and correct it.")
    scope: ClassVar[tuple[str, ...]] = ("section",)

    compared: ClassVar[str] = "rank"

    def compare(self, group: Sequence[Trace]) -> Iterator[tuple[int, Finding]]:
        """Yield a finding on each record whose rank another person claims too."""
        ranks = defaultdict(list)
        for index, trace in enumerate(group):
            ranks[trace.values["rank"]].append(index)
        for rank, indices in ranks.items():
            holders = [group[index] for index in indices]
            for index in indices:
                mine = group[index]
                rivals = (one for one in holders if one.person is None or one.person != mine.person)
                names = others((one for one in rivals if self.alike(one, mine)), mine)
                if names:
                    yield index, self.finding(mine.at, rank=rank, other=names)
