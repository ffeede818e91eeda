"""Measurements as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.text import Text as Words

from eligibility.cli.tables import screen, table
from eligibility.looking.messages import adapter
from eligibility.measurement import (
    Alteration,
    Box,
    Face,
    FileFacts,
    FileProblem,
    Fingerprint,
    Inscriptions,
    PageFacts,
    Portrait,
    ScanQuality,
    Seals,
    Signature,
    Text,
)
from eligibility.report import CantTell
from eligibility.reporters.screen import clean
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from eligibility.hooks import Plugins
    from eligibility.rule import Seen
    from eligibility.wording import Language

_PROBLEMS: Final[Mapping[FileProblem, str]] = {
    "missing": N_("The file is not there."),
    "outside": N_("The file's path leads out of the submission's folder; nothing outside is ever read."),
    "not-a-file": N_("The path names a folder, a link or a device, not a file."),
    "unopenable": N_("The file can't be opened: it is damaged, encrypted or protected."),
    "empty": N_("The file is empty."),
    "damaged": N_("The file is damaged: part of it is missing or spoilt."),
    "too-large": N_("The file is larger than is looked at (64 MiB)."),
    "unknown-type": N_(
        "The file is neither a PDF nor an image of a kind that is looked at "
        "(JPEG, PNG, TIFF, BMP, WebP, HEIC), whatever its name says."
    ),
    "unsupported": N_("The file is of a kind that is not looked at."),
    "too-many-pixels": N_("The picture or page has more pixels than are looked at (60 million a page)."),
    "too-many-pages": N_("The file has more pages than are looked at (50)."),
    "locked": N_("The PDF is protected by a password."),
    "animated": N_("The picture is animated; only still pictures are looked at."),
}
_CODES: Final[Mapping[object, str]] = {
    None: "–",
    "black-and-white": N_("black and white"),
    "grey": N_("grey"),
    "colour": N_("colour"),
    "red": N_("red"),
    "blue": N_("blue"),
    "other": N_("other"),
    "round": N_("round"),
    "oval": N_("oval"),
    "square": N_("square"),
    "left": N_("left"),
    "top": N_("top"),
    "right": N_("right"),
    "bottom": N_("bottom"),
    "signed": N_("signed"),
    "typed": N_("typed"),
    "empty": N_("nothing written"),
    "no-label": N_("no place for a signature found"),
}

Row = Sequence[object]


class _Code(str):
    """A code of a measurement, shown in words."""

    __slots__ = ()


class _Kind(NamedTuple):
    """How one type of measurement is shown: its heading, its columns, and the row for each thing seen."""

    title: str
    columns: Sequence[str]
    rows: Callable[[Any], Iterable[Row]]


def _size(width: int, height: int) -> str:
    return f"{width} × {height}"


def _box(box: Box | None) -> str | None:
    return None if box is None else f"{box[0]}, {box[1]} · {_size(*box[2:])}"


def _eyes(face: Face) -> str | None:
    return None if face.eyes is None else " · ".join(f"{across}, {down}" for across, down in face.eyes)


def _file(facts: FileFacts) -> Iterable[Row]:
    yield facts.media_type, None if facts.size is None else f"{facts.size:,}", facts.sha256


def _pages(facts: PageFacts) -> Iterable[Row]:
    for number, page in enumerate(facts.pages, 1):
        size = _size(page.width, page.height)
        yield number, size, page.dpi, _Code(page.colours), page.camera, page.software


def _scan(scan: ScanQuality) -> Iterable[Row]:
    for number, page in enumerate(scan.pages, 1):
        lost = [*map(_box, (*page.glare, *page.hidden))]
        cropped = [_Code(edge) for edge in page.cropped]
        yield (
            *(number, page.legibility, page.lines, page.character_height, page.edge_width, page.contrast, page.ink),
            *(f"{page.skew:z.1f}°", f"{page.turned}°", page.clipped, lost, cropped),
        )


def _text(text: Text) -> Iterable[Row]:
    for page_number, page in enumerate(text.pages, 1):
        for number, line in enumerate(page, 1):
            yield page_number, number, line.text, line.confidence, _box(line.box)


def _portrait(portrait: Portrait) -> Iterable[Row]:
    size = _size(portrait.width, portrait.height)
    faces = [_box(face.box) for face in portrait.faces]
    eyes = [_eyes(face) for face in portrait.faces]
    light = (portrait.brightness, portrait.contrast, portrait.overexposed)
    yield size, faces, eyes, portrait.colour, *light, portrait.sharpness


def _seals(seals: Seals) -> Iterable[Row]:
    for number, page in enumerate(seals.pages, 1):
        for seal in page.seals:
            yield number, page.chromatic, _Code(seal.colour), _Code(seal.shape), _box(seal.box)
        if not page.seals:
            yield number, page.chromatic, None, None, None


def _inscriptions(inscriptions: Inscriptions) -> Iterable[Row]:
    for number, page in enumerate(inscriptions.pages, 1):
        for line in page:
            yield number, line.text, line.confidence, _box(line.box)


def _signature(signature: Signature) -> Iterable[Row]:
    yield _Code(signature.state), signature.page, signature.ink, _box(signature.region)


def _alteration(alteration: Alteration) -> Iterable[Row]:
    return ((number, _box(box)) for number, boxes in enumerate(alteration.pages, 1) for box in boxes)


def _fingerprint(fingerprint: Fingerprint) -> Iterable[Row]:
    return enumerate(fingerprint.pages, 1)


_WHOLE_FROM: Final = 100
"""Numbers of this size are shown without decimals; `g` would write 1200 as 1.2e+03."""
_HEADING: Final = N_("{title} (inspector {name}, version {version})")
_PAGE: Final = N_("Page")
_PLACE: Final = N_("Place, px (left, top · size)")
_KINDS: Final[Mapping[type, _Kind]] = {
    FileFacts: _Kind(N_("File"), (N_("Type"), N_("Bytes"), "SHA-256"), _file),
    PageFacts: _Kind(N_("Pages"), (_PAGE, N_("Pixels"), "dpi", N_("Colours"), N_("Camera"), N_("Software")), _pages),
    ScanQuality: _Kind(
        N_("Scan"),
        (
            *(
                _PAGE,
                N_("Legible"),
                N_("Lines"),
                N_("Height of characters, px"),
                N_("Edge width, px"),
                N_("Contrast"),
                N_("Ink"),
            ),
            *(
                N_("Skew"),
                N_("To be turned"),
                N_("Over- and underexposed"),
                N_("Lost under light or a watermark"),
                N_("Cut at"),
            ),
        ),
        _scan,
    ),
    Text: _Kind(N_("Text"), (_PAGE, N_("Line"), N_("Text"), N_("Confidence"), _PLACE), _text),
    Portrait: _Kind(
        N_("Portrait"),
        (
            *(N_("Pixels"), N_("Faces"), N_("Eyes"), N_("Colour")),
            *(N_("Brightness"), N_("Contrast"), N_("Overexposed"), N_("Sharpness")),
        ),
        _portrait,
    ),
    Seals: _Kind(N_("Seals"), (_PAGE, N_("Coloured"), N_("Colour"), N_("Shape"), _PLACE), _seals),
    Inscriptions: _Kind(N_("In the seals"), (_PAGE, N_("Text"), N_("Confidence"), _PLACE), _inscriptions),
    Signature: _Kind(N_("Signature"), (N_("State"), _PAGE, N_("Ink"), _PLACE), _signature),
    Alteration: _Kind(N_("Signs of alteration"), (_PAGE, _PLACE), _alteration),
    Fingerprint: _Kind(N_("Fingerprint"), (_PAGE, N_("Perceptual hash")), _fingerprint),
}


class Tables:
    """Shows what was measured on a file: a table for each type of measurement, a sentence where there is none."""

    def __init__(self, plugins: Plugins, language: Language) -> None:
        """Keep the inspectors, whose names and versions are shown, and the language."""
        self.plugins = plugins
        self.language = language

    def of(self, path: Path, seen: Seen) -> str:
        """Return everything about one file; of one that can't be looked at, what is known of it and why it can't."""
        items: list[RenderableType] = [Words(clean(str(path)), "bold")]
        unreadable = any(getattr(measured, "problem", None) for measured in seen.values())
        for kind, inspector in self.plugins.inspectors.items():
            if unreadable and seen.get(kind) is None:
                continue
            shown = _KINDS.get(kind)
            title = say(shown.title, self.language) if shown else kind.__name__
            made_by = {"title": title, "name": inspector.name, "version": inspector.version}
            items += [Words(), Words(clean(say(_HEADING, self.language, made_by)), "underline")]
            items += self._content(seen.get(kind), shown)
        return screen().rendered(*items, Words())

    def _content(self, measured: object, shown: _Kind | None) -> Iterable[RenderableType]:
        if measured is None:
            yield Words(say(N_("The file can't be looked at."), self.language))
        elif isinstance(measured, CantTell):
            yield Words(clean(measured.why(self.language)), "yellow")
        elif getattr(measured, "problem", None) is not None:
            problem: FileProblem = measured.problem  # type: ignore[attr-defined]  # just asked
            yield Words(say(_PROBLEMS[problem], self.language), "red")
        elif shown is None:
            kind: Any = type(measured)
            yield Words(clean(adapter(kind).dump_json(measured).decode()))
        else:
            rows = [[self._cell(value) for value in row] for row in shown.rows(measured)]
            if rows:
                yield table([say(column, self.language) for column in shown.columns], rows, whole=())
            else:
                yield Words(say(N_("nothing found"), self.language))

    def _cell(self, value: object) -> str:
        if value is None or isinstance(value, _Code):
            return say(_CODES.get(value, str(value)), self.language)
        if isinstance(value, float):
            return f"{value:.0f}" if value >= _WHOLE_FROM else f"{value:.3g}"
        if isinstance(value, list):
            return "\n".join(map(self._cell, value)) or "–"
        return str(value)
