"""Kleene's three-valued logic, as a table and as laws."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.kleene import Truth, all_of, any_of

PAIRS: Final = (
    # one, other, both, either
    (True, True, True, True),
    (True, None, None, True),
    (True, False, False, True),
    (None, True, None, True),
    (None, None, None, None),
    (None, False, False, None),
    (False, True, False, True),
    (False, None, False, None),
    (False, False, False, False),
)

truths: Final = st.lists(st.sampled_from([True, False, None]), max_size=6)


@pytest.mark.parametrize(("one", "other", "both", "either"), PAIRS)
def test_pairs(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    """Conjunction and disjunction of two truths are those of Kleene's tables."""
    assert all_of([one, other]) is both
    assert any_of([one, other]) is either


def test_nothing_to_join() -> None:
    """Of no conditions all hold and none does."""
    assert all_of([]) is True
    assert any_of([]) is False


@pytest.mark.parametrize("truth", [True, False, None])
def test_one_alone(truth: Truth) -> None:
    """One truth joined with nothing stays what it is."""
    assert all_of([truth]) is truth
    assert any_of([truth]) is truth


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


@given(truths)
def test_de_morgan(values: list[Truth]) -> None:
    """Not all hold exactly if for any one the opposite holds, and the other way round."""
    opposites = [_opposite(value) for value in values]
    assert _opposite(all_of(values)) is any_of(opposites)
    assert _opposite(any_of(values)) is all_of(opposites)


@given(truths, st.data())
def test_knowing_more_never_changes_an_answer(values: list[Truth], data: st.DataObject) -> None:
    """Whatever a doubt turns out to be, an answer that was given without it stands."""
    settled = [data.draw(st.booleans()) if value is None else value for value in values]
    assert all_of(values) in {None, all(settled)}
    assert any_of(values) in {None, any(settled)}


@given(truths)
def test_only_a_doubt_that_matters_is_told(values: list[Truth]) -> None:
    """The answer is a doubt exactly if the doubts could still turn it either way."""
    outcomes = {
        (all(settled), any(settled)) for settled in ([v is not False for v in values], [v is True for v in values])
    }
    conjunctions, disjunctions = ({answer[place] for answer in outcomes} for place in (0, 1))
    assert (all_of(values) is None) == (len(conjunctions) > 1)
    assert (any_of(values) is None) == (len(disjunctions) > 1)


def test_an_answer_that_is_certain_is_not_waited_for() -> None:
    """What decides ends the search: the conditions behind it are not asked."""
    asked = iter([True, False, None])
    assert all_of(asked) is False
    assert list(asked) == [None]
    asked = iter([False, True, None])
    assert any_of(asked) is True
    assert list(asked) == [None]
