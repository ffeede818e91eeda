"""The command `check`: judge submissions, each by its ruleset, and answer in one format."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.checker import Checker
from eligibility.cli.looking import looker_of
from eligibility.cli.output import complain, spare, terminal_width, write
from eligibility.cli.progress import Progress
from eligibility.errors import EligibilityError, ExitCode, RulesetError, SubmissionError
from eligibility.hooks import Judged, load_plugins
from eligibility.places import words
from eligibility.problems import Problem, nearest
from eligibility.report import Verdict
from eligibility.ruleset import find_ruleset, load_ruleset, round_of_day
from eligibility.submission import load
from eligibility.waivers import apply, read_waivers
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.cli.options import Check
    from eligibility.hooks import Plugins, Reporter
    from eligibility.looking.looker import Looker
    from eligibility.ruleset import Ruleset
    from eligibility.submission import Submission


def run(options: Check) -> int:
    """Judge all submissions and return the exit code: 2 if any could not be read, else that of the worst verdict."""
    if options.output is not None:
        spare(
            options.output, *options.submissions, *(Path(file) for file in (options.waivers, options.ruleset) if file)
        )
    plugins = load_plugins(options.plugins)
    reporter = _reporter(options.format, plugins)
    width = None if options.output else terminal_width()
    with looker_of(options) as looker:
        docket = _Docket(options, plugins, looker)
        pieces = reporter.render(docket.judged(), language=options.language, width=width)
        write(pieces, options.output, document=options.format != "text")
    for complaint in docket.waivers.unasked(docket.ids) if docket.waivers else ():
        complain(complaint, options.language)
    return ExitCode.UNREADABLE if docket.unreadable else ExitCode[Verdict.worst(docket.verdicts).name]


def _reporter(name: str, plugins: Plugins) -> Reporter:
    reporter = plugins.reporters.get(name)
    if reporter is not None:
        return reporter
    problem = Problem(
        N_("known formats: {known}"), values={"known": list(plugins.reporters)}, hint=nearest(name, plugins.reporters)
    )
    raise EligibilityError(N_("There is no format named {name}."), [problem], name=name)


class _Docket:
    """The submissions to judge, and what became of them."""

    def __init__(self, options: Check, plugins: Plugins, looker: Looker) -> None:
        self.options = options
        self.plugins = plugins
        self.looker = looker
        self.verdicts: list[Verdict] = []
        self.ids: set[str | None] = set()
        self.unreadable = False
        self.checkers: dict[str, Checker] = {}
        self.waivers = None if options.waivers is None else read_waivers(options.waivers, plugins.rules)
        self.rounds: dict[tuple[str, dt.date], Ruleset | None] = {}
        self.fixed = self._checker(load_ruleset(options.ruleset, plugins)) if options.ruleset else None

    def _checker(self, ruleset: Ruleset) -> Checker:
        return Checker(ruleset, plugins=self.plugins, looker=self.looker)

    def judged(self) -> Iterator[Judged]:
        """Judge one submission after the other; one that can't be read is told and doesn't stop the others."""
        progress = Progress(len(self.options.submissions), self.options.language)
        for path in self.options.submissions:
            try:
                with progress.step(path):
                    judged = self._judge(path)
            except SubmissionError as error:
                complain(error, self.options.language)
                self.unreadable = True
            except RulesetError as error:
                unjudged = SubmissionError(N_("{path}: there is no ruleset to judge it by"), [error], path=path)
                complain(unjudged, self.options.language)
                self.unreadable = True
            else:
                self.verdicts.append(judged.report.verdict)
                self.ids.add(judged.declaration.id)
                yield judged

    def _judge(self, path: Path) -> Judged:
        submission = load(path)
        checker = self.fixed or self._own_checker(path, submission)
        if checker is not self.fixed:
            self._refuse_another_round(path, submission, checker.ruleset)
        report = checker.check(submission, as_of=self.options.as_of or today_for_draft(submission))
        if self.waivers is not None:
            on = self.options.as_of or dt.date.today()  # noqa: DTZ011 - the calendar on the wall
            report = apply(self.waivers.waivers, report, submission, on, keep=self.options.keep_waived)
        show = functools.partial(self.looker.show_attachment, submission, self.plugins)
        return Judged(str(path), submission.declaration, checker.ruleset.title, report, show)

    def _own_checker(self, path: Path, submission: Submission) -> Checker:
        """Return the checker that the declaration's own programme and round choose."""
        chosen = {field: getattr(submission.declaration, field) for field in ("programme", "round")}
        missing = [words(f"/{field}", self.options.language) for field, value in chosen.items() if not value]
        if missing:
            raise SubmissionError(
                N_(
                    "{path}: not filled in, but needed to choose the ruleset: {fields}; "
                    "fill it in, or name one with --ruleset"
                ),
                path=path,
                fields=missing,
            )
        name = "{programme}@{round}".format_map(chosen)
        if name not in self.checkers:
            # By name only: what a submission says must never be taken for a path.
            self.checkers[name] = self._checker(find_ruleset(name, self.plugins))
        return self.checkers[name]

    def _refuse_another_round(self, path: Path, submission: Submission, ruleset: Ruleset) -> None:
        """Refuse a declaration that names one round and was submitted in another: nobody asked to judge it by this one.

        A day that belongs to no other round is early or late, which is a finding (`outside-round-dates`), not a refusal.
        """
        day = submission.declaration.submitted_on
        if day is None or ruleset.round.opens_on <= day <= ruleset.round.closes_on:
            return
        if (ruleset.name, day) not in self.rounds:
            self.rounds[ruleset.name, day] = round_of_day(ruleset.name, day, self.plugins)
        other = self.rounds[ruleset.name, day]
        if other is not None:
            raise SubmissionError(
                N_(
                    "{path}: it names {name}, but was submitted on {day}, while {other} was open; correct its round, "
                    "or ask for one with --ruleset"
                ),
                path=path,
                name=ruleset.full_name,
                day=day,
                other=other.full_name,
            )


def today_for_draft(submission: Submission) -> dt.date | None:
    """Return the date to judge a draft at: this door is where the clock hangs."""
    return None if submission.declaration.submitted_on else dt.date.today()  # noqa: DTZ011 - the calendar on the wall
