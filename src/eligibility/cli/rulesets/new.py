"""The command `rulesets new`: a new round's file, made from an earlier one, and what of it must be confirmed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eligibility.cli.output import write
from eligibility.cli.tables import screen, table
from eligibility.desk.opening import open_round
from eligibility.errors import EligibilityError
from eligibility.hooks import load_plugins
from eligibility.ruleset import load_ruleset, readable_rulesets
from eligibility.schemas import rulesets_schema
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.cli.options import NewRuleset
    from eligibility.desk.opening import Opened
    from eligibility.ruleset import Ruleset
    from eligibility.wording import Language

_SCHEMA: Final = "#:schema "
_SCHEMA_FILE: Final = "ruleset.schema.json"


def run(options: NewRuleset) -> int:
    """Write the new file and print the list of what to confirm."""
    plugins = load_plugins(options.plugins)
    target = options.output or Path(f"{options.year}.toml")
    if os.path.lexists(target):
        raise EligibilityError(N_("{path}: exists already; name another file with --output"), path=target)
    ruleset = load_ruleset(options.source, plugins)
    opened = open_round(ruleset, options.year, readable_rulesets(plugins), options.language)
    text, schema = _with_schema(opened.text, ruleset.path.parent, target.parent)
    write([text], target)
    if schema is not None and not schema.exists():
        write([json.dumps(rulesets_schema(plugins), ensure_ascii=False, indent=1), "\n"], schema)
    write(_told(target, ruleset, opened, options.language))
    return 0


def _with_schema(text: str, old: Path, new: Path) -> tuple[str, Path | None]:
    """Let the first line name a schema that exists as seen from the new file; return the one to write beside it, if any."""
    first, _, rest = text.partition("\n")
    if not first.startswith(_SCHEMA):
        return text, None
    named = first.removeprefix(_SCHEMA).strip()
    if (new / named).is_file() and (new / named).resolve() == (old / named).resolve():
        return text, None
    return f"{_SCHEMA}{_SCHEMA_FILE}\n{rest}", new / _SCHEMA_FILE


def _told(path: Path, ruleset: Ruleset, opened: Opened, language: Language) -> Iterator[str]:
    yield say(N_("{path}: opened from {name}, a draft."), language, path=path, name=ruleset.full_name) + "\n"
    yield _habit(opened, language) + "\n\n"
    yield say(N_("To be confirmed, because it was moved:"), language) + "\n"
    columns = [N_("Line"), N_("Value"), N_("Before"), N_("Now")]
    rows = [(str(moved.line), moved.place, moved.before, moved.after) for moved in opened.moved]
    yield screen().rendered(table([say(column, language) for column in columns], rows, whole=(0,)))
    if opened.stated:
        listed = [f"{rule} ({line})" for line, rule in opened.stated]
        template = N_("Carried over as stated by their sources; read these lines again with the new notice: {listed}")
        yield "\n" + say(template, language, listed=listed) + "\n"
    yield "\n" + say(N_("Next: eligibility rulesets lint {path}"), language, path=path) + "\n"


def _habit(opened: Opened, language: Language) -> str:
    habit = opened.habit
    if not habit.known:
        return say(N_("No other round shows the habit; two years and one batch a round were supposed."), language)
    told = say(
        N_("By habit a round comes every {years} years, with {leader} and {backup} more batches."),
        language,
        years=habit.years,
        leader=habit.leader,
        backup=habit.backup,
    )
    return told if opened.fits else f"{told} {say(N_('The new year does not fit it.'), language)}"
