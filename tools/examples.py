"""Writes the example submissions and their README: `python -m tools.examples`.

The texts follow from the code alone. The pictures need Pillow and Chinese fonts, and are the same wherever those are
the same. What was written by hand (the plugins) is left alone, but has its line in the README's table.
"""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from eligibility.errors import ExitCode
from tools import hostile
from tools.certificates import draw
from tools.drawing import DPI
from tools.example_set import Example, examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.invent import Document

FOLDER: Final = Path(__file__).parent.parent / "examples"
_QUALITY: Final = 66
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

_KINDS: Final = {
    "photo": "portrait, drawn",
    "id-front": "ID card, the side with the portrait, drawn",
    "id-back": "ID card, the side with the issuer, drawn",
    "education-certificate": "diploma with seal, drawn",
    "degree-certificate": "degree certificate with seal, drawn",
    "title-certificate": "title or skill certificate with seal, drawn",
    "pledge": "integrity pledge, signed as by hand, drawn",
    "award-proof": "award certificate with seal, drawn",
    "patent-proof": "patent certificate with seal, drawn",
    "honour-proof": "certificate of honour with seal, drawn",
    "publication-proof": "a book's cover and imprint, drawn",
    "project-proof": "a project's task book of two pages, drawn",
}
_PARTS: Final = {
    "cover": "a journal's cover, drawn",
    "contents": "the journal's contents page, drawn in four greys",
    "text": "the paper's first page, drawn in four greys",
}

_BY_HAND: Final = {
    "plugin-package/README.md": "how to build, install and translate a plugin package",
    "plugin-package/pyproject.toml": "the package's metadata with its entry point",
    "plugin-package/src/eligibility_example_city/__init__.py": "the hooks: which rules and rulesets the package brings",
    "plugin-package/src/eligibility_example_city/too_short_with_employer.py": "a rule of the package's own",
    "plugin-package/src/eligibility_example_city/py.typed": "says that the package is typed",
    "plugin-package/src/eligibility_example_city/rulesets/2025.toml": "the ruleset `example-city-experts@2025`",
    "plugin-package/src/eligibility_example_city/locale/zh/LC_MESSAGES/eligibility_example_city.po": "the rule's Chinese wording",
    "plugin-package/src/eligibility_example_city/locale/zh/LC_MESSAGES/eligibility_example_city.mo": "the same, compiled by `pybabel compile`",
    "plugin-package/tests/too-short-with-employer.toml": "the rule's cases",
    "plugin-package/tests/test_package.py": "the package's own tests",
    "one_file_plugin.py": "a plugin in one file: a rule and its hook",
    "one-file-ruleset/2025.toml": "a ruleset that uses it, `example-town-talents@2025`",
}

_HEAD: Final = """\
# Examples

Submissions to try, and plugins to copy. Everybody and everything in them is invented: ID numbers use the area code
349999, which belongs to no county; portraits, signatures and seals are drawn; every paper says 样例 SAMPLE. No real
person's paper is here, and none should be added.

`python -m tools.examples` writes all submissions and this page anew (Debian packages `fonts-noto-cjk` and
`fonts-arphic-ukai`); `tests/examples` checks that they are what the code says and that each gets its verdict.

## Submissions

Judge one with `eligibility check examples/NAME`. Each is judged under `anhui-leaders@2023` as of the day it was
submitted; the draft has no such day, so give it one: `eligibility check examples/draft --as-of 2023-08-12`.
`expected.json` lists what must be found, each fault as a rule and a place (JSON Pointer), and each `doubts` where nobody
can tell.

| example | what it shows | faults | verdict | exit code |
|---|---|---|---|---|
"""

_PLUGINS: Final = """
## Plugins

| plugin | try it |
|---|---|
| `plugin-package/`: an installable package with a ruleset, a rule in both languages, cases and tests | `pip install examples/plugin-package`, then `eligibility check examples/complete-leader --ruleset example-city-experts@2025` |
| `one_file_plugin.py` and `one-file-ruleset/`: the same in one file and one folder | `eligibility check examples/complete-leader --plugin examples/one_file_plugin.py --plugin examples/one-file-ruleset --ruleset example-town-talents@2025` |

## Every file

"""


def main() -> None:
    """Write everything the generator owns, and say how much it is."""
    for path, text in texts().items():
        _write(path, text.encode())
    for example in examples():
        for path, data in _files(example):
            _write(path, data)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"{FOLDER}: {size / 1e6:.1f} MB")


def _write(path: str, data: bytes) -> None:
    target = FOLDER / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def texts() -> dict[str, str]:
    """Return all texts the generator owns, by their path in the folder."""
    written = {"README.md": readme()}
    for example in examples():
        written[f"{example.name}/declaration.json"] = _json(example.declaration)
        written[f"{example.name}/expected.json"] = _json(example.expected())
    return written


