"""The rules' pages: one Markdown file a rule and an index, English in `docs/rules`, Chinese in `docs/zh/rules`.

`python -m tools.pages` writes them from the rules, the rulesets and the case files. `--check` changes nothing and fails
when a page is stale, missing, or left over from a rule that is gone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from eligibility import load_plugins, rule_page

DOCS: Final = Path(__file__).parent.parent / "docs"
FOLDERS: Final = {"en": DOCS / "rules", "zh": DOCS / "zh" / "rules"}


def pages() -> dict[Path, str]:
    """Return what every page must hold."""
    plugins = load_plugins()
    found: dict[Path, str] = {}
    for language, folder in FOLDERS.items():
        found[folder / "README.md"] = rule_page.index(plugins, language)
        for name, rule in plugins.rules.items():
            cases = rule_page.cases_of(rule, plugins)
            found[folder / f"{name}.md"] = rule_page.page(rule, plugins, language, cases)
    return found


def stale() -> list[Path]:
    """Return the pages that are stale, missing or left over."""
    wanted = pages()
    there = {path for folder in FOLDERS.values() for path in folder.glob("*.md")}
    outdated = {path for path, text in wanted.items() if path not in there or path.read_text(encoding="utf-8") != text}
    return sorted(outdated | (there - wanted.keys()))


def update() -> None:
    """Write all pages and remove those left over."""
    wanted = pages()
    for path in stale():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()


def main() -> int:
    """Update or check the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")
    if not parser.parse_args().check:
        update()
    left = stale()
    sys.stdout.writelines(f"{path.relative_to(DOCS)}: stale, run python -m tools.pages\n" for path in left)
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
