"""A server in a process of its own, as `translator serve` runs it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until a server is ready: others may be using the processors


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Server:
    """A running server; `lines` are those of its standard error, read at its end."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        command: str = "serve",
        within: Sequence[str] = (),
        **environ: str,
    ) -> None:
        """`within`: the command line that runs it, where it is not run as it is."""
        self.port = free_port()
        self.folder = folder
        folder.mkdir(exist_ok=True)
        named = {f"TRANSLATOR_{name.upper()}": value for name, value in environ.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TRANSLATOR_")}
        self._log = (folder / f"stderr-{self.port}.txt").open("wb")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*within, sys.executable, "-m", "translator", command, "--port", str(self.port), *arguments],
            cwd=folder,
            env={**kept, "PYTHONPATH": str(ROOT), "TRANSLATOR_DATA_DIR": str(folder / "data"), **named},
            stderr=self._log,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> float:
        """Seconds from the start of the process until it was ready."""
        while time.monotonic() - self.started < PATIENCE:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/readyz", timeout=5, verify=False).status_code == 200:
                    return time.monotonic() - self.started
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"not ready: {self.process.poll()} {self.log()}")

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def stop(self, number: int = signal.SIGTERM, patience: float = 30) -> int:
        """The exit code; kills what does not stop."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self._log.close()


@contextlib.contextmanager
def serving(folder: Path, *arguments: str, **environ: str) -> Iterator[Server]:
    """A server that is ready, for as long as the block runs."""
    server = Server(folder, *arguments, **environ)
    try:
        server.ready()
        yield server
    finally:
        server.stop()
