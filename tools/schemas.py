"""The JSON Schema that editors check rulesets with: `rulesets/ruleset.schema.json`.

`python -m tools.schemas` writes it from the rules that come with the package. `--check` changes nothing and fails when
it is stale.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Final

from eligibility import load_plugins
from eligibility.schemas import rulesets_schema

FILE: Final = Path(__file__).parent.parent / "rulesets" / "ruleset.schema.json"


def text() -> str:
    """Return what the file must hold: the built-in rules, whatever else is installed here."""
    plugins = load_plugins()
    ours = {name: rule for name, rule in plugins.rules.items() if rule.domain() == "eligibility"}
    return json.dumps(rulesets_schema(dataclasses.replace(plugins, rules=ours)), ensure_ascii=False, indent=1) + "\n"


def stale() -> bool:
    """Tell whether the file is missing or holds something else."""
    return not FILE.is_file() or FILE.read_text(encoding="utf-8") != text()


def main() -> int:
    """Update or check the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the file is stale")
    if not parser.parse_args().check:
        FILE.write_text(text(), encoding="utf-8")
    if stale():
        sys.stdout.write(f"{FILE}: stale, run python -m tools.schemas\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
