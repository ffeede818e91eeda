"""A plugin in one file, for `--plugin examples/one_file_plugin.py`: one rule and the hook that registers it.

One file has no catalogue beside it, so its wording is shown as it stands; this one is written for Chinese readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility import Rule, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility import Context, Declaration, Finding


class UnknownRecommender(Rule):
    """推荐单位不在本年度名单中。

    ## Applicability
    在 extra 中填写了 recommended_by（推荐单位）的申报书。

    ## Expectation
    推荐单位在名单之内。

    ## Assumptions
    只比较名称，不判断推荐意见本身。

    ## Remedy
    填写名单中的推荐单位。
    """  # noqa: D400 - a Chinese sentence ends with 。

    name: ClassVar[str] = "unknown-recommender"
    reads: ClassVar[tuple[str, ...]] = ("/extra/recommended_by",)
    message: ClassVar[str] = "推荐单位“{seen}”不在本年度名单中。"
    remedy: ClassVar[str] = "请填写名单中的推荐单位。"

    bodies: tuple[str, ...] = Field(min_length=1, description="可以推荐的单位。")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether a recommending body is given."""
        return bool(declaration.extra.get("recommended_by"))

    def check(self, declaration: Declaration, context: Context) -> Iterator[Finding]:
        """Yield a finding when the body is not on the list."""
        body = declaration.extra["recommended_by"]
        if body not in self.bodies:
            yield self.finding("/extra/recommended_by", seen=body)


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return the rule."""
    return (UnknownRecommender,)
