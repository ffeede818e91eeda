"""What an audit leaves beside its journal, made from it in the order of the submissions' paths, whole or not at all."""

from __future__ import annotations

import itertools
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from eligibility.audit.table import Cells, rows
from eligibility.errors import EligibilityError
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row

LINES: Final = "reports.jsonl"
PARQUET: Final = "findings.parquet"

_ROWS: Final = 10_000
"""Findings of one group of a Parquet file, which are in memory at a time."""


def export(journal: Journal, out: Path, language: str) -> None:
    """Write what programs work with: a line for each submission, and where pyarrow is installed a row for each finding."""
    _write_lines(journal, out / LINES, language)
    if has_parquet():
        _write_parquet(journal, out / PARQUET, language)


def has_parquet() -> bool:
    """Tell whether Parquet can be written (extra `parquet`)."""
    try:
        import pyarrow.parquet  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return True


def _write_lines(journal: Journal, path: Path, language: str) -> None:
    """Write one line for each submission: its path, and its report or why there is none."""
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{json.dumps(_line(row, language), ensure_ascii=False)}\n" for row in journal.rows())


def _line(row: Row, language: str) -> dict[str, object]:
    found = {"error": row.error[language]} if row.error else {"report": row.reports[language]}
    return {"submission": row.path, "inputs": row.inputs, **found}


def _write_parquet(journal: Journal, path: Path, language: str) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"page": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Cells._fields])
    found = rows(journal.rows(), language)
    # An open file: of a path pyarrow would make a URI.
    with whole(path) as draft, draft.open("wb") as file, parquet.ParquetWriter(file, schema) as writer:
        while batch := [cells._asdict() for cells in itertools.islice(found, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(batch, schema))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a draft beside `path` to write to, readable for its owner only, which takes its place if nothing goes wrong; say what does."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(0o600, exist_ok=False)
        yield draft
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be written: {reason}"), path=path, reason=reason) from None
    finally:
        draft.unlink(missing_ok=True)
