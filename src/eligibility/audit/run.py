"""The run: submissions go out to workers, answers come back into the journal, and what they leave is compared."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from eligibility.across import AcrossRule
from eligibility.audit import comparing
from eligibility.audit.crew import Crew, Ended, alone
from eligibility.audit.folder import submissions_in
from eligibility.audit.journal import packed, unpacked
from eligibility.audit.judging import RETRY, Answer, judge, law_of, lost, refuse_other_law, ruleset_of
from eligibility.audit.look import Look
from eligibility.errors import EligibilityError
from eligibility.hooks import load_plugins
from eligibility.looking.looker import Looker
from eligibility.report import CantTell
from eligibility.wording import LANGUAGES, N_

if TYPE_CHECKING:
    from eligibility.across import Trace
    from eligibility.audit.journal import Ledger
    from eligibility.audit.judging import Setting

_CRASHES: Final = 3
"""Times that a submission, judged with nothing beside it, ends its process before it is held to be what does so."""
_KILLS: Final = 30
"""Times that its process may be killed from outside meanwhile, which says nothing about the submission."""
_FETCHED: Final = 1_000
"""Submissions fetched from the journal at a time."""

_ENDED: Final = N_(
    "The process that judged this submission ended before it answered ({cause}), {times} times; look at it with "
    "`eligibility check`."
)
_BROKEN: Final = N_("The workers are gone ({error}); what was judged is kept: run the audit again.")
_LACKING: Final = N_(
    "The workers can't judge ({error}); install the package there in the same version and with the same extras as here."
)


Stage = Literal["judging", "comparing", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: submissions done, how many of them needed no new judgement, all, and those gone since the last run.

    They are judged, then compared as a whole, then their pages are written.
    """

    done: int
    unchanged: int
    total: int
    gone: int
    stage: Stage = "judging"


Notify = Callable[[Progress], None]


def run(
    setting: Setting, ledger: Ledger, *, workers: int, executor: Executor | None = None, notify: Notify | None = None
) -> Progress:
    """Judge all submissions of `setting.root` that the journal has no valid result of, then compare them all.

    `executor` is anything with the interface of `concurrent.futures.Executor`; without one, `workers` processes of this machine.
    Twice as many submissions as workers are out at any time, whatever their number. Raises `EligibilityError` when the
    folder can't be read or holds no submission, the journal is another folder's or can't be written, the executor breaks down, or its
    workers would judge by other rulesets, plugins or another version than this process.
    """
    setting = replace(setting, law=law_of(setting, load_plugins(setting.plugins)))
    total, gone = ledger.expect(
        submissions_in(setting.root, ledger.path.parent),
        root=setting.root,
        masked="yes" if setting.masked else None,
        drafts_at=setting.drafts_at.isoformat(),
        finished=None,
    )
    dispatch = _Dispatch(setting, ledger, workers, executor, notify or (lambda _: None), Progress(0, 0, total, gone))
    progress = dispatch.run()
    if not ledger.fact("compared"):
        dispatch.notify(replace(progress, stage="comparing"))
        compare(setting, ledger)
    ledger.note(finished="yes", drafts_at=None)
    return progress


