"""Masking: what the form says of its applicant, and all that looks like a number of a person, is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from eligibility.audit.journal import Journal
from eligibility.audit.masking import HIDDEN, Mask
from eligibility.declaration import Declaration
from eligibility.measurement import Line, Text
from tests.audit.conftest import put
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_lines_that_show_it_are_to_be_blurred() -> None:
    """Lines with personal data are found by page; where the text is not known nothing is said, so nothing is shown."""
    lines = (Line(text="证书", box=(0, 0, 9, 9)), Line(text="持证人：张 样本", box=(1, 2, 3, 4)))
    assert MASK.blurs({Text: Text(pages=((), lines))}) == {"2": ((1, 2, 3, 4),)}
    assert MASK.blurs({}) is None


def test_a_masked_audit_holds_no_personal_data(audited: Auditing, province: Path, cache: Path, tmp_path: Path) -> None:
    """Reports that would repeat a name, and everything else an audit writes, are without it."""
    document = invent(7, amounts=SMALL)
    other = {**document["account"], "name": "李他人"}
    put(province / "010", {**document, "account": other, "remarks": document["applicant"]["id_number"]}, cache)
    audited(tmp_path / "out", masked=True)
    with Journal(tmp_path / "out") as journal:
        text = json.dumps(
            [[row.reports, row.facts, [paper.name for paper in row.papers]] for row in journal.rows()],
            ensure_ascii=False,
        )
    text += (tmp_path / "out" / "reports.jsonl").read_text(encoding="utf-8")
    for secret in (
        document["applicant"]["name"],
        document["applicant"]["id_number"],
        document["applicant"]["mobile"],
        "李他人",
    ):
        assert secret not in text
