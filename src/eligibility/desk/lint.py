"""What is wrong, doubtful or unconfirmed in a ruleset: all the reader refuses, and what only reading it whole shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility.desk.entries import contradictions, inert, wrong_ages
from eligibility.desk.opening import inferred_lines
from eligibility.desk.remark import Remark, remark_on
from eligibility.errors import RulesetError
from eligibility.problems import Problem
from eligibility.report import Severity
from eligibility.ruleset import load_ruleset, readable_rulesets
from eligibility.ruleset_text import document_of, text_of
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.hooks import Plugins
    from eligibility.ruleset import Ruleset

DEMANDS: Final = "demands.toml"
"""The file beside rulesets that lists what a programme's manual demands, and which rules answer."""


@dataclass(frozen=True)
class Linted:
    """One file: what it is, if it could be read at all, and all that is to say of it, in the order of its lines."""

    name: str
    ruleset: Ruleset | None
    remarks: tuple[Remark, ...]

    @property
    def mistaken(self) -> bool:
        """Whether anything is an error."""
        return any(remark.severity is Severity.ERROR for remark in self.remarks)


@dataclass
class Lint:
    """Looks at one ruleset after the other, each against all that are known."""

    plugins: Plugins
    _known: list[Ruleset] | None = None
    _seen: dict[str, Ruleset] = field(default_factory=dict)

    def of(self, name_or_path: str | Path) -> Linted:
        """Return what is to say of a ruleset, given by `NAME@ROUND` or by its file."""
        try:
            ruleset = load_ruleset(name_or_path, self.plugins)
        except RulesetError as error:
            return Linted(str(name_or_path), None, tuple(_refusals(str(name_or_path), error)))
        remarks = sorted(self._remarks(ruleset), key=lambda remark: (remark.line, remark.check))
        return Linted(str(ruleset.path), ruleset, tuple(remarks))

    def _remarks(self, ruleset: Ruleset) -> Iterator[Remark]:
        yield from self._namesake(ruleset)
        yield from inert(ruleset)
        yield from contradictions(ruleset)
        yield from wrong_ages(ruleset)
        yield from _inferred(ruleset)
        yield from _life(ruleset, self._rulesets())
        yield from _overlaps(ruleset, self._rulesets())
        yield from self._uncovered(ruleset)

    def _rulesets(self) -> list[Ruleset]:
        """Return all known rulesets that can be read."""
        if self._known is None:
            self._known = [*readable_rulesets(self.plugins)]
        return self._known

    def _namesake(self, ruleset: Ruleset) -> Iterator[Remark]:
        first = self._seen.setdefault(ruleset.full_name, ruleset)
        if first.path != ruleset.path:
            yield remark_on(
                ruleset,
                ("name",),
                "same-name",
                N_("{name} is also the name of {other}"),
                N_("Rename or remove one of the two."),
                name=ruleset.full_name,
                other=first.path,
            )

    def _uncovered(self, ruleset: Ruleset) -> Iterator[Remark]:
        """Yield the demands of the programme's manual that no entry answers."""
        folders = [
            ruleset.path.parent,
            *(other.path.parent for other in self._rulesets() if other.name == ruleset.name),
        ]
        listed = next((path for folder in folders if (path := folder / DEMANDS).is_file()), None)
        if listed is None:
            return
        rules = {entry.rule.name for entry in ruleset.entries}
        for number, demand in enumerate(_demands(listed)):
            if not rules.isdisjoint(demand.get("rules", ()) or rules):
                continue
            yield remark_on(
                ruleset,
                (),
                "uncovered-demand",
                N_("the manual demands: {demand} No entry looks at it"),
                N_("Add an entry of {rules}; or leave it out on purpose ({file}, demand {number})."),
                severity=Severity.WARNING,
                demand=_Text(demand.get("text", {})),
                rules=demand["rules"],
                file=listed.name,
                number=demand.get("id", number + 1),
            )


