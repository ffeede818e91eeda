"""What is missing for a condition, in words that adding it makes true: “one more provincial second-class award”."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from eligibility.wording import N_, Phrase, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eligibility.rule import Context
    from eligibility.rules.criteria.conditions import Condition, Tally

_RECORDS: Final[Mapping[str, str]] = {
    "awards": N_("prize or patent"),
    "honours": N_("honour"),
    "publications": N_("publication"),
    "projects": N_("project"),
    "award": N_("prize"),
    "patent": N_("patent"),
    "paper": N_("paper"),
    "book": N_("book"),
}
_OR: Final = N_("{left} or {right}")
_AND: Final = N_("{left} and {right}")


def missing(tally: Tally, context: Context) -> Phrase:
    """Return what an unmet condition takes to be met."""
    if not tally.parts:
        what = _records(tally.condition, context)
        if tally.missing == 1:
            return Phrase(N_("one more {what}"), {"what": what})
        return Phrase(N_("{number} more of: {what}"), {"number": tally.missing, "what": what})
    if len(tally.unmet) == 1:
        return missing(tally.unmet[0], context)
    parts = [_inner(part, context) for part in tally.unmet]
    if tally.missing == len(parts):
        return joined(_AND, parts)
    if tally.missing == 1:
        return joined(_OR, parts)
    return Phrase(N_("{number} of these: {parts}"), {"number": tally.missing, "parts": parts})


def _inner(tally: Tally, context: Context) -> Phrase:
    """Return what a part takes, in brackets where it is itself made of several."""
    words = missing(tally, context)
    return Phrase(N_("({inner})"), {"inner": words}) if len(tally.unmet) > 1 else words


def joined(template: str, parts: Sequence[Phrase]) -> Phrase:
    """Join phrases by a template over `left` and `right`."""
    return functools.reduce(lambda left, right: Phrase(template, {"left": left, "right": right}), parts)


def _records(condition: Condition, context: Context) -> Phrase:
    """Return the name of the records that a count takes, with all its filters."""
    what = Phrase(_RECORDS[condition.kind or str(condition.section)])
    for terms in (condition.grade, condition.level):
        if terms:
            quality = joined(_OR, [Phrase("{term}", {"term": Term(term)}) for term in terms])
            what = Phrase(N_("{quality} {what}"), {"quality": quality, "what": what})
    first, last = condition.window(context)
    for template, value in (
        (
            N_("{what} in a category with “{value}”"),
            joined(_OR, [_word(word) for word in condition.category]) if condition.category else None,
        ),
        (N_("{what} with own rank {value} or better"), condition.rank_at_most),
        (N_("{what} dated {value} or later"), first),
        (N_("{what} dated {value} or earlier"), last),
    ):
        if value is not None:
            what = Phrase(template, {"what": what, "value": value})
    return what


def _word(word: str) -> Phrase:
    return Phrase("{word}", {"word": word})
