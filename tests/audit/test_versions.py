"""What submissions are judged by: workers that live long go with the times or refuse, and nothing old is taken for unchanged."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from eligibility.errors import EligibilityError
from eligibility.hooks import load_plugins
from tests.audit.conftest import failed, lines
from tests.small_rulesets import ruleset_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

PLUGIN = """
    from eligibility import Rule, hookimpl

    class Always(Rule):
        '''Finds something in every declaration.'''
        name = "always"
        reads = ("",)
        message = "Something is wrong."
        remedy = "Put it right."

        def check(self, declaration, context):
            yield self.finding("/{place}")

    @hookimpl
    def register_rules():
        return [Always]
"""


def _write(path: Path, place: str) -> None:
    path.write_text(textwrap.dedent(PLUGIN).format(place=place), encoding="utf-8")


def _compared_titles(section: str) -> str:
    return ruleset_of("conflicting-ranks", severity="warning", more=f'section = "{section}"\n')


def test_workers_that_live_on_judge_by_the_ruleset_as_it_is_now(audited: Auditing, tmp_path: Path) -> None:
    """Edited between two runs, with the same workers, a ruleset makes all results new, those across submissions included."""
    law = tmp_path / "test.toml"
    law.write_text(ruleset_of("malformed-email"), encoding="utf-8")
    with ThreadPoolExecutor(1) as executor:
        audited(tmp_path / "out", executor=executor, ruleset=str(law))
        assert all("report" in line for line in lines(tmp_path / "out"))
        law.write_text(_compared_titles("awards"), encoding="utf-8")
        assert audited(tmp_path / "out", executor=executor, ruleset=str(law)).unchanged == 0
        assert audited(tmp_path / "out", executor=executor, ruleset=str(law)).unchanged == 5
    for line in lines(tmp_path / "out"):
        assert [result["rule"] for result in line["report"]["results"]] == ["conflicting-ranks"]


def test_a_worker_that_loaded_a_plugin_before_it_was_changed_refuses(audited: Auditing, tmp_path: Path) -> None:
    """It can't load it anew, so the run ends in words; workers that start later judge by the new one."""
    plugin, law = tmp_path / "always_rules.py", tmp_path / "test.toml"
    law.write_text(ruleset_of("always"), encoding="utf-8")
    setting: dict[str, Any] = {"ruleset": str(law), "plugins": (str(plugin),)}
    context = multiprocessing.get_context("spawn")
    _write(plugin, "applicant/name")
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        executor.submit(load_plugins, (str(plugin),)).exception()  # loaded there, whether or not it can come back
        _write(plugin, "applicant/email")
        with pytest.raises(EligibilityError, match="restart workers"):
            audited(tmp_path / "out", executor=executor, **setting)
    audited(tmp_path / "out", **setting)
    assert [failed(line) for line in lines(tmp_path / "out")] == [{("always", "/applicant/email")}] * 5


def test_a_ruleset_that_changes_during_a_run_ends_it(audited: Auditing, tmp_path: Path) -> None:
    """What was judged by the old one is not compared by the new one; the next run judges all by it."""
    law = tmp_path / "test.toml"
    law.write_text(_compared_titles("awards"), encoding="utf-8")

    class Meanwhile(ThreadPoolExecutor):
        """Changes the ruleset once the last submission is judged."""

        def submit(self, *arguments: Any, **named: Any) -> Any:
            future = super().submit(*arguments, **named)
            if arguments[2] == "004":
                future.result()
                law.write_text(_compared_titles("projects"), encoding="utf-8")
            return future

    with Meanwhile(1) as executor, pytest.raises(EligibilityError, match="run the audit again"):
        audited(tmp_path / "out", executor=executor, ruleset=str(law))
    assert audited(tmp_path / "out", ruleset=str(law)).unchanged == 0


def test_another_version_of_an_installed_plugin_judges_again(province: Path, cache: Path, tmp_path: Path) -> None:
    """A package with rules that is replaced by its next version makes all results new; without that none is."""
    site = tmp_path / "site"
    site.mkdir()
    _write(site / "packaged_rules.py", "applicant/name")
    (tmp_path / "test.toml").write_text(ruleset_of("always"), encoding="utf-8")

    def unchanged(version: str) -> str:
        for old in site.glob("*.dist-info/*"):
            old.unlink()
        info = site / "packaged_rules-1.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: packaged-rules\nVersion: {version}\n")
        (info / "entry_points.txt").write_text("[eligibility]\npackaged = packaged_rules\n")
        words = ["audit", str(province), "--out", str(tmp_path / "out"), "--ruleset", str(tmp_path / "test.toml")]
        done = subprocess.run(
            [sys.executable, "-m", "eligibility", *words, "--cache", str(cache), "--workers", "1", "--lang", "en"],
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    unchanged("0.1")
    assert "5 of them unchanged" in unchanged("0.1")
    assert "0 of them unchanged" in unchanged("0.2")
