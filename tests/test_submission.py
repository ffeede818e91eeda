"""Submissions from disk and from memory: what they carry, what their openers may do, and what they never give away."""

from __future__ import annotations

import copy
import gc
import hashlib
import io
import json
import pickle
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import pytest

import eligibility
from eligibility.checker import Checker
from eligibility.declaration import Attachment, Declaration
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.files import DECLARATION, LARGEST_FILE
from eligibility.measurement import FileFacts
from eligibility.report import CantTell, Outcome, Verdict
from eligibility.submission import Submission, load, read_declaration
from eligibility.wording import LANGUAGES
from tests.bounds import watched
from tools.invent import SMALL, invent, with_content
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMAGE: Final = b"\xff\xd8\xff\xe0 an image, as far as its first bytes go\xff\xd9"
CHECKER: Final = Checker("anhui-leaders@2023", looker=IdealLooker())


def document(**more: Any) -> dict[str, Any]:
    """Return an invented form without a fault, with some values changed."""
    return invent(1, amounts=SMALL) | more


def with_opener(opener: Callable[[], Any]) -> Submission:
    """Return a faultless submission in memory, one of whose attachments is opened by `opener`."""
    declaration = with_content(document())
    first, *others = declaration.attachments
    attachment = Attachment(id=first.id, kind=first.kind, name=first.name, content=opener)
    return Submission.of(declaration.model_copy(update={"attachments": (attachment, *others)}))


def doubt_of(submission: Submission) -> CantTell:
    """Return the doubt with which the first attachment is not opened."""
    with pytest.raises(CantTell) as doubt, submission.open(submission.declaration.attachments[0]):
        pass
    return doubt.value


# --- from disk --------------------------------------------------------------------------------------------------------


def test_all_three_shapes_mean_the_same(tmp_path: Path) -> None:
    """A folder, a .zip of it and the bare JSON give the same declaration and the same hash of its bytes."""
    data = json.dumps(document(), ensure_ascii=False).encode()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / DECLARATION).write_bytes(data)
    (tmp_path / "bare.json").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr(DECLARATION, data)
    submissions = [load(folder), load(tmp_path / "packed.zip"), load(tmp_path / "bare.json"), load(str(folder))]
    for submission in submissions:
        assert submission.declaration == Declaration.model_validate(document())
        assert submission.sha256 == hashlib.sha256(data).hexdigest()


def test_a_bare_declaration_has_no_files(tmp_path: Path) -> None:
    """Files that happen to lie beside a bare JSON file are not its attachments; nobody can tell what they hold."""
    (tmp_path / "a.json").write_text(json.dumps(document()), encoding="utf-8")
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "01-photo.jpg").write_bytes(IMAGE)
    submission = load(tmp_path / "a.json")
    assert not any(map(submission.can_open, submission.declaration.attachments))
    with pytest.raises(AttachmentError), submission.open(submission.declaration.attachments[0]):
        pass
    assert CHECKER.check(submission).verdict is Verdict.UNDETERMINED


def test_no_file_is_left_open(tmp_path: Path) -> None:
    """Files are closed again, also when what reads them fails; the test run treats a leak as an error."""
    (tmp_path / DECLARATION).write_text(json.dumps({"attachments": [{"id": "a1", "file": "a.jpg"}]}), encoding="utf-8")
    (tmp_path / "a.jpg").write_bytes(IMAGE)
    submission = load(tmp_path)
    with pytest.raises(ZeroDivisionError), submission.open(submission.declaration.attachments[0]) as file:
        _ = 1 / 0
    assert file.closed
    (tmp_path / DECLARATION).write_text("not JSON", encoding="utf-8")
    with pytest.raises(SubmissionError):
        load(tmp_path)
    gc.collect()


def test_a_text_of_megabytes_is_a_finding(tmp_path: Path) -> None:
    """Contributions of 15 MB are too long for the form, not for the program: a rule finds it and the report stays small."""
    path = tmp_path / "long.json"
    path.write_text(json.dumps(document(contributions="a" * (15 << 20))), encoding="utf-8")
    with watched():
        report = CHECKER.check(load(path))
    found = [result for result in report.results if result.findings]
    assert [result.rule for result in found] == ["text-too-long"]
    assert found[0].findings[0].at == "/contributions"
    assert len(report.to_json()) < 100_000


