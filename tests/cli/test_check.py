"""The command `check`, run as users run it."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from eligibility.shipped import shipped

if TYPE_CHECKING:
    from tests.cli.conftest import Document, Folder, OnTerminal, Run, RunInto

RULESET: Final = shipped("rulesets") / "anhui-leaders" / "2023.toml"
CODES: Final = {"eligible": 0, "ineligible": 1, "refer": 3, "undetermined": 4}
ESCAPE: Final = "\x1b"


@pytest.mark.parametrize("format_", ["text", "json", "html"])
@pytest.mark.parametrize("verdict", CODES)
def test_the_verdict_alone_makes_the_exit_code(
    verdict: str, format_: str, run: Run, request: pytest.FixtureRequest
) -> None:
    """Each verdict has the contract's exit code, in every format, and nothing is said on standard error."""
    done = run("check", request.getfixturevalue(verdict), "--format", format_)
    assert (done.returncode, done.stderr) == (CODES[verdict], "")
    if format_ == "json":
        assert json.loads(done.stdout)["verdict"] == verdict


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (["eligible", "refer"], "refer"),
        (["refer", "undetermined", "eligible"], "undetermined"),
        (["undetermined", "ineligible", "refer"], "ineligible"),
    ],
)
def test_the_worst_of_several_submissions_decides(
    verdicts: list[str], worst: str, run: Run, request: pytest.FixtureRequest
) -> None:
    """Ineligible is worse than undetermined, that worse than refer, that worse than eligible, in any order."""
    paths = [request.getfixturevalue(verdict) for verdict in verdicts]
    assert run("check", *paths).returncode == CODES[worst]


def test_json_is_one_report_a_line_in_the_order_asked_for(run: Run, refer: Path, eligible: Path) -> None:
    """Several submissions give as many lines, each a report of its own."""
    done = run("check", "--format", "json", refer, eligible, refer)
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["refer", "eligible", "refer"]


def test_a_page_shows_the_scan_itself(run: Run, tmp_path: Path) -> None:
    """`--format html --output FILE` writes one page in which a scan of the submission stands as a reduced JPEG."""
    submission = tmp_path / "submission"
    submission.mkdir()
    attachment = {"id": "a1", "kind": "other", "name": "IMG_1.jpg", "file": "scan.png"}
    document = {"programme": "anhui-leaders", "round": "2023", "attachments": [attachment]}
    (submission / "declaration.json").write_text(json.dumps(document), encoding="utf-8")
    Image.new("RGB", (3000, 1000), "teal").save(submission / "scan.png")
    done = run("check", submission, "--format", "html", "--output", "page.html", "--lang", "zh", "--no-cache")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert 'viewBox="0 0 3000 1000"' in page
    (data,) = re.findall(r"data:image/jpeg;base64,([^\"]+)", page)
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.size == (1400, 467)


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_json_is_utf_8_whatever_the_locale(encoding: str, run: Run, ineligible: Path) -> None:
    """A terminal's encoding does not change what machines read."""
    done = run("check", "--format", "json", "--lang", "zh", ineligible, env={"PYTHONIOENCODING": encoding})
    assert "主要突出贡献事迹" in done.stdout
    assert done.returncode == CODES["ineligible"]


def test_text_survives_a_terminal_without_chinese(run: Run, ineligible: Path) -> None:
    """What the encoding can't show is escaped, and the exit code stays the verdict's."""
    done = run("check", "--lang", "zh", ineligible, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == CODES["ineligible"]
    assert done.stdout.isascii()
    assert "\\u4e0d\\u7b26\\u5408" in done.stdout
    assert not done.stderr


def test_one_unreadable_submission_does_not_stop_the_others(run: Run, eligible: Path, refer: Path) -> None:
    """The others are judged, the unreadable one is named on standard error, and the exit code is 2."""
    done = run("check", "--format", "json", eligible, "no-such-folder", refer)
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["eligible", "refer"]
    assert "no-such-folder" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "x", "--no-such-option"],
        ["check", "x", "--as-of", "20230820"],
        ["check", "x", "--as-of", "2023-02-30"],
        ["check", "x", "--lang", "fr"],
        ["check", "x", "--out", "y"],
        ["no-such-command"],
        [],
    ],
)
def test_bad_usage_ends_with_2(arguments: list[str], run: Run) -> None:
    """A command line that can't be understood is refused with how to use it, and nothing is judged."""
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: eligibility" in done.stderr
    assert not done.stdout


