"""The command `rulesets lint`: everything for which a ruleset would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.cli.output import write
from eligibility.errors import ExitCode, RulesetError
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset, ruleset_files
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.cli.options import LintRulesets
    from eligibility.hooks import Plugins
    from eligibility.ruleset import Ruleset


def run(options: LintRulesets) -> int:
    """Print a line for each sound ruleset and all problems of the others; the exit code is 2 if there are any."""
    desk = _Desk(options, load_plugins(options.plugins))
    write(desk.lines())
    return ExitCode.UNREADABLE if desk.refused else 0


class _Desk:
    """Reads the rulesets one after the other."""

    def __init__(self, options: LintRulesets, plugins: Plugins) -> None:
        self.options = options
        self.plugins = plugins
        self.refused = False

    def lines(self) -> Iterator[str]:
        wanted: list[str | Path] = [*self.options.rulesets] or [*ruleset_files(self.plugins)]
        seen: dict[str, Ruleset] = {}
        for name in wanted:
            try:
                ruleset = load_ruleset(name, self.plugins)
            except RulesetError as error:
                self.refused = True
                yield f"{error.text(self.options.language)}\n"
                continue
            first = seen.setdefault(ruleset.full_name, ruleset)
            message = N_("{path}: {name}, {count} entries, no mistakes")
            if first.path != ruleset.path:
                self.refused = True
                message = N_("{path}: {name} is also the name of {other}; rename or remove one of the two")
            values = {"path": ruleset.path, "name": ruleset.full_name, "count": len(ruleset.entries)}
            yield f"{say(message, self.options.language, values, other=first.path)}\n"
