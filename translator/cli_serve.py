"""`translator serve`: the API, until it is told to stop."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from translator.cli_output import say
from translator.cli_setup import load

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on; else the setting api_host.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on; else the setting api_port.")]


def serve(
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes that serve.")] = 1,
    no_auth: Annotated[
        bool, typer.Option("--no-auth", help="Ask for no key; only where nobody else can reach the server.")
    ] = False,
) -> None:
    """Serve the API until Ctrl-C; requests under way are finished first.

    Keys are made with “translator keys create”. The documentation of the API is at /docs.
    """
    loaded = load(context, {"api_host": host, "api_port": port})
    gc.disable()  # nothing that is loaded from here on goes away again; see `serving`
    # Late: the flags should be read, and refused, before the server is loaded.
    from translator.api import serving

    if no_auth and not serving.loopback(loaded.settings.api_host):
        raise typer.BadParameter(
            f"{loaded.settings.api_host} can be reached from other machines, and they would need no key. "
            "Listen on 127.0.0.1, or make a key with “translator keys create”.",
            param_hint="--no-auth",
        )

    def ready(address: str) -> None:
        say(f"the API listens on {address}; its documentation is at {address}/docs (Ctrl-C stops it)")
        if no_auth:
            say("no key is needed: everybody on this machine may do everything")

    serving.serve(loaded, workers=workers, no_auth=no_auth, ready=ready)
