"""The run: everything is judged once, what changed is judged again, and nothing stops it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eligibility.across import AcrossRule
from eligibility.audit.folder import as_text
from eligibility.audit.journal import Journal
from eligibility.errors import EligibilityError
from eligibility.ruleset import load_ruleset
from tests.audit.conftest import failed, lines, put
from tools.invent import SMALL, invent
from tools.sight import jpeg

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.conftest import Auditing


def test_every_submission_is_judged_in_order(audited: Auditing, tmp_path: Path) -> None:
    """There is a report for each submission, in the order of their paths, and the journal says that it is finished."""
    progress = audited(tmp_path / "out")
    found = lines(tmp_path / "out")
    assert [line["submission"] for line in found] == ["000", "001", "002", "003", "004"]
    assert {line["report"]["verdict"] for line in found} == {"eligible"}
    assert (progress.done, progress.unchanged, progress.total) == (5, 0, 5)
    with Journal(tmp_path / "out") as journal:
        assert journal.fact("finished") == "yes"


def test_what_did_not_change_is_not_judged_again(audited: Auditing, province: Path, tmp_path: Path) -> None:
    """A second run keeps all results but those of changed, new and removed submissions, and ends like a first one."""
    audited(tmp_path / "out")
    declaration = province / "001" / "declaration.json"
    document = json.loads(declaration.read_text(encoding="utf-8"))
    declaration.write_text(json.dumps({**document, "contributions": "字" * 801}), encoding="utf-8")
    picture = next((province / "002").glob("*/*"))
    picture.write_bytes(picture.read_bytes()[:-2] + b"other\xff\xd9")
    shutil.rmtree(province / "003")
    shutil.copytree(province / "004", province / "005")
    progress = audited(tmp_path / "out")
    assert (progress.done, progress.unchanged) == (5, 2)
    audited(tmp_path / "fresh")
    again, fresh = ((tmp_path / name / "reports.jsonl").read_bytes() for name in ("out", "fresh"))
    assert again == fresh
    assert ("text-too-long", "/contributions") in failed(lines(tmp_path / "out")[1])


def test_another_date_judges_again(audited: Auditing, tmp_path: Path) -> None:
    """What the results depend on besides the inputs makes them new: here the date."""
    audited(tmp_path / "out")
    assert audited(tmp_path / "out").unchanged == 5
    assert audited(tmp_path / "out", as_of=dt.date(2023, 8, 21)).unchanged == 0


def test_another_mask_is_refused(audited: Auditing, tmp_path: Path) -> None:
    """A run that hides personal data writes nothing beside one that doesn't: its sheets and pages would stay."""
    audited(tmp_path / "out")
    left = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(EligibilityError, match="shows personal data"):
        audited(tmp_path / "out", masked=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == left


def test_what_cannot_be_judged_is_recorded(audited: Auditing, province: Path, tmp_path: Path) -> None:
    """A broken declaration, an empty folder and one without a ruleset are told in both languages; the others are judged."""
    (province / "010").mkdir()
    (province / "011").mkdir()
    (province / "011" / "declaration.json").write_text("{", encoding="utf-8")
    put(province / "012", {**invent(12, amounts=SMALL), "round": "1999"}, None)
    put(province / "013", {**invent(13, amounts=SMALL), "programme": ""}, None)
    progress = audited(tmp_path / "out")
    assert progress.done == 9
    with Journal(tmp_path / "out") as journal:
        errors = {row.path: row.error for row in journal.rows() if row.error}
    assert list(errors) == ["010", "011", "012", "013"]
    assert all(set(error) == {"en", "zh"} for error in errors.values())
    assert audited(tmp_path / "out").unchanged == 9


def test_names_that_are_no_text_stop_nothing(audited: Auditing, province: Path, tmp_path: Path) -> None:
    """A folder named by bytes that are no UTF-8, in a folder like it, is judged, or its error told, under its name written out."""
    odd = Path(os.fsdecode(os.fsencode(province) + b"\xff"))
    province.rename(odd)
    for number, name in ((1, b"\xfe"), (2, b"\xfd")):
        (odd / f"{number:03}").rename(odd / os.fsdecode(name))
    (odd / os.fsdecode(b"\xfd") / "declaration.json").write_text("{", encoding="utf-8")
    audited(tmp_path / "out", root=as_text(str(odd)))
    found = {line["submission"]: line for line in lines(tmp_path / "out")}
    assert set(found) == {"000", r"\udcfe", r"\udcfd", "003", "004"}
    assert "report" in found[r"\udcfe"]
    assert "not JSON" in found[r"\udcfd"]["error"]


def test_a_missing_folder_is_an_error(audited: Auditing, tmp_path: Path) -> None:
    """Without the folder there is no audit, and the words name it."""
    with pytest.raises(EligibilityError, match="nowhere"):
        audited(tmp_path / "out", root=str(tmp_path / "nowhere"))


def test_a_wrong_folder_costs_nothing(audited: Auditing, province: Path, tmp_path: Path) -> None:
    """A folder that is missing, empty now or another one is refused, and leaves rows, facts and files as they were."""
    audited(tmp_path / "out", masked=True)
    (tmp_path / "empty").mkdir()
    shutil.copytree(province, tmp_path / "other")
    expected = (tmp_path / "out" / "reports.jsonl").read_bytes()
    for name in ("nowhere", "empty", "other"):
        with pytest.raises(EligibilityError, match=name):
            audited(tmp_path / "out", root=str(tmp_path / name), masked=True)
    province.rename(tmp_path / "mounted")
    province.mkdir()
    with pytest.raises(EligibilityError, match="no submissions"):
        audited(tmp_path / "out", masked=True)
    with Journal(tmp_path / "out") as journal:
        facts = {name: journal.fact(name) for name in ("root", "masked", "finished", "drafts_at")}
        assert facts == {"root": str(province), "masked": "yes", "finished": "yes", "drafts_at": None}
        assert journal.count() == 5
    assert (tmp_path / "out" / "reports.jsonl").read_bytes() == expected


def test_any_executor_will_do(audited: Auditing, tmp_path: Path) -> None:
    """Whatever offers the interface of `concurrent.futures.Executor` leads to the same results."""
    with ThreadPoolExecutor(2) as executor:
        audited(tmp_path / "threads", executor=executor)
    audited(tmp_path / "processes")
    threads, processes = ((tmp_path / name / "reports.jsonl").read_bytes() for name in ("threads", "processes"))
    assert threads == processes


class _Stubborn(Executor):
    """Runs everything but one submission, whose worker dies each time, as a cluster's would."""

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if arguments[1] == "002":
            future.set_exception(RuntimeError("worker died"))
        else:
            future.set_result(fn(*arguments, **named))
        return future


def test_a_submission_that_ends_its_worker_is_recorded(audited: Auditing, tmp_path: Path) -> None:
    """It is tried again alone, then told as what it is, with what came of it; the next run tries it once more."""
    audited(tmp_path / "out", executor=_Stubborn())
    found = lines(tmp_path / "out")
    assert "ended before it answered (RuntimeError), 3 times" in found[2]["error"]
    assert ["report" in line for line in found] == [True, True, False, True, True]
    assert audited(tmp_path / "out").unchanged == 4
    assert "report" in lines(tmp_path / "out")[2]


class _Lost(Executor):
    """Judges two submissions; what becomes of the others is all the same, as when a cluster has gone."""

    def __init__(self, end: Callable[[Future[Any]], None]) -> None:
        self.end = end
        self.taken = 0

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.taken += 1
        if self.taken <= 2:
            future.set_result(fn(*arguments, **named))
        else:
            self.end(future)
        return future


def _cancelled(future: Future[Any]) -> None:
    future.cancel()
    future.set_running_or_notify_cancel()


def _closed(_: Future[Any]) -> None:
    message = "the client is closed"
    raise OSError(message)


def _without_package(future: Future[Any]) -> None:
    future.set_exception(ModuleNotFoundError("No module named 'eligibility'"))


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (_cancelled, "The workers are gone (CancelledError)"),
        (_closed, "The workers are gone"),
        (_without_package, "The workers can't judge (ModuleNotFoundError: No module named 'eligibility')"),
    ],
)
def test_a_cluster_that_has_gone_or_lacks_the_package_ends_the_run(
    audited: Auditing, tmp_path: Path, end: Callable[[Future[Any]], None], words: str
) -> None:
    """It is told in words, no submission is blamed for it, and what was judged before is kept."""
    with pytest.raises(EligibilityError, match=re.escape(words)):
        audited(tmp_path / "out", executor=_Lost(end))
    with Journal(tmp_path / "out") as journal:
        kept = journal.paths()
    assert set(kept) <= {"000", "001"}
    assert audited(tmp_path / "out").unchanged == len(kept)


