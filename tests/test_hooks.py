"""Plugins: files, folders and packages reach the engine through one door, and a faulty one stops the program by name."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from eligibility.checker import Checker
from eligibility.declaration import Declaration
from eligibility.errors import PluginError
from eligibility.hooks import GROUP, Hooks, load_plugins
from eligibility.measurement import FileFacts
from eligibility.report import Outcome
from eligibility.rule import Rule
from eligibility.ruleset import find_ruleset
from eligibility.shipped import shipped
from eligibility.wording import LANGUAGES
from tests.test_ruleset import SOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULE: Final = '''
from typing import ClassVar
from eligibility import FileFacts, Rule, hookimpl

class NoEmail(Rule):
    """The applicant gives no e-mail address."""

    name: ClassVar[str] = "no-email"
    reads: ClassVar = ("/applicant/email",)
    message: ClassVar[str] = "There is no e-mail address."
    remedy: ClassVar[str] = "Give one."

    allowed: tuple[str, ...] = ()

    def check(self, declaration, context):
        if not declaration.applicant.email:
            yield self.finding("/applicant/email")

@hookimpl
def register_rules():
    return [NoEmail]
'''
NOTHING: Final = "from eligibility import hookimpl\n"


@pytest.fixture(autouse=True)
def modules() -> Iterator[None]:
    """Forget the modules that a test's plugins leave behind."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if not name.startswith("eligibility"):
            del sys.modules[name]


@pytest.fixture
def plugin(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., str]:
    """Return a function that writes a plugin in one file and gives its path; each has a name no other test uses."""

    def write(code: str, name: str = "plugin") -> str:
        path = tmp_path / f"{name}_{abs(hash(request.node.name))}.py"
        path.write_text(textwrap.dedent(code), encoding="utf-8")
        return str(path)

    return write


def refusal(*sources: str) -> str:
    """Return the words with which plugins are refused, after seeing that they can be said in both languages."""
    with pytest.raises(PluginError) as error:
        load_plugins(sources)
    for language in LANGUAGES:
        assert any(source in error.value.text(language) for source in sources)
    return str(error.value)


# --- the three sizes --------------------------------------------------------------------------------------------------


def test_one_file_adds_a_rule(tmp_path: Path, plugin: Callable[..., str]) -> None:
    """A rule in one Python file is known beside the built-in ones, and a ruleset may use it."""
    plugins = load_plugins((plugin(RULE),))
    assert plugins.rules.keys() - load_plugins().rules.keys() == {"no-email"}
    path = tmp_path / "2023.toml"
    entry = 'rule = "no-email"\nallowed = ["a"]\nseverity = "info"\nsource = { title = "Ours", basis = "stated" }\n'
    path.write_text(SOUND[: SOUND.index("[[rules]]")] + "[[rules]]\n" + entry, encoding="utf-8")
    report = Checker(path, plugins=plugins).check(Declaration())
    assert [(result.rule, result.outcome) for result in report.results] == [("no-email", Outcome.FAILED)]


