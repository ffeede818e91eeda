"""A folder of invented submissions whose files count as looked at, and audits of it."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, Protocol

import pytest

from eligibility.audit.comparing import Seal
from eligibility.audit.exports import export
from eligibility.audit.journal import Journal, Ledger
from eligibility.audit.judging import Setting
from eligibility.audit.run import run
from eligibility.submission import load
from tools.invent import SMALL, invent
from tools.sight import jpeg, remember

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor
    from pathlib import Path

    from eligibility.audit.run import Progress

Document = dict[str, Any]

TODAY: Final = dt.date(2023, 8, 20)


class Auditing(Protocol):
    """Audits the folder into another one and returns the progress at the end."""

    def __call__(self, out: Path, *, executor: Executor | None = None, **changes: Any) -> Progress:
        """Run it; `changes` are made to the usual setting."""
        ...


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return the file of measurements."""
    return tmp_path / "cache.sqlite"


@pytest.fixture
def province(tmp_path: Path, cache: Path) -> Path:
    """Return a folder of five submissions without a fault."""
    root = tmp_path / "province"
    for number in range(5):
        put(root / f"{number:03}", invent(number, amounts=SMALL), cache)
    return root


@pytest.fixture
def audited(province: Path, cache: Path) -> Auditing:
    """Return a way to audit the folder."""

    def audit(out: Path, *, executor: Executor | None = None, **changes: Any) -> Progress:
        with closing(Ledger(out)) as ledger:
            key = Seal.kept_in(out).key
            usual: dict[str, Any] = {
                "root": str(province),
                "ruleset": None,
                "plugins": (),
                "as_of": None,
                "drafts_at": TODAY,
            }
            setting = Setting(**{**usual, "cache": str(cache), "key": key, "masked": False, **changes})
            progress = run(setting, ledger, workers=2, executor=executor)
            export(ledger, out, "en")
        return progress

    return audit


def put(
    folder: Path, document: Mapping[str, Any], cache: Path | None, files: Mapping[str | None, bytes] | None = None
) -> None:
    """Write a submission; files that are not given are no pictures, and count as looked at without a fault."""
    folder.mkdir(parents=True)
    (folder / "declaration.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    for number, attachment in enumerate(document["attachments"]):
        file = folder / attachment["file"]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((files or {}).get(attachment["id"]) or jpeg(f"{folder.name} {number}"))
    if cache is not None:
        remember(load(folder), cache)


def lines(out: Path) -> list[Document]:
    """Return what an audit wrote, a line for each submission."""
    return [json.loads(line) for line in (out / "reports.jsonl").read_text(encoding="utf-8").splitlines()]


def text_in(out: Path) -> str:
    """Return all text that an audit has left, also where it is packed."""
    files = [path for path in out.rglob("*") if path.is_file()]
    left = [path.name.encode() + path.read_bytes() for path in files]
    for book in out.glob("*.xlsx"):
        with zipfile.ZipFile(book) as archive:
            left += map(archive.read, archive.namelist())
    for table in out.glob("*.parquet"):
        from pyarrow import parquet  # installed, or the table would not be there

        left.append(str(parquet.read_table(table).to_pylist()).encode())
    with Journal(out) as journal:
        for name in ("submission", "trace", "finding"):
            packed = journal.database.execute(f"SELECT packed FROM {name} WHERE packed IS NOT NULL")  # noqa: S608 - ours
            left += [zlib.decompress(data) for (data,) in packed]
    return b"".join(left).decode(errors="replace")


def failed(line: Document) -> set[tuple[str, str]]:
    """Return the rules that failed on a submission, each with the place."""
    return {(result["rule"], finding["at"]) for result in line["report"]["results"] for finding in result["findings"]}
