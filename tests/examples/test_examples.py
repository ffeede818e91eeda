"""The example submissions: each gets the verdict and the findings it was made for, and all files are what they claim."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

import eligibility
from eligibility.looking.looker import Looker
from tools import examples, fonts
from tools.example_set import examples as example_set

if TYPE_CHECKING:
    from eligibility import Report
    from tools.example_set import Example

FOLDER: Final = examples.FOLDER
NAMES: Final = sorted(path.parent.name for path in FOLDER.glob("*/declaration.json"))
PICTURES: Final = sorted(path for path in FOLDER.glob("*/scans/*") if path.parts[-3] != "hostile")
FORMATS: Final = {".jpg": "JPEG", ".png": "PNG"}
EXIT_CODES: Final = {"eligible": 0, "ineligible": 1, "refer": 3, "undetermined": 4}


def _expected(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((FOLDER / name / "expected.json").read_text("utf-8"))
    return expected


def _judged(path: Path, as_of: str | None = None) -> Report:
    with Looker(cache=Path(os.environ["ELIGIBILITY_CACHE"])) as looker:
        checker = eligibility.Checker("anhui-leaders@2023", looker=looker)
        return checker.check(eligibility.load(path), as_of=dt.date.fromisoformat(as_of) if as_of else None)


def _told(report: Report) -> dict[str, Any]:
    """Return verdict, findings and doubts of a report in the form of `expected.json`."""
    return {
        "verdict": str(report.verdict),
        "findings": sorted([result.rule, found.at] for result in report.results for found in result.findings),
        "doubts": sorted([result.rule, doubt.at] for result in report.results for doubt in result.doubts),
    }


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "eligibility", *arguments], capture_output=True, check=False, timeout=120
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_judged_as_expected(name: str) -> None:
    """The engine gives the verdict that was meant, finds every planted fault, and finds nothing else."""
    expected = _expected(name)
    as_of = expected.pop("as_of", None)
    assert _told(_judged(FOLDER / name, as_of)) == expected


@pytest.mark.parametrize("example", example_set(), ids=lambda example: example.name)
def test_an_example_ends_the_command_with_its_exit_code(example: Example) -> None:
    """`eligibility check` ends with the exit code of the verdict, and writes nothing to its error stream."""
    as_of = ["--as-of", example.as_of] if example.as_of else []
    ended = _run("check", str(FOLDER / example.name), *as_of, "--lang", "zh")
    assert (ended.returncode, ended.stderr) == (EXIT_CODES[example.verdict], b"")


def test_every_verdict_is_shown() -> None:
    """Among the examples there is one for each of the four verdicts."""
    assert {_expected(name)["verdict"] for name in NAMES} == set(EXIT_CODES)


def test_a_dozen_rules_fail() -> None:
    """The example of many faults shows at least a dozen different rules."""
    assert len({rule for rule, _ in _expected("dozen-faults")["findings"]}) >= 12


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_hostile_text_shows_no_hidden_character(form: str, language: str) -> None:
    """Whatever the hostile example says, no format lets through a control character or one that turns text around."""
    ended = _run("check", str(FOLDER / "hostile"), "--format", form, "--lang", language)
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert {char for char in ended.stdout.decode() if unicodedata.category(char) in {"Cc", "Cf"}} <= {"\n"}


def test_a_zip_is_judged_as_its_folder(tmp_path: Path) -> None:
    """A .zip of a submission is judged exactly as the folder it was made of."""
    path = tmp_path / "complete-backup.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((FOLDER / "complete-backup").rglob("*")):
            archive.write(file, file.relative_to(FOLDER))
    assert _told(_judged(path)) == _told(_judged(FOLDER / "complete-backup"))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link that leads out of the submission is an attachment that can't be read, even if a good file is there."""
    folder = tmp_path / "submission"
    shutil.copytree(FOLDER / "complete-backup", folder)
    photo = folder / "scans/01-photo.jpg"
    photo.rename(tmp_path / "photo.jpg")
    photo.symlink_to(tmp_path / "photo.jpg")
    assert _told(_judged(folder))["findings"] == [["unreadable-attachment", "/attachments/0/file"]]


def test_the_generator_makes_the_same_texts() -> None:
    """Declarations, expectations and the README are byte for byte what the generator makes of the code."""
    texts = examples.texts()
    assert {f"{name}/declaration.json" for name in NAMES} < texts.keys()
    assert [path for path, text in texts.items() if (FOLDER / path).read_bytes() != text.encode()] == []


def test_the_table_names_every_file() -> None:
    """The README's table has one line for each file of the folder, and none for a file that is not there."""
    table = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    files = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}
    kept = {path.as_posix() for path in files if "__pycache__" not in path.parts} - {"README.md"}
    assert sorted(table) == sorted(kept)


@pytest.mark.parametrize("name", NAMES)
def test_a_declaration_is_small(name: str) -> None:
    """No declaration is larger than 20 kB."""
    assert (FOLDER / name / "declaration.json").stat().st_size <= 20_000


def test_all_examples_together_are_small() -> None:
    """The folder of examples is at most 8 MB."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 8_000_000


@pytest.mark.parametrize("name", NAMES)
def test_no_text_hides_characters(name: str) -> None:
    """In the files themselves, control characters and those that turn text around are written as escapes."""
    text = (FOLDER / name / "declaration.json").read_text("utf-8")
    assert {char for char in text if unicodedata.category(char) in {"Cc", "Cf"}} == {"\n"}


@pytest.mark.parametrize("path", [path for path in PICTURES if path.suffix != ".pdf"], ids=lambda path: path.stem)
def test_a_picture_opens(path: Path) -> None:
    """Every picture is of the type its name says, decodes to its end, and is a scan of 120 dots an inch or more; a spoilt one may be small."""
    with Image.open(path) as picture:
        picture.load()
        assert picture.format == FORMATS[path.suffix]
        assert min(picture.info["dpi"]) >= 119.5
        assert min(picture.size) >= (160 if "bad-papers" in path.parts else 480)


@pytest.mark.parametrize("path", [path for path in PICTURES if path.suffix == ".pdf"], ids=lambda path: path.parts[-3])
def test_a_pdf_has_two_pages(path: Path) -> None:
    """Every PDF begins and ends as one and has its two pages."""
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 2


def test_a_missing_font_is_named_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the fonts the generator stops and says which Debian package brings them."""
    monkeypatch.setattr(fonts, "_FONT_FOLDERS", (tmp_path,))
    with pytest.raises(fonts.FontMissingError, match="apt install fonts-arphic-ukai"):
        fonts.font("kai", 1234)
