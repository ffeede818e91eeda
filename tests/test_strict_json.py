"""JSON that has no meaning or two: refused with the place and the cure, in both languages, in bounded time and memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.declaration import Declaration
from eligibility.errors import SubmissionError
from eligibility.strict_json import MOST_PROBLEMS, MOST_VALUES
from eligibility.submission import LARGEST_DECLARATION, load, read_declaration
from eligibility.wording import LANGUAGES
from tests.bounds import run_bounded
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "王不可说"
ID_NUMBER: Final = "349999197801010019"
MOBILE: Final = "19912345678"
PERSON: Final = f'"name": "{NAME}", "id_number": "{ID_NUMBER}", "mobile": "{MOBILE}"'


def refusal(data: bytes | str) -> SubmissionError:
    """Return the error with which a declaration is refused."""
    with pytest.raises(SubmissionError) as error:
        read_declaration(data.encode() if isinstance(data, str) else data, "a.json")
    for language in LANGUAGES:
        assert "a.json" in error.value.text(language)
    return error.value


def places(error: SubmissionError) -> list[str]:
    """Return the JSON Pointers that an error's problems name, in their order."""
    return [line.split()[0] for line in error.text().splitlines()[1:]]


# --- duplicate keys ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ('{"id": "1", "id": "2"}', "/id"),
        ('{"id": "1", "id": "1"}', "/id"),
        ('{"id": null, "id": "2"}', "/id"),
        ('{"id": "1", "id": null}', "/id"),
        ('{"id": "1", "id" : "2"}', "/id"),
        ('{"id":"1","id"\n\t :"2"}', "/id"),
        ('{"id": "1", "\\u0069d": "2"}', "/id"),
        ('{"\\u0069\\u0064": "1", "id": "2"}', "/id"),
        ('{"remarks": "\\":", "id": "1", "id": "2"}', "/id"),
        ('{"remarks": "a", "id": "1", "id": "2", "former_batch": 0}', "/id"),
        ('{"applicant": {}, "applicant": {"name": "x"}}', "/applicant"),
        ('{"applicant": {"name": "x"}, "applicant": {}}', "/applicant"),
        ('{"applicant": {"name": "x", "name": "y"}}', "/applicant/name"),
        ('{"applicant": {"name": "", "name": "y"}}', "/applicant/name"),
        ('{"awards": [], "awards": [{"name": "x"}]}', "/awards"),
        ('{"awards": [{"name": "x"}, {"rank": 1, "rank": 2}]}', "/awards/1/rank"),
        ('{"awards": [{"ranked": false, "ranked": true}]}', "/awards/0/ranked"),
        ('{"awards": [{"ranked": true, "ranked": false}]}', "/awards/0/ranked"),
        ('{"attachments": [{"is_copy": false, "is_copy": false}]}', "/attachments/0/is_copy"),
        ('{"pledge_accepted": true, "pledge_accepted": false}', "/pledge_accepted"),
        ('{"former_batch": 13, "former_batch": "无"}', "/former_batch"),
        ('{"extra": {"a": 1, "a": 2}}', "/extra/a"),
        ('{"extra": {"a": [[{"b": {"c": 1, "c": 2}}]]}}', "/extra/a/0/0/b/c"),
        ('{"unknown": 1, "unknown": 2}', "/unknown"),
        ('{"unknown": {"a": 1, "a": 2}}', "/unknown/a"),
        ('{"applicant": {"unknown": {"a": 1, "a": 2}}}', "/applicant/unknown/a"),
        ('{"a/b~c": 1, "a/b~c": 2}', "/a~1b~0c"),
        ('{"": 1, "": 2}', "/"),
    ],
)
def test_duplicate_keys_are_refused(document: str, place: str) -> None:
    """A key that stands twice in one object is refused at every depth, however it is spelled."""
    error = refusal(document)
    assert places(error) == [place]
    assert "stands twice; remove one of the two" in error.text()


