"""Invented declarations without a fault: the raw material of tests, examples and benchmarks.

Everybody here is made up. ID numbers use the area code 349999, which belongs to no county, so none is a real person's.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from stdnum import issn
from stdnum.cn import ric, uscc

from eligibility.declaration import Declaration
from eligibility.rules.records.patents import check_digit

if TYPE_CHECKING:
    from eligibility.declaration import Category, Track

Document = dict[str, Any]

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = ("致远", "明哲", "思齐", "若水", "云舒", "景行", "知行", "怀瑾", "望舒", "清扬", "子衿", "书言")
_FIELDS: Final = ("智能制造", "量子信息", "新型显示", "现代农业", "生物医药", "新能源汽车", "环境治理", "公共安全")
_THINGS: Final = (
    "关键技术研究",
    "装备研制与应用",
    "理论与方法",
    "成果转化与推广",
    "检测标准体系",
    "工艺优化",
    "系统集成",
    "示范工程",
)
_EMPLOYERS: Final = ("江淮示例研究院", "皖中示例大学", "庐州示例重工有限公司", "示例市第一医院", "黄山示例农业科学所")
_JOURNALS: Final = ("示例科学", "示例工程学报", "江淮学刊", "样例技术", "样例农业学报", "示例医学杂志")


@dataclass(frozen=True)
class Amounts:
    """How many records of each kind; papers come with three attachments each, books with one."""

    jobs: int = 3
    awards: int = 6
    honours: int = 4
    papers: int = 5
    books: int = 5
    projects: int = 3

    def times(self, factor: int) -> Amounts:
        """Return the same proportions, so many times over."""
        return Amounts(**{name: count * factor for name, count in vars(self).items()})


FULL: Final = Amounts()
"""Six awards, four honours, ten publications, three projects and forty attachments: about 15 kB of JSON."""
PERFORMING: Final = 3
"""So many awards or more hold a first prize and a patent, and meet the performance condition of leaders."""
SMALL: Final = Amounts(jobs=2, awards=3, honours=1, papers=1, books=1, projects=1)


def invent(
    seed: int, *, category: Category = "leader", track: Track = "professional", amounts: Amounts = FULL
) -> Document:
    """Return a declaration for the 2023 round in which no rule finds anything, the same for the same seed."""
    return _Invention(seed, category, track, amounts).document()


def with_content(document: Document) -> Declaration:
    """Return the declaration built in memory, every attachment carrying a few bytes that look like a JPEG file."""
    attachments = [
        {key: value for key, value in attachment.items() if key != "file"}
        | {"content": b"\xff\xd8\xff\xe0" + _distinct(attachment) + b"\xff\xd9"}
        for attachment in document.get("attachments", [])
    ]
    return Declaration.model_validate({**document, "attachments": attachments})


def _distinct(attachment: Document) -> bytes:
    return json.dumps(attachment, sort_keys=True, default=str).encode()


def id_number(born: dt.date, sequence: int) -> str:
    """Return an invented ID number with a fitting check digit; an odd `sequence` is a man's."""
    body = f"349999{born:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(body + "0")


def patent_number(year: int, kind: int, serial: int) -> str:
    """Return an invented patent number with a fitting check digit."""
    digits = f"{year}{kind}{serial:07d}"
    return f"ZL {digits}.{check_digit(digits)}"


def issn_number(serial: int) -> str:
    """Return an invented ISSN with a fitting check digit."""
    digits = f"{serial % 10_000_000:07d}"
    return f"{digits[:4]}-{digits[4:]}{issn.calc_check_digit(digits)}"


_MONTHS: Final = 16 * 12
"""From the first employment to the start of the present one or later."""


