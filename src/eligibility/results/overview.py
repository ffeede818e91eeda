"""The audit's overview: one page that counts, filters and searches all submissions without asking anybody for anything.

What it needs to know of each submission stands in it as one short line of JSON.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from eligibility.audit.exports import whole
from eligibility.audit.folder import without_secrets
from eligibility.report import Verdict
from eligibility.reporters import web
from eligibility.results.dispositions import WORDS, findings_of
from eligibility.results.pages import href
from eligibility.rule import summary_of
from eligibility.wording import N_, clip, printable, say, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row
    from eligibility.hooks import Plugins
    from eligibility.results.dispositions import Disposition

NAME: Final = "report.html"
LONGEST: Final = 60
"""Characters of an employer's name that are shown."""
UNJUDGED: Final = "unjudged"
"""Stands for a verdict where there is none."""

_TEXTS: Final = {
    "none": N_("not filled in"),
    "shown": N_("{shown} of {count} submissions"),
    "unjudged": N_("could not be judged"),
}


def write_overview(
    journal: Journal, out: Path, language: str, plugins: Plugins, decided: Mapping[str, Disposition]
) -> Path:
    """Write `OUT/report.html` and return it; of the submissions one is in memory at a time."""
    path = out / NAME
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_pieces(journal, language, plugins, decided))
    return path


def _pieces(journal: Journal, language: str, plugins: Plugins, decided: Mapping[str, Disposition]) -> Iterator[str]:
    templates = web.environment(language)
    folder = "" if journal.fact("masked") else without_secrets(journal.fact("root") or "")
    yield templates.get_template("overview-head.html").render(folder=folder, finished=journal.fact("finished"))
    yield '<script type="application/json" id="submissions">[\n'
    separator = ""
    for row in journal.rows():
        yield f"{separator}{web.inert(_line(row, language, decided))}"
        separator = ",\n"
    yield "]</script>\n"
    texts = {key: say(text, language) for key, text in _TEXTS.items()}
    terms = {str(verdict): term(verdict, language) for verdict in Verdict} | {UNJUDGED: texts["unjudged"]}
    terms |= {category: term(category, language) for category in ("leader", "backup")}
    terms |= {decision: say(word, language) for decision, word in WORDS.items()}
    rules = {name: summary_of(rule, language) for name, rule in plugins.rules.items()}
    words = {"texts": texts, "terms": terms, "rules": rules}
    yield f'<script type="application/json" id="words">{web.inert(words)}</script>\n'
    known = {key: [one.decision, one.note] for key, one in decided.items()}
    kept = {"audit": journal.fact("audit") or "", "submission": None, "decided": known}
    yield f'<script type="application/json" id="decisions">{web.inert(kept)}</script>\n'
    yield templates.get_template("overview-tail.html").render()


def _line(row: Row, language: str, decided: Mapping[str, Disposition]) -> list[Any]:
    """Return what the page knows of a submission; `overview.js` names the places of the list."""
    facts = row.facts
    head = [printable(row.path), printable(facts.get("id") or "")]
    about = [facts.get("category") or "", printable(clip(facts.get("employer") or "", LONGEST))]
    if row.error:
        return [*head, UNJUDGED, *about, [], 0, 0, 0, 0, "", printable(row.error[language]), {}]
    results = row.reports[language]["results"]
    counts = {"error": 0, "warning": 0, "info": 0}
    for result in results:
        counts[result["severity"]] += len(result["findings"])
    rules = list(dict.fromkeys(result["rule"] for result in results if result["findings"]))
    doubts = sum("reason" in result for result in results)
    decisions = Counter(decided[key].decision if key in decided else "open" for key, _, _ in findings_of(row))
    figures = [counts["error"], counts["warning"], counts["info"], doubts]
    return [*head, row.verdict, *about, rules, *figures, href(row.path), "", decisions]