def test_all_duplicates_are_listed() -> None:
    """Every duplicate key is told at once, in the document's order."""
    document = (
        '{"id": "1", "id": "2", "applicant": {"name": "a", "sex": "male", "name": "b"}, "zz": [{"a": 1, "a": 2}]}'
    )
    assert places(refusal(document)) == ["/id", "/applicant/name", "/zz/0/a"]


def test_equal_keys_of_different_objects_are_no_duplicates() -> None:
    """The same key in two objects is what every form has."""
    read_declaration(
        b'{"awards": [{"name": "a"}, {"name": "a"}], "applicant": {"name": "a"}, "account": {"name": "a"}}'
    )


def twice(document: dict[str, Any], path: list[str | int]) -> str:
    """Return the JSON text of a document in which the key at `path` stands twice."""
    text = json.dumps(document, ensure_ascii=False)
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    key = json.dumps(path[-1])
    value = json.dumps(parent[path[-1]], ensure_ascii=False)
    inner = json.dumps(parent, ensure_ascii=False)
    return text.replace(inner, f"{{{key}: {value}, {inner[1:]}", 1)


def keys_of(value: Any, path: tuple[str | int, ...] = ()) -> list[list[str | int]]:
    """Return the paths of all keys at any depth."""
    found: list[list[str | int]] = []
    for step, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(step, str):
            found.append([*path, step])
        found += keys_of(item, (*path, step))
    return found


@settings(deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_no_duplicate_in_a_whole_form_goes_unseen(seed: int, data: st.DataObject) -> None:
    """Whichever key of a filled-in form stands twice, the form is refused at that place or at its equal."""
    document = invent(seed, amounts=SMALL)
    path = data.draw(st.sampled_from(keys_of(document)))
    (place,) = places(refusal(twice(document, path)))
    assert place.rpartition("/")[2] == path[-1]
    assert read_declaration(json.dumps(document).encode()) == Declaration.model_validate(document)


# --- numbers, characters, encodings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ('{"extra": {"a": NaN}}', "/extra/a"),
        ('{"extra": {"a": [1, Infinity]}}', "/extra/a/1"),
        ('{"unknown": -Infinity}', "/unknown"),
        ('{"applicant": {"unknown": NaN}}', "/applicant/unknown"),
        ('{"awards": [{"rank": NaN}]}', "/awards/0/rank"),
        ('{"awards": [{"rank": 1e999}]}', "/awards/0/rank"),
        ('{"extra": {"a": 1e999}}', "/extra/a"),
        ('{"extra": {"a": -1e999}}', "/extra/a"),
        (f'{{"awards": [{{"rank": {"9" * 5000}}}]}}', "/awards/0/rank"),
        (f'{{"former_batch": {"9" * 5000}}}', "/former_batch"),
        (f'{{"extra": {{"a": {"9" * 5000}}}}}', "/extra/a"),
        (f'{{"unknown": -{"9" * 1_000_000}}}', "/unknown"),
    ],
)
def test_what_is_not_a_number_is_refused(document: str, place: str) -> None:
    """NaN, infinities and numbers without measure are refused where they stand."""
    assert places(refusal(document)) == [place]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "a: b", '\\":', "{}[]:,"])
def test_odd_text_is_text(text: str) -> None:
    """What looks like JSON inside a text is text."""
    assert read_declaration(f'{{"remarks": "{text}"}}'.encode()).remarks == json.loads(f'"{text}"')


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ('{"remarks": "\\ud800"}', "/remarks"),
        ('{"remarks": "a\\uDFFFb"}', "/remarks"),
        ('{"extra": {"a": ["\\ud83d"]}}', "/extra/a/0"),
        ('{"unknown": "\\ud83d\\ud83d"}', "/unknown"),
        ('{"remarks": "\\ud800", "sex": ""}', "/remarks"),
        ('{"\\ud800": 1}', "Declaration:"),
    ],
)
def test_half_characters_are_refused(document: str, place: str) -> None:
    """A lone surrogate is no character: it is refused where it stands, and never reaches a message."""
    error = refusal(document)
    assert places(error) == [place]
    assert "lone surrogate" in error.text()
    error.text().encode()


