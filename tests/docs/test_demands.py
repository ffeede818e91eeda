"""The table of the manual's demands."""

from __future__ import annotations

import pytest

from eligibility.hooks import load_plugins
from tools.demands import PAGES, demands, table


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_is_fresh(language: str) -> None:
    """The page of demands is what the generator makes of today's demands, rules and cases."""
    assert PAGES[language].read_text("utf-8") == table(language)


def test_every_demand_is_answered_or_explained() -> None:
    """Each demand names existing rules, or says in both languages why none can answer it."""
    known = load_plugins().rules
    for demand in demands():
        assert demand.get("rules") or demand.get("open"), demand["id"]
        assert set(demand.get("rules", [])) <= known.keys(), demand["id"]
        for words in (demand["place"], demand["text"], demand.get("open", {"en": "-", "zh": "-"})):
            assert words["en"], demand["id"]
            assert words["zh"], demand["id"]


def test_ids_of_demands_are_unique() -> None:
    """No two demands share an id."""
    ids = [demand["id"] for demand in demands()]
    assert len(ids) == len(set(ids))