def test_every_refusal_names_the_file(tmp_path: Path) -> None:
    """Whatever is wrong, the refusal begins with the path the caller gave, in both languages."""
    contents = {
        "empty.json": b"",
        "text.json": b"hello",
        "types.json": b'{"id": 1}',
        "twice.json": b'{"id": "1", "id": "2"}',
        "gbk.json": '{"id": "编号"}'.encode("gbk"),
        "format.json": b'{"format": "eligibility-declaration/9"}',
        "deep.json": b"[" * 100_000,
        "no.zip": b"PK",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for name in (*contents, "nothing.json"):
        with pytest.raises(SubmissionError) as error:
            load(tmp_path / name)
        for language in LANGUAGES:
            assert error.value.text(language).startswith(str(tmp_path / name)), name


# --- from memory ------------------------------------------------------------------------------------------------------


def test_content_in_memory_is_judged_like_files() -> None:
    """A declaration whose attachments carry bytes or openers is judged without touching a disk."""
    assert CHECKER.check(with_content(document())).verdict is Verdict.ELIGIBLE
    assert CHECKER.check(with_opener(lambda: io.BytesIO(IMAGE))).verdict is Verdict.ELIGIBLE


def test_content_wins_over_a_name(tmp_path: Path) -> None:
    """An attachment with content needs no file, even where files are."""
    (tmp_path / DECLARATION).write_text("{}", encoding="utf-8")
    submission = load(tmp_path)
    with submission.open(Attachment(id="a1", file="nothing.jpg", content=IMAGE)) as file:
        assert file.read() == IMAGE


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (b"", FileFacts(size=0, problem="empty")),
        (b"text", FileFacts(size=4, sha256=hashlib.sha256(b"text").hexdigest(), problem="unknown-type")),
        (bytes(LARGEST_FILE + 1), FileFacts(problem="too-large")),
    ],
    ids=["empty", "text", "too large"],
)
def test_content_is_guarded_like_files(content: bytes, facts: FileFacts) -> None:
    """What a caller hands over is measured like any file, size limit included."""
    declaration = Declaration.model_validate({"attachments": [{"id": "a1", "content": content}]})
    assert CHECKER.look(Submission.of(declaration))[0][FileFacts] == facts


class Storage:
    """An opener that counts how often it is asked, and keeps what it gave."""

    def __init__(self) -> None:
        """Give nothing yet."""
        self.given: list[io.BytesIO] = []

    def __call__(self) -> BinaryIO:
        """Give a fresh file."""
        self.given.append(io.BytesIO(IMAGE))
        return self.given[-1]


def test_openers_are_called_late_and_their_files_closed() -> None:
    """Nothing is fetched before it is looked at, and every file that was given is closed."""
    storage = Storage()
    submission = with_opener(storage)
    CHECKER.judge(submission)
    assert storage.given == []
    CHECKER.check(submission)
    assert storage.given
    assert all(file.closed for file in storage.given)


