"""The form: every key of the published format, with its words in both languages, and drafts of every kind."""

from __future__ import annotations

import json
from typing import Any, Final, get_args

import pytest
from pydantic import ValidationError

from eligibility import places
from eligibility.checker import Checker
from eligibility.declaration import AttachmentKind, Declaration, SkillLevel
from eligibility.errors import SubmissionError
from eligibility.schemas import declaration_schema
from eligibility.submission import Submission, read_declaration
from eligibility.wording import TERMS
from tools.invent import invent

CHINESE: Final = {
    "id": "申报编号",
    "programme": "计划名称",
    "round": "计划年度",
    "submitted_on": "提交日期",
    "category": "申报类别",
    "review_group": "初评分组",
    "former_batch": "入选批次",
    "pledge_accepted": "诚信承诺书",
    "account": "个人中心",
    "employer": "工作单位",
    "applicant": "基本信息",
    "work_history": "工作经历",
    "awards": "近五年获奖情况或专利",
    "honours": "近五年获得荣誉情况",
    "publications": "论文、著作情况",
    "projects": "正在从事的科研（课题）",
    "contributions": "主要突出贡献事迹",
    "remarks": "其他说明",
    "attachments": "附件一览表",
    "employer/uscc": "统一社会信用代码",
    "applicant/education": "学历",
    "applicant/degree": "获得学位",
    "applicant/title": "职称",
    "publications/serial": "书刊号",
    "awards/name": "获奖项目名称",
    "awards/category": "获奖类别",
    "awards/grade": "获奖等级",
    "awards/participants": "参与人数",
    "awards/issuer": "授予部门",
    "awards/awarded_on": "获奖时间",
    "awards/ranked": "是否排名",
    "awards/rank": "本人排名",
    "honours/name": "荣誉名称",
    "honours/level": "荣誉级别",
    "honours/granted_on": "授予时间",
    "honours/issuer": "颁发单位",
    "publications/title": "论著名称",
    "publications/published_on": "发表时间",
    "publications/kind": "论著类型",
    "publications/venue": "刊物名称",
    "projects/awarded": "是否获奖",
    "projects/award_name": "获奖名称",
    "projects/summary": "课题简介",
    "work_history/start": "开始日期",
    "work_history/end": "结束日期",
    "work_history/employer": "工作单位",
    "work_history/position": "担任职务",
}
"""The words of the form itself, where the format or the applicant's manual gives them."""

KEYS: Final = {
    "": "format id programme round submitted_on category track review_group former_batch pledge_accepted account employer "
    "applicant work_history awards honours publications projects contributions remarks attachments extra",
    "account": "name id_number sex birth_date mobile",
    "employer": "name uscc binding",
    "applicant": "name id_number sex birth_date phone mobile email address education degree school major title title_series "
    "title_level title_obtained_on skill_level position",
    "work_history": "start end employer position",
    "awards": "kind name category level grade participants ranked rank issuer awarded_on patent_number attachments",
    "honours": "name level granted_on issuer attachments",
    "publications": "kind title published_on serial venue rank participants attachments",
    "projects": "name year awarded award_name rank participants summary attachments",
    "attachments": "id kind part name file sha256 is_copy",
}
"""Every key of the format, by the object it stands in."""
LISTS: Final = ("work_history", "awards", "honours", "publications", "projects", "attachments")
EVERY_KEY: Final = [(part, key) for part, keys in KEYS.items() for key in keys.split()]

CHOICES: Final = {
    "category": "leader backup",
    "track": "professional skilled",
    "account/sex": "male female",
    "applicant/sex": "male female",
    "employer/binding": "approved pending rejected none",
    "applicant/title_level": "senior associate-senior middle junior",
    "applicant/skill_level": "chief-technician special-grade-technician senior-technician technician advanced-worker "
    "intermediate-worker junior-worker",
    "awards/kind": "award patent",
    "publications/kind": "paper book",
    "attachments/kind": "photo id-front id-back education-certificate degree-certificate title-certificate pledge award-proof "
    "patent-proof honour-proof publication-proof project-proof other",
    "attachments/part": "cover contents text",
}
"""The values a choice can have."""


def holding(place: str, value: object) -> dict[str, Any]:
    """Return a document that holds nothing but one value."""
    part, _, key = place.rpartition("/")
    if not part:
        return {key: value}
    return {part: [{key: value}] if part in LISTS else {key: value}}


def read(document: object) -> Declaration:
    """Read a document as it would come from a file."""
    return read_declaration(json.dumps(document).encode())


def value_at(declaration: Declaration, place: str) -> Any:
    """Return what the form holds at a place, in the first record of a list."""
    part, _, key = place.rpartition("/")
    value: Any = getattr(declaration, part) if part else declaration
    return getattr(value[0] if part in LISTS else value, key)


def pointer(part: str, key: str) -> str:
    """Return the JSON Pointer of a key, in the first record of a list."""
    return f"/{part}/0/{key}" if part in LISTS else f"/{part}/{key}" if part else f"/{key}"


