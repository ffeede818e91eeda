"""Draws the papers a declaration speaks of: cards, diplomas, titles, the pledge, awards, patents and honours.

Every paper shows the declaration's own data, and a small line that says it is a sample. Bodies, officials and seals
are invented or marked as samples.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from tools.drawing import A4, BLUE, GOLD, INK, RED, WHITE, Colour, Page, scanned
from tools.portrait import portrait
from tools.printed import book, contents, cover, paper, project

if TYPE_CHECKING:
    from tools.invent import Document

_CERTIFICATE: Final = (1230, 874)
"""260 by 185 millimetres at 120 dots an inch, the size of most certificates."""
_CARD: Final = (1012, 638)
_SAMPLE: Final = "样例 SAMPLE · 虚构人物，非真实证件 · Invented, not a real document"
_SEXES: Final = {"male": "男", "female": "女"}
_SKILLS: Final = {
    "chief-technician": "首席技师",
    "special-grade-technician": "特级技师",
    "senior-technician": "一级/高级技师",
    "technician": "二级/技师",
}
_TITLE_LEVELS: Final = {"senior": "正高级", "associate-senior": "副高级", "middle": "中级", "junior": "初级"}
_NUMERALS: Final = "〇一二三四五六七八九十"


def draw(document: Document, attachment: Document) -> list[Image.Image]:
    """Return the pages of one attachment, as scanned; a photograph is not a scan."""
    kind = attachment["kind"]
    applicant = document["applicant"]
    if kind == "photo":
        return [portrait(applicant["name"], applicant["sex"])]
    return [
        scanned(sheet, f"{document['id']} {attachment['id']} {number}").image
        for number, sheet in enumerate(sheets(document, attachment))
    ]


def sheets(document: Document, attachment: Document) -> list[Page]:
    """Return the pages of one attachment that is not a photograph, before they are scanned."""
    pages = _pages(document, attachment)
    if attachment.get("is_copy"):
        for page in pages:
            _copied(page, document)
    return pages


def _pages(document: Document, attachment: Document) -> list[Page]:
    kind = attachment["kind"]
    if kind in _PERSONAL:
        return [_PERSONAL[kind](document)]
    record = _record_of(document, attachment["id"])
    if kind in _PROOFS:
        return [_PROOFS[kind](document, record)]
    pages = _PRINTED[attachment.get("part") or kind](document, record)
    for page in pages:
        _sample(page)
    return pages


def _record_of(document: Document, name: str) -> Document:
    for section in ("awards", "honours", "publications", "projects"):
        for record in document.get(section, []):
            if name in record["attachments"]:
                return dict(record)
    return {}


# --- words ------------------------------------------------------------------------------------------------------------


def in_figures(date: str) -> str:
    """Return an ISO date, full or coarse, as certificates print it: 2021年6月18日."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(date.split("-"), "年月日", strict=False))


def in_numerals(date: str) -> str:
    """Return an ISO date in Chinese numerals: 二〇二一年六月十八日."""
    year, *rest = date.split("-")
    words = "".join(_NUMERALS[int(digit)] for digit in year) + "年"
    return words + "".join(f"{_count(int(part))}{unit}" for part, unit in zip(rest, "月日", strict=False))


def _count(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones or not tens else "")
    )


def _number(seed: str, digits: int) -> str:
    rng = random.Random(f"{seed} {digits}")
    return "".join(rng.choice("0123456789") for _ in range(digits))


def _sample(page: Page) -> None:
    page.text(page.width / 2, page.height - 18, _SAMPLE, "hei", 14, fill=(120, 110, 105), anchor="mm")


# --- the person's own papers ------------------------------------------------------------------------------------------


def card_front(document: Document) -> Page:
    """Return the side of the ID card with the portrait, at 300 dots an inch."""
    person = document["applicant"]
    card = _card((226, 240, 240), (206, 224, 236))
    year, month, day = person["birth_date"].split("-")
    rows = (
        (86, "姓名", person["name"], 40),
        (166, "性别", f"{_SEXES[person['sex']]}", 34),
        (240, "出生", f"{year} 年 {int(month)} 月 {int(day)} 日", 34),
    )
    for y, name, value, size in rows:
        card.text(64, y + 40 - size, name, "hei", 26, fill=(64, 118, 160))
        card.text(154, y, value, "hei", size)
    card.text(250, 174, "民族", "hei", 26, fill=(64, 118, 160))
    card.text(326, 166, "汉", "hei", 34)
    card.text(64, 326, "住址", "hei", 26, fill=(64, 118, 160))
    card.paragraph((154, 318), 430, person["address"], "hei", 32, indent=0, leading=1.5)
    card.text(64, 536, "公民身份号码", "hei", 28, fill=(64, 118, 160))
    card.text(292, 526, person["id_number"], "hei", 42)
    card.photo(portrait(person["name"], person["sex"]), 660, 92, (288, 384))
    _sample(card)
    return card


