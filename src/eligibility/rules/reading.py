"""What was read on pages, as it is compared: a page is one string without spaces, stops and differences an engine invents."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from pydantic import Field
from rapidfuzz import fuzz

from eligibility.measurement import Text
from eligibility.normal import narrowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eligibility.measurement import Box, Line
    from eligibility.rule import Context

T = TypeVar("T")

Confidence = Annotated[
    float,
    Field(ge=0, le=1, description="Mean confidence of reading below which nothing is held against the applicant."),
]
LEAST_CONFIDENCE: Final = 0.85
LEAST_CHARACTERS: Final = 8
"""A document on which fewer characters are read is as good as not read."""

_UNSURE: Final = 0.7
_MOST_UNSURE: Final = 0.2
"""The confidence below which a line is read unsurely, and the share of such lines from which a page is as good as not read."""
_SPECK: Final = 3
"""Characters of a line that is more than a speck or a piece of a seal."""

_ALIKE: Final = (
    "己已巳 未末 日曰 土士 千干于 口ロ囗 一ー 二ニ 三ミ 八ハ 力カ 夕タ 卜ト 工エ 人入 天夫 戊戌戍 乌鸟 兔免 折拆 侯候 粱梁 "
    "赢羸嬴 祇衹祗 晴睛 拔拨 治冶 汩汨 洒酒 崇祟 炙灸 廷延 〇○◯ 茶荼 菅管 铃钤 遂逐 辨辩辫"
)
"""Characters that engines take for one another on a good scan; the first of a group stands for all."""

_TRADITIONAL: Final = (
    "學学 證证 書书 業业 畢毕 獎奖 榮荣 譽誉 專专 號号 單单 國国 華华 術术 職职 稱称 資资 級级 發发 權权 頒颁 長长 會会 "
    "師师 優优 進进 個个 張张 陳陈 劉刘 楊杨 趙赵 黃黄 吳吴 孫孙 馬马 許许 鄧邓 馮冯 葉叶 蔣蒋 鄭郑 謝谢 羅罗 韓韩 蕭萧 "
    "龍龙 麗丽 傑杰 東东 軍军 偉伟 強强 飛飞 鳳凤 蘭兰 賢贤 義义 禮礼 寶宝 慶庆 雲云 曉晓 藝艺 興兴 濟济 醫医 農农 "
    "員员 論论 後后 關关 萬万 與与 為为 貳二 參三"
)
"""Traditional forms on seals, in old certificates and in calligraphy, each with the simplified one that stands for it."""

_STOPS: Final = " ,.:;!?'()[]<>/&%*+=-_·、。“”‘’《》【】〔〕「」…×"
"""What is dropped at once with the changes above; what else there is to drop is rare and takes a second look."""

_SAME: Final[Mapping[str, str]] = {
    **{other: group[0] for group in _ALIKE.split() for other in group[1:]},
    **{pair[0]: pair[1] for pair in _TRADITIONAL.split()},
    **dict.fromkeys(_STOPS, ""),
}
_WIDE: Final[Mapping[str, str]] = {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
"""The full-width forms of ASCII: narrowed here, they spare most pages the slower normal form."""
_ONE: Final = re.compile(r"(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff])")
_DROPPED: Final = re.compile(r"[\W_]+")
_HANZI: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_EXACT_BELOW: Final = 6


def folded(text: str) -> str:
    """Return `text` as it is compared: narrowed, in lower case, without spaces and stops, look-alike characters made one.

    A lone dash between two Chinese characters is taken for 一, which engines read so.
    """
    return _DROPPED.sub("", _alike(narrowed(text)))


def _alike(narrow: str) -> str:
    text = narrow.casefold()
    return _replaced(_ONE.sub("一", text) if "-" in text else text, _SAME)


def _replaced(text: str, table: Mapping[str, str]) -> str:
    """Return a text with the characters of a table replaced, few of which it has: `str.translate` is slow on all others."""
    for character in table.keys() & text:
        text = text.replace(character, table[character])
    return text


def _narrowed_lines(lines: Sequence[Line]) -> str:
    """Return the narrowed lines of a page, each ended by the next; all at once, because calls cost more than the work."""
    text = "\n".join([line.text.replace("\n", " ") for line in lines])
    return narrowed(text if text.isascii() else _replaced(text, _WIDE))


def _folded_lines(narrow: str) -> list[str]:
    parts = _alike(narrow).split("\n")
    return parts if "".join(parts).isalnum() else [_DROPPED.sub("", part) for part in parts]


class Words(NamedTuple):
    """Words of the form that are looked for: as they are written, and folded."""

    written: str
    folded: str

    @classmethod
    def of(cls, text: str) -> Words:
        """Fold the words."""
        return cls(text, folded(text))


def holds(text: str, word: str) -> bool:
    """Tell whether folded `text` holds the folded `word`, of six characters or more also with one of them misread."""
    if word in text:
        return True
    length = len(word)
    if length < _EXACT_BELOW or not any(half in text for half in fragments_of(word)):
        return False
    return fuzz.partial_ratio(word, text, score_cutoff=100 * (length - 1) / length - 0.1) > 0


def fragments_of(word: str) -> tuple[str, ...]:
    """Return pieces of a folded word one of which stands in every text that `holds` it.

    One misread character leaves one half of a word unharmed.
    """
    half = len(word) // 2
    return (word,) if len(word) < _EXACT_BELOW else (word[:half], word[half:])


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was read: page (from 1), region, the lines as they were read, and the least of their confidences."""

    page: int
    region: Box
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page: its lines, their narrowed text, and their folded text with the place where each line begins in it."""

    number: int
    lines: tuple[Line, ...]
    narrow: str
    text: str
    starts: tuple[int, ...]
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[PageRead], T]) -> T:
        """Return `make(self)`, computed the first time it is asked for: what one rule works out, the next one shares."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def spot(self, start: int, end: int) -> Spot:
        """Return where the characters from `start` to `end` of the folded text stand, as far as it reaches."""
        start = min(max(start, 0), len(self.text) - 1)
        first = bisect.bisect_right(self.starts, start) - 1
        last = bisect.bisect_left(self.starts, max(end, start + 1))
        return self.spot_of(first, last)

    def spot_of(self, first: int, last: int) -> Spot:
        """Return where the lines from `first` up to `last` stand."""
        lines = self.lines[first:last]
        left, top = min(line.box[0] for line in lines), min(line.box[1] for line in lines)
        right = max(line.box[0] + line.box[2] for line in lines)
        bottom = max(line.box[1] + line.box[3] for line in lines)
        text = " ".join(line.text for line in lines)
        return Spot(self.number, (left, top, right - left, bottom - top), text, min(line.confidence for line in lines))