class _Dispatch:
    """Sends submissions out and takes answers in."""

    def __init__(
        self,
        setting: Setting,
        ledger: Ledger,
        workers: int,
        executor: Executor | None,
        notify: Notify,
        progress: Progress,
    ) -> None:
        self.setting = setting
        self.ledger = ledger
        self.workers = workers
        self.given = executor
        self.notify = notify
        self.progress = progress
        self.out: dict[Future[Answer], tuple[str, str | None]] = {}
        self.own: Crew | None = None

    def run(self) -> Progress:
        """Judge everything that waits."""
        self.notify(self.progress)
        waiting = self._waiting()
        try:
            while True:
                for path, stamp in waiting:
                    self._send(path, stamp)
                    if len(self.out) >= 2 * self.workers:
                        break
                if not self.out:
                    return self.progress
                self._collect()
        finally:
            for future in self.out:
                future.cancel()
            self._dismiss()

    def _waiting(self) -> Iterator[tuple[str, str | None]]:
        last = ""
        while batch := self.ledger.pending(last, _FETCHED):
            yield from batch
            last = batch[-1][0]

    def _executor(self) -> Executor:
        if self.given is not None:
            return self.given
        if self.own is None:
            self.own = Crew(self.workers)
        return self.own

    def _dismiss(self) -> None:
        if self.own is not None:
            self.own.kill()
            self.own = None

    def _send(self, path: str, stamp: str | None) -> None:
        self.out[self._submitted(path, stamp)] = (path, stamp)

    def _submitted(self, path: str, stamp: str | None) -> Future[Answer]:
        try:
            return self._executor().submit(judge, self.setting, path, stamp)
        except Exception:  # noqa: BLE001 - found out between two answers, each executor in its way; those still out tell the same
            future: Future[Answer] = Future()
            future.set_exception(BrokenExecutor())
            return future

    def _collect(self) -> None:
        """Take in what is ready. When a worker has died, what was out is judged again, one at a time."""
        ready, _ = wait(self.out, return_when=FIRST_COMPLETED)
        suspects = [submission for future in ready if (submission := self._take(future)) is not None]
        if suspects and self.given is None:
            wait(self.out)
            suspects += [other for future in list(self.out) if (other := self._take(future)) is not None]
            self._dismiss()
        for path, stamp in sorted(suspects):
            self._judge_alone(path, stamp)

    def _take(self, future: Future[Answer]) -> tuple[str, str | None] | None:
        """Take one answer in; return the submission if it was not judged: its worker has died over it, or beside it."""
        path, stamp = self.out.pop(future)
        try:
            answer = self._answered(future.result)
        except Ended:
            return path, stamp
        if answer.stamp == RETRY:
            return path, stamp
        self._keep(path, answer)
        return None

    def _answered(self, ask: Callable[[], Answer]) -> Answer:
        """Return an answer; raise `Ended` if there is none, and `EligibilityError` if no other submission would get one either."""
        try:
            return ask()
        except (EligibilityError, Ended):
            raise
        except ImportError as error:
            raise EligibilityError(_LACKING, error=f"{type(error).__name__}: {error}") from None
        except Exception as error:  # noqa: BLE001 - whatever a worker may end with
            if self.given is not None and isinstance(error, BrokenExecutor | CancelledError):
                raise EligibilityError(_BROKEN, error=type(error).__name__) from None
            raise Ended(type(error).__name__) from None

    def _judge_alone(self, path: str, stamp: str | None) -> None:
        """Judge a submission with nothing beside it, so that a death is its own or comes from outside."""
        left = {"crashes": _CRASHES, "kills": _KILLS}
        answer, cause = None, ""
        while all(left.values()):
            try:
                answer = self._alone(path, stamp)
            except Ended as end:
                left["kills" if end.killed else "crashes"] -= 1
                cause = end.cause
            else:
                if answer.stamp != RETRY:
                    break
                left["crashes"] -= 1
        times = _CRASHES + _KILLS - sum(left.values())
        self._keep(path, answer or lost(path, _ENDED, cause=cause, times=times))

    def _alone(self, path: str, stamp: str | None) -> Answer:
        if self.given is None:
            return self._answered(functools.partial(alone, judge, self.setting, path, stamp))
        return self._answered(self._submitted(path, stamp).result)

    def _keep(self, path: str, answer: Answer) -> None:
        if answer.row is None:
            self.ledger.confirm(path)
        else:
            self.ledger.put(answer.row, answer.stamp, answer.traces)
        done, unchanged = self.progress.done + 1, self.progress.unchanged + (answer.row is None)
        self.progress = replace(self.progress, done=done, unchanged=unchanged)
        self.notify(self.progress)


# --- Across submissions -----------------------------------------------------------------------------------------------


