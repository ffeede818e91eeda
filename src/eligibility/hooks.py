"""The hooks: how rules, rulesets, inspectors and reporters reach the engine. Built-ins come through the same door.

A plugin is an installed package with an entry point in the group `eligibility`, one Python file, or a folder of
ruleset files. All of them are found here; nothing is imported before a checker, a command or a caller asks.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Protocol

import pluggy

from eligibility.errors import PluginError
from eligibility.measurement import Inspector, Measurement
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.report import Report
    from eligibility.rule import Rule

GROUP: Final = "eligibility"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@dataclass(frozen=True, slots=True)
class Judged:
    """One submission as a reporter gets it: its name, its declaration, the ruleset's title and the report."""

    name: str
    declaration: Declaration
    title: str
    report: Report


class Reporter(Protocol):
    """Turns reports into text or a page. `name` is what `--format` calls it."""

    name: str

    def render(self, judged: Iterable[Judged], *, language: str, width: int | None = None) -> Iterable[str]:
        """Yield the output piece by piece.

        `width` is that of the terminal the output is shown on, in columns; `None` means that it goes elsewhere.
        """
        ...


class Hooks:
    """The hook specifications. Each is called once, in the process that builds the plugins, before anything is judged."""

    @hookspec
    def register_rules(self) -> Sequence[type[Rule]]:
        """Return rule classes. Answers of all plugins add up; two rules of one name stop the program."""
        return ()

    @hookspec
    def register_rulesets(self) -> Sequence[Path]:
        """Return ruleset files or folders that hold them (`*.toml`, at any depth). Answers add up.

        Files are read when a ruleset is asked for; two of one name and round are then refused.
        """
        return ()

    @hookspec
    def register_inspectors(self) -> Sequence[Inspector]:
        """Return inspectors, one for each type of measurement; two for one type stop the program.

        The objects are used from several threads and, later, in worker processes: they must be picklable.
        """
        return ()

    @hookspec
    def register_reporters(self) -> Sequence[Reporter]:
        """Return reporters for `check --format`. Answers add up; two of one name stop the program."""
        return ()


@dataclass(frozen=True)
class Plugins:
    """What all plugins together offer, by name."""

    rules: Mapping[str, type[Rule]]
    rulesets: tuple[Path, ...]
    inspectors: Mapping[type[Measurement], Inspector]
    reporters: Mapping[str, Reporter]


@functools.cache
def load_plugins(extra: tuple[str, ...] = ()) -> Plugins:
    """Find and load all plugins: built-in and installed ones by entry point, then `extra` files and folders.

    Raises `PluginError` when one can't be imported, implements an unknown hook or offers a name that is taken.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    try:
        manager.load_setuptools_entrypoints(GROUP)
    except Exception as error:
        raise PluginError(N_("An installed plugin can't be loaded: {error}"), error=_named(error)) from error
    for source in extra:
        plugin = _plugin_from(source)
        manager.register(plugin, name=source)
        if not manager.get_hookcallers(plugin):
            raise PluginError(N_("{source}: it implements no hook; mark its register functions with hookimpl."), source=source)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(N_("A plugin implements a hook that does not exist: {error}"), error=error) from error
    return Plugins(
        rules=_by_name(manager.hook.register_rules, lambda rule: rule.name),
        rulesets=tuple(Path(path) for answer in manager.hook.register_rulesets() for path in answer),
        inspectors=_by_name(manager.hook.register_inspectors, lambda inspector: inspector.measures),
        reporters=_by_name(manager.hook.register_reporters, lambda reporter: reporter.name),
    )


def _by_name(hook: Any, key: Callable[[Any], Any]) -> Mapping[Any, Any]:
    found: dict[Any, Any] = {}
    for implementation in hook.get_hookimpls():
        try:
            answer = implementation.function()
            named = [(key(item), item) for item in answer]
        except Exception as error:
            raise PluginError(
                N_("Plugin {plugin}: its answer to {hook} can't be used: {error}"),
                plugin=implementation.plugin_name,
                hook=hook.name,
                error=_named(error),
            ) from error
        for name, item in named:
            if name in found:
                raise PluginError(
                    N_("Plugin {plugin}, {hook}: the name {name} is already taken; rename one of the two."),
                    plugin=implementation.plugin_name,
                    hook=hook.name,
                    name=name,
                )
            found[name] = item
    return MappingProxyType(found)


def _plugin_from(source: str) -> object:
    """Load a plugin named on the command line: a folder of rulesets or a Python file."""
    path = Path(source)
    if path.is_dir():
        return SimpleNamespace(register_rulesets=hookimpl(lambda: [path]))
    if path.suffix != ".py" or not path.is_file():
        raise PluginError(
            N_("{source}: not a plugin; expected a Python file (.py) or a folder of ruleset files (.toml)."), source=source
        )
    name = path.stem
    loaded = sys.modules.get(name)
    if loaded is not None:
        if Path(getattr(loaded, "__file__", None) or "").resolve() == path.resolve():
            return loaded
        raise PluginError(N_("{source}: a module named {name} is already loaded; rename the file."), source=source, name=name)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PluginError(N_("{source}: not a Python file."), source=source)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, Exception | SystemExit):
            raise PluginError(N_("{source}: can't be loaded: {error}"), source=source, error=_named(error)) from error
        raise
    return module


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