def test_a_folder_adds_rulesets(tmp_path: Path) -> None:
    """A folder of ruleset files is a plugin."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "2023.toml").write_text(SOUND, encoding="utf-8")
    plugins = load_plugins((str(tmp_path),))
    assert find_ruleset("test-leaders@2023", plugins).path == tmp_path / "deep" / "2023.toml"


def test_a_plugin_may_offer_everything(tmp_path: Path, plugin: Callable[..., str]) -> None:
    """One plugin may give rules, rulesets, an inspector and a reporter, in any kind of sequence."""
    source = plugin(
        RULE
        + f'''
from dataclasses import dataclass

from eligibility import Measurement

@dataclass(frozen=True)
class Colours(Measurement):
    """How many colours an image has."""

    colours: int | None = None

class ColourInspector:
    name = "colours"
    version = "1"
    measures = Colours

    def inspect(self, exhibit):
        return Colours(colours=1)

class Shout:
    name = "shout"

    def render(self, judged, *, language, width=None):
        yield "!"

@hookimpl
def register_inspectors():
    yield ColourInspector()

@hookimpl
def register_reporters():
    return {{Shout()}}

@hookimpl
def register_rulesets():
    return ({str(tmp_path)!r},)
'''
    )
    plugins = load_plugins((source,))
    assert {kind.__name__ for kind in plugins.inspectors.keys() - load_plugins().inspectors} == {"Colours"}
    assert "shout" in plugins.reporters
    assert "json" in plugins.reporters
    assert tmp_path in plugins.rulesets


def test_plugins_add_up(plugin: Callable[..., str]) -> None:
    """Several plugins may answer the same hook."""
    other = RULE.replace("no-email", "no-phone").replace("NoEmail", "NoPhone")
    plugins = load_plugins((plugin(RULE), plugin(other, "other")))
    assert {"no-email", "no-phone"} <= plugins.rules.keys()


def test_a_plugin_given_twice_counts_once(plugin: Callable[..., str], tmp_path: Path) -> None:
    """The same file or folder, named twice or in two ways, is one plugin."""
    source = plugin(RULE)
    (tmp_path / "2023.toml").write_text(SOUND, encoding="utf-8")
    again = os.path.join(tmp_path, ".", Path(source).name)  # noqa: PTH118 - pathlib would tidy the path
    plugins = load_plugins((source, source, again, str(tmp_path), f"{tmp_path}/", str(tmp_path)))
    assert "no-email" in plugins.rules


def test_an_empty_answer_is_an_answer(plugin: Callable[..., str]) -> None:
    """A plugin may have nothing to give today."""
    source = plugin(NOTHING + "".join(f"@hookimpl\ndef {hook}():\n    return []\n" for hook in hooks()))
    assert load_plugins((source,)).rules == load_plugins().rules


def hooks() -> list[str]:
    """Return the names of all hooks."""
    return [name for name in vars(Hooks) if name.startswith("register_")]


def test_what_is_loaded_cannot_be_changed() -> None:
    """What plugins offer is shared between threads, so nobody can add to it behind the others' backs."""
    plugins = load_plugins()
    with pytest.raises(TypeError):
        plugins.rules["mine"] = Rule  # type: ignore[index]
    with pytest.raises(AttributeError):
        plugins.rulesets = ()  # type: ignore[misc]


# --- files that are no plugins ----------------------------------------------------------------------------------------


def test_what_is_no_plugin_is_told(tmp_path: Path) -> None:
    """Nothing at all, a file that is not Python, and a folder's missing cousin are refused with what was expected."""
    (tmp_path / "rules.txt").write_text(RULE, encoding="utf-8")
    (tmp_path / "2023.toml").write_text(SOUND, encoding="utf-8")
    for name in ("nothing.py", "nothing", "rules.txt", "2023.toml"):
        assert "expected a Python file (.py) or a folder of ruleset files" in refusal(str(tmp_path / name))


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("from eligibility import Rules", "ImportError: cannot import name 'Rules'"),
        ("def register_rules(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("raise RecursionError", "RecursionError"),
    ],
)
def test_a_plugin_that_cannot_be_imported_is_told(plugin: Callable[..., str], code: str, cause: str) -> None:
    """A plugin that fails while it is imported is refused with its path and the cause, and leaves no half of itself."""
    before = set(sys.modules)
    source = plugin(code)
    assert cause in refusal(source)
    assert Path(source).stem not in sys.modules
    assert Path(source).stem not in before
    Path(source).write_text(RULE, encoding="utf-8")
    assert "no-email" in load_plugins((source, "")[:1]).rules


def test_a_plugin_interrupted_stays_interrupted(plugin: Callable[..., str]) -> None:
    """Who interrupts the program while a plugin loads, interrupts the program."""
    with pytest.raises(KeyboardInterrupt):
        load_plugins((plugin("raise KeyboardInterrupt"),))


def test_a_file_named_like_a_module_is_told(tmp_path: Path) -> None:
    """A plugin can't take the place of a module that others use."""
    path = tmp_path / "json.py"
    path.write_text(RULE, encoding="utf-8")
    assert "a module named json is already loaded; rename the file" in refusal(str(path))
    assert json.loads("1") == 1


