"""Single faults of a document, with their place, in both languages: what pydantic reports, in a person's words."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from eligibility import places
from eligibility.declaration import escape_pointer
from eligibility.wording import N_, clip, printable, say

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Step = int | str

_CAUSES: Final[Mapping[str, str]] = {
    "missing": N_("this value is required"),
    "extra_forbidden": N_("there is no such key"),
    "string_type": N_("expected text"),
    "int_type": N_("expected a whole number"),
    "int_from_float": N_("expected a whole number"),
    "int_parsing_size": N_("the number is too large"),
    "bool_type": N_("expected true or false"),
    "date_type": N_("expected a date as text: YYYY, YYYY-MM or YYYY-MM-DD"),
    "date_parsing": N_(
        "not a date of the form YYYY-MM-DD that exists (or YYYY-MM, YYYY where a coarse date is allowed)"
    ),
    "date_from_datetime_parsing": N_("not a date that exists; expected YYYY-MM-DD"),
    "date_from_datetime_inexact": N_("expected a date without a time of day"),
    "batch_parsing": N_("not a batch; expected a number such as 13, 第13批 or 第十三批, or 无 for none"),
    "tuple_type": N_("expected a list"),
    "list_type": N_("expected a list"),
    "dict_type": N_("expected an object with keys and values"),
    "dataclass_type": N_("expected an object with keys and values"),
    "model_type": N_("expected an object with keys and values"),
    "model_attributes_type": N_("expected an object with keys and values"),
    "content_in_json": N_("a file's content is never taken from the declaration; name a file"),
    "finite_number": N_("NaN and Infinity are not numbers"),
    "literal_error": N_("not one of the known values: {expected}"),
    "enum": N_("not one of the known values: {expected}"),
    "string_pattern_mismatch": N_("does not have the form {pattern}"),
    "greater_than_equal": N_("must be {ge} or more"),
    "less_than_equal": N_("must be {le} or less"),
    "too_short": N_("too few values: at least {min_length}"),
    "string_too_short": N_("must not be empty"),
    "unknown_place": N_("the form has no place {place}"),
    "unknown_record_field": N_("the records of this section have no field {field}"),
    "unknown_record_kind": N_("the records of this section are not of a kind {kind}"),
    "too_long": N_("too many values: at most {max_length}"),
    "less_than": N_("must be less than {lt}"),
    "greater_than": N_("must be more than {gt}"),
    "range_reversed": N_("the range ends before it begins"),
    "window_reversed": N_("the window ends before it begins"),
    "one_of_two": N_("give exactly one of {first} and {second}"),
    "one_of_four": N_("give exactly one of any_of, all_of, of and section"),
    "idle_at_least": N_("at_least goes with of or section"),
    "more_than_there_are": N_("more are asked for than there are conditions"),
    "recursion_loop": N_("nested too deeply"),
}

_FORMS: Final[Mapping[str, str]] = {
    "^[0-9a-f]{64}$": N_("expected a hash of 64 hexadecimal digits (0-9, a-f), copied whole"),
    "^[a-z0-9]+(-[a-z0-9]+)*$": N_("expected lower-case letters and digits, joined by hyphens, such as anhui-leaders"),
    "^[0-9]{4}$": N_("expected a year of four digits, such as 2025"),
    "^[a-z0-9-]+@[0-9]{4}$": N_("expected a name and a round, such as anhui-leaders@2025"),
    "^(/[^/]+)*$": N_("expected a place as the report prints it, such as /awards/0/awarded_on"),
}
"""What the patterns of ruleset and waiver files ask for, in words."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `where` it stands (a file and `line`) or `at` which place of the form, its cause, and the name perhaps meant."""

    cause: str
    where: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    at: str | None = None
    hint: str | None = None
    line: int = 1

    def text(self, language: str = "en") -> str:
        """Return the place and the cause, in words."""
        where = printable(self.where)
        if self.at is not None:
            words = places.words(self.at, language)
            where = f"{clip(printable(self.at))} ({clip(words)})" if self.at else words
        return f"{where}: {self.why(language)}" if where else self.why(language)

    def why(self, language: str = "en") -> str:
        """Return the cause in words, without the place."""
        cause = say(self.cause, language, self.values)
        if self.hint is not None:
            cause += say(N_("; did you mean {hint}?"), language, hint=self.hint)
        return cause


def cause_of(error: ErrorDetails) -> tuple[str, dict[str, Any]]:
    """Return template and values for one of pydantic's errors; the submitted value itself is never repeated."""
    cause = _CAUSES.get(error["type"])
    if cause is not None:
        form = _FORMS.get(str(error.get("ctx", {}).get("pattern")))
        if form is not None:
            return form, {}
        values: dict[str, Any] = {key: str(value) for key, value in error.get("ctx", {}).items()}
        if "expected" in values:
            values["expected"] = known_values(error)
        return cause, values
    return "{message}", {"message": error["msg"].removeprefix("Value error, ")}


def known_values(error: ErrorDetails) -> list[str]:
    """Return the values one of which was expected, if that was the error."""
    return re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected", "")))


def pointer(steps: Iterable[Step]) -> str:
    """Return the JSON Pointer (RFC 6901) made of `steps`."""
    return "".join(f"/{escape_pointer(str(step))}" for step in steps)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, if any is like it."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return matches[0] if matches else None


def plain(value: object) -> object:
    """Return a date as ISO text, for JSON."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    message = f"{type(value).__name__} has no place in a ruleset"
    raise TypeError(message)
