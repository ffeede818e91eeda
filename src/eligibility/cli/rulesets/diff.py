"""The command `rulesets diff`: what changes from one ruleset to another, in words or as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from eligibility.cli.output import write
from eligibility.cli.tables import screen
from eligibility.desk.diff import difference, markdown, pair_words, told, whole_entry
from eligibility.desk.limits import entry_words
from eligibility.hooks import load_plugins
from eligibility.reporters.screen import clean
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, printable, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eligibility.cli.options import DiffRulesets
    from eligibility.desk.diff import Difference
    from eligibility.reporters.screen import Screen
    from eligibility.wording import Language

_STYLES: Final[Mapping[str, str]] = {"+": "green", "-": "red", "~": "yellow", "=": "dim"}


def run(options: DiffRulesets) -> int:
    """Print what was added, removed and changed; the exit code is 0 whether or not anything was."""
    plugins = load_plugins(options.plugins)
    old, new = load_ruleset(options.old, plugins), load_ruleset(options.new, plugins)
    language = options.language
    change = difference(old, new)
    if options.format == "markdown":
        write((f"{printable(line)}\n" for line in markdown(change, language)), document=True)
        return 0
    lines = [*_lines(change, language)] or [("=", say(N_("Both say the same."), language))]
    page = screen()
    shown = [part for sign, line in lines for part in _paragraph(page, sign, line)]
    write([page.rendered(Text(f"{old.full_name} → {new.full_name}", "bold"), *shown)])
    return 0


def _paragraph(page: Screen, sign: str, line: str) -> Iterator[Text]:
    """Yield a line under its sign; a detail has none and stands further in."""
    return page.paragraph(Text(f"{sign} {clean(line)}", _STYLES[sign]) if sign else Text(clean(line)), 0 if sign else 4)


def _lines(change: Difference, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the changed facts, then removed, changed and added entries, each line with its sign."""
    for name, (before, after) in change.facts.items():
        yield "~", _pair(pair_words(name, before, after, language), language)
    for entry in change.removed:
        yield "-", whole_entry(entry, language)
    for one in change.changed:
        yield "~", entry_words(one.new, language)
        yield from (("", _pair(pair, language)) for pair in told(one, language))
    for entry in change.added:
        yield "+", whole_entry(entry, language)


def _pair(pair: tuple[str, str, str], language: Language) -> str:
    name, before, after = pair
    return say(N_("{name}: {before} → {after}"), language, name=name, before=before, after=after)
