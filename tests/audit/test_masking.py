"""Masking: what the form says of its applicant, and all that looks like a number of a person, is gone."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from eligibility.audit.journal import Journal
from eligibility.audit.masking import HIDDEN, Mask
from eligibility.checker import Checker
from eligibility.declaration import Attachment, Declaration
from eligibility.hooks import load_plugins
from eligibility.looking.answers import to_json
from eligibility.looking.cache import Cache
from eligibility.measurement import FileFacts, Line, Signature, Text
from eligibility.results.worded import report_of
from eligibility.submission import load
from tests.audit.conftest import lines, put, text_in
from tools.invent import SMALL, invent
from tools.sight import sights, unsurely

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.declaration import AttachmentKind
    from tests.audit.conftest import Auditing

PERSON: dict[str, Any] = {
    "name": "张样本",
    "id_number": "349999196801010015",
    "mobile": "13800138000",
    "phone": "0551-62345678",
}
MASK = Mask(Declaration.model_validate({"applicant": PERSON}))


def test_names_and_numbers_are_hidden() -> None:
    """The applicant's own data is hidden however it is spaced, and so are other people's numbers."""
    for text in (
        "张样本",
        "张 样　本",
        "349999196801010015",
        "身份证34999919700101001X号",
        "电话0551-62345678",
        "138 0013 8000",
    ):
        assert HIDDEN in MASK.text(text)
        assert not any(word in MASK.text(text) for word in ("样本", "样　本", "1970", "6234", "0013"))
    assert MASK.text("获奖时间 2021-06-18，证书编号 ZK-2021-003") == "获奖时间 2021-06-18，证书编号 ZK-2021-003"


@given(st.text(), st.sampled_from(list(PERSON.values())), st.text())
def test_no_surroundings_reveal_a_name(before: str, secret: str, after: str) -> None:
    """Whatever stands around it, a value of the form is not in the masked text."""
    assert secret not in MASK.text(f"{before} {secret} {after}")


@pytest.mark.parametrize(
    "read",
    [
        *("“张样木”", "张佯本", "张 样", "x样本"),
        *(
            "3499991968O101OO15",
            "34999919680101001",
            "34999919680l0l0015",
            "349999 19680101 0015",
            "3499991968010100155",
        ),
        *("1380013800", "l38OO138000", "电话138001380000"),
    ],
)
def test_what_was_misread_is_hidden(read: str) -> None:
    """A character or figure too few, too many or mistaken does not bring a name or number to light."""
    masked = MASK.text(f"读到 {read} 。")
    assert HIDDEN in masked
    assert not any(part in masked for part in ("样", "张", "1968", "0015", "1380", "8000"))


def test_numbers_of_others_are_hidden_where_a_figure_is_misread() -> None:
    """Also what only nearly is an ID or mobile number is hidden; dates, serials and patent numbers are not."""
    for text in ("52010219851231O01X", "52010219851231001", "1391234567", "l3912345678"):
        assert MASK.text(f"号码 {text}") == f"号码 {HIDDEN}"
    for text in ("ISBN 9787192983755", "ZL 202117327703.X", "2003-07 2008-10", "CN 34-3570/T"):
        assert MASK.text(text) == text


@st.composite
def _misread(draw: st.DrawFn, secret: str, errors: int) -> str:
    """Draw a text at most `errors` away from a secret."""
    characters = list(secret)
    for _ in range(errors):
        place = draw(st.integers(0, len(characters) - 1))
        characters[place : place + draw(st.integers(0, 1))] = draw(st.sampled_from(["", "拎", "7", "O", "x"]))
    return "".join(characters)


@given(st.text("张样本 拎1x", max_size=8), _misread(PERSON["name"], 1), st.text("张样本 拎1x", max_size=8))
def test_nothing_near_a_name_is_left(before: str, read: str, after: str) -> None:
    """Whatever stands around it, nothing that one change makes a name of three characters can be read on."""
    for rest in MASK.text(before + read + after).split(HIDDEN):
        left = "".join(rest.split())
        parts = (left[i : i + size] for size in (2, 3, 4) for i in range(len(left) - size + 1))
        assert all(Levenshtein.distance(part, PERSON["name"]) > 1 for part in parts)


@given(st.text("06张 ", max_size=8), _misread(PERSON["id_number"], 2), st.text("06张 ", max_size=8))
def test_nothing_near_an_id_number_is_left(before: str, read: str, after: str) -> None:
    """Whatever stands around it, nothing that two changes make the ID number can be read on."""
    for rest in MASK.text(before + read + after).split(HIDDEN):
        left = "".join(rest.split())
        parts = (left[i : i + size] for size in range(16, 21) for i in range(len(left) - size + 1))
        assert all(Levenshtein.distance(part, PERSON["id_number"]) > 2 for part in parts)


def test_codes_and_hashes_are_not_masked() -> None:
    """A name that is a piece of a code of the contract's leaves the report's own words alone."""
    mask = Mask(Declaration.model_validate({"applicant": {"name": "Li"}}))
    digest = "13800138000" + "a" * 53
    assert mask.document({"verdict": "eligible", "sha256": digest}) == {"verdict": "eligible", "sha256": digest}


def _judged(applicant: dict[str, str], **more: object) -> tuple[dict[str, Any], Mask]:
    """Return the report on a form with faults, and the mask of that form."""
    declaration = Declaration.model_validate(
        {
            "applicant": applicant,
            "publications": [{"title": "一种方法", "published_on": "2016", "attachments": ["x"]}] * 2,
            "attachments": [{"id": "13800138000", "kind": "photo"}, {"id": "b", "kind": "id-front"}],
            **more,
        }
    )
    report = Checker("anhui-leaders@2023").check(declaration, as_of=dt.date(2023, 8, 18))
    return report.as_dict("en"), Mask(declaration)


_REPEATING = {"declaration", "reason", "grounds", "message", "remedy", "values", "attachment"}


def _only_ours(part: Any) -> Any:
    """Return what of a report's JSON repeats nothing of the form."""
    if isinstance(part, dict):
        return {key: _only_ours(value) for key, value in part.items() if key not in _REPEATING}
    return [_only_ours(item) for item in part] if isinstance(part, list) else part


