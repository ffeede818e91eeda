"""A report joined with what was found across submissions, on the contract's JSON objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eligibility.report import Outcome, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def joined(report: Mapping[str, Any], across: Sequence[tuple[int, Mapping[str, Any]]]) -> Mapping[str, Any]:
    """Return a report with findings across submissions added, each to the result at its index, and the verdict anew."""
    if not across:
        return report
    results = [dict(result) for result in report["results"]]
    for index, finding in across:
        results[index]["findings"] = [*results[index]["findings"], finding]
        results[index]["outcome"] = str(Outcome.FAILED)
    return {**report, "verdict": str(verdict(results)), "results": results}


def verdict(results: Sequence[Mapping[str, Any]]) -> Verdict:
    """Decide as the checker does: an error that failed, then a doubt, then a warning that failed; otherwise eligible."""
    failed = {result["severity"] for result in results if result["findings"]}
    if Severity.ERROR in failed:
        return Verdict.INELIGIBLE
    if any("reason" in result for result in results):
        return Verdict.UNDETERMINED
    return Verdict.REFER if Severity.WARNING in failed else Verdict.ELIGIBLE
