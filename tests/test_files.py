"""The doors of folders and .zip files: nothing outside is read, nothing hangs, nothing fills the memory."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.checker import Checker
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.files import DECLARATION, LARGEST_DIRECTORY, LARGEST_FILE, LARGEST_TOTAL, MOST_FILES
from eligibility.report import CantTell, Verdict
from eligibility.submission import Submission, load
from tests.bounds import run_bounded, watched
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET: Final = b"what lies outside"
IMAGE: Final = b"\xff\xd8\xff\xe0 an image, as far as its first bytes go\xff\xd9"
TRICKS: Final = (
    "/etc/passwd",
    "//etc/passwd",
    "../secret.txt",
    "scans/../../secret.txt",
    "./../secret.txt",
    "..",
    "../submission/photo.jpg",
    "scans/../photo.jpg",
    "..\\secret.txt",
    "scans\\..\\..\\secret.txt",
    "\\secret.txt",
    "\\\\server\\share\\secret.txt",
    "C:\\secret.txt",
    "C:secret.txt",
    "c:/secret.txt",
    "photo.jpg\0.txt",
    "\0",
)
"""Names that try to leave the folder, and names no honest program writes."""


def declared(*names: str) -> bytes:
    """Return a declaration whose attachments name these files."""
    attachments = [{"id": f"a{number}", "kind": "other", "file": name} for number, name in enumerate(names)]
    return json.dumps({"format": "eligibility-declaration/1", "attachments": attachments}).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two files, beside which lies something that nobody may read."""
    (tmp_path / "secret.txt").write_bytes(SECRET)
    root = tmp_path / "submission"
    (root / "scans").mkdir(parents=True)
    (root / "photo.jpg").write_bytes(IMAGE)
    (root / "scans" / "1.jpg").write_bytes(IMAGE)
    (root / DECLARATION).write_bytes(declared("photo.jpg"))
    return root


def packed(path: Path, members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a .zip of these members, in their order."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def seen(submission: Submission, index: int = 0) -> bytes | str:
    """Return an attachment's bytes, or why there are none."""
    try:
        with submission.open(submission.declaration.attachments[index]) as file:
            return file.read()
    except AttachmentError as error:
        return error.problem


def in_folder(folder: Path, name: str) -> bytes | str:
    """Return what the folder gives for an attachment's file name."""
    (folder / DECLARATION).write_bytes(declared(name))
    with watched():
        return seen(load(folder))


def in_zip(tmp_path: Path, name: str, members: Mapping[str, bytes] | None = None) -> bytes | str:
    """Return what a .zip with these members gives for an attachment's file name."""
    members = {"photo.jpg": IMAGE, "scans/1.jpg": IMAGE} if members is None else members
    return seen(load(packed(tmp_path / "submission.zip", {DECLARATION: declared(name), **members})))


def refused(path: Path) -> str:
    """Return the words with which a submission is refused."""
    with watched(), pytest.raises(SubmissionError) as error:
        load(path)
    return str(error.value)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TRICKS)
def test_tricky_names_lead_nowhere(folder: Path, name: str) -> None:
    """A name that is absolute, climbs, names a drive or holds a NUL opens nothing, in a folder as in a .zip."""
    assert in_folder(folder, name) == "outside"
    climbing = {"../secret.txt": SECRET, "/secret.txt": SECRET, "C:/secret.txt": SECRET, "scans/../photo.jpg": SECRET}
    assert in_zip(folder.parent, name, {"photo.jpg": IMAGE, **climbing}) == "outside"


@pytest.mark.parametrize("name", ["photo.jpg", "./photo.jpg", "scans/1.jpg", "scans\\1.jpg", ".//scans///1.jpg"])
def test_plain_names_are_found(folder: Path, name: str) -> None:
    """A relative name is found, whichever slashes its author's system writes."""
    assert in_folder(folder, name) == IMAGE
    assert in_zip(folder.parent, name) == IMAGE


@pytest.mark.parametrize("name", ["PHOTO.JPG", "Photo.jpg", "photo.jpg.", "nothing.jpg", "photo.jpg/inner", "a" * 5000])
def test_other_names_are_missing(folder: Path, name: str) -> None:
    """Names are compared to the letter, so that a submission means the same on every system."""
    assert in_folder(folder, name) == "missing"
    assert in_zip(folder.parent, name) == "missing"