@pytest.mark.parametrize("part", ["18", "023", "20230818", "2023"])
def test_what_only_we_say_is_not_masked(part: str) -> None:
    """A name or number that is a piece of a date, of a rule's name or of a place leaves what programs read as it was."""
    report, mask = _judged({"name": "Li", "phone": part})
    masked = mask.report(report)
    assert masked["as_of"] == "2023-08-18"
    assert "duplicate-record" in str(_only_ours(masked))
    assert _only_ours(masked) == _only_ours(report)
    report_of(masked, "en", itertools.repeat("key"))


def test_what_may_repeat_the_form_is_masked() -> None:
    """In messages, reasons, values and ids, and in the names of fields that the form does not have, nothing personal is left."""
    report, mask = _judged({"name": "张样本", "phone": "2016"}, **{"13900139000": 1})
    masked = json.dumps(mask.report(report), ensure_ascii=False)
    for secret in ("13900139000", "13800138000", '"2016'):
        assert secret in json.dumps(report, ensure_ascii=False)
        assert secret not in masked


def test_an_id_is_hidden_the_same_way_everywhere() -> None:
    """Each attachment's id that shows personal data has one thing that stands for it, whatever the ids are; others stay."""
    ids = ["13800138000", "a1", "张样本", "13900139000", "＊＊＊1", "张样本"]
    attachments = [{"id": id_, "kind": "other"} for id_ in ids]
    mask = Mask(Declaration.model_validate({"applicant": PERSON, "attachments": attachments}))
    hidden = [mask.id(id_) for id_ in ids]
    assert hidden == ["＊＊＊1", "a1", "＊＊＊3", "＊＊＊4", "＊＊＊5", "＊＊＊3"]
    assert mask.id(None) is None
    assert mask.id("13700137000") == HIDDEN


