"""The cache: seals what it keeps, survives whatever happens to its file, and is never needed."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.looking import cache as room
from eligibility.looking.cache import Cache
from eligibility.looking.looker import Looker
from eligibility.report import CantTell
from tests.looking.wild import echo, file, kind

if TYPE_CHECKING:
    from eligibility.hooks import Plugins

WRITTEN: Final = "李不可说 349999198001010019"
HASH: Final = hashlib.sha256(b"a file").hexdigest()
OTHER: Final = hashlib.sha256(b"another file").hexdigest()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a database that isn't there yet, in a folder that isn't there either."""
    return tmp_path / "cache" / "measurements.sqlite"


def bytes_of(path: Path) -> bytes:
    """Return all that is on disk of a database."""
    return b"".join(part.read_bytes() for part in sorted(path.parent.iterdir()))


# --- What it keeps ----------------------------------------------------------------------------------------------------


def test_what_is_put_is_got(path: Path) -> None:
    """A measurement is found again by the file's hash, the inspector's name and its version, and by nothing less."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", WRITTEN)
    cache.put(HASH, "seals", "7", "null")
    assert cache.get(HASH, {"text": "1", "seals": "7", "scan": "1"}) == {"text": WRITTEN, "seals": "null"}
    assert cache.get(HASH, {"text": "2"}) == {}
    assert cache.get(OTHER, {"text": "1"}) == {}
    cache.put(HASH, "text", "1", "new")
    cache.close()
    assert Cache(path).get(HASH, {"text": "1"}) == {"text": "new"}


@given(st.text(), st.text())
def test_names_and_versions_are_not_mixed_up(name: str, version: str) -> None:
    """No two pairs of name and version share a row."""
    if (name, version) != ("text", "1"):
        assert room._digest(HASH, "row", name, version) != room._digest(HASH, "row", "text", "1")


def test_nothing_can_be_read_without_the_file(path: Path) -> None:
    """On disk is neither what was read, nor the file's hash, nor which inspector read it, and nobody else may look."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", json.dumps({"text": WRITTEN}, ensure_ascii=False))
    for _ in range(2):
        data = bytes_of(path)
        assert len(data) > 4096
        for word in (WRITTEN, WRITTEN[:4], WRITTEN[-18:], HASH, "text"):
            assert word.encode() not in data
        assert bytes.fromhex(HASH) not in data
        cache.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_equal_measurements_look_different(path: Path) -> None:
    """Two files on which the same was read, and one that is kept twice, show nothing of that."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", WRITTEN)
    cache.put(OTHER, "text", "1", WRITTEN)
    cache.close()
    with sqlite3.connect(path) as database:
        [[first], [second]] = database.execute("SELECT sealed FROM seen").fetchall()
    database.close()
    assert first[12:] != second[12:]


def test_what_was_used_last_stays(path: Path) -> None:
    """The database stays as small as it must, and loses first what was not used for longest."""
    cache = Cache(path, limit=400_000)
    texts = {hashlib.sha256(bytes([number])).hexdigest(): os.urandom(10_000).hex() for number in range(100)}
    favourite = next(iter(texts))
    for number, (sha256, text) in enumerate(texts.items()):
        cache.put(sha256, "text", "1", text)
        assert cache.get(favourite, {"text": "1"}), number
    kept = [sha256 for sha256, text in texts.items() if cache.get(sha256, {"text": "1"}) == {"text": text}]
    cache.close()
    assert 10 < len(kept) < 40
    assert kept[0] == favourite
    assert kept[1:] == list(texts)[-len(kept) + 1 :]
    assert sum(part.stat().st_size for part in path.parent.iterdir()) < 600_000


# --- What happens to its file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["cut", "holes"])
def test_a_damaged_database_is_set_aside(path: Path, harm: str, caplog: pytest.LogCaptureFixture) -> None:
    """A cache that is damaged is set aside with a warning, over none set aside before, and a new one takes its place."""
    cache = Cache(path)
    for number in range(200):
        cache.put(HASH, f"text {number}", "1", os.urandom(500).hex())
    cache.close()
    data = path.read_bytes()
    harmed = {
        "cut": data[: len(data) // 3],
        "holes": data[:4096] + os.urandom(len(data) - 4096),
    }
    path.write_bytes(harmed[harm])
    earlier = Path(f"{path}.damaged")
    earlier.write_bytes(b"earlier")
    again = Cache(path)
    with caplog.at_level(logging.WARNING):
        again.put(HASH, "text", "1", WRITTEN)
        assert again.get(HASH, {f"text {number}": "1" for number in range(200)}) == {}
        again.put(HASH, "text", "1", WRITTEN)
    assert again.get(HASH, {"text": "1"}) == {"text": WRITTEN}
    assert [record.message for record in caplog.records] == [
        f"The cache {path} is damaged; it is set aside as {path.name}.damaged-2."
    ]
    assert Path(f"{path}.damaged-2").read_bytes()[:100] == harmed[harm][:100]
    assert earlier.read_bytes() == b"earlier"


@pytest.mark.parametrize("sealed", [b"", b"short", b"\0" * 100, "text", 7, 1.5])
def test_a_foreign_row_is_ignored_and_overwritten(path: Path, sealed: object) -> None:
    """A row that is not what was sealed is as good as none."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", WRITTEN)
    cache.close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE seen SET sealed = ?", (sealed,))
    database.close()
    assert cache.get(HASH, {"text": "1"}) == {}
    cache.put(HASH, "text", "1", "new")
    assert cache.get(HASH, {"text": "1"}) == {"text": "new"}