def _json(document: Document) -> str:
    """Return JSON for people to read; characters that hide or turn text around are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


# --- pictures ---------------------------------------------------------------------------------------------------------


def _files(example: Example) -> Iterator[tuple[str, bytes]]:
    """Yield the example's attachments as files."""
    if example.name == "hostile":
        yield from ((f"hostile/{path}", data) for path, (data, _) in hostile.FILES.items())
        proof = next(one for one in example.papers["attachments"] if one["kind"] == "honour-proof")
        data = _encoded(draw(example.papers, proof), ".jpg")
        yield from (("hostile/scans/award.jpg", data), ("hostile/scans/award-again.jpg", data))
        return
    for attachment in example.declaration["attachments"]:
        path = f"{example.name}/{attachment['file']}"
        drawn = example.spoilt.get(attachment["id"], draw)(example.papers, attachment)
        yield path, _encoded(drawn, Path(path).suffix)


def _encoded(pages: list[Image.Image], suffix: str) -> bytes:
    file = io.BytesIO()
    first, *others = pages
    squeezed = {"quality": _QUALITY, "optimize": True, "progressive": True}
    if suffix == ".pdf":
        never = time.gmtime(0)
        grey = [page.convert("L") for page in others]
        first.save(
            file,
            "PDF",
            save_all=True,
            append_images=grey,
            resolution=DPI,
            creationDate=never,
            modDate=never,
            **squeezed,
        )
    elif suffix == ".png":
        _four_greys(first).save(file, "PNG", optimize=True, dpi=(DPI, DPI))
    else:
        first.save(file, "JPEG", dpi=(DPI, DPI), **squeezed)
    return file.getvalue()


def _four_greys(page: Image.Image) -> Image.Image:
    """Return the page as an office scanner stores text: black, two greys and white."""
    levels = page.convert("L").point(lambda value: (value + 42) // 85)
    reduced = Image.frombytes("P", page.size, levels.tobytes())
    reduced.putpalette([level for level in (0, 85, 170, 255) for _ in "RGB"])
    return reduced


# --- the README -------------------------------------------------------------------------------------------------------


def readme() -> str:
    """Return the page: what each example shows, its verdict, and a table of every file."""
    text = _HEAD
    for example in examples():
        text += (
            f"| `{example.name}` | {example.purpose} | {_count(example)} | {example.verdict} "
            f"| {ExitCode[example.verdict.upper()]} |\n"
        )
    text += _PLUGINS + "| file | how it was made | what it is for |\n|---|---|---|\n"
    rows = [
        *(row for example in examples() for row in _rows(example)),
        *((path, "by hand", use) for path, use in _BY_HAND.items()),
    ]
    return text + "".join(f"| `{path}` | {made} | {use} |\n" for path, made, use in rows)


def _count(example: Example) -> str:
    rules = {rule for rule, _ in example.findings}
    return (
        f"{len(example.findings)}, by {len(rules)} rules"
        if rules
        else f"{len(example.doubts)} doubt"
        if example.doubts
        else "none"
    )


def _rows(example: Example) -> Iterator[tuple[str, str, str]]:
    """Yield path, making and use of each of the example's files."""
    yield f"{example.name}/declaration.json", "`tools/example_set.py`, from `tools/invent.py`", "the form"
    yield f"{example.name}/expected.json", "`tools/example_set.py`", "what must be found in it"
    if example.name == "hostile":
        for path, (_, what) in hostile.FILES.items():
            yield f"hostile/{path}", "`tools/hostile.py`", what
        yield "hostile/scans/award.jpg", "`tools/certificates.py`", "a good certificate with a wrong SHA-256"
        yield "hostile/scans/award-again.jpg", "`tools/certificates.py`", "the same certificate once more"
        return
    for attachment in example.declaration["attachments"]:
        part = attachment.get("part")
        what = _KINDS[attachment["kind"]] if part is None else _PARTS[part]
        copied = " as a stamped photocopy" if attachment.get("is_copy") else ""
        made = (
            "`tools/portrait.py`"
            if attachment["kind"] == "photo"
            else "`tools/printed.py`"
            if _is_printed(attachment)
            else "`tools/certificates.py`"
        )
        if attachment["id"] in example.spoilt:
            made += ", spoilt by `tools/spoilt.py`"
        yield f"{example.name}/{attachment['file']}", made, f"{attachment['kind']}: {what}{copied}"


def _is_printed(attachment: Document) -> bool:
    return attachment["kind"] in {"publication-proof", "project-proof"}


if __name__ == "__main__":
    main()
