"""The looker: only what is asked for, each file once, and no file or keeper of files that raises."""

from __future__ import annotations

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from eligibility.checker import Checker
from eligibility.declaration import Attachment, Declaration
from eligibility.errors import AttachmentError
from eligibility.files import LARGEST_FILE
from eligibility.looking import looker as room
from eligibility.looking.looker import Looker
from eligibility.measurement import FileFacts
from eligibility.report import CantTell
from eligibility.submission import Submission, load
from tests.looking.wild import echo, file, kind, submission, why

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.hooks import Plugins
    from eligibility.measurement import Measurement


@pytest.fixture(scope="module")
def calm() -> Iterator[Looker]:
    """Return one looker for many harmless files."""
    with Looker(workers=2) as made:
        yield made


def test_facts_need_no_process(plugins: Plugins) -> None:
    """What only counts bytes is done here: no worker is started for it."""
    with Looker(workers=1) as looker:
        seen = looker.inspect(file("x"), plugins, [FileFacts])
        assert seen == {
            FileFacts: FileFacts(size=6, sha256=hashlib.sha256(file("x")).hexdigest(), media_type="image/jpeg")
        }
        assert looker._made is None


def test_only_what_is_wanted_is_measured(calm: Looker, plugins: Plugins) -> None:
    """Each attachment is measured as it was asked for; facts are always taken of a file that is opened."""
    wanted: list[set[type[Measurement]]] = [{kind("Echo")}, {kind("Length")}, set(), {FileFacts}]
    seen = calm.look(submission(*map(file, "abcd")), wanted, plugins)
    assert [set(item) for item in seen] == [{FileFacts, kind("Echo")}, {FileFacts, kind("Length")}, set(), {FileFacts}]


def test_a_file_is_looked_at_once(calm: Looker, plugins: Plugins, tmp_path: Path) -> None:
    """Three attachments of one file, and a copy of it, are one look; what only one of them wants, all get."""
    log = tmp_path / "log"
    folder = tmp_path / "submission"
    folder.mkdir()
    for name in ("a.jpg", "copy.jpg"):
        (folder / name).write_bytes(file(f"count {log} "))
    names = ["a.jpg", "a.jpg", "./a.jpg", "copy.jpg"]
    attachments = [{"id": f"a{number}", "file": name} for number, name in enumerate(names)]
    (folder / "declaration.json").write_text(json.dumps({"attachments": attachments}), encoding="utf-8")
    wanted = [{kind("Length")}, {kind("Echo")}, {kind("Length")}, {kind("Length"), kind("Echo")}]
    seen = calm.look(load(folder), wanted, plugins)
    assert log.read_text(encoding="utf-8") == "x"
    assert all(item[kind("Length")] == seen[0][kind("Length")] for item in seen)
    assert seen[3][kind("Echo")] == seen[1][kind("Echo")]


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "empty"), (b"I am text.", "unknown-type"), (b"\xff\xd8\xff cut off", "damaged")]
)
def test_a_file_with_a_problem_is_not_sent_on(plugins: Plugins, content: bytes, problem: str) -> None:
    """When the facts say that a file can't be looked at, nobody does, and nothing else is said of it."""
    with Looker(workers=1) as looker:
        [seen] = looker.look(submission(content), [{kind("Echo"), kind("Length")}], plugins)
        assert looker._made is None
    facts = seen.pop(FileFacts)  # type: ignore[attr-defined]  # it is a dict
    assert isinstance(facts, FileFacts)
    assert facts.problem == problem
    assert seen == {kind("Echo"): None, kind("Length"): None}


class Odd(io.BytesIO):
    """A caller's file that is odd in a given way."""

    def __init__(self, data: bytes, way: str) -> None:
        """Keep the way."""
        super().__init__(data)
        self.way = way

    def read(self, size: int | None = -1, /) -> Any:
        """Read, or not."""
        if size == 0:
            return b""
        if self.way == "fails":
            raise OSError(5, "李不可说")
        if self.way == "text":
            return "text"
        return super().read(1 if self.way == "crumbs" else size)

    def close(self) -> None:
        """Close, or not."""
        super().close()
        if self.way == "sticks":
            raise LookupError("李不可说")


@pytest.mark.parametrize("way", ["fails", "text", "sticks"])
def test_a_keeper_that_fails_is_the_portals_move(plugins: Plugins, way: str) -> None:
    """A file that the caller's code can't hand over is a doubt about that attachment, for every type alike."""
    with Looker(workers=1) as looker:
        [seen] = looker.look(submission(lambda: Odd(file("x"), way)), [{kind("Echo")}], plugins)
    for doubt in (seen[FileFacts], seen[kind("Echo")]):
        assert isinstance(doubt, CantTell)
        assert doubt.owner == "portal"
        assert "李不可说" not in doubt.why()


