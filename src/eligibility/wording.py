"""Wording in both languages: gettext catalogues, the words behind codes, and safe filling of templates.

English text in the code is the message id; `locale/zh` holds the Chinese wording. A plugin package brings its own
`locale` folder; its domain is the package's name.
"""

from __future__ import annotations

import functools
import gettext as stdlib_gettext
import importlib.util
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
DOMAIN: Final = "eligibility"

LONGEST_VALUE: Final = 200
"""Characters of a submitted value that a message repeats; the rest is cut."""

# XML, and so a spreadsheet, can't hold U+FFFE and U+FFFF.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)


def N_(text: str) -> str:  # noqa: N802 - gettext's name for "mark, translate later"
    """Mark `text` for the catalogues and return it unchanged."""
    return text


class Term(str):
    """A code of the contract's vocabulary (`"id-front"`), shown to people in words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value that is itself a template over values: put into words in the reader's language, and put together freely.

    `chinese` is the Chinese wording of a text that no catalogue knows, because it stands in a ruleset.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    chinese: str | None = None
    domain: str = DOMAIN

    def text(self, language: str = "en") -> str:
        """Return the words."""
        if self.chinese is not None and language == "zh":
            return self.chinese
        return say(self.template, language, self.values, domain=self.domain)

    def __str__(self) -> str:
        """Return the words in English."""
        return self.text()


TERMS: Final[Mapping[str, str]] = {
    "leader": N_("leader"),
    "backup": N_("backup candidate"),
    "professional": N_("professional and technical track"),
    "skilled": N_("skilled track"),
    "male": N_("male"),
    "female": N_("female"),
    "approved": N_("approved"),
    "pending": N_("pending"),
    "rejected": N_("rejected"),
    "none": N_("none"),
    "senior": N_("senior"),
    "associate-senior": N_("associate senior"),
    "middle": N_("middle"),
    "junior": N_("junior"),
    "chief-technician": N_("chief technician"),
    "special-grade-technician": N_("special-grade technician"),
    "senior-technician": N_("senior technician"),
    "technician": N_("technician"),
    "advanced-worker": N_("advanced worker"),
    "intermediate-worker": N_("intermediate worker"),
    "junior-worker": N_("junior worker"),
    "award": N_("award"),
    "patent": N_("patent"),
    "paper": N_("paper"),
    "book": N_("book"),
    "photo": N_("photo"),
    "id-front": N_("ID card, front"),
    "id-back": N_("ID card, back"),
    "education-certificate": N_("education certificate"),
    "degree-certificate": N_("degree certificate"),
    "title-certificate": N_("title or skill certificate"),
    "pledge": N_("integrity pledge"),
    "award-proof": N_("proof of award"),
    "patent-proof": N_("proof of patent"),
    "honour-proof": N_("proof of honour"),
    "publication-proof": N_("proof of publication"),
    "project-proof": N_("proof of project"),
    "other": N_("other"),
    "cover": N_("cover"),
    "contents": N_("contents page"),
    "text": N_("pages of the paper"),
    "national": N_("national"),
    "provincial": N_("provincial or ministerial"),
    "municipal": N_("municipal"),
    "below-municipal": N_("below municipal"),
    "special-prize": N_("special-class"),
    "first-prize": N_("first-class"),
    "second-prize": N_("second-class"),
    "third-prize": N_("third-class"),
    "lower-prize": N_("lower-class"),
    "date": N_("date"),
    "document-number": N_("document number"),
    "eligible": N_("eligible"),
    "ineligible": N_("ineligible"),
    "refer": N_("refer to a person"),
    "undetermined": N_("undetermined"),
    "error": N_("error"),
    "warning": N_("to be checked"),
    "info": N_("note"),
    "passed": N_("passed"),
    "failed": N_("failed"),
    "cant-tell": N_("can't tell"),
    "inapplicable": N_("inapplicable"),
    "applicant": N_("applicant"),
    "portal": N_("portal"),
    "policy": N_("policy staff"),
    "operator": N_("operator"),
    "stated": N_("stated"),
    "inferred": N_("inferred"),
    "draft": N_("draft"),
    "final": N_("final"),
    "withdrawn": N_("withdrawn"),
}


@functools.cache
def catalogue(language: str, domain: str = DOMAIN) -> stdlib_gettext.NullTranslations:
    """Return the catalogue of a package; one without a catalogue for `language` speaks its source language."""
    try:
        spec = importlib.util.find_spec(domain)
    except (ImportError, ValueError):
        spec = None
    origin = None if spec is None else spec.origin
    folder = None if origin is None else str(Path(origin).with_name("locale"))
    return stdlib_gettext.translation(domain, folder, languages=[language], fallback=True)


class _Values(dict[str, Any]):
    """Values for a template, put into words when it asks; one that is missing shows its own name and breaks nothing."""

    def __init__(self, values: Mapping[str, Any], language: str) -> None:
        super().__init__(values)
        self._language = language

    def __getitem__(self, key: str) -> str:
        return _shown(super().__getitem__(key), self._language) if key in self else f"{{{key}}}"


def say(
    template: str,
    language: str = "en",
    values: Mapping[str, Any] | None = None,
    *,
    domain: str = DOMAIN,
    **more: object,
) -> str:
    """Return `template` in `language`, filled with `values`; terms are put into words, other values are data."""
    text = catalogue(language, domain).gettext(template) if template else ""
    if not values and not more:
        return text
    try:
        return text.format_map(_Values({**(values or {}), **more}, language))
    except (ValueError, LookupError, AttributeError, TypeError):  # a plugin's broken template must not break a report
        return text


def term(code: str, language: str = "en") -> str:
    """Return the words for a code of the vocabulary; an unknown code is returned as it is."""
    words = TERMS.get(code)
    return code if words is None else catalogue(language).gettext(words)


def _shown(value: object, language: str) -> str:
    if isinstance(value, Term):
        return term(value, language)
    if isinstance(value, Phrase):
        return printable(value.text(language))
    if isinstance(value, list) or type(value) is tuple:
        separator = "、" if language == "zh" else ", "
        return separator.join(_shown(item, language) for item in value)
    return printable(" ".join(str(value).split()))


def printable(text: str) -> str:
    """Return `text` without control, bidirectional and invisible characters, which could forge a terminal or a page."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def clip(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return `text` cut to `longest` characters, with an ellipsis where it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
