"""The command `rules`: list all rules, or print the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility import rule_page
from eligibility.cli.output import terminal_width, write
from eligibility.cli.tables import screen, table
from eligibility.errors import EligibilityError
from eligibility.hooks import load_plugins
from eligibility.problems import Problem, nearest
from eligibility.reporters.screen import Screen
from eligibility.rule import summary_of
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from eligibility.cli.options import Rules
    from eligibility.hooks import Plugins
    from eligibility.wording import Language


def run(options: Rules) -> int:
    """Print the list, or the page of the rule asked for."""
    plugins = load_plugins(options.plugins)
    language = options.language
    if options.name is None:
        write([_list(plugins, language)])
        return 0
    page = _page(options.name, plugins, language)
    width = terminal_width()
    write([page if width is None else _shown(page, width)])
    return 0


def _list(plugins: Plugins, language: Language) -> str:
    columns = [say(N_("Rule"), language), say(N_("What it finds"), language), say(N_("Area"), language)]
    rows = [
        (rule.name, summary_of(rule, language), say(rule_page.AREAS.get(area, area), language))
        for area, rules in rule_page.by_area(plugins.rules.values()).items()
        for rule in rules
    ]
    return screen().rendered(table(columns, rows, whole=(0, 2)))


def _page(name: str, plugins: Plugins, language: Language) -> str:
    rule = plugins.rules.get(name)
    if rule is None:
        problem = Problem(N_("“eligibility rules” lists all rules"), hint=nearest(name, plugins.rules))
        raise EligibilityError(N_("There is no rule named {name}."), [problem], name=name)
    return rule_page.page(rule, plugins, language, rule_page.cases_of(rule, plugins))


def _shown(page: str, width: int) -> str:
    """Return a page as a terminal shows it."""
    from eligibility.cli.markdown import Page

    return Screen(width).rendered(Page(page))