@pytest.mark.parametrize(("part", "key"), EVERY_KEY)
def test_every_key_has_words_in_both_languages(part: str, key: str) -> None:
    """Each key of the format is known to the form and has a label of its own in English and in Chinese."""
    assert read(holding(f"{part}/{key}".strip("/"), None)).unknown_keys == ()
    english, chinese = (places.label(pointer(part, key), language) for language in ("en", "zh"))
    assert english.isascii()
    assert english != key
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese) or key == "sha256"


@pytest.mark.parametrize(("place", "words"), CHINESE.items())
def test_chinese_labels_are_those_of_the_form(place: str, words: str) -> None:
    """The applicant reads the words of the form, as the portal shows them."""
    part, _, key = place.rpartition("/")
    schema = Declaration.model_json_schema()
    properties = schema["properties"]
    if part:
        inner = properties[part]
        name = (inner.get("items") or inner)["$ref"].rpartition("/")[2]
        properties = schema["$defs"][name]["properties"]
    assert properties[key]["x-title-zh"] == words


def test_the_form_has_no_other_keys() -> None:
    """The form knows exactly the keys of the format, so none is published by accident."""
    schema = Declaration.model_json_schema()
    objects = {"": schema["properties"]}
    for part in KEYS:
        if part:
            inner = schema["properties"][part]
            objects[part] = schema["$defs"][(inner.get("items") or inner)["$ref"].rpartition("/")[2]]["properties"]
    assert {part: set(properties) for part, properties in objects.items()} == {
        part: set(keys.split()) for part, keys in KEYS.items()
    }


def test_the_schema_has_titles_in_both_languages_everywhere() -> None:
    """Every object of the published JSON Schema and every property in it has a title in English and one in Chinese."""
    schema = declaration_schema()
    parts = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    assert len(parts) == len(KEYS)
    for part in parts:
        for key, described in part["properties"].items():
            meant = (
                schema["$defs"][described["$ref"].rpartition("/")[2]] | described if "$ref" in described else described
            )
            assert meant["title"], key
            assert meant["x-title-zh"], key
        assert part["title"].isascii()
        assert not part["x-title-zh"].isascii()


@pytest.mark.parametrize(
    "draft",
    [
        *(
            {},
            {"extra": {}},
            {"awards": []},
            {"awards": [{}]},
            {"applicant": {}},
            {"attachments": [{}]},
            {"work_history": [{}]},
        ),
        {"publications": [{"attachments": []}], "projects": [{}], "honours": [{}]},
    ],
)
def test_drafts_are_legal(draft: dict[str, Any]) -> None:
    """A form of which nothing or next to nothing is filled in can be read."""
    assert read(draft).unknown_keys == ()


@pytest.mark.parametrize(("part", "key"), EVERY_KEY)
@pytest.mark.parametrize("blank", [None, "", " \t\n", "\u3000"])
def test_blank_values_are_absent(part: str, key: str, blank: object) -> None:
    """A blank value of any field is as good as none, so that a half-written form can be read."""
    place = f"{part}/{key}".strip("/")
    value = value_at(read(holding(place, blank)), place)
    assert value in (None, "", (), {}) or value == type(value)()


@pytest.mark.parametrize(("place", "values"), CHOICES.items())
def test_choices_are_those_of_the_format(place: str, values: str) -> None:
    """A choice takes each of its values, and each is put into words in both languages; others are refused."""
    first, *_ = values.split()
    for value in values.split():
        assert value_at(read(holding(place, value)), place) == value
        assert TERMS[value]
    for other in ("anything", first.upper(), 1, True, [first]):
        with pytest.raises(SubmissionError, match=f"/{place.partition('/')[0]}"):
            read(holding(place, other))


def test_levels_stand_from_the_highest_to_the_lowest() -> None:
    """The order of the skill levels is that of their rank, 首席技师 first: rules rely on it."""
    assert " ".join(get_args(SkillLevel)) == CHOICES["applicant/skill_level"]
    assert " ".join(get_args(AttachmentKind)) == CHOICES["attachments/kind"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("applicant/name", 7),
        ("applicant/name", ["张三"]),
        ("pledge_accepted", "yes"),
        ("pledge_accepted", 1),
        ("awards/ranked", "true"),
        ("awards/participants", "5"),
        ("awards/participants", 5.0),
        ("awards/participants", True),
        ("awards/awarded_on", 2021),
        ("awards/awarded_on", "18.6.2021"),
        ("submitted_on", "2023-08"),
        ("work_history", {}),
        ("awards", "无"),
        ("awards/attachments", "a1"),
        ("awards/attachments", [1]),
        ("applicant", []),
        ("extra", []),
        ("format", "eligibility-declaration/2"),
    ],
)
def test_values_of_a_wrong_type_are_refused(place: str, value: object) -> None:
    """A value of another type than the format's is refused, never turned into something else."""
    with pytest.raises(SubmissionError):
        read(holding(place, value))