def test_a_row_moved_to_another_place_is_ignored(path: Path) -> None:
    """What was sealed for one inspector is not believed of another, nor of another file."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", WRITTEN)
    cache.put(HASH, "scan", "1", "x")
    cache.close()
    with sqlite3.connect(path) as database:
        ids = [room._digest(HASH, "row", name, "1") for name in ("text", "scan")]
        database.execute(
            "UPDATE seen SET sealed = (SELECT sealed FROM seen WHERE id = ?) WHERE id = ?", (ids[0], ids[1])
        )
    database.close()
    assert cache.get(HASH, {"text": "1", "scan": "1"}) == {"text": WRITTEN}


def goes_without(cache: Cache, caplog: pytest.LogCaptureFixture) -> str:
    """Return the one warning of a cache that can't be used, after seeing that nothing else comes of it."""
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            cache.put(HASH, "text", "1", WRITTEN)
            assert cache.get(HASH, {"text": "1"}) == {}
    cache.close()
    [record] = caplog.records
    return record.message


@pytest.mark.parametrize("content", [b"{}", b"I am not a database." * 1000, b"SQLite format 3\0", None])
def test_what_is_no_cache_is_left_alone(path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    """A file that is no cache of ours, be it a declaration or another program's database, stays, with those beside it."""
    path.parent.mkdir()
    if content is None:
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE seen (mine TEXT)")
        database.close()
    else:
        path.write_bytes(content)
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{path}{ending}").write_bytes(b"mine")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert goes_without(Cache(path), caplog) == (
        f"The cache {path} can't be used (no cache of this program; left as it is); looking goes on without it."
    )
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_place_that_can_not_be_written_is_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where no file can be made, a warning is all."""
    (tmp_path / "file").write_bytes(b"")
    assert "looking goes on without it" in goes_without(Cache(tmp_path / "file" / "cache.sqlite"), caplog)


def test_a_folder_in_its_place_is_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A path that names a folder is a warning."""
    assert "looking goes on without it" in goes_without(Cache(tmp_path), caplog)


def test_a_pipe_in_its_place_is_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A pipe, which might never answer, is not opened."""
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in goes_without(Cache(tmp_path / "pipe"), caplog)


def test_a_full_disk_is_gone_without(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When nothing more can be written, looking goes on, and the database is not taken for damaged."""
    cache = Cache(path)
    cache.put(HASH, "first", "1", WRITTEN)
    assert cache._database is not None
    cache._database.execute("PRAGMA max_page_count = 8")
    with caplog.at_level(logging.WARNING):
        cache.put(HASH, "text", "1", os.urandom(100_000).hex())
        assert cache.get(HASH, {"text": "1"}) == {}
    [record] = caplog.records
    assert record.message == f"The cache {path} can't be used (database or disk is full); looking goes on without it."
    assert Cache(path).get(HASH, {"first": "1"}) == {"first": WRITTEN}