# --- hooks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("", "implements no hook; mark its register functions with hookimpl"),
        ("def register_rules():\n    return []\n", "implements no hook"),
        (
            NOTHING + "@hookimpl\ndef register_rule():\n    return []\n",
            "no hook named register_rule; did you mean register_rules?",
        ),
        (NOTHING + "@hookimpl\ndef rules():\n    return []\n", "there is no hook named rules"),
        (NOTHING + "@hookimpl\ndef register_rules(config):\n    return []\n", "takes no arguments"),
    ],
    ids=["nothing", "unmarked", "misspelt", "unknown", "arguments"],
)
def test_a_hook_not_met_is_told(plugin: Callable[..., str], code: str, cause: str) -> None:
    """A plugin that implements no hook, an unknown one or one with arguments is refused with the nearest right name."""
    assert cause in refusal(plugin(code))


@pytest.mark.parametrize("hook", hooks())
@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("return None", "TypeError: 'NoneType' object is not iterable"),
        ("return 1", "TypeError: 'int' object is not iterable"),
        ("return 'text'", "must be a list, not text"),
        ("raise ValueError('why')", "ValueError: why"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("yield 1 / 0", "ZeroDivisionError"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told(plugin: Callable[..., str], hook: str, body: str, cause: str) -> None:
    """A register function that fails or returns no list is refused with plugin, hook and cause."""
    words = refusal(plugin(f"{NOTHING}@hookimpl\ndef {hook}():\n    {body}\n"))
    assert f"its answer to {hook} can't be used" in words
    assert cause in words


RULE_FAULTS: Final = {
    "no class": ("return [NoEmail]", "return [1]", "1: not a subclass of Rule"),
    "name of a class": ("return [NoEmail]", "return ['NoEmail']", "'NoEmail': not a subclass of Rule"),
    "instance": ("return [NoEmail]", "return [NoEmail()]", "not a subclass of Rule"),
    "other class": ("class NoEmail(Rule)", "class NoEmail", "NoEmail: not a subclass of Rule"),
    "Rule itself": ("return [NoEmail]", "return [Rule]", "Rule: it does not implement check"),
    "no name": ('    name: ClassVar[str] = "no-email"\n', "", "NoEmail: it has no name"),
    "name as parameter": ("name: ClassVar[str]", "name: str", "name belongs to the class, not to its parameters; annotate it with ClassVar"),
    "name with capitals": ('"no-email"', '"No-Email"', "its name must be lower-case words with hyphens"),
    "name with blanks": ('"no-email"', '"no email"', "its name must be lower-case words with hyphens"),
    "empty name": ('"no-email"', '""', "its name must be lower-case words with hyphens"),
    "name as number": ('"no-email"', "1", "its name must be lower-case words with hyphens"),
    "no reads": ('    reads: ClassVar = ("/applicant/email",)\n', "", "it has no reads"),
    "reads as text": ('("/applicant/email",)', '"/applicant/email"', "reads must be a tuple"),
    "reads without slash": ('("/applicant/email",)', '("applicant/email",)', "reads must be a tuple of JSON Pointers"),
    "reads of another type": ('("/applicant/email",)', "(Rule,)", "types of measurement"),
    "reads as parameter": ("reads: ClassVar", "reads: tuple", "reads belongs to the class"),
    "no message": ('    message: ClassVar[str] = "There is no e-mail address."\n', "", "it has no message"),
    "empty message": ('"There is no e-mail address."', '""', "message must be text"),
    "no remedy": ('    remedy: ClassVar[str] = "Give one."\n', "", "it has no remedy"),
    "remedy as list": ('"Give one."', '["Give one."]', "remedy must be text"),
    "no check": ("def check(", "def checks(", "it does not implement check"),
    "parameter rule": ("allowed: tuple", "rule: tuple", "a parameter can't be called rule"),
    "parameter when": ("allowed: tuple", "when: tuple", "a parameter can't be called when"),
    "parameter severity": ("allowed: tuple", "severity: tuple", "a parameter can't be called severity"),
    "parameter source": ("allowed: tuple", "source: tuple", "a parameter can't be called source"),
    "scope of no parameter": ("    allowed:", '    scope: ClassVar = ("section",)\n    allowed:', "scope names section, which is not a parameter"),
    "scope as text": ("    allowed:", '    scope: ClassVar = "allowed"\n    allowed:', "scope must be a tuple of parameter names"),
    "name of a built-in": ('"no-email"', '"missing-field"', "missing-field: the name is already taken by plugin builtin-rules; rename one of the two"),
    "given twice": ("return [NoEmail]", "return [NoEmail, NoEmail]", "no-email: the name is already taken"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "cause"), RULE_FAULTS.values(), ids=RULE_FAULTS.keys())
def test_a_faulty_rule_is_told(plugin: Callable[..., str], old: str, new: str, cause: str) -> None:
    """A rule that could not be run, worded or configured stops the program when it is loaded, with plugin and cause."""
    assert RULE.count(old) == 1
    words = refusal(plugin(RULE.replace(old, new)))
    assert "its answer to register_rules can't be used" in words
    assert cause in words


def test_all_faults_of_a_plugin_are_told_at_once(plugin: Callable[..., str]) -> None:
    """Whoever writes a rule sees everything that is wrong with it."""
    words = refusal(plugin(RULE.replace('"no-email"', '""').replace('"Give one."', '""').replace("allowed:", "when:")))
    assert [line.partition(": ")[0].strip() for line in words.splitlines()[1:]] == ["NoEmail"] * 3


def test_a_rule_need_not_have_a_scope_or_parameters(plugin: Callable[..., str]) -> None:
    """A rule without parameters is a rule, and may read measurements and the whole form."""
    code = RULE.replace("    allowed: tuple[str, ...] = ()\n", "").replace('("/applicant/email",)', '("", FileFacts)')
    assert load_plugins((plugin(code),)).rules["no-email"].reads == ("", FileFacts)


INSPECTOR: Final = '''
from dataclasses import dataclass

from eligibility import FileFacts, Measurement, hookimpl

@dataclass(frozen=True)
class Colours(Measurement):
    """How many colours an image has."""

class ColourInspector:
    name = "colours"
    version = "1"
    measures = Colours

    def inspect(self, exhibit):
        return Colours()

@hookimpl
def register_inspectors():
    return [ColourInspector()]
'''


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("return [ColourInspector()]", "return [1]", "measures must be a type of measurement"),
        ("    measures = Colours\n", "", "measures must be a type of measurement"),
        ("measures = Colours", 'measures = "Colours"', "measures must be a type of measurement"),
        ("measures = Colours", "measures = int", "measures must be a type of measurement"),
        ('    name = "colours"\n', "", "it has no name"),
        ('version = "1"', "version = 1", "it has no version"),
        ("def inspect(", "def inspects(", "it does not implement inspect"),
        ("@dataclass(frozen=True)\n", "", "and a dataclass"),
        ('name = "colours"', 'name = "file"', "file: the name is already taken by plugin builtin-inspectors"),
        ("measures = Colours", "measures = FileFacts", "FileFacts: the name is already taken"),
    ],
)
def test_a_faulty_inspector_is_told(plugin: Callable[..., str], old: str, new: str, cause: str) -> None:
    """An inspector that could not measure anything stops the program when it is loaded."""
    load_plugins((plugin(INSPECTOR, "sound"),))
    words = refusal(plugin(INSPECTOR.replace(old, new)))
    assert "its answer to register_inspectors can't be used" in words
    assert cause in words


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("[1]", "1: it has no name"),
        ("[type('R', (), {'name': 'shout'})()]", "it does not implement render"),
        ("[type('R', (), {'render': print})()]", "it has no name"),
        ("[type('R', (), {'name': 'json', 'render': print})()]", "json: the name is already taken"),
    ],
)
def test_a_faulty_reporter_is_told(plugin: Callable[..., str], answer: str, cause: str) -> None:
    """A reporter that could not be named or asked stops the program when it is loaded."""
    words = refusal(plugin(f"{NOTHING}@hookimpl\ndef register_reporters():\n    return {answer}\n"))
    assert "its answer to register_reporters can't be used" in words
    assert cause in words


