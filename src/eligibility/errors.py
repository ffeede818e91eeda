"""What can go wrong on our side of the counter, and the exit code each ending has.

Exceptions are faults of the input's form, of a ruleset, of a plugin or of the call. That somebody is not eligible
is never an exception: it is a finding in a report.
"""

from __future__ import annotations

import enum
import errno
from typing import TYPE_CHECKING, Final, Protocol

from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eligibility.measurement import FileProblem


class ExitCode(enum.IntEnum):
    """Exit codes of `eligibility check`; they depend on the verdict only, never on the output format."""

    ELIGIBLE = 0
    INELIGIBLE = 1
    UNREADABLE = 2
    REFER = 3
    UNDETERMINED = 4


class Worded(Protocol):
    """Anything that can be put into words in a language."""

    def text(self, language: str = "en") -> str:
        """Return the words."""
        ...


CRASHES: Final = (Exception, SystemExit, GeneratorExit)
"""What the code of a plugin may end with and must not end us with; Ctrl-C is not among it."""


class EligibilityError(Exception):
    """The base of every exception this package raises on purpose.

    The headline is an English template over `values`; `problems` holds each fault on its own, so that a caller can
    show all of them at once. No text repeats a name, an ID number or a phone number.
    """

    def __init__(self, message: str, problems: Sequence[Worded] = (), **values: object) -> None:
        """Keep the headline's template, the single faults behind it and the template's values."""
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)
        self.values = values

    def text(self, language: str = "en") -> str:
        """Return the headline in `language`, with every problem on a line of its own."""
        lines = [
            say(self.message, language, self.values),
            *(f"  {problem.text(language)}" for problem in self.problems),
        ]
        return "\n".join(lines)

    def __str__(self) -> str:
        """Return the text in English."""
        return self.text()


class SubmissionError(EligibilityError):
    """A submission that can't be read: not a folder or zip, broken JSON, a value of the wrong type, a limit exceeded."""


class RulesetError(EligibilityError):
    """A ruleset that can't be found or is refused; each problem names file, line, entry, cause and cure."""


class PluginError(EligibilityError):
    """A plugin that can't be loaded. The program stops: a missing rule must not look like a passed one."""


class CaseError(EligibilityError):
    """A case file of a rule that can't be read or is refused; each problem names file, line, case and cause."""


class WaiverError(EligibilityError):
    """A file of waivers that can't be read or is refused; each problem names file, line, cause and cure."""


_CANT_BE_READ: Final[Mapping[int | None, str]] = {
    errno.ENOENT: N_("{path}: there is no such file or folder"),
    errno.ENOTDIR: N_("{path}: there is no such file or folder"),
    errno.EACCES: N_("{path}: this program has no permission to read it"),
    errno.EPERM: N_("{path}: this program has no permission to read it"),
}


def cant_be_read(error: OSError) -> tuple[str, str]:
    """Return the template that says why the system can't read a path, with `path` and `reason` for values, and the reason."""
    template = _CANT_BE_READ.get(error.errno, N_("{path}: can't be read: {reason}"))
    return template, error.strerror or type(error).__name__


class AttachmentError(EligibilityError):
    """One attachment's file that can't be opened. It never leaves the engine: it becomes a measurement that says so."""

    def __init__(self, problem: FileProblem) -> None:
        """Keep the reason as the measurement will give it."""
        super().__init__(problem)
        self.problem: FileProblem = problem
