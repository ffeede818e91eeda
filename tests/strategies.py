"""What the property tests draw: clean samples of all kinds, days, and JSON of any shape."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, get_args

from hypothesis import strategies as st

from eligibility.declaration import Category, Track
from tools.invent import FULL, PERFORMING, SMALL, Amounts, invent
from tools.plant import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_OF_EACH: Final = Amounts(jobs=1, awards=3, honours=1, papers=1, books=1, projects=2)
"""The fewest records among which are a patent, a ranked award and a project that has won an award."""
_HARDLY_ANY: Final = Amounts(jobs=1, awards=0, honours=0, papers=0, books=0, projects=0)
_OPTIONAL: Final = ("email", "title_series", "title_obtained_on")

randoms: Final = st.integers(0, 2**32 - 1).map(random.Random)
"""Random generators; only their seed is drawn, because what they choose need not shrink."""


@st.composite
def samples(
    draw: st.DrawFn, *, at_least: Amounts = _HARDLY_ANY, category: Category | None = None, track: Track | None = None
) -> Sample:
    """Draw a clean sample, from hardly filled in to a full one."""
    amounts = Amounts(**{name: draw(st.integers(least, least + 4)) for name, least in vars(at_least).items()})
    who: Category = draw(st.sampled_from(get_args(Category))) if category is None else category
    where: Track = draw(st.sampled_from(get_args(Track))) if track is None else track
    if (who, where) == ("leader", "professional"):
        amounts = replace(amounts, awards=max(amounts.awards, PERFORMING))
    document = invent(draw(st.integers(0, 999_999)), category=who, track=where, amounts=amounts)
    for key in draw(st.sets(st.sampled_from(_OPTIONAL))):
        document["applicant"].pop(key, None)
    if draw(st.booleans()):
        del document["remarks"]
    for index in draw(st.sets(st.integers(0, len(document["attachments"]) - 1), max_size=3)):
        document["attachments"][index]["is_copy"] = draw(st.booleans())
    return Sample.of(document)


LIMITS: Final = (
    *(dt.date(year, 1, 1) for year in (1968, 1972, 1974, 1976, 1978, 2018)),
    *(dt.date(2023, 8, 1), dt.date(2023, 9, 30)),
)
"""The days of the 2023 round at which an answer changes."""

days: Final = st.one_of(
    st.dates(dt.date(1930, 1, 1), dt.date(2035, 12, 31)),
    st.builds(lambda limit, days: limit + dt.timedelta(days=days), st.sampled_from(LIMITS), st.integers(-40, 40)),
)
"""Days of living people's lives, often close to a limit."""


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)


_KEYS: Final = sorted({*_keys(invent(1)), "extra", "content", "skill_level", "end"})
_WORDS: Final = [
    "无",
    "",
    " ",
    "2021",
    "2021-02-30",
    "第十三批",
    "award",
    "senior",
    "eligibility-declaration/1",
    "\0",
    "\u202e{label}",
]

_text: Final = st.one_of(st.sampled_from(_WORDS), st.text(st.characters(), max_size=20))
_scalars: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([10**400, -1, 0]), st.floats(), _text
)
_names: Final = st.one_of(st.sampled_from(_KEYS), _text)
json_values: Final = st.recursive(
    _scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(_names, inner, max_size=8)),
    max_leaves=30,
)
"""Anything JSON can hold, and NaN, which it can't; keys are often those of the form."""


json_objects: Final = st.dictionaries(_names, json_values, max_size=12)
"""Objects as above: what a declaration is at the least."""


@st.composite
def mutated_documents(draw: st.DrawFn) -> Any:
    """Draw a document that was right before a few of its values, anywhere in it, were replaced."""
    document: Any = invent(draw(st.integers(0, 99)), amounts=draw(st.sampled_from([SMALL, ONE_OF_EACH])))
    for _ in range(draw(st.integers(1, 4))):
        part = document
        while True:
            step = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if not isinstance(part[step], dict | list) or not part[step] or draw(st.integers(0, 3)) == 0:
                break
            part = part[step]
        part[step] = draw(json_values)
    return document


@st.composite
def mutated_bytes(draw: st.DrawFn) -> bytes:
    """Draw the JSON of a full declaration in which a piece was replaced by other bytes."""
    data = json.dumps(invent(draw(st.integers(0, 99)), amounts=FULL), ensure_ascii=draw(st.booleans())).encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 50)))
    return data[:start] + draw(st.binary(max_size=20)) + data[end:]
