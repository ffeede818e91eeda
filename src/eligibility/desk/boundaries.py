"""Propose the cases that limits lack: the value before, on and after each, found by trying, written as a case file.

A proposal says what the ruleset says today. Somebody who knows the policy must compare it with the notice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from dateutil.relativedelta import relativedelta

from eligibility import places
from eligibility.checker import Checker
from eligibility.dates import PartialDate
from eligibility.declaration import Declaration, fields_of
from eligibility.desk.limits import Limit, Side, only, said
from eligibility.report import Outcome
from eligibility.rule_page import written
from eligibility.submission import Submission, read_declaration
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eligibility.hooks import Plugins
    from eligibility.report import Report
    from eligibility.ruleset import Entry, Ruleset
    from eligibility.wording import Language

_LONGEST: Final = 2000
"""Characters of a text that is tried; longer limits are left to a person."""

Document = dict[str, Any]
_Try = tuple[object, Document]


class Boundaries:
    """Proposes cases for one ruleset."""

    def __init__(self, ruleset: Ruleset, plugins: Plugins, language: Language) -> None:
        """Keep what is needed; the ruleset is compiled once."""
        self.ruleset = ruleset
        self.plugins = plugins
        self.language = language
        self.checker = Checker(ruleset, plugins=plugins)
        self.day = ruleset.round.opens_on

    def cases(self, unguarded: Iterable[tuple[Limit, Sequence[Side]]]) -> Iterator[str]:
        """Yield the text of a case file's cases; a limit for which trying finds none is left to a person, and says so."""
        written_already: set[str] = set()
        for limit, sides in unguarded:
            found = self._found(limit, sides)
            words = limit.words(self.ruleset, self.language)
            if found is None:
                yield f"# {say(N_('{limit}: no case was found by trying; write it by hand.'), self.language, limit=words)}\n\n"
                continue
            position, at, tries = found
            for value, document in tries:
                text = self._case(words, position, at, value, document)
                if text and text not in written_already:
                    written_already.add(text)
                    yield text

    def _found(self, limit: Limit, sides: Sequence[Side]) -> tuple[int, str, list[_Try]] | None:
        """Return the entry, the place and the values around a limit that tell the ruleset from every moved one."""
        positions = sides[0].positions
        for position in positions:
            entry = self.ruleset.entries[position]
            here = Checker(only(self.ruleset, (position,)), plugins=self.plugins)
            moved = [Checker(only(side.ruleset, (position,)), plugins=self.plugins) for side in sides]
            for at in _pointers(entry):
                tries = [*self._tries(limit, entry, at)]
                answers = [
                    (self._said(here, document), [self._said(one, document) for one in moved]) for _, document in tries
                ]
                if tries and all(any(own != others[number] for own, others in answers) for number in range(len(moved))):
                    return position, at, tries
        return None

    def _tries(self, limit: Limit, entry: Entry, at: str) -> Iterator[_Try]:
        """Yield values of a place around the limit, each in the smallest declaration that holds it."""
        annotation = _annotation(at)
        for value in _values(limit.value, annotation, self.day):
            document: Document = {
                "category": entry.when.category or "leader",
                "track": entry.when.track or "professional",
                "submitted_on": self.day.isoformat(),
            }
            if limit.steps[-1:] and str(limit.steps[-1]).isdigit():
                document["former_batch"] = int(limit.steps[-1])
            _put(document, at, value)
            yield value, document

    def _said(self, checker: Checker, document: Document) -> object:
        return said(self._report(checker, document).results[0])

    def _report(self, checker: Checker, document: Document) -> Report:
        declaration = read_declaration(json.dumps(document).encode())
        return checker.judge(Submission(declaration, sha256=""))

    def _case(self, words: str, position: int, at: str, value: object, document: Document) -> str:
        """Return a case that says of the entry's rule what the whole ruleset says today."""
        rule = self.ruleset.entries[position].rule.name
        results = [result for result in self._report(self.checker, document).results if result.rule == rule]
        findings = [f"{rule} {finding.at}".strip() for result in results for finding in result.findings]
        doubts = [f"{rule} {doubt.at}".strip() for result in results for doubt in result.doubts]
        if not (findings or doubts) and all(result.outcome is Outcome.INAPPLICABLE for result in results):
            return ""
        shown = len(value) if isinstance(value, str) and _repeats(value) else value
        name = say(
            N_("{limit}; {field} {value}: {outcome}"),
            self.language,
            limit=words,
            field=places.words(at.replace("*", "0"), self.language),
            value=shown,
            outcome=say(N_("found") if findings else N_("can't tell") if doubts else N_("silent"), self.language),
        )
        lines = ["[[cases]]", f"name = {_quoted(name)}", f"declaration = {_inline(document)}"]
        lines += [f"findings = {_inline(findings)}"] if findings else []
        lines += [f"doubts = {_inline(doubts)}"] if doubts else []
        lines += [] if findings or doubts else [f"silence = [{_quoted(rule)}]"]
        return "\n".join(lines) + "\n\n"


