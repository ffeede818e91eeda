"""The example plugins, used as their README says: the package really installed, the single file really named."""

from __future__ import annotations

import gettext
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
from babel.messages import pofile

import eligibility
from tools.examples import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PACKAGE: Final = FOLDER / "plugin-package"
LOCALE: Final = "src/eligibility_example_city/locale"
ONE_FILE: Final = (str(FOLDER / "one_file_plugin.py"), str(FOLDER / "one-file-ruleset"))
TALENTS: Final = "example-town-talents@2025"
EXPERTS: Final = "example-city-experts@2025"


def _python(*arguments: str, path: Path | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python; what is installed at `path` is found as if it were among the installed packages."""
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env={**os.environ, **({} if path is None else {"PYTHONPATH": str(path)})},
        timeout=300,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the package and install it into a folder of its own, without asking any index."""
    source = tmp_path_factory.mktemp("source") / "package"
    shutil.copytree(PACKAGE, source)
    target = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--no-index", "--no-deps", "--no-build-isolation")
    ended = _python(*pip, "--target", str(target), str(source))
    assert ended.returncode == 0, ended.stderr
    return target


def _check(*arguments: str, path: Path | None = None) -> tuple[int, dict[str, Any]]:
    """Run `eligibility check` and return its exit code and its report."""
    ended = _python("-m", "eligibility", "check", *arguments, "--format", "json", path=path)
    assert ended.stderr == ""
    report: dict[str, Any] = json.loads(ended.stdout)
    return ended.returncode, report


def _places(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(result["rule"], finding["at"]) for result in report["results"] for finding in result["findings"]]


def _changed(folder: Path, name: str, **changes: object) -> Path:
    """Write an example's declaration with some changes, without its files."""
    declaration = json.loads((FOLDER / name / "declaration.json").read_text("utf-8"))
    path = folder / "declaration.json"
    path.write_text(json.dumps(declaration | changes), "utf-8")
    return path


def test_the_installed_package_judges(installed: Path) -> None:
    """The installed package is found by its entry point, and its ruleset judges an example."""
    code, report = _check(str(FOLDER / "complete-leader"), "--ruleset", EXPERTS, path=installed)
    own = [result["outcome"] for result in report["results"] if result["rule"] == "too-short-with-employer"]
    assert (code, report["verdict"], report["ruleset"]["name"], own) == (
        0,
        "eligible",
        "example-city-experts",
        ["passed"],
    )


def test_the_installed_rule_finds_in_chinese(installed: Path, tmp_path: Path) -> None:
    """A declaration finds the package's ruleset by its own programme and round; the rule's words are Chinese."""
    history = [{"start": "2024-02-01", "employer": "皖中示例大学"}]
    changes = {
        "programme": "example-city-experts",
        "round": "2025",
        "submitted_on": "2025-03-10",
        "work_history": history,
    }
    changed = _changed(tmp_path, "complete-leader", attachments=[], **changes)
    code, report = _check(str(changed), "--lang", "zh", path=installed)
    found = [
        finding for result in report["results"] for finding in result["findings"] if "work_history" in finding["at"]
    ]
    assert code == 1
    assert [finding["at"] for finding in found] == ["/work_history/0/start"]
    assert found[0]["message"] == "自2024-02-01起在现单位工作；要求满3年，即不晚于2022-03-10到岗。"


def test_without_the_package_its_ruleset_is_unknown() -> None:
    """What is not installed is not there: the ruleset is then not found, and the command says so."""
    ended = _python("-m", "eligibility", "check", str(FOLDER / "complete-leader"), "--ruleset", EXPERTS)
    assert ended.returncode == 2
    assert EXPERTS in ended.stderr


def test_the_ruleset_has_no_mistakes(installed: Path) -> None:
    """`eligibility rulesets lint` finds nothing to say against the package's ruleset."""
    ended = _python("-m", "eligibility", "rulesets", "lint", EXPERTS, path=installed)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_page_of_the_rule_is_chinese(installed: Path) -> None:
    """`eligibility rules NAME` explains the package's rule in its Chinese words."""
    ended = _python("-m", "eligibility", "rules", "too-short-with-employer", "--lang", "zh", path=installed)
    assert ended.returncode == 0, ended.stderr
    assert "申报人在申报单位工作的年限不足。" in ended.stdout
    assert "要求在现单位工作的年数。" in ended.stdout
    assert "Declarations with" not in ended.stdout


def test_the_packages_own_tests_pass(installed: Path) -> None:
    """The tests that come with the package pass against the installed package."""
    ended = _python("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=PACKAGE, path=installed)
    assert ended.returncode == 0, ended.stdout


def test_the_catalogue_is_compiled() -> None:
    """Every message of the catalogue that people edit is translated, and stands in the compiled one with the same words."""
    folder = PACKAGE / LOCALE / "zh/LC_MESSAGES"
    with (folder / "eligibility_example_city.po").open("rb") as file:
        edited = {str(one.id): str(one.string or "") for one in pofile.read_po(file, locale="zh") if one.id}
    with (folder / "eligibility_example_city.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert all(edited.values())
    assert {words: compiled.gettext(words) for words in edited} == edited


def test_the_one_file_plugin_judges() -> None:
    """A Python file and a folder of rulesets, given to the library, make a checker whose missing field is found."""
    checker = eligibility.Checker(TALENTS, plugins=eligibility.load_plugins(ONE_FILE))
    report = checker.check(eligibility.load(FOLDER / "complete-leader"))
    assert report.verdict == "ineligible"
    assert [finding.at for finding in report.findings] == ["/extra/recommended_by"]


@pytest.mark.parametrize(
    ("body", "code", "places"),
    [("示例镇农技站", 0, []), ("示例镇足球队", 3, [("unknown-recommender", "/extra/recommended_by")])],
)
def test_the_one_file_plugin_serves_the_command(
    tmp_path: Path, body: str, code: int, places: list[tuple[str, str]]
) -> None:
    """With `--plugin` for the file and the folder, the command judges by them: a body on the list passes, another is referred."""
    changed = _changed(tmp_path, "complete-leader", extra={"recommended_by": body})
    plugins = [part for source in ONE_FILE for part in ("--plugin", source)]
    ended, report = _check(str(changed), *plugins, "--ruleset", TALENTS)
    assert (ended, _places(report)) == (code, places)
