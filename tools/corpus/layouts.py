"""Documents that the examples do not have: copies of cards, other layouts, old hands, foreign pages, nearly empty ones."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageFilter

from tools import ink
from tools.certificates import card_back, card_front, in_figures, in_numerals, rounded
from tools.drawing import A4, GOLD, INK, RED, WHITE, Colour, Page, Style, styled
from tools.portrait import portrait

if TYPE_CHECKING:
    from tools.invent import Document

_CARD_ON_PAPER: Final = 0.4
"""Units of layout to a unit of a card: the cards are laid out at 300 dots an inch."""
_PALE: Final[Colour] = (214, 214, 214)


def sample(page: Page) -> None:
    """Say at the foot that nothing here is real."""
    page.text(
        page.width / 2, page.height - 18, "样例 SAMPLE · 虚构，非真实证件", "hei", 14, fill=(120, 110, 105), anchor="mm"
    )


def card_copy(document: Document, rng: random.Random) -> Page:
    """Return both sides of the card on one sheet, as copying shops make it."""
    page = Page(*A4, paper=WHITE)
    page.text(496, 150, "居民身份证复印件", "hei", 30, anchor="mm")
    style = Style(page.style.scale * _CARD_ON_PAPER, page.style.letters, page.style.faces)
    with styled(style):
        cards = [card_front(document), card_back(document)]
    left = rng.randint(150, 400)
    for card, top in zip(cards, (rng.randint(220, 300), rng.randint(640, 760)), strict=True):
        page.paste(card, left, top, rounded(card))
    page.text(120, 1130, f"仅供{document['employer']['name']}申报使用，复印无效。", "song", 24)
    page.text(120, 1190, f"联系电话：{document['applicant']['mobile']}", "song", 24)
    sample(page)
    return page


def pledge(document: Document, rng: random.Random, *, signature: str) -> Page:
    """Return a pledge: `signature` is `hand`, `typed` or `none`."""
    person = document["applicant"]
    page = Page(*A4, paper=WHITE)
    left, size = rng.randint(96, 130), rng.choice((23, 25, 27))
    page.text(496, rng.randint(120, 200), "诚 信 承 诺 书", "hei-bold", 42, anchor="mm")
    y: float = rng.randint(250, 310)
    sex = "男" if person["sex"] == "male" else "女"
    employer = document["employer"]["name"]
    for words in (
        f"本人{person['name']}，性别{sex}，居民身份证号码{person['id_number']}，系{employer}在职人员，现郑重承诺如下：",
        "1. 申报材料中的学历、学位、职称、获奖和论文均真实有效，复印件与原件相符。",
        "2. 未隐瞒受处分、受处罚或者正在接受审查的情况。",
        f"3. 联系电话{person['mobile']}保持畅通，邮箱{person['email']}每日查看。",
        "4. 如有虚假，自愿承担取消资格、通报批评等一切责任。",
    ):
        y = page.paragraph((left, y), 992 - 2 * left, words, "song", size, leading=1.9) + 16
    foot = max(y + 120, rng.randint(900, 1040))
    page.text(430, foot, "承诺人（签名）：", "song", 26)
    page.line((640, foot + 40, 880, foot + 40), INK, 2)
    page.text(430, foot + 96, f"日期：{in_figures(document['submitted_on'])}", "song", 26)
    if signature == "hand":
        page.write_by_hand(650, foot + 6, person["name"], rng.randint(52, 66), person["id_number"], (28, 30, 60))
    elif signature == "typed":
        page.text(660, foot, person["name"], "song", 26)
    sample(page)
    return page


def upright_award(document: Document, rng: random.Random) -> Page:
    """Return an award certificate on an upright sheet, in ornate brush letters."""
    record = document["awards"][0]
    page = Page(*A4, paper=rng.choice(((253, 248, 230), (250, 244, 246))))
    page.wave_frame(30, rng.choice((26, 40)), GOLD)
    page.text(496, 300, "获 奖 证 书", "kai", 96, fill=RED, anchor="mm")
    page.text(496, 420, "CERTIFICATE OF AWARD", "song", 30, fill=GOLD, anchor="mm", gap=4)
    page.text(140, 540, f"{document['applicant']['name']} 同志：", "kai", 36)
    words = (
        f"你参加完成的“{record['name']}”获{record['awarded_on'][:4]}年度{record['category']}{record['grade']}，"
        f"排名第{record['rank']}（共{record['participants']}人）。特发此证，以资鼓励。"
    )
    page.paragraph((140, 620), 712, words, "kai", 36, leading=1.9)
    page.text(640, 1120, record["issuer"], "kai", 32, anchor="mm")
    page.text(640, 1190, in_numerals(record["awarded_on"]), "kai", 30, anchor="mm")
    page.text(140, 1250, f"编号：皖样奖〔{record['awarded_on'][:4]}〕{rng.randint(100, 999)}号", "song", 22)
    page.seal(640, 1130, 96, record["issuer"], "样例")
    sample(page)
    return page


def old_diploma(document: Document, rng: random.Random) -> Page:
    """Return a diploma of former times: printed form, everything that counts filled in with a brush."""
    person = document["applicant"]
    page = Page(1230, 874, paper=(238, 226, 198))
    page.frame(40, (120, 60, 50), 5)
    page.frame(52, (120, 60, 50), 2)
    page.text(615, 140, "毕业证书", "song-bold", 64, fill=(150, 40, 40), anchor="mm", gap=60)
    year = rng.randint(1979, 1988)
    rows = (
        f"学生{person['name']}系安徽省样例县人",
        f"在本校{person['major'][:6]}专业学习",
        "修业期满成绩及格准予毕业",
        f"样字第{rng.randint(1000, 9999)}号",
    )
    for place, words in enumerate(rows):
        y = 270 + place * 96
        page.line((150, y + 34, 1080, y + 34), (150, 120, 100), 1)
        page.write_by_hand(170, y, words, rng.randint(40, 46), f"{person['name']} {place}", (40, 36, 40))
    page.text(240, 690, f"校长  {rng.choice('林周何')}样本", "kai", 34)
    page.text(820, 690, person["school"], "kai", 36, anchor="mm")
    page.text(820, 760, in_numerals(f"{year}-07"), "kai", 32, anchor="mm")
    page.seal(820, 710, 90, person["school"], "样例")
    sample(page)
    return page


def ornate(document: Document, rng: random.Random) -> Page:
    """Return a letter of appointment in outlined and shadowed letters on a patterned ground."""
    page = Page(1230, 874, paper=(250, 240, 240))
    for row in range(0, 874, 46):
        for column in range(0, 1230, 46):
            page.arc((column, row, column + 46, row + 46), 0, 180, (240, 218, 210), 2)
    page.frame(34, RED, 10)
    for shift, colour in ((4, (222, 190, 140)), (0, (160, 30, 36))):
        page.text(615 + shift, 190 + shift, "聘  书", "kai", 120, fill=colour, anchor="mm")
    page.truth.pop()
    page.text(150, 330, f"兹聘请{document['applicant']['name']}为", "kai", 44)
    page.text(615, 450, f"{document['review_group']}特邀专家", "hei-bold", 48, fill=(140, 90, 20), anchor="mm", gap=8)
    page.text(150, 550, f"聘期：{rng.randint(2016, 2020)}年3月至{rng.randint(2021, 2025)}年2月", "kai", 40)
    page.text(840, 680, document["employer"]["name"][:12], "kai", 34, anchor="mm")
    page.seal(840, 690, 92, document["employer"]["name"][:12], "样例")
    sample(page)
    return page


def english(document: Document, rng: random.Random) -> Page:  # noqa: ARG001 - called as the others are
    """Return the first page of a paper in English, in two columns."""
    page = Page(*A4, paper=WHITE)
    page.text(
        496,
        90,
        f"SAMPLE JOURNAL OF INVENTED RESULTS, Vol. {rng.randint(3, 60)}, No. {rng.randint(1, 12)}",
        "song",
        18,
        anchor="mm",
    )
    page.text(496, 170, "On the Stability of Thin Samples under Load", "song-bold", 36, anchor="mm")
    page.text(496, 225, "W. Sample, L. Example and Q. Specimen", "song", 22, anchor="mm")
    page.text(
        496,
        258,
        f"(Example Institute, Hefei 230000, China; doi 10.99999/sample.{rng.randint(10**5, 10**6)})",
        "song",
        17,
        anchor="mm",
    )
    sentences = (
        "The specimen was loaded in steps of 5 N until the first crack appeared. ",
        "No difference between the two groups was found after seven days. ",
        "We repeat the measurement with a second gauge and report the median. ",
        "Higher temperatures widen the band, as Table 2 shows. ",
        "A simple model with three parameters explains most of the variance. ",
    )
    for column in range(2):
        text = "".join(rng.choice(sentences) for _ in range(26))
        page.text(90 + 422 * column, 310, f"{column + 1}  {('Introduction', 'Methods')[column]}", "hei-bold", 22)
        _latin(page, 90 + 422 * column, 356, 390, text, 19)
    sample(page)
    return page


def _latin(page: Page, x: float, y: float, width: float, words: str, size: int) -> None:
    """Set Latin words, which break at spaces."""
    line = ""
    for word in [*words.split(), ""]:
        longer = f"{line} {word}".strip()
        if word and page.font("song", size).getlength(longer) <= width * page.style.scale:
            line = longer
            continue
        page.text(x, y, line, "song", size)
        line, y = word, y + size * 1.6
        if y > page.height - 100:
            return


def sealed_letter(document: Document, rng: random.Random) -> Page:
    """Return an employer's statement with several seals across its text."""
    person, employer = document["applicant"], document["employer"]["name"]
    page = Page(*A4, paper=WHITE)
    page.text(496, 150, employer, "song-bold", 40, fill=RED, anchor="mm")
    page.line((90, 200, 902, 200), RED, 4)
    page.text(496, 290, "工作证明", "hei-bold", 40, anchor="mm")
    words = (
        f"兹证明{person['name']}（{person['id_number']}）自{in_figures(document['work_history'][0]['start'])}起在我单位工作，"
        f"现任{person['position']}，具有{person['title']}任职资格，主持“{document['projects'][0]['name']}”等项目，"
        f"近五年年度考核均为合格以上，月收入{rng.randint(6000, 20000)}元。情况属实，特此证明。"
    )
    bottom = page.paragraph((110, 370), 772, words, "song", 26, leading=2.0)
    page.text(110, bottom + 30, f"经办人电话：0551-6{rng.randint(10**6, 10**7 - 1)}", "song", 26)
    page.text(660, 900, employer, "song", 26, anchor="mm")
    page.text(660, 950, in_figures(document["submitted_on"]), "song", 26, anchor="mm")
    for x, y in ((660, 900), (rng.randint(300, 480), rng.randint(430, 520))):
        page.seal(x, y, 92, employer[:14], "样例")
    sample(page)
    return page


