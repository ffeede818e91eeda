"""The overview and the submissions' pages, opened in a real browser from the disk."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from eligibility.audit.journal import Journal, Ledger
from eligibility.hooks import load_plugins
from eligibility.measurement import Picture
from eligibility.results.pages import Pages, blurred, href
from eligibility.results.publish import publish
from eligibility.rule import summary_of
from eligibility.submission import load
from tests.audit.conftest import put, text_in
from tests.reporters.browser import opened
from tests.results.conftest import BOX, HOSTILE, PAGE_SIZE, audit, faulty, picture
from tools.sight import remember

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from eligibility.looking.looker import Looker

    Published = Callable[[str], Path]


def _listed(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#list tbody tr td:first-child").all_inner_texts()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_overview_to_the_outlined_region_and_back(
    browser: Browser, published: Published, language: str
) -> None:
    """A reviewer filters by rule, opens the submission, sees the region framed, and comes back to the same list."""
    out = published(language)
    with opened(browser, out / "report.html") as page:
        assert _listed(page) == ["broken", "faulty", "fine", "hostile"]
        page.locator('[data-facet="rule"] [data-value="outlined"]').click()
        assert _listed(page) == ["faulty"]
        page.get_by_role("link", name="faulty").click()
        mark = page.locator(".mark rect.line").first
        mark.scroll_into_view_if_needed()
        frame, sheet = mark.bounding_box(), mark.locator("xpath=../../*[1]").bounding_box()
        assert frame is not None
        assert sheet is not None
        assert frame["x"] - sheet["x"] == pytest.approx(BOX[0] * sheet["width"] / PAGE_SIZE[0], abs=4)
        assert page.locator(".card", has_text="Something is {here}.").count() == 1
        page.go_back()
        page.wait_for_selector("#list tbody tr")
        assert _listed(page) == ["faulty"]
        page.locator("#clear").click()
        assert len(_listed(page)) == 4
        # What could not be judged has no category, which is not to say that it was left out.
        assert (
            page.locator('[data-facet="category"] [data-value=""], [data-facet="employer"] [data-value=""]').count()
            == 0
        )


def test_filters_and_search_narrow_together(browser: Browser, published: Published) -> None:
    """Verdict, employer and words combine; the counts of the others follow; the number found is said."""
    out = published("en")
    with opened(browser, out / "report.html") as page:
        page.locator('[data-facet="verdict"] [data-value="unjudged"]').click()
        assert _listed(page) == ["broken"]
        assert page.locator(".cause").inner_text().strip()
        page.locator('[data-facet="verdict"] [data-value="unjudged"]').click()
        page.locator("#search").fill("OUTLINED")
        assert _listed(page) == ["faulty"]
        assert page.locator("#shown").inner_text() == "1 of 4 submissions"
        assert page.locator('[data-facet="verdict"] button').count() == 1
        page.locator("#search").fill(summary_of(load_plugins().rules["outside-window"], "en")[:20])
        assert _listed(page) == ["faulty"]
        page.locator("#search").fill("nothing like it")
        assert _listed(page) == []


def test_hostile_words_stay_words(browser: Browser, published: Published) -> None:
    """Markup in names is shown as it was written, without the character that turns the direction of writing."""
    out = published("en")
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "<img" not in text
    assert "\u202e" not in text
    with opened(browser, out / "report.html") as page:
        row = page.locator("#list tbody tr", has_text="hostile")
        assert HOSTILE[:40] in row.inner_text()
        row.get_by_role("link").click()
        assert HOSTILE[:40] in page.locator(".facts").inner_text()


def test_a_page_is_named_by_a_digest() -> None:
    """What a submission is called never chooses where its page lies."""
    assert {len(href(path)) for path in ("../../etc/passwd", "a/b.zip", HOSTILE, "\udcff")} == {len(href("x"))}
    assert href("../x").count("/") == 1
    assert ".." not in href("../x")


def test_without_a_change_nothing_is_written(published: Published) -> None:
    """A second run leaves every file as it is; one that somebody removed or wrote to is made anew, with all others."""
    out = published("en")
    usual = _times(out)
    published("en")
    assert _times(out) == usual
    (out / "report.html").unlink()
    (out / href("fine")).write_text("", encoding="utf-8")
    published("en")
    assert _times(out).keys() == usual.keys()
    assert (out / href("fine")).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_link_that_leads_nowhere_is_left_alone(published: Published) -> None:
    """What somebody put beside an audit's files stops nothing."""
    out = published("en")
    (out / "notes.txt").symlink_to(out / "nowhere.txt")
    published("en")
    assert (out / "notes.txt").is_symlink()


def test_pages_tell_how_far_they_are(audited: tuple[Path, Path], tmp_path: Path, looker: Looker) -> None:
    """The number of submissions done never falls, and ends with all of them, also those without a page."""
    told: list[int] = []
    out = shutil.copytree(audited[1], tmp_path / "out")
    with Journal(out) as journal:
        Pages(journal, out, "en", load_plugins(), {}).write(looker, told.append)
    assert told == sorted(told)
    assert told[-1] == 4


def _times(out: Path) -> dict[Path, int]:
    made = [path for path in out.rglob("*") if path.is_file() and not path.name.startswith(("journal", "hashes"))]
    return {path: path.stat().st_mtime_ns for path in made}


