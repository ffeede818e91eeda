"""Signature: signed, typed and empty lines are told apart, with or without a seal, beside whatever label."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from eligibility.inspection import signature
from eligibility.inspection.signature import signature_at
from eligibility.inspection.turning import turned_upright
from eligibility.measurement import Exhibit, Line, Signature
from tools.stamps import pledge, sealed

if TYPE_CHECKING:
    from eligibility.inspection.turning import Turn
    from tools.stamps import Labelled, State, Taking


def look(page: Labelled) -> Signature:
    """Return what stands beside the page's label, whose place is known."""
    with Image.open(io.BytesIO(page.encoded())) as image:
        return signature_at(np.asarray(image.convert("RGB")), page.lines[0], page.lines, 1)


@pytest.mark.parametrize(
    ("state", "expected"), [("signed", "signed"), ("typed", "typed"), ("empty", "empty"), ("stamped", "empty")]
)
@pytest.mark.parametrize("taking", ["export", "scan", "phone", "warm", "small"])
def test_the_states_are_told_apart(state: State, expected: str, taking: Taking) -> None:
    """Handwriting is a signature, print is not, and neither a line to write on nor a red seal over it is anything."""
    seen = look(pledge(f"test {state} {taking}", state, taking))
    assert (seen.state, seen.page) == (expected, 1)
    assert (seen.ink > 0.005) == (expected != "empty")


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("state", ["signed", "empty"])
def test_a_pledge_that_lies_on_its_side_is_read_as_it_stands(state: State, turn: Turn) -> None:
    """However a pledge was laid on the glass, its state is that of the upright page, and the region that of the page as stored."""
    page = pledge("test turned", state, "export")
    as_it_stands = signature.inspect(Exhibit(page.encoded()))
    laid = replace(page, image=page.image.rotate(turn, expand=True))  # anticlockwise: to be turned back clockwise
    seen = signature.inspect(Exhibit(laid.encoded()))
    assert (seen.state, as_it_stands.state) == (state, state)
    assert seen.region is not None
    assert as_it_stands.region is not None
    upright = turned_upright(seen.region, turn, *laid.image.size)
    assert all(abs(one - other) <= 20 for one, other in zip(upright, as_it_stands.region, strict=True))


def test_the_promising_persons_label_comes_first() -> None:
    """A page behind the pledge with an empty line for somebody else's signature does not make the pledge unsigned."""
    first = next(seed for seed in map(str, range(50)) if "承诺人" in pledge(seed, "signed", "export").lines[0].text)
    last = next(seed for seed in map(str, range(50)) if "承诺人" not in pledge(seed, "empty", "export").lines[0].text)
    signed, other = pledge(first, "signed", "export"), pledge(last, "empty", "export")
    file = io.BytesIO()
    signed.image.save(file, "TIFF", save_all=True, append_images=[other.image])
    seen = signature.inspect(Exhibit(file.getvalue()))
    assert (seen.state, seen.page) == ("signed", 1)


def test_the_region_is_beside_the_label() -> None:
    """It begins at the label's end, reaches above and below its line, and stays on the page and off the next line."""
    page = pledge("test region", "signed", "export")
    label, below = page.lines[0].box, page.lines[-1].box
    region = look(page).region
    assert region is not None
    left, top, wide, tall = region
    assert abs(left - label[0] - label[2]) < label[3]
    assert top < label[1]
    assert label[1] + label[3] <= top + tall <= below[1]
    assert left + wide <= page.image.width


def test_a_signature_read_as_part_of_the_label_still_counts() -> None:
    """Engines join a signature to its label, in a box as tall as the signature, and may miss the colon."""
    page = pledge("test joined", "signed", "scan")
    left, top, wide, tall = page.lines[0].box
    for text in (page.lines[0].text + "王样本", page.lines[0].text.rstrip("：") + "王样本"):
        joined = Line(text=text, box=(left, top - tall // 2, wide + 5 * tall, 2 * tall))
        assert signature_at(np.asarray(page.image), joined, (joined, *page.lines[1:]), 1).state == "signed"


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (90, 90, 40, 20), (-50, -20, 20, 10), (0, 0, 0, 0), (500, 500, 10, 10)])
def test_a_label_anywhere_is_looked_at(box: tuple[int, int, int, int]) -> None:
    """A label at the edge of the page, or beyond it, has an empty line beside it."""
    label = Line(text="承诺人：", box=box)
    assert signature_at(np.full((100, 100, 3), 250, np.uint8), label, (label,), 1).state == "empty"


def test_the_label_is_found_by_reading() -> None:
    """The text engine finds the label of a pledge; a letter without one has none."""
    assert signature.inspect(Exhibit(pledge("test reading", "signed").encoded())).state == "signed"
    assert signature.inspect(Exhibit(sealed("test unread", "letter", None).encoded())) == Signature(state="no-label")
