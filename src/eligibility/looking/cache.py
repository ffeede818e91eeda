"""The cache: measurements on disk, each sealed with a key that only who holds the file can make.

Measurements hold personal data, so a row is encrypted (AES-GCM, NIST SP 800-38D) with a key derived from the file's
SHA-256, and found by another digest of it: the database alone tells neither what was read nor on which file. It is an
aid, never a need: whatever is wrong with it, looking goes on without.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import itertools
import logging
import os
import sqlite3
import threading
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

LIMIT: Final = 1 << 30
"""Bytes of the database."""
LONGEST: Final = 64 << 20
"""Bytes of one measurement's JSON."""
PATIENCE: Final = 5.0
"""Seconds to wait for another process that writes."""

_TOUCHED: Final = 100
"""Reads that are noted in memory before the database is told."""
_NONCE: Final = 12
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS seen (id BLOB PRIMARY KEY, sealed BLOB NOT NULL, used INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS seen_used ON seen (used)",
)
_NOW: Final = "(SELECT coalesce(max(used), 0) + 1 FROM seen)"
"""Order of use is all that counts: no clock."""

_STAMP: Final = 0x656C6967
"""SQLite's application id of our databases: "elig"."""
_MAGIC: Final = b"SQLite format 3\0"
_STAMPED: Final = slice(68, 72)
_HEAD: Final = 100
"""How every database begins, where in it the application id stands, and bytes of that (sqlite.org/fileformat2.html, 1.3)."""
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_log: Final = logging.getLogger(__name__)


