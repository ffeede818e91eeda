"""What all our web pages share: Jinja2 set up so that data stays data, the style, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eligibility import places
from eligibility.wording import printable, say, term

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")


@functools.cache
def environment(language: str) -> Environment:
    """Return the templates in one language.

    Everything a template writes is escaped, and characters that could forge a page are replaced. `say` marks a text for
    the catalogues, `term` puts a code into words, `place` a JSON Pointer.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "language": language,
        "say": functools.partial(_say, language),
        "term": lambda code: term(str(code), language),
        "place": lambda pointer: places.words(pointer, language),
        "asset": _asset,
        "policy": policy,
    }
    return templates


def _plain(value: object) -> object:
    """Return what a template writes without characters that could forge the page; markup is ours and stays."""
    return value if hasattr(value, "__html__") else printable("" if value is None else str(value))


def _say(language: str, template: str, **values: object) -> str:
    return say(template, language, values)


@functools.cache
def _asset(name: str) -> Any:
    """Return a style or script of ours, to be written as it stands."""
    from markupsafe import Markup

    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file, no data in it


@functools.cache
def policy(style: str, *scripts: str) -> str:
    """Return a Content-Security-Policy (CSP level 3) that allows this style, these scripts as one, and pictures within the page."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(*scripts)}'; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def edition() -> str:
    """Return a digest of all templates, styles and scripts: what a page is made with."""
    files = sorted(path for path in TEMPLATES.iterdir() if path.is_file())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def inert(document: object) -> str:
    """Return JSON that can't end the script it stands in."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _digest(*names: str) -> str:
    whole = "".join(map(_asset, names))
    return f"sha256-{base64.b64encode(hashlib.sha256(whole.encode()).digest()).decode()}"
