"""`python -m translator.api`: serves the API on the host and port of the settings until Ctrl-C."""

from __future__ import annotations

import os
from pathlib import Path

import uvicorn

from translator.settings import load_settings


def main() -> None:
    """Read translator.toml of the working folder and the environment, then serve."""
    toml = Path("translator.toml")
    loaded = load_settings(toml_path=toml if toml.exists() else None, environ=os.environ, flags={})
    uvicorn.run(
        "translator.api.app:create_app",
        factory=True,
        host=loaded.settings.api_host,
        port=loaded.settings.api_port,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