def compare(setting: Setting, ledger: Ledger) -> None:
    """Find anew all that rules across submissions find; it takes the place of what was found before, as one step.

    Where pages could not be looked at, it is not noted as compared, so that the next run compares once more. Raises
    `OtherLawError` when ruleset files have changed since the submissions were judged.
    """
    plugins = load_plugins(setting.plugins)
    all_seen = True
    with ledger.writing(), Looker(workers=1) as looker:
        ledger.database.execute("DELETE FROM finding")
        found = ledger.database.execute("SELECT DISTINCT entry FROM trace ORDER BY entry").fetchall()
        rulesets = {
            name: ruleset_of(setting, name, plugins) for name in {entry.rpartition("#")[0] for [entry] in found}
        }
        refuse_other_law(setting, plugins)
        for [entry] in found:
            name, _, index = entry.rpartition("#")
            rule = rulesets[name].entries[int(index)].rule
            if isinstance(rule, AcrossRule):
                look = Look(rule, setting.root, looker, plugins) if rule.looks else None
                _compare_entry(ledger, entry, int(index), rule, look)
                all_seen = all_seen and not (look and any(look.doubts()))
        ledger.database.execute("DELETE FROM fact WHERE name = 'published'")
        if all_seen:
            ledger.database.execute("INSERT OR REPLACE INTO fact VALUES ('compared', 'yes')")


def _compare_entry(ledger: Ledger, entry: str, index: int, rule: AcrossRule, look: Look | None) -> None:
    alike = comparing.alike_of(rule) if look is None else look.alike
    position = 0
    try:
        for group in comparing.groups(_buckets(ledger, entry), alike):
            for number, finding in comparing.compared(rule, group):
                with comparing.asking(rule):
                    texts = packed({language: finding.as_dict(language) for language in LANGUAGES})
                ledger.database.execute(
                    "INSERT INTO finding SELECT submission, ?, ?, ? FROM trace WHERE id = ?",
                    (index, position, texts, number),
                )
                position += 1
        for number, (path, doubt) in enumerate(look.doubts() if look else (), position):
            ledger.database.execute(
                "INSERT INTO finding SELECT id, ?, ?, ? FROM submission WHERE path = ?",
                (index, number, packed(_worded(doubt)), path),
            )
    except CantTell as doubt:
        _doubt_all(ledger, entry, index, doubt)


def _doubt_all(ledger: Ledger, entry: str, index: int, doubt: CantTell) -> None:
    """Note that a rule can't tell about any of the submissions that it was to compare."""
    ledger.database.execute(
        "DELETE FROM finding WHERE entry = ? AND submission IN (SELECT submission FROM trace WHERE entry = ?)",
        (index, entry),
    )
    ledger.database.execute(
        "INSERT INTO finding SELECT DISTINCT submission, ?, 0, ? FROM trace WHERE entry = ?",
        (index, packed(_worded(doubt)), entry),
    )


def _worded(doubt: CantTell) -> dict[str, object]:
    return {language: {"reason": doubt.text(language), "owner": doubt.owner} for language in LANGUAGES}


def _buckets(ledger: Ledger, entry: str) -> Iterator[list[tuple[int, Trace]]]:
    """Yield the traces of each key that several share, in the order of their submissions' paths."""
    query = (
        "SELECT k.key, t.id, s.path, t.packed FROM trace_key k JOIN trace t ON t.id = k.trace "
        "JOIN submission s ON s.id = t.submission WHERE k.entry = ?1 AND k.key IN "
        "(SELECT key FROM trace_key WHERE entry = ?1 GROUP BY key HAVING count(*) > 1) "
        "ORDER BY k.key, s.path, t.id"
    )
    last = None
    bucket: list[tuple[int, Trace]] = []
    for key, number, path, data in ledger.database.execute(query, (entry,)):
        if key != last and bucket:
            yield bucket
            bucket = []
        last = key
        bucket.append((number, comparing.read(unpacked(data), path)))
    if bucket:
        yield bucket
