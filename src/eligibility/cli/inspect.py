"""The command `inspect`: tell what is measured on images and PDFs, as tables, as JSON, or drawn on the page."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any, Final

from eligibility.cli.looking import looker_of
from eligibility.cli.measured import Tables
from eligibility.cli.output import complain, spare, write, write_bytes
from eligibility.cli.progress import Progress
from eligibility.errors import EligibilityError, ExitCode
from eligibility.files import LARGEST_FILE
from eligibility.hooks import load_plugins
from eligibility.looking.messages import adapter
from eligibility.measurement import FileFacts
from eligibility.report import CantTell
from eligibility.reporters.json_lines import inert
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eligibility.cli.options import Inspect
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.rule import Seen

_NO_PICTURE: Final = N_("{path}: can't be shown, so nothing is drawn")


def run(options: Inspect) -> int:
    """Measure all files and return the exit code: 2 if any can't be read."""
    if options.overlay is not None and len(options.files) > 1:
        raise EligibilityError(N_("--overlay takes one file at a time."))
    plugins = load_plugins(options.plugins)
    with looker_of(options) as looker:
        desk = _Desk(options, plugins, looker)
        write(desk.pieces(), document=options.format == "json")
    return ExitCode.UNREADABLE if desk.unreadable else 0


class _Desk:
    """The files to look at, and whether all could be read."""

    def __init__(self, options: Inspect, plugins: Plugins, looker: Looker) -> None:
        self.options = options
        self.plugins = plugins
        self.looker = looker
        self.unreadable = False

    def pieces(self) -> Iterator[str]:
        """Yield the answer file by file; one that can't be read is told and doesn't stop the others."""
        tables = Tables(self.plugins, self.options.language)
        progress = Progress(len(self.options.files), self.options.language)
        for path in self.options.files:
            try:
                with progress.step(path):
                    data = _bytes_of(path)
                    seen = self.looker.inspect(data, self.plugins)
                    if self.options.overlay is not None:
                        self._draw(data, seen, path, self.options.overlay)
            except EligibilityError as error:
                complain(error, self.options.language)
                self.unreadable = True
                continue
            self.unreadable |= any(getattr(measured, "problem", None) for measured in seen.values())
            yield self._json(path, seen) if self.options.format == "json" else tables.of(path, seen)

    def _json(self, path: Path, seen: Seen) -> str:
        facts = seen.get(FileFacts)
        document = {
            "file": str(path),
            "sha256": facts.sha256 if isinstance(facts, FileFacts) else None,
            "inspectors": [
                {"name": inspector.name, "version": inspector.version, **self._as_json(seen.get(kind))}
                for kind, inspector in self.plugins.inspectors.items()
            ],
        }
        return inert(json.dumps(document, ensure_ascii=False)) + "\n"

    def _as_json(self, measured: object) -> dict[str, Any]:
        if isinstance(measured, CantTell):
            return {"measurement": None, "reason": measured.why(self.options.language), "owner": measured.owner}
        kind: Any = type(measured)
        return {"measurement": None if measured is None else adapter(kind).dump_python(measured, mode="json")}

    def _draw(self, data: bytes, seen: Seen, path: Path, target: Path) -> None:
        """Write one picture for each page. A worker decodes the file; here its pixels are only drawn on."""
        from eligibility.cli.overlay import overlay

        pages = 1
        number = 0
        while number < pages:
            picture = self.looker.show(data, self.plugins, number)
            if picture is None:
                raise EligibilityError(_NO_PICTURE, path=path)
            pages = picture.pages
            name = target if pages == 1 else target.with_name(f"{target.stem}-{number + 1}{target.suffix}")
            spare(name, path)
            write_bytes(overlay(picture, seen, number, self.options.language), name)
            number += 1


def _bytes_of(path: Path) -> bytes:
    """Return a file's bytes, one more than the limit at most; raise `EligibilityError` in words."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise EligibilityError(N_("{path}: not a regular file"), path=path)
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise EligibilityError(N_("{path}: can't be read: {reason}"), path=path, reason=reason) from None
