"""The same demands in other languages: thirty of the ruleset's rules, as far as each rival can say them.

A port has the values of the 2023 ruleset written into it and answers with the same pairs of rule and place as we do.
It starts from the decoded document. None of them narrows full-width forms or tells "can't tell" from "passed".
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.workload import Case, Found

Document = dict[str, Any]

NOTHING: Final = ("无", "無", "没有", "暂无", "空", "none", "nil", "null", "n/a", "na", "-", "--", "/", "\\")
PHONE: Final = "^(0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9})$"
MOBILE: Final = "^1[3-9][0-9]{9}$"
EMAIL: Final = r"^[^@\s,;]{1,64}@[^@\s.,;]+([.][^@\s.,;]+)+$"
ID_NUMBER: Final = "^[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"
OPENS_ON: Final = "2023-08-01"
CLOSES_ON: Final = "2023-09-30"
WINDOW: Final = "2018-01-01"
BORN_FROM: Final = {"leader": "1968-01-01", "backup": "1978-01-01"}
REQUIRED: Final = ("category", "track", "review_group", "former_batch", "contributions")
REQUIRED_OF_APPLICANT: Final = (
    "name",
    "id_number",
    "sex",
    "birth_date",
    "phone",
    "mobile",
    "address",
    "education",
    "school",
    "major",
    "position",
)
OPTIONAL: Final = ("degree", "email", "title_series")
TITLES: Final = {"leader": ("senior",), "backup": ("senior", "associate-senior")}
_HIGH_SKILLS: Final = ("chief-technician", "special-grade-technician", "senior-technician")
SKILLS: Final = {"leader": _HIGH_SKILLS, "backup": (*_HIGH_SKILLS, "technician")}
IDENTITY: Final = ("name", "id_number", "sex", "birth_date")
RECORD_SECTIONS: Final = ("awards", "honours", "publications", "projects")
RECORD_FIELDS: Final = {
    "awards": ("kind", "name", "awarded_on"),
    "honours": ("name", "level", "granted_on", "issuer"),
    "publications": ("kind", "title", "published_on", "serial", "venue", "rank", "participants"),
    "projects": ("name", "year", "awarded", "summary"),
}
FIELDS_OF_KIND: Final = {
    "award": ("category", "grade", "participants", "ranked", "issuer"),
    "patent": ("patent_number",),
}
KEYS: Final = {
    "awards": ("name", "kind", "grade", "awarded_on"),
    "honours": ("name", "granted_on"),
    "publications": ("title", "venue"),
    "projects": ("name", "year"),
}
DATES: Final = {
    "work_history": "start",
    "awards": "awarded_on",
    "honours": "granted_on",
    "publications": "published_on",
}
PAPERS: Final = ("photo", "id-front", "id-back", "education-certificate", "pledge", "title-certificate")
PARTS: Final = ("cover", "contents", "text")
PROOFS: Final = ("award-proof", "patent-proof", "honour-proof", "publication-proof", "project-proof")


@dataclass(frozen=True)
class Rival:
    """One port: the rules it says in the rival's own language, those that need the host's help, and how it is asked."""

    name: str
    native: frozenset[str]
    helped: frozenset[str]
    findings: Callable[[Document], set[Found]]

    def judge(self, case: Case) -> set[Found]:
        """Return what it finds in a case."""
        return self.findings(decoded(case.data))


_PORTS: Final = ("json_schema", "cel", "zen")


def available() -> Iterator[Rival]:
    """Yield the rivals whose packages are installed, ready to be asked."""
    for port in _PORTS:
        try:
            module = importlib.import_module(f"benchmarks.rivals.{port}")
        except ModuleNotFoundError:
            continue
        yield module.rival()


def named(language: str, package: str) -> str:
    """Return a rival's name with the version of the package that runs it."""
    return f"{language} ({package} {importlib.metadata.version(package)})"


def decoded(data: bytes) -> Document:
    """Return what a rival is given: the document, decoded once more for each call."""
    document: Document = json.loads(data)
    return document


def placed(rule: str, pattern: str, answer: Any) -> Iterator[Found]:
    """Turn a rival's answer into findings: a truth, a name, or a list of either, one for each star of the pattern."""
    if answer is True:
        yield rule, pattern
    elif isinstance(answer, str):
        yield rule, pattern.replace("*", answer, 1)
    elif isinstance(answer, list):
        for index, part in enumerate(answer):
            yield from placed(rule, pattern if isinstance(part, str) else pattern.replace("*", str(index), 1), part)