def test_only_what_changed_is_written_again(published: Published) -> None:
    """A second run touches no page; another language writes all; pages of submissions that are gone, and no others, are removed."""
    out = published("en")
    stale = out / "pages" / f"{'0' * 24}.html"
    stale.touch()
    (out / "pages" / "notes.html").touch()
    times = {file.name: file.stat().st_mtime_ns for file in (out / "pages").iterdir() if file != stale}
    published("en")
    assert {file.name: file.stat().st_mtime_ns for file in (out / "pages").iterdir()} == times
    published("zh")
    again = {file.name: file.stat().st_mtime_ns for file in (out / "pages").iterdir()}
    assert again.keys() == times.keys()
    assert {name for name in times if again[name] == times[name]} == {"notes.html"}


def test_a_file_that_is_another_one_now_is_not_shown(
    audited: tuple[Path, Path], tmp_path: Path, looker: Looker
) -> None:
    """A picture beside a finding is the one that was judged, or there is none: also when the folder is gone."""
    root, out = (shutil.copytree(folder, tmp_path / folder.name) for folder in audited)
    picture = root / "faulty" / faulty()["attachments"][0]["file"]
    with closing(Ledger(out)) as ledger:
        ledger.note(root=str(root))
        file = out / href("faulty")
        Pages(ledger, out, "en", load_plugins(), {}).write(looker)
        assert "data:image/jpeg" in file.read_text(encoding="utf-8")
        picture.write_bytes(picture.read_bytes() + b"IEND")
        for _ in range(2):
            file.unlink()
            Pages(ledger, out, "en", load_plugins(), {}).write(looker)
            assert "data:image/jpeg" not in file.read_text(encoding="utf-8")
            assert "No picture" in file.read_text(encoding="utf-8")
            shutil.rmtree(root, ignore_errors=True)


@pytest.mark.parametrize("names", [(None, None), ("same", "same"), ("same", "other")])
def test_attachments_without_an_id_of_their_own_have_pictures(
    tmp_path: Path, looker: Looker, names: tuple[str | None, str | None]
) -> None:
    """What a finding says of an attachment stands beside its picture, however the form names it."""
    document, root, out, cache = faulty(), tmp_path / "province", tmp_path / "out", tmp_path / "cache.sqlite"
    for attachment, name in zip(document["attachments"], names, strict=False):
        attachment.update(id=name, name="IMG_1.jpg")
    put(root / "faulty", document, None)
    for number, attachment in enumerate(document["attachments"]):
        (root / "faulty" / attachment["file"]).write_bytes(picture(f"rgb({number}, 40, 160)"))
    remember(load(root / "faulty"), cache)
    audit(root, out, cache)
    with closing(Ledger(out)) as ledger:
        Pages(ledger, out, "en", load_plugins(), {}).write(looker)
    text = (out / href("faulty")).read_text(encoding="utf-8")
    assert "data:image/jpeg" in text
    assert "No picture" not in text


def test_a_masked_audit_shows_no_names(tmp_path: Path, looker: Looker) -> None:
    """Under --mask no file of an audit holds personal data; of the pictures those are there that may be shown, though ids are hidden."""
    root, out, cache = tmp_path / "province", tmp_path / "out", tmp_path / "cache.sqlite"
    person = faulty()["applicant"]
    ids = {"a1": "photo", "a2": f"{person['name']}_正面", "a8": person["mobile"], "a9": f"{person['name']}_获奖"}
    written = json.dumps(faulty(), ensure_ascii=False)
    for old, new in ids.items():
        written = written.replace(f'"{old}"', f'"{new}"')
    document = json.loads(written)
    given = {attachment["id"]: attachment for attachment in document["attachments"]}
    for id_ in ids.values():
        given[id_] |= {"name": "IMG_1.jpg", "file": f"scans/{person['name']}_{id_}.png"}
    colours = dict(zip(ids.values(), ("white", "green", "red", "blue"), strict=True))
    put(root / "faulty", document, cache, {id_: _picture(colour) for id_, colour in colours.items()})
    audit(root, out, cache, masked=True)
    with closing(Ledger(out)) as ledger:
        publish(ledger, out, "zh", load_plugins(), looker)
    text = text_in(out)
    for secret in (person[field] for field in ("name", "id_number", "mobile", "phone", "email", "address")):
        assert secret not in text
    assert _shown(out / href("faulty")) == ["red", "blue"]  # neither a photo of which no text was read nor an ID card
    assert "无图片" in text


def _picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", PAGE_SIZE, colour).save(file, "PNG")
    return file.getvalue()


def _shown(page: Path) -> list[str]:
    """Return the colours in the middle of a page's pictures."""
    return [
        _middle(base64.b64decode(data))
        for data in re.findall('data:image/jpeg;base64,([^"]*)', page.read_text(encoding="utf-8"))
    ]


def _middle(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as image:
        levels = image.convert("RGB").resize((3, 3)).tobytes()[12:15]
    return max(zip(levels, ("red", "green", "blue"), strict=True))[1]


def test_nothing_can_be_read_where_a_picture_is_blurred() -> None:
    """Within a box all pixels are one colour; outside they are as they were, in a reduced picture too."""
    pixels = bytes(range(256)) * 3 * 40
    picture = Picture(160, 64, 1, (320, 128), pixels[: 160 * 64 * 3])
    hidden = blurred(picture, ((40, 20, 100, 40),))

    def colours(left: int, right: int, row: int) -> set[bytes]:
        return {hidden.pixels[(row * 160 + x) * 3 : (row * 160 + x) * 3 + 3] for x in range(left, right)}

    assert {len(colours(20, 70, row)) for row in range(10, 30)} == {1}
    assert hidden.pixels[: 160 * 3 * 5] == picture.pixels[: 160 * 3 * 5]
    assert len(hidden.pixels) == len(picture.pixels)
