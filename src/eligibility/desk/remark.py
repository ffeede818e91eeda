"""A remark: one thing to say of a line of a ruleset, with its cause and its cure."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import EligibilityError
from eligibility.problems import Problem
from eligibility.report import Severity
from eligibility.ruleset_text import text_of
from eligibility.toml_lines import lines_of
from eligibility.wording import N_, printable, say, term

if TYPE_CHECKING:
    from eligibility.problems import Step
    from eligibility.ruleset import Ruleset
    from eligibility.toml_lines import Lines


_SEMICOLON: Final = re.compile(r"; |；")


@dataclass(frozen=True)
class Remark:
    """What the lint says of one line; `check` is its code, `subject` the entry and key it is about.

    Without a `cure` it stands behind the cause's semicolon.
    """

    severity: Severity
    check: str
    path: str
    line: int
    subject: str
    cause: Problem | EligibilityError
    cure: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def why(self, language: str) -> str:
        """Return the cause in words, without the place."""
        return self._halves(language)[0]

    def remedy(self, language: str) -> str:
        """Return the cure in words."""
        return say(self.cure, language, self.values) if self.cure else self._halves(language)[1]

    def _halves(self, language: str) -> tuple[str, str]:
        """Return the cause, and the cure behind its semicolon where it has none of its own."""
        words = self.cause.why(language) if isinstance(self.cause, Problem) else self.cause.text(language)
        if self.cure:
            return words, ""
        cause, cure = _SEMICOLON.split(words, maxsplit=1)
        return cause, f"{cure[:1].upper()}{cure[1:]}"

    def text(self, language: str = "en") -> str:
        """Return place, severity and cause on one line, and the cure on the next."""
        place = printable(f"{self.path}:{self.line}")
        subject = f"{printable(self.subject)}: " if self.subject else ""
        head = f"{place}: {term(self.severity, language)} [{self.check}]: {subject}{self.why(language)}"
        return f"{head}\n    {say(N_('Cure: {cure}'), language, cure=self.remedy(language))}"

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return the remark as an editor wants it: one flat object."""
        return {
            "path": self.path,
            "line": self.line,
            "severity": str(self.severity),
            "check": self.check,
            "subject": self.subject,
            "message": self.why(language),
            "cure": self.remedy(language),
        }


def remark_on(
    ruleset: Ruleset,
    steps: tuple[Step, ...],
    check: str,
    cause: str,
    cure: str,
    *,
    severity: Severity = Severity.ERROR,
    **values: object,
) -> Remark:
    """Return a remark on a place of a ruleset that was read."""
    shown = steps
    subject = ""
    if steps[:1] == ("rules",) and len(steps) > 1:
        number = int(steps[1])
        subject = f"#{number + 1} {ruleset.entries[number].rule.name}"
        shown = steps[2:]
    key = ".".join(map(str, shown))
    subject = f"{subject}: {key}" if subject and key else subject or key
    line = _lines(ruleset.path, ruleset.sha256).line(steps)
    return Remark(severity, check, str(ruleset.path), line, subject, Problem(cause, values=values), cure, values)


@functools.lru_cache(maxsize=8)
def _lines(path: Path, sha256: str) -> Lines:  # noqa: ARG001 - a changed file has other lines
    return lines_of(text_of(path)[0])
