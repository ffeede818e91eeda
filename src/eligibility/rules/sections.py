"""The lists of records, as parameters name them."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from eligibility.declaration import Award, Employment, Honour, Project, Publication, fields_of
from eligibility.rule import Rule

Section = Literal["work_history", "awards", "honours", "publications", "projects"]
DatedSection = Literal["awards", "honours", "publications", "projects"]

RECORD_TYPE: Final[dict[Section, type]] = {
    "work_history": Employment,
    "awards": Award,
    "honours": Honour,
    "publications": Publication,
    "projects": Project,
}

DATE_FIELD: Final[dict[DatedSection, str]] = {
    "awards": "awarded_on",
    "honours": "granted_on",
    "publications": "published_on",
    "projects": "year",
}
"""The field of a section's records that says when."""


class SectionRule(Rule):
    """A rule on the records of one section, with parameters that name fields of its records."""

    section: Section
    fields: tuple[str, ...]

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        known = fields_of(RECORD_TYPE[self.section])
        for field in self.fields:
            if field not in known:
                kind = "unknown_record_field"
                text = "the records of this section have no field {field}"
                raise PydanticCustomError(kind, text, {"field": field})
        return self
