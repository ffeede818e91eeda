"""A browser for the tests of web pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reporters.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real Chromium, or skip where there is none. While it is open its event loop runs in this thread."""
    with chromium() as started:
        yield started
