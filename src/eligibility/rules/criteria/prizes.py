"""Which level and which class a prize has, from the words the form holds.

The portal's lists of levels 获奖级别 and classes 获奖等级 are not public, so a table holds the usual words. A word that is
not here is simply not known: 金奖 may or may not equal 一等奖, and nobody guesses.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, Literal

from eligibility.normal import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

Level = Literal["national", "provincial", "municipal", "below-municipal"]
Grade = Literal["special-prize", "first-prize", "second-prize", "third-prize", "lower-prize"]

_LEVELS: Final[Mapping[Level, str]] = {
    "national": "国家级 国家 国家奖 全国",
    "provincial": "省部级 省级 部级 省部 部省级 省 自治区级 直辖市级 部委级 省部级奖",
    "municipal": "市厅级 厅市级 厅局级 市级 厅级 地市级 地厅级 司局级 局级 设区市级 市",
    "below-municipal": "县级 区级 县区级 区县级 县市级 县处级 乡级 校级 院级 院校级 所级 单位级 企业级 公司级",
}
_GRADES: Final[Mapping[Grade, str]] = {
    "special-prize": "特等奖 特等 特等级",
    "first-prize": "一等奖 一等 1等奖 1等",
    "second-prize": "二等奖 二等 2等奖 2等",
    "third-prize": "三等奖 三等 3等奖 3等",
    "lower-prize": "四等奖 四等 优秀奖 优胜奖 鼓励奖 入围奖 提名奖 参与奖",
}
_LEVEL_OF: Final[Mapping[str, Level]] = {word: level for level, words in _LEVELS.items() for word in words.split()}
_GRADE_OF: Final[Mapping[str, Grade]] = {word: grade for grade, words in _GRADES.items() for word in words.split()}

_STATE: Final = re.compile(r"(中华人民共和国)?国务院")
_PROVINCE: Final = re.compile(
    r"[^省市县区]{2,3}省(人民)?政府|[^省市县区]{2,8}自治区(人民)?政府|(北京|上海|天津|重庆)市(人民)?政府|中华人民共和国[^省市县区]{2,9}部"
)


@functools.lru_cache(maxsize=4096)
def level_of(level: str | None, issuer: str | None) -> Level | None:
    """Return a prize's level; if it is not filled in, the one that the granting body settles, if it does."""
    if level:
        return _LEVEL_OF.get(re.sub(r"[、/()·\-和与及]", "", compact(level)))
    body = compact(issuer or "")
    return "national" if _STATE.fullmatch(body) else "provincial" if _PROVINCE.fullmatch(body) else None


@functools.lru_cache(maxsize=4096)
def grade_of(grade: str | None) -> Grade | None:
    """Return a prize's class."""
    return _GRADE_OF.get(compact(grade)) if grade else None
