"""The command `inspect`: what is measured on files, as tables, as JSON and drawn on the page."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from eligibility.cli import measured as room
from eligibility.cli.overlay import marks, overlay
from eligibility.hooks import load_plugins
from eligibility.measurement import (
    Alteration,
    Face,
    FileFacts,
    FileProblem,
    Fingerprint,
    Inscriptions,
    Line,
    PageFacts,
    PageScan,
    PageSeals,
    Picture,
    Portrait,
    ScanQuality,
    Seal,
    Seals,
    Signature,
    Text,
)
from eligibility.report import CantTell

if TYPE_CHECKING:
    from eligibility.rule import Seen
    from tests.cli.conftest import Run

PLUGIN: Final = Path(__file__).parents[1] / "plugins" / "wild_inspectors.py"


def wild(words: str) -> bytes:
    """Return a file that tells the wild inspectors what to do."""
    return b"\xff\xd8\xff" + words.encode() + b"\xff\xd9"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a small page as PNG."""
    path = tmp_path / "page.png"
    Image.new("RGB", (300, 200), "white").save(path)
    return path


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return two pages as PDF."""
    path = tmp_path / "pages.pdf"
    first = Image.new("RGB", (300, 200), "white")
    first.save(path, save_all=True, append_images=[Image.new("RGB", (200, 300), "black")])
    return path


# --- The command ------------------------------------------------------------------------------------------------------


def test_json_is_one_object_a_file(run: Run, page: Path, pages: Path) -> None:
    """For each file a line: its name, its hash, and of every inspector name, version and measurement."""
    done = run("inspect", "--format", "json", page, pages)
    assert (done.returncode, done.stderr) == (0, "")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [document["file"] for document in documents] == [str(page), str(pages)]
    inspectors = load_plugins().inspectors
    for document in documents:
        assert set(document) == {"file", "sha256", "inspectors"}
        assert [item["name"] for item in document["inspectors"]] == [i.name for i in inspectors.values()]
        assert [item["version"] for item in document["inspectors"]] == [i.version for i in inspectors.values()]
    found = {item["name"]: item["measurement"] for item in documents[1]["inspectors"]}
    assert found["file"]["sha256"] == documents[1]["sha256"]
    assert found["pages"]["count"] == 2


def test_a_name_that_is_no_text_is_told(run: Run, page: Path) -> None:
    """JSON names a file to the letter, even one whose name is no UTF-8 or could forge a terminal."""
    name = os.fsdecode(b"bad\xff\xe2\x80\xae.png")
    page.rename(page.with_name(name))
    done = run("inspect", name, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["file"] == name
    assert "\u202e" not in done.stdout


def test_text_tells_everything(run: Run, page: Path) -> None:
    """Without a format there are tables with the name of the file and what was seen."""
    done = run("inspect", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{page}\n")
    assert "image/png" in done.stdout
    assert "300 × 200" in done.stdout


def test_a_file_that_can_not_be_read_is_told(run: Run, page: Path, tmp_path: Path) -> None:
    """Files that are not there, no files, damaged or of another kind end in code 2, and the others are shown."""
    (tmp_path / "cut.png").write_bytes(page.read_bytes()[:60])
    (tmp_path / "notes.txt").write_text("Notes", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    for name, words in {
        "none.png": "none.png: can't be read: No such file or directory",
        ".": "not a regular file",
        "pipe": "pipe: not a regular file",
    }.items():
        done = run("inspect", name, page)
        assert done.returncode == 2
        assert words in done.stderr
        assert "300 × 200" in done.stdout
    for name, words in {
        "cut.png": "The file is damaged",
        "notes.txt": "The file is neither a PDF nor an image of a kind",
    }.items():
        done = run("inspect", tmp_path / name)
        assert (done.returncode, done.stderr) == (2, "")
        assert words in done.stdout
        assert len(done.stdout.splitlines()) == 5


def test_a_doubt_is_told_and_no_failure(run: Run, tmp_path: Path) -> None:
    """What an inspector could not tell is said in words; the file itself was read."""
    (tmp_path / "doubt.jpg").write_bytes(wild("lacks-something"))
    (tmp_path / "crash.jpg").write_bytes(wild("raise"))
    done = run("inspect", "--plugin", PLUGIN, "--no-cache", "doubt.jpg", "crash.jpg")
    assert "No reader, 李 for a photo." in done.stdout
    assert "The inspector crashed (ValueError) on this file." in done.stdout
    assert "李不可说" not in done.stdout + done.stderr
    done = run("inspect", "--plugin", PLUGIN, "--no-cache", "--format", "json", "doubt.jpg", "--lang", "zh")
    [doubt] = [item for item in json.loads(done.stdout)["inspectors"] if item["name"] == "echo"]
    assert doubt["measurement"] is None
    assert doubt["owner"] == "operator"
    assert doubt["reason"]


def test_measurements_are_kept_where_told(run: Run, tmp_path: Path) -> None:
    """A file is looked at once with a cache, from the option or the environment, and each time without one."""
    log = tmp_path / "log"
    (tmp_path / "a.jpg").write_bytes(wild(f"count {log} "))
    command = ("inspect", "--plugin", PLUGIN, "--format", "json", "a.jpg")
    first = run(*command, "--cache", "kept.sqlite")
    assert run(*command, "--cache", "kept.sqlite").stdout == first.stdout
    assert run(*command, env={"ELIGIBILITY_CACHE": "kept.sqlite"}).stdout == first.stdout
    assert log.read_text(encoding="utf-8") == "x"
    run(*command, "--no-cache", env={"ELIGIBILITY_CACHE": "kept.sqlite"})
    assert log.read_text(encoding="utf-8") == "xx"
    assert b"count" not in (tmp_path / "kept.sqlite").read_bytes()
    home = tmp_path / "home"
    run(*command, env={"XDG_CACHE_HOME": str(home)})
    assert [path.name for path in home.rglob("*.sqlite")] == ["measurements.sqlite"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "257", "１"])
def test_workers_are_a_number(run: Run, page: Path, number: str) -> None:
    """The number of workers is a whole one from 1 on."""
    done = run("inspect", page, f"--workers={number}")
    assert done.returncode == 2
    assert "is not a number from 1 to 256" in done.stderr


def test_an_overlay_is_a_picture_of_the_page(run: Run, page: Path, tmp_path: Path) -> None:
    """One page is drawn under the name given, at its own size."""
    done = run("inspect", page, "--overlay", "out.png", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "out.png") as drawn:
        assert drawn.size == (300, 200)


def test_an_overlay_of_several_pages_is_several_pictures(run: Run, pages: Path, tmp_path: Path) -> None:
    """Several pages are drawn one a file, numbered."""
    assert run("inspect", pages, "--overlay", "out.png").returncode == 0
    sizes = []
    for path in sorted(tmp_path.glob("out*.png")):
        with Image.open(path) as drawn:
            sizes.append((path.name, drawn.width > drawn.height))
    assert sizes == [("out-1.png", True), ("out-2.png", False)]


def test_an_overlay_that_can_not_be_made_leaves_nothing(run: Run, page: Path, tmp_path: Path) -> None:
    """What can't be shown or written is told, and no file is left, half written or whole."""
    (tmp_path / "notes.txt").write_text("Notes", encoding="utf-8")
    done = run("inspect", "notes.txt", "--overlay", "out.png")
    assert (done.returncode, done.stderr) == (2, "notes.txt: can't be shown, so nothing is drawn\n")
    (tmp_path / "folder.png").mkdir()
    done = run("inspect", page, "--overlay", "folder.png")
    assert done.returncode == 2
    assert "folder.png: can't be written" in done.stderr
    done = run("inspect", page, page, "--overlay", "out.png")
    assert (done.returncode, done.stderr) == (2, "--overlay takes one file at a time.\n")
    assert {path.name for path in tmp_path.iterdir()} == {"page.png", "notes.txt", "folder.png"}
    assert not [*(tmp_path / "folder.png").iterdir()]


