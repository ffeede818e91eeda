"""A page for each submission of an audit: what the reporter `html` writes, with pictures from where the submissions lie."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from eligibility.audit.exports import whole
from eligibility.audit.folder import place_of
from eligibility.declaration import Declaration
from eligibility.errors import AttachmentError, EligibilityError
from eligibility.hooks import Judged
from eligibility.looking.looker import bytes_of
from eligibility.report import CantTell
from eligibility.reporters import web
from eligibility.reporters.html import HtmlReporter
from eligibility.results.worded import report_of
from eligibility.ruleset import find_ruleset
from eligibility.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row
    from eligibility.declaration import Attachment
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Picture
    from eligibility.submission import Submission

FOLDER: Final = "pages"

_END: Final = "<!-- {} -->\n"
"""The last line of a page: a digest of all it was made from. A page that has it already is not made again."""


def href(path: str) -> str:
    """Return a page's address relative to the audit's folder; what a submission is called never chooses a file's name."""
    return f"{FOLDER}/{_name(path)}"


def _name(path: str) -> str:
    return f"{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.html"


class Pages:
    """Writes the pages of one audit in one language, several at a time, and only those that changed."""

    def __init__(self, journal: Journal, out: Path, language: str, plugins: Plugins, looker: Looker) -> None:
        """Keep where things are; the looker decodes pictures."""
        self._root = journal.fact("root") or ""
        self._masked = journal.fact("masked") is not None
        self._journal = journal
        self._folder = out / FOLDER
        self._language = language
        self._plugins = plugins
        self._looker = looker
        self._titles: dict[str, str] = {}

    def write(self) -> None:
        """Write the pages of all submissions that could be judged, and remove those of submissions that are gone."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        kept: set[str] = set()
        waiting: deque[Future[None]] = deque()
        with ThreadPoolExecutor(self._looker.workers) as threads:
            for row in self._journal.rows():
                if row.reports:
                    kept.add(_name(row.path))
                    waiting.append(threads.submit(self._page, row, self._title(row)))
                if len(waiting) > 2 * self._looker.workers:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        for file in self._folder.glob("*.html"):
            if file.name not in kept:
                file.unlink()

    def _title(self, row: Row) -> str:
        stamp = row.reports[self._language]["ruleset"]
        name = f"{stamp['name']}@{stamp['round']}"
        if name not in self._titles:
            self._titles[name] = name
            with contextlib.suppress(EligibilityError):
                self._titles[name] = find_ruleset(name, self._plugins).title
        return self._titles[name]

    def _page(self, row: Row, title: str) -> None:
        file = self._folder / _name(row.path)
        end = _END.format(self._digest(row, title))
        if _ends_with(file, end):
            return
        report = report_of(row.reports[self._language], self._language)
        with contextlib.ExitStack() as stack:
            exhibits = _Exhibits(row, self._looker, self._plugins, masked=self._masked)
            with contextlib.suppress(EligibilityError, OSError):
                exhibits.submission = stack.enter_context(place_of(self._root)).submission(row.path)
            judged = Judged(row.path, exhibits.declaration(), title, report, exhibits.show)
            reporter = HtmlReporter(overview="../report.html", page_of=_name)
            with whole(file) as draft, draft.open("w", encoding="utf-8", newline="\n") as target:
                target.writelines(reporter.render([judged], language=self._language))
                target.write(end)

    def _digest(self, row: Row, title: str) -> str:
        papers = [(paper.sha256, paper.blurs) for paper in row.papers]
        made_of = [__version__, web.edition(), self._language, title, self._masked, row.inputs, papers, row.reports]
        return hashlib.sha256(json.dumps(made_of, sort_keys=True, default=list).encode()).hexdigest()


def _ends_with(file: Path, end: str) -> bool:
    try:
        with file.open("rb") as page:
            page.seek(-len(end), 2)
            return page.read().decode() == end
    except (OSError, UnicodeDecodeError):
        return False


class _Exhibits:
    """The attachments of one submission, as they were when it was judged."""

    def __init__(self, row: Row, looker: Looker, plugins: Plugins, *, masked: bool) -> None:
        self.submission: Submission | None = None
        self._row = row
        self._looker = looker
        self._plugins = plugins
        self._masked = masked

    def declaration(self) -> Declaration:
        """Return the declaration, or what the journal knows of it when that hides personal data or the form is gone."""
        stamp = self._row.reports["en"]["declaration"]
        if self.submission is not None and not self._masked and self.submission.sha256 == stamp["sha256"]:
            return self.submission.declaration
        facts = self._row.facts
        papers = [{"id": paper.id, "kind": paper.kind, "name": paper.name} for paper in self._row.papers]
        document = {"id": facts.get("id"), "category": facts.get("category"), "attachments": papers}
        return Declaration.model_validate({**document, "employer": {"name": facts.get("employer")}})

    def show(self, attachment: Attachment, page: int, longest: int) -> Picture | None:
        """Return a page's picture; nothing if the file is no longer the one that was judged, or must not be shown."""
        paper = next((paper for paper in self._row.papers if paper.id == attachment.id), None)
        if paper is None or self.submission is None or (self._masked and paper.blurs is None):
            return None
        given = self.submission.declaration.attachments_by_id.get(attachment.id or "")
        try:
            data = None if given is None else bytes_of(self.submission, given)
        except (AttachmentError, CantTell):
            return None
        if data is None or hashlib.sha256(data).hexdigest() != paper.sha256:
            return None
        picture = self._looker.show(data, self._plugins, page - 1, longest=longest)
        boxes = (paper.blurs or {}).get(str(page), ()) if self._masked else ()
        return picture if picture is None or not boxes else blurred(picture, boxes)


def blurred(picture: Picture, boxes: tuple[tuple[int, int, int, int], ...]) -> Picture:
    """Return a picture in which nothing can be read within the boxes: each is filled with its mean colour."""
    from PIL import Image

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    across, down = picture.width / picture.page_size[0], picture.height / picture.page_size[1]
    for left, top, width, height in boxes:
        area = (
            max(0, int(left * across) - 2),
            max(0, int(top * down) - 2),
            min(image.width, int((left + width) * across) + 3),
            min(image.height, int((top + height) * down) + 3),
        )
        if area[0] < area[2] and area[1] < area[3]:
            image.paste(
                image.crop(area).resize((1, 1), Image.Resampling.BOX).resize((area[2] - area[0], area[3] - area[1])),
                area,
            )
    return picture._replace(pixels=image.tobytes())
