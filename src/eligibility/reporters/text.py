"""The reporter `text`: what a reviewer reads, by section of the form, the gravest first, with the remedy beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table
from rich.text import Text

from eligibility import places
from eligibility.reporters.digest import MOVES, by_owner, by_section, counted, meaning
from eligibility.reporters.screen import Screen, clean
from eligibility.wording import N_, say, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rich.console import RenderableType

    from eligibility.hooks import Judged
    from eligibility.report import Report, WaiverStamp
    from eligibility.reporters.digest import Doubt, Placed

MOST_PLACES: Final = 8
"""Places of one doubt that are written out; the rest is counted."""

_SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "ineligible": ("✗", "bold red"),
    "undetermined": ("?", "bold magenta"),
    "refer": ("!", "bold yellow"),
    "eligible": ("✓", "bold green"),
    "error": ("✗", "bold red"),
    "warning": ("!", "bold yellow"),
    "info": ("i", "bold cyan"),
    "cant-tell": ("?", "bold magenta"),
}


class TextReporter:
    """Writes each report for a person, and a table of the verdicts when there are several."""

    name = "text"

    def render(self, judged: Iterable[Judged], *, language: str, width: int | None = None) -> Iterator[str]:
        """Yield a page for each report, then the table."""
        screen = Screen(width)
        rows: list[tuple[str, str, Report]] = []
        for one in judged:
            if rows:
                yield "\n"
            yield screen.rendered(*_Page(one, screen, language).lines())
            rows.append((clean(one.name), clean(one.declaration.id or "–"), one.report))
        if len(rows) > 1:
            yield "\n"
            yield screen.rendered(_table(rows, language))


class _Page:
    """One report on the screen."""

    def __init__(self, judged: Judged, screen: Screen, language: str) -> None:
        self.judged = judged
        self.report = judged.report
        self.screen = screen
        self.language = language

    def lines(self) -> Iterator[RenderableType]:
        yield from self._head()
        for section, found in by_section(self.report):
            yield Text()
            yield Text(clean(places.words(section, self.language)), "bold underline")
            for item in found:
                yield from self._finding(item)
        yield from self._grounds()
        yield from self._doubts()
        yield from self._waiver_problems()

    def _say(self, template: str, **values: object) -> str:
        return say(template, self.language, values)

    def _paragraph(self, text: str, style: str = "", indent: int = 4) -> Iterator[Text]:
        return self.screen.paragraph(Text(text, style), indent)

    # --- head ---

    def _head(self) -> Iterator[RenderableType]:
        report, language = self.report, self.language
        yield Text("─" * self.screen.width, "dim")
        yield from self.screen.paragraph(Text(clean(self.judged.name), "bold"))
        sign, style = _SIGNS[report.verdict]
        verdict = Text(f"{sign} {term(report.verdict, language)}", style)
        verdict.append(f"  {meaning(report, language)}", "default not bold")
        yield from self.screen.paragraph(verdict)
        stamp = report.ruleset
        facts = [
            self._say(N_("Declaration {id}"), id=clean(self.judged.declaration.id or "–")),
            self._say(N_("judged as of {date}"), date=report.as_of or "–"),
            f"{clean(self.judged.title)} {clean(stamp.name)}@{clean(stamp.round)}{self._standing()}",
        ]
        yield from self._paragraph(" · ".join(facts), indent=2)
        yield from self.screen.paragraph(self._counts(), 2)

    def _standing(self) -> str:
        """Return what must be known of a ruleset that is not final."""
        stamp = self.report.ruleset
        if stamp.status == "withdrawn":
            return self._say(N_(" [withdrawn, replaced by {name}]"), name=stamp.replaced_by or "–")
        return f" [{term(stamp.status, self.language)}]" if stamp.status == "draft" else ""

    def _counts(self) -> Text:
        counts = counted(self.report)
        text = Text()
        for code in ("error", "warning", "info"):
            text.append(f"{term(code, self.language)} {counts[code]}", _SIGNS[code][1] if counts[code] else "dim")
            text.append(" · ", "dim")
        if self.report.waivers is not None:
            text.append(f"{self._say(N_('waived {count}'), count=self.report.waivers.waived)} · ", "dim")
        rules = [f"{term(code, self.language)} {counts[code]}" for code in ("passed", "cant-tell", "inapplicable")]
        return text.append(self._say(N_("rules: {counts}"), counts=" · ".join(rules)), "dim")

    # --- findings ---

    def _finding(self, item: Placed) -> Iterator[Text]:
        finding, result = item
        sign, style = _SIGNS[result.severity]
        head = Text(f"{sign} {term(result.severity, self.language)}", style)
        head.append(f"  {clean(places.words(finding.at, self.language))}", "default bold")
        head.append(f"  {clean(finding.at)}", "default not bold dim")
        yield from self.screen.paragraph(head, 2)
        for line in self._body(item):
            yield from self._paragraph(line)
        if finding.waiver is not None:
            yield from self._paragraph(self._waived(finding.waiver), "bold green")
        source = self._say(
            N_("Source: {title} ({basis})"),
            title=clean(result.source.in_words(self.language)),
            basis=term(result.source.basis, self.language),
        )
        yield from self._paragraph(f"{source} [{clean(result.rule)}]", "dim")

    def _body(self, item: Placed) -> Iterator[str]:
        """Yield what is wrong, the values that the words do not already show, the attachment, and the remedy."""
        finding = item.finding
        yield clean(finding.text(self.language))
        for template, value in item.values:
            yield self._say(template, value=clean(str(value)))
        if finding.attachment:
            yield self._attachment(finding.attachment, finding.page)
        yield self._say(N_("Remedy: {remedy}"), remedy=clean(finding.cure(self.language)))

    def _waived(self, waiver: WaiverStamp) -> str:
        return self._say(
            N_("Waived until {date} by {approver}: {reason}"),
            date=waiver.expires_on,
            approver=clean(waiver.approver),
            reason=clean(waiver.reason),
        )

    def _attachment(self, name: str, page: int | None) -> str:
        attachment = self.judged.declaration.attachments_by_id.get(name)
        words = [name, attachment.name if attachment else None]
        if page is not None:
            words.append(self._say(N_("page {page}"), page=page))
        return self._say(N_("Attachment: {words}"), words=clean(" ".join(word for word in words if word)))

    # --- waivers ---

    def _waiver_problems(self) -> Iterator[Text]:
        """Yield the waivers that excuse nothing."""
        problems = () if self.report.waivers is None else self.report.waivers.problems
        if problems:
            yield Text()
            yield Text(self._say(N_("Waivers without effect")), "bold")
        for problem in problems:
            head = Text("! ", _SIGNS["refer"][1]).append(clean(problem.text(self.language)), "default not bold")
            yield from self.screen.paragraph(head, 2)
            place = Text(clean(places.words(problem.at, self.language))).append(f"  {clean(problem.at)}", "dim")
            yield from self.screen.paragraph(place.append(f" [{clean(problem.rule)}]", "dim"), 4)

    # --- grounds ---

    def _grounds(self) -> Iterator[Text]:
        """Yield why rules passed, where they tell."""
        told = [(grounds, result.rule) for result in self.report.results for grounds in result.grounds]
        if told:
            yield Text()
            yield Text(self._say(N_("What speaks for it")), "bold")
        for grounds, rule in told:
            sign, style = _SIGNS["eligible"]
            text = Text(f"{sign} ", style).append(clean(grounds.text(self.language)), "default not bold")
            yield from self.screen.paragraph(text, 2)
            where = ", ".join(dict.fromkeys(places.words(at, self.language) for at in grounds.places[:MOST_PLACES]))
            if len(grounds.places) > MOST_PLACES:
                where += " " + self._say(N_("and {count} more places"), count=len(grounds.places) - MOST_PLACES)
            yield from self._paragraph(clean(where))
            yield from self._paragraph(self._say(N_("Rules: {rules}"), rules=[rule]), "dim")

    # --- doubts ---

    def _doubts(self) -> Iterator[RenderableType]:
        """Yield what could not be told, by whose move it is."""
        owners = by_owner(self.report, self.language)
        if owners:
            yield Text()
            yield Text(self._say(N_("What could not be told")), "bold")
        for owner, doubts in owners:
            yield Text(f"  {self._say(MOVES[owner])}", _SIGNS["cant-tell"][1])
            for doubt in doubts:
                yield from self._doubt(doubt)

    def _doubt(self, doubt: Doubt) -> Iterator[Text]:
        sign, style = _SIGNS["cant-tell"]
        yield from self.screen.paragraph(Text(f"{sign} ", style).append(clean(doubt.reason), "default not bold"), 2)
        for at in doubt.places[:MOST_PLACES]:
            place = Text(clean(places.words(at, self.language))).append(f"  {clean(at)}", "dim")
            yield from self.screen.paragraph(place, 4)
        if len(doubt.places) > MOST_PLACES:
            yield from self._paragraph(self._say(N_("and {count} more places"), count=len(doubt.places) - MOST_PLACES))
        yield from self._paragraph(self._say(N_("Rules: {rules}"), rules=doubt.rules), "dim")


def _table(rows: list[tuple[str, str, Report]], language: str) -> Table:
    """Return the table of verdicts for several submissions."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(say(N_("Submission"), language), overflow="fold")
    table.add_column(say(N_("Declaration"), language), overflow="fold")
    table.add_column(say(N_("Verdict"), language), no_wrap=True)
    numbers = ("error", "warning", "cant-tell")
    for code in numbers:
        table.add_column(Text(term(code, language)), justify="right", no_wrap=True)
    for name, declaration, report in rows:
        sign, style = _SIGNS[report.verdict]
        counts = counted(report)
        verdict = Text(f"{sign} {term(report.verdict, language)}", style)
        table.add_row(Text(name), Text(declaration), verdict, *[Text(str(counts[code])) for code in numbers])
    return table