def _blurs(kind: AttachmentKind, *pages: tuple[str, ...], signature: Signature | None = None) -> dict[str, list[int]]:
    """Return the numbers of the lines that are blurred on each page that may be shown, lines being 100 pixels apart."""
    read = tuple(
        tuple(Line(text=text, box=(50, 100 * row, 400, 40)) for row, text in enumerate(page)) for page in pages
    )
    seen: dict[Any, Any] = {Text: Text(pages=read)} | ({Signature: signature} if signature else {})
    boxes = MASK.blurs(Attachment(kind=kind), seen)
    return {page: [(box[1] + 20) // 100 for box in found] for page, found in boxes.items()}


def test_the_lines_that_show_it_are_to_be_blurred() -> None:
    """Lines with personal data are found by page, also misread, and if a name or number runs on over the next line."""
    assert _blurs("award-proof", ("证书", "持证人：张 样本", "一等奖")) == {"1": [1]}
    page = ("张样本", "证书号", "一等奖", "张样木", "安徽省", "某单位", "3499991968O10", "10015")
    assert {0, 3, 6, 7} <= set(_blurs("other", page)["1"])
    assert {1, 4, 5}.isdisjoint(_blurs("other", page)["1"])
    assert _blurs("title-certificate", ("证书", "姓名：张", "样本", "示例省")) == {"1": [1, 2]}


def test_a_page_that_may_show_a_name_unread_is_not_shown() -> None:
    """A page is shown only if the name was read on it in full; an ID card never, a photo unless words were read on it."""
    assert _blurs("title-certificate", ("证书", "姓名：张样木"), ("附页", "张样本")) == {"2": [1]}
    assert _blurs("id-front", ("姓名 张样本", "349999196801010015")) == {}
    assert _blurs("id-back", ("居民身份证", "张样本")) == {}
    assert _blurs("photo", ()) == {"1": []}
    assert _blurs("photo", ("姓名",)) == {}
    assert MASK.blurs(Attachment(kind="award-proof"), {}) == {}
    assert Mask(Declaration()).blurs(Attachment(kind="other"), {Text: Text(pages=((),))}) == {}


def test_a_signature_is_blurred() -> None:
    """A pledge is shown only if it is known where it is signed, and that place is filled."""
    page = ("本人张样本承诺", "承诺人：")
    signature = Signature(state="signed", page=1, region=(100, 500, 300, 90), ink=0.1)
    assert _blurs("pledge", page, signature=signature) == {"1": [0, 5]}
    assert _blurs("pledge", page, signature=Signature(state="no-label")) == {}
    assert _blurs("pledge", page) == {}


def test_a_masked_audit_holds_no_personal_data(audited: Auditing, province: Path, cache: Path, tmp_path: Path) -> None:
    """Reports that would repeat a name, ids, names of files, and everything else an audit writes, are without it."""
    document = invent(7, amounts=SMALL)
    person = document["applicant"]
    document["attachments"][0] |= {"id": person["mobile"], "file": f"{person['name']}_照片.jpg"}
    document["attachments"][1] |= {"id": f"{person['name']}_正面", "name": f"{person['name']}.jpg"}
    other = {**document["account"], "name": "李他人"}
    put(province / "010", {**document, "account": other, "remarks": person["id_number"]}, cache)
    photo = (province / "010" / document["attachments"][0]["file"]).read_bytes()
    put(province / "011", invent(8, amounts=SMALL), cache, {"a1": photo})
    audited(tmp_path / "out", masked=True)
    text = text_in(tmp_path / "out")
    for secret in (person["name"], person["id_number"], person["mobile"], "李他人"):
        assert secret not in text
    with Journal(tmp_path / "out") as journal:
        row = journal.row("010")
    assert row is not None
    assert [paper.id for paper in row.papers][:3] == ["＊＊＊1", "＊＊＊2", "a3"]
    found = [
        (result["rule"], finding["attachment"])
        for result in row.reports["en"]["results"]
        for finding in result["findings"]
    ]
    assert ("same-scan-reused", "＊＊＊1") in found


def test_what_a_rule_read_in_place_of_a_name_is_hidden(
    audited: Auditing, province: Path, cache: Path, tmp_path: Path
) -> None:
    """A name read with a look-alike, and one that only look-alikes made near, stand in no output."""
    document = invent(7, amounts=SMALL)
    document["applicant"]["name"] = document["account"]["name"] = "王巳已"
    put(province / "020", document, None)
    submission = load(province / "020")
    store = Cache(cache)
    inspector = load_plugins().inspectors[Text]
    for seen in sights(submission):
        facts, text = seen[FileFacts], seen[Text]
        assert isinstance(facts, FileFacts)
        assert isinstance(text, Text)
        assert facts.sha256 is not None
        read = unsurely(
            Text(
                pages=tuple(
                    tuple(replace(line, text=line.text.replace("王巳已", "王已民")) for line in page)
                    for page in text.pages
                )
            ),
            0.9,
        )
        store.put(facts.sha256, inspector.name, inspector.version, to_json(Text, read))
    store.close()
    for masked in (False, True):
        audited(tmp_path / f"out-{masked}", masked=masked)
        line = next(line for line in lines(tmp_path / f"out-{masked}") if line["submission"] == "020")
        told = json.dumps(line, ensure_ascii=False)
        assert "name-not-on-document" in told
        assert ("己民" in told) is not masked
