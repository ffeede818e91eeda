"""The guide for policy staff, followed word for word: from nothing to a tested, frozen round that is installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

DOCS: Final = Path(__file__).parent.parent.parent / "docs"
GUIDES: Final = {"en": DOCS / "open-a-round.md", "zh": DOCS / "zh" / "open-a-round.md"}
RULESETS: Final = Path("eligibility-anhui-2027/src/eligibility_anhui_2027/rulesets")
_BLOCK: Final = re.compile(r"```(sh|diff|toml)\n(.*?)```", re.DOTALL)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `pip install` asks no index and installs into a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ELIGIBILITY_PLUGINS", "PIP_"))}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "false",  # pip reads it the other way round: no isolation
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_TARGET": str(folder / "installed"),
        "PYTHONPATH": str(folder / "installed"),
    }


class Reader:
    """Does what the guide says, block after block, and keeps what was printed."""

    def __init__(self, folder: Path) -> None:
        """Begin in an empty folder."""
        self.folder = folder
        self.here = folder
        self.printed = ""

    def follow(self, kind: str, block: str) -> None:
        """Run commands, or change what a reader is told to change in the new ruleset."""
        if kind == "sh":
            self._run(block)
        elif kind == "diff":
            self._edit(block)
        else:
            file = self.here / "tests" / "2027.toml"
            file.write_text(f"{file.read_text(encoding='utf-8')}\n{block}", encoding="utf-8")
            self._run("eligibility rulesets test 2027.toml")

    def _run(self, block: str) -> None:
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", f"{block}\npwd"],
            cwd=self.here,
            env=environment(self.folder),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        *lines, here = done.stdout.splitlines()
        self.here = Path(here)
        self.printed += "\n".join(lines)

    def _edit(self, block: str) -> None:
        old, new = block.splitlines()
        path = self.here / "2027.toml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old.removeprefix("-")) == 1
        path.write_text(text.replace(old.removeprefix("-"), new.removeprefix("+")), encoding="utf-8")


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_is_true(language: str, tmp_path: Path) -> None:
    """Followed as written, the guide ends with a frozen round of 2027, whose cases hold, found by a declaration of it."""
    reader = Reader(tmp_path)
    for kind, block in _BLOCK.findall(GUIDES[language].read_text(encoding="utf-8")):
        reader.follow(kind, block)
    made = tomllib.loads((tmp_path / RULESETS / "2027.toml").read_text(encoding="utf-8"))
    assert made["status"] == "final"
    assert len(made["frozen"]) == 64
    form = {"format": "eligibility-declaration/1", "programme": "anhui-leaders", "round": "2027"}
    declaration = tmp_path / "declaration.json"
    declaration.write_text(json.dumps({**form, "submitted_on": "2027-08-20"}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "eligibility", "check", declaration, "--format", "json"],
        env=environment(tmp_path),
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout)["ruleset"]["status"] == "final"
    assert str(tmp_path / "installed") in reader.printed


def test_both_guides_give_the_same_commands() -> None:
    """The commands and edits are the same in both languages, but for the language asked for and the words of comments."""
    english, chinese = (
        [
            (kind, re.sub(r" --lang zh|#.*|name = .*", "", block))
            for kind, block in _BLOCK.findall(GUIDES[language].read_text(encoding="utf-8"))
        ]
        for language in ("en", "zh")
    )
    assert english == chinese
