"""The engine that judges declarations: `load` a submission, make a `Checker`, `check` it, read the `Report`.

Importing this package costs nothing: each name is imported from its own module when it is first asked for (PEP 562).
A web backend starts quickly, and a command that only prints its version never loads the models.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from eligibility.version import __version__

if TYPE_CHECKING:
    from eligibility import across, errors, testing, waivers  # noqa: F401 - as addresses
    from eligibility.checker import Checker
    from eligibility.declaration import Attachment, Declaration
    from eligibility.errors import EligibilityError, ExitCode, PluginError, RulesetError, SubmissionError
    from eligibility.hooks import Plugins, hookimpl, load_plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Exhibit, FileFacts, Inspector, Measurement
    from eligibility.report import CantTell, Finding, Grounds, Outcome, Report, Result, Severity, Verdict
    from eligibility.rule import Context, Found, Rule
    from eligibility.ruleset import Ruleset, load_ruleset
    from eligibility.submission import Submission, load, read_declaration
    from eligibility.wording import N_

__all__ = [
    "N_",
    "Attachment",
    "CantTell",
    "Checker",
    "Context",
    "Declaration",
    "EligibilityError",
    "Exhibit",
    "ExitCode",
    "FileFacts",
    "Finding",
    "Found",
    "Grounds",
    "Inspector",
    "Looker",
    "Measurement",
    "Outcome",
    "PluginError",
    "Plugins",
    "Report",
    "Result",
    "Rule",
    "Ruleset",
    "RulesetError",
    "Severity",
    "Submission",
    "SubmissionError",
    "Verdict",
    "__version__",
    "hookimpl",
    "load",
    "load_plugins",
    "load_ruleset",
    "read_declaration",
]

_ROOMS: Final = {
    "checker": ("Checker",),
    "declaration": ("Attachment", "Declaration"),
    "errors": ("EligibilityError", "ExitCode", "PluginError", "RulesetError", "SubmissionError"),
    "hooks": ("Plugins", "hookimpl", "load_plugins"),
    "looking.looker": ("Looker",),
    "measurement": ("Exhibit", "FileFacts", "Inspector", "Measurement"),
    "report": ("CantTell", "Finding", "Grounds", "Outcome", "Report", "Result", "Severity", "Verdict"),
    "rule": ("Context", "Found", "Rule"),
    "ruleset": ("Ruleset", "load_ruleset"),
    "submission": ("Submission", "load", "read_declaration"),
    "wording": ("N_",),
}
_HOME: Final = {name: room for room, names in _ROOMS.items() for name in names}
_MODULES: Final = ("across", "errors", "testing", "waivers")
"""Modules with more for plugin authors and backends; they too are imported when they are first asked for."""


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return importlib.import_module(f"eligibility.{name}")
    room = _HOME.get(name)
    if room is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(f"eligibility.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
