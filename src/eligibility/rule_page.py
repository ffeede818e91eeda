"""The page of a rule, as Markdown: what it finds, its parameters, where it is used, and its examples.

Everything comes from one place each: words from the class's docstring, parameters from its JSON Schema, sources and
values from the rulesets, examples from its case file.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from eligibility.report import Outcome
from eligibility.rule import summary_of
from eligibility.ruleset import read_ruleset, ruleset_files
from eligibility.shipped import shipped
from eligibility.testing import Case, read_cases
from eligibility.wording import N_, printable, say, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eligibility.hooks import Plugins
    from eligibility.rule import Rule
    from eligibility.ruleset import Entry, Ruleset, When

HEADINGS: Final = (N_("Applicability"), N_("Expectation"), N_("Assumptions"), N_("Remedy"))
"""The sections of a rule's docstring."""

AREAS: Final[Mapping[str, str]] = {
    "form": N_("form"),
    "identity": N_("identity"),
    "standing": N_("standing"),
    "criteria": N_("criteria"),
    "batch": N_("former batch"),
    "history": N_("work history"),
    "window": N_("window of time"),
    "records": N_("records"),
    "attachments": N_("attachments"),
    "images": N_("images"),
    "evidence": N_("evidence"),
    "across": N_("across submissions"),
}
"""The subjects of the built-in rules: the folders they lie in, in the form's order."""

_BUILT_IN: Final = "eligibility.rules."

_EXAMPLES: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: N_("Passed"),
    Outcome.FAILED: N_("Failed"),
    Outcome.INAPPLICABLE: N_("Inapplicable"),
    Outcome.CANT_TELL: N_("Can't tell"),
}

_NONE_OF_ITS_OWN: Final[Mapping[Outcome, str]] = {
    Outcome.INAPPLICABLE: N_(
        "The rule judges every declaration; it is inapplicable only to the categories and tracks its entry leaves out."
    ),
    Outcome.CANT_TELL: N_(
        "The rule always knows; the engine can't tell when the category or track its entry asks for is not filled in, "
        "or when the rule crashes."
    ),
}
"""Why a rule has no example of an outcome."""


def page(rule: type[Rule], plugins: Plugins, language: str, cases: Iterable[Case]) -> str:
    """Return the page of a rule; `cases` are its examples."""
    return printable("\n".join(_Page(rule, language).lines(known_rulesets(plugins), cases)))


def index(plugins: Plugins, language: str) -> str:
    """Return the page that leads to all rules' pages."""
    lines = [
        f"# {say(N_('Rules'), language)}",
        "",
        say(N_("Each rule is named after the defect it finds."), language),
        "",
    ]
    for area, rules in by_area(plugins.rules.values()).items():
        lines += [f"## {say(AREAS.get(area, area), language)}", ""]
        lines += [f"- [{rule.name}]({rule.name}.md): {summary_of(rule, language)}" for rule in rules]
        lines.append("")
    return printable("\n".join(lines))


def known_rulesets(plugins: Plugins) -> list[Ruleset]:
    """Return all rulesets of all plugins; raise `RulesetError` when one is refused."""
    return [read_ruleset(path, plugins) for path in ruleset_files(plugins)]


def cases_of(rule: type[Rule], plugins: Plugins) -> Sequence[Case]:
    """Return the cases of a built-in rule; other rules' case files do not come with this package."""
    found = sorted(shipped("cases").rglob(f"{rule.name}.toml")) if rule.__module__.startswith(_BUILT_IN) else []
    return [case for path in found for case in read_cases(path, plugins).cases]