class Cache:
    """Measurements by the SHA-256 of the file and an inspector's name and version. For threads and processes to share."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Keep the database's path and the bytes it may take; nothing is opened yet."""
        self.path = path
        self.limit = limit
        self._forget()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._database: sqlite3.Connection | None = None
        self._touched: set[bytes] = set()
        self._set_aside = False
        self._given_up = False

    def get(self, sha256: str, inspectors: Mapping[str, str]) -> dict[str, str]:
        """Return what is known of a file, as JSON by the inspector's name; `inspectors` gives their versions."""
        ids = {_digest(sha256, "row", name, version): name for name, version in inspectors.items()}
        marks = ", ".join("?" * len(ids))
        query = f"SELECT id, sealed FROM seen WHERE id IN ({marks})"  # noqa: S608 - only question marks
        rows = self._try(lambda database: database.execute(query, [*ids]).fetchall()) or []
        known: dict[str, str] = {}
        for id_, sealed in rows:
            text = _unsealed(sealed, id_, sha256)
            if text is not None:
                known[ids[id_]] = text
                self._touched.add(id_)
        if len(self._touched) >= _TOUCHED:
            self._try(self._tell_touched)
        return known

    def put(self, sha256: str, name: str, version: str, text: str) -> None:
        """Keep what an inspector saw on a file."""
        id_ = _digest(sha256, "row", name, version)
        sealed = _sealed(text, id_, sha256)

        def insert(database: sqlite3.Connection) -> None:
            self._tell_touched(database)
            database.execute(f"INSERT OR REPLACE INTO seen VALUES (?, ?, {_NOW})", (id_, sealed))  # noqa: S608
            self._shrink(database)

        self._try(insert)

    def close(self) -> None:
        """Note what was read and close the database; the next call opens it again."""
        if self._process == os.getpid() and self._database is not None:
            self._try(self._tell_touched)
            with self._lock:
                self._hang_up()

    def _tell_touched(self, database: sqlite3.Connection) -> None:
        touched, self._touched = self._touched, set()
        query = f"UPDATE seen SET used = {_NOW} WHERE id = ?"  # noqa: S608 - a constant
        database.executemany(query, [(id_,) for id_ in touched])

    def _shrink(self, database: sqlite3.Connection) -> None:
        """Drop what was not used for longest until the database is as small as it must be."""
        while self._size(database) > self.limit:
            [rows] = database.execute("SELECT count(*) FROM seen").fetchone()
            oldest = "DELETE FROM seen WHERE id IN (SELECT id FROM seen ORDER BY used LIMIT ?)"
            if not rows or not database.execute(oldest, (max(1, rows // 10),)).rowcount:
                return

    @staticmethod
    def _size(database: sqlite3.Connection) -> int:
        """Return the bytes of the pages in use."""
        pages, free, size = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    # --- The database -------------------------------------------------------------------------------------------------

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what `work` makes of the database, or nothing if it can't be used."""
        if self._process != os.getpid():
            _inherited.append(self._database)
            self._forget()
        with self._lock:
            for _ in range(2):
                if self._given_up:
                    return None
                try:
                    database = self._opened()
                    with database:
                        return work(database)
                except (OSError, sqlite3.Error) as error:
                    self._hang_up()
                    self._cope_with(error)
        return None

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL, 0o600))
            self._refuse_foreign()
            self._database = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level="IMMEDIATE", check_same_thread=False
            )
            self._prepare(self._database)
        return self._database

    def _refuse_foreign(self) -> None:
        """Raise `OSError` for what is neither an empty file nor a cache of ours, before SQLite touches it or its neighbours."""
        if not self.path.is_file():
            raise OSError(errno.EINVAL, "not a regular file")
        with self.path.open("rb") as file:
            head = file.read(_HEAD)
        if head and not (head.startswith(_MAGIC) and head[_STAMPED] == _STAMP.to_bytes(4)):
            raise OSError(errno.EEXIST, "no cache of this program; left as it is")

    @staticmethod
    def _prepare(database: sqlite3.Connection) -> None:
        """Claim an empty database for us, as one step: another process may be doing the same at this moment."""
        with database:
            database.execute("BEGIN IMMEDIATE")
            [stamp] = database.execute("PRAGMA application_id").fetchone()
            if stamp != _STAMP:
                database.execute(f"PRAGMA application_id = {_STAMP}")
            for statement in _TABLE:
                database.execute(statement)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")

    def _hang_up(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _cope_with(self, error: OSError | sqlite3.Error) -> None:
        """Set a damaged database aside, once; with anything else looking goes on without a cache."""
        if getattr(error, "sqlite_errorcode", None) in _DAMAGED and not self._set_aside:
            self._set_aside = True
            with contextlib.suppress(OSError):
                for ending in ("-wal", "-shm"):
                    Path(f"{self.path}{ending}").unlink(missing_ok=True)
                aside = self._free_name()
                self.path.rename(aside)
                _log.warning("The cache %s is damaged; it is set aside as %s.", self.path, aside.name)
                return
        self._given_up = True
        cause = error.strerror if isinstance(error, OSError) else str(error)
        _log.warning("The cache %s can't be used (%s); looking goes on without it.", self.path, cause)

    def _free_name(self) -> Path:
        """Return a name for a damaged database that nothing has yet."""
        endings = itertools.chain([""], map("-{}".format, itertools.count(2)))
        return next(name for ending in endings if not os.path.lexists(name := Path(f"{self.path}.damaged{ending}")))


_inherited: Final[list[sqlite3.Connection | None]] = []
"""Connections of the process this one was forked from; SQLite forbids even closing them here."""


def _digest(sha256: str, *parts: str) -> bytes:
    """Return a digest that only who knows the file's SHA-256 can make."""
    return hmac.digest(bytes.fromhex(sha256), "\0".join(("eligibility-cache/1", *parts)).encode(), "sha256")


def _sealed(text: str, id_: bytes, sha256: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_digest(sha256, "seal")).encrypt(nonce, zlib.compress(text.encode(), 1), id_)


def _unsealed(sealed: object, id_: bytes, sha256: str) -> str | None:
    """Return what was sealed, or nothing if it is damaged or somebody else's."""
    if not isinstance(sealed, bytes):
        return None
    try:
        packed = AESGCM(_digest(sha256, "seal")).decrypt(sealed[:_NONCE], sealed[_NONCE:], id_)
        return zlib.decompressobj().decompress(packed, LONGEST).decode()
    except (InvalidTag, ValueError, zlib.error):
        return None
