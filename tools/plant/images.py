"""Planters on what images show: one measurement differs from what an ideal inspector would take, all else stays."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from eligibility.measurement import (
    Alteration,
    Face,
    PageFacts,
    PageScan,
    PageSeals,
    Portrait,
    ScanQuality,
    Seals,
    Signature,
)
from eligibility.report import CantTell, Severity
from tools.plant.sample import Change, Sample, pick, planter, readable
from tools.sight import CLEAR, PAGE, PORTRAIT

if TYPE_CHECKING:
    from eligibility.measurement import Box, Measurement
    from eligibility.rule import Seen
    from tools.invent import Document

WARNING, INFO = Severity.WARNING, Severity.INFO

Wanted = Callable[["Document"], bool]


def seen_of(wanted: Wanted, see: Callable[[random.Random], Seen], **form: object) -> Change:
    """Return the change that something else is seen of an attachment that is `wanted`; `form` changes its entry."""

    def change(sample: Sample, rng: random.Random) -> str | None:
        fitting = [item for item in enumerate(sample.attachments) if wanted(item[1]) and readable(sample, item[1])]
        found = pick(rng, fitting)
        if found is None:
            return None
        index, attachment = found
        attachment.update(form)
        sample.spoil(attachment, see(rng))
        return f"/attachments/{index}/file"

    return change


def of_kind(*kinds: str) -> Wanted:
    """Return the test for attachments of some kinds."""
    return lambda attachment: attachment.get("kind") in kinds


def _paper(attachment: Document) -> bool:
    return attachment.get("kind") != "photo"


def _box(rng: random.Random) -> Box:
    return rng.randrange(1000), rng.randrange(1500), rng.randint(20, 600), rng.randint(20, 800)


# --- Scans ------------------------------------------------------------------------------------------------------------

Scan = Callable[[random.Random], PageScan]


def _scanned(make: Scan) -> Change:
    """Return the change that a page was scanned badly, perhaps after some good ones."""

    def see(rng: random.Random) -> Seen:
        return {ScanQuality: ScanQuality(pages=(*(CLEAR,) * rng.randrange(3), make(rng)))}

    return seen_of(_paper, see)


def _illegible(first: float, last: float) -> dict[str, Scan]:
    """Return pages of which a share between two is read, by cause."""

    def page(rng: random.Random, **values: Any) -> PageScan:
        return replace(CLEAR, legibility=rng.choice([first, rng.uniform(first, last), last]), **values)

    return {
        "too small": lambda rng: page(rng, character_height=rng.uniform(4, 11.9), edge_width=1.0),
        "blurred": lambda rng: page(rng, edge_width=CLEAR.character_height * rng.uniform(0.21, 0.9)),
        "faint": lambda rng: page(rng, contrast=rng.uniform(0, 0.19)),
        "of an unknown cause": lambda rng: page(rng, **{rng.choice(["character_height", "edge_width"]): None}),
    }


for _severity, _range in ((WARNING, (0.0, 0.699)), (INFO, (0.7, 0.849))):
    for _cause, _make in _illegible(*_range).items():
        _also = ("low-resolution-scan",) if _cause == "too small" else ()
        _planter = planter("illegible-scan", _severity, f"{_severity} {_cause}", also=_also)
        _planter(_scanned(_make))
planter("illegible-scan", WARNING, "glare")(_scanned(lambda rng: replace(CLEAR, glare=(_box(rng), _box(rng)))))
planter("illegible-scan", WARNING, "cropped")(
    _scanned(
        lambda rng: replace(CLEAR, cropped=tuple(rng.sample(["left", "top", "right", "bottom"], rng.randint(1, 4))))
    )
)
planter("illegible-scan", WARNING, "hidden")(_scanned(lambda rng: replace(CLEAR, hidden=(_box(rng),))))
planter("illegible-scan", None, "sharp but not read")(
    _scanned(lambda rng: replace(CLEAR, legibility=rng.uniform(0, 0.699)))
)
planter("illegible-scan", None, "without text")(
    _scanned(lambda rng: replace(CLEAR, legibility=None, lines=0, ink=rng.uniform(0.002, 1)))
)
planter("low-resolution-scan", INFO, "characters")(
    _scanned(lambda rng: replace(CLEAR, character_height=rng.uniform(3, 14.9)))
)


@planter("low-resolution-scan", INFO, "page")
def _small_page(sample: Sample, rng: random.Random) -> str | None:
    page = replace(PAGE, width=rng.randint(50, 999), height=rng.randint(50, 999))
    scan = replace(CLEAR, character_height=None, edge_width=None)
    seen: Seen = {PageFacts: PageFacts(count=1, pages=(page,)), ScanQuality: ScanQuality(pages=(scan,))}
    return seen_of(_paper, lambda _: seen)(sample, rng)


def _blank(rng: random.Random) -> PageScan:
    return PageScan(ink=rng.choice([0, rng.uniform(0, 0.00199)]))


planter("blank-page", WARNING, "whole file")(
    seen_of(_paper, lambda rng: {ScanQuality: ScanQuality(pages=(_blank(rng),) * rng.randint(1, 3))})
)


@planter("blank-page", INFO, "one page")
def _blank_page(sample: Sample, rng: random.Random) -> str | None:
    pages = [CLEAR] * rng.randint(1, 3)
    pages.insert(rng.randint(0, len(pages)), _blank(rng))
    return seen_of(_paper, lambda _: {ScanQuality: ScanQuality(pages=tuple(pages))})(sample, rng)


planter("skewed-scan", INFO, "askew")(
    _scanned(lambda rng: replace(CLEAR, skew=rng.choice([-1, 1]) * rng.uniform(10.01, 45)))
)
planter("skewed-scan", INFO, "turned")(_scanned(lambda rng: replace(CLEAR, turned=rng.choice([90, 180, 270]))))


# --- Photo, signature, seals, alteration ------------------------------------------------------------------------------


def _face(height: float) -> tuple[Face, ...]:
    """Return one face that takes such a share of the height of the ideal photo."""
    return (Face(box=(20, 5, 200, round(height * PORTRAIT.height))),)


_PHOTOS: Final[tuple[tuple[Severity | None, str, Callable[[random.Random], dict[str, Any]]], ...]] = (
    (WARNING, "without colour", lambda rng: {"colour": rng.choice([0, rng.uniform(0, 0.0199)])}),
    (WARNING, "faces", lambda rng: {"faces": PORTRAIT.faces * rng.randint(2, 5)}),
    (None, "no face", lambda _: {"faces": ()}),
    (INFO, "narrow", lambda _: {"width": 149, "height": 210, "faces": (Face(box=(20, 20, 80, 100)),)}),
    (INFO, "low", lambda _: {"width": 160, "height": 199, "faces": (Face(box=(20, 20, 80, 100)),)}),
    (INFO, "broad", lambda rng: {"width": rng.randint(352, 2000)}),
    (INFO, "thin", lambda rng: {"width": rng.randint(150, 268)}),
    (INFO, "small face", lambda rng: {"faces": _face(rng.uniform(0.05, 0.245))}),
    (INFO, "large face", lambda rng: {"faces": _face(rng.uniform(0.81, 0.98))}),
    (INFO, "dark", lambda rng: {"brightness": rng.uniform(0, 0.199)}),
    (INFO, "bright", lambda rng: {"brightness": rng.uniform(0.901, 1)}),
    (INFO, "flat", lambda rng: {"contrast": rng.uniform(0, 0.099)}),
)


def _photographed(values: Callable[[random.Random], dict[str, Any]]) -> Change:
    return seen_of(of_kind("photo"), lambda rng: {Portrait: replace(PORTRAIT, **values(rng))})


for _severity_of, _what, _values in _PHOTOS:
    planter("unsuitable-photo", _severity_of, _what)(_photographed(_values))

_pledge: Final = of_kind("pledge")
planter("unsigned-pledge", WARNING, "empty")(
    seen_of(_pledge, lambda rng: {Signature: Signature(state="empty", page=1, region=_box(rng))})
)
planter("unsigned-pledge", WARNING, "typed")(
    seen_of(_pledge, lambda rng: {Signature: Signature(state="typed", page=1, region=_box(rng), ink=0.1)})
)
planter("unsigned-pledge", None, "no label")(seen_of(_pledge, lambda _: {Signature: Signature(state="no-label")}))


def _stamped(*pages: PageSeals, count: int = 0) -> Seen:
    """Return the seals of the first pages of a file that has `count`, or no more than these."""
    count = count or len(pages)
    return {Seals: Seals(pages=pages), PageFacts: PageFacts(count=count, pages=(PAGE,) * len(pages))}


_NO_SEAL: Final = PageSeals(chromatic=0.03)
_GREY: Final = PageSeals(chromatic=0.0004)


def _original(attachment: Document) -> bool:
    kinds = "id-front id-back education-certificate degree-certificate title-certificate"
    kinds += " award-proof patent-proof honour-proof"
    return attachment.get("kind") in kinds.split() and not attachment.get("is_copy")


planter("copy-without-seal", WARNING, "coloured")(
    seen_of(_paper, lambda rng: _stamped(*[rng.choice([_NO_SEAL, _GREY]), _NO_SEAL]), is_copy=True)
)
planter("copy-without-seal", WARNING, "grey")(
    seen_of(_paper, lambda rng: _stamped(*[_GREY] * rng.randint(1, 3)), is_copy=True)
)
planter("copy-without-seal", None, "pages not looked at")(
    seen_of(_paper, lambda rng: _stamped(_NO_SEAL, count=rng.randint(2, 50)), is_copy=True)
)
planter("copy-without-seal", INFO, "original without colour")(
    seen_of(_original, lambda rng: _stamped(*[_GREY] * rng.randint(1, 3)))
)


def _altered(rng: random.Random) -> Seen:
    pages = [()] * rng.randrange(3) + [tuple(_box(rng) for _ in range(rng.randint(1, 4)))]
    return {Alteration: Alteration(pages=tuple(pages))}


def _edited(rng: random.Random) -> Seen:
    editors = ["Adobe Photoshop 21.0 (Windows)", "GIMP 2.10.34", "paint.net 5.0", "美图秀秀", "MEITU", "Snapseed 2.0"]
    pages = [PAGE, replace(PAGE, software=rng.choice(editors))]
    return {PageFacts: PageFacts(count=2, pages=tuple(rng.sample(pages, 2)))}


planter("suspected-alteration", WARNING, "areas")(seen_of(_paper, _altered))
planter("suspected-alteration", WARNING, "editor")(seen_of(_paper, _edited))


def _unmeasured(wanted: Wanted, kind: type[Measurement]) -> Change:
    return seen_of(wanted, lambda _: {kind: CantTell("The file was not measured.", "operator")})


planter("unsigned-pledge", None, "not measured")(_unmeasured(_pledge, Signature))
planter("suspected-alteration", None, "not measured")(_unmeasured(_paper, Alteration))
planter("copy-without-seal", None, "not measured")(_unmeasured(_original, Seals))
