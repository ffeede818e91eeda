"""Differences of rulesets: complete, and true in both directions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.desk.diff import apply, difference, key_of, markdown
from eligibility.hooks import load_plugins
from eligibility.report import Severity, Source
from eligibility.rule import Batches, Round
from eligibility.ruleset import Ruleset, readable_rulesets
from eligibility.wording import LANGUAGES

if TYPE_CHECKING:
    from eligibility.ruleset import Entry

SHIPPED: Final = [*readable_rulesets(load_plugins())]
ENTRIES: Final = {key_of(entry): entry for ruleset in SHIPPED for entry in ruleset.entries}

days: Final = st.dates(dt.date(1950, 1, 1), dt.date(2040, 12, 31))
texts: Final = st.text(min_size=1, max_size=20)
rounds: Final = st.builds(
    Round,
    year=st.integers(2000, 2099).map(str),
    batches=st.builds(Batches, leader=st.integers(1, 99), backup=st.integers(1, 99)),
    opens_on=days,
    closes_on=days,
)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Return entries of the shipped rulesets, each with another severity, source or date perhaps."""
    chosen = draw(st.lists(st.sampled_from(sorted(ENTRIES, key=str)), unique=True, min_size=1, max_size=20))
    return tuple(draw(st.just(ENTRIES[key]) | _changed(ENTRIES[key])) for key in chosen)


@st.composite
def _changed(draw: st.DrawFn, entry: Entry) -> Entry:
    fields = [name for name in type(entry.rule).model_fields if isinstance(getattr(entry.rule, name), dt.date)]
    rule = entry.rule.model_copy(update={name: draw(days) for name in fields})
    source = Source(draw(texts), draw(st.sampled_from(["stated", "inferred"])), draw(st.none() | texts))
    return replace(entry, rule=rule, severity=draw(st.sampled_from(Severity)), source=source)


rulesets: Final = st.builds(
    Ruleset,
    name=st.sampled_from(["one", "another"]),
    title=texts,
    status=st.sampled_from(["draft", "final", "withdrawn"]),
    round=rounds,
    entries=entries(),
    path=st.just(SHIPPED[0].path),
    sha256=st.just(""),
    replaced_by=st.none() | st.just("one@2030"),
)


def law(ruleset: Ruleset) -> object:
    """Return all that a ruleset says, whatever the order of its entries and their lines."""
    said = {key_of(entry): replace(entry, line=0) for entry in ruleset.entries}
    return ruleset.name, ruleset.title, ruleset.status, ruleset.replaced_by, ruleset.round, said


@given(rulesets)
@settings(deadline=None)
def test_nothing_differs_from_itself(ruleset: Ruleset) -> None:
    """The difference of a ruleset with itself is empty, and applying it changes nothing."""
    nothing = difference(ruleset, ruleset)
    assert not nothing
    assert law(apply(nothing, ruleset)) == law(ruleset)


@given(rulesets, rulesets)
@settings(deadline=None)
def test_a_difference_applied_gives_the_other(old: Ruleset, new: Ruleset) -> None:
    """What changes from one ruleset to another, applied to the one, gives the other, in both directions."""
    assert law(apply(difference(old, new), old)) == law(new)
    assert law(apply(difference(new, old), new)) == law(old)


def test_shipped_rounds_differ_as_they_should() -> None:
    """The same holds of every pair of shipped rounds."""
    for old in SHIPPED:
        for new in SHIPPED:
            assert law(apply(difference(old, new), old)) == law(new)
            assert bool(difference(old, new)) == (old is not new)


@given(rulesets, rulesets)
@settings(deadline=None, max_examples=25)
def test_the_table_has_a_row_for_each_change(old: Ruleset, new: Ruleset) -> None:
    """The Markdown table has as many rows as there are changes, each of four cells, in both languages."""
    change = difference(old, new)
    count = len(change.facts) + len(change.removed) + len(change.added)
    count += sum(len(one.values) for one in change.changed)
    for language in LANGUAGES:
        rows = list(markdown(change, language))
        assert len(rows) == count + 2
        assert all(row.replace("\\\\", "").replace("\\|", "").count("|") == 5 for row in rows)