def test_a_cluster_that_goes_while_one_is_judged_alone_ends_the_run(audited: Auditing, tmp_path: Path) -> None:
    """A submission that is tried again is not blamed for what its executor does meanwhile."""

    class Stubborn(_Stubborn):
        def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
            future = super().submit(fn, *arguments, **named)
            self.shutdown_since = getattr(self, "shutdown_since", 0) + (arguments[1] == "002")
            if self.shutdown_since > 1:
                _closed(future)
            return future

    with pytest.raises(EligibilityError, match="The workers are gone"):
        audited(tmp_path / "out", executor=Stubborn())
    with Journal(tmp_path / "out") as journal:
        assert "002" not in journal.paths()


def test_two_audits_do_not_share_a_folder(audited: Auditing, tmp_path: Path) -> None:
    """While one writes to a folder another is refused."""
    from contextlib import closing

    from eligibility.audit.journal import Ledger

    with closing(Ledger(tmp_path / "out")), pytest.raises(EligibilityError, match="another audit"):
        audited(tmp_path / "out")


def test_nobody_else_may_read_what_is_written(audited: Auditing, tmp_path: Path) -> None:
    """Journal, key and results are for their owner alone."""
    audited(tmp_path / "out")
    modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "out").iterdir()}
    assert set(modes.values()) == {0}
    assert "hashes.key" in modes


