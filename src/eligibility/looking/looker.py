"""The looker: takes the measurements that are asked for, each once, without ever failing over a file.

What only counts bytes is done here; what decodes them is done in worker processes, so that a file that hangs, swells or
crashes the libraries that read it costs its own measurements and nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Self

from eligibility.errors import CRASHES, AttachmentError
from eligibility.files import LARGEST_FILE
from eligibility.looking.answers import CRASHED, Known, from_json, picture, to_json, understood
from eligibility.measurement import Exhibit, FileFacts, Measurement, Picture
from eligibility.report import CantTell
from eligibility.rule import Seen, not_given
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from eligibility.declaration import Attachment
    from eligibility.hooks import Plugins
    from eligibility.looking.cache import Cache
    from eligibility.looking.workers import Workers
    from eligibility.measurement import Inspector
    from eligibility.submission import Submission

SECONDS: Final = 120.0
"""Seconds that looking at one file may take, all inspectors together."""
MEMORY: Final = 3 << 30
"""Bytes of address space of a worker process."""
MOST_WORKERS: Final = 4
"""Worker processes unless somebody asks for more."""

_UNREAD: Final = N_("The file is there but can't be read here: {cause}.")
_UNFETCHED: Final = N_("The file could not be fetched ({error}).")
UNREAD: Final = frozenset({_UNREAD, _UNFETCHED})
"""Reasons of doubts about a file that could not be opened, and may be next time."""


class Looker:
    """Looks at files in worker processes. Make one, share it between threads and checkers, and close it."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        cache: str | Path | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        """Keep the limits; workers start when there is something to look at.

        `workers` is the number of processes: one for each processor, at most four, unless given. `cache` is the file in
        which measurements are kept, sealed; without one nothing is kept. `seconds` are those that one file may take,
        `memory` the bytes of address space of a worker (where the system can limit it). Raises `ValueError` for fewer
        than one worker.
        """
        if workers is not None and workers < 1:
            message = "workers must be 1 or more"
            raise ValueError(message)
        self.workers = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self.seconds = seconds
        self.memory = memory
        self._cache_path = None if cache is None else Path(cache)

        self._lock = threading.Lock()
        self._closed = False
        self._made: tuple[Workers, Cache | None] | None = None

    @property
    def pool(self) -> Workers:
        """The worker processes."""
        return self._make()[0]

    @property
    def cache(self) -> Cache | None:
        """What was measured earlier, if that is kept."""
        return self._make()[1]

    def _make(self) -> tuple[Workers, Cache | None]:
        """Make what only a file to be looked at needs; counting bytes shall not wait for the imports."""
        if self._made is None:
            from eligibility.looking.workers import Workers

            with self._lock:
                if self._made is None:
                    if self._closed:
                        message = "the looker is closed"
                        raise RuntimeError(message)
                    self._made = (Workers(self.workers, self.seconds, self.memory), self._opened_cache())
        return self._made

    def _opened_cache(self) -> Cache | None:
        if self._cache_path is None:
            return None
        try:
            from eligibility.looking.cache import Cache
        except ImportError:  # without eligibility[images] nothing is measured that is worth keeping
            return None
        return Cache(self._cache_path)

    def __enter__(self) -> Self:
        """Return the looker itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End the workers, even in the middle of a file, and close the cache. A closed looker looks at nothing more."""
        with self._lock:
            self._closed = True
        if self._made is not None:
            workers, cache = self._made
            workers.close()
            if cache is not None:
                cache.close()

    def look(
        self, submission: Submission, wanted: Sequence[Collection[type[Measurement]]], plugins: Plugins
    ) -> tuple[Seen, ...]:
        """Take of each attachment the types of measurement `wanted` of it, in the declaration's order.

        `FileFacts` are taken of every file that is opened. Equal files, and a file that several attachments name, are
        looked at once. Nothing that a file or its keeper does raises.
        """
        attachments = submission.declaration.attachments
        kinds: dict[object, set[type[Measurement]]] = {}
        for attachment, asked in zip(attachments, wanted, strict=True):
            kinds.setdefault(_place(attachment), set()).update(asked)
        seen: dict[object, Known] = {}
        with _Sitting(self, plugins) as sitting:
            for attachment in attachments:
                place = _place(attachment)
                if place not in seen:
                    seen[place] = sitting.open(submission, attachment, kinds[place]) if kinds[place] else {}
        return tuple(seen[_place(attachment)] for attachment in attachments)

    def inspect(self, data: bytes, plugins: Plugins, kinds: Iterable[type[Measurement]] | None = None) -> Seen:
        """Take the given types of measurement of one file's bytes, or all that there are inspectors for."""
        with _Sitting(self, plugins) as sitting:
            return sitting.look_at(data, set(plugins.inspectors if kinds is None else kinds))

    def show(self, data: bytes, plugins: Plugins, page: int = 0, *, longest: int | None = None) -> Picture | None:
        """Return one upright page of a file, counted from 0, or nothing if it can't be shown.

        With `longest` the picture is reduced, in the worker, until neither side has more pixels.
        """
        try:
            return self.page(data, plugins, page, longest=longest)
        except CantTell:
            return None

    def page(self, data: bytes, plugins: Plugins, page: int, *, longest: int | None = None) -> Picture | None:
        """Return a page as `show` does; raise `CantTell` when that is for no fault of the file."""
        from eligibility.looking.workers import Job

        job = Job(plugins.sources, {"job": "show", "page": page, "longest": longest}, data, picture)
        return self.pool.submit(job).result()

    def show_attachment(
        self, submission: Submission, plugins: Plugins, attachment: Attachment, page: int, longest: int
    ) -> Picture | None:
        """Return one upright page of an attachment, counted from 1, or nothing if it can't be opened or shown."""
        try:
            data = bytes_of(submission, attachment)
        except (AttachmentError, CantTell):
            return None
        return None if page < 1 or len(data) > LARGEST_FILE else self.show(data, plugins, page - 1, longest=longest)