def _pointers(entry: Entry) -> Iterator[str]:
    """Yield the places an entry's rule looks at, the parameters that narrow them taken into account."""
    field, section = getattr(entry.rule, "field", None), getattr(entry.rule, "section", None)
    if isinstance(field, str) and field.startswith("/"):
        yield field
        return
    for read in entry.rule.reads:
        if isinstance(read, str) and read and (section is None or places.section(read) == section):
            yield read


def _annotation(at: str) -> Any:
    """Return the type of a field of the form."""
    model: Any = Declaration
    annotation: Any = None
    for step in places.steps(at):
        if step == "*":
            continue
        field = fields_of(model).get(step) if model is not None else None
        if field is None:
            return None
        annotation = field.annotation
        model = places.model_in(annotation)
    return None if model is not None else annotation


def _values(limit: object, annotation: Any, day: dt.date) -> Iterator[object]:
    """Yield the values of a field just before, on and after a limit, as JSON has them."""
    kinds = [*_alternatives(annotation)]
    is_date = any(kind is PartialDate or kind is dt.date for kind in kinds)
    if isinstance(limit, dt.date) and is_date:
        yield from (str(limit + dt.timedelta(days=step)) for step in (-1, 0, 1))
    elif isinstance(limit, int) and is_date:
        for back in (relativedelta(years=limit), relativedelta(months=limit)):
            if limit * 12 < day.year * 12:
                yield from (str(day - back + dt.timedelta(days=step)) for step in (-1, 0, 1))
    elif isinstance(limit, int) and int in kinds:
        yield from (limit + step for step in (-1, 0, 1) if limit + step > 0)
    elif isinstance(limit, int) and str in kinds and limit <= _LONGEST:
        yield from ("字" * (limit + step) for step in (-1, 0, 1))
    elif isinstance(limit, str):
        for kind in kinds:
            if get_origin(kind) is Literal and limit in get_args(kind):
                place = get_args(kind).index(limit)
                yield from get_args(kind)[max(0, place - 1) : place + 2]


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the types that one type is made of, and itself."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _alternatives(part)


def _put(document: Document, at: str, value: object) -> None:
    *steps, last = places.steps(at)
    inner: Any = document
    for number, step in enumerate(steps):
        if step == "*":
            continue
        if number + 1 < len(steps) and steps[number + 1] == "*":
            inner = inner.setdefault(step, [{}])[0]
        else:
            inner = inner.setdefault(step, {})
    inner[last] = value


def _inline(value: object) -> str:
    """Return a value as TOML in one line; a long text of one character is written as what repeats."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, str) and _repeats(value):
        return f"{{ repeat = {_quoted(value[0])}, times = {len(value)} }}"
    return _quoted(value) if isinstance(value, str) else written(value)


def _repeats(text: str) -> bool:
    return len(text) > 1 and len(set(text)) == 1


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
