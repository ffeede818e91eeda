"""The reporter `html`: one file for the reviewer's browser, with each finding beside the page it is about.

The page asks nobody for anything: style, script and pictures stand in it, and its Content-Security-Policy lets nothing
else in. What a submission says is put in by Jinja2, which escapes it, after characters were taken out that could
forge the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eligibility.report import Severity
from eligibility.reporters import web
from eligibility.reporters.digest import MOVES, by_owner, by_section, counted, meaning
from eligibility.reporters.exhibits import Album
from eligibility.wording import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from eligibility.hooks import Judged
    from eligibility.report import Report

MOST_PLACES: Final = 8
"""Places of one doubt that are written out; the rest is counted."""


class Audited(NamedTuple):
    """What an audit adds to the page of a submission: ways to other pages, and what was decided about its findings."""

    overview: str
    page_of: Callable[[str], str]
    """Returns the address of another submission's page, by its path."""
    decided: Markup
    """A script element of JSON."""
    masked: bool = False
    """Whether pictures that might show personal data are left out."""


class HtmlReporter:
    """Writes one web page with a chapter for each submission, and a table of the verdicts when there are several."""

    name = "html"

    def __init__(self, audited: Audited | None = None) -> None:
        """Keep what an audit adds to a page."""
        self._audited = audited

    def render(self, judged: Iterable[Judged], *, language: str, width: int | None = None) -> Iterator[str]:
        """Yield the page piece by piece; of several submissions only one is held at a time."""
        coming = iter(judged)
        first = list(itertools.islice(coming, 2))
        page = _Page(language, several=len(first) > 1, audited=self._audited)
        yield page.piece("head", title=_title(first[0], language) if len(first) == 1 else "")
        for number, one in enumerate(itertools.chain(first, coming), 1):
            yield from page.chapter(one, number)
        yield page.piece("tail", rows=page.rows)


def _title(judged: Judged, language: str) -> str:
    return f"{term(judged.report.verdict, language)} · {judged.declaration.id or judged.name}"


class _Page:
    """The web page in one language, while it is being written."""

    def __init__(self, language: str, *, several: bool, audited: Audited | None) -> None:
        self.language = language
        self.common = {"several": several, "severities": list(Severity), "audited": audited}
        self.several = several
        self.rows: list[dict[str, Any]] = []
        self.environment = web.environment(language)

    def piece(self, template: str, **values: object) -> str:
        return self.environment.get_template(f"{template}.html").render({**self.common, **values})

    def chapter(self, judged: Judged, number: int) -> Iterator[str]:
        """Yield one submission's chapter, section by section: pictures of one section are held at a time."""
        report = judged.report
        prefix = f"s{number}-" if self.several else ""
        counts = counted(report)
        row = {"anchor": f"s{number}", "judged": judged, "verdict": report.verdict, "counts": counts}
        self.rows.append({**row, "name": judged.name, "id": judged.declaration.id, "judged": None})
        sections = by_section(report)
        yield self.piece("chapter", **row, prefix=prefix, sections=sections, meaning=meaning(report, self.language))
        album = Album(judged, prefix)
        for pointer, found in sections:
            yield self.piece("section", prefix=prefix, pointer=pointer, groups=album.groups(found))
        grounds = [(told, result.rule) for result in report.results for told in result.grounds]
        yield self.piece("rest", report=report, doubts=self._doubts(report), grounds=grounds, most_places=MOST_PLACES)

    def _doubts(self, report: Report) -> list[tuple[str, Any]]:
        return [(MOVES[owner], doubts) for owner, doubts in by_owner(report, self.language)]
