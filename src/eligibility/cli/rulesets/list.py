"""The command `rulesets list`: which rulesets there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.cli.output import complain, write
from eligibility.cli.tables import screen, table
from eligibility.errors import ExitCode, RulesetError
from eligibility.hooks import load_plugins
from eligibility.ruleset import read_ruleset, ruleset_files
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from eligibility.cli.options import ListRulesets


def run(options: ListRulesets) -> int:
    """Print a line for each ruleset; one that is refused is told on standard error, and the exit code is 2."""
    plugins = load_plugins(options.plugins)
    language = options.language
    rulesets, refused = [], False
    for path in ruleset_files(plugins):
        try:
            rulesets.append(read_ruleset(path, plugins))
        except RulesetError as error:
            complain(error, language)
            refused = True
    columns = [N_("Ruleset"), N_("Title"), N_("Status"), N_("Entries"), N_("File")]
    rows = [
        (ruleset.full_name, ruleset.title, term(ruleset.status, language), str(len(ruleset.entries)), str(ruleset.path))
        for ruleset in sorted(rulesets, key=lambda ruleset: ruleset.full_name)
    ]
    listed = table([say(column, language) for column in columns], rows, whole=(0, 2, 3))
    write([screen().rendered(listed)])
    return ExitCode.UNREADABLE if refused else 0
