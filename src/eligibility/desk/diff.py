"""What changes from one ruleset to another: facts of the round, and entries by rule, people and scope.

A difference is data: applied to the old ruleset it gives the new one, but for the order of entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from eligibility.desk.limits import entry_words
from eligibility.report import Severity, Source
from eligibility.rule import Round, Rule
from eligibility.rule_page import values, written
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Hashable

    from eligibility.ruleset import Entry, Ruleset
    from eligibility.wording import Language

Key = tuple["Hashable", ...]


@dataclass(frozen=True)
class Changed:
    """An entry that both have, with what differs: for each name, the value before and after."""

    key: Key
    old: Entry
    new: Entry
    values: Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class Difference:
    """All that changes: facts of the head, and entries removed, added and changed."""

    facts: Mapping[str, tuple[object, object]]
    removed: tuple[Entry, ...]
    added: tuple[Entry, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.facts or self.removed or self.added or self.changed)


_HEAD: Final = ("name", "title", "status", "replaced_by")
_OF_ENTRIES: Final = ("severity", "source", "source_zh", "basis")


def difference(old: Ruleset, new: Ruleset) -> Difference:
    """Return what changes from `old` to `new`, removed entries in the old order, the others in the new one."""
    before = {key_of(entry): entry for entry in old.entries}
    after = {key_of(entry): entry for entry in new.entries}
    changed = [
        Changed(key, before[key], entry, pairs)
        for key, entry in after.items()
        if key in before and (pairs := _pairs(_values(before[key]), _values(entry)))
    ]
    return Difference(
        facts=_pairs(_facts(old), _facts(new)),
        removed=tuple(entry for key, entry in before.items() if key not in after),
        added=tuple(entry for key, entry in after.items() if key not in before),
        changed=tuple(changed),
    )


def apply(change: Difference, old: Ruleset) -> Ruleset:
    """Return the ruleset that `old` becomes; entries that are added come last."""
    removed = {key_of(entry) for entry in change.removed}
    changed = {one.key: one for one in change.changed}
    entries = [
        _applied(entry, changed[key].values) if (key := key_of(entry)) in changed else entry
        for entry in old.entries
        if key_of(entry) not in removed
    ]
    facts = {name: after for name, (_, after) in change.facts.items()}
    head: dict[str, Any] = {name: facts[name] for name in _HEAD if name in facts}
    round_: dict[str, Any] = old.round.model_dump()
    for name in facts.keys() - set(_HEAD):
        inside, _, last = name.rpartition(".")
        (round_["batches"] if inside else round_)[last] = facts[name]
    changes = {**head, "round": Round.model_validate(round_), "entries": (*entries, *change.added)}
    return replace(old, **changes)


def key_of(entry: Entry) -> Key:
    """Return what makes two entries the same one: the rule, whom it is for, and its scope."""
    return (entry.rule.name, entry.when, *(getattr(entry.rule, name) for name in entry.rule.scope))


def _facts(ruleset: Ruleset) -> dict[str, object]:
    round_ = ruleset.round
    return {
        **{name: getattr(ruleset, name) for name in _HEAD},
        "year": round_.year,
        "batches.leader": round_.batches.leader,
        "batches.backup": round_.batches.backup,
        "opens_on": round_.opens_on,
        "closes_on": round_.closes_on,
    }


def _values(entry: Entry) -> dict[str, object]:
    own = {name: getattr(entry.rule, name) for name in type(entry.rule).model_fields}
    source = entry.source
    return {**own, **dict(zip(_OF_ENTRIES, (entry.severity, source.title, source.title_zh, source.basis), strict=True))}


def _pairs(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _applied(entry: Entry, pairs: Mapping[str, tuple[object, object]]) -> Entry:
    """Return an entry with its values as they are afterwards."""
    after: dict[str, Any] = {**_values(entry), **{name: value for name, (_, value) in pairs.items()}}
    severity, title, title_zh, basis = (after.pop(name) for name in _OF_ENTRIES)
    rule: Rule = type(entry.rule).model_validate(after)
    return replace(entry, rule=rule, severity=Severity(severity), source=Source(title, basis, title_zh))


# --- in words ---------------------------------------------------------------------------------------------------------

_NAMES: Final[Mapping[str, str]] = {
    "name": N_("name"),
    "title": N_("title"),
    "status": N_("status"),
    "replaced_by": N_("replaced by"),
    "year": N_("year"),
    "batches.leader": N_("batch of leaders"),
    "batches.backup": N_("batch of backup candidates"),
    "opens_on": N_("opens on"),
    "closes_on": N_("closes on"),
    "severity": N_("severity"),
    "source": N_("source"),
    "source_zh": N_("source in Chinese"),
    "basis": N_("basis"),
}
_TERMS: Final = frozenset({"status", "severity", "basis"})
_TEXTS: Final = frozenset({*_NAMES} - _TERMS)


def told(one: Changed, language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield what differs in words, of a source that is in two languages only the one that is read."""
    other = "source" if language == "zh" else "source_zh"
    own = "source_zh" if language == "zh" else "source"
    for name, (before, after) in one.values.items():
        if name != other or own not in one.values:
            yield pair_words(name, before, after, language)


def pair_words(name: str, before: object, after: object, language: Language) -> tuple[str, str, str]:
    """Return name, value before and value after, in words."""
    known = name in _NAMES
    shown = [_shown(name, value, language) for value in (before, after)]
    return say(_NAMES[name], language) if known else name, shown[0], shown[1]


def _shown(name: str, value: object, language: Language) -> str:
    if name in _TERMS:
        return term(str(value), language)
    return str(value) if name in _TEXTS and value is not None else written(value)


def whole_entry(entry: Entry, language: Language) -> str:
    """Return an entry with its values and severity in words."""
    more = [f"{name} = {value}" for name, value in values(entry.rule).items() if name not in entry.rule.scope]
    return say(N_(", "), language).join([entry_words(entry, language), *more, term(entry.severity, language)])


def markdown(change: Difference, language: Language) -> Iterator[str]:
    """Yield a difference as the lines of a Markdown table, for a changelog."""
    columns = [N_("Entry"), N_("Value"), N_("Before"), N_("After")]
    yield _row([say(column, language) for column in columns])
    yield _row(["---"] * len(columns))
    for name, (before, after) in change.facts.items():
        yield _row([say(N_("Round"), language), *pair_words(name, before, after, language)])
    for entry in change.removed:
        yield _row([entry_words(entry, language), "", whole_entry(entry, language), say(N_("removed"), language)])
    for one in change.changed:
        for name, (before, after) in one.values.items():
            yield _row([entry_words(one.new, language), *pair_words(name, before, after, language)])
    for entry in change.added:
        yield _row([entry_words(entry, language), "", say(N_("new"), language), whole_entry(entry, language)])


def _row(cells: list[str]) -> str:
    escaped = [" ".join(cell.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in cells]
    return f"| {' | '.join(escaped)} |"
