"""The page on plugins and hooks."""

from __future__ import annotations

from pathlib import Path

from eligibility.hooks import Hooks

PAGE = Path(__file__).parent.parent.parent / "docs" / "plugins.md"


def test_every_hook_is_on_the_page() -> None:
    """A hook that exists is documented, and no other is."""
    hooks = {name for name in vars(Hooks) if name.startswith("register_")}
    documented = {
        line.split("`")[1].removesuffix("()")
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| `register_")
    }
    assert documented == hooks
