"""Rule `participants-disagree` beside its cases: what many records of one thing cost."""

from __future__ import annotations

from typing import Any

from eligibility.across import Trace
from eligibility.rules.across.participants_disagree import ParticipantsDisagree


class _Counted(dict[str, Any]):
    """Values that count how often they are asked."""

    asked = 0

    def __getitem__(self, name: str) -> Any:
        type(self).asked += 1
        return super().__getitem__(name)


def test_one_that_disagrees_with_many_costs_no_more_than_many() -> None:
    """All are told, and each record is held against those of another number only."""
    count = 400
    group = [
        Trace(
            at="/awards/0/participants",
            keys=(),
            marks=frozenset("水稻"),
            values=_Counted(participants=7 if number == 0 else 5, year=None, kind=None, level=None, grade=None),
            submission=f"{number:03}",
        )
        for number in range(count)
    ]
    found = list(ParticipantsDisagree(section="awards").compare(group))
    assert [index for index, _ in found] == list(range(count))
    assert [finding.values["other"] for _, finding in found[:2]] == [["001", "002", "003", "004", "005"], ["000"]]
    assert _Counted.asked < 20 * count
