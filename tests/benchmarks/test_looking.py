"""The benchmark of looking: every subject runs, and its figures reach the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import looking
from benchmarks.looking_tables import cost_table
from benchmarks.page import END, LOOKING, PAGES, write_looking
from benchmarks.tables import for_page

if TYPE_CHECKING:
    from pathlib import Path


def test_every_subject_runs_and_is_told(tmp_path: Path) -> None:
    """Each subject takes time on a small page, a ratio is told in both languages, and the pages keep what stands around it."""
    [measured] = looking.cost(looking.Effort(("table",), (60,), rounds=1))
    micros = measured["micros"]
    assert {"decode", "legibility", "text", "everything", "ppocr", "everything again"} <= set(micros)
    assert min(micros.values()) > 0
    assert micros["everything again"] < micros["everything"]
    table = cost_table([measured])
    ratio = f"{micros['legibility'] / micros['decode']:.1f}"
    for name in PAGES.values():
        page = tmp_path / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"before\n{LOOKING}\nold\n{END}\nafter\n", encoding="utf-8")
    write_looking(("one machine", "一台机器"), [table], tmp_path)
    for language, name in PAGES.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.startswith(f"before\n{LOOKING}\n")
        assert text.endswith(f"{END}\nafter\n")
        assert "old" not in text
        assert ratio in for_page(table, language)
        assert for_page(table, language) in text
