"""An audit with findings, a region on a real picture, hostile words, and a submission that can't be judged."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image, ImageColor

from eligibility.audit.comparing import Seal
from eligibility.audit.journal import Ledger
from eligibility.audit.judging import Setting
from eligibility.audit.run import run
from eligibility.hooks import load_plugins
from eligibility.looking.looker import Looker
from eligibility.results.publish import keep_decisions, publish
from tests.audit.conftest import put
from tests.reporters.browser import chromium
from tools.invent import SMALL, invent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE: Final = '=HYPERLINK("http://x.invalid")</script><img src=x onerror=alert(1)>\u202e'
PAGE_SIZE: Final = (800, 600)
BOX: Final = (200, 150, 300, 120)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real Chromium, or skip where there is none. While it is open its event loop runs in this thread."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def looker() -> Iterator[Looker]:
    """Return a looker that the tests share."""
    with Looker(workers=1) as made:
        yield made


def picture(ink: str = "rgb(20, 40, 160)") -> bytes:
    """Return a PNG with a rectangle."""
    image = Image.new("RGB", PAGE_SIZE, "white")
    image.paste(ImageColor.getrgb(ink), (BOX[0], BOX[1], BOX[0] + BOX[2], BOX[1] + BOX[3]))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folder of submissions and that of their audit, to be copied before anything is changed there."""
    folder = tmp_path_factory.mktemp("results")
    root, out, cache = folder / "province", folder / "out", folder / "cache.sqlite"
    put(root / "fine", invent(1, amounts=SMALL), cache)
    put(root / "faulty", faulty(), cache, {faulty()["attachments"][0]["id"]: picture()})
    put(root / "hostile", _hostile(), cache)
    (root / "broken").mkdir()
    (root / "broken" / "declaration.json").write_text("{", encoding="utf-8")
    audit(root, out, cache)
    return root, out


def faulty() -> dict[str, Any]:
    """Return a declaration with faults, of which one is about its first attachment."""
    document: dict[str, Any] = invent(2, amounts=SMALL)
    document["attachments"][0]["name"] = "IMG_1.jpg"
    document["awards"][0]["awarded_on"] = "2016-05-01"
    return document


def _hostile() -> dict[str, Any]:
    document: dict[str, Any] = invent(3, amounts=SMALL)
    document["id"] = HOSTILE
    document["employer"]["name"] = HOSTILE
    document["applicant"]["email"] = HOSTILE
    return document


def audit(root: Path, out: Path, cache: Path, *, masked: bool = False) -> None:
    """Audit the folder, and add to `faulty` a finding with a region, as if a rule had made it."""
    with closing(Ledger(out)) as ledger:
        ledger.note(root=str(root), masked="yes" if masked else None)
        usual: dict[str, Any] = {"ruleset": None, "plugins": (), "as_of": None, "drafts_at": dt.date(2023, 8, 20)}
        key = Seal.kept_in(out).key
        run(Setting(root=str(root), cache=str(cache), key=key, masked=masked, **usual), ledger, workers=2)
        row = ledger.row("faulty")
        assert row is not None
        for report in row.reports.values():
            report["results"].append(_outlined(row.papers[0].id))
        ledger.put(replace(row), "stamp", ())


def _outlined(attachment: str | None) -> dict[str, Any]:
    finding = {
        "at": "/awards/0/name",
        "attachment": attachment,
        "page": 1,
        "region": list(BOX),
        "message": "Something is {here}.",
        "remedy": "Look.",
        "values": {"seen": "{here}", "other": ["fine"]},
    }
    source = {"title": "test", "basis": "stated"}
    return {"rule": "outlined", "severity": "warning", "outcome": "failed", "source": source, "findings": [finding]}


@pytest.fixture
def published(audited: tuple[Path, Path], tmp_path: Path, looker: Looker) -> Callable[[str], Path]:
    """Return a way to write all results in a language into a copy of the audit's folder, which is returned."""

    def publish_it(language: str) -> Path:
        out = tmp_path / "out"
        if not out.exists():
            shutil.copytree(audited[1], out)
        with closing(Ledger(out)) as journal:
            keep_decisions(journal, out)
            publish(journal, out, language, load_plugins(), looker)
        return out

    return publish_it