def test_whole_characters_may_be_escaped() -> None:
    """A character written as a pair of escapes is that character."""
    assert read_declaration(b'{"remarks": "\\ud83d\\ude00"}').remarks == "\U0001f600"


@pytest.mark.parametrize(
    ("encoding", "called"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("gbk", "GBK"),
        ("gb18030", "GBK"),
    ],
)
def test_other_encodings_are_named(encoding: str, called: str) -> None:
    """Text in another encoding is refused by its name, with the cure and without a word of it."""
    words = refusal(f'{{"applicant": {{{PERSON}}}}}'.encode(encoding)).text()
    assert f"the text is {called}" in words
    assert "save the file as UTF-8" in words
    assert NAME not in words
    assert ID_NUMBER not in words


@pytest.mark.parametrize("junk", [b"\x80", b"\xc0", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xff\xff"])
def test_broken_characters_are_told_by_line(junk: bytes) -> None:
    """Bytes that are no UTF-8 are refused with the line they stand on."""
    words = refusal(b'{"id": "1",\n"remarks": "' + junk + b'"}').text()
    assert "line 2 is not UTF-8" in words
    assert "save the file as UTF-8" in words


def test_a_byte_order_mark_is_accepted() -> None:
    """A UTF-8 byte order mark, which some editors write, changes nothing; a second one is no JSON."""
    assert read_declaration(b'\xef\xbb\xbf{"id": "1"}').id == "1"
    assert "line 1, column 1" in refusal(b'\xef\xbb\xbf\xef\xbb\xbf{"id": "1"}').text()


# --- syntax -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "line", "column", "cause"),
    [
        ("", 1, 1, "the file is empty"),
        (" \n\n ", 3, 2, "the file is empty"),
        ('{"id":\n}', 2, 1, "a value is missing"),
        ('{"id": True}', 1, 8, "a value is missing"),
        ("{'id': 1}", 1, 2, "a key in double quotes is missing"),
        ('{"id": "1",\n}', 2, 1, "comma too many"),
        ('{"awards": [1,]}', 1, 15, "a value is missing"),
        ('{"id" "1"}', 1, 7, "a colon is missing"),
        ('{"id": "1"\n"round": "2023"}', 2, 1, "a comma or a closing bracket is missing"),
        ('{"id": "1"', 1, 11, "a comma or a closing bracket is missing"),
        ('{"id": "1}', 1, 8, "no closing double quote"),
        ('{"id": "1\n2"}', 1, 10, "a line break or control character"),
        ('{"id": "C:\\data"}', 1, 11, "a backslash inside a text"),
        ('{"id": "\\u12"}', 1, 10, "a backslash inside a text"),
        ('{"id": "1"}\n{"id": "2"}', 2, 1, "after the end of the declaration"),
        ("{} // a comment", 1, 4, "after the end of the declaration"),
        ("<html>", 1, 1, "a value is missing"),
    ],
)
def test_slips_of_syntax_are_told(document: str, line: int, column: int, cause: str) -> None:
    """What is not JSON is refused with line, column and cause."""
    words = refusal(document).text()
    assert words.startswith(f"a.json: not JSON, line {line}, column {column}")
    assert cause in words


@pytest.mark.parametrize("document", ["[]", '"text"', "1", "null", "true", '[{"id": "1"}]'])
def test_only_an_object_is_a_declaration(document: str) -> None:
    """Any other JSON than an object is refused."""
    assert "expected an object" in refusal(document).text()


DEPTHS: Final = (250, 1_000, 10_000, 50_000)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ('{"unknown":', "}"),
        ('{"extra":{"a":', "}}"),
        ('{"applicant":', "}"),
        ('{"awards":', "}"),
        ('{"applicant":{"name":', "}}"),
        ('{"awards":[{"unknown":', "}]}"),
    ],
)
def test_endless_nesting_is_refused(depth: int, opening: str, before: str, after: str) -> None:
    """Nesting beyond all need is refused, wherever it stands."""
    closing = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(opening))
    document = before + opening * depth + "1" + closing * depth + after
    assert "nested too deeply" in refusal(document).text()
    assert "nested too deeply" in refusal(before + opening * depth).text() or depth < DEPTHS[1]


