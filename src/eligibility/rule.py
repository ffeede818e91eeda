"""The contract of a rule: a frozen pydantic model whose fields are its parameters and whose `check` yields findings.

A rule is pure. It sees the declaration and its `Context`, nothing else: no file, clock, network or randomness.
"""

from __future__ import annotations

import datetime as dt
import inspect
import operator
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from eligibility.measurement import Measurement
from eligibility.report import CantTell, Finding, Grounds, Severity
from eligibility.wording import N_, Term, clip, say

if TYPE_CHECKING:
    from eligibility.dates import PartialDate
    from eligibility.declaration import Attachment, Declaration
    from eligibility.measurement import Box, FileFacts, FileProblem, PageFacts

M = TypeVar("M", bound=Measurement)
Found = Iterator[Finding | CantTell | Grounds]
"""What `check` gives: a finding for each defect, a `CantTell` for each place it can't judge.

Where it passes for a reason worth telling, it may give that as `Grounds`; they decide nothing.
"""

Seen = Mapping[type[Measurement], Measurement | CantTell | None]
"""What is known of one attachment, by type of measurement.

`None` stands for a file that can't be looked at for a reason of its own; rule `unreadable-attachment` or
`dangling-attachment` tells that, and all other rules pass such a file over.
"""


_NEVER: Final = object()


class _Doubts(Mapping[int, CantTell]):
    """Why attachments have no measurement of a type, by index; put into words only where a rule asks."""

    def __init__(self, kind: type[Measurement], lacks: Mapping[int, object]) -> None:
        self._kind = kind
        self._lacks = lacks

    def __getitem__(self, index: int) -> CantTell:
        found = self._lacks[index]
        if not isinstance(found, CantTell):
            found = CantTell(N_("No inspector for {kind} is installed."), "operator", kind=self._kind.__name__)
        return found.placed(f"/attachments/{index}/file")

    def __contains__(self, index: object) -> bool:
        return index in self._lacks

    def __iter__(self) -> Iterator[int]:
        return iter(self._lacks)

    def __len__(self) -> int:
        return len(self._lacks)


def not_given() -> CantTell:
    """Return the doubt about an attachment whose bytes nobody gave."""
    return CantTell(
        N_(
            "The attachment's file was not given, so it could not be looked at; judge the folder or the .zip with its files."
        ),
        "portal",
    )


class Batches(BaseModel):
    """The batch numbers a round selects into 批次."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    leader: int = Field(ge=1, description="Batch of leaders 带头人批次.")
    backup: int = Field(ge=1, description="Batch of backup candidates 后备人选批次.")


class Round(BaseModel):
    """One year's call 计划年度: its batches and the days on which declarations are taken, both inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: str = Field(pattern=r"^[0-9]{4}$", description="The round's year, as the declaration's `round` gives it.")
    batches: Batches = Field(description="Batch numbers of this round.")
    opens_on: dt.date = Field(description="First day on which a declaration may be submitted.")
    closes_on: dt.date = Field(description="Last day on which a declaration may be submitted.")


class Context:
    """All that a rule may ask of the world: the date, the round, and what was measured."""

    def __init__(self, round_: Round, as_of: dt.date | None = None, seen: Sequence[Seen] = ()) -> None:
        """Keep the round, the date the declaration is judged at, and what is known of each attachment, in order."""
        self.round = round_
        self.as_of = as_of
        self._seen = seen
        self._columns: dict[type[Measurement], tuple[Sequence[Any], Mapping[int, CantTell]]] = {}

    def today(self) -> dt.date:
        """Return the date the declaration is judged at; without one, nobody can tell."""
        if self.as_of is None:
            raise CantTell(N_("The declaration has no submission date and no date to judge it at was given."), "portal")
        return self.as_of

    def measurements(self, kind: type[M]) -> Sequence[M | None]:
        """Return the measurement of type `kind` of every attachment, in the declaration's order.

        Where one is lacking stands `None`, and `unmeasured` says why, but for files that can't be looked at: of those
        other rules tell. Raises `CantTell` when no file was given at all.
        """
        return self._column(kind)[0]

    def unmeasured(self, kind: type[Measurement]) -> Mapping[int, CantTell]:
        """Return the doubt about each attachment that has no measurement of type `kind`, by its index."""
        return self._column(kind)[1]

    def problems(self, kind: type[FileFacts | PageFacts]) -> Mapping[int, FileProblem]:
        """Return what is wrong with the files that can't be looked at, as a measurement tells it, by the attachment's index."""
        facts = self.measurements(kind)
        if not any(map(_PROBLEM, filter(None, facts))):
            return {}
        return {index: found.problem for index, found in enumerate(facts) if found and found.problem}

    def _column(self, kind: type[Measurement]) -> tuple[Sequence[Any], Mapping[int, CantTell]]:
        column = self._columns.get(kind)
        if column is None:
            if not self._seen:
                raise not_given()
            found: list[Any] = [seen.get(kind, _NEVER) for seen in self._seen]
            column = (found, {})
            if set(map(type, found)) != {kind}:
                measured = [item if isinstance(item, kind) else None for item in found]
                lacks = {i: item for i, item in enumerate(found) if item is not None and measured[i] is None}
                column = (measured, _Doubts(kind, lacks))
            self._columns[kind] = column
        return column


