"""What a performance condition lacks is true: add it, and the condition is met; take a record it rests on, and it is open."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility.checker import Checker
from eligibility.declaration import Declaration
from eligibility.errors import RulesetError
from eligibility.hooks import load_plugins
from eligibility.report import Outcome
from eligibility.rule import Context, Round
from eligibility.rules.criteria.conditions import Condition, Tally, tally
from eligibility.rules.criteria.performance_condition_unmet import PerformanceConditionUnmet
from eligibility.rules.criteria.prizes import grade_of, level_of
from eligibility.ruleset import read_ruleset
from eligibility.submission import Submission
from eligibility.testing import ROUND
from tools.invent import invent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Document = dict[str, Any]

CONTEXT: Final = Context(Round.model_validate_json(json.dumps(dict(ROUND))), dt.date(2023, 8, 20))
WORDS: Final = {"national": "国家级", "provincial": "省部级", "municipal": "市厅级", "below-municipal": "校级"}
PRIZES: Final = {
    "special-prize": "特等奖",
    "first-prize": "一等奖",
    "second-prize": "二等奖",
    "third-prize": "三等奖",
    "lower-prize": "优秀奖",
}
DATES: Final = {"awards": "awarded_on", "honours": "granted_on", "publications": "published_on", "projects": "year"}
FILTERS: Final = {
    "awards": ("kind", "level", "grade", "category", "rank"),
    "honours": ("level",),
    "projects": ("rank",),
}


@st.composite
def counts(draw: st.DrawFn) -> Document:
    """Draw a count of records with some of the filters its section allows."""
    section = draw(st.sampled_from(sorted(FILTERS)))
    count: Document = {"section": section, "at_least": draw(st.integers(1, 3))}
    for name in draw(st.sets(st.sampled_from(FILTERS[section]))):
        if name == "kind":
            count["kind"] = draw(st.sampled_from(["award", "patent"]))
        elif name == "rank":
            count["rank_at_most"] = draw(st.integers(1, 4))
        else:
            known = {"level": list(WORDS), "grade": list(PRIZES), "category": ["社会", "科学"]}[name]
            count[name] = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True))
    if draw(st.booleans()):
        count |= draw(st.sampled_from([{"first": "2018-06-15"}, {"years": 5}, {"last": "2022-06-15"}]))
    return count


def groups(inner: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    """Draw a group of conditions."""
    lists = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        lists.map(lambda parts: {"any_of": parts}),
        lists.map(lambda parts: {"all_of": parts}),
        lists.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda least: {"of": parts, "at_least": least})),
    )


conditions: Final = st.recursive(counts(), groups, max_leaves=6).map(
    lambda written: Condition.model_validate_json(json.dumps(written))
)

_dates: Final = st.sampled_from(
    [None, "2016", "2018", "2018-06", "2018-06-15", "2018-06-14", "2021-01-02", "2022", "2023"]
)
_levels: Final = st.sampled_from([None, "国家级", "省部级", "市厅级", "行业级"])
_awards: Final = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from([None, "award", "patent"]),
        "level": _levels,
        "grade": st.sampled_from([None, "一等奖", "三等奖", "金奖"]),
        "category": st.sampled_from([None, "社会科学奖", "技术奖"]),
        "rank": st.sampled_from([None, 1, 3, 9]),
        "awarded_on": _dates,
    },
)
documents: Final = st.fixed_dictionaries(
    {
        "awards": st.lists(_awards, max_size=5),
        "honours": st.lists(st.fixed_dictionaries({}, optional={"level": _levels, "granted_on": _dates}), max_size=3),
        "projects": st.lists(
            st.fixed_dictionaries({}, optional={"rank": st.sampled_from([None, 2, 9]), "year": _dates}), max_size=3
        ),
    }
)


def additions(found: Tally, choose: int) -> Iterator[tuple[str, Document]]:
    """Yield the records that the words name as missing; where they leave a choice, one way after `choose`."""
    if not found.parts:
        condition = found.condition
        for _ in range(found.missing):
            yield str(condition.section), fitting(condition)
        return
    unmet = found.unmet
    start = choose % max(1, len(unmet))
    for part in (*unmet[start:], *unmet[:start])[: found.missing]:
        yield from additions(part, choose)


def fitting(condition: Condition) -> Document:
    """Return a record that is what the filters say, and nothing else."""
    record: Document = {}
    if condition.kind:
        record["kind"] = condition.kind
    if condition.level:
        record["level"] = WORDS[condition.level[-1]]
    if condition.grade:
        record["grade"] = PRIZES[condition.grade[-1]]
    if condition.category:
        record["category"] = f"示例{condition.category[-1]}奖"
    if condition.rank_at_most:
        record["rank"] = condition.rank_at_most
    first, last = condition.window(CONTEXT)
    if first or last:
        record[DATES[str(condition.section)]] = str(first or last)
    return record


@settings(max_examples=400, deadline=None)
@given(condition=conditions, document=documents, choose=st.integers(0, 5))
def test_adding_what_is_missing_meets_the_condition(condition: Condition, document: Document, choose: int) -> None:
    """Whatever is not met for certain is met once the records named as missing are added, whichever way is taken."""
    found = tally(condition, Declaration.model_validate(document), CONTEXT)
    if found.truth is True:
        assert set(found.grounds()) <= {
            f"/{section}/{i}" for section in document for i in range(len(document[section]))
        }
        return
    more = {section: [*records] for section, records in document.items()}
    added = list(additions(found, choose))
    assert added
    for section, record in added:
        more[section].append(record)
    assert tally(condition, Declaration.model_validate(more), CONTEXT).truth is True


@settings(max_examples=300, deadline=None)
@given(condition=conditions, document=documents)
def test_what_is_open_is_never_guessed(condition: Condition, document: Document) -> None:
    """The answer is open exactly if leaving out the open records and letting them count give different answers."""
    found = tally(condition, Declaration.model_validate(document), CONTEXT)
    low, high = extremes(found)
    assert found.truth is (low if low is high else None)
    assert bool(list(found.doubts())) is (found.truth is None)


def extremes(found: Tally) -> tuple[bool, bool]:
    """Return whether a condition is met if no open record counts, and if all do."""
    if not found.parts:
        records = len({at.rpartition("/")[0] for at in found.open})
        return len(found.met) >= found.condition.needed, len(found.met) + records >= found.condition.needed
    parts = [extremes(part) for part in found.parts]
    low, high = (sum(part[end] for part in parts) >= found.condition.needed for end in (0, 1))
    return low, high


def test_grounds_name_the_branch_and_its_records_in_both_languages() -> None:
    """A leader's report says which branch is met and by which records; it weighs nothing."""
    report = Checker("anhui-leaders@2023").judge(Submission.of(Declaration.model_validate(invent(3))))
    (result,) = [result for result in report.results if result.grounds]
    assert result.rule == PerformanceConditionUnmet.name
    assert result.outcome is Outcome.PASSED
    (grounds,) = result.as_dict("zh")["grounds"]
    assert grounds["message"] == "符合业绩条件：自然科学研究。"
    assert "/awards/0" in grounds["places"]