def card_back(document: Document) -> Page:  # noqa: ARG001 - called as the others are
    """Return the side of the ID card with the issuer, at 300 dots an inch."""
    card = _card((240, 232, 226), (226, 236, 240))
    card.ellipse((70, 70, 250, 250), fill=(198, 44, 40), outline=GOLD, width=10)
    card.text(160, 160, "样例", "song-bold", 56, fill=(250, 220, 130), anchor="mm")
    card.text(610, 120, "中华人民共和国", "song-bold", 48, anchor="mm", gap=10)
    card.text(610, 216, "居民身份证", "song-bold", 68, anchor="mm", gap=18)
    card.text(240, 452, "签发机关", "hei", 28)
    card.text(390, 448, "合肥市示例公安局", "hei", 32)
    card.text(240, 520, "有效期限", "hei", 28)
    card.text(390, 516, "2013.05.18-2033.05.18", "hei", 32)
    _sample(card)
    return card


def _card(left: Colour, right: Colour) -> Page:
    """Return a blank card whose ground runs from one tint to another, with fine waves."""
    card = Page(*_CARD)
    size = card.image.size
    ramp = Image.linear_gradient("L").rotate(90).resize(size)
    card.image.paste(Image.composite(Image.new("RGB", size, right), Image.new("RGB", size, left), ramp))
    for level in range(-40, _CARD[1], 26):
        wave = [(x, level + 30 * math.sin(x / 150 + level / 90)) for x in range(0, _CARD[0] + 8, 8)]
        card.line(wave, (208, 225, 232), 2)
    return card


def rounded(card: Page) -> Image.Image:
    """Return the card's shape as a mask."""
    corners = Image.new("L", card.image.size)
    right, bottom = card.image.width - 1, card.image.height - 1
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, right, bottom), card.pixels(34), fill=255)
    return corners


def _on_glass(card: Page) -> Page:
    """Return a white sheet with the card on it, its corners round."""
    corners = rounded(card)
    sheet = Page(_CARD[0] + 100, _CARD[1] + 100, WHITE)
    sheet.image.paste((205, 205, 204), (sheet.pixels(54), sheet.pixels(54)), corners)
    sheet.paste(card, 50, 50, corners)
    return sheet


def _diploma(document: Document, title: str, frame: Colour) -> tuple[Page, str]:
    """Return a sheet with frame, photograph and title, and the line that says who it is for."""
    person = document["applicant"]
    page = Page(*_CERTIFICATE, paper=(250, 247, 236))
    page.wave_frame(38, 32, frame)
    page.photo(portrait(person["name"], person["sex"]), 116, 268, (216, 288))
    page.text(760, 150, title, "song-bold", 58, fill=RED, anchor="mm", gap=16)
    _sample(page)
    return page, f"{person['name']}，{_SEXES[person['sex']]}，{in_numerals(person['birth_date'])}生"


def _education(document: Document) -> Page:
    person = document["applicant"]
    graduate = person["education"] == "研究生"
    level = f"{person['degree']}研究生" if graduate else person["education"]
    finished = int(person["birth_date"][:4]) + (30 if graduate else 22)
    years = 4 if graduate else 3
    page, who = _diploma(document, f"{level}毕业证书" if graduate else "毕业证书", (96, 128, 92))
    words = (
        f"学生{who}，于{in_numerals(f'{finished - years}-09')}至{in_numerals(f'{finished}-06')}在本校{person['major']}专业"
        f"学习，学制{_count(years)}年，{level}层次，修完培养计划规定的全部课程，成绩合格，准予毕业。"
    )
    page.paragraph((390, 240), 730, words, "kai", 34, leading=1.75)
    code = f"99999{'1' if graduate else '5'}{finished}{'01' if graduate else '06'}{_number(document['id'], 6)}"
    _signed_off(page, person["school"], in_numerals(f"{finished}-06-30"), f"证书编号：{code}")
    page.text(116, 588, "校长：", "kai", 30)
    page.write_by_hand(190, 604, "林样本", 40, seed=person["school"])
    return page


