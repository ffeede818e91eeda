"""Entries read side by side: which can never decide anything, which contradict one another, which ages don't add up."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta

from eligibility.desk.remark import Remark, remark_on
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.ruleset import Entry, Ruleset, When

_PARTS: Final[Mapping[str, str]] = {
    "missing-field": "fields",
    "incomplete-record": "fields",
    "missing-attachment": "kinds",
}
"""Rules whose entries are lists of single demands, and the parameter that holds the list."""


# --- entries that can never apply -------------------------------------------------------------------------------------


def inert(ruleset: Ruleset) -> Iterator[Remark]:
    """Yield entries that can never find anything in this round, or would find everything."""
    for index, entry in enumerate(ruleset.entries):
        check = _INERT.get(entry.rule.name)
        if check is not None:
            yield from check(ruleset, index, entry)


def _inert_batches(ruleset: Ruleset, index: int, entry: Entry) -> Iterator[Remark]:
    own = ruleset.round.batches.backup
    for batch in getattr(entry.rule, "born_from", ()):
        if int(batch) >= own:
            yield remark_on(
                ruleset,
                ("rules", index, "born_from", batch),
                "never-applies",
                N_("nobody can come from batch {batch}: this round selects batch {own} of the backup candidates"),
                N_("Remove it, or correct the round's batches."),
                batch=batch,
                own=own,
            )


def _inert_level(ruleset: Ruleset, index: int, entry: Entry) -> Iterator[Remark]:
    for key, track in (("lowest_title", "skilled"), ("lowest_skill", "professional")):
        if getattr(entry.rule, key, None) is not None and entry.when.track == track:
            yield remark_on(
                ruleset,
                ("rules", index, key),
                "never-applies",
                N_("applicants of the track {track} have no such level"),
                N_("Give the level of their track, lowest_title or lowest_skill, or correct when."),
                track=Term(track),
            )


def _inert_window(ruleset: Ruleset, index: int, entry: Entry) -> Iterator[Remark]:
    first: dt.date | None = getattr(entry.rule, "first", None)
    if first is not None and first > ruleset.round.closes_on:
        yield remark_on(
            ruleset,
            ("rules", index, "first"),
            "never-applies",
            N_("the window begins on {first}, after the round closes on {closes_on}: no record can lie inside"),
            N_("Correct the first day of the window, or the round's dates."),
            first=first,
            closes_on=ruleset.round.closes_on,
        )


def _inert_category(ruleset: Ruleset, index: int, entry: Entry) -> Iterator[Remark]:
    meant = "backup" if entry.rule.name == "backup-names-batch" else "leader"
    if entry.when.category != meant:
        yield remark_on(
            ruleset,
            ("rules", index, "when"),
            "never-applies",
            N_("the rule is about applicants of one category only: {category}"),
            N_("Write: {line}"),
            category=Term(meant),
            line=f'when = {{ category = "{meant}" }}',
        )


_INERT: Final = {
    "too-old-in-former-batch": _inert_batches,
    "title-too-low": _inert_level,
    "outside-window": _inert_window,
    "backup-names-batch": _inert_category,
    "leader-without-batch": _inert_category,
}


# --- entries that contradict each other -------------------------------------------------------------------------------


def contradictions(ruleset: Ruleset) -> Iterator[Remark]:
    """Yield entries that say of the same people and thing another thing than an earlier one, or the same again."""
    for (first, one), (second, other) in itertools.combinations(enumerate(ruleset.entries), 2):
        if not _share_people(one.when, other.when):
            continue
        if {one.rule.name, other.rule.name} == {"missing-field", "placeholder-in-optional-field"}:
            yield from _optional(ruleset, first, second)
        elif one.rule.name == other.rule.name:
            yield from _same_thing(ruleset, first, second)


def _share_people(one: When, other: When) -> bool:
    pairs = ((one.category, other.category), (one.track, other.track))
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)


def _optional(ruleset: Ruleset, first: int, second: int) -> Iterator[Remark]:
    shared = _set(ruleset.entries[first], "fields") & _set(ruleset.entries[second], "fields")
    for place in sorted(shared):
        yield remark_on(
            ruleset,
            ("rules", second, "fields"),
            "contradiction",
            N_("{place} is compulsory in one entry and optional in another: see line {line}"),
            N_("Remove it from one of the two."),
            place=place,
            line=ruleset.entries[first].line,
        )


def _same_thing(ruleset: Ruleset, first: int, second: int) -> Iterator[Remark]:
    one, other = ruleset.entries[first], ruleset.entries[second]
    part = _PARTS.get(one.rule.name)
    shared = _shared(one, other, part)
    if shared is None:
        return
    equal = _values(one, part) == _values(other, part) and one.severity is other.severity
    place = ("rules", second, part) if part else ("rules", second)
    about = ", ".join(shared)
    if equal:
        cause = (
            N_("line {line} says this already of the same people: {about}")
            if about
            else N_("line {line} says this already of the same people")
        )
        cure = N_("Remove it from one of the two; an applicant would be told twice.")
    else:
        cause = (
            N_("line {line} says something else of the same people: {about}")
            if about
            else N_("line {line} says something else of the same people")
        )
        cure = N_("Remove one of the two, or tell their people apart with when.")
    check = "repetition" if equal else "contradiction"
    yield remark_on(ruleset, place, check, cause, cure, line=one.line, about=about)


def _shared(one: Entry, other: Entry, part: str | None) -> list[str] | None:
    """Return the single things both entries are about, nothing listed if it is all of them; `None` if they share none."""
    for name in one.rule.scope:
        mine, theirs = getattr(one.rule, name), getattr(other.rule, name)
        if name == part or mine == theirs or (name == "kind" and None in {mine, theirs}):
            continue
        return None
    if part is None:
        return []
    return sorted(_set(one, part) & _set(other, part)) or None


def _values(entry: Entry, part: str | None) -> dict[str, Any]:
    return entry.rule.model_dump(exclude={*entry.rule.scope, *({part} if part else ())})


def _set(entry: Entry, name: str) -> set[str]:
    return set(getattr(entry.rule, name))


# --- ages and cut-off dates -------------------------------------------------------------------------------------------

_AGES: Final = (
    re.compile(r"(?<!\d)(\d{2})\s*周?岁"),
    re.compile(r"(?<!\d)(\d{2}) (?:years )?(?:of age )?or under"),
    re.compile(r"\b(?:at most|up to|not over) (\d{2})\b"),
)


def wrong_ages(ruleset: Ruleset) -> Iterator[Remark]:
    """Yield entries whose source names an age that their cut-off date does not give in the round's year.

    Somebody born on the cut-off must be of that age at some day of the year, and somebody born the day before one older.
    """
    year = int(ruleset.round.year)
    for index, entry in enumerate(ruleset.entries):
        if entry.rule.name != "born-too-early":
            continue
        born_from: dt.date = getattr(entry.rule, "born_from")  # noqa: B009 - the rule is known by its name only
        for age in _ages(entry):
            last = dt.date(year - age, 1, 1)
            first = last - relativedelta(years=1) + relativedelta(days=1)
            if first <= born_from <= last:
                continue
            yield remark_on(
                ruleset,
                ("rules", index, "born_from"),
                "age-disagrees",
                N_("the source says {age}, but who was born on {born_from} turns {turns} in {year}"),
                N_("Write a cut-off from {first} to {last}, or correct the age in the source."),
                age=age,
                born_from=born_from,
                turns=year - born_from.year,
                year=year,
                first=first,
                last=last,
            )


def _ages(entry: Entry) -> list[int]:
    titles = f"{entry.source.title}\n{entry.source.title_zh or ''}"
    return sorted({int(age) for shape in _AGES for age in shape.findall(titles)})
