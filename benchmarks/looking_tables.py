"""The tables on looking at scans, in both languages."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any, Final

from benchmarks.looking import LARGEST, apart
from benchmarks.tables import Table, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.tables import Cell

_Page = dict[str, float]
"""Microseconds of each subject on one page."""

_READINGS: Final = ("ppocr", "tesseract")

_ROWS: Final[Mapping[str, tuple[Words, Callable[[_Page], float], float | None]]] = {
    "decode": (
        ("Legibility, × decoding to RGB with Pillow", "清晰度，相对 Pillow 解码为 RGB 的倍数"),
        lambda page: page["legibility"] / page["decode"],
        4,
    ),
    "cheapest": (
        ("Legibility, × reading the whole page, the cheaper engine", "清晰度，相对整页识读（较快引擎）的倍数"),
        lambda page: page["legibility"] / min(page[name] for name in _READINGS if name in page),
        0.12,
    ),
    "added": (
        ("… what it adds to a page that is read anyway", "……页面本来就要识读时，额外增加的倍数"),
        lambda page: (page["text and legibility"] - page["text"]) / page["text"],
        None,
    ),
    "ppocr": (
        ("Legibility, × reading by PP-OCR", "清晰度，相对 PP-OCR 整页识读"),
        lambda page: page["legibility"] / page["ppocr"],
        None,
    ),
    "tesseract": (
        ("Legibility, × reading by Tesseract", "清晰度，相对 Tesseract 整页识读"),
        lambda page: page["legibility"] / page["tesseract"],
        None,
    ),
    "pytesseract": (
        (
            "Legibility, × a call of `pytesseract.image_to_string`",
            "清晰度，相对一次 `pytesseract.image_to_string` 调用",
        ),
        lambda page: page["legibility"] / page["pytesseract"],
        None,
    ),
    "seals": (
        ("Finding seals, × decoding", "找印章，相对解码"),
        lambda page: page["seals"] / page["decode"],
        None,
    ),
    "seals and inscriptions": (
        ("… what reading them adds", "……识读印文额外增加的倍数"),
        lambda page: (page["seals and inscriptions"] - page["seals"]) / page["decode"],
        None,
    ),
    "legibility again": (
        ("Second look at an unchanged file, × first: legibility", "文件未变时再看一次，相对首次：清晰度"),
        lambda page: page["legibility again"] / page["legibility"],
        0.02,
    ),
    "everything again": (
        ("… all inspectors", "……全部检查项"),
        lambda page: page["everything again"] / page["everything"],
        0.02,
    ),
    "everything": (
        ("All inspectors, × decoding", "全部检查项，相对解码"),
        lambda page: page["everything"] / page["decode"],
        None,
    ),
}


def tables(*, quick: bool) -> list[Table]:
    """Measure, and return what looking costs and how much memory it takes."""
    return [cost_table(apart("cost", *(["quick"] if quick else []))), memory_table(LARGEST[:1] if quick else LARGEST)]


def cost_table(pages: Sequence[Mapping[str, Any]]) -> Table:
    """Return the ratios for each resolution: the median over its pages, with the lowest and the highest."""
    resolutions = sorted({one["dpi"] for one in pages})
    rows: list[tuple[Cell, ...]] = []
    for needed, (label, ratio, aim) in _ROWS.items():
        if all(needed in one["micros"] for one in pages if needed in {"tesseract", "pytesseract"}):
            ratios = [[ratio(one["micros"]) for one in pages if one["dpi"] == dpi] for dpi in resolutions]
            rows.append((label, "–" if aim is None else f"{aim:g}", *map(_spread, ratios)))
    decoding = [statistics.median(one["micros"]["decode"] for one in pages if one["dpi"] == dpi) for dpi in resolutions]
    rows.append((("Decoding to RGB, ms", "解码为 RGB，毫秒"), "–", *(f"{micros / 1000:.1f}" for micros in decoding)))
    columns: tuple[Words, ...] = (
        ("What", "项目"),
        ("At most", "上限"),
        *((f"{dpi} dpi: median (least–most)", f"{dpi} dpi：中位数（最小–最大）") for dpi in resolutions),
    )
    kinds = len({one["kind"] for one in pages})
    least, most = (end(one["bytes"] for one in pages) >> 10 for end in (min, max))
    note = (
        f"{kinds} kinds of paper at A4 in each resolution, JPEG files of {least} to {most} KiB with the grain of a scanner.",
        f"每种分辨率 {kinds} 种 A4 材料，JPEG 文件 {least}–{most} KiB，带扫描噪点。",
    )
    return Table(("Looking at a scan", "看一页扫描件"), columns, rows, note)


def _spread(ratios: Sequence[float]) -> str:
    digits = 1 if statistics.median(ratios) >= 2 else 3
    least, middle, most = (f"{value:.{digits}f}" for value in (min(ratios), statistics.median(ratios), max(ratios)))
    return f"{middle} ({least}–{most})"


_LARGEST_WORDS: Final[Mapping[str, Words]] = {
    "RGB, JPEG": ("JPEG, colour", "JPEG，彩色"),
    "CMYK, JPEG": ("JPEG, CMYK", "JPEG，CMYK"),
    "transparent, PNG": ("PNG, transparent", "PNG，透明"),
    "grey of 16 bits, PNG": ("PNG, grey of 16 bits", "PNG，16 位灰度"),
    "RGB, TIFF": ("TIFF, colour", "TIFF，彩色"),
}


def memory_table(kinds: Sequence[str]) -> Table:
    """Return the peak of a worker's memory on the largest pages that are permitted."""
    rows: list[tuple[Cell, ...]] = [(_LARGEST_WORDS[kind], f"{apart('memory', kind) >> 20}") for kind in kinds]
    return Table(
        ("A worker's memory on a page of 60 million pixels", "工作进程在 6000 万像素页面上的内存"),
        (("All inspectors on", "全部检查项，文件类型"), ("At the peak, MiB", "峰值，MiB")),
        rows,
    )