def watermarked(document: Document, rng: random.Random) -> Page:
    """Return a letter on paper with a pale watermark."""
    page = Page(*A4, paper=WHITE)
    layer = Image.new("L", (page.pixels(1400), page.pixels(1400)))
    stamp = ink.seal(page.pixels(60), "样例专用", "")
    for row in range(0, layer.height, page.pixels(200)):
        for column in range(0, layer.width, page.pixels(230)):
            layer.paste(200, (column, row), stamp)
    layer = layer.rotate(30).filter(ImageFilter.GaussianBlur(1))
    page.image.paste(_PALE, (page.pixels(-200), page.pixels(-60)), layer)
    page.text(496, 170, "科技查新报告（样例）", "hei-bold", 40, anchor="mm")
    rows = (
        ("报告编号", f"{rng.randint(2018, 2023)}-{rng.randint(10**5, 10**6)}"),
        ("委托单位", document["employer"]["name"]),
        ("项目名称", document["projects"][0]["name"]),
        ("查新人员", document["applicant"]["name"]),
        ("检索词", "样例；薄壁；颤振；阻尼；vibration"),
    )
    y: float = 300
    for name, value in rows:
        page.text(120, y, f"{name}：", "song", 26)
        y = page.paragraph((270, y), 600, value, "song", 26, indent=0) + 20
    page.paragraph((120, y + 20), 752, f"结论：{document['projects'][0]['summary'] * 2}", "song", 26, leading=1.9)
    sample(page)
    return page


