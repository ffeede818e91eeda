"""Where the files are that ship with the package but stand beside `src` in the repository: rulesets, case files, the example package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_IN_SOURCE_TREE: Final = {
    "rulesets": "rulesets",
    "cases": "tests/rules",
    "plugin-package": "examples/plugin-package",
}


def shipped(name: str) -> Path:
    """Return the folder called `name`: inside an installed package, or its place in a source tree."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent.parent / _IN_SOURCE_TREE[name]