class _Text:
    """A text in both languages, which a template shows in English beside the Chinese."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __str__(self) -> str:
        return " ".join(f"“{text}”" for text in self._texts.values())


def _demands(path: Path) -> list[dict[str, Any]]:
    listed = document_of(path, text_of(path)[0]).get("demand", [])
    return [demand for demand in listed if isinstance(demand, dict)] if isinstance(listed, list) else []


def _refusals(name: str, error: RulesetError) -> Iterator[Remark]:
    """Yield a remark for each problem of a file that is refused, or one for the refusal itself."""
    path = str(error.values.get("path", name))
    problems = [problem for problem in error.problems if isinstance(problem, Problem) and problem.where]
    for problem in problems:
        subject = problem.where.removeprefix(path).removeprefix(f":{problem.line}").removeprefix(": ")
        cure, values = _cure(subject, problem)
        yield Remark(Severity.ERROR, "refused", path, problem.line, subject, problem, cure, values)
    if not problems:
        yield Remark(
            Severity.ERROR, "unreadable", path, 1, "", error, N_("Name a ruleset file, or a known NAME@ROUND.")
        )


def _cure(subject: str, problem: Problem) -> tuple[str, dict[str, object]]:
    """Return what to do about a problem whose cause does not say it: the name that was meant, or where to look it up."""
    if problem.hint is not None:
        return N_("Write {hint} instead."), {"hint": problem.hint}
    if all(mark in say(problem.cause, language) for language, mark in (("en", "; "), ("zh", "；"))):
        return "", {}
    entry = re.match(r"#\d+ ([a-z0-9-]+)", subject)
    if entry:
        return N_("Correct it; what an entry may hold is told by: eligibility rules {rule}"), {"rule": entry[1]}
    return N_("Correct it; what a ruleset may hold is told by: eligibility schema ruleset"), {}


def _inferred(ruleset: Ruleset) -> Iterator[Remark]:
    cure = N_('Look it up in the notice. If it states it, write basis = "stated" and name the clause.')
    for index, entry in enumerate(ruleset.entries):
        if entry.source.basis == "inferred":
            steps = ("rules", index, "source", "basis")
            yield remark_on(
                ruleset, steps, "inferred", N_("nobody has confirmed this entry"), cure, severity=Severity.INFO
            )
    for line in inferred_lines(text_of(ruleset.path)[0]):
        yield Remark(
            Severity.INFO,
            "inferred",
            str(ruleset.path),
            line,
            "",
            Problem(N_("nobody has confirmed this value")),
            N_("Look it up in the notice, and name the clause in the comment instead of “inferred”."),
        )


def _life(ruleset: Ruleset, known: list[Ruleset]) -> Iterator[Remark]:
    if ruleset.status == "final" and not ruleset.frozen:
        yield remark_on(
            ruleset,
            ("status",),
            "not-frozen",
            N_("the ruleset is final, but not frozen: a change would go unnoticed"),
            N_("Freeze it with: eligibility rulesets freeze FILE"),
            severity=Severity.INFO,
        )
    if ruleset.replaced_by is not None and ruleset.replaced_by not in {other.full_name for other in known}:
        yield remark_on(
            ruleset,
            ("replaced_by",),
            "unknown-replacement",
            N_("no known ruleset is named {name}"),
            N_("Correct the name, or load the one that replaces it with --plugin."),
            severity=Severity.WARNING,
            name=ruleset.replaced_by,
        )


def _overlaps(ruleset: Ruleset, known: list[Ruleset]) -> Iterator[Remark]:
    """Yield each other round of the programme that takes declarations on the same days."""
    own = ruleset.round
    for other in known:
        theirs = other.round
        apart = theirs.closes_on < own.opens_on or own.closes_on < theirs.opens_on
        withdrawn = "withdrawn" in {ruleset.status, other.status}
        if other.name != ruleset.name or theirs.year == own.year or apart or withdrawn:
            continue
        yield remark_on(
            ruleset,
            ("round", "opens_on"),
            "overlapping-round",
            N_("the round's dates overlap those of {other}, {first} to {last}"),
            N_("Correct opens_on and closes_on in one of the two; a day belongs to one round."),
            other=other.full_name,
            first=theirs.opens_on,
            last=theirs.closes_on,
        )