def sparse_cover(document: Document, rng: random.Random) -> Page:  # noqa: ARG001 - called as the others are
    """Return a cover with a title of a few letters and nothing else."""
    page = Page(*A4, paper=rng.choice(((244, 246, 250), (60, 90, 120), WHITE)))
    ground = page.image.getpixel((0, 0))
    dark = isinstance(ground, tuple) and sum(ground) < 400
    page.text(
        496,
        rng.randint(380, 620),
        rng.choice(("样例学报", "江淮样刊", "样例文丛")),
        "song-bold",
        110,
        fill=WHITE if dark else INK,
        anchor="mm",
    )
    page.text(496, 1240, "二〇二二", "song", 40, fill=WHITE if dark else INK, anchor="mm")
    return page


def nearly_blank(document: Document, rng: random.Random) -> Page:  # noqa: ARG001 - called as the others are
    """Return the back of a form: a page number and two words."""
    page = Page(*A4, paper=WHITE)
    page.text(496, 1330, f"— {rng.randint(2, 30)} —", "song", 22, anchor="mm")
    page.text(120, 120, "（样例）", "song", 24)
    return page


def blank(document: Document, rng: random.Random) -> Page:  # noqa: ARG001 - called as the others are
    """Return a sheet with nothing on it."""
    return Page(*A4, paper=rng.choice((WHITE, (250, 247, 236))))


