"""A Dask cluster as an executor: its workers judge, and look at attachments, where they are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import EligibilityError
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS: Final = 15


@contextmanager
def cluster(address: str) -> Iterator[tuple[Any, int]]:
    """Give an executor and the number of its workers' threads; raise `EligibilityError` if there is no such cluster.

    Dask itself judges anew what a worker was at when it died.
    """
    try:
        from distributed import Client
    except ImportError:
        raise EligibilityError(N_("Dask is not installed; install eligibility[dask].")) from None
    try:
        client: Any = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise EligibilityError(
            N_("There is no Dask scheduler at {address} ({error})."), address=address, error=type(error).__name__
        ) from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise EligibilityError(N_("The Dask scheduler at {address} has no workers."), address=address)
        yield client.get_executor(pure=False), workers
