"""Where the number that was read stands."""

from __future__ import annotations

import datetime as dt

import pytest

from eligibility.declaration import Applicant, Attachment, Declaration
from eligibility.measurement import Box, Line, Text
from eligibility.report import Finding
from eligibility.rule import Context, Round
from eligibility.rules.evidence.id_number_not_on_card import IdNumberNotOnCard

ROUND = Round(
    year="2023", batches={"leader": 9, "backup": 14}, opens_on=dt.date(2023, 8, 1), closes_on=dt.date(2023, 9, 30)
)
LABEL: Box = (120, 600, 170, 30)
NUMBER: Box = (350, 594, 418, 47)
BOTH: Box = (120, 594, 648, 47)


@pytest.mark.parametrize(
    ("first", "second", "region"),
    [
        ("公民身份号码", "349999197512014006", NUMBER),
        ("公民身份号码349999197512014006", "样例", LABEL),
        ("公民身份号码3499991975", "12014006", BOTH),
    ],
)
def test_the_region_is_the_number_s(first: str, second: str, region: Box) -> None:
    """The region is that of the lines the number is on, not of the label before it."""
    form = Declaration(
        applicant=Applicant(id_number="349999198011267004"), attachments=(Attachment(id="a1", kind="id-front"),)
    )
    lines = (Line(text=first, box=LABEL, confidence=0.99), Line(text=second, box=NUMBER, confidence=0.99))
    context = Context(ROUND, seen=[{Text: Text(pages=(lines,))}])
    [found] = IdNumberNotOnCard().check(form, context)
    assert isinstance(found, Finding)
    assert (found.page, found.region) == (1, region)
