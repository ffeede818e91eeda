"""Claims: records of several submissions that are of the same award, publication or project, though written differently."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field

from eligibility.across import AcrossRule, Left, Trace, person_of
from eligibility.normal import narrowed
from eligibility.rules.sections import DATE_FIELD

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

ClaimSection = Literal["awards", "publications", "projects"]

_TITLE: Final[dict[ClaimSection, str]] = {"awards": "name", "publications": "title", "projects": "name"}
_AGREEING: Final[dict[ClaimSection, tuple[str, ...]]] = {
    "awards": ("kind", "level", "grade"),
    "publications": ("kind",),
    "projects": (),
}
"""Fields in which two records of the same thing agree, where both give them; so do the years of their dates."""

_BANDS: Final = 12
_ROWS: Final = 3
_PRIME: Final = (1 << 61) - 1
_NUMBERS: Final = re.compile("[0-9]+|[一二三四五六七八九十]+")
_SIGNS: Final = re.compile(r"[\W_]+")


def _factors() -> tuple[tuple[int, int], ...]:
    """Return a linear function for each value of the MinHash, the same on every machine."""
    numbers = [_number(str(index)) for index in range(2 * _BANDS * _ROWS)]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")


_FACTORS: Final = _factors()


class ClaimRule(AcrossRule):
    """A rule on records of one section that several people claim.

    Titles are compared by the pairs of characters they have in common (Jaccard's index), and found by bands of a MinHash
    (Broder 1997), so that only titles that are alike meet. Numbers in them must be the same.
    """

    compared: ClassVar[str]
    """The field of the records that the rule compares."""

    section: ClaimSection = Field(description="The section whose records are compared.")
    likeness: float = Field(
        default=0.7, ge=0.5, le=1, description="Share of pairs of characters that two titles have in common at least."
    )

    def _claim(self, index: int, declaration: Declaration) -> Trace | None:
        """Return what a record leaves to be compared, or nothing where its title or the compared field is blank."""
        field = self.compared
        record = getattr(declaration, self.section)[index]
        title = _SIGNS.sub("", narrowed(getattr(record, _TITLE[self.section]) or "").casefold())
        value = getattr(record, field)
        if not title or value is None:
            return None
        pairs = frozenset(title[start : start + 2] for start in range(max(1, len(title) - 1)))
        numbers = " ".join(_NUMBERS.findall(title))
        date = getattr(record, DATE_FIELD[self.section])
        agreeing = {name: getattr(record, name) for name in _AGREEING[self.section]}
        return Trace(
            at=f"/{self.section}/{index}/{field}",
            keys=tuple(f"{numbers}\0{number}\0{band}" for number, band in enumerate(_bands(pairs))),
            marks=pairs,
            person=person_of(declaration),
            values={field: value, "year": None if date is None else str(date)[:4], **agreeing},
        )

    def traces(self, declaration: Declaration, context: Context) -> Left:
        """Yield the records that can be compared."""
        for index in range(len(getattr(declaration, self.section))):
            trace = self._claim(index, declaration)
            if trace is not None:
                yield trace

    def alike(self, one: Trace, other: Trace) -> bool:
        """Tell whether two records are of the same thing."""
        for name in ("year", *_AGREEING[self.section]):
            first, second = one.values[name], other.values[name]
            if first is not None and second is not None and first != second:
                return False
        return len(one.marks & other.marks) >= self.likeness * len(one.marks | other.marks)


def _bands(pairs: frozenset[str]) -> list[str]:
    """Return the bands of a MinHash: sets alike are likely to share one."""
    hashes = [_number(pair) for pair in pairs]
    least = [min((factor * number + offset) % _PRIME for number in hashes) for factor, offset in _FACTORS]
    return [" ".join(map(str, least[start : start + _ROWS])) for start in range(0, len(least), _ROWS)]