def test_a_file_that_comes_in_crumbs_is_read_whole(calm: Looker, plugins: Plugins) -> None:
    """A reader that gives one byte at a time, as one from a network may, is read to the end."""
    [seen] = calm.look(submission(lambda: Odd(file("crumbs"), "crumbs")), [{kind("Length")}], plugins)
    assert seen[kind("Length")].size == len(file("crumbs"))  # type: ignore[union-attr]


class Endless(io.RawIOBase):
    """A file without an end that counts what is read of it."""

    given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Give what is asked for, a megabyte at most."""
        assert size >= 0
        piece = b"\xff\xd8\xff" + bytes(min(size, 1 << 20)) if size else b""
        self.given += len(piece[:size])
        return piece[:size]


def test_a_file_without_an_end_is_too_large(calm: Looker, plugins: Plugins) -> None:
    """Of a file that never ends a byte more than the limit is read."""
    endless = Endless()
    [seen] = calm.look(submission(lambda: endless), [{kind("Echo")}], plugins)
    assert seen == {FileFacts: FileFacts(problem="too-large"), kind("Echo"): None}
    assert endless.given == LARGEST_FILE + 1


def test_files_that_are_not_there_are_told_by_their_facts(calm: Looker, plugins: Plugins, tmp_path: Path) -> None:
    """A name without a file, and one that leads out of the folder, are problems of the file, not doubts."""
    attachments = [{"id": "a1", "file": "none.jpg"}, {"id": "a2", "file": "../x.jpg"}, {"id": "a3"}]
    (tmp_path / "declaration.json").write_text(json.dumps({"attachments": attachments}), encoding="utf-8")
    seen = calm.look(load(tmp_path), [{kind("Echo")}] * 3, plugins)
    assert [item[FileFacts] for item in seen] == [FileFacts(problem=name) for name in ("missing", "outside", "missing")]
    assert [item[kind("Echo")] for item in seen] == [None] * 3


def test_one_attachment_without_a_file_among_others(calm: Looker, plugins: Plugins) -> None:
    """A declaration built in memory in which one attachment has no content is a doubt of the portal's there only."""
    declaration = Declaration.model_validate(
        {"attachments": [{"id": "a1", "content": file("x")}, {"id": "a2", "file": "a.jpg"}]}
    )
    first, second = calm.look(Submission.of(declaration), [{kind("Echo")}] * 2, plugins)
    assert first[kind("Echo")].words == "x"  # type: ignore[union-attr]
    doubt = second[kind("Echo")]
    assert isinstance(doubt, CantTell)
    assert doubt.owner == "portal"


def test_threads_share_a_looker(calm: Looker, plugins: Plugins) -> None:
    """Eight threads that look at submissions of their own get their own answers."""

    def look(number: int) -> list[str]:
        said = [f"{number}.{part}" for part in range(3)]
        seen = calm.look(submission(*map(file, said)), [{kind("Echo")}] * 3, plugins)
        return [item[kind("Echo")].words for item in seen]  # type: ignore[union-attr]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(look, range(24)))
    assert found == [[f"{number}.{part}" for part in range(3)] for number in range(24)]


def test_few_files_wait_in_memory(plugins: Plugins) -> None:
    """Of a submission with many files only a few are open before somebody has time to look at them."""
    waiting = 0
    most = 0

    def opener(number: int) -> Any:
        def open_it() -> io.BytesIO:
            nonlocal waiting, most
            waiting = number - sum(1 for task in done if task.future.done())
            most = max(most, waiting)
            return io.BytesIO(file(f"wait {number}"))

        return open_it

    done: list[Any] = []
    with Looker(workers=1) as looker, pytest.MonkeyPatch.context() as patch:
        sitting = room._Sitting
        ask = sitting._ask

        def noted(self: Any, *arguments: Any) -> None:
            ask(self, *arguments)
            done.append(self.tasks[-1])

        patch.setattr(sitting, "_ask", noted)
        looker.look(submission(*map(opener, range(10))), [{kind("Echo")}] * 10, plugins)
    assert len(done) == 10
    assert most <= 3