def _degree(document: Document) -> Page:
    person = document["applicant"]
    finished = int(person["birth_date"][:4]) + 30
    page, who = _diploma(document, f"{person['degree']}学位证书", (150, 96, 60))
    words = (
        f"{who}。在{person['school']}{person['major']}学科通过课程考试与论文答辩，成绩合格，"
        f"经学位评定委员会审议，授予工学{person['degree']}学位。"
    )
    page.paragraph((390, 250), 730, words, "kai", 36, leading=1.8)
    level = {"博士": "2", "硕士": "3"}.get(person["degree"], "4")
    _signed_off(
        page,
        person["school"],
        in_numerals(f"{finished}-06-30"),
        f"证书编号：99999{level}{finished}{_number(document['id'], 6)}",
    )
    return page


def _signed_off(page: Page, issuer: str, date: str, number: str) -> None:
    """Put issuer, date and seal at the right foot of a certificate, the number at the left."""
    foot = page.height - 196
    page.text(page.width - 330, foot, issuer, "kai", 34, anchor="mm")
    page.text(page.width - 330, foot + 90, date, "kai", 32, anchor="mm")
    page.text(116, page.height - 116, number, "song", 24)
    page.seal(page.width - 330, foot - 16, 88, issuer, "样例")


def _title(document: Document) -> Page:
    person = document["applicant"]
    skilled = "skill_level" in person
    page = Page(*_CERTIFICATE, paper=(246, 248, 244))
    page.frame(38, (70, 104, 140), 3)
    page.line((615, 38, 615, 836), (196, 200, 198), 3)
    name = "职业技能等级证书" if skilled else "专业技术职务任职资格证书"
    page.text(315, 130, name, "song-bold", 38 if skilled else 34, fill=(40, 70, 120), anchor="mm", gap=6)
    page.photo(portrait(person["name"], person["sex"]), 207, 210, (216, 288))
    page.text(315, 566, f"姓名：{person['name']}    性别：{_SEXES[person['sex']]}", "song", 28, anchor="mm")
    page.text(315, 626, f"身份证号：{person['id_number']}", "song", 24, anchor="mm")
    level = (
        [("职业名称", "示例设备装调工"), ("职业技能等级", _SKILLS[person["skill_level"]])]
        if skilled
        else [
            ("系列名称", person["title_series"]),
            ("资格名称", person["title"]),
            ("资格级别", _TITLE_LEVELS[person["title_level"]]),
        ]
    )
    issuer = "示例职业技能评价中心" if skilled else "安徽省示例评审委员会"
    rows = [
        *level,
        ("取得时间", in_figures(person["title_obtained_on"])),
        ("发证机构", issuer),
        ("证书编号", f"皖样{_number(document['id'], 10)}"),
    ]
    for place, (words, value) in enumerate(rows):
        page.text(668, 168 + place * 82, f"{words}：", "song", 28)
        page.text(876, 168 + place * 82, value, "song-bold", 28)
        page.line((872, 208 + place * 82, 1176, 208 + place * 82), (150, 150, 150), 1)
    page.seal(1030, 720, 84, issuer, "样例")
    _sample(page)
    return page


def _pledge(document: Document) -> Page:
    person = document["applicant"]
    page = Page(*A4, paper=WHITE)
    page.text(496, 170, "个人诚信承诺书", "hei-bold", 44, anchor="mm", gap=12)
    role = {"leader": "学术和技术带头人", "backup": "学术和技术带头人后备人选"}[document["category"]]
    y: float = 270
    opening = (
        f"本人{person['name']}，身份证号码{person['id_number']}，现在{document['employer']['name']}工作，"
        f"自愿申报{document['round']}年度安徽省{role}，并作出以下承诺："
    )
    for words in (
        opening,
        "一、填写的每一项内容都与事实相符，没有夸大，也没有遗漏应当说明的情况。",
        "二、上传的证书、证明和照片均来自本人持有的原件，没有涂改、拼接或者借用他人材料。",
        "三、所列成果的排名与贡献同证书一致，没有把同一项成果重复填报。",
        "四、以上内容如有不实，本人愿意退出本次申报，并承担由此产生的一切后果。",
    ):
        y = page.paragraph((120, y), 760, words, "song", 26, leading=2.0) + 12
    page.text(420, 980, "承诺人（手写签名）：", "song", 26)
    page.line((660, 1020, 880, 1020), INK, 2)
    page.write_by_hand(664, 990, person["name"], 62, seed=person["id_number"], colour=(28, 30, 40))
    page.text(420, 1080, "日期：", "song", 26)
    page.write_by_hand(490, 1096, in_figures(document["submitted_on"]), 34, seed=document["id"], colour=(28, 30, 40))
    _sample(page)
    return page


