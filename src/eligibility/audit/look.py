"""Pages that seem alike, opened and held against each other before a rule says that they are."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from eligibility.audit.comparing import alike_of
from eligibility.audit.folder import place_of
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.looking.looker import bytes_of
from eligibility.report import CantTell

if TYPE_CHECKING:
    from eligibility.across import AcrossRule, Trace
    from eligibility.audit.pictures import Sketch
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Picture


_SKETCHES: Final = 500
"""Sketches that are kept, of about 100 KB each."""
_PAIRS: Final = 200_000
"""Pairs of pages of which it is remembered whether they are alike."""
_LONGEST: Final = 1536
"""Pixels of the longer side of a picture that is opened to be compared."""

_Place = tuple[str, int, int]
"""A submission's path, an attachment's position, and a page from 0."""


class Look:
    """Confirms what a rule holds to be alike by the pictures: first by sketches, then by laying them over each other."""

    def __init__(self, rule: AcrossRule, root: str, looker: Looker, plugins: Plugins) -> None:
        """Keep the rule, and where and how pictures are opened."""
        self._alike = alike_of(rule)
        self._root = root
        self._looker = looker
        self._plugins = plugins
        self._same = functools.lru_cache(_PAIRS)(self._confirmed)
        self._sketch = functools.lru_cache(_SKETCHES)(self._sketched)

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two pages are alike; those that can't be shown are not held to be."""
        if not self._alike(one, other):
            return False
        if one.content is not None and one.content == other.content:
            return True
        return self._same(_place(one), _place(other))

    def _confirmed(self, one: _Place, other: _Place) -> bool:
        try:
            from eligibility.audit.pictures import may_be_same, same_scan
        except ImportError:  # without eligibility[images]
            return False
        mine, theirs = self._sketch(one), self._sketch(other)
        if mine is None or theirs is None or not may_be_same(mine, theirs):
            return False
        first, second = self._picture(one), self._picture(other)
        return first is not None and second is not None and same_scan(first, second)

    def _sketched(self, place: _Place) -> Sketch | None:
        from eligibility.audit.pictures import sketch_of

        picture = self._picture(place)
        return None if picture is None else sketch_of(picture)

    def _picture(self, place: _Place) -> Picture | None:
        path, index, page = place
        try:
            with place_of(self._root) as root:
                submission = root.submission(path)
                data = bytes_of(submission, submission.declaration.attachments[index])
        except (SubmissionError, AttachmentError, CantTell, IndexError):  # it has changed since it was judged
            return None
        return self._looker.show(data, self._plugins, page, longest=_LONGEST)


def _place(trace: Trace) -> _Place:
    return trace.submission, int(trace.at.rpartition("/")[2]), int(trace.values["page"] or 1) - 1
