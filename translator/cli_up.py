"""`translator up`: the API and the page, each in a process of its own, for one person on one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

import translator
from translator.cli_output import say
from translator.cli_serve import Host, Port
from translator.cli_setup import load
from translator.errors import FileUnusable, InternalError

_SAMPLES = "samples"  # a workspace of its own: nobody's own incidents are mixed with invented ones
_POLL = 0.2  # seconds between two looks at the processes
_PATIENCE = 10.0  # seconds beyond the API's own that a process is given to end
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def up(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    page_port: Annotated[int, typer.Option("--page-port", min=1, max=65535, help="Port of the page.")] = 8501,
    samples: Annotated[
        bool, typer.Option("--samples", help="With the past incidents of the sample company, kept apart.")
    ] = False,
) -> None:
    """Serve the API and the page on this machine until Ctrl-C, with no key.

    When one of the two ends, the other is stopped too, and the exit code is that of the first.
    """
    given = {"api_host": host, "api_port": port, "workspace": _SAMPLES if samples else None}
    settings = load(context, given).settings
    file: Path | None = context.obj["config"]
    config = ["--config", str(file)] if file is not None else []
    environ = {"TRANSLATOR_API_HOST": settings.api_host, "TRANSLATOR_API_PORT": str(settings.api_port)}
    if samples:
        environ["TRANSLATOR_WORKSPACE"] = _SAMPLES
        _import_samples(config, environ)
    listen = ["--host", settings.api_host, "--port", str(settings.api_port)]
    commands = {
        "the API": [sys.executable, "-m", "translator", *config, "serve", "--no-auth", *listen],
        "the page": _page(page_port),
    }
    say(f"the page: http://127.0.0.1:{page_port} in a few seconds (Ctrl-C stops both)")
    code = run_together(commands, environ, settings.shutdown_timeout + _PATIENCE)
    raise typer.Exit(code)


def _import_samples(config: Sequence[str], environ: Mapping[str, str]) -> None:
    """Import the sample company's incidents into their own workspace; what is there already stays."""
    from translator.samples import INCIDENTS

    file = Path(translator.__file__).parent / "samples" / INCIDENTS
    command = [sys.executable, "-m", "translator", *config, "incidents", "import", str(file), "--quiet"]
    done = subprocess.run(command, env={**os.environ, **environ}, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:  # it has said why
        raise typer.Exit(done.returncode)
    say(f"the sample company is in the workspace “{_SAMPLES}”")


def run_together(commands: Mapping[str, Sequence[str]], environ: Mapping[str, str], patience: float) -> int:
    """Run the commands until a signal or until one ends; then stop the others, within `patience` seconds.

    Returns 130 after a signal, else the exit code of the one that ended first (70 where a signal ended it).
    """
    stopped: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped.append(number)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            # A session of its own: Ctrl-C reaches this process only, which then stops the others in order.
            running[name] = subprocess.Popen(command, env={**os.environ, **environ}, start_new_session=True)
        while not stopped:
            for name, process in running.items():
                if (code := process.poll()) is not None:
                    say(f"{name} has stopped, so everything is stopped")
                    return code if code > 0 else InternalError.exit_code
            time.sleep(_POLL)
        return 130
    finally:
        _end(list(running.values()), patience)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(processes: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + patience
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _page(port: int) -> list[str]:
    package = Path(translator.__file__).parent
    bundled, beside = package / "_bundled" / "ui" / "app.py", package.parent / "ui" / "app.py"
    script = bundled if bundled.is_file() else beside
    if not script.is_file():
        raise FileUnusable(
            "the page is not part of this installation.",
            place=str(beside),
            next_step="Install translator again, or serve the API alone: translator serve.",
        )
    quiet = ["--server.headless", "true", "--browser.gatherUsageStats", "false", "--logger.level", "warning"]
    at = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", str(script), *at, *quiet]
