"""Rule `title-too-low`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from eligibility.declaration import SkillLevel, TitleLevel
from eligibility.rule import Found, Rule
from eligibility.rules.criteria.titles import usual_level
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_TITLES: Final = get_args(TitleLevel)
_SKILLS: Final = get_args(SkillLevel)


class TitleTooLow(Rule):
    """The title 职称 or the skill level 技能等级 is below what the category asks for.

    ## Applicability
    Every declaration of the category and track the entry is for; not title series that the round exempts.

    ## Expectation
    The level is the one asked for or higher. Skill levels rank 首席技师, 特级技师, 高级技师, 技师, then workers.

    ## Assumptions
    The declared level counts. If it is high enough but the title's name is known to have a lower one, nobody can tell
    without looking. Names alone do not show a level: 高级记者 is full senior, 高级工程师 associate, and 技师 is a
    junior title in medicine.

    ## Remedy
    Declare in the category whose level is reached, or correct the level.
    """

    name: ClassVar[str] = "title-too-low"
    reads: ClassVar = (
        "/applicant/title",
        "/applicant/title_series",
        "/applicant/title_level",
        "/applicant/skill_level",
    )
    message: ClassVar[str] = N_("The level “{seen}” is below “{lowest}”, which this category asks for.")
    remedy: ClassVar[str] = N_(
        "Correct the level if it is wrong; otherwise declare in a category whose level is reached."
    )

    lowest_title: TitleLevel | None = Field(default=None, description="Lowest accepted title level.")
    lowest_skill: SkillLevel | None = Field(default=None, description="Lowest accepted skill level.")
    exempt_series: tuple[str, ...] = Field(
        default=(), description="Words in the name of a title series that has no title of that level and is exempt."
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.lowest_title is None) == (self.lowest_skill is None):
            kind = "one_of_two"
            text = "give exactly one of {first} and {second}"
            raise PydanticCustomError(kind, text, {"first": "lowest_title", "second": "lowest_skill"})
        return self

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the applicant's title series is not exempt."""
        series = declaration.applicant.title_series or ""
        return not any(word in series for word in self.exempt_series)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the level is too low."""
        if self.lowest_skill is not None:
            skill = declaration.applicant.skill_level
            if skill is None:
                raise self.doubt("/applicant/skill_level", N_("The skill level is not filled in."))
            if _SKILLS.index(skill) > _SKILLS.index(self.lowest_skill):
                yield self.finding("/applicant/skill_level", seen=Term(skill), lowest=Term(self.lowest_skill))
        elif self.lowest_title is not None:
            yield from self._check_title(declaration, self.lowest_title)

    def _check_title(self, declaration: Declaration, lowest: TitleLevel) -> Found:
        applicant = declaration.applicant
        usual = usual_level(applicant.title or "")
        level = applicant.title_level or usual
        if level is None:
            raise self.doubt("/applicant/title_level", N_("The title level is not filled in."))
        if _TITLES.index(level) > _TITLES.index(lowest):
            yield self.finding("/applicant/title_level", seen=Term(level), lowest=Term(lowest))
        elif usual is not None and _TITLES.index(usual) > _TITLES.index(lowest):
            yield self.doubt(
                "/applicant/title_level",
                N_(
                    "“{title}” is usually a title of the level “{usual}”, but the form says “{seen}”; compare both with the certificate."
                ),
                title=applicant.title,
                usual=Term(usual),
                seen=Term(level),
            )
