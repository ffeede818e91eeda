"""The command `rulesets freeze`: a ruleset becomes final, and its file holds its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.cli.output import write
from eligibility.desk.freezing import frozen_text
from eligibility.desk.lint import Lint
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from eligibility.cli.options import FreezeRuleset


def run(options: FreezeRuleset) -> int:
    """Freeze the file in its place, whole or not at all."""
    plugins = load_plugins(options.plugins)
    write([frozen_text(Lint(plugins).of(options.file))], options.file)
    ruleset = load_ruleset(options.file, plugins)
    write([say(N_("{path}: {name} is final and frozen"), options.language, path=options.file, name=ruleset.full_name)])
    write(["\n"])
    return 0
