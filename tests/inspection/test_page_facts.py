"""Page facts: what a file's pages are, or why they can't be looked at; without any of the heavy software."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from typing import Final

import PIL
import pytest

from eligibility.files import LARGEST_FILE
from eligibility.inspection import guard
from eligibility.inspection.page_facts import PagesInspector
from eligibility.measurement import Exhibit, PageFacts
from eligibility.rules.attachments import unreadable_attachment
from tools.mutate import bases

FILES: Final = bases()


def facts(data: bytes) -> PageFacts:
    """Return the facts about the pages of these bytes."""
    return PagesInspector().inspect(Exhibit(data))


def test_every_page_is_told() -> None:
    """Of a file of several pages each has its facts, in the file's order."""
    found = facts(FILES["TIFF of several pages"])
    assert (found.count, found.problem) == (3, None)
    assert [page.colours for page in found.pages] == ["colour", "grey", "black-and-white"]
    assert {(page.width, page.height) for page in found.pages} == {(97, 61)}


@pytest.mark.parametrize("name", ["JPEG", "PNG", "deflated TIFF", "WebP", "PDF of a scan", "HEIC"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_that_is_cut_off_is_damaged(name: str, share: float) -> None:
    """Half a file and nine tenths of one are told as damaged."""
    data = FILES[name]
    assert facts(data[: int(len(data) * share)]).problem == "damaged"


def test_an_ending_glued_on_mends_nothing() -> None:
    """A PNG with its end but without its middle is damaged."""
    png = FILES["PNG"]
    assert facts(png[:-4000] + png[-12:]).problem == "damaged"


def test_a_problem_is_told_and_not_raised() -> None:
    """Whatever is wrong with a file is its measurement."""
    assert facts(b"") == PageFacts(problem="empty")
    assert facts(b"text") == PageFacts(problem="unknown-type")
    assert facts(FILES["APNG"]) == PageFacts(problem="animated")


def test_the_version_names_the_decoders() -> None:
    """Another Pillow or PDFium may decode otherwise, so measurements of the old one are not taken for the new one's."""
    assert PIL.__version__ in PagesInspector().version
    assert metadata.version("pypdfium2") in PagesInspector().version


def test_no_numpy_is_needed() -> None:
    """Pillow and PDFium are enough for the facts; a sheet's pixels without numpy are the operator's move."""
    code = """
import sys
sys.modules["numpy"] = None
from eligibility.inspection.page_facts import PagesInspector
from eligibility.inspection.pages import sheets_of
from eligibility.measurement import Exhibit
from eligibility.report import CantTell
exhibit = Exhibit(sys.stdin.buffer.read())
print(PagesInspector().inspect(exhibit).count)
try:
    exhibit.once(sheets_of)[0].grey
except CantTell as doubt:
    print(doubt.owner, doubt.text())
"""
    for name in ("JPEG", "PDF of lines and text"):
        done = subprocess.run([sys.executable, "-c", code], input=FILES[name], capture_output=True, check=True)
        count, _, doubt = done.stdout.decode().partition("\n")
        assert count == "1"
        assert doubt.startswith("operator ")
        assert "eligibility[images]" in doubt


def test_the_rule_tells_the_limits_as_they_are() -> None:
    """The numbers in the rule's words are those that the code goes by."""
    words = unreadable_attachment._WORDS
    assert f"({LARGEST_FILE >> 20} MiB)" in words["too-large"][0]
    assert f"({guard.LARGEST_PAGE // 10**6} million a page)" in words["too-many-pixels"][0]
    assert f"({guard.MOST_PAGES})" in words["too-many-pages"][0]
