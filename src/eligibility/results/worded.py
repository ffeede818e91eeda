"""Reports read back from an audit's journal: they were put into words when they were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eligibility.report import (
    CantTell,
    DeclarationStamp,
    EngineStamp,
    Finding,
    Grounds,
    Outcome,
    Report,
    Result,
    RulesetStamp,
    Severity,
    Source,
    Verdict,
)
from eligibility.wording import term


@dataclass(frozen=True, slots=True)
class WordedFinding(Finding):
    """A finding whose texts are whole, in one language; braces in them mean nothing. `key` is what it is decided on by."""

    key: str = ""

    def _say(self, template: str, language: str) -> str:
        return template


class WordedDoubt(CantTell):
    """A doubt whose reason is whole, in one language."""

    def why(self, language: str = "en") -> str:
        """Return the reason as it is."""
        return self.reason


@dataclass(frozen=True, slots=True)
class WordedGrounds(Grounds):
    """Grounds whose words are whole, in one language."""

    def text(self, language: str = "en") -> str:
        """Return the words as they are."""
        return self.template


def report_of(document: Mapping[str, Any], language: str, keys: Iterator[str]) -> Report:
    """Return the report that a JSON object of the contract (section 3) worded in `language` holds.

    `keys` yields the key of each finding, in the report's order.
    """
    as_of = document["as_of"]
    return Report(
        verdict=Verdict(document["verdict"]),
        complete=document["complete"],
        declaration=DeclarationStamp(**document["declaration"]),
        ruleset=RulesetStamp(**document["ruleset"]),
        engine=EngineStamp(**document["engine"]),
        as_of=None if as_of is None else dt.date.fromisoformat(as_of),
        results=tuple(_result(result, language, keys) for result in document["results"]),
    )


def _result(document: Mapping[str, Any], language: str, keys: Iterator[str]) -> Result:
    source = document["source"]
    doubts = (WordedDoubt(document["reason"], document["owner"]),) if "reason" in document else ()
    return Result(
        document["rule"],
        Severity(document["severity"]),
        Outcome(document["outcome"]),
        Source(source["title"], source["basis"]),
        tuple(_finding(finding, document["rule"], language, next(keys)) for finding in document["findings"]),
        doubts,
        tuple(WordedGrounds(told["message"], tuple(told["places"])) for told in document.get("grounds", ())),
    )


def _finding(document: Mapping[str, Any], rule: str, language: str, key: str) -> WordedFinding:
    region = document["region"]
    return WordedFinding(
        document["at"],
        document["message"],
        document["remedy"],
        values=_untold(document, language),
        attachment=document["attachment"],
        page=document["page"],
        region=None if region is None else tuple(region),
        rule=rule,
        key=key,
    )


def _untold(document: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the values that the words don't already show, and the submissions that a finding compares with."""
    words = document["message"] + document["remedy"]
    return {
        key: value
        for key, value in document["values"].items()
        if key == "other" or not any(text in words for text in (str(value), term(str(value), language)))
    }