def test_an_overlay_spares_the_scan(run: Run, page: Path, pages: Path, tmp_path: Path) -> None:
    """The file that is drawn on stays, and so does any that is called otherwise than a PNG."""
    named = pages.rename(tmp_path / "pages-1.png")
    for file, target, words in (
        (page, "page.png", "page.png: not overwritten"),
        (named, "pages.png", "pages-1.png: not overwritten"),
        (page, "scan.jpg", "“scan.jpg” does not end in .png"),
    ):
        before = file.read_bytes()
        done = run("inspect", file, "--overlay", target)
        assert done.returncode == 2
        assert words in done.stderr
        assert file.read_bytes() == before


def test_progress_is_for_those_who_watch(run: Run, page: Path) -> None:
    """A terminal shows which file it is and wipes that away; elsewhere nothing is shown, and the answer never changes."""
    quiet = run("inspect", page, page)
    assert quiet.stderr == ""
    outside, inside = pty.openpty()
    command = [sys.executable, "-m", "eligibility", "inspect", str(page), str(page)]
    environment = {**os.environ, "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLUMNS": "200"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=inside, env=environment, text=True) as watched:
        os.close(inside)
        assert watched.stdout is not None
        answer = watched.stdout.read()
    shown = os.read(outside, 1 << 16).decode()
    os.close(outside)
    assert answer == quiet.stdout
    assert "1 of 2: " in shown
    assert "2 of 2: " in shown
    assert shown.rstrip().endswith(("\x1b[2K", "\x1b[?25h", "\x1b[1A\x1b[2K"))


