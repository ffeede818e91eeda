"""Figures of kinds of document: what counts as recognised, doubted, refused and let through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.corpus.kinds import LOOKED_AT, report

if TYPE_CHECKING:
    from pathlib import Path

NO_SEALS: dict[str, Any] = {"pages": [{"seals": [], "chromatic": 0.1}]}


def _page(kind: str, *lines: str, **others: Any) -> dict[str, Any]:
    return {
        "image": f"test/000-{kind}/clean-0",
        "kind": kind,
        "degradation": "clean-0",
        "true_seals": [],
        "text": {"pages": [[{"text": line} for line in lines]]},
        "seals": NO_SEALS,
        "signature": {"state": "no-label"},
    } | others


def _rows(folder: Path, *pages: dict[str, Any]) -> dict[str, list[str]]:
    text = "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)
    (folder / LOOKED_AT).write_text(text, encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in report(folder).splitlines() if line.startswith("| ")]
    return {first: others for first, *others in cells}


def test_a_page_with_its_marks_is_recognised_and_refused_elsewhere(tmp_path: Path) -> None:
    """A patent is recognised, passes as a patent, and is refused as anything else."""
    count, recognised, others, refused, doubted, elsewhere, through = _rows(
        tmp_path, _page("patent", "发明专利证书", "专利号：ZL 2019 1 0000001.6", "专利权人：样例学院")
    )["patent"]
    assert (count, others) == ("1", "–")
    assert recognised.startswith("1.000")
    assert elsewhere.startswith("1.000")
    assert all(share.startswith("0.000") for share in (refused, doubted, through))


def test_a_page_that_looks_like_another_kind_is_counted_as_that(tmp_path: Path) -> None:
    """An honour whose words are those of a patent is no longer recognised, and refused in its own place."""
    cells = _rows(tmp_path, _page("honour", "发明专利证书", "专利号：ZL 2019 1 0000001.6"))["honour"]
    assert cells[1].startswith("0.000")
    assert cells[2] == "patent-proof 1"
    assert cells[3].startswith("1.000")


def test_a_page_without_marks_is_doubted(tmp_path: Path) -> None:
    """A page of well-read words that mark nothing leaves a doubt, which is no refusal."""
    cells = _rows(tmp_path, _page("degree", "春眠不觉晓处处闻啼鸟夜来风雨声"))["degree"]
    assert cells[1].startswith("0.000")
    assert cells[3].startswith("0.000")
    assert cells[4].startswith("1.000")


def test_seals_and_signatures_are_counted_both_ways(tmp_path: Path) -> None:
    """One seal found and one missed, one claimed where there is none; one typed pledge that was called signed."""
    found = {"pages": [{"seals": [{"box": [10, 10, 100, 100], "colour": "red", "shape": "round"}], "chromatic": 0.1}]}
    rows = _rows(
        tmp_path,
        _page("award", seals=found, true_seals=[[12, 8, 100, 100], [400, 400, 100, 100]]),
        _page("table", seals=found),
        _page("pledge-typed", signature={"state": "signed"}),
    )
    assert rows["seals found, of 2"][0].startswith("0.500")
    assert rows["seals claimed that are there, of 2"][0].startswith("0.500")
    assert rows["pages without a seal on which one is claimed, of 2"][0].startswith("0.500")
    assert rows["pledges typed that are called so, of 1"] == ["0.000 [0.000 0.793]; signed 1"]
