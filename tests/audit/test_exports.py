"""What is written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from eligibility.audit.exports import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_to_all")
def test_a_draft_is_its_owners_from_the_beginning(tmp_path: Path) -> None:
    """Nobody else can read it while it is written, nor what a killed run has left, nor what it becomes."""
    (tmp_path / ".report.html.part").touch(0o644)
    with whole(tmp_path / "report.html") as draft:
        assert draft.stat().st_mode & 0o777 == 0o600
        with draft.open("w", encoding="utf-8") as file:
            file.write("words")
            assert draft.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "words"
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o600
    assert not draft.exists()
