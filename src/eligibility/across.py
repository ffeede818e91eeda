"""The contract of a rule across submissions: what each submission leaves to be compared, and what is told of those alike.

Such a rule is as pure as any other, but asked in two steps. `traces` is asked of each submission, where it is judged; what
it says is kept with keys and marks hashed under the audit's own key. `compare` is asked once all have been judged, of each
group of traces that are of the same thing. Only traces that share a key are ever held against each other.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.report import CantTell, Finding
from eligibility.rule import Found, Rule
from eligibility.wording import clip

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

Left = Iterator["Trace | CantTell"]
"""What `traces` gives: traces, and a `CantTell` for each place that can't be compared."""

MOST_TOLD: Final = 5
"""Other submissions that one finding names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one place of a submission leaves to be compared.

    `keys` find it: two traces are held against each other only if they share one. `marks` are compared by `alike`, and
    `person` and `content` tell whether two traces are of the same applicant and the same bytes. The engine hashes these four, so they
    may be made of personal data; two that are equal stay equal. `values` are kept as they are: no personal data belongs there.
    `submission` is the path of the submission it comes from; the engine fills it in.
    """

    at: str
    keys: tuple[str, ...]
    marks: frozenset[str] = frozenset()
    person: str | None = None
    content: str | None = None
    values: Mapping[str, str | int | None] = field(default_factory=dict)
    attachment: str | None = None
    submission: str = ""


class AcrossRule(Rule):
    """A rule that compares submissions. On one submission alone it is inapplicable: there is nothing to compare it with."""

    looks: ClassVar[bool] = False
    """Whether traces are of attachments' pages (`page` among their values), whose pictures the engine holds against each other when
    `alike` finds them so, unless their content is the same."""

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell that one submission alone can't be judged."""
        return False

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield nothing: findings come from `compare`."""
        yield from ()

    @abstractmethod
    def traces(self, declaration: Declaration, context: Context) -> Left:
        """Yield what the declaration leaves to be compared; nothing at all is inapplicable."""

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two traces that share a key are of the same thing."""
        return True

    @abstractmethod
    def compare(self, group: Sequence[Trace]) -> Iterator[tuple[int, Finding]]:
        """Yield findings on traces of the same thing, each with its trace's index.

        The group is in the order of the submissions' paths, each with its traces in the order `traces` gave them.
        """


def person_of(declaration: Declaration) -> str | None:
    """Return what tells whether two submissions are of the same person."""
    number = declaration.applicant.id_number
    return number.upper() if number else None


def others(traces: Iterable[Trace], mine: Trace) -> list[str]:
    """Return the submissions other than one's own among traces, each once, as many as a finding names."""
    found: dict[str, None] = {}
    for trace in traces:
        if trace.submission != mine.submission:
            found[clip(trace.submission)] = None
            if len(found) == MOST_TOLD:
                break
    return [*found]
