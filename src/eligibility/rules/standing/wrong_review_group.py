"""Rule `wrong-review-group`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.declaration import Track
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class WrongReviewGroup(Rule):
    """The review group 初评分组 does not fit the applicant's title or skill level.

    ## Applicability
    Declarations with a review group.

    ## Expectation
    The group is on the round's list, where the round gives one, and is not marked as belonging to the other track.

    ## Assumptions
    The round's list of groups is not public; without it only groups whose name says which track they are for are judged.

    ## Remedy
    Choose the group of the title or skill level.
    """

    name: ClassVar[str] = "wrong-review-group"
    reads: ClassVar = ("/review_group", "/track")
    message: ClassVar[str] = N_("The group “{seen}” is for the {expected}, the declaration is in the {track}.")
    remedy: ClassVar[str] = N_("Choose the review group that fits the title or skill level.")

    track_words: dict[Track, tuple[str, ...]] = Field(
        default={}, description="Words in a group's name that show which track it is for."
    )
    groups: tuple[str, ...] = Field(default=(), description="The round's list of groups; empty while it is not known.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether a group was chosen."""
        return bool(declaration.review_group)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the group does not fit."""
        group = declaration.review_group or ""
        if self.groups and group not in self.groups:
            yield self.finding("/review_group", message=N_("The round has no review group “{seen}”."), seen=group)
        for track, words in self.track_words.items():
            if track == declaration.track or not any([word in group for word in words]):
                continue
            if declaration.track is None:
                raise CantTell(N_("The track is not filled in, so the group can't be judged."), "applicant", "/track")
            yield self.finding("/review_group", seen=group, expected=Term(track), track=Term(declaration.track))
