"""Lines of JSON on standard error: one for each request, and one for what went wrong in us."""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog


class Log:
    """Writes lines to a stream, or to standard error. What is not given is not in the line.

    A line that cannot be written is lost: whoever reads the log may go away, and no request fails for it.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(cast(TextIO, _Lines(stream))),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.processors.JSONRenderer(),
            ],
            wrapper_class=structlog.BoundLogger,
        )

    def info(self, event: str, **facts: Any) -> None:
        """A line about what happened."""
        self._logger.info(event, **_given(facts))

    def warning(self, event: str, **facts: Any) -> None:
        """A line about what somebody should look at."""
        self._logger.warning(event, **_given(facts))

    def defect(self, event: str, error: BaseException, **facts: Any) -> None:
        """A line about a defect: the kind of error and where it was raised.

        Neither its message nor any value is in the line: both may be text of a ticket.
        """
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
        self._logger.error(event, error=type(error).__name__, where=where[-12:], **_given(facts))


class Handler(logging.Handler):
    """Takes what libraries log into lines of ours, without tracebacks.

    Of libraries other than the server only who speaks and from where is told: what they say may be text of
    a ticket.
    """

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        known = record.name.partition(".")[0] in ("uvicorn", "translator")
        error = record.exc_info[0] if record.exc_info else None
        self._log.warning(
            "library",
            logger=record.name,
            said=" ".join(record.getMessage().split()) if known else "",
            where=f"{_short(record.pathname)}:{record.lineno}",
            error=error.__name__ if error is not None else "",
        )


class _Lines:
    """The stream as it is at each write."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # the disk is full, the reader has gone, it is closed
            (self._stream or sys.stderr).write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            (self._stream or sys.stderr).flush()


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _short(file: str) -> str:
    """A file without the folders of this machine."""
    for root in ("site-packages/", "/translator/"):
        _, found, rest = file.rpartition(root)
        if found:
            return rest if root == "site-packages/" else f"translator/{rest}"
    return file.rpartition("/")[2]
