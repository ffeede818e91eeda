"""What the text tells: an image counts for what the scan, the missing signs and the missing marks say of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.corpus.figures import FIGURES
from tools.corpus.labels import LABELS
from tools.corpus.make import TRUTH
from tools.corpus.texts import TEXTS, report

if TYPE_CHECKING:
    from pathlib import Path

BASE = "test/007-patent"
WHOLE = ("发明专利证书", "专利号：ZL 2019 1 0000001.6", "授权公告日：2021年3月2日", "专利权人：样例学院")
SCAN = {
    "legibility": 0.99,
    "lines": 4,
    "character_height": 40,
    "edge_width": 2,
    "contrast": 0.7,
    "ink": 0.02,
    "skew": 0,
    "turned": 0,
    "clipped": 0,
}


def _rows(folder: Path, *pages: tuple[str, float, float, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return the table on pages, each a degradation, the share really read, the legibility and the lines read."""
    files: dict[str, list[dict[str, Any]]] = {
        name: [] for name in (TRUTH, LABELS.format(engine="ppocr"), FIGURES, TEXTS)
    }
    for family, whole, legibility, lines in pages:
        image = {"image": f"{BASE}/{family}-0.jpg"}
        records: tuple[dict[str, Any], ...] = (
            {
                "base": BASE,
                "kind": "patent",
                "family": family,
                "level": "0",
                "physical": {"cells": None, "contrast_to_noise": None},
                "lines": [{"words": line, "visible": 1} for line in WHOLE],
            },
            {"whole": whole},
            {"scan": SCAN | {"legibility": legibility}},
            {"text": {"pages": [[{"text": line} for line in lines]]}},
        )
        for kept, record in zip(files.values(), records, strict=True):
            kept.append(image | record)
    for name, kept in files.items():
        (folder / name).write_text("".join(json.dumps(record) + "\n" for record in kept), encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in report(folder).splitlines() if line.startswith("| test")]
    return {first: [share.split()[0] for share in others] for first, *others in cells}


def test_a_page_is_counted_by_everything_that_is_said_of_it(tmp_path: Path) -> None:
    """Of four illegible pages the scan notices one, the missing date and number another, the missing marks a third, none the last."""
    rows = _rows(
        tmp_path,
        ("clean", 1.0, 0.99, WHOLE),
        ("blur", 0.5, 0.3, WHOLE),
        ("photocopy", 0.5, 0.99, (WHOLE[0], WHOLE[3])),
        ("exposure", 0.5, 0.99, ("春眠不觉晓处处闻啼鸟夜来风雨声",)),
        ("fold", 0.5, 0.99, WHOLE),
    )
    assert rows["test: illegible"] == ["4", "0.250", "0.250", "0.250", "0.250"]
    assert rows["test: readable"] == ["1", "0.000", "0.000", "0.000", "1.000"]


def test_a_sign_that_lacks_on_a_page_the_scan_refuses_adds_nothing(tmp_path: Path) -> None:
    """Where the scan says that a page can't be read, its missing date is counted, but not as noticed by the text alone."""
    rows = _rows(tmp_path, ("clean", 1.0, 0.99, WHOLE), ("blur", 0.5, 0.3, (WHOLE[0], WHOLE[3])))
    assert rows["test: illegible"] == ["1", "1.000", "1.000", "0.000", "0.000"]
