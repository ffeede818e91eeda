"""The command `rulesets diff`: what changes from one ruleset to another, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from eligibility.cli.output import write
from eligibility.cli.tables import screen
from eligibility.hooks import load_plugins
from eligibility.reporters.screen import clean
from eligibility.rule_page import values, who, written
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from eligibility.cli.options import DiffRulesets
    from eligibility.reporters.screen import Screen
    from eligibility.ruleset import Entry, Ruleset
    from eligibility.wording import Language

_STYLES: Final[Mapping[str, str]] = {"+": "green", "-": "red", "~": "yellow", "=": "dim"}


def run(options: DiffRulesets) -> int:
    """Print what was added, removed and changed; the exit code is 0 whether or not anything was."""
    plugins = load_plugins(options.plugins)
    old, new = load_ruleset(options.old, plugins), load_ruleset(options.new, plugins)
    language = options.language
    lines = [*_head(old, new, language), *_entries(old, new, language)]
    lines = lines or [("=", say(N_("Both say the same."), language))]
    page = screen()
    shown = [part for sign, line in lines for part in _paragraph(page, sign, line)]
    write([page.rendered(Text(f"{old.full_name} → {new.full_name}", "bold"), *shown)])
    return 0


def _paragraph(page: Screen, sign: str, line: str) -> Iterator[Text]:
    """Yield a line under its sign; a detail has none and stands further in."""
    return page.paragraph(Text(f"{sign} {clean(line)}", _STYLES[sign]) if sign else Text(clean(line)), 0 if sign else 4)


def _head(old: Ruleset, new: Ruleset, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the changed facts of the round."""
    before, after = _facts(old, language), _facts(new, language)
    yield from (
        ("~", _change(name, before[name], after[name], language)) for name in before if before[name] != after[name]
    )


def _facts(ruleset: Ruleset, language: Language) -> dict[str, str]:
    round_ = ruleset.round
    return {
        say(N_("title"), language): ruleset.title,
        say(N_("status"), language): term(ruleset.status, language),
        say(N_("batch of leaders"), language): str(round_.batches.leader),
        say(N_("batch of backup candidates"), language): str(round_.batches.backup),
        say(N_("opens on"), language): str(round_.opens_on),
        say(N_("closes on"), language): str(round_.closes_on),
    }


def _change(name: str, before: str, after: str, language: Language) -> str:
    return say(N_("{name}: {before} → {after}"), language, name=name, before=before, after=after)


def _entries(old: Ruleset, new: Ruleset, language: Language) -> Iterator[tuple[str, str]]:
    """Yield removed, added and changed entries, in the order of the new ruleset with the removed ones first."""
    before = {_key(entry): entry for entry in old.entries}
    after = {_key(entry): entry for entry in new.entries}
    for key, entry in before.items():
        if key not in after:
            yield "-", _line(entry, language)
    for key, entry in after.items():
        if key not in before:
            yield "+", _line(entry, language)
            continue
        changes = list(_changes(before[key], entry, language))
        if changes:
            yield "~", in_words(entry, language)
            yield from (("", change) for change in changes)


def _key(entry: Entry) -> tuple[Hashable, ...]:
    """Return what makes two entries the same one: the rule, whom it is for, and its scope."""
    return (entry.rule.name, entry.when, *(getattr(entry.rule, name) for name in entry.rule.scope))


def _name(entry: Entry, language: Language) -> list[str]:
    """Return what tells an entry from the others of its rule, in words."""
    people = say(N_("{rule} ({people})"), language, rule=entry.rule.name, people=who(entry.when, language))
    return [people, *(f"{name} = {written(getattr(entry.rule, name))}" for name in entry.rule.scope)]


def in_words(entry: Entry, language: Language) -> str:
    """Return an entry's rule, whom it is for and what else tells it from others, on one line."""
    return _joined(_name(entry, language), language)


def _line(entry: Entry, language: Language) -> str:
    more = [f"{name} = {value}" for name, value in values(entry.rule).items() if name not in entry.rule.scope]
    return _joined([*_name(entry, language), *more, term(entry.severity, language)], language)


def _joined(parts: list[str], language: Language) -> str:
    return say(N_(", "), language).join(parts)


def _changes(old: Entry, new: Entry, language: Language) -> Iterator[str]:
    """Yield each value, severity and source that differs."""
    pairs = {
        name: (written(getattr(old.rule, name)), written(getattr(new.rule, name)))
        for name in type(new.rule).model_fields
    }
    pairs |= {
        say(N_("severity"), language): (term(old.severity, language), term(new.severity, language)),
        say(N_("source"), language): (old.source.in_words(language), new.source.in_words(language)),
        say(N_("basis"), language): (term(old.source.basis, language), term(new.source.basis, language)),
    }
    yield from (_change(name, before, after, language) for name, (before, after) in pairs.items() if before != after)
