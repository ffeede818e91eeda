"""A plugin package to start from: the tested example package under another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from eligibility.errors import EligibilityError
from eligibility.shipped import shipped
from eligibility.wording import N_, clip

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 60
_LEFT_OUT: Final = frozenset({"__pycache__", "build", "dist", ".pytest_cache"})
_BINARY: Final = frozenset({".mo"})


def folder_of(name: str) -> str:
    """Return the folder, and the distribution's name, of the package called `name`."""
    return f"eligibility-{name}"


def package_files(name: str) -> Mapping[Path, bytes]:
    """Return the files of a new package, by their paths inside it; raise `EligibilityError` for a name that is none.

    Names that must be unique among installed packages are made from `name`: the distribution, the module, the entry
    point, the programme and the rule.
    """
    if len(name) > _LONGEST or _NAME.fullmatch(name) is None:
        raise EligibilityError(
            N_("{name}: not a name for a package; use lower-case letters, digits and single hyphens, such as my-city"),
            name=clip(name),
        )
    template = shipped("plugin-package")
    found = {}
    for path in sorted(template.rglob("*")):
        inside = path.relative_to(template)
        if path.is_file() and _LEFT_OUT.isdisjoint(inside.parts):
            data = path.read_bytes()
            new = data if path.suffix in _BINARY else _renamed(data.decode(), name).encode()
            found[type(inside)(_renamed(str(inside), name))] = new
    return found


def _renamed(text: str, name: str) -> str:
    """Put the new names in the places of the example's, the longer ones first."""
    for old, new in (
        ("examples/plugin-package", f"./{folder_of(name)}"),
        ("examples/complete-leader", "SUBMISSION"),
        ("too-short-with-employer", f"too-short-with-employer-in-{name}"),
        ("example-city", name),
        ("example_city", name.replace("-", "_")),
    ):
        text = text.replace(old, new)
    return text
