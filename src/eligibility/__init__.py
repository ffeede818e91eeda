"""The engine that judges declarations: `load` a submission, make a `Checker`, `check` it, read the `Report`."""

from eligibility.checker import Checker
from eligibility.declaration import Attachment, Declaration
from eligibility.errors import EligibilityError, ExitCode, PluginError, RulesetError, SubmissionError
from eligibility.hooks import Plugins, hookimpl, load_plugins
from eligibility.measurement import FileFacts, Inspector, Measurement
from eligibility.report import CantTell, Finding, Outcome, Report, Result, Severity, Verdict
from eligibility.rule import Context, Rule
from eligibility.ruleset import Ruleset, load_ruleset
from eligibility.submission import Submission, load, read_declaration
from eligibility.version import __version__

__all__ = [
    "Attachment",
    "CantTell",
    "Checker",
    "Context",
    "Declaration",
    "EligibilityError",
    "ExitCode",
    "FileFacts",
    "Finding",
    "Inspector",
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
