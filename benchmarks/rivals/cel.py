"""Google's Common Expression Language, with its own C++ runtime: an expression for each demand.

The language has no positions in lists, so that a record repeats an *earlier* one can only be said over a list of
positions that the host hands in. Dates are compared as text; a coarse one is a beginning of the full one.
"""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from benchmarks import rivals
from benchmarks.rivals import Document, Rival, named, placed
from benchmarks.workload import Found

cel: Any = importlib.import_module("cel_expr_python.cel")
ext_bindings: Any = importlib.import_module("cel_expr_python.ext.ext_bindings")
ext_strings: Any = importlib.import_module("cel_expr_python.ext.ext_strings")

Demand = tuple[str, str, str]
"""Rule, pattern of the place, expression."""

_HELPED: Final = frozenset({"duplicate-record"})


def _listed(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _blank(record: str, fields: Iterable[str]) -> str:
    return f'{_listed(fields)}.filter(k, !(k in {record}) || {record}[k] == "")'


def _form() -> Iterator[Demand]:
    yield "missing-field", "/*", _blank("d", rivals.REQUIRED)
    yield "missing-field", "/employer/*", _blank("d.employer", ["name"])
    yield "missing-field", "/applicant/*", _blank("d.applicant", rivals.REQUIRED_OF_APPLICANT)
    for track, fields in (("professional", ["title", "title_level"]), ("skilled", ["skill_level"])):
        asked = f'd.track == "{track}" ? {_listed(fields)} : []'
        yield "missing-field", "/applicant/*", f'({asked}).filter(k, !(k in d.applicant) || d.applicant[k] == "")'
    yield "missing-field", "/work_history", "!has(d.work_history) || size(d.work_history) == 0"
    nothing = _listed(rivals.NOTHING)
    optional = _listed(rivals.OPTIONAL)
    yield (
        "placeholder-in-optional-field",
        "/applicant/*",
        f"{optional}.filter(k, k in d.applicant && d.applicant[k] in {nothing})",
    )
    yield "placeholder-in-optional-field", "/remarks", f"has(d.remarks) && d.remarks in {nothing}"
    yield "text-too-long", "/contributions", "has(d.contributions) && size(d.contributions) > 800"
    yield "text-too-long", "/remarks", "has(d.remarks) && size(d.remarks) > 500"
    for field, pattern in (("phone", rivals.PHONE), ("mobile", rivals.MOBILE), ("email", rivals.EMAIL)):
        yield f"malformed-{field}", f"/applicant/{field}", _misshapen(f"d.applicant.{field}", pattern)


def _misshapen(field: str, pattern: str) -> str:
    return f"has({field}) && !{field}.matches({json.dumps(pattern)})"


def _person() -> Iterator[Demand]:
    number = "d.applicant.id_number"
    well_formed = f"has({number}) && {number}.matches({json.dumps(rivals.ID_NUMBER)})"
    total = " + ".join(f"int(n.charAt({place})) * {weight}" for place, weight in enumerate(rivals.ID_WEIGHTS))
    fits = f'cel.bind(n, {number}, "{rivals.CHECK_DIGITS}".charAt(({total}) % 11) == n.charAt(17))'
    yield "invalid-id-number", "/applicant/id_number", f"has({number}) && !({well_formed} && {fits})"
    coded = f'{number}.substring(6, 10) + "-" + {number}.substring(10, 12) + "-" + {number}.substring(12, 14)'
    born = "d.applicant.birth_date"
    contradicts = f"{well_formed} && has({born}) && !({coded}).startsWith({born})"
    yield "birth-date-contradicts-id-number", "/applicant/birth_date", contradicts
    odd = f'(int({number}.charAt(16)) % 2 == 1) != (d.applicant.sex == "male")'
    yield "sex-contradicts-id-number", "/applicant/sex", f"{well_formed} && has(d.applicant.sex) && {odd}"
    changed = "k in d.applicant && k in d.account && d.applicant[k] != d.account[k]"
    yield "changed-locked-field", "/applicant/*", f"{_listed(rivals.IDENTITY)}.filter(k, {changed})"
    yield "pledge-not-accepted", "/pledge_accepted", "!has(d.pledge_accepted) || d.pledge_accepted != true"
    yield "employer-not-bound", "/employer/binding", 'has(d.employer.binding) && d.employer.binding != "approved"'
    late = f'd.submitted_on < "{rivals.OPENS_ON}" || d.submitted_on > "{rivals.CLOSES_ON}"'
    yield "outside-round-dates", "/submitted_on", f"has(d.submitted_on) && ({late})"
    for track, other in (("professional", "技能"), ("skilled", "专业技术")):
        wrong = f'd.track == "{track}" && has(d.review_group) && d.review_group.contains("{other}")'
        yield "wrong-review-group", "/review_group", wrong
    for category in ("leader", "backup"):
        mine = f'd.category == "{category}"'
        early = _before(born, rivals.BORN_FROM[category])
        yield "born-too-early", "/applicant/birth_date", f"{mine} && has({born}) && {early}"
        for track, field, levels in (
            ("professional", "title_level", rivals.TITLES),
            ("skilled", "skill_level", rivals.SKILLS),
        ):
            low = f"has(d.applicant.{field}) && !(d.applicant.{field} in {_listed(levels[category])})"
            yield "title-too-low", f"/applicant/{field}", f'{mine} && d.track == "{track}" && {low}'
    yield (
        "backup-names-batch",
        "/former_batch",
        'd.category == "backup" && has(d.former_batch) && d.former_batch != "无"',
    )
    yield (
        "leader-without-batch",
        "/former_batch",
        'd.category == "leader" && has(d.former_batch) && d.former_batch == "无"',
    )


def _before(date: str, day: str) -> str:
    return f'{date} < "{day}" && !"{day}".startsWith({date})'


def _records() -> Iterator[Demand]:
    reversed_ = "has(r.start) && has(r.end) && r.end < r.start && !r.start.startsWith(r.end)"
    yield "reversed-dates", "/work_history/*/end", f"d.work_history.map(r, {reversed_})"
    for section in ("awards", "honours"):
        field = rivals.DATES[section]
        outside = f"has(r.{field}) && {_before(f'r.{field}', rivals.WINDOW)}"
        yield "outside-window", f"/{section}/*/{field}", f"d.{section}.map(r, {outside})"
    for section, field in rivals.DATES.items():
        future = f"has(r.{field}) && r.{field} > d.submitted_on"
        yield "date-in-future", f"/{section}/*/{field}", f"d.{section}.map(r, {future})"
    for section, fields in rivals.RECORD_FIELDS.items():
        yield "incomplete-record", f"/{section}/*/*", f"d.{section}.map(r, {_blank('r', fields)})"
    for kind, fields in rivals.FIELDS_OF_KIND.items():
        judged = f'has(r.kind) && r.kind == "{kind}" ? {_blank("r", fields)} : []'
        yield "incomplete-record", "/awards/*/*", f"d.awards.map(r, {judged})"
    yield "missing-rank", "/awards/*/rank", "d.awards.map(r, has(r.ranked) && r.ranked && !has(r.rank))"
    for section in ("awards", "publications", "projects"):
        impossible = "has(r.rank) && (r.rank < 1 || has(r.participants) && r.rank > r.participants)"
        yield "rank-exceeds-participants", f"/{section}/*/rank", f"d.{section}.map(r, {impossible})"
    for section, key in rivals.KEYS.items():
        yield "duplicate-record", f"/{section}/*", _repeated(f"d.{section}", key)
    for section in rivals.RECORD_SECTIONS:
        bare = "!has(r.attachments) || size(r.attachments) == 0"
        yield "record-without-proof", f"/{section}/*/attachments", f"d.{section}.map(r, {bare})"


def _repeated(section: str, key: Iterable[str]) -> str:
    filled = " && ".join(f"has(r.{field})" for field in key)
    same = " && ".join(f"has({section}[j].{field}) && {section}[j].{field} == r.{field}" for field in key)
    earlier = f"positions.exists(j, j < i && {same})"
    inside = f"positions.filter(i, i < size({section}))"
    return f"{inside}.map(i, cel.bind(r, {section}[i], {filled} && {earlier}))"


def _attachments() -> Iterator[Demand]:
    ids = "cel.bind(ids, d.attachments.map(a, a.id), {})"
    has_part = "d.attachments.exists(a, a.id in r.attachments && has(a.part) && a.part == p)"
    lacks = f'r.kind == "paper" && size(r.attachments) > 0 && !{_listed(rivals.PARTS)}.all(p, {has_part})'
    yield "publication-proof-incomplete", "/publications/*/attachments", f"d.publications.map(r, {lacks})"
    present = "d.attachments.exists(a, a.kind == k)"
    yield "missing-attachment", "/attachments", f"!{_listed(rivals.PAPERS)}.all(k, {present})"
    degree = 'has(d.applicant.degree) && !(d.applicant.degree in ["", "无"])'
    certificate = 'd.attachments.exists(a, a.kind == "degree-certificate")'
    yield "missing-attachment", "/attachments", f"{degree} && !{certificate}"
    for section in rivals.RECORD_SECTIONS:
        dangling = f"d.{section}.map(r, r.attachments.map(n, !(n in ids)))"
        yield "dangling-attachment", f"/{section}/*/attachments/*", ids.format(dangling)
    cited = " || ".join(f"d.{section}.exists(r, a.id in r.attachments)" for section in rivals.RECORD_SECTIONS)
    unreferenced = f"d.attachments.map(a, a.kind in {_listed(rivals.PROOFS)} && !({cited}))"
    yield "unreferenced-attachment", "/attachments/*", unreferenced


def rival() -> Rival:
    """Return the port: one compiled expression for each demand, evaluated over one activation."""
    environment = cel.NewEnv(
        variables={"d": cel.Type.DYN, "positions": cel.Type.List(cel.Type.INT)},
        extensions=[ext_strings.ExtStrings(), ext_bindings.ExtBindings()],
    )
    demands = [*_form(), *_person(), *_records(), *_attachments()]
    compiled = [(rule, pattern, environment.compile(text)) for rule, pattern, text in demands]
    native = frozenset(rule for rule, _, _ in demands) - _HELPED
    return Rival(
        named("CEL, C++", "cel-expr-python"), native, _HELPED, functools.partial(_findings, environment, compiled)
    )


def _findings(environment: Any, compiled: list[tuple[str, str, Any]], document: Document) -> set[Found]:
    longest = max(len(document[section]) for section in rivals.RECORD_SECTIONS)
    activation = environment.Activation({"d": document, "positions": list(range(longest))})
    found: set[Found] = set()
    for rule, pattern, expression in compiled:
        answer = expression.eval(activation)
        if answer.type() == cel.Type.ERROR:
            message = f"{rule}: {answer.plain_value()}"
            raise RuntimeError(message)
        found.update(placed(rule, pattern, answer.plain_value()))
    return found
