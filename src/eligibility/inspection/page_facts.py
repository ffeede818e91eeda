"""Page facts: how many pages a file has, how large they are, and whether each can be decoded to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.errors import AttachmentError
from eligibility.inspection.versions import openers
from eligibility.measurement import PageFacts

if TYPE_CHECKING:
    from eligibility.measurement import Exhibit, Measurement


class PagesInspector:
    """Opens every page once, in grey; a file that is cut off or damaged shows itself only then."""

    name: ClassVar[str] = "pages"
    measures: ClassVar[type[Measurement]] = PageFacts

    @property
    def version(self) -> str:
        """This method's number and the releases of what opens files."""
        return f"1, {openers()}"

    def inspect(self, exhibit: Exhibit) -> PageFacts:
        """Return the facts of all pages, or why there are none.

        Raises `CantTell` when there was not enough memory.
        """
        from eligibility.inspection.pages import sheets_of

        try:
            sheets = exhibit.once(sheets_of)
            for sheet in sheets:
                sheet.test()
        except AttachmentError as error:
            return PageFacts(problem=error.problem)
        return PageFacts(count=len(sheets), pages=tuple(sheet.facts for sheet in sheets))
