"""What every reporter for people tells of a report: its findings by section, its doubts by whose move it is, its counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from eligibility import places
from eligibility.report import Outcome, Severity, Verdict
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eligibility.report import CantTell, Finding, Owner, Report, Result

_MEANING: Final[Mapping[Verdict, str]] = {
    Verdict.INELIGIBLE: N_("Can't be submitted until the errors are put right."),
    Verdict.UNDETERMINED: N_("No error was found, but not everything could be judged."),
    Verdict.REFER: N_("No error was found; a person must look at the points to be checked."),
    Verdict.ELIGIBLE: N_("All rules that apply were run; no error and nothing to be checked."),
}

_MEANING_APART_FROM_WAIVED: Final[Mapping[Verdict, str]] = {
    Verdict.INELIGIBLE: N_("Can't be submitted until the errors are put right, apart from what is waived ({waived})."),
    Verdict.UNDETERMINED: N_(
        "Apart from what is waived ({waived}), no error was found, but not everything could be judged."
    ),
    Verdict.REFER: N_(
        "Apart from what is waived ({waived}), no error was found; a person must look at the points to be checked."
    ),
    Verdict.ELIGIBLE: N_(
        "All rules that apply were run; apart from what is waived ({waived}), no error and nothing to be checked."
    ),
}

MOVES: Final[Mapping[Owner, str]] = {
    "applicant": N_("For the applicant to complete"),
    "portal": N_("For the portal to supply"),
    "policy": N_("For the policy staff to settle"),
    "operator": N_("For the operator to look at or repair"),
}

_VALUES: Final[Mapping[str, str]] = {"seen": N_("Seen: {value}"), "expected": N_("Expected: {value}")}


class Placed(NamedTuple):
    """A finding with the result it belongs to."""

    finding: Finding
    result: Result

    @property
    def order(self) -> tuple[int, list[int]]:
        """Errors first, then by number of the record."""
        numbers = [int(step) for step in places.steps(self.finding.at) if step.isascii() and step.isdigit()]
        return list(Severity).index(self.result.severity), numbers

    @property
    def values(self) -> list[tuple[str, object]]:
        """What was seen and what expected, where the words do not already show it: templates with their value.

        A measured share says nothing to people without the words for it.
        """
        finding = self.finding
        words = finding.template + finding.remedy_template
        return [
            (template, finding.values[key])
            for key, template in _VALUES.items()
            if key in finding.values and f"{{{key}}}" not in words and not isinstance(finding.values[key], float)
        ]


def meaning(report: Report, language: str) -> str:
    """Return what the verdict means, and how many findings it leaves out because they are waived."""
    waived = report.waivers.waived if report.waivers else 0
    return say((_MEANING_APART_FROM_WAIVED if waived else _MEANING)[report.verdict], language, waived=waived)


def by_section(report: Report) -> list[tuple[str, list[Placed]]]:
    """Return the findings by the section they lie in, given by its pointer: in the form's order, the gravest first."""
    sections: dict[str, list[Placed]] = {}
    for result in report.results:
        for finding in result.findings:
            section = "/".join(finding.at.split("/")[:2])
            sections.setdefault(section, []).append(Placed(finding, result))
    ordered = sorted(sections.items(), key=lambda item: places.section_order(item[0]))
    return [(section, sorted(found, key=lambda item: item.order)) for section, found in ordered]


class Doubt(NamedTuple):
    """One thing that could not be told: why, the places it is about, and the rules that ask."""

    reason: str
    places: list[str]
    rules: list[str]


def by_owner(report: Report, language: str) -> list[tuple[Owner, list[Doubt]]]:
    """Return what could not be told, by whose move it is; the same doubt at several places is said once."""
    owners: dict[Owner, dict[str, list[tuple[CantTell, str]]]] = {owner: {} for owner in MOVES}
    for result in report.results:
        for doubt in result.doubts:
            owners[doubt.owner].setdefault(doubt.why(language), []).append((doubt, result.rule))
    return [(owner, [_doubt(*item) for item in reasons.items()]) for owner, reasons in owners.items() if reasons]


def _doubt(reason: str, doubts: list[tuple[CantTell, str]]) -> Doubt:
    where = dict.fromkeys(doubt.at for doubt, _ in doubts if doubt.at)
    return Doubt(reason, list(where), list(dict.fromkeys(rule for _, rule in doubts)))


def counted(report: Report) -> Counter[str]:
    """Count findings by severity, those that are waived apart, and rule entries that passed, could not tell or did not apply."""
    counts: Counter[str] = Counter()
    for result in report.results:
        waived = sum(finding.waiver is not None for finding in result.findings)
        counts[result.severity] += len(result.findings) - waived
        counts["waived"] += waived
        counts[Outcome.CANT_TELL] += bool(result.doubts)
        counts[result.outcome] += result.outcome in {Outcome.PASSED, Outcome.INAPPLICABLE}
    return counts