@pytest.mark.parametrize("name", ["证书（正本）·第1页.jpg", "é.jpg", "e\u0301.jpg", "📜.jpg", "\u202egpj.js", " .jpg"])
def test_odd_characters_are_part_of_a_name(folder: Path, name: str) -> None:
    """Any printable or invisible character may stand in a file's name."""
    (folder / name.strip()).write_bytes(IMAGE)
    assert in_folder(folder, name) == IMAGE
    assert in_zip(folder.parent, name, {name.strip(): IMAGE}) == IMAGE


@pytest.mark.parametrize("name", [".", "scans", "scans/", "./"])
def test_a_folder_is_not_a_file(folder: Path, name: str) -> None:
    """An attachment that names a folder can't be opened."""
    assert in_folder(folder, name) == "not-a-file"
    assert in_zip(folder.parent, name, {"scans/": b"", "scans/1.jpg": IMAGE}) == "missing"


def test_no_name_is_missing(folder: Path) -> None:
    """An attachment without a file's name has no file."""
    assert in_folder(folder, "") == "missing"
    assert in_folder(folder, "  ") == "missing"


# --- folders ----------------------------------------------------------------------------------------------------------


def test_links_out_of_the_folder_are_not_followed(folder: Path) -> None:
    """A link to a file or a folder outside opens nothing, whether or not anything is there."""
    (folder / "file").symlink_to(folder.parent / "secret.txt")
    (folder / "relative").symlink_to("../secret.txt")
    (folder / "above").symlink_to(folder.parent)
    (folder / "nothing").symlink_to(folder.parent / "nothing.txt")
    (folder / "chain").symlink_to("file")
    for name in ("file", "relative", "above/secret.txt", "nothing", "chain", "above/nothing.txt"):
        assert in_folder(folder, name) == "outside", name


def test_a_folder_beside_with_a_longer_name_is_outside(folder: Path) -> None:
    """A link into a folder whose path only begins like the submission's leaves it."""
    beside = folder.with_name(f"{folder.name}-2")
    beside.mkdir()
    (beside / "a.jpg").write_bytes(SECRET)
    (folder / "link").symlink_to(beside)
    assert in_folder(folder, "link/a.jpg") == "outside"


def test_links_inside_the_folder_are_followed(folder: Path) -> None:
    """Links may point inside the folder, through other links and folders too."""
    (folder / "file").symlink_to("photo.jpg")
    (folder / "folder").symlink_to("scans")
    (folder / "scans" / "up").symlink_to("../file")
    for name in ("file", "folder/1.jpg", "folder/up"):
        assert in_folder(folder, name) == IMAGE, name


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    """The caller may name the folder by a link."""
    link = folder.with_name("link")
    link.symlink_to(folder)
    assert seen(load(link)) == IMAGE


def test_links_in_a_circle_are_no_files(folder: Path) -> None:
    """Links that lead to each other open nothing and don't hang."""
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    (folder / "self").symlink_to("self")
    for name in ("one", "self", "self/1.jpg"):
        assert in_folder(folder, name) == "not-a-file", name


def test_a_declaration_outside_is_not_read(folder: Path) -> None:
    """A `declaration.json` that is a link out of the folder is refused without telling what it links to."""
    (folder / DECLARATION).unlink()
    (folder / DECLARATION).symlink_to(folder.parent / "secret.txt")
    words = refused(folder)
    assert "link that leaves the folder" in words
    assert "secret" not in words


def test_pipes_and_devices_are_not_opened(folder: Path) -> None:
    """A pipe nobody writes to does not hang, neither as attachment nor as declaration nor as submission."""
    os.mkfifo(folder / "pipe.jpg")
    assert in_folder(folder, "pipe.jpg") == "not-a-file"
    (folder / "link.jpg").symlink_to("pipe.jpg")
    assert in_folder(folder, "link.jpg") == "not-a-file"
    (folder / DECLARATION).unlink()
    os.mkfifo(folder / DECLARATION)
    assert "not a regular file" in refused(folder)
    for name in ("pipe.json", "pipe.zip"):
        os.mkfifo(folder / name)
        assert "not a regular file" in refused(folder / name)