def test_sensible_nesting_is_read() -> None:
    """A round's own fields may be nested a few dozen deep."""
    depth = 50
    declaration = read_declaration(('{"extra": {"a": ' + '[{"a": ' * depth + "1" + "}]" * depth + "}}").encode())
    assert list(declaration.extra) == ["a"]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash(data: bytes) -> None:
    """Any bytes are a declaration or refused."""
    try:
        read_declaration(data)
    except SubmissionError as error:
        error.text("zh").encode()


@settings(deadline=None)
@given(st.text(alphabet='{}[]:,"\\u0dD8a1e-.tnNI \n', max_size=60))
def test_nothing_like_json_crashes(text: str) -> None:
    """Any text of JSON's own characters is a declaration or refused, alone and inside a declaration."""
    for document in (text, f'{{"extra": {{"a": {text}}}}}', f'{{"remarks": "{text}"}}', f'{{"awards": [{text}]}}'):
        try:
            read_declaration(document.encode())
        except SubmissionError as error:
            error.text("zh").encode()


# --- types ------------------------------------------------------------------------------------------------------------

WRONG: Final[dict[str, tuple[Any, str]]] = {
    "/id": (1, "expected text"),
    "/programme": (["anhui-leaders"], "expected text"),
    "/round": (2023, "expected text"),
    "/submitted_on": (20230801, "expected a date"),
    "/category": ("Leader", "not one of the known values: leader, backup"),
    "/track": ([], "not one of the known values: professional, skilled"),
    "/former_batch": (MOBILE, "not a batch"),
    "/pledge_accepted": ("yes", "expected true or false"),
    "/account": ([], "expected an object"),
    "/employer/binding": (NAME, "not one of the known values: approved, pending, rejected, none"),
    "/applicant/name": ({"first": NAME}, "expected text"),
    "/applicant/id_number": (int(ID_NUMBER), "expected text"),
    "/applicant/sex": (ID_NUMBER, "not one of the known values: male, female"),
    "/applicant/birth_date": (f"1978-02-30 {ID_NUMBER}", "not a date of the form"),
    "/applicant/mobile": (int(MOBILE), "expected text"),
    "/applicant/title_obtained_on": (2019, "expected a date"),
    "/work_history": ({"start": "2019"}, "expected a list"),
    "/awards/0/participants": (2.5, "expected a whole number"),
    "/awards/0/ranked": (1, "expected true or false"),
    "/awards/0/rank": (True, "expected a whole number"),
    "/awards/0/attachments": (MOBILE, "expected a list"),
    "/awards/1": (NAME, "expected an object"),
    "/awards/2/attachments/1": (int(MOBILE), "expected text"),
    "/honours": (NAME, "expected a list"),
    "/publications/0/kind": ("thesis", "not one of the known values: paper, book"),
    "/publications/0/published_on": ("2021/06", "not a date of the form"),
    "/projects/0/awarded": ("否", "expected true or false"),
    "/contributions": (["text"], "expected text"),
    "/attachments/0/kind": ("passport", "not one of the known values: photo"),
    "/attachments/0/is_copy": ("true", "expected true or false"),
    "/attachments/0/content": (NAME, "a file's content is never taken from the declaration"),
    "/extra": ([], "expected an object"),
}


def wrong_everywhere() -> dict[str, Any]:
    """Return a declaration with all of these values."""
    document: dict[str, Any] = {"awards": [{}, {}, {"attachments": ["a1", ""]}]}
    document |= {name: {} for name in ("account", "employer", "applicant")}
    document |= {name: [{}] for name in ("publications", "projects", "attachments")}
    for at, (value, _) in WRONG.items():
        *path, last = (int(step) if step.isdigit() else step for step in at.split("/")[1:])
        place: Any = document
        for step in path:
            place = place[step]
        place[last] = value
    return document


