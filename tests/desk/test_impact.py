"""Impact: what is counted is what judging everything again would count, and no file is looked at twice for it."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.checker import Checker
from eligibility.checker import verdict as verdict_of
from eligibility.desk.impact import Impact, rejudge, wilson
from eligibility.hooks import load_plugins
from eligibility.measurement import FileFacts
from eligibility.report import Verdict
from eligibility.ruleset import read_ruleset
from eligibility.shipped import shipped
from tests.strategies import ONE_OF_EACH
from tools.invent import invent
from tools.plant import DOUBTS, PLANTERS, Sample
from tools.sight import IdealLooker

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from eligibility.hooks import Plugins
    from eligibility.measurement import Measurement
    from eligibility.report import Result
    from eligibility.rule import Seen
    from eligibility.ruleset import Ruleset
    from eligibility.submission import Submission

SHIPPED: Final = shipped("rulesets") / "anhui-leaders" / "2023.toml"


class CountingLooker(IdealLooker):
    """Counts how often it looks at each file."""

    def __init__(self) -> None:
        """Count from nothing."""
        super().__init__()
        self.looked: Counter[tuple[str, str | None]] = Counter()

    def look(
        self, submission: Submission, wanted: Sequence[Collection[type[Measurement]]], plugins: Plugins
    ) -> tuple[Seen, ...]:
        """Look, and count the files of which anything is wanted."""
        for attachment, asked in zip(submission.declaration.attachments, wanted, strict=True):
            self.looked[submission.sha256, attachment.file] += bool(asked)
        return super().look(submission, wanted, plugins)


def generated(count: int) -> list[Submission]:
    """Return invented submissions of all sorts, half of them with up to three defects."""
    rng = random.Random(20230820)  # noqa: S311 - not a secret
    made = []
    for seed in range(count):
        category, track = ("leader", "backup")[seed % 2], ("professional", "skilled")[seed // 2 % 2]
        sample = Sample.of(invent(seed, category=category, track=track, amounts=ONE_OF_EACH))  # type: ignore[arg-type]
        for planter in rng.sample((*PLANTERS, *DOUBTS), rng.randrange(4) if seed % 3 else 0):
            planter(sample, rng)
        made.append(sample.submission())
    return made


def rulesets(folder: Path) -> tuple[Ruleset, Ruleset]:
    """Return the 2023 round and one that is stricter here, milder there, and lacks some entries."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in (
        ("born_from = 1968-01-01", "born_from = 1980-06-01"),
        ("born_from = 1978-01-01", "born_from = 1983-01-01"),
        ('lowest_skill = "senior-technician"', 'lowest_skill = "special-grade-technician"'),
        ("first = 2018-01-01", "first = 2019-01-01"),
        ("longest = 800", "longest = 9000"),
    ):
        assert old in text
        text = text.replace(old, new)
    entries = re.split(r"(?m)^(?=\[\[rules\]\])", text)
    dropped = ("pledge-not-accepted", "illegible-scan", "duplicate-attachment", "unreadable-attachment", "malformed-")
    kept = [entry for entry in entries if not any(f'rule = "{name}' in entry for name in dropped)]
    path = folder / "new.toml"
    path.write_text("".join(kept), encoding="utf-8")
    plugins = load_plugins()
    return read_ruleset(SHIPPED, plugins), read_ruleset(path, plugins)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ruleset, Ruleset]:
    """Return an old and a new ruleset."""
    return rulesets(tmp_path_factory.mktemp("rulesets"))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_counts_are_those_of_judging_everything_again(both: tuple[Ruleset, Ruleset], *, backwards: bool) -> None:
    """Moves, shares and entries equal what two whole checks of each submission give, one ruleset after the other."""
    old_ruleset, new_ruleset = reversed(both) if backwards else both
    looker = CountingLooker()
    old, new = (Checker(ruleset, looker=looker) for ruleset in (old_ruleset, new_ruleset))
    submissions = generated(160)
    impact = Impact()
    for number, submission in enumerate(submissions):
        rejudge(impact, str(number), submission, old, new, None)
    assert set(looker.looked.values()) <= {0, 1}

    alone = [Checker(ruleset, looker=IdealLooker()) for ruleset in (old_ruleset, new_ruleset)]
    reports = [[checker.check(submission) for checker in alone] for submission in submissions]
    expected = [
        (str(number), before.verdict, after.verdict)
        for number, (before, after) in enumerate(reports)
        if before.verdict is not after.verdict
    ]
    assert [move[:3] for move in impact.moves] == expected
    assert impact.judged == len(submissions)
    assert len({after for _, _, after in expected}) >= 2
    for verdict in Verdict:
        count = sum(after is verdict for _, _, after in expected)
        assert impact.share(verdict) == count / len(submissions)
        causes = impact.by_entry(verdict)
        named = {name for cause in causes for name in cause.names}
        assert all(cause.gone == any(cause.entry is entry for entry in old_ruleset.entries) for cause in causes)
        assert named == {name for name, _, after in expected if after is verdict}
    for move, (name, before, after) in zip(impact.moves, expected, strict=True):
        worse = list(Verdict).index(after) < list(Verdict).index(before)
        graver, ruleset, report = (after, new_ruleset, 1) if worse else (before, old_ruleset, 0)
        results = zip(ruleset.entries, reports[int(name)][report].results, strict=True)
        assert list(move.entries) == [entry for entry, result in results if carries(result, graver)]
    assert all(move.entries for move in impact.moves)


def carries(result: Result, verdict: Verdict) -> bool:
    """Tell whether a result alone leads to a verdict, which is not `eligible`."""
    one = replace(result, doubts=()) if verdict is not Verdict.UNDETERMINED else replace(result, findings=())
    return verdict_of([one]) is verdict


def test_a_ruleset_has_no_impact_on_itself(both: tuple[Ruleset, Ruleset]) -> None:
    """A ruleset in its own place changes no verdict."""
    looker = IdealLooker()
    one, same = Checker(both[0], looker=looker), Checker(replace(both[0]), looker=looker)
    impact = Impact()
    for submission in generated(12):
        rejudge(impact, "", submission, one, same, None)
    assert (impact.judged, impact.moves) == (12, [])


def test_what_both_need_is_taken_at_once(both: tuple[Ruleset, Ruleset]) -> None:
    """A file that only the new ruleset looks at is looked at, too."""
    few = replace(both[0], entries=tuple(entry for entry in both[0].entries if entry.rule.name == "blank-page"))
    none = replace(both[0], entries=both[0].entries[:1])
    (submission,) = generated(1)
    seen = Checker(none, looker=IdealLooker()).look(submission, Checker(few))
    assert any(FileFacts in one for one in seen)


@given(total=st.integers(1, 3000), data=st.data())
@settings(max_examples=200, deadline=None)
def test_the_interval_holds_the_share_and_solves_wilsons_equation(total: int, data: st.DataObject) -> None:
    """Each end of the interval is a share at which the one seen lies just 1.96 standard errors away."""
    count = data.draw(st.integers(0, total))
    low, high = wilson(count, total)
    seen = count / total
    assert 0 <= low <= Fraction(count, total) <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(seen - end) == pytest.approx(1.959964 * (end * (1 - end) / total) ** 0.5, rel=1e-5, abs=1e-9)


def test_of_no_submissions_nothing_is_known() -> None:
    """Without submissions no share is newly rejected, and any share is possible."""
    impact = Impact()
    assert impact.share(Verdict.INELIGIBLE) == 0
    assert impact.interval(Verdict.INELIGIBLE) == (0, 1)
