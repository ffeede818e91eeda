"""The reporter `json`: one report a line, as the contract describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eligibility.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eligibility.hooks import Judged


class JsonReporter:
    """Writes each report as one line of JSON."""

    name = "json"

    def render(self, judged: Iterable[Judged], *, language: str, width: int | None = None) -> Iterator[str]:
        """Yield a line for each report."""
        for one in judged:
            yield f"{inert(one.report.to_json(language))}\n"


def inert(line: str) -> str:
    """Spell characters that could forge a terminal as JSON escapes; they stand only inside strings."""
    if printable(line) == line:
        return line
    return "".join([char if printable(char) == char else json.dumps(char)[1:-1] for char in line])