# --- Tables and pictures of everything there is -----------------------------------------------------------------------

BOX: Final = (50, 60, 100, 20)
IN_SEAL: Final = (80, 66, 40, 8)
SEEN: Final[Seen] = {
    FileFacts: FileFacts(size=1_234_567, sha256="ab" * 32, media_type="image/jpeg"),
    PageFacts: CantTell("Hm, {x}.", "operator", x="[bold]y[/bold]"),
    ScanQuality: ScanQuality(pages=(PageScan(legibility=0.987, glare=(BOX,), hidden=(BOX,), cropped=("left", "top")),)),
    Text: Text(pages=((Line(text="荣誉证书\x1b[31m", box=BOX, confidence=0.9),), ())),
    Portrait: Portrait(width=300, height=400, faces=(Face(box=BOX, eyes=((80, 65), (120, 66))),)),
    Seals: Seals(pages=(PageSeals(seals=(Seal(box=BOX, colour="red", shape="round"),)), PageSeals())),
    Inscriptions: Inscriptions(pages=((Line(text="某某大学", box=IN_SEAL, confidence=0.9),), ())),
    Signature: Signature(state="signed", page=1, region=BOX, ink=0.2),
    Alteration: Alteration(pages=((BOX,), ())),
    Fingerprint: Fingerprint(pages=("0" * 64,)),
}


class Plain:
    """An inspector that is only named."""

    def __init__(self, kind: Any) -> None:
        """Keep the type."""
        self.name = kind.__name__.lower()
        self.version = "1"
        self.measures = kind


class Known:
    """Plugins that know all types of measurement."""

    inspectors: Final = {kind: Plain(kind) for kind in SEEN}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_measurements_can_be_shown(language: Any) -> None:
    """Every type of measurement has a table, a doubt a sentence, and no text from a page can forge the screen."""
    text = room.Tables(Known(), language).of(Path("a[b].jpg"), SEEN)  # type: ignore[arg-type]
    assert text.startswith("a[b].jpg\n")
    for words in (
        "1,234,567",
        "Hm, [bold]y[/bold].",
        "0.987",
        "荣誉证书",
        "某某大学",
        "80, 65 · 120, 66",
        "version 1)" if language == "en" else "检测器 pagefacts",
        "50, 60 · 100 × 20",
        "300 × 400",
    ):
        assert words in text
    assert "\x1b" not in text
    assert set(room._KINDS) == set(SEEN)
    empty = dict.fromkeys(SEEN)
    assert room.Tables(Known(), language).of(Path("x"), empty).count("\n") > len(SEEN)  # type: ignore[arg-type]


def test_every_problem_has_words() -> None:
    """Whatever is wrong with a file can be said."""
    from typing import get_args

    assert set(room._PROBLEMS) == set(get_args(FileProblem))


@pytest.mark.parametrize("paper", ["white", "black"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_found_is_drawn(paper: str, language: Any) -> None:
    """Frames and labels are drawn where things were found, on dark and on light paper, and nowhere else."""
    page = Image.new("RGB", (400, 300), paper)
    picture = Picture(400, 300, 1, (400, 300), page.tobytes())
    labels = [
        "1",
        "seal",
        "in the seal",
        "altered",
        "glare",
        "hidden",
        "cropped",
        "cropped",
        "face",
        "eye",
        "eye",
        "signature",
    ]
    found = list(marks(SEEN, 0, page.size))
    assert [mark.label for mark in found] == labels
    assert [mark.box for mark in found if mark.label == "cropped"] == [(0, 0, 3, 300), (0, 0, 400, 3)]
    assert list(marks(SEEN, 1, page.size)) == []
    with Image.open(io.BytesIO(overlay(picture, SEEN, 0, language))) as drawn:
        assert drawn.size == page.size
        left, top, width, height = BOX
        colours = {drawn.getpixel((left, top + down)) for down in range(height)}
        assert colours - {(255, 255, 255), (0, 0, 0)}
        assert drawn.getpixel((390, 290)) == page.getpixel((390, 290))
    with Image.open(io.BytesIO(overlay(picture, {}, 0, language))) as drawn:
        assert drawn.tobytes() == page.tobytes()
    assert height == 20
    assert width == 100
