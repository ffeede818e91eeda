"""Grouping by index finds what comparing all pairs finds, in an order that no key changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.across import Trace
from eligibility.audit.comparing import KEY, Seal, buckets, groups, read, written
from eligibility.errors import EligibilityError

if TYPE_CHECKING:
    from pathlib import Path

TRACES = st.lists(
    st.builds(
        Trace,
        at=st.just("/applicant/id_number"),
        keys=st.lists(st.sampled_from("abcdef"), max_size=3).map(tuple),
        submission=st.sampled_from(["1", "2", "3", "4"]),
    ),
    max_size=12,
)


def _found(traces: list[Trace]) -> list[list[int]]:
    found = groups(buckets(enumerate(traces)), lambda *_: True)
    return [[number for number, _ in group] for group in found]


@given(TRACES)
def test_groups_are_those_of_all_pairs(traces: list[Trace]) -> None:
    """Two traces are in one group exactly if a chain of shared keys joins them."""
    joined = [{number} for number in range(len(traces))]
    for one in range(len(traces)):
        for other in range(one):
            if set(traces[one].keys) & set(traces[other].keys):
                first, second = (next(group for group in joined if number in group) for number in (one, other))
                if first is not second:
                    joined.remove(second)
                    first |= second
    expected = {frozenset(group) for group in joined if len(group) > 1}
    assert {frozenset(group) for group in _found(traces)} == expected


@given(TRACES, st.binary(min_size=32, max_size=32))
def test_no_key_changes_the_order(traces: list[Trace], key: bytes) -> None:
    """Hashed under any key, the same groups come in the same order: audits with keys of their own end alike."""
    seal = Seal(key)
    assert _found([seal.sealed(trace) for trace in traces]) == _found(traces)


def test_only_what_is_alike_is_joined() -> None:
    """Of the traces of one key those that the rule holds apart stay apart."""
    traces = [Trace(at="", keys=("k",), values={"n": number % 2}, submission=str(number)) for number in range(5)]
    found = groups(buckets(enumerate(traces)), lambda one, other: one.values == other.values)
    assert [[number for number, _ in group] for group in found] == [[0, 2, 4], [1, 3]]


def test_what_is_kept_of_a_trace_tells_nobody_who_it_is() -> None:
    """A sealed trace comes back as it went in, and holds no word of what was hashed."""
    trace = Trace(
        at="/awards/0/rank",
        keys=("349999196801010015",),
        marks=frozenset({"水稻"}),
        person="349999196801010015",
        values={"rank": 1},
    )
    sealed = Seal(b"0" * 32).sealed(trace)
    assert "349999196801010015" not in repr(sealed)
    assert "水稻" not in repr(sealed)
    again = read(written(sealed), "005")
    assert (again.marks, again.person, again.values, again.submission) == (
        sealed.marks,
        sealed.person,
        {"rank": 1},
        "005",
    )


def test_the_key_is_made_once_and_checked(tmp_path: Path) -> None:
    """An audit's key stays the same, is for its owner alone, and a file that is none is refused."""
    first = Seal.kept_in(tmp_path)
    assert Seal.kept_in(tmp_path).key == first.key
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    (tmp_path / KEY).write_bytes(b"short")
    with pytest.raises(EligibilityError, match="not the key"):
        Seal.kept_in(tmp_path)
