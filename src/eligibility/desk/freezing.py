"""Freeze a ruleset: it becomes final, and its file holds its hash, so that a later change is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.errors import RulesetError
from eligibility.ruleset_text import hash_of_law, text_of
from eligibility.toml_lines import lines_of
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.desk.lint import Linted

_FINAL: Final = 'status = "final"'


def frozen_text(linted: Linted) -> str:
    """Return the file's text, final and with its hash; raise `RulesetError` unless it is a draft or final, and free of errors."""
    ruleset = linted.ruleset
    mistakes = [remark for remark in linted.remarks if remark.severity == "error"]
    if ruleset is None or mistakes:
        raise RulesetError(N_("{path}: not frozen, because it has mistakes"), mistakes, path=linted.name)
    if ruleset.status == "withdrawn" or ruleset.frozen:
        raise RulesetError(N_("{path}: it is frozen or withdrawn already; nothing was changed"), path=ruleset.path)
    text = text_of(ruleset.path)[0]
    lines = text.split("\n")
    line = lines_of(text).line(("status",)) - 1
    end = "\r" if lines[line].endswith("\r") else ""
    comment = lines[line].partition("#")[2].rstrip("\r")
    lines[line] = _FINAL + (f"  #{comment}" if comment else "") + end
    lines.insert(line + 1, f'frozen = "{hash_of_law(text)}"{end}')
    return "\n".join(lines)