def test_an_unknown_format_names_the_nearest(run: Run, eligible: Path) -> None:
    """A misspelt format is refused with the one that was probably meant."""
    done = run("check", eligible, "--format", "jsn")
    assert done.returncode == 2
    assert "did you mean json?" in done.stderr


def test_an_unknown_ruleset_names_the_nearest(run: Run, eligible: Path) -> None:
    """A misspelt ruleset is refused with the one that was probably meant, and nothing is judged."""
    done = run("check", eligible, "--ruleset", "anhui-leader@2023")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean anhui-leaders@2023?" in done.stderr


def test_the_declaration_chooses_its_ruleset(run: Run, clean: Document, folder: Folder) -> None:
    """Without --ruleset, programme and round name it; a round nobody knows can't be judged."""
    assert json.loads(run("check", "--format", "json", folder(clean)).stdout)["ruleset"]["round"] == "2023"
    done = run("check", folder({**clean, "round": "1999"}, "unknown"))
    assert done.returncode == 2
    assert "anhui-leaders@1999" in done.stderr


def test_a_declaration_that_names_no_round_is_told_so(run: Run, clean: Document, folder: Folder) -> None:
    """The missing fields are named, because without them nobody knows the law."""
    document = {key: value for key, value in clean.items() if key not in {"programme", "round"}}
    done = run("check", folder(document))
    assert done.returncode == 2
    assert "Programme" in done.stderr
    assert "Round" in done.stderr
    assert run("check", folder(document, "again"), "--ruleset", "anhui-leaders@2023").returncode == 0


def test_a_declaration_can_not_bring_its_own_law(run: Run, clean: Document, folder: Folder) -> None:
    """What a declaration says is never taken for a path, even if a ruleset lies there."""
    done = run("check", folder({**clean, "programme": "x", "round": str(RULESET)}))
    assert (done.returncode, done.stdout) == (2, "")


def test_a_ruleset_may_be_a_file(run: Run, eligible: Path, tmp_path: Path) -> None:
    """A draft on the author's desk judges as a known ruleset does."""
    draft = tmp_path / "draft.toml"
    draft.write_text(RULESET.read_text(encoding="utf-8").replace('"final"', '"draft"'), encoding="utf-8")
    done = run("check", eligible, "--ruleset", draft)
    assert done.returncode == 0
    assert "[draft]" in done.stdout


def test_a_withdrawn_ruleset_is_told(run: Run, eligible: Path, tmp_path: Path) -> None:
    """A declaration judged under a withdrawn ruleset says so, with the one that replaces it, in every format."""
    withdrawn = tmp_path / "withdrawn.toml"
    life = 'status = "withdrawn"\nreplaced_by = "anhui-leaders@2025"'
    withdrawn.write_text(RULESET.read_text(encoding="utf-8").replace('status = "final"', life), encoding="utf-8")
    assert "[withdrawn, replaced by anhui-leaders@2025]" in run("check", eligible, "--ruleset", withdrawn).stdout
    stamp = json.loads(run("check", eligible, "--ruleset", withdrawn, "--format", "json").stdout)["ruleset"]
    assert (stamp["status"], stamp["replaced_by"]) == ("withdrawn", "anhui-leaders@2025")