def vertical(document: Document, rng: random.Random) -> Page:
    """Return a certificate of appreciation written downwards, from the right."""
    person = document["applicant"]
    page = Page(1230, 874, paper=(252, 246, 232))
    page.frame(36, (150, 110, 50), 6)
    columns = (
        "感谢状",
        f"{person['name']}先生惠赠图书{rng.randint(20, 900)}册",
        "嘉惠学林泽被后来",
        "谨致谢忱以志纪念",
        in_numerals("2019-05"),
    )
    x = 1060.0
    for number, words in enumerate(columns):
        size = 80 if number == 0 else 42
        page.column(x, 120 + (30 if number else 0), words, "kai", size)
        x -= 170 if number == 0 else 130
    page.column(x - 20, 380, person["school"], "kai", 40)
    page.seal(round(x - 20), 560, 84, person["school"], "样例")
    sample(page)
    return page


def table(document: Document, rng: random.Random) -> Page:
    """Return a notice with a table on a sheet lying across: many people, many numbers."""
    page = Page(A4[1], A4[0], paper=WHITE)
    page.text(701, 90, f"{document['awards'][0]['issuer']}获奖项目主要完成人名单", "hei-bold", 34, anchor="mm")
    columns = [80, 170, 330, 420, 240]
    page.grid(80, 140, columns, [58] * 13)
    people = [f"{surname}{given}" for surname in "郝邵万钱汤尹黎常武顾" for given in ("样文", "样博", "样")]
    rng.shuffle(people)
    people[rng.randint(1, 9)] = document["applicant"]["name"]
    for row in range(13):
        words = (
            ("序号", "姓名", "职称", "工作单位", "证书编号")
            if row == 0
            else (
                str(row),
                people[row],
                rng.choice(("高级工程师", "研究员", "技师")),
                f"样例{rng.choice('东西南北')}方研究院",
                f"2021-J-{rng.randint(1000, 9999)}-R{row:02d}",
            )
        )
        x = 80.0
        for width, word in zip(columns, words, strict=True):
            page.text(x + width / 2, 169 + row * 58, word, "song", 22, anchor="mm")
            x += width
    sample(page)
    return page


def work_permit(document: Document, rng: random.Random) -> Page:
    """Return a work permit: a large photograph, few words."""
    person = document["applicant"]
    page = Page(640, 900, paper=(236, 242, 250))
    page.rectangle((0, 0, 640, 150), fill=(30, 80, 150))
    page.text(320, 80, "工作证（样例）", "hei-bold", 52, fill=WHITE, anchor="mm")
    page.photo(portrait(person["name"], person["sex"]), 200, 200, (240, 320))
    for place, words in enumerate(
        (f"姓名：{person['name']}", f"部门：{person['position']}", f"编号：{rng.randint(10**7, 10**8)}")
    ):
        page.text(130, 580 + place * 80, words, "hei", 36)
    sample(page)
    return page
