"""Hiding personal data: what the form says of names, ID and telephone numbers, also misread, and all that looks like one."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from rapidfuzz import fuzz

from eligibility import places
from eligibility.measurement import Signature, Text
from eligibility.normal import FIGURES, narrowed
from eligibility.report import CantTell
from eligibility.wording import TERMS

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.measurement import Box, Line
    from eligibility.report import Report
    from eligibility.rule import Seen
    from eligibility.ruleset import Ruleset

T = TypeVar("T")

HIDDEN: Final = "＊＊＊"

_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:\d(?: ?[\dX]){14,18}|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{3,5}[- ]?\d{4}|0\d{2,3}-?\d{7,8})(?!\d)",
    re.IGNORECASE,
)
"""ID numbers of 18 and 15 digits, mobile numbers, both also with a digit too few or too many; numbers with an area code."""
_FIELDS: Final = ("name", "id_number", "phone", "mobile", "email", "address")
_SHORTEST: Final = 2
_INDEX: Final = re.compile("[0-9]{1,6}")
_SHA256: Final = re.compile("[0-9a-f]{64}")


class _Word(NamedTuple):
    """Something to hide, folded, and in how many of its characters it may be misread."""

    folded: str
    errors: int
    number: bool


class Mask:
    """Hides one declaration's personal data in texts, and tells where its attachments show it."""

    def __init__(self, declaration: Declaration) -> None:
        """Take in what the declaration says of its applicant."""
        words = {_word(field, value) for field, value in _values(declaration)}
        self._words = sorted(word for word in words if len(word.folded) >= _SHORTEST)
        self._name = _word("name", declaration.applicant.name or "").folded
        self._ids: dict[str, str] = {}
        for number, attachment in enumerate(declaration.attachments, 1):
            if attachment.id and HIDDEN in self.text(attachment.id):
                self._ids.setdefault(attachment.id, f"{HIDDEN}{number}")

    def id(self, attachment: str | None) -> str | None:
        """Return an attachment's id, or what stands for it where it would show personal data: another for each id."""
        return attachment and (self._ids.get(attachment) or self.text(attachment))

    def text(self, text: str) -> str:
        """Return a text without personal data, nor what may be some of it misread."""
        parts: list[str] = []
        end = 0
        for start, stop in self._spans(text):
            if start > end or not parts:
                parts += [text[end:start], HIDDEN]
            end = max(end, stop)
        return "".join([*parts, text[end:]])

    def report(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """Return a report's JSON with all masked that may repeat the form; what only we say in it stays as it is."""
        results = [self._result(result) for result in report["results"]]
        return {**report, "declaration": self.document(report["declaration"]), "results": results}

    def _result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        made = {**result, "findings": [self._finding(finding) for finding in result["findings"]]}
        if "reason" in result:
            made["reason"] = self.text(result["reason"])
        if "grounds" in result:
            made["grounds"] = [{**told, "message": self.text(told["message"])} for told in result["grounds"]]
        return made

    def _finding(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        words = {name: self.document(finding[name]) for name in ("message", "remedy", "values")}
        return {**finding, "at": self._place(finding["at"]), "attachment": self.id(finding["attachment"]), **words}

    def _place(self, pointer: str) -> str:
        """Return a place without personal data, which may stand in the names of fields that are not the form's."""
        known = places.field_names()
        steps = (step if step in known or _INDEX.fullmatch(step) else self.text(step) for step in pointer.split("/"))
        return "/".join(steps)

    def document(self, document: T) -> T:
        """Return JSON with all its texts masked, but for codes and hashes."""
        hidden: Any = document
        if isinstance(document, str):
            hidden = document if document in TERMS or _SHA256.fullmatch(document) else self.text(document)
        elif isinstance(document, Mapping):
            hidden = {key: self.document(value) for key, value in document.items()}
        elif isinstance(document, list | tuple):
            hidden = [self.document(item) for item in document]
        made: T = hidden
        return made

    def blurs(self, attachment: Attachment, seen: Seen) -> Mapping[str, tuple[Box, ...]]:
        """Return the pages that may be shown, by number from 1, each with the boxes of all that shows personal data on it.

        Only where the applicant's name was read is it known which lines bear it; any other page may show it unread. So
        may a signature whose place is not known. An ID card shows nothing that is not personal; a photo is one of a person
        if it shows no words.
        """
        text, signature = seen.get(Text), seen.get(Signature)
        if not isinstance(text, Text) or attachment.kind in {"id-front", "id-back"}:
            return {}
        signed = signature.region if isinstance(signature, Signature) else None
        if attachment.kind == "pledge" and signed is None:
            return {}
        return {
            str(number): (*self._boxes(lines), *([signed] if signed else ()))
            for number, lines in enumerate(text.pages, 1)
            if self._names(lines) or (attachment.kind == "photo" and not lines)
        }

    def _names(self, lines: Sequence[Line]) -> bool:
        return bool(self._name) and self._name in _folded("".join(line.text for line in lines)).text

    def _boxes(self, lines: Sequence[Line]) -> Iterator[Box]:
        """Yield the boxes of the lines of a page that show personal data; a name or number may run on over the next line."""
        starts = list(itertools.accumulate((len(line.text) + 1 for line in lines), initial=0))
        spans = list(self._spans("\n".join(line.text for line in lines)))
        for line, (first, last) in zip(lines, itertools.pairwise(starts), strict=True):
            if any(start < last and stop > first for start, stop in spans):
                yield _with_margin(line.box)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Return where a text shows personal data: what is near a word of the form, and what looks like a number."""
        figures = text.translate(FIGURES)
        words, numbers = _folded(text), _folded(figures)
        spans = [match.span() for written in {text, figures} for match in _NUMBERS.finditer(written)]
        for word in self._words:
            places = (numbers if word.number else words).places
            found = _near(word, (numbers if word.number else words).text)
            spans += [(places[start], places[end - 1] + 1) for start, end in found]
        return sorted(spans)


def without_read(report: Report, ruleset: Ruleset) -> Report:
    """Return a report without the values that repeat what was read where a name or number of a person stands."""
    results = list(report.results)
    for index, (result, entry) in enumerate(zip(results, ruleset.entries, strict=True)):
        hidden = dict.fromkeys(entry.rule.personal, HIDDEN)
        if hidden and (result.findings or result.doubts):
            findings = tuple(replace(found, values=_replaced(found.values, hidden)) for found in result.findings)
            doubts = tuple(_without(doubt, hidden) for doubt in result.doubts)
            results[index] = replace(result, findings=findings, doubts=doubts)
    return replace(report, results=tuple(results))


def _without(doubt: CantTell, hidden: Mapping[str, str]) -> CantTell:
    values = _replaced(doubt.values, hidden)
    return CantTell(doubt.reason, doubt.owner, doubt.at, domain=doubt.domain, **values)


def _replaced(values: Mapping[str, Any], hidden: Mapping[str, str]) -> dict[str, Any]:
    return {name: hidden.get(name, value) for name, value in values.items()}


def _values(declaration: Declaration) -> Iterator[tuple[str, str]]:
    for part in (declaration.applicant, declaration.account):
        for field in _FIELDS:
            value = getattr(part, field, None)
            if isinstance(value, str):
                yield field, value


def _word(field: str, value: str) -> _Word:
    """Return a value as it is sought. A third of a Chinese name may be misread, a sixth of anything else.

    So no name of three characters and no number is known by what is left of it.
    """
    folded = _folded(value).text
    number = field in {"id_number", "phone", "mobile"}
    if number:
        folded = _folded(value.translate(FIGURES)).text
    hanzi = field == "name" and not folded.isascii()
    return _Word(folded, len(folded) // (3 if hanzi else 6), number)


class _Folded(NamedTuple):
    """A text without width, case, spaces and punctuation, and the place in the text of each of its characters."""

    text: str
    places: list[int]


def _folded(text: str) -> _Folded:
    places = [(part, index) for index, character in enumerate(text) for part in _fold(character)]
    return _Folded("".join(part for part, _ in places), [index for _, index in places])


@functools.cache
def _fold(character: str) -> str:
    parts = narrowed(character).casefold()
    return "".join(part for part in parts if unicodedata.category(part)[0] not in "ZP" and part.isprintable())


def _near(word: _Word, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a folded text comes near a word, until it does so nowhere else."""
    least = 100 * (1 - word.errors / len(word.folded)) - 0.1
    while len(text) >= len(word.folded) - word.errors:
        found = fuzz.partial_ratio_alignment(word.folded, text, score_cutoff=least)
        if found is None:
            return
        lost = max(0, len(word.folded) - (found.dest_end - found.dest_start))
        start, end = max(0, found.dest_start - lost), min(len(text), found.dest_end + lost)
        yield start, end
        text = text[:start] + "\0" * (end - start) + text[end:]


def _with_margin(box: Box) -> Box:
    """Return a box with half a line around it, where a character may stand that was not read."""
    left, top, width, height = box
    margin = min(width, height) // 2
    return left - margin, top - margin, width + 2 * margin, height + 2 * margin
