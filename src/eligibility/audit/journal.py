"""The journal: what became of each submission, in one SQLite file, each result committed as a whole or not at all.

Only the process that runs the audit writes, one at a time; anybody may read. Nothing is remembered elsewhere: every output
is made from the journal, in the order of the submissions' paths, so that a run that was interrupted and taken up again
leaves the same as one that was not.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from eligibility.audit.folder import without_secrets
from eligibility.audit.joining import joined
from eligibility.errors import EligibilityError
from eligibility.files import DECLARATION
from eligibility.wording import N_

if TYPE_CHECKING:
    from types import TracebackType

    from eligibility.measurement import Box

NAME: Final = "journal.sqlite"
LOCK: Final = "journal.lock"

_STAMP: Final = 0x656C6961
"""SQLite's application id of our journals: "elia"."""
_VERSION: Final = 2
_TABLES: Final = (
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # A row without a stamp waits to be judged. `run` is the last run that saw the submission in its folder.
    (
        "CREATE TABLE submission (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, run INTEGER NOT NULL,"
        " checked INTEGER NOT NULL DEFAULT 0, stamp TEXT, packed BLOB)"
    ),
    # What a submission leaves to be compared with others: keys and marks are keyed hashes.
    (
        "CREATE TABLE trace (id INTEGER PRIMARY KEY,"
        " submission INTEGER NOT NULL REFERENCES submission ON DELETE CASCADE, entry TEXT NOT NULL, packed BLOB NOT NULL)"
    ),
    "CREATE INDEX trace_submission ON trace (submission)",
    (
        "CREATE TABLE trace_key (entry TEXT NOT NULL, key BLOB NOT NULL,"
        " trace INTEGER NOT NULL REFERENCES trace ON DELETE CASCADE, PRIMARY KEY (entry, key, trace)) WITHOUT ROWID"
    ),
    "CREATE INDEX trace_key_trace ON trace_key (trace)",
    # Findings across submissions, worded in each language: {"en": {...}, "zh": {...}}.
    (
        "CREATE TABLE finding (submission INTEGER NOT NULL REFERENCES submission ON DELETE CASCADE, entry INTEGER NOT NULL,"
        " position INTEGER NOT NULL, packed BLOB NOT NULL, PRIMARY KEY (submission, entry, position)) WITHOUT ROWID"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One attachment of a submission as the journal knows it.

    `id` is the declaration's, or stands for it where that would show personal data. `blurs` are the pages that may be shown
    when the audit hides personal data, by number from 1, each with the regions to
    blur: boxes in pixels of the upright page. `None` where the audit hides nothing.
    """

    id: str | None
    kind: str | None
    name: str | None
    sha256: str | None
    blurs: Mapping[str, tuple[Box, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one submission: a report in each language, or why there is none.

    `path` is relative to the audited folder, with slashes. `inputs` is the SHA-256 over all the bytes that were judged.
    `facts` are `id`, `programme`, `round`, `category`, `track`, `review_group` and `employer` of the declaration.
    `reports` are the contract's JSON objects, findings across submissions included. `error` is set instead when the
    submission could not be judged.
    """

    path: str
    inputs: str | None = None
    facts: Mapping[str, str | None] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    error: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> str | None:
        """The verdict, or nothing if the submission could not be judged."""
        return next((str(report["verdict"]) for report in self.reports.values()), None)


class JournalError(EligibilityError):
    """A journal that can't be opened, read or written."""


class Journal:
    """The journal of the folder that an audit writes to."""

    def __init__(self, out: Path) -> None:
        """Open the journal for reading; raise `JournalError` if there is none that can be read."""
        self.path = out / NAME
        if not self.path.is_file():
            raise JournalError(N_("{path}: there is no audit in this folder"), path=out)
        with self.speaking():
            self.database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self._check()

    def _check(self) -> None:
        if self._pragma("application_id") != _STAMP:
            raise JournalError(N_("{path}: not an audit's journal"), path=self.path)
        if self._pragma("user_version") != _VERSION:
            raise JournalError(N_("{path}: the journal of another version; audit into a new folder"), path=self.path)

    def _pragma(self, name: str) -> int:
        return int(self.database.execute(f"PRAGMA {name}").fetchone()[0])

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close it."""
        self.database.close()

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn what SQLite can't do into words."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise JournalError(
                    N_("{path}: the disk is full; what was judged is kept: make room and run the audit again"),
                    path=self.path,
                ) from None
            raise JournalError(N_("{path}: the journal can't be used: {cause}"), path=self.path, cause=error) from None

    # --- Reading ------------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """Return a fact about the audit.

        `audit` tells this journal from all others, `root` is the audited folder or URL, `masked` is "yes" if personal data
        is hidden, `finished` is "yes" once all submissions were judged and compared; `compared` and `published` are there as
        long as no result has changed since. `sheet` is the SHA-256 of the last spreadsheet that was written or taken in.
        """
        with self.speaking():
            found = self.database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def count(self) -> int:
        """Return the number of submissions that were judged or could not be."""
        with self.speaking():
            return int(self.database.execute("SELECT count(*) FROM submission WHERE stamp IS NOT NULL").fetchone()[0])

    def paths(self) -> list[str]:
        """Return the paths of all submissions that were judged or could not be, in order."""
        with self.speaking():
            query = "SELECT path FROM submission WHERE stamp IS NOT NULL ORDER BY path"
            return [path for (path,) in self.database.execute(query)]

    def waiting(self) -> list[str]:
        """Return the paths of all submissions that were not judged yet, in order."""
        with self.speaking():
            query = "SELECT path FROM submission WHERE stamp IS NULL ORDER BY path"
            return [path for (path,) in self.database.execute(query)]

    def rows(self) -> Iterator[Row]:
        """Yield what became of each submission, in the order of their paths, one at a time in memory."""
        with self.speaking():
            query = "SELECT id, path, packed FROM submission WHERE stamp IS NOT NULL ORDER BY path"
            for id_, path, packed in self.database.execute(query):
                yield self._row(id_, path, packed)

    def row(self, path: str) -> Row | None:
        """Return what became of one submission."""
        with self.speaking():
            query = "SELECT id, path, packed FROM submission WHERE stamp IS NOT NULL AND path = ?"
            found = self.database.execute(query, (path,)).fetchone()
            return None if found is None else self._row(*found)

    def _row(self, id_: int, path: str, packed: bytes) -> Row:
        document = unpacked(packed)
        query = "SELECT entry, packed FROM finding WHERE submission = ? ORDER BY entry, position"
        across = [(entry, unpacked(finding)) for entry, finding in self.database.execute(query, (id_,))]
        reports = {
            language: joined(report, [(entry, finding[language]) for entry, finding in across])
            for language, report in document["reports"].items()
        }
        papers = tuple(map(_paper, document["papers"]))
        return Row(path=path, **{**document, "reports": reports, "papers": papers})


def _paper(document: Mapping[str, Any]) -> Paper:
    """Return an attachment, with the tuples that JSON knows as lists."""
    blurs = document["blurs"]
    if blurs is not None:
        blurs = {page: tuple(map(tuple, boxes)) for page, boxes in blurs.items()}
    return Paper(**{**document, "blurs": blurs})


def packed(document: Mapping[str, Any]) -> bytes:
    """Return a document as the journal keeps it."""
    return zlib.compress(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(data: bytes) -> dict[str, Any]:
    """Return a document that the journal keeps."""
    document: dict[str, Any] = json.loads(zlib.decompress(data))
    return document


def packed_row(row: Row) -> bytes:
    """Return a row as the journal keeps it."""
    document = {name: value for name, value in asdict(row).items() if name != "path"}
    return packed(document)


class Ledger(Journal):
    """The journal open for writing, by one process at a time; the system frees its lock even when that is killed."""

    def __init__(self, out: Path) -> None:
        """Open or make the journal of `out`.

        Raises `JournalError` if that can't be done, another audit runs there, or the folder holds what is not an audit's.
        """
        self.path = out / NAME
        try:
            _refuse_others(out)
            out.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _locked(out / LOCK)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise JournalError(N_("{path}: can't be written: {reason}"), path=out, reason=reason) from None
        with self.speaking():
            self.database = sqlite3.connect(self.path, isolation_level=None)
            self.path.chmod(0o600)
            self.database.execute("PRAGMA foreign_keys = ON")
            self.database.execute("PRAGMA secure_delete = ON")  # what is replaced is gone from the file, too
            self._prepare()

    def _prepare(self) -> None:
        with self.writing():
            if not self.database.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in _TABLES:
                    self.database.execute(statement)
                self.database.execute("INSERT INTO fact VALUES ('audit', ?)", (secrets.token_hex(8),))
                self.database.execute(f"PRAGMA application_id = {_STAMP}")
                self.database.execute(f"PRAGMA user_version = {_VERSION}")
        self._check()
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close it and free the lock."""
        super().close()
        os.close(self._lock)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Commit all that is written in the block, or nothing of it."""
        with self.speaking():
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.database.execute("COMMIT")
            except BaseException:
                if self.database.in_transaction:
                    self.database.execute("ROLLBACK")
                raise

    def note(self, **facts: str | None) -> None:
        """Keep facts about the audit; one that is `None` is forgotten."""
        with self.writing():
            self._note(facts)

    def _note(self, facts: Mapping[str, str | None]) -> None:
        for name, value in facts.items():
            self.database.execute("DELETE FROM fact WHERE name = ?", (name,))
            if value is not None:
                self.database.execute("INSERT INTO fact VALUES (?, ?)", (name, value))

    # --- The submissions ----------------------------------------------------------------------------------------------

    def expect(
        self, paths: Iterable[str], *, root: str, masked: str | None = None, **facts: str | None
    ) -> tuple[int, int]:
        """Take in the submissions that lie in the folder `root` now, forget those that don't; return the numbers of both.

        Facts about the audit are kept with them, as by `note`. Nothing changes if `paths` raises, nor if the journal is the
        audit of another folder, or hides personal data and shall not, or the other way round, which raise `JournalError`.
        """
        with self.writing():
            self._refuse_another(root, masked)
            self._note({"root": root, "masked": masked, **facts})
            run = int(self.database.execute("SELECT coalesce(max(run), 0) + 1 FROM submission").fetchone()[0])
            query = (
                "INSERT INTO submission (path, run) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET run = excluded.run"
            )
            self.database.executemany(query, ((path, run) for path in paths))
            gone = self.database.execute("DELETE FROM submission WHERE run <> ?", (run,)).rowcount
            if gone:
                self._changed()
            self.database.execute("UPDATE submission SET checked = 0")
            return int(self.database.execute("SELECT count(*) FROM submission").fetchone()[0]), gone

    def _refuse_another(self, root: str, masked: str | None) -> None:
        """Raise `JournalError` if the journal is another folder's, or `masked` otherwise: then files beside it are, too."""
        audited = self.fact("root")
        if audited is None:
            return
        if without_secrets(audited) != without_secrets(root):
            raise JournalError(
                N_("{path}: holds the audit of {audited}, not of {folder}; choose another --out, or audit {audited}"),
                path=self.path.parent,
                audited=without_secrets(audited),
                folder=without_secrets(root),
            )
        if self.fact("masked") != masked:
            raise JournalError(
                N_("{path}: holds an audit that shows personal data; choose another --out, or leave --mask out")
                if masked
                else N_("{path}: holds an audit that hides personal data; choose another --out, or add --mask"),
                path=self.path.parent,
            )

    def _changed(self) -> None:
        """Forget that what was compared and written is up to date."""
        self.database.execute("DELETE FROM fact WHERE name IN ('compared', 'published')")

    def pending(self, after: str, most: int) -> list[tuple[str, str | None]]:
        """Return the next submissions to look at, with the stamp of their result if they have one."""
        with self.speaking():
            query = "SELECT path, stamp FROM submission WHERE checked = 0 AND path > ? ORDER BY path LIMIT ?"
            return self.database.execute(query, (after, most)).fetchall()

    def confirm(self, path: str) -> None:
        """Note that a submission's result still holds."""
        with self.writing():
            self.database.execute("UPDATE submission SET checked = 1 WHERE path = ?", (path,))

    def put(self, row: Row, stamp: str, traces: Iterable[tuple[str, Iterable[bytes], bytes]]) -> None:
        """Keep a submission's result in place of any earlier one, and what it leaves to be compared: entry, keys, trace."""
        with self.writing():
            self._changed()
            [id_] = self.database.execute("SELECT id FROM submission WHERE path = ?", (row.path,)).fetchone()
            self.database.execute("DELETE FROM trace WHERE submission = ?", (id_,))
            self.database.execute("DELETE FROM finding WHERE submission = ?", (id_,))
            self.database.execute(
                "UPDATE submission SET checked = 1, stamp = ?, packed = ? WHERE id = ?", (stamp, packed_row(row), id_)
            )
            for entry, keys, trace in traces:
                added = self.database.execute(
                    "INSERT INTO trace (submission, entry, packed) VALUES (?, ?, ?)", (id_, entry, trace)
                )
                self.database.executemany(
                    "INSERT OR IGNORE INTO trace_key VALUES (?, ?, ?)",
                    [(entry, key, added.lastrowid) for key in keys],
                )


def _refuse_others(out: Path) -> None:
    """Raise `JournalError` if a folder is a submission, or holds anything but has no journal: an audit overwrites files."""
    names = {path.name for path in out.iterdir()} if out.is_dir() else set()
    if DECLARATION in names:
        raise JournalError(
            N_("{path}: is a submission, for it holds {name}; choose another --out"), path=out, name=DECLARATION
        )
    others = sorted(name for name in names if name != LOCK and not name.startswith("."))
    if others and NAME not in names:
        raise JournalError(
            N_("{path}: holds {name}, and no audit; choose an empty or a new folder as --out"), path=out, name=others[0]
        )


def _locked(path: Path) -> int:
    """Lock a file for this process, as long as it lives; raise `JournalError` if another holds it."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        import fcntl
    except ImportError:  # Windows
        return descriptor
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise JournalError(N_("{path}: another audit writes to this folder"), path=path.parent) from None
    return descriptor
