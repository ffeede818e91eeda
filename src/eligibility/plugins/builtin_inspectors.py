"""The inspectors that come with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.hooks import hookimpl
from eligibility.inspection.file import FileInspector
from eligibility.inspection.late import LateInspector
from eligibility.inspection.page_facts import PagesInspector
from eligibility.measurement import Alteration, Fingerprint, Inscriptions, Portrait, ScanQuality, Seals, Signature, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.measurement import Inspector


@hookimpl
def register_inspectors() -> Sequence[Inspector]:
    """Return one inspector for each type of measurement."""
    return (
        FileInspector(),
        PagesInspector(),
        LateInspector("scan", 5, ScanQuality, reads=True),
        LateInspector("text", 2, Text, reads=True),
        LateInspector("portrait", 3, Portrait),
        LateInspector("seals", 1, Seals),
        LateInspector("inscriptions", 1, Inscriptions, reads=True),
        LateInspector("signature", 3, Signature, reads=True),
        LateInspector("alteration", 1, Alteration),
        LateInspector("fingerprint", 1, Fingerprint),
    )
