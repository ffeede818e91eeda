"""How well seals, their text, signatures, photos and patches are told, on pages of `tools.stamps` with seeds nothing was tuned or tested on.

`python -m tools.stamps_figures` draws about a thousand pages, looks at each as the engine does, and prints tables with 95 %
Wilson intervals. Photos are judged by the shipped rule besides.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING, Final, get_args

from rapidfuzz.distance import Levenshtein

from eligibility.declaration import Attachment, Declaration
from eligibility.hooks import load_plugins
from eligibility.inspection import alteration, inscriptions, portrait, seals, signature
from eligibility.measurement import Exhibit, Line, Portrait
from eligibility.report import CantTell
from eligibility.rule import Context
from eligibility.rules.images.unsuitable_photo import UnsuitablePhoto
from eligibility.ruleset import load_ruleset
from tools.corpus.figures import RULESET, share
from tools.corpus.kinds import seals_found, signatures_found
from tools.stamps import (
    COLOUR_TAKINGS,
    GROUNDS,
    Ground,
    Ink,
    Patch,
    Pose,
    Shape,
    State,
    Taking,
    altered,
    photo,
    pledge,
    sealed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eligibility.measurement import Box
    from eligibility.ruleset import Ruleset
    from tools.stamps import Labelled

_SEED: Final = "figures"
_QUALITIES: Final = (100, 95, 90, 85, 80)
_SURE: Final = 0.95
"""Confidence from which on a seal's text counts as surely read."""
_PAPERS: Final[tuple[Ground, ...]] = ("letter", "letterhead", "award", "honour", "table")
"""Grounds on which a word can be altered."""

_FAULTS: Final[Mapping[Pose, tuple[str, ...]]] = {
    "frontal": (),
    "tilted": (),
    "large": (),
    "turned": ("No frontal face", "photo's width"),
    "none": ("No frontal face", "The photo"),
    "two": ("More than one face", "photo's width"),
    "grey": ("not in colour",),
    "dark": ("too dark",),
    "bright": ("burnt out", "too bright"),
    "landscape": ("photo's width",),
}
"""Words of what the rule should say of a photo, and of what else is true of it; a page is wrong in every way."""


# --- The pages --------------------------------------------------------------------------------------------------------


def _sealed(rounds: int, shape: Shape) -> Iterator[Labelled]:
    takings = itertools.cycle(COLOUR_TAKINGS)
    for number, on, ink, strength in itertools.product(range(rounds), GROUNDS, get_args(Ink), (1.0, 0.5)):
        yield sealed(f"{_SEED} {number} {on} {shape} {ink} {strength}", on, shape, ink, next(takings), strength)


def _without_seal(rounds: int) -> Iterator[Labelled]:
    for number, on, taking in itertools.product(range(rounds), GROUNDS, COLOUR_TAKINGS):
        yield sealed(f"{_SEED} {number} {on} {taking}", on, None, taking=taking)


def _pledges(rounds: int) -> Iterator[Labelled]:
    for number, state, taking in itertools.product(range(rounds), get_args(State), get_args(Taking)):
        yield pledge(f"{_SEED} {number} {state} {taking}", state, taking)


def _photos(rounds: int) -> Iterator[Labelled]:
    for number, pose in itertools.product(range(10 * rounds), get_args(Pose)):
        yield photo(f"{_SEED} {number} {pose}", pose)


def _altered(rounds: int) -> Iterator[Labelled]:
    kinds: Iterable[tuple[Patch, Ground]] = itertools.chain(
        itertools.product(("whited-out", "pasted", "copied"), _PAPERS), itertools.product(("none",), GROUNDS)
    )
    for (patch, on), number, quality in itertools.product(kinds, range(rounds), _QUALITIES):
        yield altered(f"{_SEED} {number} {patch} {on} {quality}", patch, on, quality)


# --- What is seen on them ---------------------------------------------------------------------------------------------


def report(rounds: int) -> Iterator[str]:
    """Yield the lines of the tables in Markdown, as the pages are looked at; there are `rounds` times as many pages."""
    for shape in get_args(Shape):
        yield from (f"| {shape} seals | |", "|---|---|")
        yield from seal_rows(_sealed(rounds, shape))
        yield ""
    yield from ("| pages without a seal | |", "|---|---|")
    yield from seal_rows(_without_seal(rounds))
    yield ""
    yield "| text of seals that were found | read wholly | characters read | surely read | … of them wholly |"
    yield "|---|---|---|---|---|"
    for shape in get_args(Shape):
        yield from inscription_rows(shape, _sealed(rounds, shape))
    yield from ("", "| pledges | |", "|---|---|")
    yield from pledge_rows(_pledges(2 * rounds))
    yield from ("", "| patches | found |", "|---|---|")
    yield from patch_rows(_altered(rounds))
    yield ""
    yield "| photos | number | faces found | both eyes | faces that are none | fault named | anything untrue said | nothing said |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from photo_rows(_photos(rounds))


