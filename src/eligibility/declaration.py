"""The form 申报书: one applicant's declaration, its records and its attachments, as the contract names them.

Every value may be absent, because a draft is a legal input: absence is for rules to judge, not for the model. Keys the
form does not know are kept and can be listed (`Declaration.unknown_keys`); values of a wrong type are refused.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, BinaryIO, Final, Literal, TypeVar, dataclass_transform

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    SerializerFunctionWrapHandler,
    Strict,
    ValidationInfo,
    model_serializer,
)
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema
from pydantic_core import PydanticCustomError

from eligibility.batches import parse_batch
from eligibility.dates import PartialDate, parse_day
from eligibility.id_numbers import ResidentId
from eligibility.timeline import Span, timeline

FORMAT: Final = "eligibility-declaration/1"

Category = Literal["leader", "backup"]
Track = Literal["professional", "skilled"]
Sex = Literal["male", "female"]
Binding = Literal["approved", "pending", "rejected", "none"]
TitleLevel = Literal["senior", "associate-senior", "middle", "junior"]
SkillLevel = Literal[
    "chief-technician",
    "special-grade-technician",
    "senior-technician",
    "technician",
    "advanced-worker",
    "intermediate-worker",
    "junior-worker",
]
AttachmentKind = Literal[
    "photo",
    "id-front",
    "id-back",
    "education-certificate",
    "degree-certificate",
    "title-certificate",
    "pledge",
    "award-proof",
    "patent-proof",
    "honour-proof",
    "publication-proof",
    "project-proof",
    "other",
]
Part = Literal["cover", "contents", "text"]

Content = bytes | Callable[[], BinaryIO]

_BATCH_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}], "examples": [13, "第13批", "第十三批", "无"]}
)

Text = str | None
Integer = Annotated[int, Strict()] | None
Boolean = Annotated[bool, Strict()] | None
Day = Annotated[dt.date, BeforeValidator(parse_day)] | None
Date = PartialDate | None
Batch = Annotated[int | None, BeforeValidator(parse_batch), _BATCH_SCHEMA]


def label(english: str, chinese: str, *, short: str | None = None, default: object = None) -> Any:
    """Return a field that may be absent, labelled in both languages; `short` is the Chinese word in a place."""
    extra: dict[str, JsonValue] = {"x-title-zh": chinese}
    if short is not None:
        extra["x-short-zh"] = short
    return Field(default=default, title=english, json_schema_extra=extra)


_CONFIG: Final = ConfigDict(extra="allow", str_strip_whitespace=True, allow_inf_nan=False)
"""Text is stripped at its ends; unknown keys are kept, so that they can be told."""

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def part(cls: type[T]) -> type[T]:
    """Make a part of the form. It is a dataclass, because rules read its fields four times as fast as a model's.

    It has fields and nothing else: an unknown key is kept as an attribute and must not find a method to replace. Its
    representation shows no value, because representations end up in logs.
    """
    made: type[T] = dataclass(frozen=True, kw_only=True, repr=False, config=_CONFIG)(cls)  # type: ignore[assignment]  # of both types
    return made


@part
class Account:
    """The locked identity of the applicant's account 个人中心."""

    name: Text = label("Name", "姓名")
    id_number: Text = label("ID number", "身份证号码")
    sex: Sex | None = label("Sex", "性别")
    birth_date: Date = label("Date of birth", "出生日期")
    mobile: Text = label("Mobile number", "手机号码")


@part
class Employer:
    """The employer 工作单位 and whether it has confirmed the link to the applicant."""

    name: Text = label("Employer's name", "单位名称")
    uscc: Text = label("Unified social credit code", "统一社会信用代码")
    binding: Binding | None = label("Binding", "绑定状态")


@part
class Applicant:
    """Basic information 基本信息."""

    name: Text = label("Name", "姓名")
    id_number: Text = label("ID number", "身份证号码")
    sex: Sex | None = label("Sex", "性别")
    birth_date: Date = label("Date of birth", "出生日期")
    phone: Text = label("Telephone", "电话号码")
    mobile: Text = label("Mobile number", "手机号码")
    email: Text = label("E-mail", "电子邮箱")
    address: Text = label("Address", "联系地址")
    education: Text = label("Education", "学历")
    degree: Text = label("Degree", "获得学位")
    school: Text = label("School", "毕业院校")
    major: Text = label("Major", "所学专业")
    title: Text = label("Professional title", "职称")
    title_series: Text = label("Title series", "职称系列")
    title_level: TitleLevel | None = label("Title level", "职称级别")
    title_obtained_on: Date = label("Title obtained on", "职称取得时间")
    skill_level: SkillLevel | None = label("Skill level", "技能等级")
    position: Text = label("Position", "职务")


