"""Five hundred damaged files of every type: each gives pages or a problem by name, soon, and in little memory."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from eligibility.hooks import load_plugins
from eligibility.measurement import Exhibit, ScanQuality, Text
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


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (1, 3000), (3000, 1), (2, 3000), (3000, 2), (3, 3)])
@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_page_of_hardly_any_pixels_is_looked_at(size: tuple[int, int], colour: str) -> None:
    """No inspector fails on a page one pixel wide or high; nothing that can be read is seen on it."""
    Image.new("RGB", size, colour).save(file := io.BytesIO(), "PNG")
    exhibit = Exhibit(file.getvalue())
    seen = {kind: inspector.inspect(exhibit) for kind, inspector in load_plugins().inspectors.items()}
    scan, text = seen[ScanQuality], seen[Text]
    assert isinstance(scan, ScanQuality)
    assert isinstance(text, Text)
    assert [page.legibility for page in scan.pages] == [None]
    assert text.pages == ((),)
    assert all(isinstance(measured, kind) for kind, measured in seen.items())


def test_the_same_seed_gives_the_same_files() -> None:
    """A file that once did harm can be made again from its number."""
    files = bases()
    assert [mutant(number, files) for number in range(40)] == [mutant(number, files) for number in range(40)]
    assert mutant(3, files) != mutant(3, files, seed=1)
