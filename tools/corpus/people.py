"""Invented people with rare surnames, long employers and many numbers; the two splits share none of them."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Final, Literal

from tools.invent import SMALL, id_number, invent

if TYPE_CHECKING:
    from eligibility.declaration import Track
    from tools.invent import Document

Split = Literal["calibration", "test"]

_SURNAMES: Final[dict[Split, tuple[str, ...]]] = {
    "calibration": (
        "尉迟",
        "亓官",
        "夔",
        "爨",
        "妫",
        "逄",
        "缪",
        "佘",
        "璩",
        "汤",
        "葛",
        "鄢",
        "仝",
        "濮阳",
        "邬",
        "曾",
    ),
    "test": ("澹台", "皇甫", "亓", "郗", "逯", "麴", "乜", "昝", "覃", "单", "解", "仇", "翟", "令狐", "笪", "窦"),
}
_GIVEN: Final = (
    "龢喆骐翀昱澍璟彧颢骁婧媛琬霁曦煜炜烨旻昊晔赟懿皓鑫淼焱垚犇骥翊翎翮沅沁泓泽洵浚涵淳渊湛溪潇澄瀚"
    "建国志强秀兰玉梅海燕春生永康德福长河立新卫东红旗丽华桂英少云文彬学军小娟爱民守仁"
)
_PLACES: Final = ("滁州", "亳州", "芜湖", "歙县", "黟县", "濉溪", "泗县", "枞阳", "蚌埠", "六安", "池州", "宣城")
_FIELDS: Final = (
    "薄壁构件铣削颤振抑制", "中药饮片炮制工艺", "茶树品种选育", "矿井瓦斯抽采", "高炉煤气余热回收", "铁路桥梁健康监测",
    "儿童肾病综合征诊疗", "钒钛磁铁矿浮选", "水稻纹枯病绿色防控", "徽派古建筑木构榫卯修缮", "锂离子电池隔膜涂覆", "超高压输变电设备状态评估",
)  # fmt: skip
_BODIES: Final = (
    "职业技术学院机电工程系", "集团股份有限公司第三炼钢厂", "市精神卫生中心（市第四人民医院）", "农业科学研究院园艺研究所",
    "特种设备监督检验研究院", "水利水电勘测设计研究总院有限责任公司", "师范大学附属实验学校", "地质矿产勘查局三二七地质队",
)  # fmt: skip
_STREETS: Final = ("磨子潭路", "屯溪老街", "九龙岗矿三村", "包河大道", "雷池乡金盆村", "翡翠湖畔小区", "棠樾里")
_MAJORS: Final = (
    "机械设计制造及其自动化",
    "中西医结合临床",
    "粮食工程",
    "矿物加工工程",
    "汉语言文字学",
    "水文与水资源工程",
)
_SCHOOLS: Final = ("皖样理工大学", "黟山样例师范学院", "样例中医药大学", "淮样工业大学", "样例农林大学")
_TITLES: Final = ("正高级工程师", "高级农艺师", "主任中药师", "研究员", "副主任医师", "高级实验师", "教授级高级建筑师")


def someone(split: Split, number: int) -> Document:
    """Return the declaration of the split's person of that number: as `invent` makes it, with rarer words."""
    rng = random.Random(f"{split} {number}")
    track: Track = rng.choice(("professional", "skilled"))
    document = invent(rng.randrange(10**6), category=rng.choice(("leader", "backup")), track=track, amounts=SMALL)
    sex = rng.choice(("male", "female"))
    born = dt.date(1961, 1, 1) + dt.timedelta(days=rng.randrange(30 * 365))
    surname = _SURNAMES[split][number % len(_SURNAMES[split])]
    place = rng.choice(_PLACES)
    document["employer"]["name"] = f"{place}样例{rng.choice(_BODIES)}"
    document["applicant"] |= {
        "name": surname + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2)))),
        "sex": sex,
        "birth_date": born.isoformat(),
        "id_number": id_number(born, rng.randrange(0, 998, 2) + (sex == "male")),
        "address": f"安徽省{place}市样例区{rng.choice(_STREETS)}{rng.randint(1, 999)}号{rng.randint(1, 40)}幢{rng.randint(101, 3204)}室",
        "school": rng.choice(_SCHOOLS),
        "major": rng.choice(_MAJORS),
        "title": rng.choice(_TITLES),
        "title_series": rng.choice(("工程技术人员", "卫生技术人员", "农业技术人员", "自然科学研究人员")),
        "title_level": rng.choice(("senior", "associate-senior")),
        "skill_level": rng.choice(("chief-technician", "senior-technician", "technician")),
        "title_obtained_on": f"{rng.randint(1996, 2022)}-{rng.randint(1, 12):02d}",
        "education": rng.choice(("研究生", "本科", "大学专科")),
        "degree": rng.choice(("博士", "硕士")),
    }
    _rename(document, rng)
    return document


def _rename(document: Document, rng: random.Random) -> None:
    """Give every record a rarer subject and an own issuer."""
    for section in ("awards", "honours", "publications", "projects"):
        for record in document[section]:
            field = rng.choice(_FIELDS)
            record["title" if section == "publications" else "name"] = field + rng.choice(
                ("关键技术及产业化", "方法研究", "装备研制与示范应用", "机理及调控策略", "技术规程的编制与推广")
            )
            if record.get("issuer") not in {None, "国家知识产权局"}:
                record["issuer"] = (
                    f"{rng.choice(_PLACES)}市样例{rng.choice(('人民政府', '科学技术局', '总工会', '农业农村局'))}"
                )
