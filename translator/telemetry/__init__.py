"""What is seen of the service from outside: counts, one line of log for each request, and traces.

Nothing here ever holds text of a ticket or of a pitch: only names, counts, codes and times. The one owner of
prometheus_client, structlog and opentelemetry.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TextIO

from translator.models import Pitch
from translator.telemetry.logs import Handler, Log
from translator.telemetry.metrics import Metrics
from translator.telemetry.traces import Traces, traces_from

__all__ = ["Log", "Metrics", "Telemetry", "Traces"]


class Telemetry:
    """The three together. `traces` None: as the environment says, see `traces_from`."""

    def __init__(
        self,
        *,
        stream: TextIO | None = None,
        traces: Traces | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.metrics = Metrics()
        self.log = Log(stream)
        self.traces = traces if traces is not None else traces_from(environ)

    def take_over_logging(self) -> None:
        """Have whatever libraries log in this process go through `log`: for a process that only serves."""
        logging.captureWarnings(True)
        logging.basicConfig(handlers=[Handler(self.log)], level=logging.WARNING, force=True)

    def pitch_done(self, pitch: Pitch) -> None:
        """Count a pitch that was translated, its findings and what its model calls took."""
        self.metrics.pitch_done(pitch)

    def close(self) -> None:
        """Send what has not been sent yet."""
        self.traces.close()
