"""What was found across submissions, joined to a report as the checker would have joined it."""

from __future__ import annotations

from typing import Any

import pytest

from eligibility.audit.joining import joined

FINDING: dict[str, Any] = {"at": "/attachments/0", "message": "The same scan."}
DOUBT: dict[str, Any] = {"reason": "Not looked at.", "owner": "operator"}


@pytest.mark.parametrize("found", [[FINDING, DOUBT], [DOUBT, FINDING]])
def test_a_finding_decides_and_the_doubts_beside_it_are_all_told(found: list[dict[str, Any]]) -> None:
    """Whichever comes first, the result has failed, is incomplete, and keeps the doubt it had before the new one."""
    before = {
        "severity": "warning",
        "outcome": "cant-tell",
        "findings": [],
        "reason": "Not measured.",
        "owner": "portal",
    }
    report = joined({"results": [before]}, [(0, item) for item in found])
    [result] = report["results"]
    assert (result["outcome"], result["findings"]) == ("failed", [FINDING])
    assert (result["reason"], result["owner"]) == ("Not measured. Not looked at.", "portal")
    assert (report["verdict"], report["complete"]) == ("undetermined", False)
    assert before["findings"] == []
