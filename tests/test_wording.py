"""The words: both catalogues whole and fresh, and nothing a submission says can forge them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from eligibility.wording import TERMS, Term, catalogue, printable, say, term
from tools import catalogues

if TYPE_CHECKING:
    from pathlib import Path


def test_both_catalogues_are_whole_and_fresh() -> None:
    """Every text is translated, with its placeholders, and no file is stale (`python -m tools.catalogues`)."""
    assert catalogues.problems(catalogues.messages(), catalogues.LOCALE) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_text_is_found_in_the_compiled_catalogue(language: str) -> None:
    """What the program reads at run time answers every text there is."""
    compiled = catalogue(language)
    for text in catalogues.messages():
        found = compiled.gettext(text)
        assert found, text
        if language == "en":
            assert found == text


def test_chinese_texts_are_chinese() -> None:
    """A translation holds Chinese characters, unless there is nothing but placeholders and signs to translate."""
    compiled = catalogue("zh")
    for text in catalogues.messages():
        words = re.sub(r"\{\w+\}|%\(\w+\)s|\W", "", text)
        assert not words or _is_chinese(compiled.gettext(text)), text


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _texts(*texts: str) -> dict[str, set[str]]:
    return {text: {"somewhere"} for text in texts}


def _translate(folder: Path, po: str) -> Path:
    """Write a Chinese catalogue by hand, as a translator does."""
    path = folder / "zh" / "LC_MESSAGES" / "eligibility.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{po}', encoding="utf-8")
    return path


def test_a_stale_catalogue_is_noticed(tmp_path: Path) -> None:
    """A missing translation, a fuzzy one and one with other placeholders fail the check, and so does a stale file."""
    found = _texts("One {a}.", "Two.", "Three.")
    catalogues.update(found, tmp_path)
    _translate(tmp_path, 'msgid "One {a}."\nmsgstr "一 {b}。"\n\n#, fuzzy\nmsgid "Two."\nmsgstr "二。"\n')
    assert catalogues.problems(found, tmp_path) == [
        "zh: not translated: 'Three.'",
        "zh: not translated: 'Two.'",
        "zh: other placeholders than the English text: 'One {a}.'",
        "zh/LC_MESSAGES/eligibility.po: stale, run python -m tools.catalogues",
        "zh/LC_MESSAGES/eligibility.mo: stale, run python -m tools.catalogues",
    ]


def test_an_update_keeps_what_stands_and_drops_what_is_gone(tmp_path: Path) -> None:
    """Translations survive as long as their English text does."""
    path = _translate(tmp_path, 'msgid "One."\nmsgstr "一。"\n\nmsgid "Gone."\nmsgstr "无。"\n')
    found = _texts("One.", "Two.")
    catalogues.update(found, tmp_path)
    assert catalogues.translated(path) == {"One.": "一。"}
    assert catalogues.problems(found, tmp_path) == ["zh: not translated: 'Two.'"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_term_has_words(language: str) -> None:
    """Every code of the vocabulary is said in words; in Chinese none stays English."""
    for code in TERMS:
        words = term(code, language)
        assert words
        assert language == "en" or _is_chinese(words)


def test_values_are_data() -> None:
    """A value is never taken for a template or a term, and a placeholder without a value shows its name."""
    assert say("Seen: {value}", "en", {"value": "{other} leader"}) == "Seen: {other} leader"
    assert say("Seen: {value}", "zh", {"value": Term("leader")}).endswith("带头人")
    assert say("Seen: {value}", "en", {"other": 1}) == "Seen: {value}"


def test_lists_are_joined_as_each_language_does() -> None:
    """Chinese joins with the enumeration comma."""
    values = {"value": [Term("cover"), Term("text")]}
    assert say("Seen: {value}", "en", values).endswith("cover, pages of the paper")
    assert say("Seen: {value}", "zh", values).endswith("封面、论文页")


@pytest.mark.parametrize(
    "char",
    ["\x1b", "\x9b", "\x00", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\ufffe", "\uffff"],
)
def test_what_could_forge_a_page_is_replaced(char: str) -> None:
    """Control, bidirectional and invisible characters, and those that XML can't hold, never reach a reader."""
    assert printable(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert char not in say("Seen: {value}", "en", {"value": char})
