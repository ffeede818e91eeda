"""The hooks: how rules, rulesets, inspectors and reporters reach the engine. Built-ins come through the same door.

A plugin is an installed package with an entry point in the group `eligibility`, one Python file, or a folder of
ruleset files. All of them are found here; nothing is imported before a checker, a command or a caller asks.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Protocol

import pluggy

from eligibility.errors import CRASHES, PluginError
from eligibility.measurement import Inspector, Measurement, Picture
from eligibility.offers import Faults, faults_of_inspector, faults_of_path, faults_of_reporter, faults_of_rule
from eligibility.problems import Problem, nearest
from eligibility.ruleset_text import files_in
from eligibility.wording import N_, clip

if TYPE_CHECKING:
    from eligibility.declaration import Attachment, Declaration
    from eligibility.report import Report
    from eligibility.rule import Rule

GROUP: Final = "eligibility"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Show(Protocol):
    """Decodes a page when a reporter asks for it; done by a worker process, because the file is a stranger's."""

    def __call__(self, attachment: Attachment, page: int, longest: int) -> Picture | None:
        """Return page `page` (from 1), neither side longer than `longest` pixels; nothing if it can't be shown."""
        ...


def _show_nothing(attachment: Attachment, page: int, longest: int) -> None:
    del attachment, page, longest


@dataclass(frozen=True, slots=True)
class Judged:
    """One submission as a reporter gets it: its name, its declaration, the ruleset's title and the report.

    `show` gives pictures of its attachments.
    """

    name: str
    declaration: Declaration
    title: str
    report: Report
    show: Show = _show_nothing


class Reporter(Protocol):
    """Turns reports into text or a page."""

    @property
    def name(self) -> str:
        """What `--format` calls it."""
        ...

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
        """Return inspectors, one for each type of measurement; two for one type, or of one name, stop the program.

        That of `FileFacts` looks on in this process. All others do so in worker processes, which load the same plugins
        themselves: an inspector shares nothing with this process but the code, and is given one file after the other.
        It may take its time and may fail. Its `version` is asked for here.
        """
        return ()

    @hookspec
    def register_reporters(self) -> Sequence[Reporter]:
        """Return reporters for `check --format`. Answers add up; two of one name stop the program."""
        return ()


@dataclass(frozen=True)
class Plugins:
    """What all plugins together offer, by name, and the files and folders that were loaded besides the installed ones.

    `versions` are those of the installed packages by name, and the SHA-256 of Python files by theirs, as this process has
    loaded them: whatever becomes of them later, it goes on with those.
    """

    rules: Mapping[str, type[Rule]]
    rulesets: tuple[Path, ...]
    inspectors: Mapping[type[Measurement], Inspector]
    reporters: Mapping[str, Reporter]
    sources: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict, repr=False)


_LOADED: Final[dict[str, str]] = {}
"""The versions of all that this process has loaded; Python loads nothing twice."""