def test_every_wrong_type_is_listed() -> None:
    """All values of a wrong type are told at once, each with its place and cause, in both languages."""
    error = refusal(json.dumps(wrong_everywhere()))
    lines = {line.split()[0]: line for line in error.text().splitlines()[1:]}
    assert set(lines) == set(WRONG)
    for at, (_, cause) in WRONG.items():
        assert cause in lines[at], at
    chinese = {line.split()[0] for line in error.text("zh").splitlines()[1:]}
    assert chinese == set(WRONG)


def test_no_refusal_repeats_a_value() -> None:
    """Names, ID numbers and telephone numbers never stand in a refusal, nor in anything the error carries."""
    broken = json.dumps({**wrong_everywhere(), "remarks": f"{NAME}{ID_NUMBER}{MOBILE}"}, ensure_ascii=False)
    documents = [
        broken,
        broken[:-1],
        broken + NAME,
        broken.replace('"/', f'{NAME}"'),
        f'{{"applicant": {{{PERSON}, {PERSON}}}}}',
        f'{{"applicant": {{{PERSON}, "phone": NaN}}}}',
        f'{{"applicant": {{{PERSON}, "phone": "\\ud800"}}}}',
        f'{{"format": "{NAME}"}}',
        f'{{"former_batch": "{ID_NUMBER}"}}',
        f"{{{NAME}",
        f'"{NAME}"',
    ]
    for document in documents:
        error = refusal(document)
        carried = f"{error!r} {error.args} {error.values} {error.problems} {error.text()} {error.text('zh')}"
        for secret in (NAME, ID_NUMBER, MOBILE):
            assert secret not in carried, document[:80]


def test_blank_values_that_do_not_fit_are_absent() -> None:
    """A half-written form sends blanks; whatever type a field has, a blank one is not filled in."""
    blanks = {at: blank for at, blank in zip(WRONG, ["", "  ", None] * len(WRONG), strict=False) if at.count("/") == 1}
    document = {at.removeprefix("/"): blank for at, blank in blanks.items()}
    declaration = read_declaration(
        json.dumps({**document, "format": "", "applicant": {"sex": "", "name": None}}).encode()
    )
    assert declaration.category is None
    assert declaration.former_batch is None
    assert declaration.awards == ()
    assert declaration.applicant.sex is None
    assert declaration.extra == {}


def test_blanks_beside_faults_are_no_faults() -> None:
    """In a form with blanks and wrong values, only the wrong values are told."""
    document = {
        "sex": "",
        "category": "",
        "track": 1,
        "applicant": {"sex": " ", "birth_date": "1980-13"},
        "awards": None,
    }
    assert places(refusal(json.dumps(document))) == ["/track", "/applicant/birth_date"]


@pytest.mark.parametrize("version", ['"eligibility-declaration/2"', '"eligibility-report/1"', "1", "[]", "{}", "false"])
@pytest.mark.parametrize("more", ["", ', "category": 3', ', "sex": ""', ', "new": {"a": 1}'])
def test_an_unknown_format_is_told_alone(version: str, more: str) -> None:
    """A declaration of another version is refused for that alone: what else differs is of no use to anybody."""
    words = refusal(f'{{"format": {version}{more}}}').text()
    assert words == "a.json: unknown format version; this engine reads eligibility-declaration/1"


@pytest.mark.parametrize("more", ["", ', "category": ""'])
@pytest.mark.parametrize("version", ["null", '""', '"eligibility-declaration/1"'])
def test_the_format_may_be_absent(version: str, more: str) -> None:
    """A draft need not say its format yet."""
    assert read_declaration(f'{{"format": {version}, "id": "1"{more}}}'.encode()).id == "1"


def test_many_problems_are_counted() -> None:
    """Only the first problems are listed; the rest is counted."""
    error = refusal(json.dumps({"awards": [{"rank": "x"}] * (MOST_PROBLEMS + 7)}))
    assert len(error.problems) == MOST_PROBLEMS + 1
    assert error.text().splitlines()[-1].strip() == "and 7 more"
    error = refusal('{"a": [' + ", ".join(['{"b": 1, "b": 2}'] * (MOST_PROBLEMS + 7)) + "]}")
    assert error.text().splitlines()[-1].strip() == "and 7 more"


