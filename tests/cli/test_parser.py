"""From words to options, and the language they are answered in."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eligibility.cli import main, options
from eligibility.cli.parser import language_of, parse


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_locale_chooses_the_language(environ: dict[str, str], language: str) -> None:
    """The first of LC_ALL, LC_MESSAGES and LANG that says anything decides; all but Chinese is English."""
    assert language_of(["check"], environ) == language


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--lang", "zh", "check"], "zh"),
        (["check", "x", "--lang=zh"], "zh"),
        (["check", "--lang", "fr"], "en"),
        (["check", "--lang"], "en"),
        (["check", "--", "--lang", "zh"], "en"),
    ],
)
def test_the_option_chooses_the_language_wherever_it_stands(arguments: list[str], language: str) -> None:
    """Even a parser that is to refuse the command line must know in which language."""
    assert language_of(arguments, {}) == language


def test_a_command_line_becomes_an_object() -> None:
    """Every word finds its place, with plugins of the environment before those of the command line."""
    words = (
        "check a b.zip --ruleset x@1 --as-of 2023-08-20 --format json --output o --plugin p --plugin q "
        "--waivers w.toml --without-waivers"
    )
    assert parse(words.split(), "en", {"ELIGIBILITY_PLUGINS": os.pathsep.join(["r", "p"])}) == options.Check(
        language="en",
        plugins=("r", "p", "q"),
        submissions=(Path("a"), Path("b.zip")),
        ruleset="x@1",
        as_of=dt.date(2023, 8, 20),
        format="json",
        output=Path("o"),
        keep=True,
        cache=None,
        workers=None,
        waivers=Path("w.toml"),
        keep_waived=False,
    )


@pytest.mark.parametrize("words", ["check a", "inspect a", "audit a --out b", "rulesets impact a b c"])
def test_an_unknown_text_engine_is_refused(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command that looks at files doesn't begin with an engine that there isn't; it names those that there are."""
    monkeypatch.setenv("ELIGIBILITY_TEXT_ENGINE", "foo")
    assert main([*words.split(), "--lang", "en"]) == 2
    assert capsys.readouterr() == (
        "",
        "The environment variable ELIGIBILITY_TEXT_ENGINE is foo; it must be auto, ppocr or tesseract.\n",
    )
    assert main(["rules", "--lang", "en"]) == 0


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["check", "--help"]])
def test_what_needs_no_rules_loads_none(words: list[str]) -> None:
    """Version and help come without loading the models, the rules or the terminal library."""
    script = (
        "import sys, eligibility.cli\n"
        f"code = eligibility.cli.main({words!r})\n"
        "print(code, sorted({'pydantic', 'rich', 'pluggy', 'stdnum'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_the_command_has_two_names() -> None:
    """`python -m eligibility` and the installed script are the same program."""
    script = Path(sys.executable).with_name("eligibility")
    answers = {
        subprocess.run([*words, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
        for words in ([str(script)], [sys.executable, "-m", "eligibility"])
    }
    assert len(answers) == 1
