"""The command line: one module a command. Only here are a process's streams, exit codes and clock touched."""

from __future__ import annotations

import gettext
import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eligibility.cli.options import Looking
from eligibility.cli.output import complain
from eligibility.cli.parser import language_of, parse
from eligibility.errors import CRASHES, EligibilityError, ExitCode
from eligibility.wording import DOMAIN, N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eligibility.wording import Language

CRASHED: Final = 70
"""Exit code of a fault of ours (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 and the signal's number, as shells count."""
HUNG_UP: Final = 141
"""Exit code when the reader of our output hung up: 128 and the number of SIGPIPE."""

DEBUG_VARIABLE: Final = "ELIGIBILITY_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    if arguments is None:
        arguments = sys.argv[1:]
    language = language_of(arguments, os.environ)
    _speak(language)
    try:
        code = _run(arguments, language)
        sys.stdout.flush()
    except EligibilityError as error:
        complain(error, language)
        return ExitCode.UNREADABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # What is still in the buffer would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return HUNG_UP
    except CRASHES as error:  # the last resort: whoever runs the command gets words, not a traceback
        return _crash(error, language)
    return code


def _run(arguments: Sequence[str], language: Language) -> int:
    try:
        options = parse(arguments, language, os.environ)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ExitCode.UNREADABLE
    if isinstance(options, Looking):
        looking = importlib.import_module("eligibility.cli.looking")
        looking.refuse_unknown_engine()
    command = importlib.import_module(f"eligibility.cli.{options.command}")
    code: int = command.run(options)
    return code


def _speak(language: Language) -> None:
    """Make argparse speak the language, and let no stream stumble over a character that it can't show."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, Path(__file__).parent.with_name("locale"))
    gettext.textdomain(DOMAIN)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _crash(error: BaseException, language: Language) -> int:
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    else:
        message = N_(
            "This is a fault of the program ({error}), not of your input. Set {variable}=1 to see where it happened."
        )
        sys.stderr.write(f"{say(message, language, error=type(error).__name__, variable=DEBUG_VARIABLE)}\n")
    return CRASHED