# --- proofs -----------------------------------------------------------------------------------------------------------


def _award(document: Document, record: Document) -> Page:
    name = document["applicant"]["name"]
    page = Page(*_CERTIFICATE, paper=(253, 249, 236))
    page.wave_frame(38, 30, GOLD)
    page.text(615, 150, f"{record['category']}证书", "song-bold", 60, fill=RED, anchor="mm", gap=14)
    page.text(615, 238, "为表彰在科学技术进步工作中作出贡献者，特颁发此证书。", "kai", 28, anchor="mm")
    rows = (
        ("项目名称", record["name"]),
        ("奖励等级", f"{record['level']} {record['grade']}"),
        ("获 奖 者", name),
        ("本人排名", f"第{record['rank']}完成人（共{record['participants']}人）"),
    )
    for place, (words, value) in enumerate(rows):
        page.text(200, 310 + place * 72, f"{words}：", "kai", 34)
        page.text(384, 310 + place * 72, value, "kai", 36)
    number = f"证书号：{record['awarded_on'][:4]}-J-{_number(record['name'], 4)}-R{record['rank']:02d}"
    _signed_off(page, record["issuer"], in_figures(record["awarded_on"]), number)
    _sample(page)
    return page


def _patent(document: Document, record: Document) -> Page:
    page = Page(*A4, paper=(252, 250, 243))
    page.wave_frame(38, 26, (150, 122, 70))
    year, month, day = record["awarded_on"].split("-")
    page.text(120, 110, f"证书号第{_number(record['name'], 7)}号", "song", 24)
    page.text(496, 250, "发明专利证书", "song-bold", 64, fill=RED, anchor="mm", gap=16)
    rows = (
        ("发明名称", record["name"]),
        ("发 明 人", document["applicant"]["name"]),
        ("专 利 号", record["patent_number"]),
        ("专利申请日", f"{int(year) - 1}年{int(month)}月{min(int(day), 28)}日"),
        ("专利权人", document["employer"]["name"]),
        ("授权公告日", in_figures(record["awarded_on"])),
        ("授权公告号", f"CN {_number(record['name'], 9)} B"),
    )
    y: float = 370
    for words, value in rows:
        page.text(120, y, f"{words}：", "song", 26)
        y = page.paragraph((280, y), 590, value, "song-bold", 26, indent=0) + 20
    words = "本发明依照专利法完成审查，决定授予专利权，颁发本证书并在专利登记簿上登记。专利权自授权公告之日起生效。"
    page.paragraph((120, y + 20), 760, words, "song", 24)
    page.text(120, 1190, "局长", "song", 26)
    page.write_by_hand(190, 1206, "钟样章", 52, seed=record["name"])
    page.text(690, 1286, in_figures(record["awarded_on"]), "song", 26, anchor="mm")
    page.seal(690, 1160, 98, record["issuer"], "样例")
    _sample(page)
    return page


def _honour(document: Document, record: Document) -> Page:
    page = Page(*_CERTIFICATE, paper=(254, 250, 240))
    page.frame(36, RED, 8)
    page.frame(54, GOLD, 3)
    page.text(615, 170, "荣誉证书", "song-bold", 78, fill=RED, anchor="mm", gap=40)
    page.text(160, 290, f"{document['applicant']['name']} 同志：", "kai", 40)
    words = f"因工作成绩突出，被授予“{record['name']}”（{record['level']}）称号，特发此证，以资鼓励。"
    page.paragraph((160, 372), 910, words, "kai", 40, leading=1.8)
    _signed_off(page, record["issuer"], in_figures(record["granted_on"]), f"编号：{_number(record['name'], 8)}")
    _sample(page)
    return page


def _copied(page: Page, document: Document) -> None:
    """Make the page a photocopy: grey, and stamped by the employer as agreeing with the original."""
    page.photocopy()
    page.text(400, page.height - 220, "复印件与原件一致", "hei-bold", 28, fill=BLUE, anchor="mm")
    page.seal(630, page.height - 200, 84, document["employer"]["name"], "样例")


_PERSONAL: Final = {
    "id-front": lambda document: _on_glass(card_front(document)),
    "id-back": lambda document: _on_glass(card_back(document)),
    "education-certificate": _education,
    "degree-certificate": _degree,
    "title-certificate": _title,
    "pledge": _pledge,
}
_PROOFS: Final = {"award-proof": _award, "patent-proof": _patent, "honour-proof": _honour}
_PRINTED: Final = {
    "cover": cover,
    "contents": contents,
    "text": paper,
    "publication-proof": book,
    "project-proof": project,
}