@part
class Employment:
    """One record of the work history 工作经历; an absent `end` means to the present."""

    start: Date = label("Start", "开始日期")
    end: Date = label("End", "结束日期")
    employer: Text = label("Employer", "工作单位")
    position: Text = label("Position", "担任职务")


@part
class Record:
    """What all records with proofs share: the ids of their attachments 相关附件."""

    attachments: tuple[str, ...] = label("Proofs", "相关附件", default=())


@part
class Award(Record):
    """One award or patent of the last five years 近五年获奖情况或专利."""

    kind: Literal["award", "patent"] | None = label("Award or patent", "获奖或专利")
    name: Text = label("Name", "获奖项目名称")
    category: Text = label("Category", "获奖类别")
    level: Text = label("Level", "获奖级别")
    grade: Text = label("Grade", "获奖等级")
    participants: Integer = label("Number of participants", "参与人数")
    ranked: Boolean = label("Ranked", "是否排名")
    rank: Integer = label("Own rank", "本人排名")
    issuer: Text = label("Granted by", "授予部门")
    awarded_on: Date = label("Date awarded", "获奖时间")
    patent_number: Text = label("Patent number", "专利号")


@part
class Honour(Record):
    """One honour of the last five years 近五年获得荣誉情况."""

    name: Text = label("Name", "荣誉名称")
    level: Text = label("Level", "荣誉级别")
    granted_on: Date = label("Date granted", "授予时间")
    issuer: Text = label("Granted by", "颁发单位")


@part
class Publication(Record):
    """One paper or book 论文、著作情况."""

    kind: Literal["paper", "book"] | None = label("Kind", "论著类型")
    title: Text = label("Title", "论著名称")
    published_on: Date = label("Date published", "发表时间")
    serial: Text = label("Serial number", "书刊号")
    venue: Text = label("Journal or publisher", "刊物名称")
    rank: Integer = label("Own rank", "本人排名")
    participants: Integer = label("Number of participants", "参与人数")


@part
class Project(Record):
    """One current research project 正在从事的科研（课题）."""

    name: Text = label("Name", "项目名称")
    year: Date = label("Year", "年度")
    awarded: Boolean = label("Has won an award", "是否获奖")
    award_name: Text = label("Award", "获奖名称")
    rank: Integer = label("Own rank", "本人排名")
    participants: Integer = label("Number of participants", "参与人数")
    summary: Text = label("Summary", "课题简介")


def _from_memory(value: object, info: ValidationInfo) -> object:
    if info.mode == "json":
        kind = "content_in_json"
        text = "a file's content is never taken from the declaration; name a file"
        raise PydanticCustomError(kind, text)
    return value


@part
class Attachment:
    """One attachment 附件: a file of the submission, or `content` (bytes or an opener) when built in memory."""

    id: Text = label("Attachment id", "附件编号")
    kind: AttachmentKind | None = label("Kind", "附件类型")
    part: Part | None = label("Part", "所属部分")
    name: Text = label("Attachment name", "附件名称")
    file: Text = label("File", "文件")
    sha256: Text = label("SHA-256", "文件校验值")
    is_copy: Boolean = label("Photocopy", "是否复印件")
    content: SkipJsonSchema[Annotated[Content | None, BeforeValidator(_from_memory)]] = Field(
        default=None, exclude=True, repr=False
    )


