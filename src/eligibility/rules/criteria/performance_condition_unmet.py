"""Rule `performance-condition-unmet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from eligibility.report import Grounds, Severity
from eligibility.rule import Found, Rule
from eligibility.rules.criteria.conditions import Condition, tally
from eligibility.rules.criteria.missing import joined, missing
from eligibility.rules.sections import RECORD_TYPE
from eligibility.wording import N_, Phrase

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class Title(BaseModel):
    """A text of the policy, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = Field(min_length=1, description="In English.")
    title_zh: str | None = Field(default=None, min_length=1, description="In Chinese.")

    @property
    def phrase(self) -> Phrase:
        """The text as a value of a message."""
        return Phrase(self.title, chinese=self.title_zh)


class Branch(Condition, Title):
    """One way to meet the condition: a condition with its name in the policy."""


class PerformanceConditionUnmet(Rule):
    """The records meet no branch of the performance condition 业绩条件.

    ## Applicability
    Every declaration of the category and track the entry is for.

    ## Expectation
    At least one branch is met by counts of records of the form.

    ## Assumptions
    Only what can be counted is judged: level, class, kind, category, rank and date as the form states them; worth and
    importance are for people. A level that is not filled in is settled by the granting body if that is the State Council, a
    ministry or a provincial government. A record may count in several conditions. What a word of the form means and no
    table knows, a rank that is not stated and a coarse date that straddles a limit can't be told, but only where the answer
    hangs on them. It never rejects anybody.

    ## Remedy
    Add the records that are missing, or say under the remarks which other branch is met.
    """

    name: ClassVar[str] = "performance-condition-unmet"
    reads: ClassVar = tuple(f"/{section}/*" for section in RECORD_TYPE if section != "work_history")
    message: ClassVar[str] = N_("No branch of the performance condition is met. Missing – {branches}.")
    remedy: ClassVar[str] = N_(
        "Add the records that are missing; if another branch is met, say under the remarks which and by what."
    )
    heaviest: ClassVar[Severity] = Severity.WARNING

    branches: tuple[Branch, ...] = Field(min_length=1, description="The branches of the condition; one suffices.")
    beyond: Title | None = Field(
        default=None, description="What the policy asks for or accepts beyond these branches, and is not counted here."
    )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield why the condition is met, a doubt for each field it hangs on, or what each branch lacks."""
        tallies = [tally(branch, declaration, context) for branch in self.branches]
        if any([one.truth for one in tallies]):
            for branch, one in zip(self.branches, tallies, strict=True):
                if one.truth:
                    places = tuple(dict.fromkeys(one.grounds()))
                    yield Grounds(N_("Performance condition met: {branch}."), places, {"branch": branch.phrase})
            return
        doubts = dict.fromkeys(at for one in tallies for at in one.doubts())
        if any([one.truth is None for one in tallies]):
            for at in doubts:
                yield self.doubt(
                    at,
                    N_(
                        "{label} is not filled in or not clear enough to tell whether the performance condition is met."
                    ),
                )
            return
        lacking = [
            Phrase(N_("{branch}: {missing}"), {"branch": branch.phrase, "missing": missing(one, context)})
            for branch, one in zip(self.branches, tallies, strict=True)
        ]
        at = f"/{next(self.branches[0].leaves()).section}"
        branches = joined(N_("{left}; {right}"), lacking)
        if self.beyond is None:
            yield self.finding(at, branches=branches)
        else:
            message = N_(
                "No branch of the performance condition that is known here is met. Missing – {branches}. Not counted: {beyond}."
            )
            yield self.finding(at, message=message, branches=branches, beyond=self.beyond.phrase)