def test_rulesets_that_are_no_paths_are_told(plugin: Callable[..., str]) -> None:
    """A plugin's rulesets are paths."""
    words = refusal(plugin(f"{NOTHING}@hookimpl\ndef register_rulesets():\n    return [1]\n"))
    assert "1: not the path of a file or folder" in words


# --- installed packages -----------------------------------------------------------------------------------------------


def installed(
    folder: Path, code: str, *, package: str = "our-rules", entry: str = "ours", module: str = "our_rules"
) -> Path:
    """Put a distribution with one module and one entry point into a folder, as an installer would."""
    folder.mkdir(exist_ok=True)
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    info = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entry} = {module}\n", encoding="utf-8")
    return folder


LOAD: Final = """
from eligibility import EligibilityError, load_plugins
try:
    plugins = load_plugins()
except EligibilityError as error:
    print("refused:", error)
else:
    print("loaded:", "no-email" in plugins.rules, len(plugins.rules) > 40)
"""


def in_python_with(*folders: Path, code: str = LOAD) -> str:
    """Return what a fresh Python prints that finds packages in these folders too."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_installed_package_is_found(tmp_path: Path) -> None:
    """A package with an entry point adds its rules without being named anywhere."""
    assert in_python_with() == "loaded: False True\n"
    assert in_python_with(installed(tmp_path / "site", RULE)) == "loaded: True True\n"


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import no_such_module_anywhere", "Plugin ours of the package our-rules can't be loaded: ModuleNotFoundError"),
        ("raise SystemExit(0)", "Plugin ours of the package our-rules can't be loaded: SystemExit"),
        ("", "Plugin ours: it implements no hook"),
        (NOTHING + "@hookimpl\ndef register_rule():\n    return []\n", "Plugin ours can't be used"),
    ],
    ids=["import", "exit", "nothing", "misspelt"],
)
def test_a_faulty_package_is_told(tmp_path: Path, code: str, cause: str) -> None:
    """A package that can't be loaded stops the program with its name: a missing rule must not look like a passed one."""
    assert in_python_with(installed(tmp_path / "site", code)).startswith(f"refused: {cause}")