def test_a_monstrous_key_is_cut_in_messages() -> None:
    """A key of a million characters, or of nothing but digits, is shown only in part."""
    for key in ("k" * 1_000_000, "7" * 10_000, "\u202e\x1b[31m"):
        for language in LANGUAGES:
            words = refusal(json.dumps({"extra": {key: "x"}}).replace('"x"', "NaN")).text(language)
            assert len(words) < 2_000
            assert words.replace("\n", "").isprintable()


# --- size -------------------------------------------------------------------------------------------------------------

READ: Final = """
try:
    submission = load(argument)
    print("read", len(submission.declaration.contributions or ""))
except SubmissionError as error:
    print("refused", str(error)[:2000])
"""


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    """A file of 100 MB, or of a hundred gigabytes of nothing, is refused in bounded memory."""
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b'{"contributions": "')
        for _ in range(100):
            file.write(b"a" * (1 << 20))
        file.write(b'"}')
    printed, peak = run_bounded(READ, path)
    assert f"larger than {LARGEST_DECLARATION} bytes" in printed
    assert peak < 200
    with path.open("wb") as file:
        file.truncate(100 << 30)
    printed, peak = run_bounded(READ, path)
    assert f"larger than {LARGEST_DECLARATION} bytes" in printed
    assert peak < 200


@pytest.mark.parametrize("sign", ["字", ",", ":", "{", '\\"', "\\u5b57"])
def test_a_long_text_is_read(tmp_path: Path, sign: str) -> None:
    """A text of 15 MB is no fault of the file, whatever it consists of; a rule will find it too long."""
    path = tmp_path / "long.json"
    times = (15 << 20) // len(sign.encode())
    path.write_text(f'{{"contributions": "{sign * times}"}}', encoding="utf-8")
    printed, peak = run_bounded(READ, path)
    assert printed == f"read {times}"
    assert peak < 500


@pytest.mark.parametrize(
    ("before", "item", "after"),
    [
        ('{"awards":[', "{}", "]}"),
        ('{"awards":[', "1", "]}"),
        ('{"awards":[', '{"rank":""}', "]}"),
        ('{"awards":[{"attachments":[', "1", "]}]}"),
        ('{"unknown":[', "[]", "]}"),
        ('{"unknown":[', "[[[[[[[[[[]]]]]]]]]]", "]}"),
        ('{"extra":{"a":[', "0", "]}}"),
        ("{", '"id":"1"', "}"),
        ("[", "1", ""),
    ],
)
def test_millions_of_values_are_refused(tmp_path: Path, before: str, item: str, after: str) -> None:
    """Millions of tiny values, which weigh a hundred times their text, are refused before they are parsed."""
    path = tmp_path / "crowd.json"
    times = (LARGEST_DECLARATION - 100) // (len(item) + 1)
    path.write_text(before + ",".join([item] * times) + after, encoding="utf-8")
    printed, peak = run_bounded(READ, path)
    assert f"more than {MOST_VALUES} values" in printed
    assert peak < 300


@pytest.mark.parametrize("item", ["{}", "1", '{"rank":"x"}'])
def test_as_many_values_as_allowed_stay_within_bounds(tmp_path: Path, item: str) -> None:
    """The worst that is still parsed, right or wrong, needs bounded memory."""
    path = tmp_path / "crowd.json"
    values = 1 + item.count("{")
    path.write_text('{"awards":[' + ",".join([item] * ((MOST_VALUES - 3) // values)) + "]}", encoding="utf-8")
    printed, peak = run_bounded(READ, path)
    assert printed.startswith("read 0" if item == "{}" else "refused")
    assert peak < 1000


def test_the_limit_is_exact(tmp_path: Path) -> None:
    """A declaration of the largest size is read, one byte more is not."""
    path = tmp_path / "a.json"
    path.write_bytes(b'{"id": "1"}'.ljust(LARGEST_DECLARATION))
    assert load(path).declaration.id == "1"
    path.write_bytes(b'{"id": "1"}'.ljust(LARGEST_DECLARATION + 1))
    with pytest.raises(SubmissionError, match="too large for a declaration"):
        load(path)