@functools.cache
def load_plugins(extra: tuple[str, ...] = ()) -> Plugins:
    """Find and load all plugins: built-in and installed ones by entry point, then `extra` files and folders.

    Raises `PluginError`, naming the plugin, when one can't be imported, implements an unknown hook or none at all,
    offers a name that is taken, or offers something that is not what the hook asks for.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    used = []
    for entry in importlib.metadata.entry_points(group=GROUP):
        _register(manager, entry.name, _loaded(entry))
        package = entry.dist.metadata if entry.dist else {"Name": entry.value, "Version": ""}
        used.append(package["Name"])
        _LOADED.setdefault(package["Name"], package["Version"])
    for source in dict.fromkeys(extra):
        _register(manager, source, _plugin_from(source))
        used += [] if Path(source).is_dir() else [Path(source).name]
    return Plugins(
        rules=_by_key(manager.hook.register_rules, "name", faults_of_rule),
        rulesets=tuple(Path(path) for _, path in _answers(manager.hook.register_rulesets, faults_of_path)),
        inspectors=_by_key(manager.hook.register_inspectors, "measures", faults_of_inspector, also="name"),
        reporters=_by_key(manager.hook.register_reporters, "name", faults_of_reporter),
        sources=tuple(str(Path(source).absolute()) for source in dict.fromkeys(extra)),
        versions=MappingProxyType({name: _LOADED[name] for name in used}),
    )


def _register(manager: pluggy.PluginManager, name: str, plugin: object) -> None:
    if manager.is_registered(plugin):
        return
    try:
        manager.register(plugin, name=name)
    except pluggy.PluginValidationError as error:
        cause = str(error).splitlines()[-1]
        raise PluginError(
            N_("Plugin {plugin}: a register function takes no arguments: {cause}"), plugin=name, cause=cause
        ) from error
    except ValueError as error:
        raise PluginError(
            N_("Plugin {plugin}: another plugin has this name; rename one of the two."), plugin=name
        ) from error
    callers = manager.get_hookcallers(plugin)
    if not callers:
        raise PluginError(
            N_("Plugin {plugin}: it implements no hook; mark its register functions with hookimpl."), plugin=name
        )
    known = [hook for hook in vars(Hooks) if hook.startswith("register_")]
    for caller in callers:
        if caller.name not in known:
            problem = Problem(
                N_("there is no hook named {name}"), values={"name": caller.name}, hint=nearest(caller.name, known)
            )
            raise PluginError(N_("Plugin {plugin} can't be used."), [problem], plugin=name)


def _answers(hook: Any, faults: Callable[[Any], Faults]) -> Iterator[tuple[str, Any]]:
    """Yield plugin and item for everything that all plugins answer to a hook; raise `PluginError` at a faulty one."""
    for implementation in hook.get_hookimpls():
        plugin = implementation.plugin_name
        try:
            answer = implementation.function()
            problems = [Problem(N_("the answer must be a list, not text"))] if isinstance(answer, str) else []
            items = list(answer)
            for item in [] if problems else items:
                problems += [Problem(cause, _called(item), values) for cause, values in faults(item)]
        except CRASHES as error:
            problems = [Problem("{error}", values={"error": _named(error)})]
            raise _unusable(plugin, hook.name, problems) from error
        if problems:
            raise _unusable(plugin, hook.name, problems)
        yield from ((plugin, item) for item in items)


def _by_key(hook: Any, key: str, faults: Callable[[Any], Faults], also: str | None = None) -> Mapping[Any, Any]:
    """Return all answers by `key`, of which each must have its own, as of the attribute `also`."""
    found: dict[Any, Any] = {}
    owners: dict[tuple[str, Any], str] = {}
    for plugin, item in _answers(hook, faults):
        names = dict.fromkeys([(key, getattr(item, key)), (also or key, getattr(item, also or key))], plugin)
        for taken in owners.keys() & names.keys():
            cause = N_("the name is already taken by plugin {owner}; rename one of the two")
            called = str(getattr(taken[1], "__name__", taken[1]))
            raise _unusable(plugin, hook.name, [Problem(cause, called, {"owner": owners[taken]})])
        owners |= names
        found[getattr(item, key)] = item
    return MappingProxyType(found)


def _unusable(plugin: str, hook: str, problems: Sequence[Problem]) -> PluginError:
    return PluginError(N_("Plugin {plugin}: its answer to {hook} can't be used."), problems, plugin=plugin, hook=hook)


def _called(item: object) -> str:
    return clip(getattr(item, "__qualname__", None) or repr(item))


def _loaded(entry: importlib.metadata.EntryPoint) -> object:
    try:
        return entry.load()
    except CRASHES as error:
        package = entry.dist.name if entry.dist else entry.value
        raise PluginError(
            N_("Plugin {plugin} of the package {package} can't be loaded: {error}"),
            plugin=entry.name,
            package=package,
            error=_named(error),
        ) from error


def _plugin_from(source: str) -> object:
    """Load a plugin named on the command line: a folder of rulesets or a Python file."""
    path = Path(source)
    if path.is_dir():
        if not files_in(path):
            raise PluginError(
                N_("{source}: no ruleset stands in this folder; a ruleset is a file whose name ends in .toml."),
                source=source,
            )
        return SimpleNamespace(register_rulesets=hookimpl(lambda: [path]))
    if path.suffix != ".py" or not path.is_file():
        raise PluginError(
            N_("{source}: not a plugin; expected a Python file (.py) or a folder of ruleset files (.toml)."),
            source=source,
        )
    name = path.stem
    digest = _hash_of(path)
    loaded = sys.modules.get(name)
    if loaded is not None:
        if Path(getattr(loaded, "__file__", None) or "").resolve() == path.resolve():
            _LOADED.setdefault(path.name, digest)
            return loaded
        raise PluginError(
            N_("{source}: a module named {name} is already loaded; rename the file."), source=source, name=name
        )
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PluginError(N_("{source}: not a Python file."), source=source)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, CRASHES):
            raise PluginError(N_("{source}: can't be loaded: {error}"), source=source, error=_named(error)) from error
        raise
    _LOADED[path.name] = digest
    return module


def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # told by whoever loads the file
        return ""


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
