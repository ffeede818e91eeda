"""Findings as a flat table, one row each: what a spreadsheet, a data frame and a comparison are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eligibility.audit.journal import Row


class Cells(NamedTuple):
    """One finding of one submission; a submission that could not be judged has one row whose `message` says why.

    `outcome` is `failed`, `cant-tell` (then `message` is the reason) or empty where nothing could be judged. `region` is
    `left, top, width, height` in pixels of the upright page. `other` names the submissions it was compared with.
    """

    submission: str
    id: str | None = None
    verdict: str | None = None
    category: str | None = None
    employer: str | None = None
    rule: str | None = None
    severity: str | None = None
    outcome: str | None = None
    at: str | None = None
    attachment: str | None = None
    page: int | None = None
    region: str | None = None
    message: str = ""
    remedy: str | None = None
    source: str | None = None
    basis: str | None = None
    other: str | None = None


def rows(journal: Iterable[Row], language: str) -> Iterator[Cells]:
    """Yield all findings and doubts, in the order of the submissions and of their rules."""
    for row in journal:
        head = Cells(
            submission=row.path,
            id=row.facts.get("id"),
            verdict=row.verdict,
            category=row.facts.get("category"),
            employer=row.facts.get("employer"),
        )
        if row.error:
            yield head._replace(message=row.error[language])
        else:
            for result in row.reports[language]["results"]:
                yield from _of_result(head, result)


def _of_result(head: Cells, result: Mapping[str, Any]) -> Iterator[Cells]:
    source = result["source"]
    head = head._replace(
        rule=result["rule"], severity=result["severity"], source=source["title"], basis=source["basis"]
    )
    for finding in result["findings"]:
        region, other = finding["region"], finding["values"].get("other")
        yield head._replace(
            outcome="failed",
            **{name: finding[name] for name in ("at", "attachment", "page", "message", "remedy")},
            region=None if region is None else ", ".join(map(str, region)),
            other=", ".join(other) if isinstance(other, list) else None,
        )
    if "reason" in result:
        yield head._replace(outcome="cant-tell", message=result["reason"])
