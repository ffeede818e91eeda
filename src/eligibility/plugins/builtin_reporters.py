"""The reporters that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.hooks import hookimpl
from eligibility.reporters.html import HtmlReporter
from eligibility.reporters.json_lines import JsonReporter
from eligibility.reporters.text import TextReporter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.hooks import Reporter


@hookimpl
def register_reporters() -> Sequence[Reporter]:
    """Return the reporters by which `check` can answer."""
    return (TextReporter(), JsonReporter(), HtmlReporter())
