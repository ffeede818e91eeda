"""Two audits told apart."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from eligibility.audit.difference import Difference, differences
from eligibility.audit.journal import Journal, Ledger
from tests.audit.conftest import put
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing


def _differences(old: Path, new: Path) -> list[Difference]:
    with Journal(old) as first, Journal(new) as second:
        return list(differences(first, second, "en"))


def test_what_is_new_gone_and_changed_is_told(audited: Auditing, province: Path, cache: Path, tmp_path: Path) -> None:
    """By submission: a finding that came, one that went, one whose words changed, a submission that came, and verdicts."""
    declaration = province / "001" / "declaration.json"
    whole = json.loads(declaration.read_text(encoding="utf-8"))

    def write(**changes: object) -> None:
        declaration.write_text(json.dumps({**whole, **changes}), encoding="utf-8")

    audited(tmp_path / "a")
    write(contributions="字" * 801)
    audited(tmp_path / "b")
    write(contributions="字" * 802)
    put(province / "010", invent(10, amounts=SMALL), cache)
    audited(tmp_path / "c")

    assert _differences(tmp_path / "a", tmp_path / "a") == []
    verdict, finding = _differences(tmp_path / "a", tmp_path / "b")
    assert verdict == Difference("001", "changed", None, None, "eligible", "ineligible")
    assert (finding.kind, finding.rule, finding.at) == ("new", "text-too-long", "/contributions")
    changed, came = _differences(tmp_path / "b", tmp_path / "c")
    assert (changed.submission, changed.kind) == ("001", "changed")
    assert came == Difference("010", "new", None, None, None, "eligible")
    assert [one.kind for one in _differences(tmp_path / "c", tmp_path / "a")] == ["changed", "gone", "gone"]


def test_what_was_not_judged_yet_is_no_difference(audited: Auditing, tmp_path: Path) -> None:
    """A submission that waits in either audit is neither new nor gone."""
    for out in (tmp_path / "a", tmp_path / "b"):
        audited(out)
    with closing(Ledger(tmp_path / "b")) as ledger:
        ledger.database.execute("UPDATE submission SET stamp = NULL, packed = NULL WHERE path = '001'")
    assert _differences(tmp_path / "a", tmp_path / "b") == []
    assert _differences(tmp_path / "b", tmp_path / "a") == []