@dataclass(frozen=True)
class Reading:
    """All pages of one document."""

    pages: tuple[PageRead, ...]

    @functools.cached_property
    def confidence(self) -> float:
        """The mean confidence of the characters."""
        lines = self._lines()
        characters = sum([length for _, length in lines])
        mean = sum([confidence * length for confidence, length in lines]) / characters if characters else 0.0
        return round(mean, 4)  # so that the mean of equal numbers is that number

    @functools.cached_property
    def unsure(self) -> float:
        """The share of lines read unsurely: the mean does not see small print that is lost beside large letters."""
        confidences = [confidence for confidence, length in self._lines() if length >= _SPECK]
        return sum([confidence < _UNSURE for confidence in confidences]) / max(len(confidences), 1)

    def _lines(self) -> list[tuple[float, int]]:
        """Return the confidence of each line and the length of its folded text."""
        return [
            (line.confidence, end - start)
            for page in self.pages
            for line, (start, end) in zip(page.lines, itertools.pairwise((*page.starts, len(page.text))), strict=True)
        ]

    @property
    def characters(self) -> int:
        """How many characters were read, without spaces and stops."""
        return sum(len(page.text) for page in self.pages)

    @property
    def latin(self) -> bool:
        """Whether the document is in Latin letters, but for a few Chinese words."""
        text = "".join(page.text for page in self.pages)
        return len(_LATIN.findall(text)) > 5 * len(_HANZI.findall(text))

    def poor(self, least: float) -> bool:
        """Tell whether too little was read, or with less confidence than `least`, to say what is not there."""
        return self.characters < LEAST_CHARACTERS or self.confidence < least or self.unsure > _MOST_UNSURE


def reading_of(text: Text) -> Reading:
    """Return a document's text as it is compared."""
    return Reading(tuple([_page_of(number, lines) for number, lines in enumerate(text.pages, start=1)]))


def _page_of(number: int, lines: tuple[Line, ...]) -> PageRead:
    narrow = _narrowed_lines(lines)
    parts = _folded_lines(narrow) if lines else []
    starts = tuple(itertools.accumulate(map(len, parts), initial=0))[: len(parts)]
    return PageRead(number, lines, narrow, "".join(parts), starts)


class Readings:
    """What was read on the attachments of one declaration: folded when a rule first asks for it, then kept."""

    def __init__(self, texts: Sequence[Text | None]) -> None:
        """Keep the attachments' texts, in the declaration's order."""
        self._texts = texts
        self._read: dict[int, Reading] = {}

    @classmethod
    def of(cls, context: Context) -> Readings:
        """Return what all rules that are given this context share. Raises `CantTell` when no file was given at all."""
        texts = context.measurements(Text)
        found = _SHARED.get(context)
        if found is None:
            found = _SHARED[context] = cls(texts)
        return found

    def __getitem__(self, index: int) -> Reading | None:
        """Return what was read on an attachment, by its index; `None` without a text."""
        found = self._read.get(index)
        if found is None and (text := self._texts[index]) is not None:
            found = self._read[index] = reading_of(text)
        return found


_SHARED: Final[WeakKeyDictionary[Context, Readings]] = WeakKeyDictionary()
"""By context, so that what was read is forgotten as soon as a declaration is judged."""
