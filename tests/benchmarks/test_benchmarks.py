"""The benchmarks: that they run, measure what they say, and count right. How fast anything is, is not tested."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks import judging, reference, rivals, workload
from benchmarks.__main__ import main
from benchmarks.impact import anew
from benchmarks.page import BEGIN, END, PAGES
from benchmarks.timing import WARM_UP, Subject, compare, quartiles
from eligibility.checker import Checker
from eligibility.declaration import Declaration
from eligibility.report import Verdict
from tools.invent import Document, invent

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTS = {"json_schema": "jsonschema_rs", "cel": "cel_expr_python.cel", "zen": "zen"}
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def spoilt() -> list[workload.Case]:
    """One case for each planted defect, each on its own in a declaration it suits."""
    return [workload.packed(document, [(defect.rule, defect.plant(document))]) for defect, document in _suited()]


def _suited() -> Iterator[tuple[workload.Defect, Document]]:
    for defect in workload.DEFECTS:
        documents = (invent(7, category="leader"), invent(7, category="backup", track="skilled"))
        yield from ((defect, document) for document in documents if defect.suits(document))


def test_quick_run_without_the_rivals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick run needs none of the rivals' packages, writes its figures, and fills both pages between the markers."""
    for port, package in PORTS.items():
        monkeypatch.delitem(sys.modules, f"benchmarks.rivals.{port}", raising=False)
        monkeypatch.setitem(sys.modules, package.partition(".")[0], None)
        monkeypatch.setitem(sys.modules, package, None)
    figures = tmp_path / "figures.json"
    for name in PAGES.values():
        page = tmp_path / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert main(["--quick", "--json", str(figures), "--write-docs", "--docs", str(tmp_path)]) == 0
    measured = json.loads(figures.read_text(encoding="utf-8"))
    (ours,) = measured["engines"]
    assert ours["recalled"] == ours["planted"] > 0
    assert ours["false"] == 0
    assert measured["imaging"] == []
    for name, heading in zip(PAGES.values(), ("### Growth", "### 规模增长"), strict=True):
        page_text = (tmp_path / name).read_text(encoding="utf-8")
        assert page_text.startswith(f"before\n{BEGIN}\n")
        assert page_text.endswith(f"{END}\nafter\n")
        assert heading in page_text
        assert "old" not in page_text


