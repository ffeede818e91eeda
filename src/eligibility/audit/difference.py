"""Two audits told apart: which findings are new, gone or changed, by submission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eligibility.audit.journal import Journal, Row

Kind = Literal["new", "gone", "changed"]


class Difference(NamedTuple):
    """One finding that differs: as it was and as it is. Without a rule it is the submission's verdict that differs."""

    submission: str
    kind: Kind
    rule: str | None
    at: str | None
    old: str | None
    new: str | None


def differences(old: Journal, new: Journal, language: str) -> Iterator[Difference]:
    """Yield all differences, in the order of the submissions; both audits are read side by side, one row at a time.

    A submission that one of them has not judged yet is left out.
    """
    waiting = {*old.waiting(), *new.waiting()}
    olds, news = ((row for row in journal.rows() if row.path not in waiting) for journal in (old, new))
    for before, after in _pairs(olds, news):
        path = (after or before).path  # type: ignore[union-attr]  # one of the two is there
        yield from _told(path, None, None, _verdict(before, language), _verdict(after, language))
        was, now = _findings(before, language), _findings(after, language)
        for key in sorted({*was, *now}, key=str):
            yield from _told(path, key[0], key[1], was.get(key), now.get(key))


def _told(path: str, rule: str | None, at: str | None, old: str | None, new: str | None) -> Iterator[Difference]:
    if old != new:
        kind: Kind = "new" if old is None else "gone" if new is None else "changed"
        yield Difference(path, kind, rule, at, old, new)


def _pairs(old: Iterable[Row], new: Iterable[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield the rows of both in the order of their paths, those of one path together."""
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before.path < after.path):
            yield before, None
            before = next(olds, None)
        elif before is None or after.path < before.path:
            yield None, after
            after = next(news, None)
        else:
            yield before, after
            before, after = next(olds, None), next(news, None)


def _verdict(row: Row | None, language: str) -> str | None:
    return None if row is None else row.error[language] if row.error else row.verdict


def _findings(row: Row | None, language: str) -> dict[tuple[Any, ...], str]:
    """Return the messages of a submission's findings and doubts, by what makes two of them the same one."""
    found: dict[tuple[Any, ...], str] = {}
    key: tuple[Any, ...]
    results = row.reports[language]["results"] if row is not None and row.reports else []
    for result in results:
        for finding in result["findings"]:
            key = (result["rule"], finding["at"], finding["attachment"], finding["page"])
            severity = term(result["severity"], language)
            text = say(N_("{severity}: {message}"), language, severity=severity, message=finding["message"])
            found[key] = f"{found[key]} {text}" if key in found else text
        if "reason" in result:
            key = (result["rule"], None)
            found[key] = f"{found[key]} {result['reason']}" if key in found else result["reason"]
    return found