def test_usual_words_are_known_and_others_are_not() -> None:
    """Levels and classes are read whatever signs stand in them; a granting body decides only where no level is given."""
    assert [level_of(word, None) for word in ("省、部级", "省（部）级", " 国家 级", "行业级")] == [
        *("provincial", "provincial", "national", None)
    ]
    assert level_of(None, "中华人民共和国国务院") == "national"
    assert level_of(None, "上海市人民政府") == "provincial"
    assert level_of(None, "合肥市人民政府") is None
    assert level_of("市级", "安徽省人民政府") == "municipal"
    assert [grade_of(word) for word in ("一 等 奖", "金奖", None)] == ["first-prize", None, None]


RULESET: Final = """\
format = "eligibility-ruleset/1"
name = "test"
title = "测试计划"
status = "draft"
[round]
year = "2023"
batches = { leader = 9, backup = 14 }
opens_on = 2023-08-01
closes_on = 2023-09-30
[[rules]]
rule = "performance-condition-unmet"
severity = "warning"
source = { title = "a law", basis = "stated" }
[[rules.branches]]
title = "papers"
section = "publications"
[[rules.branches]]
title = "prizes"
any_of = [
  { section = "awards", kind = "award", level = ["national"], first = 2018-01-01 },
  { at_least = 2, of = [
    { section = "honours", years = 5 },
    { section = "projects", rank_at_most = 3 },
  ] },
]
"""
SLIPS: Final = {
    "a filter misspelt": ("kind =", "knid =", 20, "there is no key named knid; did you mean kind?"),
    "a filter misspelt two levels deep": ("years =", "yeras =", 22, "there is no key named yeras; did you mean years?"),
    "a level misspelt": ('"national"', '"nationl"', 20, "not one of the known values"),
    "a date in quotes": ("2018-01-01", '"2018-01-01"', 20, "a date is written without quotes"),
    "a filter the section has no field for": ("years = 5", "rank_at_most = 5", 22, "have no field rank"),
    "a kind of another section": ('kind = "award"', 'kind = "paper"', 20, "not of a kind paper"),
    "two sorts at once": (
        "{ at_least = 2, of",
        '{ section = "awards", of',
        21,
        "give exactly one of any_of, all_of, of and section",
    ),
    "no sort at all": (
        'section = "publications"',
        "at_least = 1",
        14,
        "give exactly one of any_of, all_of, of and section",
    ),
    "more than there are": ("at_least = 2, of", "at_least = 3, of", 21, "more are asked for than there are conditions"),
    "a number that would be ignored": (
        "any_of = [",
        "at_least = 2\nany_of = [",
        17,
        "at_least goes with of or section",
    ),
    "a filter that would be ignored": ("any_of = [", "years = 5\nany_of = [", 17, "have no field years"),
    "a window that ends before it begins": (
        "2018-01-01 }",
        "2018-01-01, last = 2017-01-01 }",
        20,
        "ends before it begins",
    ),
    "a window with two beginnings": ("2018-01-01 }", "2018-01-01, years = 5 }", 20, "exactly one of first and years"),
    "a rule that rejects": ('"warning"', '"error"', 12, "can't weigh more than warning"),
    "a branch without a title": ('title = "prizes"', "", 17, "required"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_condition_is_told_with_its_line(tmp_path: Path, slip: str) -> None:
    """Whatever is wrong in a condition, however deep, is refused with its line and cause in both languages."""
    old, new, line, cause = SLIPS[slip]
    path = tmp_path / "2023.toml"
    path.write_text(RULESET, encoding="utf-8")
    assert read_ruleset(path, load_plugins()).entries
    assert old in RULESET
    path.write_text(RULESET.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesetError) as refused:
        read_ruleset(path, load_plugins())
    (problem, *_) = refused.value.problems
    assert cause in problem.text()
    assert f"{path}:{line}: " in problem.text()
    assert problem.text("zh") != problem.text()
