"""Brings the search indexes of a server up to date beside its requests: past incidents, memories."""

from __future__ import annotations

import threading
from collections.abc import Callable

from translator.errors import TranslatorError
from translator.wiring_service import Service

_MOST = 64  # workspaces; the requests of the others do it themselves
_PATIENCE = 10.0  # seconds that `stop` waits


class Following:
    """Takes in, in a thread, what the indexes have missed; one that was lost is made again.

    So that the first request finds them ready. Nothing is loaded for a workspace that has neither incidents
    nor reviewed pitches. What cannot be done is told in the log and left to the requests.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._stopping = threading.Event()
        self._end: Callable[[], None] | None = None  # ends what is being taken in now
        self._thread = threading.Thread(target=self._follow, name="search-indexes", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step under way; what is left is taken in at the next start."""
        self._stopping.set()
        if (end := self._end) is not None:
            end()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)

    def _follow(self) -> None:
        try:
            names = self._service.database.workspaces()
        except TranslatorError:  # every request is told why
            return
        for name in names[:_MOST]:
            for follow in (self._incidents, self._memory):
                try:
                    if self._stopping.is_set():
                        return
                    follow(name)
                except TranslatorError as error:
                    self._service.telemetry.log.warning("search-index", workspace=name, problem=str(error))

    def _incidents(self, workspace: str) -> None:
        if self._service.settings.incidents != "auto":
            return
        incidents = self._service.incidents(workspace)
        self._end = incidents.index.close
        if incidents.store.revision():
            incidents.index.catch_up()

    def _memory(self, workspace: str) -> None:
        if self._service.settings.memory == "off":
            return
        memory = self._service.memory(workspace)
        self._end = memory.close
        memory.follow()
