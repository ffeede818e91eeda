"""Where the files are that ship with the package but stand beside `src` in the repository: rulesets and case files."""

from __future__ import annotations

from pathlib import Path


def shipped(name: str) -> Path:
    """Return the folder called `name`: inside an installed package, or at the top of a source tree."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent.parent / name