def test_rules_mode_shows_every_entry(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--rules` each entry of the ruleset has a line."""
    assert main(["--quick", "--rules"]) == 0
    shown = capsys.readouterr().out
    for entry in Checker(judging.RULESET).ruleset.entries:
        assert entry.rule.name in shown


def test_the_engine_finds_each_planted_defect_alone(spoilt: list[workload.Case]) -> None:
    """For each kind of planted defect the engine finds it where it was planted, and nothing else."""
    checker = Checker(judging.RULESET)
    for case in spoilt:
        assert judging.findings(checker, case) == case.planted


def test_the_engine_finds_planted_defects_together() -> None:
    """Several defects in one declaration do not hide one another and bring no others."""
    checker = Checker(judging.RULESET)
    for seed in range(20):
        document = invent(seed, category="backup")
        case = workload.packed(document, workload.plant(document, Random(seed)))  # noqa: S311 - defects, not secrets
        assert case.planted
        assert judging.findings(checker, case) == case.planted


@pytest.mark.parametrize("port", PORTS)
def test_rival_finds_what_it_covers(port: str, spoilt: list[workload.Case]) -> None:
    """A rival finds each planted defect of the rules it covers, and nothing on the others and on clean declarations."""
    pytest.importorskip(PORTS[port])
    rival = importlib.import_module(f"benchmarks.rivals.{port}").rival()
    covers = rival.native | rival.helped
    assert not rival.native & rival.helped
    assert covers <= workload.RULES
    for case in spoilt:
        assert rival.judge(case) == {found for found in case.planted if found[0] in covers}
    assert rival.judge(workload.packed(invent(3))) == set()


def test_installed_rivals_are_available() -> None:
    """Each rival whose package is installed takes part."""
    installed = [package for package in PORTS.values() if _is_installed(package)]
    assert len(list(rivals.available())) == len(installed)


def _is_installed(package: str) -> bool:
    try:
        importlib.import_module(package)
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        (True, {"/x/*/*"}),
        (False, set()),
        ([], set()),
        ([[False, True], [], [True]], {"/x/0/1", "/x/2/0"}),
        ([["rank"], ["name", "rank"]], {"/x/0/rank", "/x/1/name", "/x/1/rank"}),
    ],
)
def test_answers_become_places(answer: object, places: set[str]) -> None:
    """A truth stands for the place itself, a list for its positions, a name for a field."""
    assert {at for _, at in rivals.placed("rule", "/x/*/*", answer)} == places


def test_reference_has_the_fields_of_the_form() -> None:
    """The reference parses every field the form has, and no other: it does the same work."""
    fields = _fields(reference.Form.model_json_schema())
    assert "/awards/awarded_on" in fields
    assert fields == _fields(Declaration.model_json_schema())


def _fields(schema: Document) -> set[str]:
    """Return the paths of all fields in a JSON Schema."""

    def walk(part: Document, at: str) -> Iterator[str]:
        for name, field in part.get("properties", {}).items():
            yield f"{at}/{name}"
            yield from walk(field, f"{at}/{name}")
        for inner in (part.get("items"), *part.get("allOf", [])):
            if isinstance(inner, dict):
                yield from walk(inner, at)
        if "$ref" in part:
            yield from walk(schema["$defs"][part["$ref"].rpartition("/")[2]], at)

    return set(walk(schema, ""))


def test_reference_takes_the_whole_workload() -> None:
    """The reference refuses no declaration of the workload, spoilt or not, so it always does its whole work."""
    for case in workload.cases(40):
        assert reference.parse(case.data).model_fields_set


def test_workload_is_repeatable_and_partly_spoilt() -> None:
    """The same seeds give the same bytes, and about three declarations in ten are spoilt."""
    cases = workload.cases(200)
    assert [case.data for case in workload.cases(5)] == [case.data for case in cases[:5]]
    spoilt_share = sum(bool(case.planted) for case in cases) / len(cases)
    assert 0.2 < spoilt_share < 0.4


def test_each_call_gets_its_own_input() -> None:
    """What a subject is timed on was prepared for that one call: nothing of an earlier call can be cached in it."""
    given: list[object] = []
    subject = Subject("subject", lambda case: [case], given.append)
    base = Subject("base", lambda case: case, str)
    figures = compare([subject], lambda _: ("one", "two"), 3, base)
    assert set(figures) == {"base", "subject"}
    assert len({id(item) for item in given}) == len(given) == 2 * (WARM_UP + 3)


def test_quartiles_of_odd_and_single_values() -> None:
    """The middle of five values is the third, the quartiles are the second and fourth; one value is all three."""
    assert quartiles([5, 1, 4, 2, 3]) == (2, 3, 4)
    assert quartiles([7]) == (7, 7, 7)


@pytest.mark.parametrize("name", PAGES.values())
def test_pages_hold_figures(name: str) -> None:
    """Both pages of the documentation have their markers, and a run's tables between them."""
    _, _, rest = (DOCS / name).read_text(encoding="utf-8").partition(BEGIN)
    figures, end, _ = rest.partition(END)
    assert end
    assert "CPython" in figures


def test_submissions_are_judged_anew_from_what_was_seen() -> None:
    """Nothing is decoded for judging anew: the files hold no picture, and yet nothing is found in them but the other round's limits."""
    taken, impact = anew(3, 2000)
    assert len(taken) == impact.judged == 3
    assert {(move.before, move.after) for move in impact.moves} == {(Verdict.ELIGIBLE, Verdict.REFER)}
