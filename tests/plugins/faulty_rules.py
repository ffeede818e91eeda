"""A plugin whose rules and inspectors fail in every way a rule or an inspector can fail."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from eligibility import CantTell, Context, Declaration, Exhibit, Inspector, Measurement, Rule, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.rule import Found


def crash(error: BaseException) -> Found:
    """Raise."""
    raise error


class Faulty(Rule):
    """The base of all rules here: they are about the whole form and have the same words."""

    reads: ClassVar[tuple[str | type[Measurement], ...]] = ("",)
    message: ClassVar[str] = "Something is wrong."
    remedy: ClassVar[str] = "Put it right."


class Passing(Faulty):
    """A rule without a fault that finds nothing."""

    name: ClassVar[str] = "passing"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield nothing."""
        yield from ()


class Failing(Faulty):
    """A rule without a fault that always finds something."""

    name: ClassVar[str] = "failing"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding."""
        yield self.finding("/remarks")


class RaisesAtOnce(Faulty):
    """A rule that crashes and repeats the applicant's data in its error."""

    name: ClassVar[str] = "raises-at-once"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Raise before anything is yielded."""
        yield from crash(ValueError(repr(declaration.applicant)))


class EndsTheProgram(Faulty):
    """A rule that ends the program it runs in, and says that all is well."""

    name: ClassVar[str] = "ends-the-program"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Exit."""
        yield from crash(SystemExit(0))


class EndsTheProgramInApplies(Faulty):
    """A rule that does so when it is asked whether it applies."""

    name: ClassVar[str] = "ends-the-program-in-applies"

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Exit."""
        raise SystemExit(0)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield nothing."""
        yield from ()


class EndsItsGenerator(Faulty):
    """A rule that finds something and then pretends that nobody wants more."""

    name: ClassVar[str] = "ends-its-generator"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding and stop as a closed generator does."""
        yield self.finding("/remarks")
        yield from crash(GeneratorExit())


class RaisesBeforeItsGenerator(Faulty):
    """A rule whose `check` is no generator and crashes when it is called."""

    name: ClassVar[str] = "raises-before-its-generator"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Raise at the call."""
        raise KeyError(declaration.applicant.name)


class RaisesAfterFinding(Faulty):
    """A rule that finds something and then crashes."""

    name: ClassVar[str] = "raises-after-finding"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding, then raise."""
        yield self.finding("/remarks")
        yield from crash(ZeroDivisionError(declaration.applicant.id_number))


class YieldsRubbish(Faulty):
    """A rule that yields what no rule may yield."""

    name: ClassVar[str] = "yields-rubbish"

    def check(self, declaration: Declaration, context: Context) -> Iterator[Any]:
        """Yield a text, a number and nothing."""
        yield from (declaration.applicant.id_number, 7, None)


class YieldsRubbishAndFinding(Faulty):
    """A rule that yields a finding among rubbish."""

    name: ClassVar[str] = "yields-rubbish-and-finding"

    def check(self, declaration: Declaration, context: Context) -> Iterator[Any]:
        """Yield rubbish, a finding and rubbish."""
        yield True
        yield self.finding("/remarks")
        yield ValueError(declaration.applicant.name)


class YieldsEndlessly(Faulty):
    """A rule that never stops finding something."""

    name: ClassVar[str] = "yields-endlessly"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield findings for ever."""
        while True:
            yield self.finding("/remarks")


class YieldsRubbishEndlessly(Faulty):
    """A rule that never stops yielding rubbish."""

    name: ClassVar[str] = "yields-rubbish-endlessly"

    def check(self, declaration: Declaration, context: Context) -> Iterator[Any]:
        """Yield numbers for ever."""
        while True:
            yield 0


class ReturnsNothing(Faulty):
    """A rule that forgets to yield at all, so that its `check` returns `None`."""

    name: ClassVar[str] = "returns-nothing"

    def check(self, declaration: Declaration, context: Context) -> Any:
        """Return nothing."""


class ReturnsFinding(Faulty):
    """A rule that returns a finding instead of yielding it."""

    name: ClassVar[str] = "returns-finding"

    def check(self, declaration: Declaration, context: Context) -> Any:
        """Return a finding."""
        return self.finding("/remarks")


class Recurses(Faulty):
    """A rule that calls itself without an end."""

    name: ClassVar[str] = "recurses"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Recurse until Python stops it."""
        yield from self.check(declaration, context)


class RunsOutOfMemory(Faulty):
    """A rule that asks for more memory than there is."""

    name: ClassVar[str] = "runs-out-of-memory"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Raise what Python raises then."""
        yield from crash(MemoryError())


class StopsTheIteration(Faulty):
    """A rule in which an exhausted iterator raises where nobody expects it."""

    name: ClassVar[str] = "stops-the-iteration"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Ask an empty list for its next item."""
        yield self.finding("/remarks", seen=next(iter(declaration.awards)).name)


class NeverEnds(Faulty):
    """A rule that neither yields nor ends, and takes every exception for its own."""

    name: ClassVar[str] = "never-ends"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Loop for ever."""
        while True:
            with contextlib.suppress(Exception):
                int(declaration.applicant.name or "")


