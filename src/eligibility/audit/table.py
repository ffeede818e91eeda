"""Findings as a flat table, one row each: what a spreadsheet, a data frame and a comparison are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eligibility.audit.journal import Row


class Cells(NamedTuple):
    """One finding of one submission; a submission that could not be judged has one row whose `message` says why.

    `outcome` is `failed`, `cant-tell` (then `message` is the reason) or empty where nothing could be judged. `region` is
    `left, top, width, height` in pixels of the upright page. `other` names the submissions it was compared with.
    """

    submission: str
    id: str | None
    verdict: str | None
    category: str | None
    employer: str | None
    rule: str | None
    severity: str | None
    outcome: str | None
    at: str | None
    attachment: str | None
    page: int | None
    region: str | None
    message: str
    remedy: str | None
    source: str | None
    basis: str | None
    other: str | None


def rows(journal: Iterable[Row], language: str) -> Iterator[Cells]:
    """Yield all findings and doubts, in the order of the submissions and of their rules."""
    for row in journal:
        head = (row.path, row.facts.get("id"), row.verdict, row.facts.get("category"), row.facts.get("employer"))
        if row.error:
            yield Cells(*head, *[None] * 7, row.error[language], *[None] * 4)
            continue
        for result in row.reports[language]["results"]:
            rule = (result["rule"], result["severity"])
            source = (result["source"]["title"], result["source"]["basis"])
            for finding in result["findings"]:
                other = finding["values"].get("other")
                yield Cells(
                    *head,
                    *rule,
                    "failed",
                    finding["at"],
                    finding["attachment"],
                    finding["page"],
                    None if finding["region"] is None else ", ".join(map(str, finding["region"])),
                    finding["message"],
                    finding["remedy"],
                    *source,
                    ", ".join(other) if isinstance(other, list) else None,
                )
            if "reason" in result:
                yield Cells(*head, *rule, "cant-tell", *[None] * 4, result["reason"], None, *source, None)