def test_inspectors_replaced_on_disk_are_noticed(
    calm: Looker, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A measurement is never taken under another version than the report names."""
    assert echo(calm, plugins, "same").words == "same"
    monkeypatch.setattr(plugins.inspectors[kind("Echo")], "version", "2", raising=False)
    assert why(echo(calm, plugins, "same")) == "The inspectors were replaced while this program runs; start it again."


def test_a_plugin_that_is_gone_is_told(tmp_path: Path, plugins: Plugins) -> None:
    """Where the worker can't load what this process has loaded, the operator is told."""
    import dataclasses

    with Looker(workers=1) as looker:
        lost = dataclasses.replace(plugins, sources=(str(tmp_path / "gone.py"),))
        assert why(echo(looker, lost, "x")) == "The process that looks at files can't be started (PluginError)."
        foreign = dataclasses.replace(plugins, sources=())
        assert why(echo(looker, foreign, "x")) == "The inspector can't be run in a process of its own (KeyError)."


# --- The checker's part -----------------------------------------------------------------------------------------------

RULES: Final = '''
from typing import ClassVar
from eligibility import Measurement, Rule, hookimpl
import wild_inspectors

class PhotosOnly(Rule):
    """A rule about photos only."""

    name: ClassVar[str] = "photos-only"
    reads: ClassVar = ("", wild_inspectors.Length)
    message: ClassVar[str] = "m"
    remedy: ClassVar[str] = "r"

    def looks_at(self, attachment):
        return attachment.kind == "photo"

    def check(self, declaration, context):
        yield from ()

class Everything(PhotosOnly):
    """A rule about everything, whose question crashes."""

    name: ClassVar[str] = "everything"
    reads: ClassVar = ("", wild_inspectors.Echo)

    def looks_at(self, attachment):
        raise LookupError

@hookimpl
def register_rules():
    return [PhotosOnly, Everything]
'''
RULESET: Final = """
format = "eligibility-ruleset/1"
name = "looks"
title = "Looks"
status = "draft"
round = { year = "2023", batches = { leader = 9, backup = 14 }, opens_on = 2023-08-01, closes_on = 2023-09-30 }
rules = [
  { rule = "photos-only", severity = "info", source = { title = "A test", basis = "stated" } },
  { rule = "everything", when = { category = "leader" }, severity = "info", source = { title = "A test", basis = "stated" } },
]
"""


def test_entries_decide_what_is_looked_at(calm: Looker, plugins: Plugins, tmp_path: Path) -> None:
    """Only entries for this applicant count, only attachments that a rule looks at, and a rule in doubt looks at all."""
    from eligibility.hooks import load_plugins

    (tmp_path / "looking_rules.py").write_text(RULES, encoding="utf-8")
    (tmp_path / "looks.toml").write_text(RULESET, encoding="utf-8")
    more = load_plugins((*plugins.sources, str(tmp_path / "looking_rules.py")))
    checker = Checker(tmp_path / "looks.toml", plugins=more, looker=calm)
    attachments = [
        {"id": "a1", "kind": "photo", "content": file("a")},
        {"id": "a2", "kind": "other", "content": file("b")},
    ]

    def looked(**form: object) -> list[set[str]]:
        given = Submission.of(Declaration.model_validate({"attachments": attachments, **form}))
        return [{seen.__name__ for seen in item} for item in checker.look(given)]

    assert looked(category="leader") == [{"FileFacts", "Length", "Echo"}, {"FileFacts", "Echo"}]
    assert looked(category="backup") == [{"FileFacts", "Length"}, set()]
    assert looked() == [{"FileFacts", "Length"}, set()]
    assert dict(checker.check(Declaration()).engine.inspectors) == {"length": "1", "echo": "1"}


def test_an_error_of_ours_leaves_nothing_waiting(calm: Looker, plugins: Plugins) -> None:
    """When the caller is interrupted, what it had asked for and nobody looked at yet is taken back."""

    def interrupted() -> Any:
        raise KeyboardInterrupt

    contents = [*[file(f"wait {number}") for number in range(3)], interrupted]
    with pytest.raises(KeyboardInterrupt):
        calm.look(submission(*contents), [{kind("Echo")}] * 4, plugins)
    assert echo(calm, plugins, "next").words == "next"


@pytest.mark.parametrize("workers", [0, -1])
def test_somebody_must_look(workers: int) -> None:
    """A looker without workers, which would wait for ever, can't be made."""
    with pytest.raises(ValueError, match="1 or more"):
        Looker(workers=workers)


def test_attachment_errors_have_a_problem() -> None:
    """The error by which keepers of files tell what is wrong carries the code that the facts repeat."""
    assert AttachmentError("outside").problem == "outside"


def test_a_page_is_shown_reduced_and_upright(plugins: Plugins) -> None:
    """A picture comes in the size asked for, with the page's own size; what can't be shown is nothing, not an error."""
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    Image.new("RGB", (900, 300), "red").save(written, "JPEG", exif=exif)
    content = written.getvalue()
    attachments = (Attachment(id="a", content=content), Attachment(id="b", content=b"none"), Attachment(id="c"))
    given = Submission.of(Declaration(attachments=attachments))
    with Looker(workers=1) as looker:
        shown = looker.show_attachment(given, plugins, attachments[0], 1, 90)
        assert shown is not None
        assert (shown.width, shown.height, shown.pages, shown.page_size) == (30, 90, 1, (300, 900))
        assert len(shown.pixels) == 30 * 90 * 3
        whole = looker.show_attachment(given, plugins, attachments[0], 1, 2000)
        assert whole is not None
        assert (whole.width, whole.height) == whole.page_size
        assert looker.show_attachment(given, plugins, attachments[0], 2, 90) is None
        assert looker.show_attachment(given, plugins, attachments[0], 0, 90) is None
        assert looker.show_attachment(given, plugins, attachments[1], 1, 90) is None
        assert looker.show_attachment(given, plugins, attachments[2], 1, 90) is None
