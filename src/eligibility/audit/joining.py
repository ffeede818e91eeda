"""A report joined with what was found across submissions, on the contract's JSON objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eligibility.report import Outcome, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def joined(report: Mapping[str, Any], across: Sequence[tuple[int, Mapping[str, Any]]]) -> Mapping[str, Any]:
    """Return a report with what was found across submissions added to the results, and the verdict anew.

    Each goes to the result at its index: a finding, or the `reason` why a rule can't tell, with its `owner`.
    """
    if not across:
        return report
    results = [dict(result) for result in report["results"]]
    for index, found in across:
        result = results[index]
        if "reason" in found:
            reasons = dict.fromkeys([result.get("reason"), found["reason"]])
            result["reason"] = " ".join(filter(None, reasons))
            result.setdefault("owner", found["owner"])
        else:
            result["findings"] = [*result["findings"], found]
        result["outcome"] = str(Outcome.FAILED if result["findings"] else Outcome.CANT_TELL)
    complete = not any("reason" in result for result in results)
    return {**report, "verdict": str(verdict(results)), "complete": complete, "results": results}


def verdict(results: Sequence[Mapping[str, Any]]) -> Verdict:
    """Decide as the checker does: an error that failed, then a doubt, then a warning that failed; otherwise eligible."""
    failed = {result["severity"] for result in results if result["findings"]}
    if Severity.ERROR in failed:
        return Verdict.INELIGIBLE
    if any("reason" in result for result in results):
        return Verdict.UNDETERMINED
    return Verdict.REFER if Severity.WARNING in failed else Verdict.ELIGIBLE
