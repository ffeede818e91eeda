"""What tests of looking share: files with a message for the wild inspectors."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from eligibility.declaration import Declaration
from eligibility.report import CantTell
from eligibility.submission import Submission

if TYPE_CHECKING:
    from eligibility.hooks import Plugins
    from eligibility.looking.looker import Looker
    from eligibility.measurement import Measurement


def file(words: str) -> bytes:
    """Return bytes that pass for a JPEG and say something."""
    return b"\xff\xd8\xff" + words.encode() + b"\xff\xd9"


def submission(*contents: Any) -> Submission:
    """Return a submission whose attachments have these contents."""
    attachments = [{"id": f"a{number}", "content": content} for number, content in enumerate(contents)]
    return Submission.of(Declaration.model_validate({"attachments": attachments}))


def kind(name: str) -> type[Measurement]:
    """Return a type of measurement of the plugin as it was loaded."""
    found: type[Measurement] = getattr(sys.modules["wild_inspectors"], name)
    return found


def echo(looker: Looker, plugins: Plugins, words: str) -> Any:
    """Return what is seen on a file that says `words`."""
    return looker.inspect(file(words), plugins, [kind("Echo")])[kind("Echo")]


def why(seen: object) -> str:
    """Return the reason of a doubt, after seeing that it is one of the operator's."""
    assert isinstance(seen, CantTell), seen
    assert seen.owner == "operator"
    assert seen.why("zh")
    return seen.why()