def test_a_name_taken_by_a_package_is_told_with_both_plugins(tmp_path: Path) -> None:
    """Two rules of one name are refused with the names of both plugins, whichever of them was found first."""
    printed = in_python_with(installed(tmp_path / "site", RULE.replace("no-email", "missing-field")))
    assert printed.startswith("refused: Plugin ")
    assert "missing-field: the name is already taken" in printed
    assert "ours" in printed
    assert "builtin-rules" in printed


def test_two_packages_of_one_entry_are_told(tmp_path: Path) -> None:
    """Two packages whose entry points have the same name are refused; neither is left out in silence."""
    first = installed(tmp_path / "one", RULE)
    other = RULE.replace("no-email", "no-phone")
    second = installed(tmp_path / "two", other, package="their-rules", module="their_rules")
    printed = in_python_with(first, second)
    assert printed.startswith("refused: Plugin ours: another plugin has this name; rename one of the two.")


def test_the_same_package_twice_on_the_path_counts_once(tmp_path: Path) -> None:
    """A package found in two folders is loaded once, as Python itself would import it."""
    assert in_python_with(installed(tmp_path / "one", RULE), installed(tmp_path / "two", RULE)) == "loaded: True True\n"


def test_versions_are_those_that_were_loaded(plugin: Callable[..., str], tmp_path: Path) -> None:
    """A package is known by its version, a file by its bytes as they were when this process loaded it, whatever it holds by now."""
    source = plugin(RULE)
    before = load_plugins((source,)).versions
    assert before["eligibility"] == importlib.metadata.version("eligibility")
    assert before[Path(source).name] == hashlib.sha256(Path(source).read_bytes()).hexdigest()
    Path(source).write_text(f"{RULE}\n# changed", encoding="utf-8")
    (tmp_path / "other").mkdir()
    shutil.copy(shipped("rulesets") / "anhui-leaders" / "2023.toml", tmp_path / "other")
    assert load_plugins((source, str(tmp_path / "other"))).versions == before


def test_built_ins_come_through_the_same_door(tmp_path: Path) -> None:
    """Where the package's own entry points are not found, nothing is known: there is no other way in."""
    site = tmp_path / "site"
    site.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "eligibility" not in path.name and path.suffix != ".pth":
            (site / path.name).symlink_to(path)
    source = shipped("rulesets").parent / "src"
    code = f"import sys\nsys.path[:0] = [{str(source)!r}, {str(site)!r}]\n"
    code += "import eligibility\nprint(eligibility.load_plugins())"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout.strip()
        == "Plugins(rules=mappingproxy({}), rulesets=(), inspectors=mappingproxy({}), reporters=mappingproxy({}), sources=())"
    )