def test_findings_across_submissions_decide_the_verdict(
    audited: Auditing, province: Path, cache: Path, tmp_path: Path
) -> None:
    """A person who declares twice is found in both submissions, and when one is withdrawn in none."""
    put(province / "010", {**invent(2, amounts=SMALL), "id": "another"}, cache)
    audited(tmp_path / "out")
    found = {line["submission"]: line for line in lines(tmp_path / "out")}
    for path, other in (("002", "010"), ("010", "002")):
        assert ("same-person-twice", "/applicant/id_number") in failed(found[path])
        assert found[path]["report"]["verdict"] == "refer"
        [result] = [one for one in found[path]["report"]["results"] if one["rule"] == "same-person-twice"]
        assert result["findings"][0]["values"]["other"] == [other]
    assert found["003"]["report"]["verdict"] == "eligible"
    shutil.rmtree(province / "010")
    audited(tmp_path / "out")
    assert {line["report"]["verdict"] for line in lines(tmp_path / "out")} == {"eligible"}


def test_every_entry_across_submissions_finds_what_is_planted(
    audited: Auditing, province: Path, cache: Path, tmp_path: Path
) -> None:
    """A copyist who borrows a photo and claims other people's works, in all sections, is found by every entry of the ruleset."""
    first, copyist = invent(1, amounts=SMALL), invent(20, amounts=SMALL)
    for section in ("awards", "publications", "projects"):
        for key in ("name", "title", "kind", "level", "grade", "awarded_on", "published_on", "year"):
            if key in first[section][0]:
                copyist[section][0][key] = first[section][0][key]
        copyist[section][0] |= {"rank": 1, "participants": 9}
        first[section][0] |= {"rank": 1, "participants": 8}
    files = {}
    for number, attachment in enumerate(copyist["attachments"]):
        if attachment["kind"] == "photo":
            files[attachment["id"]] = jpeg(f"001 {number}")
    shutil.rmtree(province / "001")
    put(province / "001", first, cache)
    put(province / "020", copyist, cache, files)
    put(province / "021", {**invent(20, amounts=SMALL), "id": "another"}, cache)
    audited(tmp_path / "out")
    ruleset = load_ruleset("anhui-leaders@2023")
    found = set()
    for line in lines(tmp_path / "out"):
        found |= {position for position, result in enumerate(line["report"]["results"]) if result["findings"]}
    across = {position for position, entry in enumerate(ruleset.entries) if isinstance(entry.rule, AcrossRule)}
    assert len(across) == 8
    assert across - found == set()


def test_the_journal_holds_no_number_of_what_is_compared(audited: Auditing, tmp_path: Path) -> None:
    """ID numbers, names and telephone numbers of people without a fault stand nowhere in what an audit leaves."""
    audited(tmp_path / "out")
    left = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    with Journal(tmp_path / "out") as journal:
        left += json.dumps([row.reports for row in journal.rows()], ensure_ascii=False).encode()
    for number in range(5):
        person = invent(number, amounts=SMALL)["applicant"]
        for field in ("id_number", "mobile", "name"):
            assert person[field].encode() not in left
