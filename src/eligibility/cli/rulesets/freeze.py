"""The command `rulesets freeze`: a ruleset becomes final, and its file holds its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.cli.output import complain, write
from eligibility.desk.cases import cases_beside
from eligibility.desk.freezing import frozen_text
from eligibility.desk.lint import Lint
from eligibility.errors import CaseError, RulesetError
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from eligibility.cli.options import FreezeRuleset
    from eligibility.hooks import Plugins
    from eligibility.ruleset import Ruleset


def run(options: FreezeRuleset) -> int:
    """Freeze the file in its place, whole or not at all, and tell what of it nobody has confirmed or tried."""
    if "@" in options.file.name and not options.file.exists():
        raise RulesetError(
            N_("{path}: freeze takes a ruleset's file, not its name; eligibility rulesets list tells where it lies"),
            path=options.file,
        )
    plugins = load_plugins(options.plugins)
    linted = Lint(plugins).of(options.file)
    write([frozen_text(linted)], options.file)
    ruleset = load_ruleset(options.file, plugins)
    write([say(N_("{path}: {name} is final and frozen"), options.language, path=options.file, name=ruleset.full_name)])
    inferred = sum(remark.check == "inferred" for remark in linted.remarks)
    cases = _cases(ruleset, plugins, options)
    told = say(
        N_("values still inferred: {inferred}; cases found: {cases}"), options.language, inferred=inferred, cases=cases
    )
    write([f"\n  {told}\n"])
    return 0


def _cases(ruleset: Ruleset, plugins: Plugins, options: FreezeRuleset) -> int:
    try:
        return len(cases_beside(ruleset, plugins))
    except CaseError as error:
        complain(error, options.language)
        return 0