class FindsAndNeverEnds(Faulty):
    """A rule that finds something and then never ends."""

    name: ClassVar[str] = "finds-and-never-ends"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding, then loop for ever."""
        yield self.finding("/remarks")
        while True:
            pass


class NeverEndsInApplies(Passing):
    """A rule that never knows whether it applies."""

    name: ClassVar[str] = "never-ends-in-applies"

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Loop for ever."""
        while True:
            pass


class GivesUp(Faulty):
    """A rule that says itself that it can't tell."""

    name: ClassVar[str] = "gives-up"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Raise the doubt."""
        yield from crash(CantTell("The policy does not say.", "policy", "/remarks"))


class DoubtsAndFinds(Faulty):
    """A rule that can't judge one place and finds a defect at another."""

    name: ClassVar[str] = "doubts-and-finds"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a doubt and a finding."""
        yield CantTell("Nobody can read this.", "applicant", "/contributions")
        yield self.finding("/remarks")


class CrashesInApplies(Faulty):
    """A rule that crashes before it knows whether it applies."""

    name: ClassVar[str] = "crashes-in-applies"

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Raise."""
        raise AttributeError(declaration.applicant.name)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield nothing."""
        yield from ()


class DoubtsInApplies(Faulty):
    """A rule that can't tell whether it applies."""

    name: ClassVar[str] = "doubts-in-applies"

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Ask for a date; without one nobody can tell."""
        return context.today().year > 0

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield nothing."""
        yield from ()


@dataclass(frozen=True)
class Weight(Measurement):
    """What an inspector that crashes would measure."""


@dataclass(frozen=True)
class Smell(Measurement):
    """What nobody measures."""


@dataclass(frozen=True)
class Taste(Measurement):
    """What an inspector that answers rubbish would measure."""


@dataclass(frozen=True)
class Sound(Measurement):
    """What an inspector measures that finds nothing wrong with any file."""


class NeedsWeight(Faulty):
    """A rule whose inspector crashes."""

    name: ClassVar[str] = "needs-weight"
    reads: ClassVar[tuple[str | type[Measurement], ...]] = (Weight,)
    kind: ClassVar[type[Measurement]] = Weight

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a doubt for each attachment that was not measured."""
        context.measurements(self.kind)
        yield from context.unmeasured(self.kind).values()


class NeedsSmell(NeedsWeight):
    """A rule without an inspector."""

    name: ClassVar[str] = "needs-smell"
    reads: ClassVar[tuple[str | type[Measurement], ...]] = (Smell,)
    kind: ClassVar[type[Measurement]] = Smell


class NeedsTaste(NeedsWeight):
    """A rule whose inspector answers rubbish."""

    name: ClassVar[str] = "needs-taste"
    reads: ClassVar[tuple[str | type[Measurement], ...]] = (Taste,)
    kind: ClassVar[type[Measurement]] = Taste


class NeedsSound(NeedsWeight):
    """A rule whose inspector measures every file."""

    name: ClassVar[str] = "needs-sound"
    reads: ClassVar[tuple[str | type[Measurement], ...]] = (Sound,)
    kind: ClassVar[type[Measurement]] = Sound


class TakesWhatItGets(NeedsWeight):
    """A rule that does not ask whether everything was measured, and crashes over what was not."""

    name: ClassVar[str] = "takes-what-it-gets"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Read a measurement as if it were always there."""
        for measured in context.measurements(self.kind):
            if measured.size == 0:  # type: ignore[union-attr]  # that is the fault
                yield self.finding("/attachments")


class Crashing:
    """An inspector that crashes over every file and repeats what is in it."""

    name: ClassVar[str] = "weight"
    version: ClassVar[str] = "1"
    measures: ClassVar[type[Measurement]] = Weight

    def inspect(self, exhibit: Exhibit) -> Measurement:
        """Raise."""
        raise ValueError(exhibit.data)


class Rubbish(Crashing):
    """An inspector that answers what is no measurement."""

    name: ClassVar[str] = "taste"
    measures: ClassVar[type[Measurement]] = Taste

    def inspect(self, exhibit: Exhibit) -> Any:
        """Return the file's content."""
        return exhibit.data


class Contented(Crashing):
    """An inspector that measures every file it is given."""

    name: ClassVar[str] = "sound"
    measures: ClassVar[type[Measurement]] = Sound

    def inspect(self, exhibit: Exhibit) -> Measurement:
        """Measure nothing."""
        return Sound()


@hookimpl
def register_rules() -> Sequence[type[Rule]]:
    """Return all rules."""
    return (
        *(EndsTheProgram, EndsTheProgramInApplies, EndsItsGenerator),
        *(Passing, Failing, RaisesAtOnce, RaisesBeforeItsGenerator, RaisesAfterFinding, YieldsRubbish),
        *(YieldsRubbishAndFinding, YieldsEndlessly, YieldsRubbishEndlessly, ReturnsNothing, ReturnsFinding, Recurses),
        *(RunsOutOfMemory, StopsTheIteration, GivesUp, DoubtsAndFinds, CrashesInApplies, DoubtsInApplies),
        *(NeverEnds, FindsAndNeverEnds, NeverEndsInApplies),
        *(NeedsWeight, NeedsSmell, NeedsTaste, NeedsSound, TakesWhatItGets),
    )


@hookimpl
def register_inspectors() -> Sequence[Inspector]:
    """Return all inspectors; there is none for smell."""
    return (Crashing(), Rubbish(), Contented())