class Declaration(BaseModel):
    """One applicant's form 申报书, complete or half-written."""

    model_config = ConfigDict(frozen=True, **_CONFIG)

    format: Literal["eligibility-declaration/1"] | None = label("Format", "格式")
    id: Text = label("Declaration id", "申报编号")
    programme: Text = label("Programme", "计划名称")
    round: Text = label("Round", "计划年度")
    submitted_on: Day = label("Submitted on", "提交日期")
    category: Category | None = label("Category", "申报类别")
    track: Track | None = label("Track", "人才类别")
    review_group: Text = label("Review group", "初评分组")
    former_batch: Batch = label("Backup batch", "入选批次")
    pledge_accepted: Boolean = label("Integrity pledge accepted", "诚信承诺书")
    account: Account = label("Account", "个人中心", default=Account())
    employer: Employer = label("Employer", "工作单位", default=Employer())
    applicant: Applicant = label("Basic information", "基本信息", default=Applicant())
    work_history: tuple[Employment, ...] = label("Work history", "工作经历", default=())
    awards: tuple[Award, ...] = label("Awards and patents", "近五年获奖情况或专利", short="近五年获奖情况", default=())
    honours: tuple[Honour, ...] = label("Honours", "近五年获得荣誉情况", default=())
    publications: tuple[Publication, ...] = label("Papers and books", "论文、著作情况", default=())
    projects: tuple[Project, ...] = label("Current projects", "正在从事的科研（课题）", default=())
    contributions: Text = label("Main contributions", "主要突出贡献事迹")
    remarks: Text = label("Remarks", "其他说明")
    attachments: tuple[Attachment, ...] = label("Attachments", "附件一览表", default=())
    extra: dict[str, JsonValue] = label("Further fields of the round", "本年度附加项", default={})

    @model_serializer(mode="wrap")
    def _with_unknown_keys(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Keep in JSON what the form does not know; pydantic leaves the unknown keys of dataclasses out."""
        document: dict[str, Any] = handler(self)
        for name in fields_of(Declaration).keys() & document.keys():
            value, shown = getattr(self, name), document[name]
            if isinstance(value, tuple):
                for record, shown_record in zip(value, shown, strict=True):
                    shown_record.update(_unknown(record))
            elif fields_of(type(value)):
                shown.update(_unknown(value))
        return document

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """Show only the id: representations end up in logs."""
        yield "id", self.id

    @functools.cached_property
    def attachments_by_id(self) -> Mapping[str, Attachment]:
        """The attachments by id; the last of two with the same id wins (`duplicate-attachment` reports them)."""
        found: dict[Any, Attachment] = {attachment.id: attachment for attachment in self.attachments}
        found.pop(None, None)
        found.pop("", None)
        return found

    @functools.cached_property
    def attachment_kinds(self) -> frozenset[AttachmentKind | None]:
        """The kinds of attachment there are."""
        return frozenset({attachment.kind for attachment in self.attachments})

    @functools.cached_property
    def cited(self) -> frozenset[str]:
        """The ids of all attachments that any record names as proof."""
        records = (*self.awards, *self.honours, *self.publications, *self.projects)
        return frozenset([name for record in records for name in record.attachments])

    @functools.cached_property
    def resident_id(self) -> ResidentId | None:
        """What the applicant's ID number says; `None` if it is not filled in."""
        number = self.applicant.id_number
        return ResidentId.read(number) if number else None

    @functools.cached_property
    def timeline(self) -> list[Span]:
        """The employments that have a start and are not reversed, in the order of time."""
        return timeline(self.work_history)

    @property
    def parts(self) -> list[Any]:
        """All parts of the form but itself: sections and records, in the form's order."""
        return [
            self.account,
            self.employer,
            self.applicant,
            *self.work_history,
            *self.awards,
            *self.honours,
            *self.publications,
            *self.projects,
            *self.attachments,
        ]

    @functools.cached_property
    def unknown_keys(self) -> tuple[str, ...]:
        """JSON Pointers of all keys the form does not know, in the document's order."""
        if self.__pydantic_extra__ or any([len(part.__dict__) - _FIELDS[type(part)] for part in self.parts]):
            return tuple(_unknown_keys(self))
        return ()


RECORD_SECTIONS: Final = ("awards", "honours", "publications", "projects")
"""The lists whose records carry proofs, in the form's order."""


def fields_of(model: type) -> dict[str, FieldInfo]:
    """Return the fields of the form or of a part of it, by name; of anything else, none."""
    found: dict[str, FieldInfo] = getattr(model, "__pydantic_fields__", {})
    return found


_FIELDS: Final[dict[type, int]] = {
    kind: len(fields_of(kind))
    for kind in (Account, Employer, Applicant, Employment, Award, Honour, Publication, Project, Attachment)
}


def _unknown_keys(declaration: Declaration) -> Iterator[str]:
    yield from (f"/{escape_pointer(key)}" for key in declaration.__pydantic_extra__ or ())
    for name in Declaration.model_fields:
        value = getattr(declaration, name)
        if isinstance(value, tuple):
            for index, record in enumerate(value):
                yield from _unknown_in(record, f"/{name}/{index}")
        elif fields_of(type(value)):
            yield from _unknown_in(value, f"/{name}")


def _unknown_in(item: object, at: str) -> Iterator[str]:
    yield from (f"{at}/{escape_pointer(key)}" for key in _unknown(item))


def _unknown(item: object) -> dict[str, Any]:
    known = fields_of(type(item))
    return {key: value for key, value in vars(item).items() if key not in known}


def escape_pointer(key: str) -> str:
    """Return `key` as one step of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
