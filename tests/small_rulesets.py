"""Rulesets of a few entries, for tests in which it does not matter what else stands there."""

from __future__ import annotations

from typing import Final

_HEAD: Final = """\
format = "eligibility-ruleset/1"
name = "test"
title = "Test"
status = "draft"

[round]
year = "2023"
batches = { leader = 9, backup = 14 }
opens_on = 2023-08-01
closes_on = 2023-09-30
"""
_ENTRY: Final = """
[[rules]]
rule = "{rule}"
severity = "{severity}"
source = {{ title = "A test", basis = "stated" }}
"""


def ruleset_of(*rules: str, severity: str = "error", more: str = "") -> str:
    """Return the text of a ruleset with an entry for each rule; `more` lines stand in every entry."""
    return _HEAD + "".join(_ENTRY.format(rule=rule, severity=severity) + more for rule in rules)
