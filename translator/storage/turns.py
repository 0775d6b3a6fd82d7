"""Turns at writing to an SQLite file, for the threads of one process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from translator.storage.address import Address
from translator.storage.faults import locked


class Turns:
    """Lets threads write one after the other.

    SQLite has no queue: who finds the file locked looks again after pauses that grow to a tenth of a
    second, and may find it taken each time until its patience ends. PostgreSQL queues by itself.
    """

    def __init__(self, address: Address, patience: float) -> None:
        self._address = address
        self._patience = patience
        self._lock = threading.Lock() if address.sqlite else None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn; raises StoreUnusable when it does not come in time."""
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=self._patience):
            raise locked(self._address)
        try:
            yield
        finally:
            self._lock.release()