def test_a_device_is_not_a_file(folder: Path) -> None:
    """A device in the folder is not opened, and a link to one leads out."""
    (folder / "zero").symlink_to("/dev/zero")
    assert in_folder(folder, "zero") == "outside"
    assert "not a regular file" in refused(Path("/dev/zero"))
    try:
        os.mknod(folder / "device", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        pytest.skip("no right to make a device")
    assert in_folder(folder, "device") == "not-a-file"


def test_a_folder_named_like_a_file(folder: Path) -> None:
    """A folder is a folder whatever its name, and a folder in the declaration's place is told."""
    for name in ("submission.zip", "submission.json"):
        folder = folder.rename(folder.with_name(name))
        assert seen(load(folder)) == IMAGE
    (folder / DECLARATION).unlink()
    (folder / DECLARATION).mkdir()
    assert "not a regular file" in refused(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder without a declaration is refused by the name that is missing."""
    words = refused(tmp_path)
    assert str(tmp_path / DECLARATION) in words
    assert "there is no such file" in words


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_our_fault(folder: Path) -> None:
    """A file this process may not read is never held against the applicant; a declaration so is refused."""
    (folder / "photo.jpg").chmod(0)
    submission = load(folder)
    with pytest.raises(CantTell) as doubt, submission.open(submission.declaration.attachments[0]):
        pass
    assert doubt.value.owner == "operator"
    (folder / DECLARATION).chmod(0)
    assert "no permission" in refused(folder)


def test_a_vanished_archive_is_our_fault(tmp_path: Path) -> None:
    """A .zip that is gone by the time its files are wanted is a doubt of the operator's, not a missing attachment."""
    path = packed(tmp_path / "a.zip", {DECLARATION: declared("photo.jpg"), "photo.jpg": IMAGE})
    submission = load(path)
    path.unlink()
    with pytest.raises(CantTell) as doubt, submission.open(submission.declaration.attachments[0]):
        pass
    assert doubt.value.owner == "operator"
    report = Checker("anhui-leaders@2023").check(submission)
    unreadable = next(result for result in report.results if result.rule == "unreadable-attachment")
    assert unreadable.outcome == "cant-tell"


@pytest.mark.parametrize("name", ["nothing", "nothing.json", "nothing.zip", "nothing/at/all.json", "a\0b", "a" * 5000])
def test_nothing_there_is_told(tmp_path: Path, name: str) -> None:
    """A path where nothing is, or can be, is refused in words."""
    words = refused(tmp_path / name)
    assert "can't be read" in words or "there is no such file or folder" in words


# --- archives ---------------------------------------------------------------------------------------------------------


def test_a_single_packed_folder_is_unpacked(tmp_path: Path) -> None:
    """A .zip of the folder means the same as a .zip of what is in it."""
    members = {f"申报材料/{DECLARATION}": declared("photo.jpg"), "申报材料/photo.jpg": IMAGE, "__MACOSX/x": b""}
    assert seen(load(packed(tmp_path / "A.ZIP", members))) == IMAGE


def test_the_declaration_at_the_top_wins(tmp_path: Path) -> None:
    """With a declaration at the top, those in folders below are files like others."""
    members = {
        f"old/{DECLARATION}": declared("b.jpg"),
        DECLARATION: declared("a.jpg"),
        "a.jpg": IMAGE,
        "old/b.jpg": SECRET,
    }
    assert seen(load(packed(tmp_path / "a.zip", members))) == IMAGE


@pytest.mark.parametrize(
    ("names", "cause"),
    [
        ((), "no declaration.json"),
        (("photo.jpg",), "no declaration.json"),
        ((f"a/b/{DECLARATION}",), "no declaration.json"),
        (("DECLARATION.JSON",), "no declaration.json"),
        ((f"../{DECLARATION}",), "no declaration.json"),
        ((f"/{DECLARATION}",), "no declaration.json"),
        ((f"..\\{DECLARATION}",), "no declaration.json"),
        ((f"C:/{DECLARATION}",), "no declaration.json"),
        ((f"one/{DECLARATION}", f"two/{DECLARATION}"), "several folders"),
    ],
)
def test_a_zip_without_one_declaration_is_refused(tmp_path: Path, names: tuple[str, ...], cause: str) -> None:
    """A .zip holds exactly one declaration, at its top or in its only folder."""
    words = refused(packed(tmp_path / "a.zip", dict.fromkeys(names, declared())))
    assert cause in words
    assert "pack" in words


def test_nothing_is_unpacked_to_disk(tmp_path: Path) -> None:
    """Members named like places elsewhere leave no file behind, wherever they point."""
    home = tmp_path / "inner"
    home.mkdir()
    members = {DECLARATION: declared("photo.jpg"), "photo.jpg": IMAGE, "../evil.txt": b"", "/tmp/evil.txt": b""}  # noqa: S108
    assert seen(load(packed(home / "a.zip", members))) == IMAGE
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "inner"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.jpg", "a.jpg"),
        (DECLARATION, DECLARATION),
        ("scans/a.jpg", "scans\\a.jpg"),
        ("a.jpg", "./a.jpg"),
        ("scans/a.jpg", "scans//a.jpg"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path, first: str, second: str) -> None:
    """Two members of one name are refused, because programs differ on which of them counts."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.json", b"")
        archive.writestr(first, declared())
        archive.writestr(second, declared("b.jpg"))
    words = refused(path)
    assert "files 2 and 3" in words
    assert "same name" in words


def test_names_that_differ_in_case_are_two_files(tmp_path: Path) -> None:
    """Upper and lower case make two names."""
    assert in_zip(tmp_path, "a.jpg", {"A.JPG": SECRET, "a.jpg": IMAGE}) == IMAGE


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_names_without_a_mark_are_understood(tmp_path: Path, encoding: str) -> None:
    """Programs that pack Chinese names in GBK or UTF-8 without saying so are understood."""
    name = "扫描/毕业证书.jpg"
    written = name.encode(encoding)
    placeholder = "x" * len(written)
    path = packed(tmp_path / "a.zip", {DECLARATION: declared(name), placeholder: IMAGE})
    path.write_bytes(path.read_bytes().replace(placeholder.encode(), written))
    assert seen(load(path)) == IMAGE


def test_names_in_a_western_code_page_stay_readable(tmp_path: Path) -> None:
    """A name that is neither UTF-8 nor GBK keeps the old code page."""
    path = packed(tmp_path / "a.zip", {DECLARATION: declared("xñ.jpg"), "xQ.jpg": IMAGE})
    path.write_bytes(path.read_bytes().replace(b"xQ.jpg", b"x\xa4.jpg"))
    assert seen(load(path)) == IMAGE


def test_a_link_in_a_zip_is_no_file(tmp_path: Path) -> None:
    """A member that is a symbolic link opens nothing, as attachment or as declaration."""
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(DECLARATION, declared("link.jpg"))
        archive.writestr(link, b"/etc/passwd")
    assert seen(load(path)) == "not-a-file"
    link.filename = DECLARATION
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert "not a regular file" in refused(path)


def test_a_zip_in_a_zip_is_one_file(tmp_path: Path) -> None:
    """A .zip inside is not looked into: it holds no declaration, and its members are not attachments."""
    inner = packed(tmp_path / "inner.zip", {DECLARATION: declared(), "photo.jpg": IMAGE}).read_bytes()
    assert "no declaration.json" in refused(packed(tmp_path / "a.zip", {"inner.zip": inner}))
    assert in_zip(tmp_path, "inner.zip/photo.jpg", {"inner.zip": inner}) == "missing"
    assert in_zip(tmp_path, "inner.zip", {"inner.zip": inner}) == inner


def test_a_large_zip_format_is_read(tmp_path: Path) -> None:
    """The format for large files (Zip64) is read like the other."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in ((DECLARATION, declared("photo.jpg")), ("photo.jpg", IMAGE)):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    assert seen(load(path)) == IMAGE


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_told(tmp_path: Path, compression: int) -> None:
    """Only plain and deflated members are read; LZMA could ask for gigabytes of memory by its header."""
    members = {DECLARATION: declared("photo.jpg"), "photo.jpg": IMAGE}
    words = refused(packed(tmp_path / "a.zip", members, compression=compression))
    assert "packed in an unusual way" in words
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(DECLARATION, members[DECLARATION])
        archive.writestr("photo.jpg", IMAGE, compression)
    assert seen(load(path)) == "unopenable"


# --- damage -----------------------------------------------------------------------------------------------------------


def patched(path: Path, name: str, offset: int, value: bytes, *, both: bool = False) -> Path:
    """Overwrite a field of a member's entry in the list of members, and of its own header if `both`.

    `offset` counts from the entry's beginning; the header's fields stand two bytes earlier than the entry's.
    """
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry, info = archive.start_dir, archive.getinfo(name)
    while data[entry + 46 : entry + 46 + len(name)] != name.encode():
        entry = data.index(b"PK\x01\x02", entry + 1)
    data[entry + offset : entry + offset + len(value)] = value
    if both:
        at = info.header_offset + offset - 2
        data[at : at + len(value)] = value
    path.write_bytes(data)
    return path


FLAGS: Final = 8
CHECKSUM: Final = 16
SIZE: Final = 24


def honest(tmp_path: Path, content: bytes = IMAGE) -> Path:
    """Return a sound .zip with one attachment."""
    return packed(tmp_path / "a.zip", {DECLARATION: declared("photo.jpg"), "photo.jpg": content})


def test_encrypted_members_are_told(tmp_path: Path) -> None:
    """An encrypted declaration is refused with the cure, an encrypted attachment can't be opened."""
    assert seen(load(patched(honest(tmp_path), "photo.jpg", FLAGS, b"\1\0", both=True))) == "unopenable"
    words = refused(patched(honest(tmp_path), DECLARATION, FLAGS, b"\1\0", both=True))
    assert "encrypted" in words
    assert "without a password" in words


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    """A member whose bytes don't match their checksum is not used."""
    assert seen(load(patched(honest(tmp_path), "photo.jpg", CHECKSUM, b"\0\0\0\0", both=True))) == "unopenable"
    assert "damaged" in refused(patched(honest(tmp_path), DECLARATION, CHECKSUM, b"\0\0\0\0", both=True))


def test_broken_compression_is_damage(tmp_path: Path) -> None:
    """Bytes that can't be unpacked are damage, not a crash."""
    path = honest(tmp_path, IMAGE * 1000)
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("photo.jpg").header_offset + 30 + len("photo.jpg")
    data = bytearray(path.read_bytes())
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(data)
    assert seen(load(path)) == "unopenable"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 17, b"\0" * 1000, declared()])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file only named .zip is refused in words."""
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert "not a .zip file, or a damaged one" in refused(path)


def test_every_truncated_zip_is_refused(tmp_path: Path) -> None:
    """A .zip cut off anywhere is refused."""
    path = honest(tmp_path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert "damaged" in refused(path), length


def sound_zip() -> bytes:
    """Return a small .zip with an attachment, for mutation."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DECLARATION, declared("照片.jpg"))
        archive.writestr("照片.jpg", IMAGE * 20)
        with archive.open("large", "w", force_zip64=True) as member:
            member.write(IMAGE)
    return file.getvalue()