EVERYWHERE_UNKNOWN: Final = {
    "hobby": 1,
    "a/b": None,
    "m~n": {"inner": 1},
    "account": {"alias": "x"},
    "employer": {"": 1},
    "applicant": {"__private": "x", "applicnat": []},
    "work_history": [{}, {"salary": 1}],
    "awards": [{"prize": 1}],
    "honours": [{"Name": 1}],
    "publications": [{"issn": "x"}],
    "projects": [{"cost": 1}],
    "attachments": [{"size": 1}],
    "extra": {"anything": {"goes": 1}},
}


def test_unknown_keys_are_listed_with_their_places() -> None:
    """A key that the form does not know is kept and listed wherever it stands, in the order of the document."""
    assert read(EVERYWHERE_UNKNOWN).unknown_keys == (
        *("/hobby", "/a~1b", "/m~0n", "/account/alias", "/employer/", "/applicant/__private", "/applicant/applicnat"),
        *("/work_history/1/salary", "/awards/0/prize", "/honours/0/Name", "/publications/0/issn", "/projects/0/cost"),
        "/attachments/0/size",
    )


def test_json_keeps_what_the_form_does_not_know() -> None:
    """A declaration put into JSON and read again is the same, unknown keys included: its SHA-256 covers all it says."""
    declaration = read(EVERYWHERE_UNKNOWN)
    again = read_declaration(declaration.model_dump_json().encode())
    assert again == declaration
    assert again.unknown_keys == declaration.unknown_keys
    for part in ("applicant", "account", "employer"):
        one, other = (Submission.of(read({part: {"unknown": value}})) for value in (1, 2))
        assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    "key",
    [
        "timeline",
        "resident_id",
        "attachments_by_id",
        "cited",
        "unknown_keys",
        "parts",
        "model_fields",
        "copy",
        "dict",
    ],
)
def test_an_unknown_key_replaces_nothing(key: str) -> None:
    """A key named like something of our own changes no answer: it is unknown and that is all."""
    document = invent(1)
    report = Checker("anhui-leaders@2023").check(read(document | {key: 1}))
    assert [finding.at for finding in report.findings] == [f"/{key}"]
    for part in ("applicant", "account", "employer"):
        spoilt = document | {part: document[part] | {key: 1}}
        report = Checker("anhui-leaders@2023").check(read(spoilt))
        assert [finding.at for finding in report.findings] == [f"/{part}/{key}"]


@pytest.mark.parametrize("key", ["__class__", "__dict__", "__init__", "__pydantic_extra__", "__eq__"])
@pytest.mark.parametrize("part", ["", "applicant", "awards", "attachments", "extra"])
def test_a_key_that_means_something_to_python_is_refused(part: str, key: str) -> None:
    """A key of the kind that names Python's own attributes is refused with its place, wherever it stands."""
    with pytest.raises(SubmissionError, match=key):
        read(holding(f"{part}/{key}".strip("/"), "x"))


@pytest.mark.parametrize("content", ["/etc/passwd", "aGVsbG8=", {"path": "x"}, [1]])
def test_content_never_comes_from_json(content: object) -> None:
    """A file's bytes come from the submission's folder or from the caller, never from the declaration's text."""
    with pytest.raises(SubmissionError, match="/attachments/0/content"):
        read({"attachments": [{"id": "a1", "content": content}]})


def test_content_is_not_shown() -> None:
    """The bytes given by the caller appear neither in JSON nor in an error or a log."""
    declaration = Declaration.model_validate({"attachments": [{"id": "a1", "content": b"\xff\xd8secret"}]})
    assert declaration.attachments[0].content == b"\xff\xd8secret"
    assert "secret" not in declaration.model_dump_json()
    assert "secret" not in repr(declaration)
    assert '"content"' not in json.dumps(Declaration.model_json_schema())


def test_the_form_never_changes() -> None:
    """A declaration that threads share can't be changed, nor can its parts."""
    declaration = read({"id": "one", "attachments": [{"id": "a1"}], "applicant": {"name": "示例"}})
    for part in (declaration, declaration.attachments[0], declaration.applicant):
        with pytest.raises((ValidationError, AttributeError)):
            setattr(part, "id", "other")  # noqa: B010 - what a type checker would refuse is tried
    assert declaration.attachments[0].id == "a1"


def test_text_is_stripped() -> None:
    """White space around a text says nothing and is taken off; inside it stays."""
    assert read({"applicant": {"name": " 欧阳 示例\n"}}).applicant.name == "欧阳 示例"


def test_the_last_of_two_attachments_of_one_id_is_the_one_that_is_meant() -> None:
    """Where two attachments share an id, the later one counts, and those without an id are not looked up."""
    document = {
        "attachments": [{"id": "a1", "name": "first"}, {"id": "a1", "name": "second"}, {"name": "none"}, {"id": ""}]
    }
    found = read(document).attachments_by_id
    assert {key: attachment.name for key, attachment in found.items()} == {"a1": "second"}


def test_all_cited_attachments_are_known() -> None:
    """Whatever record names a proof, the form knows that it is named."""
    sections = ("awards", "honours", "publications", "projects")
    document = {section: [{"attachments": [f"{section}-1", "shared"]}, {}] for section in sections}
    assert read(document).cited == {"shared", *(f"{section}-1" for section in sections)}