def test_a_lock_that_is_never_given_back_is_gone_without(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that holds the database for ever costs the patience once, not for every file."""
    monkeypatch.setattr(room, "PATIENCE", 0.2)
    Cache(path).put(OTHER, "text", "1", WRITTEN)
    holder = sqlite3.connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    assert "locked" in goes_without(Cache(path), caplog)
    assert time.monotonic() - began < 3
    holder.close()


# --- Several at once --------------------------------------------------------------------------------------------------


def test_threads_share_a_cache(path: Path) -> None:
    """Eight threads that write and read lose nothing."""
    cache = Cache(path)

    def use(number: int) -> bool:
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        cache.put(sha256, "text", "1", f"{WRITTEN} {number}")
        return cache.get(sha256, {"text": "1"}) == {"text": f"{WRITTEN} {number}"}

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(400)))


WRITER: Final = """
import hashlib, sys
from pathlib import Path
from eligibility.looking.cache import Cache
cache = Cache(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    cache.put(sha256, "text", "1", f"{number} " + "x" * 5000)
    print(number, flush=True)
"""


def writer(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    """Start a process that writes."""
    command = [sys.executable, "-W", "error", "-c", WRITER, str(path), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kept(path: Path, numbers: range) -> list[int]:
    """Return the numbers that are in the cache."""
    cache = Cache(path)
    found = []
    for number in numbers:
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        text = cache.get(sha256, {"text": "1"}).get("text")
        if text is not None:
            assert text == f"{number} " + "x" * 5000
            found.append(number)
    cache.close()
    return found


def test_processes_share_a_cache(path: Path) -> None:
    """Three processes that begin a database at the same time and write into it lose nothing and warn of nothing."""
    with writer(path, 0, 100) as one, writer(path, 100, 200) as two, writer(path, 200, 300) as three:
        errors = [process.communicate(timeout=60)[1] for process in (one, two, three)]
    assert errors == ["", "", ""]
    assert kept(path, range(300)) == list(range(300))


def test_a_process_killed_while_it_writes_harms_nobody(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What a killed process had said to have kept is there, the others go on, and the database is sound."""
    with writer(path, 1000, 1200) as other:
        said = -1
        for first in range(0, 300, 100):
            with writer(path, first, first + 10_000) as process:
                assert process.stdout is not None
                for _ in range(20):
                    said = int(process.stdout.readline())
                process.kill()
            assert set(range(first, said + 1)) <= set(kept(path, range(first, said + 1)))
        assert other.communicate(timeout=60)[1] == ""
    assert kept(path, range(1000, 1200)) == list(range(1000, 1200))
    assert not caplog.records
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def test_a_fork_opens_the_database_anew(path: Path) -> None:
    """A forked process reads and writes by a connection of its own."""
    cache = Cache(path)
    cache.put(HASH, "text", "1", WRITTEN)
    child = os.fork()
    if child == 0:
        cache.put(HASH, "more", "1", WRITTEN)
        os._exit(0 if cache.get(HASH, {"text": "1", "more": "1"}) == {"text": WRITTEN, "more": WRITTEN} else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert cache.get(HASH, {"more": "1"}) == {"more": WRITTEN}


# --- With a looker ----------------------------------------------------------------------------------------------------


def test_an_unchanged_file_is_looked_at_once(plugins: Plugins, path: Path, tmp_path: Path) -> None:
    """A second looker gets the same measurements without a single worker; a file that was spoilt is asked for again."""
    log = tmp_path / "log"
    words = f"count {log} {WRITTEN}"
    with Looker(workers=1, cache=path) as looker:
        first = looker.inspect(file(words), plugins, [kind("Echo"), kind("Length")])
    with Looker(workers=1, cache=path) as looker:
        assert looker.inspect(file(words), plugins, [kind("Echo"), kind("Length")]) == first
        assert looker.pool._threads == []
    assert log.read_text(encoding="utf-8") == "x"
    assert WRITTEN.encode() not in bytes_of(path)
    assert words.encode() not in bytes_of(path)


def test_another_version_looks_again(plugins: Plugins, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older inspector saw is not taken for what the present one sees."""
    with Looker(workers=1, cache=path) as looker:
        echo(looker, plugins, "same")
        monkeypatch.setattr(plugins.inspectors[kind("Echo")], "version", "2", raising=False)
        assert isinstance(echo(looker, plugins, "same"), CantTell)


@pytest.mark.parametrize("deed", ["raise", "exit", "lacks-something"])
def test_a_doubt_is_not_kept(plugins: Plugins, path: Path, deed: str) -> None:
    """What was lacking on our side may be there the next time."""
    with Looker(workers=1, cache=path) as looker:
        assert isinstance(echo(looker, plugins, deed), CantTell)
        assert looker.cache is not None
        assert looker.cache._database is not None
        assert looker.cache._database.execute("SELECT count(*) FROM seen").fetchone() == (0,)


def test_that_a_file_can_not_be_looked_at_is_kept(plugins: Plugins, path: Path) -> None:
    """An unreadable file stays unreadable."""
    for started in (1, 0):
        with Looker(workers=1, cache=path) as looker:
            assert echo(looker, plugins, "unreadable") is None
            assert len(looker.pool._threads) == started


def test_a_row_of_another_shape_is_looked_at_again(plugins: Plugins, path: Path) -> None:
    """A row that is sealed well and is no measurement is measured again."""
    data = file("x")
    Cache(path).put(hashlib.sha256(data).hexdigest(), "echo", "1", '{"other": 1}')
    with Looker(workers=1, cache=path) as looker:
        assert echo(looker, plugins, "x").words == "x"
