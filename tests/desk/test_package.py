"""A plugin package to start from: its names are its own, and its tests pass as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from eligibility.desk.package import package_files
from eligibility.errors import EligibilityError

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str | Path, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder; what is installed at `path` is found."""
    more = {} if path is None else {"PYTHONPATH": str(path)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def test_a_new_package_is_installed_and_its_tests_pass(tmp_path: Path) -> None:
    """`plugin new` makes a package that pip installs, whose ruleset has no mistakes and whose tests pass; never over another."""
    assert run("-m", "eligibility", "plugin", "new", "my-city-2", cwd=tmp_path).returncode == 0
    package, target = tmp_path / "eligibility-my-city-2", tmp_path / "installed"
    again = run("-m", "eligibility", "plugin", "new", "my-city-2", cwd=tmp_path)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--no-index", "--no-deps", "--no-build-isolation")
    done = run(*pip, "--target", target, package, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run("-m", "eligibility", "rulesets", "lint", "my-city-2-experts@2025", cwd=tmp_path, path=target)
    assert done.returncode == 0, done.stdout
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=package, path=target)
    assert done.returncode == 0, done.stdout


def test_the_examples_names_are_all_replaced() -> None:
    """Two packages of different names share no name that must be unique, and none keeps the example's."""
    files = package_files("my-town")
    texts = [f"{path}\n{data.decode()}" for path, data in files.items() if path.suffix != ".mo"]
    for text in texts:
        assert "example-city" not in text
        assert "example_city" not in text
        assert "too-short-with-employer`" not in text
    assert any(
        "class TooShortWithEmployer" in text and '"too-short-with-employer-in-my-town"' in text for text in texts
    )


@pytest.mark.parametrize("name", ["", "My City", "../x", "a/b", "-a", "a-", "a--b", "1a", "ä", "a" * 61, "a_b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    """A name leads to no place outside its folder, and is a Python module's when its hyphens are underscores."""
    with pytest.raises(EligibilityError, match="not a name for a package"):
        package_files(name)
