"""Figures of seals, signatures, photos and patches: what counts as found, named and claimed."""

from __future__ import annotations

from dataclasses import replace

from tools.stamps import altered, photo, pledge, sealed
from tools.stamps_figures import inscription_rows, patch_rows, photo_rows, pledge_rows, seal_rows


def _cells(row: str) -> list[str]:
    return row.strip("| ").split(" | ")


def test_seals_are_counted_both_ways() -> None:
    """A seal that is where it is said to be is found; one that is said to be elsewhere is missed and claimed."""
    page = sealed("test counted", "letter", "round")
    left, top, wide, tall = page.seals[0].box
    moved = replace(page, seals=(replace(page.seals[0], box=(left - wide, top - tall, wide, tall)),))
    found, claimed = map(_cells, seal_rows([page, moved]))
    assert found[0] == "seals found, of 2"
    assert found[1].startswith("0.500")
    assert claimed[0] == "seals claimed that are there, of 2"
    assert claimed[1].startswith("0.500")
    *_, without = map(_cells, seal_rows([sealed("test counted", "letter", None), replace(page, seals=())]))
    assert without[0] == "pages without a seal on which one is claimed, of 2"
    assert without[1].startswith("0.500")


def test_text_of_seals_is_held_against_their_owners() -> None:
    """A name that is read is read wholly and surely; of another owner's, only the characters they share count."""
    page = sealed("read c", "letter", "oval", "red", "export")
    other = replace(page, owner=page.owner[:-1] + "队")
    rows = list(map(_cells, inscription_rows("oval", [page, other])))
    assert [row[0] for row in rows] == ["oval, all, 2", "oval, export, 2"]
    assert rows[0][1].startswith("0.500")
    assert float(rows[0][2]) == round(1 - 1 / (2 * len(page.owner)), 3)
    assert rows[0][3] == "2"
    assert rows[0][4].startswith("0.500")


def test_a_seal_over_an_empty_line_leaves_it_empty() -> None:
    """A stamped pledge counts as an empty one; one that is signed though it is said to be empty is counted as that."""
    signed = replace(pledge("test counted", "signed"), state="empty")
    (row,) = map(_cells, pledge_rows([pledge("test counted", "stamped"), signed]))
    assert row == ["pledges empty that are called so, of 2", "0.500 [0.095 0.905]; signed 1"]


def test_a_photo_is_held_against_the_shipped_rule() -> None:
    """A grey photo is named as that; the same photo, said to be frontal, was flagged for nothing."""
    grey = photo("test counted", "grey")
    good, bad = map(_cells, photo_rows([grey, replace(grey, what="frontal"), photo("test counted", "frontal")]))
    pose, number, faces, eyes, others, named, wrongly, nothing = bad
    assert (pose, number, others) == ("grey", "1", "0")
    assert all(cell.startswith("1.000") for cell in (faces, eyes, named))
    assert all(cell.startswith("0.000") for cell in (wrongly, nothing))
    pose, number, faces, _, _, named, wrongly, nothing = good
    assert (pose, number, named) == ("frontal", "2", "–")
    assert faces.startswith("1.000")
    assert wrongly.startswith("0.500")
    assert nothing.startswith("0.500")


def test_a_patch_is_found_only_in_its_place() -> None:
    """A word covered in a lossless scan is found; said to be untouched, the same page is one on which a patch is claimed."""
    page = altered("test counted", "whited-out", quality=100)
    assert page.patch is not None
    left, top, wide, tall = page.patch
    elsewhere = replace(page, patch=(left, top - 300, wide, tall))
    patched, untouched = map(_cells, patch_rows([page, elsewhere, replace(page, patch=None)]))
    assert patched[0] == "covered or pasted, lossless, of 2"
    assert patched[1].startswith("0.500")
    assert untouched[0] == "untouched pages on which one is claimed, of 1"
    assert untouched[1].startswith("1.000")
