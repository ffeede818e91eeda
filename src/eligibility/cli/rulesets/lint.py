"""The command `rulesets lint`: all that is wrong, doubtful or unconfirmed in rulesets."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from eligibility.cli.output import write
from eligibility.desk.lint import Lint
from eligibility.errors import ExitCode
from eligibility.hooks import load_plugins
from eligibility.report import Severity
from eligibility.ruleset import ruleset_files
from eligibility.wording import N_, printable, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.cli.options import LintRulesets
    from eligibility.desk.lint import Linted
    from eligibility.wording import Language


def run(options: LintRulesets) -> int:
    """Print a line for each ruleset, below it its remarks; the exit code is 2 if one of them is an error."""
    plugins = load_plugins(options.plugins)
    wanted: list[str | Path] = [*options.rulesets] or [*ruleset_files(plugins)]
    lint = Lint(plugins)
    linted = [lint.of(name) for name in wanted]
    pieces = _json(linted, options.language) if options.format == "json" else _text(linted, options.language)
    write(pieces, document=options.format == "json")
    return ExitCode.UNREADABLE if any(one.mistaken for one in linted) else 0


def _json(linted: list[Linted], language: Language) -> Iterator[str]:
    for one in linted:
        for remark in one.remarks:
            yield json.dumps(remark.as_dict(language), ensure_ascii=False) + "\n"


def _text(linted: list[Linted], language: Language) -> Iterator[str]:
    for one in linted:
        yield f"{_head(one, language)}\n"
        told = [remark for remark in one.remarks if remark.severity is not Severity.INFO]
        yield from (f"{_indented(remark.text(language))}\n" for remark in told)
        yield from (f"{_indented(note)}\n" for note in _notes(one, language))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def _notes(one: Linted, language: Language) -> Iterator[str]:
    """Yield the notes; many lines with the same cause and cure make one note."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for remark in one.remarks:
        if remark.severity is Severity.INFO:
            key = (remark.check, remark.why(language), remark.remedy(language))
            groups.setdefault(key, []).append(remark.line)
    for (check, why, cure), lines in groups.items():
        where = say(N_("lines {lines}"), language, lines=lines) if len(lines) > 1 else str(lines[0])
        place = f"{printable(one.name)}:{where}" if len(lines) == 1 else f"{printable(one.name)}: {where}"
        head = f"{place}: {term(Severity.INFO, language)} [{check}]: {why}"
        yield f"{head}\n    {say(N_('Cure: {cure}'), language, cure=cure)}"


def _head(one: Linted, language: Language) -> str:
    counts = Counter(remark.severity for remark in one.remarks)
    counted = [f"{term(severity, language)} {counts[severity]}" for severity in Severity if counts[severity]]
    if one.ruleset is None:
        return say(N_("{path}: the ruleset is refused"), language, path=one.name)
    template = N_("{path}: {name}, {count} entries, no mistakes")
    if one.mistaken:
        template = N_("{path}: {name}, {count} entries")
    values = {"path": one.name, "name": one.ruleset.full_name, "count": len(one.ruleset.entries)}
    return " · ".join([say(template, language, values), *counted])
