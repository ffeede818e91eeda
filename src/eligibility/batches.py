"""Batches 入选批次 as people write them: `13`, `"13"`, `"第13批"`, `"第十三批"`, `"无"`."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pydantic_core import PydanticCustomError

NO_BATCH: Final = 0
"""What "无" means: the applicant states that there was no former batch."""

_WRITTEN = re.compile(r"第?\s*(?:([0-9]{1,4})|([一二三四五六七八九十]{1,3}))\s*批?次?")
_DIGITS: Final = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_NONE: Final = frozenset({"无", "none", "0"})


def parse_batch(value: object) -> int | None:
    """Return the batch number, `NO_BATCH` for "无", `None` for absent; anything else is a `ValueError`."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= NO_BATCH:
        return value
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if not text:
            return None
        if text.lower() in _NONE:
            return NO_BATCH
        match = _WRITTEN.fullmatch(text)
        if match:
            number = int(match[1]) if match[1] else _chinese_number(match[2])
            if number is not None:
                return number
    kind = "batch_parsing"
    text = "not a batch; expected a number such as 13, 第13批 or 第十三批, or 无 for none"
    raise PydanticCustomError(kind, text)


def _chinese_number(text: str) -> int | None:
    """Read 一 to 九十九; anything else is `None`."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.get(ones)
    if tens not in {"", *_DIGITS} or ones not in {"", *_DIGITS}:
        return None
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