@pytest.mark.parametrize(
    "error",
    [
        OSError("the disk"),
        FileNotFoundError("a path"),
        ValueError("x"),
        KeyError("x"),
        RuntimeError("x"),
        MemoryError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_opener_that_fails_is_the_portals_matter(error: Exception) -> None:
    """When the caller's storage fails, nobody can tell: the applicant is neither passed nor rejected for it."""

    def fail() -> BinaryIO:
        raise error

    submission = with_opener(fail)
    doubt = doubt_of(submission)
    assert doubt.owner == "portal"
    assert type(error).__name__ in doubt.text()
    report = CHECKER.check(submission)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.findings == ()


def test_the_report_repeats_the_doubt_about_an_opener() -> None:
    """The report says whose move it is, and why, in the words of the doubt itself."""

    def fail() -> BinaryIO:
        raise TimeoutError

    result = next(r for r in CHECKER.check(with_opener(fail)).results if r.rule == "unreadable-attachment")
    assert result.outcome is Outcome.CANT_TELL
    assert [doubt.owner for doubt in result.doubts] == ["portal"]
    assert "could not be fetched (TimeoutError)" in result.doubts[0].text()


def test_no_doubt_repeats_what_an_opener_says() -> None:
    """An opener's error may quote the file's name; only its type is told."""

    def fail() -> BinaryIO:
        message = "王不可说 349999197801010019.jpg"
        raise OSError(message)

    text = CHECKER.check(with_opener(fail)).to_json()
    assert "王不可说" not in text
    assert "349999197801010019" not in text


@pytest.mark.parametrize(
    "result", [io.StringIO("text"), None, "text", b"bytes", 7, io], ids=lambda item: type(item).__name__
)
def test_an_opener_that_gives_no_bytes_is_the_portals_matter(result: object) -> None:
    """An opener that gives text, or no file at all, is told to the portal and crashes nothing."""
    submission = with_opener(lambda: result)
    assert doubt_of(submission).owner == "portal"
    report = CHECKER.check(submission)
    assert report.verdict is Verdict.UNDETERMINED
    assert report.findings == ()
    assert not isinstance(result, io.StringIO) or result.closed


def test_a_file_that_breaks_while_it_is_read_is_a_doubt() -> None:
    """A connection that is lost halfway leaves a doubt, never a verdict on the applicant."""

    class Broken(io.BytesIO):
        """A file that can be opened but not read to its end."""

        def read(self, size: int | None = -1, /) -> bytes:
            """Give nothing for nothing, and fail otherwise."""
            if size == 0:
                return b""
            raise ConnectionResetError

    report = CHECKER.check(with_opener(lambda: Broken(IMAGE)))
    assert report.verdict is Verdict.UNDETERMINED
    assert report.findings == ()


# --- identity of a submission -----------------------------------------------------------------------------------------


def test_the_hash_in_memory_follows_the_values() -> None:
    """The same values have the same hash however they came, other values another; the bytes of files don't count."""
    first, second = with_content(document()), with_content(document())
    assert Submission.of(first).sha256 == Submission.of(second).sha256
    assert Submission.of(with_content(document(remarks="其他"))).sha256 != Submission.of(first).sha256
    assert Submission.of(Declaration(extra={"a": 1})).sha256 != Submission.of(Declaration(extra={"a": 2})).sha256


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**5000, "\ud800"], ids=["nan", "infinity", "huge", "surrogate"]
)
def test_a_caller_s_odd_values_crash_nothing(value: object) -> None:
    """What JSON can't say may still stand in a declaration built in memory; it is judged, or refused by the model."""
    try:
        declaration = Declaration.model_validate({"extra": {"a": value}, "programme": "x"})
    except ValueError:
        return
    report = CHECKER.check(declaration)
    json.loads(report.to_json())


PYTHONS_OWN: Final = (
    "__class__",
    "__dict__",
    "__init__",
    "__reduce_ex__",
    "__getstate__",
    "__deepcopy__",
    "__pydantic_fields__",
    "__pydantic_extra__",
    "____",
)
OURS: Final = (
    "model_fields",
    "model_copy",
    "unknown_keys",
    "parts",
    "cited",
    "self",
    "content_",
    "__typename",
    "class",
)
PLACES: Final = ("", "account", "applicant", "awards", "attachments")


def with_key(place: str, key: str) -> tuple[dict[str, Any], str]:
    """Return a form with one more key in a part of it, and the key's place."""
    form = document()
    target: Any = form[place] if place else form
    at = f"/{place}/0/{key}" if isinstance(target, list) else f"/{place}/{key}" if place else f"/{key}"
    (target[0] if isinstance(target, list) else target)[key] = "x"
    return form, at


@pytest.mark.parametrize("key", PYTHONS_OWN)
@pytest.mark.parametrize("place", PLACES)
def test_keys_that_name_python_s_methods_are_refused(key: str, place: str) -> None:
    """A key that could replace how a record is copied or sent to another process is refused where it stands."""
    form, at = with_key(place, key)
    with pytest.raises(SubmissionError) as error:
        read_declaration(json.dumps(form).encode())
    assert f"{at} " in str(error.value)
    assert "reserved" in str(error.value)


@pytest.mark.parametrize("key", OURS)
@pytest.mark.parametrize("place", PLACES)
def test_keys_named_like_our_own_are_data(key: str, place: str) -> None:
    """A key that happens to be a name in this program is an unknown key: told, and copied as data."""
    form, at = with_key(place, key)
    declaration = read_declaration(json.dumps(form).encode())
    report = CHECKER.check(declaration)
    assert [finding.at for finding in report.findings] == [at]
    assert copy.deepcopy(declaration) == declaration
    assert pickle.loads(pickle.dumps(declaration)) == declaration  # noqa: S301 - our own


def test_the_front_door_offers_what_portals_need() -> None:
    """The names of the contract are importable from the package itself."""
    submission = eligibility.Submission.of(eligibility.Declaration(id="1"))
    report = eligibility.Checker("anhui-leaders@2023").check(submission.declaration)
    assert report.verdict is eligibility.Verdict.INELIGIBLE
    assert isinstance(eligibility.read_declaration(b"{}"), eligibility.Declaration)