def test_another_rounds_day_is_refused_unless_asked_for(run: Run, clean: Document, folder: Folder) -> None:
    """A declaration that names one round and was submitted in another is refused; `--ruleset` asks for it.

    A day of no round is only late, which is a finding.
    """
    wrong = folder({**clean, "submitted_on": "2021-06-01"}, "wrong")
    done = run("check", wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert "while anhui-leaders@2021 was open" in done.stderr
    asked = json.loads(run("check", wrong, "--ruleset", "anhui-leaders@2023", "--format", "json").stdout)
    late = json.loads(run("check", folder({**clean, "submitted_on": "2023-10-02"}, "late"), "--format", "json").stdout)
    for report in (asked, late):
        outcomes = [result["outcome"] for result in report["results"] if result["rule"] == "outside-round-dates"]
        assert outcomes == ["failed"]


def test_the_day_of_submission_is_the_date_to_judge_at_unless_another_is_given(run: Run, eligible: Path) -> None:
    """`--as-of` wins over the declaration's own date."""
    submitted = json.loads((eligible / "declaration.json").read_text(encoding="utf-8"))["submitted_on"]
    assert json.loads(run("check", eligible, "--format", "json").stdout)["as_of"] == submitted
    done = run("check", eligible, "--format", "json", "--as-of", "2023-09-01")
    assert json.loads(done.stdout)["as_of"] == "2023-09-01"


def test_a_draft_is_judged_today(run: Run, clean: Document, folder: Folder) -> None:
    """A declaration without a day of submission is judged at the calendar's date."""
    document = {key: value for key, value in clean.items() if key != "submitted_on"}
    before = dt.datetime.now().astimezone().date()
    done = run("check", folder(document), "--format", "json")
    assert json.loads(done.stdout)["as_of"] in {before.isoformat(), dt.datetime.now().astimezone().date().isoformat()}


# --- the output file --------------------------------------------------------------------------------------------------


def test_a_file_gets_what_standard_output_would(run: Run, refer: Path, tmp_path: Path) -> None:
    """`--output` changes where the answer goes, not what it says or how the command ends."""
    target = tmp_path / "answer.txt"
    target.write_text("an older answer")
    told = run("check", refer, "--lang", "zh")
    written = run("check", refer, "--lang", "zh", "--output", target)
    assert target.read_text(encoding="utf-8") == told.stdout
    assert (written.returncode, written.stdout) == (told.returncode, "")


def test_output_that_is_no_file_is_refused(run: Run, eligible: Path, tmp_path: Path) -> None:
    """A folder, or a name in a folder that is not there, is refused in words."""
    for target in (tmp_path, tmp_path / "nowhere" / "answer.txt"):
        done = run("check", eligible, "--output", target)
        assert (done.returncode, done.stdout) == (2, "")
        assert str(target) in done.stderr
        assert "Traceback" not in done.stderr


def test_output_under_a_file_is_refused(run: Run, eligible: Path, tmp_path: Path) -> None:
    """An output that names a file as if it were a folder is an error in words, not a fault of ours, and the file stays."""
    file = tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    done = run("check", eligible, "--output", file / "page.html", "--lang", "en")
    assert (done.returncode, file.read_text(encoding="utf-8")) == (2, "kept")
    assert f"{file / 'page.html'}: can't be written" in done.stderr


def test_output_spares_what_is_read(run: Run, eligible: Path, undetermined: Path, tmp_path: Path) -> None:
    """A declaration, a file of a submission's folder and a list of waivers are never overwritten, by no name they have."""
    scan = next(path for path in eligible.rglob("*") if path.suffix != ".json" and path.is_file())
    link = tmp_path / "answer.json"
    link.symlink_to(eligible / "declaration.json")
    waivers = tmp_path / "waivers.toml"
    waivers.touch()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for submission, target in (
        (undetermined, undetermined),
        (eligible, eligible / "declaration.json"),
        (eligible, scan),
        (eligible, link),
        (undetermined, waivers),
    ):
        done = run("check", submission, "--waivers", waivers, "--output", target)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{target}: not overwritten" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


HALF: Final = """
import os, signal
from eligibility import hookimpl

class Half:
    def __init__(self, name, end):
        self.name, self.end = name, end

    def render(self, judged, *, language, width=None):
        yield "half an ans"
        self.end()

def crash():
    raise RuntimeError("no more")

def leave():
    raise SystemExit(0)

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

@hookimpl
def register_reporters():
    return [Half("half", crash), Half("left", leave), Half("interrupted", interrupt)]
"""


@pytest.fixture
def half(tmp_path: Path) -> Path:
    """Return a plugin whose reporters don't finish."""
    plugin = tmp_path / "half_reporters.py"
    plugin.write_text(HALF)
    return plugin


@pytest.mark.parametrize(("format_", "code"), [("half", 70), ("left", 70), ("interrupted", 130)])
def test_a_failure_leaves_the_older_answer(format_: str, code: int, run: Run, eligible: Path, half: Path) -> None:
    """If the answer is not finished, whatever stood in the file still stands there, and nothing else lies about."""
    target = half.parent / "answers" / "answer.txt"
    target.parent.mkdir()
    target.write_text("an older answer")
    done = run("check", eligible, "--plugin", half, "--format", format_, "--output", target)
    assert done.returncode == code
    assert target.read_text() == "an older answer"
    assert list(target.parent.iterdir()) == [target]


# --- how it ends ------------------------------------------------------------------------------------------------------


def test_a_fault_of_ours_is_told_without_a_traceback(run: Run, eligible: Path, half: Path) -> None:
    """A crash ends with 70, never with a code that means a verdict; the traceback is for those who ask."""
    told = run("check", eligible, "--plugin", half, "--format", "half")
    assert told.returncode == 70
    assert "Traceback" not in told.stderr
    assert "ELIGIBILITY_DEBUG" in told.stderr
    shown = run("check", eligible, "--plugin", half, "--format", "half", env={"ELIGIBILITY_DEBUG": "1"})
    assert shown.returncode == 70
    assert "RuntimeError: no more" in shown.stderr


def test_ctrl_c_ends_quietly(run: Run, eligible: Path, half: Path) -> None:
    """An interrupt ends the command with the shell's code for it and no words."""
    done = run("check", eligible, "--plugin", half, "--format", "interrupted")
    assert (done.returncode, done.stderr) == (130, "")


def test_a_reader_that_hangs_up_is_no_failure(run_into: RunInto, eligible: Path) -> None:
    """A closed pipe ends the command with the shell's code for it and no words."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = run_into(pipe, "check", eligible)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_told(run_into: RunInto, eligible: Path) -> None:
    """Output that can't be written is told in words, and the code is not a verdict's."""
    with Path("/dev/full").open("wb") as full:
        done = run_into(full, "check", eligible)
    assert done.returncode == 2
    assert "can't be written" in done.stderr


# --- plugins ----------------------------------------------------------------------------------------------------------


def test_plugins_come_from_the_option_and_the_environment(
    run: Run, clean: Document, folder: Folder, tmp_path: Path
) -> None:
    """A folder of rulesets is known by either way, and naming it in both is no fault."""
    rulesets = tmp_path / "own rulesets"
    rulesets.mkdir()
    text = RULESET.read_text(encoding="utf-8").replace('name = "anhui-leaders"', 'name = "own"')
    (rulesets / "own.toml").write_text(text, encoding="utf-8")
    submission = folder({**clean, "programme": "own"})
    assert run("check", submission).returncode == 2
    assert run("check", submission, "--plugin", rulesets).returncode == 0
    by_environment = {"ELIGIBILITY_PLUGINS": os.pathsep.join([str(rulesets), ""])}
    assert run("check", submission, env=by_environment).returncode == 0
    assert run("check", submission, "--plugin", rulesets, env=by_environment).returncode == 0


def test_what_is_no_submission_is_told_with_what_one_is(run: Run, eligible: Path, tmp_path: Path) -> None:
    """A photograph is not called badly saved text, and a folder of submissions is not called incomplete."""
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0")
    done = run("check", photo, "--lang", "en")
    assert done.returncode == 2
    assert "not a submission; expected a folder, a .zip or a JSON file" in done.stderr
    (tmp_path / "all").mkdir()
    eligible.rename(tmp_path / "all" / "one")
    done = run("check", tmp_path / "all", "--lang", "en")
    assert done.returncode == 2
    assert "judge them all with: eligibility audit" in done.stderr


def test_leaving_out_waived_findings_needs_waivers(run: Run, eligible: Path) -> None:
    """The option alone would do nothing, so it is a mistake of the call."""
    done = run("check", eligible, "--without-waivers", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--without-waivers goes with --waivers" in done.stderr


def test_a_plugin_that_does_not_load_stops_the_command(run: Run, eligible: Path, tmp_path: Path) -> None:
    """A missing rule must not look like a passed one: nothing is judged."""
    broken = tmp_path / "broken_plugin.py"
    broken.write_text("import no_such_module_at_all")
    done = run("check", eligible, "--plugin", broken)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no_such_module_at_all" in done.stderr


# --- languages and terminals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("env", "options", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, [], "审查结论"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, [], "Verdict"),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang", "en"], "Verdict"),
        ({"LANG": "C.UTF-8"}, ["--lang=zh"], "审查结论"),
    ],
)
def test_the_language_is_the_locale_s_unless_asked_for(
    env: dict[str, str], options: list[str], expected: str, run: Run, eligible: Path
) -> None:
    """Chinese in a Chinese locale, English in all others, and the option wins."""
    assert expected in run("check", eligible, eligible, *options, env=env).stdout


def test_help_and_usage_are_chinese_throughout(run: Run) -> None:
    """In Chinese no English word of the parser itself is left."""
    told = run("check", "--help", "--lang", "zh").stdout + run("check", "--lang", "zh").stderr
    assert "用法：eligibility check" in told
    assert not re.search(r"usage|options:|arguments|required|exit|error|the ", told)


def test_colours_are_for_terminals_that_want_them(
    on_terminal: OnTerminal, run: Run, ineligible: Path, tmp_path: Path
) -> None:
    """A terminal gets colours; a pipe, a file and a terminal with NO_COLOR get none."""
    assert f"{ESCAPE}[1;31m" in on_terminal("check", ineligible)
    assert "[1;31m" not in on_terminal("check", ineligible, env={"NO_COLOR": "1"})
    assert ESCAPE not in run("check", ineligible, env={"TERM": "xterm-256color"}).stdout
    target = tmp_path / "answer.txt"
    on_terminal("check", ineligible, "--output", target)
    assert ESCAPE not in target.read_text(encoding="utf-8")


# --- hostile submissions ----------------------------------------------------------------------------------------------

HOSTILE: Final = f"{ESCAPE}[2J\x9b31m\u202egnp.\u2066[bold red]owned[/]:skull:\r\n✓ eligible"


def _hostile(clean: Document) -> Document:
    """Return a declaration whose every report repeats a text that tries to take over the terminal."""
    attachments = [{**attachment, "name": f"IMG_1{HOSTILE}"} for attachment in clean["attachments"]]
    return {
        **clean,
        "id": HOSTILE,
        HOSTILE: HOSTILE,
        "review_group": f"{HOSTILE}技能",
        "applicant": {**clean["applicant"], "phone": HOSTILE, "email": HOSTILE},
        "attachments": [*attachments, dict(attachments[0])],
    }


def _forged(text: str) -> list[str]:
    """Return the characters of `text` that a terminal would obey."""
    return re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_text_stays_text(language: str, run: Run, clean: Document, folder: Folder) -> None:
    """Escape sequences, bidirectional marks, markup and line breaks in a submission are shown, never obeyed."""
    done = run("check", folder(_hostile(clean), "[red]folder:skull:\u202e").name, "--lang", language)
    assert done.returncode == CODES["ineligible"]
    assert _forged(done.stdout) == []
    assert "[bold red]owned[/]:skull:" in done.stdout
    assert "[red]folder:skull:" in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.strip() == "✓ eligible"]


def test_hostile_text_in_json_is_escaped_and_whole(run: Run, clean: Document, folder: Folder) -> None:
    """JSON repeats the id to the letter, but no character that a terminal would obey stands in it bare."""
    done = run("check", folder(_hostile(clean)), "--format", "json")
    assert _forged(done.stdout) == []
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["declaration"]["id"] == HOSTILE


def test_hostile_text_in_an_error_stays_text(run: Run, tmp_path: Path) -> None:
    """What can't be read is told without obeying its name either."""
    done = run("check", tmp_path / f"no{ESCAPE}[2Jsuch\u202efolder")
    assert done.returncode == 2
    assert _forged(done.stderr) == []


def test_waivers_are_marked_counted_and_complained_about(run: Run, refer: Path, tmp_path: Path) -> None:
    """The exit code is that of the rest; the text tells who waived what, and a waiver nobody asked for is complained about."""
    waivers = tmp_path / "waivers.toml"
    waivers.write_text('format = "eligibility-waivers/1"\n', encoding="utf-8")
    first = run("check", refer, "--waivers", waivers, "--format", "json")
    assert first.returncode == 3
    document = json.loads(first.stdout)
    ((rule, finding),) = [(one["rule"], found) for one in document["results"] for found in one["findings"]]
    record = {
        "declaration": document["declaration"]["id"],
        "rule": rule,
        "place": finding["at"],
        "reason": "\u4e13\u5bb6\u7ec4\u540c\u610f",
        "approver": "A. Example",
        "evidence": finding["evidence"],
    }
    for id_ in (record["declaration"], "AH2023-999999"):
        pairs = "".join(f"{key} = {json.dumps(value)}\n" for key, value in {**record, "declaration": id_}.items())
        with waivers.open("a", encoding="utf-8") as file:
            file.write(f"[[waivers]]\n{pairs}expires_on = 9999-12-31\n")
    shown = run("check", refer, "--waivers", waivers, "--lang", "en")
    assert shown.returncode == 0
    assert "apart from what is waived (1), no error" in " ".join(shown.stdout.split())
    assert "waived 1" in shown.stdout
    assert "Waived until 9999-12-31 by A. Example: 专家组同意" in shown.stdout
    assert f"{waivers}:10: no declaration AH2023-999999 was judged" in shown.stderr
    rest = run("check", refer, "--waivers", waivers, "--without-waivers", "--lang", "en")
    assert rest.returncode == 0
    assert "A. Example" not in rest.stdout
    assert "apart from what is waived (1), no error" in " ".join(rest.stdout.split())
    page = run("check", refer, "--waivers", waivers, "--format", "html", "--lang", "zh")
    assert "除已豁免的问题（1）外，没有不符合项和待核事项。" in page.stdout
    assert "waived 1" in rest.stdout
    waivers.write_text("format = 1", encoding="utf-8")
    assert run("check", refer, "--waivers", waivers).returncode == 2
