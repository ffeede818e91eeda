"""Pictures held against each other: the same scan stored again is recognized, another person's paper never is."""

from __future__ import annotations

import functools
import io
import itertools
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageEnhance

from eligibility.audit.journal import Journal
from eligibility.audit.pictures import likeness, may_be_same, same_scan, sketch_of
from eligibility.inspection.fingerprint import inspect
from eligibility.looking.looker import Looker
from eligibility.measurement import Exhibit, Picture
from tests.audit.conftest import lines, put
from tests.small_rulesets import ruleset_of
from tools.certificates import draw
from tools.invent import SMALL, invent
from tools.portrait import portrait

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

KINDS = ("photo", "id-front", "education-certificate", "degree-certificate", "title-certificate", "pledge")


def _paper(seed: int, kind: str) -> Image.Image:
    document = invent(seed, amounts=SMALL)
    return draw(document, next(item for item in document["attachments"] if item["kind"] == kind))[0].convert("RGB")


def _jpeg(image: Image.Image, quality: int = 90) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _picture(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data)) as image:
        return Picture(image.width, image.height, 1, image.size, image.convert("RGB").tobytes())


def _bands(data: bytes) -> set[str]:
    [bits] = inspect(Exhibit(data)).pages
    return {f"{start} {bits[start : start + 4]}" for start in range(0, 64, 4)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_stored_again_is_recognized(kind: str) -> None:
    """Compressed, reduced or darkened it shares most of its fingerprint, and is the same in every tile."""
    paper = _paper(1, kind)
    original = _jpeg(paper)
    half = paper.resize((paper.width // 2, paper.height // 2))
    for copy in (_jpeg(paper, 40), _jpeg(half), _jpeg(ImageEnhance.Brightness(paper).enhance(0.85))):
        assert len(_bands(original) & _bands(copy)) >= 10
        assert may_be_same(sketch_of(_picture(original)), sketch_of(_picture(copy)))
        assert same_scan(_picture(original), _picture(copy))


def test_no_two_of_thirty_people_have_one_photo() -> None:
    """Photos of one format, in which everybody wears a suit before a plain ground, are told apart."""
    photos = [_picture(_jpeg(portrait(f"person {number}", ("male", "female")[number % 2]))) for number in range(30)]
    sketches = [sketch_of(photo) for photo in photos]
    pairs = itertools.combinations(range(30), 2)
    alike = [(one, other) for one, other in pairs if may_be_same(sketches[one], sketches[other])]
    assert not [pair for pair in alike if same_scan(*(photos[number] for number in pair))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_of_another_person_is_not_the_same_scan(kind: str) -> None:
    """Papers of one layout differ where the names and numbers stand, by a wide margin."""
    original = _picture(_jpeg(_paper(1, kind)))
    others = [_picture(_jpeg(_paper(seed, kind))) for seed in range(2, 6)]
    assert max(likeness(original, other) for other in others) < 0.65
    assert not any(may_be_same(sketch_of(original), sketch_of(other)) for other in others)


def test_a_reused_scan_is_found_and_confirmed(audited: Auditing, tmp_path: Path) -> None:
    """In an audit of real pictures the borrowed certificate, stored again and reduced, is found in both submissions, and no other."""
    shared = _paper(21, "degree-certificate")
    files = {
        20: _jpeg(shared),
        21: _jpeg(shared.resize((shared.width * 2 // 3, shared.height * 2 // 3)), 60),
        22: _jpeg(_paper(22, "degree-certificate")),
    }
    root = tmp_path / "real"
    for seed, data in files.items():
        document = invent(seed, amounts=SMALL)
        kept = [item for item in document["attachments"] if item["kind"] == "degree-certificate"]
        document = {**document, "attachments": kept, "awards": [], "honours": [], "publications": [], "projects": []}
        put(root / str(seed), document, None, {kept[0]["id"]: data})
    audited(tmp_path / "out", root=str(root), cache=None)
    found = {}
    with Journal(tmp_path / "out") as journal:
        for row in journal.rows():
            [result] = [one for one in row.reports["zh"]["results"] if one["rule"] == "same-scan-reused"]
            found[row.path] = [
                (finding["at"], finding["page"], finding["values"]["other"]) for finding in result["findings"]
            ]
    assert found == {"20": [("/attachments/0", 1, ["21"])], "21": [("/attachments/0", 1, ["20"])], "22": []}


@pytest.fixture
def borrowed(tmp_path: Path) -> dict[str, Any]:
    """Return the setting of an audit of three people's certificates, of which two are the same scan, stored twice."""
    ruleset = ruleset_of("same-scan-reused", severity="warning", more='kinds = ["degree-certificate"]\n')
    (tmp_path / "test.toml").write_text(ruleset, encoding="utf-8")
    shared = _paper(21, "degree-certificate")
    files = {20: _jpeg(shared), 21: _jpeg(shared, 60), 22: _jpeg(_paper(22, "degree-certificate"))}
    for seed, data in files.items():
        document = invent(seed, amounts=SMALL)
        kept = [item for item in document["attachments"] if item["kind"] == "degree-certificate"]
        put(tmp_path / "real" / str(seed), {**document, "attachments": kept}, None, {kept[0]["id"]: data})
    return {"root": str(tmp_path / "real"), "ruleset": str(tmp_path / "test.toml"), "cache": None}


def _outcomes(out: Path) -> dict[str, tuple[str, bool]]:
    return {
        line["submission"]: (line["report"]["results"][0]["outcome"], line["report"]["complete"]) for line in lines(out)
    }


def test_pages_that_could_not_be_compared_are_a_doubt_and_compared_again(
    audited: Auditing, borrowed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody can look at two pages that seem alike, both submissions say so, no other, and the next run finds the scan."""
    with monkeypatch.context() as hurried:
        hurried.setattr("eligibility.audit.run.Looker", functools.partial(Looker, seconds=0.001))
        audited(tmp_path / "out", **borrowed)
    doubted, passed, found = ("cant-tell", False), ("passed", True), ("failed", True)
    assert _outcomes(tmp_path / "out") == {"20": doubted, "21": doubted, "22": passed}
    first = lines(tmp_path / "out")[0]["report"]
    assert first["verdict"] == "undetermined"
    assert "submission 21" in first["results"][0]["reason"]
    assert "longer than 0.001 seconds" in first["results"][0]["reason"]
    assert audited(tmp_path / "out", **borrowed).unchanged == 3
    assert _outcomes(tmp_path / "out") == {"20": found, "21": found, "22": passed}


def test_a_folder_that_is_gone_while_pages_are_compared_is_a_doubt(
    audited: Auditing, borrowed: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission that can't be opened any more does not pass."""

    def unmounted(**limits: Any) -> Looker:
        shutil.rmtree(tmp_path / "real" / "21")
        return Looker(**limits)

    monkeypatch.setattr("eligibility.audit.run.Looker", unmounted)
    audited(tmp_path / "out", **borrowed)
    doubted = ("cant-tell", False)
    assert _outcomes(tmp_path / "out") == {"20": doubted, "21": doubted, "22": ("passed", True)}
    assert "no such file or folder" in lines(tmp_path / "out")[0]["report"]["results"][0]["reason"]
