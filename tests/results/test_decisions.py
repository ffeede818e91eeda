"""Decisions made on a page: kept in the browser, saved to a file, taken in by the audit, and shown from then on."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from eligibility.audit.journal import Ledger
from eligibility.errors import EligibilityError
from eligibility.hooks import load_plugins
from eligibility.results.dispositions import NAME, read, rulings_of, take
from eligibility.results.pages import href
from eligibility.results.publish import publish_decisions
from tests.reporters.browser import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Published = Callable[[str], Path]

NOTE = 'Seen the original. <b>"x"</b>'


def _saved(page: Page, to: Path) -> Path:
    with page.expect_download() as download:
        page.locator(".unsaved button").click()
    assert download.value.suggested_filename == "decisions.jsonl"
    download.value.save_as(to)
    return to


def _taken(out: Path, file: Path) -> tuple[int, int]:
    with closing(Ledger(out)) as ledger:
        taken = take(ledger, out, rulings_of(file))
        publish_decisions(ledger, out, "en", load_plugins())
    return taken


def test_a_decision_goes_from_the_page_through_a_file_into_all_results(
    browser: Browser, published: Published, tmp_path: Path
) -> None:
    """It survives a reload, is saved from the overview too, and once taken in is told by page, overview and spreadsheet."""
    out = published("en")
    with opened(browser, out / href("faulty")) as page:
        card = page.locator(".card", has_text="Something is {here}.")
        card.get_by_role("button", name="false alarm").click()
        card.locator(".note").fill(NOTE)
        card.locator(".note").blur()
        page.reload()
        assert card.get_by_role("button", name="false alarm").get_attribute("aria-pressed") == "true"
        assert card.locator(".note").input_value() == NOTE
        assert page.locator('[data-decided="false-alarm"] b').inner_text() == "1"
        assert page.locator(".unsaved .new b").inner_text() == "1"
        file = _saved(page, tmp_path / "decisions.jsonl")
        assert page.locator(".unsaved .waiting b").inner_text() == "1"
        assert page.locator(".unsaved .new").is_hidden()
    [line] = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["submission"] == "faulty"
    assert _taken(out, file) == (1, 0)
    [decided] = read(out).values()
    assert (decided.decision, decided.note, decided.rule) == ("false-alarm", NOTE, "outlined")
    with opened(browser, out / href("faulty")) as page:  # a new profile: the browser remembers nothing
        card = page.locator(".card", has_text="Something is {here}.")
        assert card.locator(".note").input_value() == NOTE
        page.locator('[data-decided="false-alarm"]').click()
        assert card.is_hidden()
        page.goto((out / "report.html").as_uri())
        page.locator('[data-facet="decision"] [data-value="false-alarm"]').click()
        assert page.locator("#list tbody tr").count() == 1


def test_a_decision_is_taken_back(browser: Browser, published: Published, tmp_path: Path) -> None:
    """Pressing it again makes the finding open; the file says so, and the audit forgets the decision."""
    out = published("en")
    with opened(browser, out / href("faulty")) as page:
        page.locator(".decision.upheld").first.click()
        assert _taken(out, _saved(page, tmp_path / "decisions.jsonl")) == (1, 0)
        page.reload()
        button = page.locator(".decision.upheld").first
        assert button.get_attribute("aria-pressed") == "true"
        assert page.locator(".unsaved").is_hidden()
        button.click()
        assert _taken(out, _saved(page, tmp_path / "decisions.jsonl")) == (1, 0)
    assert read(out) == {}


def test_the_overview_knows_what_was_taken_in(browser: Browser, published: Published, tmp_path: Path) -> None:
    """Neither decisions that were taken in nor those taken back wait there, though their pages were not opened since."""
    out = published("en")
    with opened(browser, out / href("faulty")) as page:
        for name in ("a.jsonl", "b.jsonl"):
            page.goto((out / href("faulty")).as_uri())
            page.locator(".decision.upheld").first.click()
            page.goto((out / "report.html").as_uri())
            assert _taken(out, _saved(page, tmp_path / name)) == (1, 0)
            page.reload()
            assert page.locator(".unsaved").is_hidden()
    assert read(out) == {}


def test_what_was_saved_before_undoes_no_later_decision(browser: Browser, published: Published, tmp_path: Path) -> None:
    """A file holds what is new; a page shows what another reviewer decided since. Saved alone, it is saved once more."""
    out = published("en")
    with opened(browser, out / href("faulty")) as page:
        first, second = (page.locator(".card[data-key]").nth(number) for number in range(2))
        first.get_by_role("button", name="upheld").click()
        page.goto((out / "report.html").as_uri())
        file = _saved(page, tmp_path / "first.jsonl")
        again = _saved(page, tmp_path / "again.jsonl")
        assert again.read_bytes() == file.read_bytes()
        assert _taken(out, file) == (1, 0)
        [key] = read(out)
        line = {"key": key, "decision": "false-alarm", "note": "seen"}
        (tmp_path / "other.jsonl").write_text(json.dumps(line), encoding="utf-8")
        assert _taken(out, tmp_path / "other.jsonl") == (1, 0)
        page.goto((out / href("faulty")).as_uri())
        second.get_by_role("button", name="excused").click()
        assert page.locator(".unsaved .waiting").is_hidden()
        assert first.get_by_role("button", name="false alarm").get_attribute("aria-pressed") == "true"
        assert _taken(out, _saved(page, tmp_path / "second.jsonl")) == (1, 0)
    assert sorted(one.decision for one in read(out).values()) == ["excused", "false-alarm"]


def test_a_file_holds_only_what_was_not_saved_before(browser: Browser, published: Published, tmp_path: Path) -> None:
    """Decisions that wait to be taken in are not saved again beside new ones."""
    out = published("en")
    with opened(browser, out / href("faulty")) as page:
        for number, name in enumerate(("first.jsonl", "second.jsonl")):
            page.locator(".card[data-key]").nth(number).get_by_role("button", name="upheld").click()
            assert len(_saved(page, tmp_path / name).read_text(encoding="utf-8").splitlines()) == 1
        assert page.locator(".unsaved .waiting b").inner_text() == "2"


def test_taking_decisions_in_leaves_pictures_alone(published: Published) -> None:
    """A page keeps all it shows when only decisions change, even where the submissions are out of reach by then."""
    out = published("en")
    with closing(Ledger(out)) as ledger:
        ledger.note(root=str(out / "nowhere"))
    page = out / href("faulty")
    before = page.read_bytes()
    key = before.decode().partition('data-key="')[2].partition('"')[0]
    (out / "decisions.jsonl").write_text(json.dumps({"key": key, "decision": "upheld", "note": ""}), encoding="utf-8")
    assert _taken(out, out / "decisions.jsonl") == (1, 0)
    after = page.read_bytes()
    assert after.count(b"data:image/jpeg") == before.count(b"data:image/jpeg") > 0
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(changed) == 2
    assert b'"upheld"' in changed[0]


@pytest.mark.parametrize("line", ["", "{}", '{"key": "f1", "decision": "maybe", "note": ""}', '{"key": 1}', "\x00"])
def test_what_holds_no_decisions_is_refused(tmp_path: Path, line: str) -> None:
    """The words name the file and the line; nothing is taken."""
    file = tmp_path / "decisions.jsonl"
    file.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(EligibilityError, match=r"line 1 holds no decision"):
        rulings_of(file)


def test_decisions_of_another_audit_are_taken_over_while_the_evidence_stands(
    published: Published, tmp_path: Path
) -> None:
    """The file of an earlier audit has the same form; what it says of findings that are gone is counted."""
    out = published("en")
    key = (out / href("faulty")).read_text(encoding="utf-8").partition('data-key="')[2].partition('"')[0]
    lines = [
        {"key": one, "decision": "excused", "note": "", "submission": "", "rule": "", "at": ""} for one in (key, "f0")
    ]
    (out / NAME).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    later = shutil.copytree(out, tmp_path / "later")
    (later / NAME).unlink()
    assert _taken(later, out / NAME) == (1, 1)
    assert [one.decision for one in read(later).values()] == ["excused"]
