"""Runs the command line in this process, as a shell would see it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from translator.cli import main

TICKET = """\
# Reduce session renewal variance

In live demos prospects are thrown back to the sign-in screen. Two demos failed last month.

Sign-in failures are at 3 % a week, the target is under 0.5 %.

The session service renews the token after it has expired. We should renew it earlier.
"""


class Result(NamedTuple):
    """Exit code and what stood on the two streams."""

    code: int
    out: str
    err: str

    @property
    def only_line(self) -> str:
        """The one line of standard error; fails if there are more, or a traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Call it with arguments, and with `stdin` bytes or text; None is a terminal.

    `typed` is what a person answers at a terminal.

    The working folder is an empty one, and no setting of the environment shines through but the folder
    of past incidents, an empty one too.
    """
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [n for n in os.environ if n.startswith("TRANSLATOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tmp_path / "data"))

    def call(*arguments: Any, stdin: bytes | str | None = b"", typed: str = "") -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin or typed.encode()
        kind = _Terminal if stdin is None or typed else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", kind(io.BytesIO(data), encoding="utf-8"))
        code = main([str(a) for a in arguments])
        out, err = capsysbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return call


@pytest.fixture
def ticket(run: Run) -> Path:
    """A ticket in the working folder."""
    path = Path("ticket.md")
    path.write_text(TICKET, encoding="utf-8")
    return path
