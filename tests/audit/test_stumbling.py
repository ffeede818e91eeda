"""Plugin rules across submissions that crash or never end: nobody is told that nothing was found, and the audit goes on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.conftest import lines
from tests.small_rulesets import ruleset_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.conftest import Auditing

PLUGIN = """
    from eligibility import hookimpl
    from eligibility.across import AcrossRule, Trace

    class Base(AcrossRule):
        reads = ("/id",)
        message = "Something is wrong."
        remedy = "Put it right."

        def traces(self, declaration, context):
            yield Trace(keys=("all",), at="/id")

        def compare(self, group):
            yield 0, self.finding("/id")

    class Sound(Base):
        '''Finds something.'''
        name = "sound"

    class CrashesAlike(Base):
        '''Crashes over the question what is alike.'''
        name = "crashes-alike"

        def alike(self, one, other):
            raise ValueError("secret")

    class CrashesLater(Base):
        '''Crashes once it has found something.'''
        name = "crashes-later"

        def compare(self, group):
            yield 0, self.finding("/id")
            raise ValueError("secret")

    class FindsElsewhere(Base):
        '''Finds something in a submission that is not there.'''
        name = "finds-elsewhere"

        def compare(self, group):
            yield 99, self.finding("/id")

    class NeverEnds(Base):
        '''Never ends.'''
        name = "never-ends"

        def compare(self, group):
            while True:
                pass

    class FindsNoText(Base):
        '''Finds something at a place that is no text.'''
        name = "finds-no-text"

        def compare(self, group):
            yield 0, self.finding("/id", attachment=chr(0xD800))

    class LooksNowhere(Base):
        '''Asks to look at pages of what is no attachment.'''
        name = "looks-nowhere"
        looks = True

        def traces(self, declaration, context):
            yield Trace(keys=("all",), at="/id", values={"page": 1})

    class FindsForEver(Base):
        '''Never stops finding something.'''
        name = "finds-for-ever"

        def compare(self, group):
            while True:
                yield 0, self.finding("/id")

    @hookimpl
    def register_rules():
        return [Sound, CrashesAlike, CrashesLater, FindsElsewhere, NeverEnds, FindsNoText, LooksNowhere, FindsForEver]
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the plugin's file."""
    path = tmp_path_factory.mktemp("plugin") / "stumbling.py"
    path.write_text(textwrap.dedent(PLUGIN), encoding="utf-8")
    return path


@pytest.fixture
def plugged(plugin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a way to audit by some of the plugin's rules, which are interrupted a little earlier than is usual."""
    monkeypatch.setattr("eligibility.checker.RULE_SECONDS", 0.5)

    def setting(*rules: str) -> dict[str, Any]:
        ruleset = tmp_path / "test.toml"
        ruleset.write_text(ruleset_of(*rules), encoding="utf-8")
        return {"ruleset": str(ruleset), "plugins": (str(plugin),)}

    return setting


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("crashes-alike", "The rule crashed (ValueError)"),
        ("crashes-later", "The rule crashed (ValueError)"),
        ("finds-elsewhere", "The rule crashed (IndexError)"),
        ("finds-no-text", "The rule crashed (UnicodeEncodeError)"),
        ("looks-nowhere", "The rule crashed (ValueError)"),
        ("never-ends", "The rule took longer than 0.5 s"),
        ("finds-for-ever", "More than"),
    ],
)
def test_a_rule_that_stumbles_over_the_comparing_can_not_tell(
    audited: Auditing, plugged: Any, tmp_path: Path, rule: str, reason: str
) -> None:
    """Every submission it was to compare is undetermined and says why; what other rules find stands, and the audit ends."""
    audited(tmp_path / "out", **plugged(rule, "sound"))
    told = lines(tmp_path / "out")
    assert len(told) == 5
    for number, line in enumerate(told):
        stumbled, sound = line["report"]["results"]
        assert (stumbled["outcome"], stumbled["findings"], stumbled["owner"]) == ("cant-tell", [], "operator")
        assert stumbled["reason"].startswith(reason)
        assert "secret" not in stumbled["reason"]
        assert len(sound["findings"]) == (number == 0)
        assert line["report"]["verdict"] == ("ineligible" if number == 0 else "undetermined")
        assert line["report"]["complete"] is False