def _turns(jobs: int) -> list[tuple[str, str]]:
    """Return start and end of employments that follow one another: in months, or in days if there are more than months."""
    if jobs > _MONTHS:
        first, days = dt.date(2003, 7, 1), _MONTHS * 30
        starts = [first + dt.timedelta(days=days * number // jobs) for number in range(jobs + 1)]
        return [(str(start), str(after - dt.timedelta(days=1))) for start, after in itertools.pairwise(starts)]
    months = [_MONTHS * number // jobs for number in range(jobs + 1)]
    return [(_month(start), _month(after - 1)) for start, after in itertools.pairwise(months)]


def _month(number: int) -> str:
    """Return the month so many months after July 2003."""
    return f"{2003 + (number + 6) // 12}-{(number + 6) % 12 + 1:02d}"


class _Invention:
    def __init__(self, seed: int, category: Category, track: Track, amounts: Amounts) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.category = category
        self.track = track
        self.amounts = amounts
        self.attachments: list[Document] = []

    def document(self) -> Document:
        person = self._person()
        employer = self.rng.choice(_EMPLOYERS)
        body = "913400" + f"{self.rng.randrange(10**9):09d}"[:9] + "00"
        document: Document = {
            "format": "eligibility-declaration/1",
            "id": f"AH2023-{self.seed:06d}",
            "programme": "anhui-leaders",
            "round": "2023",
            "submitted_on": f"2023-08-{self.rng.randint(10, 31)}",
            "category": self.category,
            "track": self.track,
            "review_group": "专业技术类工程技术组" if self.track == "professional" else "技能类制造组",
            "former_batch": "无" if self.category == "backup" else self.rng.choice([13, "13", "第13批", "第十三批"]),
            "pledge_accepted": True,
            "account": {key: person[key] for key in ("name", "id_number", "sex", "birth_date", "mobile")},
            "employer": {"name": employer, "uscc": body[:17] + uscc.calc_check_digit(body[:17]), "binding": "approved"},
            "applicant": person,
        }
        document["attachments"] = self.attachments
        self._personal_papers()
        document["work_history"] = self._work_history(employer)
        document["awards"] = [self._award(number) for number in range(self.amounts.awards)]
        document["honours"] = [self._honour(number) for number in range(self.amounts.honours)]
        document["publications"] = [self._paper(number) for number in range(self.amounts.papers)]
        document["publications"] += [self._book(number) for number in range(self.amounts.books)]
        document["projects"] = [self._project(number) for number in range(self.amounts.projects)]
        document["contributions"] = "长期从事" + self._topic() + "，主持完成多项省级项目，成果已在企业应用。" * 34
        document["remarks"] = "近三年年度考核均为合格以上。"
        return document

    def _person(self) -> Document:
        born = dt.date(1978, 1, 1) + dt.timedelta(days=self.rng.randrange(3650))
        sex = self.rng.choice(["male", "female"])
        sequence = self.rng.randrange(0, 998, 2) + (sex == "male")
        person: Document = {
            "name": self.rng.choice(_SURNAMES) + self.rng.choice(_GIVEN),
            "id_number": id_number(born, sequence),
            "sex": sex,
            "birth_date": born.isoformat(),
            "phone": f"0551-6{self.rng.randrange(10**7):07d}",
            "mobile": f"199{self.rng.randrange(10**8):08d}",
            "email": f"person{self.seed}@example.cn",
            "address": "安徽省合肥市示例路1号",
            "education": "研究生",
            "degree": "博士",
            "school": "示例大学",
            "major": "示例工程",
            "title_obtained_on": "2019-12",
            "position": "研究室主任",
        }
        leader = self.category == "leader"
        if self.track == "professional":
            person |= {
                "title": "正高级工程师" if leader else "高级工程师",
                "title_series": "工程技术人员",
                "title_level": "senior" if leader else "associate-senior",
            }
        else:
            person["skill_level"] = self.rng.choice(
                ["senior-technician", "special-grade-technician", "chief-technician"]
                if leader
                else ["technician", "senior-technician"]
            )
        return person

    def _attach(self, kind: str, name: str, **more: str) -> str:
        number = len(self.attachments) + 1
        self.attachments.append(
            {"id": f"a{number}", "kind": kind, **more, "name": name, "file": f"scans/{number:02d}-{kind}.jpg"}
        )
        return f"a{number}"

    def _personal_papers(self) -> None:
        for kind, name in (
            ("photo", "个人证件照"),
            ("id-front", "身份证正面"),
            ("id-back", "身份证反面"),
            ("education-certificate", "学历证书"),
            ("degree-certificate", "学位证书"),
            ("title-certificate", "职称证书" if self.track == "professional" else "技能等级证书"),
            ("pledge", "个人诚信承诺书"),
        ):
            self._attach(kind, name)

    def _work_history(self, employer: str) -> list[Document]:
        jobs: list[Document] = []
        for number, (start, end) in enumerate(_turns(self.amounts.jobs), 1):
            last = number == self.amounts.jobs
            job: Document = {
                "start": start,
                "employer": employer if last else f"示例单位{number}",
                "position": "工程师",
            }
            jobs.append(job if last else job | {"end": end})
        return jobs

    def _topic(self) -> str:
        return self.rng.choice(_FIELDS) + self.rng.choice(_THINGS)

    def _day(self) -> str:
        return (dt.date(2018, 1, 1) + dt.timedelta(days=self.rng.randrange(2000))).isoformat()

    def _award(self, number: int) -> Document:
        awarded_on = self._day()
        if number % 3 == 2:
            name = f"一种{self._topic()}的装置（{number + 1}）"
            return {
                "kind": "patent",
                "name": name,
                "awarded_on": awarded_on,
                "issuer": "国家知识产权局",
                "patent_number": patent_number(int(awarded_on[:4]) - 1, 1, self.rng.randrange(10**7)),
                "attachments": [self._attach("patent-proof", f"发明专利证书：{name}")],
            }
        participants = self.rng.randint(5, 15)
        name = f"{self._topic()}（{number + 1}）"
        grade = self.rng.choice(["一等奖", "二等奖", "三等奖"])
        leading = (self.category, self.track) == ("leader", "professional")
        if leading and number == 0 and self.amounts.awards >= PERFORMING:
            grade = "一等奖"
        return {
            "kind": "award",
            "name": name,
            "category": "科学技术进步奖",
            "level": "省部级",
            "grade": grade,
            "participants": participants,
            "ranked": True,
            "rank": self.rng.randint(1, participants),
            "issuer": "安徽省人民政府",
            "awarded_on": awarded_on,
            "attachments": [self._attach("award-proof", f"获奖证书：{name}")],
        }

    def _honour(self, number: int) -> Document:
        name = f"示例荣誉称号（{number + 1}）"
        return {
            "name": name,
            "level": "省级",
            "granted_on": self._day(),
            "issuer": "安徽省示例厅",
            "attachments": [self._attach("honour-proof", f"荣誉证书：{name}")],
        }

    def _publication(self, kind: str, number: int, serial: str, venue: str) -> Document:
        participants = self.rng.randint(1, 8)
        return {
            "kind": kind,
            "title": f"{self._topic()}（{'论文' if kind == 'paper' else '著作'}{number + 1}）",
            "published_on": self._day()[:7],
            "serial": serial,
            "venue": venue,
            "rank": self.rng.randint(1, participants),
            "participants": participants,
        }

    def _paper(self, number: int) -> Document:
        serial = f"ISSN {issn_number(self.rng.randrange(10**7))}"
        if number % 2:
            serial += f" / CN 34-{self.rng.randint(1000, 5999)}/T"
        paper = self._publication("paper", number, serial, self.rng.choice(_JOURNALS))
        paper["attachments"] = [
            self._attach("publication-proof", f"论文{part_name}：{paper['title']}", part=part)
            for part, part_name in (("cover", "封面"), ("contents", "目录"), ("text", "正文"))
        ]
        return paper

    def _book(self, number: int) -> Document:
        body = f"97871{self.rng.randrange(10**7):07d}"
        check = (10 - sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))) % 10
        book = self._publication("book", number, f"ISBN {body}{check}", "示例出版社")
        book["attachments"] = [self._attach("publication-proof", f"著作封面与版权页：{book['title']}")]
        return book

    def _project(self, number: int) -> Document:
        awarded = number % 2 == 1
        project: Document = {
            "name": f"{self._topic()}（课题{number + 1}）",
            "year": str(2020 + number % 4),
            "awarded": awarded,
            "summary": "围绕" + self._topic() + "开展研究，已取得阶段性成果。" * 2,
        }
        if awarded:
            participants = self.rng.randint(4, 12)
            project |= {
                "award_name": "示例优秀课题奖",
                "rank": self.rng.randint(1, participants),
                "participants": participants,
            }
        project["attachments"] = [self._attach("project-proof", f"课题任务书：{project['name']}")]
        return project
