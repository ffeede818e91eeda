"""Which level a professional title 职称 has: its name does not show it, so a table tells.

高级记者 is a full senior title and 高级工程师 an associate one; 技师 is a junior medical title and also a skill level.
Source: the ministry's table of title series (2021-11). Names that are not here are simply not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.normal import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.declaration import TitleLevel

_BY_LEVEL: Final[Mapping[TitleLevel, str]] = {
    "senior": (
        "教授 研究员 正高级工程师 教授级高级工程师 主任医师 主任药师 主任护师 主任技师 农业技术推广研究员 正高级农艺师 正高级畜牧师 正高级兽医师 "
        "正高级教师 正高级讲师 正高级经济师 正高级会计师 正高级统计师 正高级审计师 正高级政工师 正高级实验师 正高级工艺美术师 正高级船长 高级记者 高级编辑 编审 译审 播音指导 "
        "研究馆员 一级演员 一级演奏员 一级编剧 一级导演 一级作曲 一级律师 一级公证员 国家级教练"
    ),
    "associate-senior": (
        "副教授 副研究员 高级工程师 副主任医师 副主任药师 副主任护师 副主任技师 高级农艺师 高级畜牧师 高级兽医师 主任记者 主任编辑 副编审 一级翻译 主任播音员 "
        "高级实验师 高级教师 高级讲师 副研究馆员 二级演员 二级演奏员 二级编剧 二级导演 二级作曲 二级律师 二级公证员 高级经济师 高级会计师 高级统计师 高级审计师 "
        "高级政工师 高级工艺美术师 高级教练"
    ),
    "middle": (
        "讲师 助理研究员 工程师 主治医师 主管药师 主管护师 主管技师 农艺师 畜牧师 兽医师 记者 编辑 二级翻译 实验师 一级教师 一级播音员 馆员 三级演员 三级演奏员 三级律师 三级公证员 "
        "经济师 会计师 统计师 审计师 政工师 工艺美术师"
    ),
    "junior": "助教 研究实习员 助理工程师 医师 药师 护师 技师 技术员 医士 药士 护士 技士 助理农艺师 助理记者 助理编辑 助理馆员 助理实验师 二级教师 三级教师 助理讲师 二级播音员 四级演员 四级律师",
}

_LEVELS: Final[Mapping[str, TitleLevel]] = {name: level for level, names in _BY_LEVEL.items() for name in names.split()}


def usual_level(title: str) -> TitleLevel | None:
    """Return the level a title of that name has, or `None` when the table does not know it."""
    return _LEVELS.get(title) or _LEVELS.get(compact(title))
