"""The command `rulesets show`: one ruleset with all its entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from eligibility.cli.output import terminal_width, write
from eligibility.cli.tables import table
from eligibility.hooks import load_plugins
from eligibility.reporters.screen import Screen, clean
from eligibility.rule_page import values, who
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.cli.options import ShowRuleset
    from eligibility.ruleset import Entry
    from eligibility.wording import Language


def run(options: ShowRuleset) -> int:
    """Print the round's facts and the table of entries."""
    language = options.language
    ruleset = load_ruleset(options.ruleset, load_plugins(options.plugins))
    batches = ruleset.round.batches
    head = [
        f"{ruleset.full_name}  {ruleset.title}  [{term(ruleset.status, language)}]",
        say(
            N_(
                "Round {year}: leaders batch {leader}, backup candidates batch {backup}; "
                "open from {opens_on} to {closes_on}"
            ),
            language,
            year=ruleset.round.year,
            leader=batches.leader,
            backup=batches.backup,
            opens_on=ruleset.round.opens_on,
            closes_on=ruleset.round.closes_on,
        ),
        f"SHA-256 {ruleset.sha256}",
        str(ruleset.path),
    ]
    columns = [N_("Rule, for whom"), N_("Severity"), N_("Values, source")]
    rows = [
        (
            f"{entry.rule.name}\n{who(entry.when, language)}",
            term(entry.severity, language),
            "\n".join(_content(entry, language)),
        )
        for entry in ruleset.entries
    ]
    entries = table([say(column, language) for column in columns], rows, whole=(1,))
    lines = [Text(clean(line), "bold" if number == 0 else "") for number, line in enumerate(head)]
    write([Screen(terminal_width()).rendered(*lines, Text(), entries)])
    return 0


def _content(entry: Entry, language: Language) -> Iterator[str]:
    """Yield the values of an entry, then its source and the basis."""
    yield from (f"{name} = {value}" for name, value in values(entry.rule).items())
    title, basis = entry.source.in_words(language), term(entry.source.basis, language)
    yield say(N_("{title} ({basis})"), language, title=title, basis=basis)
