"""Make the table of the manual's demands: demand → rule → file → case. `python -m tools.demands [--check]`."""

from __future__ import annotations

import argparse
import inspect
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

from eligibility.hooks import load_plugins
from eligibility.testing import read_cases

ROOT: Final = Path(__file__).parent.parent
SOURCE: Final = ROOT / "rulesets" / "anhui-leaders" / "demands.toml"
PAGES: Final = {"en": ROOT / "docs" / "demands.md", "zh": ROOT / "docs" / "zh" / "demands.md"}

_WORDS: Final = {
    "en": {
        "title": "# What the manual demands, and who answers",
        "made": "Made by `python -m tools.demands` from `rulesets/anhui-leaders/demands.toml`; do not edit.",
        "intro": "Every sentence of the applicant's manual that demands something of the declaration, in our own words, with the rules that answer it, their files and their cases. “Left open” says what no rule of this release can check, and why.",
        "head": "| Rule | File | Cases (failed / all) |",
        "open": "**Left open:**",
        "unasked": "## Rules that answer no sentence of the manual",
        "why": "They come from the policy, from number standards or from formal reviews elsewhere; each entry of a ruleset names its source.",
    },
    "zh": {
        "title": "# 申报手册的要求与对应规则",
        "made": "由 `python -m tools.demands` 根据 `rulesets/anhui-leaders/demands.toml` 生成，请勿手工修改。",
        "intro": "申报手册中对申报书提出要求的每一句话（以我们自己的话概述），以及对应的规则、源文件和用例。“尚未覆盖”说明本版本规则不能检查的内容及原因。",
        "head": "| 规则 | 源文件 | 用例（不通过／全部） |",
        "open": "**尚未覆盖：**",
        "unasked": "## 手册未直接要求的规则",
        "why": "这些规则出自政策文件、号码标准或同类形式审查；规则集的每个条目都注明来源。",
    },
}


def table(language: str) -> str:
    """Return the page in one language; raise `SystemExit` when a demand has no answer or an answer does not exist."""
    words = _WORDS[language]
    rules = load_plugins().rules
    lines = [words["title"], "", f"<!-- {words['made']} -->", "", words["intro"], ""]
    named: set[str] = set()
    for demand in demands():
        answers = demand.get("rules", [])
        if not answers and "open" not in demand:
            sys.exit(f"{SOURCE}: {demand['id']} has neither rules nor a word why it is left open")
        lines += [f"### {demand['text'][language]}", "", f"{demand['place'][language]} · `{demand['id']}`", ""]
        if answers:
            lines += [words["head"], "|---|---|---|"]
            for name in answers:
                if name not in rules:
                    sys.exit(f"{SOURCE}: {demand['id']} names the rule {name}, which does not exist")
                lines.append(f"| {_answer(rules[name], language)} |")
            lines.append("")
            named.update(answers)
        if "open" in demand:
            lines += [f"{words['open']} {demand['open'][language]}", ""]
    lines += [words["unasked"], "", words["why"], ""]
    lines += [f"- {_answer(rules[name], language).replace(' | ', ' · ')}" for name in sorted(rules.keys() - named)]
    return "\n".join(lines) + "\n"


def demands() -> list[dict[str, Any]]:
    """Return the demands, in the manual's order."""
    found: list[dict[str, Any]] = tomllib.loads(SOURCE.read_text("utf-8"))["demand"]
    return found


def _answer(rule: type, language: str) -> str:
    up = "../" if language == "en" else "../../"
    source = Path(inspect.getfile(rule)).relative_to(ROOT)
    name = str(getattr(rule, "name", ""))
    cases_file = Path("tests", "rules", source.parent.name, f"{name}.toml")
    cases = read_cases(ROOT / cases_file).cases
    failed = sum(case.outcome == "failed" for case in cases)
    return f"[`{name}`](rules/{name}.md) | [{source.name}]({up}{source}) | [{failed} / {len(cases)}]({up}{cases_file})"


def main() -> None:
    """Write the pages, or with `--check` fail when they are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is stale, write nothing")
    check = parser.parse_args().check
    for language, page in PAGES.items():
        text = table(language)
        if check and (not page.exists() or page.read_text("utf-8") != text):
            sys.exit(f"{page.relative_to(ROOT)} is stale: run python -m tools.demands")
        if not check:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
