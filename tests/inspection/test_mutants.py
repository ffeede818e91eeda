"""Five hundred damaged files of every type: each gives pages or a problem by name, soon, and in little memory."""

from __future__ import annotations

from tools.mutate import KNOWN, LARGEST, LONGEST, LOOKING, bases, look, mutant, outcome_of, run


def test_whole_files_open() -> None:
    """What is damaged below is whole before: each file gives pages, or is animated and says so."""
    outcomes = {name: outcome_of(data) for name, data in bases().items()}
    animated = {"APNG", "animated WebP"}
    assert outcomes == {name: "animated" if name in animated else "pages" for name in outcomes}


def test_damaged_files_give_pages_or_a_problem() -> None:
    """No damage ends in another error, a warning, a crash, a long wait or a full memory; and the sample does damage."""
    tally = run(500)
    assert tally.faults == {}
    assert tally.slowest[0] < LONGEST
    assert tally.peak < LARGEST
    assert tally.outcomes.keys() <= KNOWN
    assert tally.outcomes["pages"] >= 50
    assert tally.outcomes["damaged"] >= 100


def test_workers_live_through_damaged_files() -> None:
    """All inspectors look at damaged files in workers: none crashes, is late or dies, and each worker answers afterwards."""
    tally = look(40)
    assert tally.faults == {}
    assert tally.slowest[0] < LOOKING
    assert tally.outcomes["pages"] >= 10


def test_the_same_seed_gives_the_same_files() -> None:
    """A file that once did harm can be made again from its number."""
    files = bases()
    assert [mutant(number, files) for number in range(40)] == [mutant(number, files) for number in range(40)]
    assert mutant(3, files) != mutant(3, files, seed=1)
