"""Pages that seem alike, opened and held against each other before a rule says that they are."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from eligibility.across import MOST_TOLD
from eligibility.audit.comparing import alike_of, asking
from eligibility.audit.folder import place_of
from eligibility.errors import AttachmentError, SubmissionError
from eligibility.looking.looker import bytes_of
from eligibility.report import CantTell
from eligibility.wording import N_, Phrase, clip

if TYPE_CHECKING:
    from collections.abc import Iterator

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


_UNCOMPARED: Final = N_(
    "A page seems to be like one of submission {other}, but the two could not be held against each other: {cause}"
)
_NO_SOFTWARE: Final = N_("Looking at pictures needs more software; install eligibility[images].")
_CHANGED: Final = N_("The file has changed since it was judged.")
_NOT_SHOWN: Final = N_("The page can't be shown.")


class Look:
    """Confirms what a rule holds to be alike by the pictures: first by sketches, then by laying them over each other."""

    def __init__(self, rule: AcrossRule, root: str, looker: Looker, plugins: Plugins) -> None:
        """Keep the rule, and where and how pictures are opened."""
        self._rule = rule
        self._alike = alike_of(rule)
        self._root = root
        self._looker = looker
        self._plugins = plugins
        self._unseen: dict[str, dict[str, CantTell]] = {}
        self._same = functools.lru_cache(_PAIRS)(self._confirmed)
        self._sketch = functools.lru_cache(_SKETCHES)(self._sketched)

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two pages are alike; two that could not be looked at are not held to be, and leave `doubts`."""
        if not self._alike(one, other):
            return False
        if one.content is not None and one.content == other.content:
            return True
        with asking(self._rule):
            places = _place(one), _place(other)
        same = self._same(*places)
        if isinstance(same, bool):
            return same
        if one.submission != other.submission:
            self._unseen.setdefault(one.submission, {})[other.submission] = same
            self._unseen.setdefault(other.submission, {})[one.submission] = same
        return False

    def doubts(self) -> Iterator[tuple[str, CantTell]]:
        """Yield the submissions with a page that could not be looked at beside another's, each with the doubt, in order."""
        for path, causes in sorted(self._unseen.items()):
            named = sorted(causes)[:MOST_TOLD]
            doubt = causes[named[0]]
            cause = Phrase(doubt.reason, doubt.values, domain=doubt.domain)
            yield path, CantTell(_UNCOMPARED, "operator", other=list(map(clip, named)), cause=cause)

    def _confirmed(self, one: _Place, other: _Place) -> bool | CantTell:
        try:
            from eligibility.audit.pictures import may_be_same, same_scan

            return may_be_same(self._seen(one), self._seen(other)) and same_scan(
                self._picture(one), self._picture(other)
            )
        except ImportError:
            return CantTell(_NO_SOFTWARE, "operator")
        except CantTell as doubt:
            return doubt.with_traceback(None)

    def _seen(self, place: _Place) -> Sketch:
        sketch = self._sketch(place)
        if isinstance(sketch, CantTell):
            raise sketch
        return sketch

    def _sketched(self, place: _Place) -> Sketch | CantTell:
        from eligibility.audit.pictures import sketch_of

        try:
            return sketch_of(self._picture(place))
        except CantTell as doubt:
            return doubt.with_traceback(None)

    def _picture(self, place: _Place) -> Picture:
        """Return the picture of a page; raise `CantTell` if it can't be looked at."""
        path, index, page = place
        try:
            with place_of(self._root) as root:
                submission = root.submission(path)
                data = bytes_of(submission, submission.declaration.attachments[index])
        except SubmissionError as error:
            raise CantTell("{cause}", "operator", cause=Phrase(error.message, error.values)) from None
        except (AttachmentError, IndexError):
            raise CantTell(_CHANGED, "operator") from None
        picture = self._looker.page(data, self._plugins, page, longest=_LONGEST)
        if picture is None:
            raise CantTell(_NOT_SHOWN, "operator")
        return picture


def _place(trace: Trace) -> _Place:
    return trace.submission, int(trace.at.rpartition("/")[2]), int(trace.values["page"] or 1) - 1