def seal_rows(pages: Iterable[Labelled]) -> Iterator[str]:
    """Yield recall and precision of seals, and on how many pages without one a seal is claimed."""
    yield from seals_found(
        (
            [seal.box for seal in page.seals],
            [seal.box for sheet in seals.inspect(Exhibit(page.encoded())).pages for seal in sheet.seals],
        )
        for page in pages
    )


def inscription_rows(shape: Shape, pages: Iterable[Labelled]) -> Iterator[str]:
    """Yield how much of the owners' names is read, for each way of taking a page, and whether what is read surely is right."""
    by_taking: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for page in pages:
        exhibit = Exhibit(page.encoded())
        (seen,), (lines,) = exhibit.once(seals.inspect).pages, inscriptions.inspect(exhibit).pages
        found = [seal for seal in seen.seals if _middle_in(seal.box, page.seals[0].box)]
        if found:
            line = next((line for line in lines if line.box == found[0].box), Line(text="", confidence=0))
            read = (Levenshtein.normalized_similarity(line.text, page.owner), line.confidence)
            for name in ("all", page.what.split()[-1]):
                by_taking[name].append(read)
    for name, reads in by_taking.items():
        sure = [right for right, confidence in reads if confidence >= _SURE]
        cells = (
            f"{shape}, {name}, {len(reads)}",
            share([right == 1 for right, _ in reads]),
            f"{fmean(right for right, _ in reads):.3f}",
            str(len(sure)),
            share([right == 1 for right in sure]) if sure else "–",
        )
        yield f"| {' | '.join(cells)} |"


def pledge_rows(pages: Iterable[Labelled]) -> Iterator[str]:
    """Yield how pledges are said to be signed, by how they are; a seal over an empty line leaves it empty."""
    yield from signatures_found(
        ("empty" if page.state == "stamped" else str(page.state), signature.inspect(Exhibit(page.encoded())).state)
        for page in pages
    )


def photo_rows(pages: Iterable[Labelled]) -> Iterator[str]:
    """Yield for each pose which faces are found, and what the shipped rule says of the photo."""
    ruleset = load_ruleset(RULESET, load_plugins())
    by_pose: dict[str, list[tuple[Labelled, Portrait, set[str]]]] = defaultdict(list)
    for page in pages:
        seen = portrait.inspect(Exhibit(page.encoded()))
        by_pose[page.what].append((page, seen, _said(ruleset, seen)))
    for pose, faults in _FAULTS.items():
        photos = by_pose[pose]
        if not photos:
            continue
        persons = [
            [face for face in seen.faces if _middle_in(face.box, box)] for page, seen, _ in photos for box in page.faces
        ]
        others = [len(seen.faces) - len(page.faces) for page, seen, _ in photos]
        cells = (
            pose,
            str(len(photos)),
            share([bool(faces) for faces in persons]),
            share([any(face.eyes for face in faces) for faces in persons]),
            str(sum(max(0, more) for more in others)),
            share([any(faults[0] in text for text in said) for _, _, said in photos]) if faults else "–",
            share([any(not any(words in text for words in faults) for text in said) for _, _, said in photos]),
            share([not said for _, _, said in photos]),
        )
        yield f"| {' | '.join(cells)} |"


def _said(ruleset: Ruleset, seen: Portrait) -> set[str]:
    """Return all that the ruleset's entries say of a photo, doubts included."""
    declaration = Declaration(attachments=(Attachment(id="a", kind="photo"),))
    context = Context(ruleset.round, seen=[{Portrait: seen}])
    return {
        found.reason if isinstance(found, CantTell) else found.template
        for entry in ruleset.entries
        if isinstance(entry.rule, UnsuitablePhoto)
        for found in entry.rule.check(declaration, context)
    }


def patch_rows(pages: Iterable[Labelled]) -> Iterator[str]:
    """Yield how many patches are found, by how they were made and stored, and how many untouched pages have an area."""
    found: dict[str, list[bool]] = defaultdict(list)
    for page in pages:
        (areas,) = alteration.inspect(Exhibit(page.encoded())).pages
        if page.patch is None:
            found["untouched pages on which one is claimed"].append(bool(areas))
            continue
        stored = "lossless" if page.quality == 100 else f"JPEG {page.quality}"
        how = page.what.split()[0]
        name = how if how == "copied" else f"covered or pasted, {stored}"
        found[name].append(any(_middle_in(area, page.patch) for area in areas))
    for name, flags in found.items():
        yield f"| {name}, of {len(flags)} | {share(flags)} |"


def _middle_in(one: Box, other: Box) -> bool:
    x, y = one[0] + one[2] / 2, one[1] + one[3] / 2
    return other[0] <= x <= other[0] + other[2] and other[1] <= y <= other[1] + other[3]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tools.stamps_figures", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often all are drawn (default: 2)")
    for line in report(parser.parse_args().rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
