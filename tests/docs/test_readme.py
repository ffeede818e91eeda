"""What the READMEs show is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent.parent
PAGES: Final = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}


def _blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGES[page].read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("page", ["en", "zh"])
def test_the_sample_output_is_what_the_command_prints(page: str) -> None:
    """The output shown for the example with a dozen faults is how the command's output begins."""
    (sample,) = _blocks(page, "text")
    ended = subprocess.run(
        [sys.executable, "-m", "eligibility", "check", "examples/dozen-faults", "--lang", page],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in {"COLUMNS", "FORCE_COLOR"}},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout.decode().startswith(sample)


@pytest.mark.parametrize("page", ["en", "zh"])
def test_the_python_example_runs(page: str) -> None:
    """The first Python example of each README runs as it stands and finds faults."""
    example = _blocks(page, "python")[0] + "\nassert str(report.verdict) == 'ineligible' and report.findings"
    ended = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_both_readmes_give_the_same_commands() -> None:
    """Set-up, main job and tests are the same commands in both languages, but for the language asked for."""
    english, chinese = ([re.sub("--lang ..", "", block) for block in _blocks(page, "sh")] for page in ("en", "zh"))
    assert english == chinese


def test_the_commands_are_one_line_each() -> None:
    """Each of the README's commands is one line to paste."""
    assert all(block.count("\n") == 1 for block in _blocks("en", "sh"))
