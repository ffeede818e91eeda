"""A page for each submission of an audit: what the reporter `html` writes, with pictures from where the submissions lie."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from eligibility.audit.exports import whole
from eligibility.audit.folder import place_of
from eligibility.declaration import Declaration
from eligibility.errors import AttachmentError, EligibilityError
from eligibility.hooks import Judged
from eligibility.looking.looker import bytes_of
from eligibility.report import CantTell
from eligibility.reporters import web
from eligibility.reporters.html import Audited, HtmlReporter
from eligibility.results.dispositions import findings_of
from eligibility.results.worded import report_of
from eligibility.ruleset import find_ruleset
from eligibility.version import __version__
from eligibility.wording import N_, printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row
    from eligibility.declaration import Attachment
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Picture
    from eligibility.results.dispositions import Disposition
    from eligibility.submission import Submission

FOLDER: Final = "pages"

_END: Final = "<!-- {} {} -->\n"
"""The last line of a page: digests of all it was made from, without and with decisions. What has them is not made again."""
_DECISIONS: Final = '<script type="application/json" id="decisions">'
"""How the one line begins in which a page holds what was decided; text of a submission is escaped and never does."""


def href(path: str) -> str:
    """Return a page's address relative to the audit's folder; what a submission is called never chooses a file's name."""
    return f"{FOLDER}/{_name(path)}"


def _name(path: str) -> str:
    return f"{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.html"


class Pages:
    """Writes the pages of one audit in one language, several at a time, and only those that changed."""

    def __init__(
        self, journal: Journal, out: Path, language: str, plugins: Plugins, decided: Mapping[str, Disposition]
    ) -> None:
        """Keep where things are, and what was decided by findings' keys."""
        self._root = journal.fact("root") or ""
        self._masked = journal.fact("masked") is not None
        self._journal = journal
        self._folder = out / FOLDER
        self._language = language
        self._plugins = plugins
        self._decided = decided
        self._audit = journal.fact("audit") or ""
        self._titles: dict[str, str] = {}

    def write(self, looker: Looker, notify: Callable[[int], None] = lambda _: None) -> None:
        """Write the pages of all submissions that could be judged, and remove those of submissions that are gone.

        The looker decodes pictures. `notify` is told how many submissions are done.
        """
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise EligibilityError(N_("{path}: can't be written: {reason}"), path=self._folder, reason=reason) from None
        kept: set[str] = set()
        waiting: deque[Future[None]] = deque()
        number = 0
        with ThreadPoolExecutor(looker.workers) as threads:
            for number, row in enumerate(self._journal.rows(), 1):
                if row.reports:
                    kept.add(_name(row.path))
                    waiting.append(threads.submit(self._page, row, self._title(row), looker))
                if len(waiting) > 2 * looker.workers:
                    waiting.popleft().result()
                notify(number - len(waiting))
            while waiting:
                waiting.popleft().result()
                notify(number - len(waiting))
        for file in self._folder.glob(f"{'[0-9a-f]' * 24}.html"):
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

    def write_decisions(self) -> None:
        """Put what was decided into the pages that are there, leaving all else in them as it is."""
        for row in self._journal.rows():
            file = self._folder / _name(row.path)
            if row.reports and file.exists():
                self._decide(row, self._title(row))

    def _decide(self, row: Row, title: str) -> bool:
        """Bring the decisions in a page up to date; return false if the page itself is not."""
        file, made_of, decisions = self._folder / _name(row.path), self._digest(row, title), self._decisions(row)
        end = _END.format(made_of, _digest(decisions))
        found = _last_line(file)
        if found != end and found.startswith(f"<!-- {made_of} "):
            with (
                whole(file) as draft,
                file.open(encoding="utf-8", newline="\n") as page,
                draft.open("w", encoding="utf-8", newline="\n") as target,
            ):
                for line in page:
                    kept = line.removesuffix(found)
                    target.write(decisions if line.startswith(_DECISIONS) else line if kept == line else kept + end)
            return True
        return found == end

    def _decisions(self, row: Row) -> str:
        """Return the line of a page that holds what was decided about its findings."""
        made = [self._decided[key] for key, _, _ in findings_of(row) if key in self._decided]
        known = {one.key: [one.decision, one.note] for one in made}
        document = {"audit": self._audit, "submission": printable(row.path), "decided": known}
        return f"{_DECISIONS}{web.inert(document)}</script>\n"

    def _page(self, row: Row, title: str, looker: Looker) -> None:
        if self._decide(row, title):
            return
        file, decisions = self._folder / _name(row.path), self._decisions(row)
        keys = (key for key, _, _ in findings_of(row))
        report = report_of(row.reports[self._language], self._language, keys)
        with contextlib.ExitStack() as stack:
            exhibits = _Exhibits(row, looker, self._plugins, masked=self._masked)
            with contextlib.suppress(EligibilityError, OSError):
                exhibits.submission = stack.enter_context(place_of(self._root)).submission(row.path)
            judged = Judged(row.path, exhibits.declaration, title, report, exhibits.show)
            reporter = HtmlReporter(Audited("../report.html", _name, Markup(decisions), masked=self._masked))  # noqa: S704 - JSON that can't end the script
            with whole(file) as draft, draft.open("w", encoding="utf-8", newline="\n") as target:
                target.writelines(reporter.render([judged], language=self._language))
                target.write(_END.format(self._digest(row, title), _digest(decisions)))

    def _digest(self, row: Row, title: str) -> str:
        papers = [(paper.sha256, paper.blurs) for paper in row.papers]
        made_of = [__version__, web.edition(), self._language, title, self._masked, row.inputs, papers, row.reports]
        return _digest(json.dumps(made_of, sort_keys=True, default=list))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _last_line(file: Path) -> str:
    """Return the last line of a page of ours, or nothing."""
    try:
        with file.open("rb") as page:
            page.seek(-len(_END.format("0" * 64, "0" * 64)), 2)
            return page.read().decode()
    except (OSError, UnicodeDecodeError):
        return ""


class _Exhibits:
    """The attachments of one submission, as they were when it was judged."""

    def __init__(self, row: Row, looker: Looker, plugins: Plugins, *, masked: bool) -> None:
        self.submission: Submission | None = None
        self._row = row
        self._looker = looker
        self._plugins = plugins
        self._masked = masked

    @functools.cached_property
    def declaration(self) -> Declaration:
        """The declaration, or what the journal knows of it when that hides personal data or the form is gone."""
        stamp = self._row.reports["en"]["declaration"]
        if self.submission is not None and not self._masked and self.submission.sha256 == stamp["sha256"]:
            return self.submission.declaration
        facts = self._row.facts
        papers = [{"id": paper.id, "kind": paper.kind, "name": paper.name} for paper in self._row.papers]
        document = {"id": facts.get("id"), "category": facts.get("category"), "attachments": papers}
        return Declaration.model_validate({**document, "employer": {"name": facts.get("employer")}})

    def show(self, attachment: Attachment, page: int, longest: int) -> Picture | None:
        """Return a page's picture; nothing if the file is no longer the one that was judged, or must not be shown."""
        place = next(place for place, known in enumerate(self.declaration.attachments) if known is attachment)
        paper = self._row.papers[place]
        if self.submission is None or (self._masked and str(page) not in (paper.blurs or {})):
            return None
        try:
            data = bytes_of(self.submission, self.submission.declaration.attachments[place])
        except (AttachmentError, CantTell, IndexError):  # the form is another one now
            return None
        if hashlib.sha256(data).hexdigest() != paper.sha256:
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