def sections(rule: type[Rule]) -> dict[str, list[str]]:
    """Return the paragraphs of the docstring by heading, each paragraph on one line; the summary has the heading ""."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for paragraph in _docstring(rule):
        if paragraph.startswith("## "):
            heading = paragraph.removeprefix("## ")
            found[heading] = []
        else:
            found[heading].append(paragraph)
    return found


def _docstring(rule: type[Rule]) -> list[str]:
    """Split the docstring into headings and paragraphs, each on one line."""
    text = inspect.cleandoc(rule.__doc__ or "")
    lines = [f"\n{line}\n" if line.startswith("## ") else line for line in text.splitlines()]
    return [" ".join(paragraph.split()) for paragraph in "\n".join(lines).split("\n\n") if paragraph.strip()]


def by_area(rules: Iterable[type[Rule]]) -> dict[str, list[type[Rule]]]:
    """Group rules by subject, in the form's order and by name; a plugin's rules are grouped under its package."""
    order = list(AREAS)
    groups: dict[str, list[type[Rule]]] = {}
    for rule in sorted(rules, key=lambda rule: rule.name):
        groups.setdefault(_area(rule), []).append(rule)
    return dict(sorted(groups.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def _area(rule: type[Rule]) -> str:
    own = rule.__module__.startswith(_BUILT_IN)
    return rule.__module__.removeprefix(_BUILT_IN).partition(".")[0] if own else rule.domain()


# --- values in words --------------------------------------------------------------------------------------------------


def who(when: When, language: str) -> str:
    """Return to whom an entry applies."""
    codes = [code for code in (when.category, when.track) if code is not None]
    separator = "、" if language == "zh" else ", "
    return separator.join(term(code, language) for code in codes) or say(N_("everybody"), language)


def values(given: BaseModel) -> dict[str, str]:
    """Return the values that an entry gives its rule, or a table in it its keys, as a ruleset writes them."""
    return {name: written(getattr(given, name)) for name in type(given).model_fields if name in given.model_fields_set}


def written(value: object) -> str:
    """Return a value in the spelling of a ruleset file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | int | float):
        return str(value)
    if isinstance(value, BaseModel):
        return f"{{ {', '.join(f'{key} = {item}' for key, item in values(value).items())} }}"
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key} = {written(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, Collection) and not isinstance(value, str):
        items = [written(item) for item in value]
        return f"[{', '.join(sorted(items) if isinstance(value, frozenset) else items)}]"
    return "–" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- the page ---------------------------------------------------------------------------------------------------------


class _Page:
    """One rule's page in one language."""

    def __init__(self, rule: type[Rule], language: str) -> None:
        self.rule = rule
        self.language = language
        self.schema = rule.model_json_schema()

    def lines(self, rulesets: Iterable[Ruleset], cases: Iterable[Case]) -> Iterator[str]:
        yield from (f"# {self.rule.name}", "")
        for heading, paragraphs in sections(self.rule).items():
            if heading:
                yield from (f"## {self._own(heading)}", "")
            for paragraph in paragraphs:
                yield from (self._own(paragraph), "")
        yield from self._parameters()
        yield from self._uses(rulesets)
        yield from self._examples(list(cases))

    def _say(self, template: str, **more: object) -> str:
        return say(template, self.language, more)

    def _own(self, text: str) -> str:
        """Return the rule's own words, or one of the headings that all rules share."""
        return self._say(text) if text in HEADINGS else say(text, self.language, domain=self.rule.domain())

    def _parameters(self) -> Iterator[str]:
        yield from (f"## {self._say(N_('Parameters'))}", "")
        properties = self.schema.get("properties", {})
        if not properties:
            yield from (self._say(N_("None.")), "")
            return
        fields = self.rule.model_fields
        defaults = {
            name: field.get_default(call_default_factory=True, validated_data={}) for name, field in fields.items()
        }
        yield from self._keys(self.schema, defaults)
        for name, schema in self.schema.get("$defs", {}).items():
            if "properties" in schema:
                yield from (f"### {self._say(N_('Table {name}'), name=_code(name))}", "")
                yield from self._keys(schema, {key: one.get("default") for key, one in schema["properties"].items()})

    def _keys(self, schema: Mapping[str, Any], defaults: Mapping[str, object]) -> Iterator[str]:
        """Yield the table of the keys of one object, with their defaults."""
        yield from self._table_head(N_("Name"), N_("Type"), N_("Default"), N_("Meaning"))
        required = schema.get("required", [])
        for name, one in schema["properties"].items():
            default = self._say(N_("required")) if name in required else _code(written(defaults[name]))
            yield _row(_code(name), self._type(one), default, self._own(one.get("description", "")))
        yield ""

    def _uses(self, rulesets: Iterable[Ruleset]) -> Iterator[str]:
        yield from (f"## {self._say(N_('Used in'))}", "")
        uses = [(ruleset, entry) for ruleset in rulesets for entry in ruleset.entries if type(entry.rule) is self.rule]
        if not uses:
            yield from (self._say(N_("No known ruleset uses this rule.")), "")
            return
        yield from self._table_head(N_("Ruleset"), N_("For"), N_("Values"), N_("Severity"), N_("Source"), N_("Basis"))
        for ruleset, entry in uses:
            yield self._use(ruleset, entry)
        yield ""

    def _use(self, ruleset: Ruleset, entry: Entry) -> str:
        return _row(
            ruleset.full_name,
            who(entry.when, self.language),
            "<br>".join(_code(f"{name} = {value}") for name, value in values(entry.rule).items()),
            term(entry.severity, self.language),
            _escaped(entry.source.in_words(self.language)),
            term(entry.source.basis, self.language),
        )

    def _examples(self, cases: Sequence[Case]) -> Iterator[str]:
        if not cases:
            return
        yield from (f"## {self._say(N_('Examples'))}", "")
        yield from (self._say(N_("These are the names of the cases in the rule's case file, which is in English.")), "")
        for outcome, heading in _EXAMPLES.items():
            names = [case.name for case in cases if case.outcome is outcome]
            if names or outcome in _NONE_OF_ITS_OWN:
                yield from (f"### {self._say(heading)}", "")
                yield from (f"- {_escaped(name)}" for name in names)
                yield from () if names else (self._say(_NONE_OF_ITS_OWN[outcome]),)
                yield ""

    def _table_head(self, *columns: str) -> Iterator[str]:
        yield _row(*map(self._say, columns))
        yield _row(*("---" for _ in columns))

    # --- types in words ---

    def _type(self, schema: Mapping[str, Any]) -> str:
        """Return the type of a parameter, in words."""
        if "$ref" in schema:
            return self._type(self.schema["$defs"][schema["$ref"].rpartition("/")[2]])
        alternatives = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        if alternatives:
            return self._say(N_(" or ")).join(map(self._type, alternatives))
        if "enum" in schema or "const" in schema:
            known = schema.get("enum") or [schema.get("const")]
            return self._say(N_("one of {values}"), values=[_code(str(value)) for value in known])
        known = [name for name in (schema.get("format"), schema.get("type")) if name in _TYPES]
        return self._composed(schema) or self._say(_TYPES[known[0] if known else ""]) + _limits(schema)

    def _composed(self, schema: Mapping[str, Any]) -> str | None:
        """Return the type of a list or a table, in words."""
        if schema.get("type") == "array":
            return self._say(N_("list: {item}"), item=self._type(schema.get("items", {})))
        if "properties" in schema:
            return self._say(N_("table {name}"), name=_code(schema["title"]))
        if schema.get("type") == "object":
            key = self._type({"type": "string", **schema.get("propertyNames", {})})
            item = self._type(schema.get("additionalProperties") or {})
            return self._say(N_("table: {key} → {item}"), key=key, item=item)
        return None


_TYPES: Final[Mapping[str, str]] = {
    "": N_("anything"),
    "string": N_("text"),
    "integer": N_("whole number"),
    "number": N_("number"),
    "boolean": N_("true or false"),
    "date": N_("date"),
}


def _limits(schema: Mapping[str, Any]) -> str:
    signs = {"minimum": "≥", "maximum": "≤"}
    limits = ", ".join([f"{sign} {schema[key]}" for key, sign in signs.items() if key in schema])
    return f" ({limits})" if limits else ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    escaped = text.replace("|", "\\|")
    return f"`{escaped}`" if "`" not in text else _escaped(text)


def _escaped(text: str) -> str:
    """Return `text` so that Markdown shows it as it is, in a table too."""
    for char in "\\`*_[]<>|":
        text = text.replace(char, f"\\{char}")
    return " ".join(text.split())
