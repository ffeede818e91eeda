"""What the text tells of pages that the scan says nothing of: `incomplete-document` and `wrong-document`.

Every labelled image of the kinds that `incomplete-document` looks at is read as a check reads it, and judged as what it is.
What is illegible, damaged or readable, and what the scan says, is as in `figures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import TypeAdapter

from eligibility.hooks import load_plugins
from eligibility.inspection import text
from eligibility.measurement import Exhibit, Text
from eligibility.rule import Context
from eligibility.rules.images.incomplete_document import IncompleteDocument
from eligibility.rules.images.wrong_document import WrongDocument
from eligibility.ruleset import load_ruleset
from tools.corpus.bases import SPLITS
from tools.corpus.figures import RULESET, inspect_all, judge, labelled, share
from tools.corpus.kinds import CLAIMS, uploaded_as
from tools.corpus.labels import records
from tools.corpus.make import TRUTH

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.declaration import Declaration
    from eligibility.ruleset import Ruleset
    from tools.corpus.truth import Record

TEXTS: Final = "texts.jsonl"

_TEXT: Final = TypeAdapter(Text)


class _Told(NamedTuple):
    """What is said of one image: by the scan, by the signs that must be there, and by the marks of its kind."""

    image: str
    state: str
    scan: bool
    incomplete: bool
    wrong: bool


def read(folder: Path) -> None:
    """Read every labelled image of the kinds looked at that has not been read; run again to resume."""
    ruleset = load_ruleset(RULESET, load_plugins())
    kinds = {one["image"]: one["kind"] for one in records(folder / TRUTH)}
    looked_at = {kind for kind in CLAIMS if _looked_at(uploaded_as(CLAIMS[kind]), ruleset)}
    inspect_all(folder, TEXTS, _read, (image for image in labelled(folder) if kinds[image] in looked_at))


def _read(data: bytes) -> Record:
    return {"text": _TEXT.dump_python(text.inspect(Exhibit(data)), mode="json")}


def _looked_at(declaration: Declaration, ruleset: Ruleset) -> bool:
    context = Context(ruleset.round)
    rules = (entry.rule for entry in ruleset.entries if isinstance(entry.rule, IncompleteDocument))
    return any(rule.applies(declaration, context) for rule in rules)


def report(folder: Path) -> str:
    """Return the figures as Markdown."""
    told = _told(folder)
    lines = [
        "| pages | | scan warns or doubts | `incomplete-document` | … and the scan is silent | all are silent, `wrong-document` too |",
        "|---|---|---|---|---|---|",
    ]
    for split in SPLITS:
        for state in ("illegible", "damaged", "readable"):
            some = [one for one in told if one.state == state and one.image.startswith(f"{split}/")]
            shares = (
                share([one.scan for one in some]),
                share([one.incomplete for one in some]),
                share([one.incomplete and not one.scan for one in some]),
                share([not (one.scan or one.incomplete or one.wrong) for one in some]),
            )
            lines.append(f"| {split}: {state} | {len(some)} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def _told(folder: Path) -> list[_Told]:
    ruleset = load_ruleset(RULESET, load_plugins())
    kinds = {one["image"]: one["kind"] for one in records(folder / TRUTH)}
    read = {one["image"]: one["text"] for one in records(folder / TEXTS)}
    told = []
    for one in judge(folder)[0]:
        if one.image in read:
            seen = _TEXT.validate_python(read[one.image])
            told.append(
                _Told(
                    one.image,
                    "illegible" if one.illegible else "damaged" if one.damaged else "readable",
                    one.said in {"unreadable", "doubt"},
                    *(_says(rule, kinds[one.image], seen, ruleset) for rule in (IncompleteDocument, WrongDocument)),
                )
            )
    return told


def _says(kind: type[IncompleteDocument | WrongDocument], drawn: str, seen: Text, ruleset: Ruleset) -> bool:
    """Tell whether any entry of a rule has a finding or a doubt about a page of some kind of paper."""
    declaration = uploaded_as(CLAIMS[drawn])
    context = Context(ruleset.round, seen=[{Text: seen}])
    return any(
        True
        for entry in ruleset.entries
        if isinstance(entry.rule, kind)
        for _ in entry.rule.check(declaration, context)
    )
