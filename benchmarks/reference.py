"""The reference: a plain strict pydantic model of the form, as one writes it by hand, with types and without any rule.

Unknown keys are refused and dates are dates. A date the workload gives as a month or a year is text here, because
pydantic has no such type; a batch is a number or text.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from eligibility.declaration import AttachmentKind, Binding, Category, Part, Sex, SkillLevel, TitleLevel, Track

CoarseDate = str


class Strict(BaseModel):
    """The base: no conversion of types, no unknown key."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Account(Strict):
    """The account."""

    name: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    birth_date: dt.date | None = None
    mobile: str | None = None


class Employer(Strict):
    """The employer."""

    name: str | None = None
    uscc: str | None = None
    binding: Binding | None = None


class Applicant(Strict):
    """Basic information."""

    name: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    birth_date: dt.date | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    address: str | None = None
    education: str | None = None
    degree: str | None = None
    school: str | None = None
    major: str | None = None
    title: str | None = None
    title_series: str | None = None
    title_level: TitleLevel | None = None
    title_obtained_on: CoarseDate | None = None
    skill_level: SkillLevel | None = None
    position: str | None = None


class Employment(Strict):
    """One record of the work history."""

    start: CoarseDate | None = None
    end: CoarseDate | None = None
    employer: str | None = None
    position: str | None = None


class Award(Strict):
    """One award or patent."""

    kind: Literal["award", "patent"] | None = None
    name: str | None = None
    category: str | None = None
    level: str | None = None
    grade: str | None = None
    participants: int | None = None
    ranked: bool | None = None
    rank: int | None = None
    issuer: str | None = None
    awarded_on: dt.date | None = None
    patent_number: str | None = None
    attachments: list[str] = []


class Honour(Strict):
    """One honour."""

    name: str | None = None
    level: str | None = None
    granted_on: dt.date | None = None
    issuer: str | None = None
    attachments: list[str] = []


class Publication(Strict):
    """One paper or book."""

    kind: Literal["paper", "book"] | None = None
    title: str | None = None
    published_on: CoarseDate | None = None
    serial: str | None = None
    venue: str | None = None
    rank: int | None = None
    participants: int | None = None
    attachments: list[str] = []


class Project(Strict):
    """One current project."""

    name: str | None = None
    year: CoarseDate | None = None
    awarded: bool | None = None
    award_name: str | None = None
    rank: int | None = None
    participants: int | None = None
    summary: str | None = None
    attachments: list[str] = []


class Attachment(Strict):
    """One attachment."""

    id: str | None = None
    kind: AttachmentKind | None = None
    part: Part | None = None
    name: str | None = None
    file: str | None = None
    sha256: str | None = None
    is_copy: bool | None = None


class Form(Strict):
    """The whole form."""

    format: Literal["eligibility-declaration/1"] | None = None
    id: str | None = None
    programme: str | None = None
    round: str | None = None
    submitted_on: dt.date | None = None
    category: Category | None = None
    track: Track | None = None
    review_group: str | None = None
    former_batch: int | str | None = None
    pledge_accepted: bool | None = None
    account: Account = Account()
    employer: Employer = Employer()
    applicant: Applicant = Applicant()
    work_history: list[Employment] = []
    awards: list[Award] = []
    honours: list[Honour] = []
    publications: list[Publication] = []
    projects: list[Project] = []
    contributions: str | None = None
    remarks: str | None = None
    attachments: list[Attachment] = []
    extra: dict[str, JsonValue] = {}


def parse(data: bytes) -> Form:
    """Return the form read from JSON; this is what all ratios are ratios to."""
    return Form.model_validate_json(data)
