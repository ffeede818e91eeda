"""Pages that seem alike, opened and held against each other before a rule says that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.audit.folder import place_of
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.looking.looker import bytes_of
from eligibility.report import CantTell

if TYPE_CHECKING:
    from eligibility.across import AcrossRule, Trace
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Picture


class Look:
    """Confirms what a rule holds to be alike by the pictures; each pair is looked at once."""

    def __init__(self, rule: AcrossRule, root: str, looker: Looker, plugins: Plugins) -> None:
        """Keep the rule, and where and how pictures are opened."""
        self._rule = rule
        self._root = root
        self._looker = looker
        self._plugins = plugins
        self._known: dict[tuple[object, ...], bool] = {}
        self._unseen: set[tuple[object, ...]] = set()

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two pages are alike; those that can't be shown are not held to be."""
        if not self._rule.alike(one, other):
            return False
        if one.content is not None and one.content == other.content:
            return True
        key = (one.submission, one.at, one.values["page"], other.submission, other.at, other.values["page"])
        if key not in self._known:
            self._known[key] = self._confirmed(one, other)
        return self._known[key]

    def _confirmed(self, one: Trace, other: Trace) -> bool:
        try:
            from eligibility.audit.pictures import same_scan
        except ImportError:  # without eligibility[images]
            return False
        first = self._picture(one)
        second = None if first is None else self._picture(other)
        return first is not None and second is not None and same_scan(first, second)

    def _picture(self, trace: Trace) -> Picture | None:
        place = (trace.submission, trace.at, trace.values["page"])
        if place in self._unseen:
            return None
        picture = self._opened(trace)
        if picture is None:
            self._unseen.add(place)
        return picture

    def _opened(self, trace: Trace) -> Picture | None:
        index, page = int(trace.at.rpartition("/")[2]), trace.values["page"]
        try:
            with place_of(self._root) as place:
                submission = place.submission(trace.submission)
                data = bytes_of(submission, submission.declaration.attachments[index])
        except (SubmissionError, AttachmentError, CantTell, IndexError):  # it has changed since it was judged
            return None
        return self._looker.show(data, self._plugins, int(page or 1) - 1)