_PROBLEM: Final = operator.attrgetter("problem")


class Rule(BaseModel, ABC):
    """One named check; an instance is the rule with its values.

    Subclasses set the class variables and write `check`. The docstring has the headings Applicability, Expectation,
    Assumptions and Remedy; it becomes the rule's page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    name: ClassVar[str]
    """The defect it finds, in lower case with hyphens."""
    reads: ClassVar[tuple[str | type[Measurement], ...]]
    """JSON Pointers (`*` for any index; a pointer covers all beneath it) and measurement types `check` may ask for."""
    message: ClassVar[str]
    """What is wrong, as an English template over the finding's values and `{label}`, the field's own words."""
    remedy: ClassVar[str]
    """How to put it right, as an English template."""
    scope: ClassVar[tuple[str, ...]] = ()
    """The parameters by which entries of this rule stand side by side; two with equal ones are a duplicate."""
    heaviest: ClassVar[Severity] = Severity.ERROR
    """The gravest severity an entry may give it."""
    personal: ClassVar[tuple[str, ...]] = ()
    """The values that repeat what was read where a name or number of a person stands; masked, they are hidden whole."""

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the declaration has anything this rule could judge; if not, the outcome is inapplicable."""
        return True

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the measurements among `reads` must be taken of this attachment; what no rule looks at is spared."""
        return True

    @abstractmethod
    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each defect and a `CantTell` for each place that can't be judged; nothing is passed."""

    def finding(
        self,
        at: str,
        *,
        message: str | None = None,
        remedy: str | None = None,
        attachment: str | None = None,
        page: int | None = None,
        region: Box | None = None,
        **values: object,
    ) -> Finding:
        """Return a finding at the JSON Pointer `at`, worded by the rule unless `message` or `remedy` say otherwise.

        `page` counts from 1; `region` is in pixels of that page when upright.
        """
        return Finding(
            at=at,
            template=self.message if message is None else message,
            remedy_template=self.remedy if remedy is None else remedy,
            values={key: _clipped(value) for key, value in values.items()},
            attachment=attachment,
            page=page,
            region=region,
            domain=self.domain(),
            rule=self.name,
        )

    def doubt(self, at: str, reason: str, **values: object) -> CantTell:
        """Return the applicant's move at one place: what the form says there can't be judged."""
        values = {key: _clipped(value) for key, value in values.items()}
        return CantTell(reason, "applicant", at, domain=self.domain(), **values)

    def too_coarse(self, at: str, seen: PartialDate, limit: dt.date) -> CantTell:
        """Return the doubt about a date that straddles a limit, in the engine's own words."""
        return CantTell(
            N_("{seen} is too coarse to compare with {limit}; give the full date."),
            "applicant",
            at,
            seen=seen,
            limit=limit,
        )

    @classmethod
    def domain(cls) -> str:
        """Return the package whose catalogues hold this rule's wording."""
        return cls.__module__.partition(".")[0]


def summary_of(rule: type[Rule], language: str) -> str:
    """Return what a rule finds, in one sentence: the first paragraph of its docstring."""
    first = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")[0]
    return say(" ".join(first.split()), language, domain=rule.domain())


def _clipped(value: object) -> object:
    return clip(value) if isinstance(value, str) and not isinstance(value, Term) else value
