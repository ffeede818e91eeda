"""What all tests share."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tools.fonts import FontMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_configure(config: pytest.Config) -> None:
    """Treat every warning as an error, and hear Ctrl-C: a suite that was started in the background has it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line("filterwarnings", "error")


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the commands that tests start look at each file once, in a cache of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ELIGIBILITY_CACHE", str(tmp_path_factory.mktemp("looking") / "measurements.sqlite"))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    """Skip a test whose fixtures draw pages where the fonts are not installed."""
    yield from _skipping()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Skip a test that draws pages where the fonts are not installed."""
    yield from _skipping()


def _skipping() -> Iterator[None]:
    try:
        yield
    except FontMissingError as error:
        pytest.skip(str(error))
