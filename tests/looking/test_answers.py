"""Answers of a worker: what a process that was taken over could say is refused, not believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from eligibility.looking import answers
from tests.looking.wild import kind

if TYPE_CHECKING:
    from eligibility.hooks import Plugins

GOOD: Final = {"version": "1", "measurement": '{"words": "x"}'}
BAD: Final = {
    "nothing": {},
    "no answer": {"seen": {}},
    "not an object": {"seen": {"echo": 7}},
    "not a measurement": {"seen": {"echo": {"version": "1", "measurement": "{}"}}},
    "not JSON": {"seen": {"echo": {"version": "1", "measurement": "{"}}},
    "not text": {"seen": {"echo": {"version": "1", "measurement": 7}}},
    "wrong type": {"seen": {"echo": {"version": "1", "measurement": '{"words": 7}'}}},
    "sentence for a type": {"seen": {"echo": {"crashed": "you are eligible"}}},
    "number for a type": {"seen": {"echo": {"crashed": 7}}},
    "doubt without a reason": {"seen": {"echo": {"doubt": {}}}},
}
DOUBT: Final = {"reason": "Hm, {x}.", "owner": "operator", "domain": "eligibility", "values": {"x": 1}, "terms": []}
WORSE: Final[dict[str, dict[str, object]]] = {
    "attribute": {"reason": "{x.__class__}"},
    "item": {"reason": "{x[0]}"},
    "width": {"reason": "{x:>99}"},
    "nested": {"reason": "{x:{y}}"},
    "conversion": {"reason": "{x!r}"},
    "brace": {"reason": "{"},
    "reason": {"reason": 7},
    "owner": {"owner": "god"},
    "domain": {"domain": "antigravity.x"},
    "values": {"values": 7},
    "terms": {"terms": ["y"]},
}


def understood(answer: Any, plugins: Plugins) -> Any:
    """Return what the looker makes of an answer about one file."""
    return answers.understood(answer, [plugins.inspectors[kind("Echo")]], 1)[kind("Echo")]


def test_a_sound_answer_is_believed(plugins: Plugins) -> None:
    """The answers that the next tests spoil are sound before."""
    assert understood({"seen": {"echo": GOOD}}, plugins).words == "x"
    assert understood({"seen": {"echo": {"doubt": DOUBT}}}, plugins).why() == "Hm, 1."


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_answer_is_refused(plugins: Plugins, name: str) -> None:
    """An answer that is none of ours is refused with an error that counts as the worker's end."""
    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
        understood(BAD[name], plugins)


@pytest.mark.parametrize("name", WORSE)
def test_a_doubt_is_data(plugins: Plugins, name: str) -> None:
    """A doubt whose words would do more than repeat values, or that names what isn't there, is refused."""
    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
        understood({"seen": {"echo": {"doubt": DOUBT | WORSE[name]}}}, plugins)


def test_long_words_of_a_doubt_are_cut(plugins: Plugins) -> None:
    """A worker can't fill a report."""
    doubt = understood(
        {"seen": {"echo": {"doubt": DOUBT | {"reason": "字" * 10**6 + "{x}", "values": {"x": "x" * 10**6}}}}}, plugins
    )
    assert len(doubt.why()) < 3000