SOUND: Final = sound_zip()


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND) - 1), st.sampled_from([0, 1, 2, 8, 0x50, 0x7F, 0x80, 0xFE, 0xFF])),
        max_size=12,
    )
)
def test_no_damage_crashes(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    """Whatever bytes of a .zip are changed, it is read, refused, or its attachment can't be opened; nothing crashes."""
    data = bytearray(SOUND)
    for position, value in changes:
        data[position] = value
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    try:
        submission = load(path)
        for index in range(len(submission.declaration.attachments)):
            seen(submission, index)
    except (SubmissionError, CantTell):
        pass


# --- size -------------------------------------------------------------------------------------------------------------


def test_an_attachment_over_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    """A member that says it is too large is not opened; one of the largest size is."""
    assert in_zip(tmp_path, "a.jpg", {"a.jpg": bytes(LARGEST_FILE + 1)}) == "too-large"
    assert in_zip(tmp_path, "a.jpg", {"a.jpg": bytes(LARGEST_FILE)}) == bytes(LARGEST_FILE)


def test_all_members_together_are_limited(tmp_path: Path) -> None:
    """A .zip that says it unpacks to more than a gibibyte is refused before anything is unpacked."""
    members = {f"{number}.jpg": b"" for number in range(17)}
    path = packed(tmp_path / "a.zip", {DECLARATION: declared(), **members})
    for name in members:
        patched(path, name, SIZE, struct.pack("<I", LARGEST_FILE))
    words = refused(path)
    assert f"unpacks to more than {LARGEST_TOTAL} bytes" in words


def test_many_members_are_refused(tmp_path: Path) -> None:
    """One member more than allowed is refused; as many as allowed are read."""
    members = {DECLARATION: declared(), **{str(number): b"" for number in range(MOST_FILES - 1)}}
    assert load(packed(tmp_path / "a.zip", members)).declaration.attachments == ()
    assert f"more than {MOST_FILES} files" in refused(packed(tmp_path / "a.zip", {**members, "more": b""}))


def test_many_attachments_are_refused(tmp_path: Path) -> None:
    """So many attachments that opening each would take hours are refused where there are files to open."""
    names = ["photo.jpg"] * (MOST_FILES + 1)
    path = packed(tmp_path / "a.zip", {DECLARATION: declared(*names), "photo.jpg": IMAGE})
    assert f"more than {MOST_FILES} attachments" in refused(path)
    (tmp_path / DECLARATION).write_bytes(declared(*names))
    assert f"more than {MOST_FILES} attachments" in refused(tmp_path)
    assert len(load(tmp_path / DECLARATION).declaration.attachments) == MOST_FILES + 1


def test_an_endless_list_of_members_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A list of two million members is refused without being read."""
    path = packed(tmp_path / "a.zip", {"x": b""})
    data = path.read_bytes()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    members = data[start:end] * 2_000_000
    assert len(members) > 20 * LARGEST_DIRECTORY
    closing = bytearray(data[end:])
    closing[12:16] = struct.pack("<I", len(members))
    path.write_bytes(data[:start] + members + closing)
    printed, peak = run_bounded("try:\n    load(argument)\nexcept SubmissionError as error:\n    print(error)", path)
    assert f"more than {MOST_FILES} files" in printed
    assert peak < 200


OPEN_ALL: Final = """
try:
    submission = load(argument)
    for attachment in submission.declaration.attachments:
        with submission.open(attachment) as file:
            print("opened", len(file.read()))
except eligibility.EligibilityError as error:
    print("refused", error)
"""


def test_a_declaration_that_unpacks_to_a_bomb_is_refused(tmp_path: Path) -> None:
    """A declaration of 200 MB of blanks, packed into less than one, is refused in bounded memory."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(DECLARATION, "w") as member:
        for _ in range(200):
            member.write(b" " * (1 << 20))
    assert path.stat().st_size < 1 << 20
    printed, peak = run_bounded(OPEN_ALL, path)
    assert "too large for a declaration" in printed
    assert peak < 200


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    """A member of 200 MB that says it has a thousand bytes is stopped there, and found damaged."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DECLARATION, declared("photo.jpg"))
        with archive.open("photo.jpg", "w") as member:
            for _ in range(200):
                member.write(bytes(1 << 20))
    patched(path, "photo.jpg", SIZE, struct.pack("<I", 1000))
    printed, peak = run_bounded(OPEN_ALL, path)
    assert printed == "refused unopenable"
    assert peak < 200


def test_a_member_larger_than_it_is_claims_no_memory(tmp_path: Path) -> None:
    """A small member that says it has the largest size is read as what it is."""
    path = honest(tmp_path)
    patched(path, "photo.jpg", SIZE, struct.pack("<I", LARGEST_FILE))
    assert seen(load(path)) == IMAGE


def test_a_forged_checksum_gains_nothing(tmp_path: Path) -> None:
    """A bomb that lies consistently, size and checksum, gives exactly the bytes it says."""
    path = honest(tmp_path, bytes(10 << 20))
    patched(path, "photo.jpg", SIZE, struct.pack("<I", 1000))
    patched(path, "photo.jpg", CHECKSUM, struct.pack("<I", zlib.crc32(bytes(1000))))
    assert seen(load(path)) == bytes(1000)


def test_tricks_are_findings_of_the_applicant(folder: Path) -> None:
    """What an applicant's names do is found and told, and ends in no exception."""
    (folder / "empty.jpg").write_bytes(b"")
    names = [name for name in TRICKS if "\0" not in name]
    (folder / DECLARATION).write_bytes(declared(*names, "scans", "empty.jpg", "nothing.jpg", "photo.jpg"))
    report = Checker("anhui-leaders@2023", looker=IdealLooker()).check(load(folder))
    results = {result.rule: result for result in report.results}
    places = {finding.at for finding in results["unreadable-attachment"].findings}
    assert places == {f"/attachments/{number}/file" for number in range(len(names) + 2)}
    assert {finding.at for finding in results["dangling-attachment"].findings} >= {
        f"/attachments/{len(names) + 2}/file"
    }
    assert report.verdict is Verdict.INELIGIBLE
