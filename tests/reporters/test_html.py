"""The reporter `html`: the page that a reviewer opens, prints and keeps."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from eligibility import Checker
from eligibility.hooks import Judged
from eligibility.measurement import Picture
from eligibility.report import Finding, Outcome, Report, Result, Severity, Source
from eligibility.reporters.exhibits import MOST_PICTURES, exhibits_of
from eligibility.reporters.html import HtmlReporter
from eligibility.submission import Submission
from tests.reporters.browser import opened
from tools.invent import SMALL, invent, with_content
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from eligibility.declaration import Attachment

Document = dict[str, Any]

CHECKER: Final = Checker("anhui-leaders@2023", looker=IdealLooker())
PAGE_SIZE: Final = (1000, 1500)
BOX: Final = (200, 300, 400, 150)
HOSTILE: Final = "<img src=http://x.invalid onerror=alert(1)><script>alert(2)</script>'\"&{{7*7}}\u202e"


class _Shows:
    """Shows white pages with a dark patch where the outlined region lies, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, int]] = []

    def __call__(self, attachment: Attachment, page: int, longest: int) -> Picture:
        self.asked.append((attachment.id, page))
        scale = 2
        image = Image.new("RGB", (PAGE_SIZE[0] // scale, PAGE_SIZE[1] // scale), "white")
        left, top, width, height = (edge // scale for edge in BOX)
        image.paste((20, 40, 160), (left, top, left + width, top + height))
        return Picture(*image.size, 3, PAGE_SIZE, image.tobytes())


def _document(**changes: Any) -> Document:
    document = copy.deepcopy(invent(11, amounts=SMALL))
    document["awards"][0] |= {"awarded_on": "2016-05-01", "rank": 99}
    document["remarks"] = "无"
    return {**document, **changes}


def _judged(document: Document, *more: Finding, show: Any = None, name: str = "submission") -> Judged:
    """Judge a declaration and add findings as if a rule had made them."""
    declaration = with_content(document)
    report = CHECKER.check(Submission.of(declaration))
    if more:
        added = Result("outlined", Severity.WARNING, Outcome.FAILED, Source("test", "stated"), more)
        report = Report(**{field: getattr(report, field) for field in _FIELDS}, results=(added, *report.results))
    return Judged(name, declaration, CHECKER.ruleset.title, report, show or _Shows())


_FIELDS: Final = ("verdict", "complete", "declaration", "ruleset", "engine", "as_of")


def _outlined(document: Document, at: str = "/awards/0/name") -> Finding:
    attachment = document["awards"][0]["attachments"][0]
    return Finding(at, "Something is here.", "Look.", attachment=attachment, page=2, region=BOX)


def _page(*judged: Judged, language: str = "en") -> str:
    return "".join(HtmlReporter().render(judged, language=language))


def _saved(path: Path, *judged: Judged, language: str = "en") -> Path:
    path.write_text(_page(*judged, language=language), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_is_on_the_page(language: str) -> None:
    """Message, remedy, place, rule and source of every finding stand in the page, in the language asked for."""
    judged = _judged(_document())
    page = _page(judged, language=language).replace("&#34;", '"').replace("&#39;", "'")
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    assert len(judged.report.findings) > 2
    for result in judged.report.results:
        assert f"<code>{result.rule}</code>" in page
        for finding in result.findings:
            for text in (finding.text(language), finding.cure(language), finding.at, result.source.in_words(language)):
                assert text in page


def test_what_a_submission_says_stays_text() -> None:
    """Markup, quotes, templates and characters that turn the direction of writing reach the page as plain text."""
    document = _document(id=HOSTILE, remarks=HOSTILE * 10)
    document["applicant"]["name"] = document["employer"]["name"] = document["attachments"][0]["name"] = HOSTILE
    page = _page(_judged(document, _outlined(document), name=HOSTILE), language="zh")
    assert "<img" not in page
    assert page.count("<script") == 1
    assert "\u202e" not in page
    assert "{{7*7}}" in page


def test_the_policy_allows_our_style_and_script_and_nothing_else() -> None:
    """The hashes in the Content-Security-Policy are those of the style and script in the page; no source is a host."""
    page = _page(_judged(_document()))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    policy = policy.replace("&#39;", "'")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "http" not in policy
    assert re.findall(r"""(?:src|href)=["'](?!#|data:image/jpeg;base64,)""", page) == []


def test_a_picture_is_packed_anew_and_stands_in_the_page_once() -> None:
    """Two sections that show one page of a file decode it once; the page holds one JPEG of it, of the size it was shown in."""
    document = _document()
    show = _Shows()
    judged = _judged(document, _outlined(document), _outlined(document, "/remarks"), show=show)
    page = _page(judged)
    attachment = document["awards"][0]["attachments"][0]
    assert show.asked.count((attachment, 2)) == 1
    pictures = [base64.b64decode(data) for data in re.findall(r"data:image/jpeg;base64,([^\"]+)", page)]
    assert len(pictures) == len(show.asked)
    with Image.open(io.BytesIO(pictures[0])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (500, 750))


def test_without_a_picture_the_page_says_so() -> None:
    """A file that can't be shown leaves a sentence where its picture would stand."""
    document = _document()
    page = _page(_judged(document, _outlined(document), show=lambda *_: None))
    assert "No picture: the file can&#39;t be shown." in page
    assert "<svg" not in page


def test_pictures_are_limited() -> None:
    """However many attachments are at fault, no more pictures are decoded than the limit allows."""
    document = _document()
    document["attachments"] = [{"id": f"x{n}", "kind": "other", "name": "IMG_1.jpg"} for n in range(MOST_PICTURES + 20)]
    show = _Shows()
    page = _page(_judged(document, show=show))
    assert len(show.asked) == MOST_PICTURES
    assert page.count("data:image/jpeg") == MOST_PICTURES


def test_a_finding_without_an_attachment_shows_its_record_s_proofs() -> None:
    """The page beside a finding is the one it names, else the attachment it stands at, else its record's proofs."""
    document = _document()
    declaration = with_content(document)
    ids = [attachment.id for attachment in declaration.attachments]
    proofs = document["awards"][0]["attachments"]

    def about(at: str, attachment: str | None = None, page: int | None = None) -> list[tuple[int, int]]:
        return list(exhibits_of(Finding(at, "", "", attachment=attachment, page=page), declaration))

    assert about("/awards/0/rank") == [(ids.index(proof), 1) for proof in proofs]
    assert about("/awards/0/rank", ids[3], 2) == [(3, 2)]
    assert about("/attachments/4/name") == [(4, 1)]
    assert about("/awards/99/rank") == about("/awards/x") == about("/applicant/name") == about("") == []
    assert about("/awards/0/rank", "no-such") == []


def test_several_submissions_have_a_chapter_each_and_a_table(browser: Browser, tmp_path: Path) -> None:
    """Each is reached from the table at the end; no anchor stands twice."""
    file = _saved(
        tmp_path / "several.html", *[_judged(_document(id=name), name=name) for name in ("one", "two", "three")]
    )
    with opened(browser, file) as page:
        assert page.locator("article").count() == 3
        assert page.locator("#overview tbody tr").count() == 3
        page.get_by_role("link", name="two", exact=True).click()
        assert page.url.endswith("#s2")
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(part => part.id)")
        assert len(ids) == len(set(ids))


def test_no_submission_at_all_is_said() -> None:
    """When nothing could be read there is still a page that says so."""
    assert "No submission could be read." in _page()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_region_is_outlined_where_it_lies(browser: Browser, tmp_path: Path, language: str, *, dark: bool) -> None:
    """In a real browser the outline frames the patch on the picture, whatever size it is shown in."""
    document = _document()
    document["applicant"]["name"] = HOSTILE
    file = _saved(tmp_path / "one.html", _judged(document, _outlined(document)), language=language)
    with opened(browser, file, dark=dark) as page:
        assert HOSTILE[:30] in page.locator("h1").inner_text()
        mark = page.locator(".mark[data-finding] rect.line").first
        mark.scroll_into_view_if_needed()
        frame, sheet = mark.bounding_box(), mark.locator("xpath=../../*[1]").bounding_box()
        assert frame is not None
        assert sheet is not None
        scale = sheet["width"] / PAGE_SIZE[0]
        assert frame["x"] - sheet["x"] == pytest.approx(BOX[0] * scale, abs=4)
        assert frame["y"] - sheet["y"] == pytest.approx(BOX[1] * scale, abs=4)
        with Image.open(io.BytesIO(page.screenshot())) as shot:
            inside = shot.convert("RGB").getpixel(
                (round(frame["x"] + frame["width"] / 2), round(frame["y"] + frame["height"] / 2))
            )
        assert isinstance(inside, tuple)
        assert inside[2] > inside[0] + 60


def test_findings_are_filtered_and_pictures_enlarged(browser: Browser, tmp_path: Path) -> None:
    """A severity can be hidden and shown; a picture opens large with its outline, by keyboard too, and closes."""
    document = _document()
    file = _saved(tmp_path / "one.html", _judged(document, _outlined(document)))
    with opened(browser, file) as page:
        errors, warnings = page.locator(".card.error"), page.locator(".card.warning")
        assert errors.first.is_visible()
        page.locator("button.count.error").click()
        assert [errors.first.is_visible(), warnings.first.is_visible()] == [False, True]
        page.locator("button.count.error").click()
        assert errors.first.is_visible()
        page.locator(".zoom:has(.mark)").first.focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog .mark rect.line").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("dialog").is_visible()


def test_paper_shows_everything(browser: Browser, tmp_path: Path) -> None:
    """Printed, the page has no buttons for jumping about and the list of all rules is open."""
    file = _saved(tmp_path / "one.html", _judged(_document()))
    with opened(browser, file) as page:
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert page.locator(".looked-at td").first.is_visible()
