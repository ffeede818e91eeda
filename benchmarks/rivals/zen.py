"""ZEN, the expression language of GoRules, with its Rust engine: one decision graph with an expression for each demand.

Text can't be ordered, so dates are made dates; lengths of text are bytes, so characters are counted by splitting.
A missing key is null and a misspelt one is too.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks import rivals
from benchmarks.rivals import Document, Rival, named, placed
from benchmarks.workload import Found

zen: Any = importlib.import_module("zen")

Demand = tuple[str, str, str]
"""Rule, pattern of the place, expression."""

_HELPERS = {
    "ids": "map(attachments as a, a.id)",
    "cited": f"flatMap([{', '.join(rivals.RECORD_SECTIONS)}] as s, flatMap(s as r, r.attachments ?? []))",
}
"""Values that several expressions use; a graph's expressions may use those before them."""


def _text(text: str) -> str:
    """Return a literal; a backslash is no escape in this language."""
    return f'"{text}"' if '"' not in text else f"'{text}'"


def _listed(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _blank(record: str, fields: Iterable[str]) -> str:
    return f'filter({_listed(fields)} as k, {record}[k] == null or {record}[k] == "")'


def _form() -> Iterator[Demand]:
    for field in (*rivals.REQUIRED, "employer.name"):
        yield "missing-field", f"/{field.replace('.', '/')}", f'{field} == null or {field} == ""'
    yield "missing-field", "/applicant/*", _blank("applicant", rivals.REQUIRED_OF_APPLICANT)
    for track, fields in (("professional", ["title", "title_level"]), ("skilled", ["skill_level"])):
        yield "missing-field", "/applicant/*", f'track == "{track}" ? {_blank("applicant", fields)} : []'
    yield "missing-field", "/work_history", "len(work_history ?? []) == 0"
    nothing = _listed(rivals.NOTHING)
    optional = _listed(rivals.OPTIONAL)
    yield "placeholder-in-optional-field", "/applicant/*", f"filter({optional} as k, applicant[k] in {nothing})"
    yield "placeholder-in-optional-field", "/remarks", f"remarks in {nothing}"
    yield "text-too-long", "/contributions", 'contributions != null and len(split(contributions, "")) - 2 > 800'
    yield "text-too-long", "/remarks", 'remarks != null and len(split(remarks, "")) - 2 > 500'
    for field, pattern in (("phone", rivals.PHONE), ("mobile", rivals.MOBILE), ("email", rivals.EMAIL)):
        misshapen = f"applicant.{field} != null and not matches(applicant.{field}, {_text(pattern)})"
        yield f"malformed-{field}", f"/applicant/{field}", misshapen


def _person() -> Iterator[Demand]:
    number = "applicant.id_number"
    well_formed = f"{number} != null and matches({number}, {_text(rivals.ID_NUMBER)})"
    total = f"sum(map([0..16] as i, number({number}[i:i]) * {list(rivals.ID_WEIGHTS)}[i]))"
    fits = f"{_listed(rivals.CHECK_DIGITS)}[{total} % 11] == {number}[17:17]"
    yield "invalid-id-number", "/applicant/id_number", f"{number} != null and not ({well_formed} and {fits})"
    born = "applicant.birth_date"
    coded = f'{number}[6:9] + "-" + {number}[10:11] + "-" + {number}[12:13]'
    contradicts = f"{well_formed} and {born} != null and not startsWith({coded}, {born})"
    yield "birth-date-contradicts-id-number", "/applicant/birth_date", contradicts
    odd = f'(number({number}[16:16]) % 2 == 1) != (applicant.sex == "male")'
    yield "sex-contradicts-id-number", "/applicant/sex", f"{well_formed} and applicant.sex != null and {odd}"
    changed = "applicant[k] != null and account[k] != null and applicant[k] != account[k]"
    yield "changed-locked-field", "/applicant/*", f"filter({_listed(rivals.IDENTITY)} as k, {changed})"
    yield "pledge-not-accepted", "/pledge_accepted", "pledge_accepted != true"
    yield "employer-not-bound", "/employer/binding", 'employer.binding != null and employer.binding != "approved"'
    late = f'd(submitted_on) < d("{rivals.OPENS_ON}") or d(submitted_on) > d("{rivals.CLOSES_ON}")'
    yield "outside-round-dates", "/submitted_on", f"submitted_on != null and ({late})"
    for track, other in (("professional", "技能"), ("skilled", "专业技术")):
        wrong = f'track == "{track}" and review_group != null and contains(review_group, "{other}")'
        yield "wrong-review-group", "/review_group", wrong
    for category in ("leader", "backup"):
        mine = f'category == "{category}"'
        early = f'd({born}) < d("{rivals.BORN_FROM[category]}")'
        yield "born-too-early", "/applicant/birth_date", f"{mine} and {born} != null and {early}"
        for track, field, levels in (
            ("professional", "title_level", rivals.TITLES),
            ("skilled", "skill_level", rivals.SKILLS),
        ):
            low = f"applicant.{field} != null and not (applicant.{field} in {_listed(levels[category])})"
            yield "title-too-low", f"/applicant/{field}", f'{mine} and track == "{track}" and {low}'
    yield (
        "backup-names-batch",
        "/former_batch",
        'category == "backup" and former_batch != null and former_batch != "无"',
    )
    yield "leader-without-batch", "/former_batch", 'category == "leader" and former_batch == "无"'


def _records() -> Iterator[Demand]:
    reversed_ = "r.start != null and r.end != null and d(r.end) < d(r.start)"
    yield "reversed-dates", "/work_history/*/end", f"map(work_history as r, {reversed_})"
    for section in ("awards", "honours"):
        field = rivals.DATES[section]
        outside = f'r.{field} != null and d(r.{field}) < d("{rivals.WINDOW}")'
        yield "outside-window", f"/{section}/*/{field}", f"map({section} as r, {outside})"
    for section, field in rivals.DATES.items():
        future = f"r.{field} != null and d(r.{field}) > d(submitted_on)"
        yield "date-in-future", f"/{section}/*/{field}", f"map({section} as r, {future})"
    for section, fields in rivals.RECORD_FIELDS.items():
        yield "incomplete-record", f"/{section}/*/*", f"map({section} as r, {_blank('r', fields)})"
    for kind, fields in rivals.FIELDS_OF_KIND.items():
        yield "incomplete-record", "/awards/*/*", f'map(awards as r, r.kind == "{kind}" ? {_blank("r", fields)} : [])'
    yield "missing-rank", "/awards/*/rank", "map(awards as r, r.ranked == true and r.rank == null)"
    for section in ("awards", "publications", "projects"):
        impossible = "r.rank != null and (r.rank < 1 or r.participants != null and r.rank > r.participants)"
        yield "rank-exceeds-participants", f"/{section}/*/rank", f"map({section} as r, {impossible})"
    for section, key in rivals.KEYS.items():
        yield "duplicate-record", f"/{section}/*", _repeated(section, key)
    for section in rivals.RECORD_SECTIONS:
        yield "record-without-proof", f"/{section}/*/attachments", f"map({section} as r, len(r.attachments ?? []) == 0)"


def _repeated(section: str, key: Iterable[str]) -> str:
    same = " and ".join(
        f"{section}[i].{field} != null and {section}[i].{field} == {section}[j].{field}" for field in key
    )
    positions = f"[0..len({section})-1]"
    return f"map({positions} as i, some({positions} as j, j < i and {same}))"


def _attachments() -> Iterator[Demand]:
    has_part = "some(attachments as a, a.part == p and a.id in r.attachments)"
    lacks = f'r.kind == "paper" and len(r.attachments ?? []) > 0 and not all({_listed(rivals.PARTS)} as p, {has_part})'
    yield "publication-proof-incomplete", "/publications/*/attachments", f"map(publications as r, {lacks})"
    present = "some(attachments as a, a.kind == k)"
    yield "missing-attachment", "/attachments", f"not all({_listed(rivals.PAPERS)} as k, {present})"
    degree = 'applicant.degree != null and not (applicant.degree in ["", "无"])'
    certificate = 'some(attachments as a, a.kind == "degree-certificate")'
    yield "missing-attachment", "/attachments", f"{degree} and not {certificate}"
    for section in rivals.RECORD_SECTIONS:
        dangling = f"map({section} as r, map((r.attachments ?? []) as n, not (n in $.ids)))"
        yield "dangling-attachment", f"/{section}/*/attachments/*", dangling
    unreferenced = f"map(attachments as a, a.kind in {_listed(rivals.PROOFS)} and not (a.id in $.cited))"
    yield "unreferenced-attachment", "/attachments/*", unreferenced


def rival() -> Rival:
    """Return the port: one decision graph of one expression node."""
    demands = [*_form(), *_person(), *_records(), *_attachments()]
    expressions = {**_HELPERS, **{f"demand{number}": text for number, (_, _, text) in enumerate(demands)}}
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(expressions)))
    places = {f"demand{number}": (rule, pattern) for number, (rule, pattern, _) in enumerate(demands)}
    return Rival(
        named("ZEN", "zen-engine"),
        frozenset(rule for rule, _, _ in demands),
        frozenset(),
        functools.partial(_findings, decision, places),
    )


def _graph(expressions: dict[str, str]) -> Document:
    names = ("inputNode", "expressionNode", "outputNode")
    nodes: list[Document] = [{"id": name, "type": name, "name": name, "position": {"x": 0, "y": 0}} for name in names]
    nodes[1]["content"] = {"expressions": [{"id": key, "key": key, "value": text} for key, text in expressions.items()]}
    edges = [
        {"id": f"to-{target}", "type": "edge", "sourceId": source, "targetId": target}
        for source, target in itertools.pairwise(names)
    ]
    return {"nodes": nodes, "edges": edges}


def _findings(decision: Any, places: dict[str, tuple[str, str]], document: Document) -> set[Found]:
    answers = decision.evaluate(document)["result"]
    return {found for key, (rule, pattern) in places.items() for found in placed(rule, pattern, answers[key])}