class _Task(NamedTuple):
    """What a worker has been asked, and where its answer goes."""

    future: Future[Known]
    known: Known
    sha256: str
    inspectors: Sequence[Inspector]


class _Sitting:
    """One call's files: each is opened in the caller's thread, and several are looked at at a time."""

    def __init__(self, looker: Looker, plugins: Plugins) -> None:
        self.looker = looker
        self.plugins = plugins
        self.by_hash: dict[str, Known] = {}
        self.tasks: deque[_Task] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for all answers; when something went wrong here, take back what was asked."""
        while self.tasks:
            if kind is None:
                self._collect()
            else:
                self.tasks.popleft().future.cancel()

    def open(self, submission: Submission, attachment: Attachment, kinds: set[type[Measurement]]) -> Known:
        """Open an attachment and look at it; the answer is filled in by the time the sitting ends."""
        everything: set[type[Measurement]] = {FileFacts, *kinds}
        if not submission.can_open(attachment):
            return dict.fromkeys(everything, not_given())
        try:
            data = bytes_of(submission, attachment)
        except AttachmentError as error:
            return {**dict.fromkeys(kinds), FileFacts: FileFacts(problem=error.problem)}
        except CantTell as doubt:
            return dict.fromkeys(everything, doubt.with_traceback(None))
        return self.look_at(data, kinds)

    def look_at(self, data: bytes, kinds: set[type[Measurement]]) -> Known:
        """Look at bytes; the answer is filled in by the time the sitting ends."""
        facts = self._facts(data)
        kinds = kinds & self.plugins.inspectors.keys() - {FileFacts}
        if isinstance(facts, CantTell):
            return dict.fromkeys({FileFacts, *kinds}, facts)
        if facts.problem is not None or facts.sha256 is None:
            return {**dict.fromkeys(kinds), FileFacts: facts}
        known = self.by_hash.setdefault(facts.sha256, {FileFacts: facts})
        # In the plugins' order: in another one a text engine may read lines otherwise.
        inspectors = self.plugins.inspectors.items()
        missing = [inspector for kind, inspector in inspectors if kind in kinds and kind not in known]
        known |= dict.fromkeys(inspector.measures for inspector in missing)
        remembered = self._remembered(facts.sha256, missing)
        known |= remembered
        self._ask(data, known, facts.sha256, [item for item in missing if item.measures not in remembered])
        return known

    def _facts(self, data: bytes) -> FileFacts | CantTell:
        """Return the facts of a file; they count its bytes only, so they are taken here."""
        try:
            facts = self.plugins.inspectors[FileFacts].inspect(Exhibit(data))
        except CRASHES as error:  # an inspector that fails costs its measurements, never the run
            return CantTell(CRASHED, "operator", error=type(error).__name__)
        return facts if isinstance(facts, FileFacts) else CantTell(CRASHED, "operator", error="TypeError")

    def _remembered(self, sha256: str, inspectors: Sequence[Inspector]) -> Known:
        """Return what the cache knows; what it tells wrongly it doesn't know."""
        cache = self.looker.cache if inspectors else None
        if cache is None:
            return {}
        texts = cache.get(sha256, {inspector.name: inspector.version for inspector in inspectors})
        known: Known = {}
        for inspector in inspectors:
            with contextlib.suppress(LookupError, ValueError):
                known[inspector.measures] = from_json(inspector.measures, texts[inspector.name])
        return known

    def _ask(self, data: bytes, known: Known, sha256: str, inspectors: Sequence[Inspector]) -> None:
        """Ask a worker; of the files that wait for one only a few are held in memory."""
        if not inspectors:
            return
        from eligibility.looking.workers import Job

        if len(self.tasks) >= 2 * self.looker.workers:
            self._collect()
        message = {"job": "inspect", "inspectors": [inspector.name for inspector in inspectors]}
        limit = self.looker.memory >> 20
        job = Job(self.plugins.sources, message, data, lambda answer, _: understood(answer, inspectors, limit))
        self.tasks.append(_Task(self.looker.pool.submit(job), known, sha256, inspectors))

    def _collect(self) -> None:
        """Wait for the oldest answer. What was seen is kept; a doubt is not, because it is about us."""
        task = self.tasks.popleft()
        try:
            answers = task.future.result()
        except CantTell as doubt:
            answers = dict.fromkeys([inspector.measures for inspector in task.inspectors], doubt.with_traceback(None))
        task.known.update(answers)
        cache = self.looker.cache
        for inspector in task.inspectors:
            seen = answers[inspector.measures]
            if cache is not None and not isinstance(seen, CantTell):
                cache.put(task.sha256, inspector.name, inspector.version, to_json(inspector.measures, seen))


def _place(attachment: Attachment) -> object:
    """Return what two attachments have in common that mean the same file."""
    return attachment.file if attachment.content is None else id(attachment.content)


def bytes_of(submission: Submission, attachment: Attachment) -> bytes:
    """Return an attachment's bytes, a byte more than the limit at most."""
    try:
        with submission.open(attachment) as file:
            return _whole(file)
    except (AttachmentError, CantTell):
        raise
    except Exception as error:  # noqa: BLE001 - the caller's own file may raise anything
        if attachment.content is None and isinstance(error, OSError):
            raise CantTell(_UNREAD, "operator", cause=error.strerror or type(error).__name__) from None
        raise CantTell(_UNFETCHED, "portal", error=type(error).__name__) from None


def _whole(file: BinaryIO) -> bytes:
    """Return a file's bytes, however small the pieces are in which it comes."""
    pieces: list[bytes] = []
    left = LARGEST_FILE + 1
    while left > 0 and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


@functools.cache
def default_looker() -> Looker:
    """Return the looker of all checkers that were given none: its workers are shared, and it keeps nothing."""
    return Looker()
