"""Portrait: the faces of drawn photographs, their eyes, and the light on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageFilter

from eligibility.inspection import portrait
from eligibility.inspection.portrait import portrait_of
from eligibility.measurement import Exhibit
from tools.stamps import photo

if TYPE_CHECKING:
    from eligibility.measurement import Portrait
    from tools.stamps import Labelled, Pose


def look(page: Labelled) -> Portrait:
    """Return what the inspector sees in the file."""
    return portrait.inspect(Exhibit(page.encoded()))


@pytest.mark.parametrize("pose", ["frontal", "tilted", "two", "grey", "dark", "bright", "landscape", "large"])
def test_every_frontal_face_is_found_with_its_eyes(pose: Pose) -> None:
    """Each person in the picture is one face in the right place, and the left eye is left of the right one."""
    page = photo(f"test {pose}", pose)
    seen = look(page)
    assert (seen.width, seen.height) == page.image.size
    middles = sorted((face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2) for face in seen.faces)
    assert len(middles) == len(page.faces)
    for (x, y), (left, top, wide, tall) in zip(middles, page.faces, strict=True):
        assert left < x < left + wide
        assert top < y < top + tall
    for face in seen.faces:
        assert face.eyes is not None
        (left, high), (right, low) = face.eyes
        assert face.box[0] < left < right < face.box[0] + face.box[2]
        assert face.box[1] < min(high, low) <= max(high, low) < face.box[1] + face.box[3] * 0.7


def test_a_page_without_people_has_no_face() -> None:
    """Nobody is seen in a table; brightness is then that of the picture."""
    seen = look(photo("test nobody", "none"))
    assert seen.faces == ()
    assert seen.sharpness is None
    assert seen.brightness > 0.5


def test_colour_and_brightness_tell_pictures_apart() -> None:
    """A grey photograph has no colour, a dark one has as well as a bright one, and is darker."""
    assert look(photo("test light", "grey")).colour == 0
    assert all(look(photo("test light", pose)).colour > 0.2 for pose in ("dark", "frontal", "bright"))
    dark, usual, bright = (look(photo("test light", pose)).brightness for pose in ("dark", "frontal", "bright"))
    assert dark < 0.3 < usual < bright


def test_light_that_burns_a_face_out_is_seen() -> None:
    """Nothing is left but white in most of an overexposed face; with the right light, or too little, hardly any is white."""
    bright, usual, dark = (look(photo("test light", pose)).overexposed for pose in ("bright", "frontal", "dark"))
    assert bright > 0.5
    assert max(usual, dark) < 0.02
    assert look(photo("test nobody", "none")).overexposed == 0


def test_a_blurred_face_has_wider_edges() -> None:
    """Edges grow wider with every blur, whatever the size of the picture."""
    image = photo("test blur", "frontal").image.resize((480, 640))
    widths = [portrait_of(np.asarray(image.filter(ImageFilter.GaussianBlur(radius)))).sharpness for radius in (0, 3, 6)]
    assert None not in widths
    assert widths == sorted(widths, key=lambda width: width or 0)
    assert len(set(widths)) == 3


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (200, 5)])
def test_pictures_of_any_size_are_looked_at(size: tuple[int, int]) -> None:
    """A picture too small for a face has none."""
    assert portrait_of(np.asarray(Image.new("RGB", size, (120, 90, 80)))).faces == ()
