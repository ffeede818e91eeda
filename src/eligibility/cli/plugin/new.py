"""The command `plugin new`: a plugin package to start from, in a folder of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from eligibility.cli.output import write
from eligibility.desk.package import folder_of, package_files
from eligibility.errors import EligibilityError
from eligibility.wording import N_, say

if TYPE_CHECKING:
    from eligibility.cli.options import NewPlugin


def run(options: NewPlugin) -> int:
    """Write the package's folder, whole or not at all, and say what to do with it."""
    files = package_files(options.name)
    folder = Path(folder_of(options.name))
    if os.path.lexists(folder):
        raise EligibilityError(N_("{path}: exists already; choose another name"), path=folder)
    draft = folder.with_name(f".{folder.name}.part")
    try:
        for inside, data in files.items():
            path = draft / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        draft.rename(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be written: {reason}"), path=folder, reason=reason) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    next_steps = N_("{path}: a package with a ruleset, a rule, its cases and tests. Next: pip install {path}")
    write([say(next_steps, options.language, path=f"./{folder}"), "\n"])
    return 0
