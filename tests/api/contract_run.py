"""Asks the API everything that its OpenAPI document allows, and much that it forbids.

By hand, for longer than the gate does: `python -m tests.api.contract_run 200` (examples for each operation).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from translator.api.app import create_app
from translator.api_keys import KeyRing
from translator.settings import load_settings
from translator.storage.database import open_database
from translator.translation_service import utc_now

# A document says of a text that it is one, and not that it must be a ticket: what is right by the document
# and cannot be used is answered with 413, 415 or 422. The others say that something else happened meanwhile.
ANSWERS_TO_RIGHT_DATA = ["2xx", "304", "404", "409", "412", "413", "415", "422", "428"]
SEEDED = "t0198c0ffee00aa11bb22cc33dd44ee55"  # the id that the document gives as its example
TICKET = b"Sign-in broken\n\nProspects cannot sign in during a live demo. Two demos failed last month."


class Outcome(NamedTuple):
    """What a run met. `failures`: operation, check and what it says, each once."""

    requests: int
    statuses: Counter[int]
    failures: tuple[str, ...]
    errors: tuple[str, ...]
    seconds: float


def application(folder: Path) -> tuple[FastAPI, str]:
    """The application over a real SQLite database in this folder, and a key that may do everything."""
    flags = {"data_dir": str(folder), "rate_limit": ""}
    loaded = load_settings(toml_path=None, environ={}, flags=flags)
    database = open_database(folder / "translator.db")
    ring = KeyRing(database.keys, utc_now, time.monotonic)
    made = ring.make("contract", workspace="default", scopes=["read", "write", "review", "admin"])
    database.close()
    return create_app(loaded), made.text


def run(folder: Path, *, examples: int, seed: int | None = None, seconds: int | None = None) -> Outcome:
    """Every operation with all checks: its examples, its edges, `examples` random requests, and chains."""
    app, key = application(folder)
    config: dict[str, Any] = {
        "headers": {"Authorization": f"Bearer {key}"},
        "generation": {"max-examples": examples, "deterministic": seed is not None, "database": "none"},
        "checks": {"positive_data_acceptance": {"expected-statuses": ANSWERS_TO_RIGHT_DATA}},
        "continue-on-failure": True,
    }
    if seed is not None:
        config["seed"] = seed
    if seconds is not None:
        config["max-time"] = seconds
    schema = schemathesis.openapi.from_dict(_askable(app), config=SchemathesisConfig.from_dict(config))
    schema.app, schema.location = app, "/openapi.json"
    statuses: Counter[int] = Counter()
    failures: dict[str, None] = {}
    errors: dict[str, None] = {}
    begun = time.monotonic()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            for interaction in event.recorder.interactions.values():
                if interaction.response is not None:
                    statuses[interaction.response.status_code] += 1
            for nodes in event.recorder.checks.values():
                for node in nodes:
                    if node.failure_info is not None:
                        said = str(node.failure_info.failure)
                        sample = node.failure_info.code_sample
                        failures[f"{event.label} · {node.name}: {said[:600]}\n    {sample[:600]}"] = None
        elif isinstance(event, events.NonFatalError):
            errors[f"{event.label}: {event.value}"] = None
        elif isinstance(event, events.FatalError):
            errors[f"fatal: {event.exception!r}"] = None
    return Outcome(sum(statuses.values()), statuses, tuple(failures), tuple(errors), time.monotonic() - begun)


def _askable(app: FastAPI) -> dict[str, Any]:
    """The document without what cannot be asked about at random.

    Of a few idempotency keys each would stand for many requests, and be answered with the first. A text
    that is no text does not exist: what is meant to be null arrives as the word.
    """
    document: dict[str, Any] = json.loads(json.dumps(app.openapi()))
    for operations in document["paths"].values():
        for operation in operations.values():
            for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                if kind.startswith("text/"):
                    media["schema"] = {}
            told = operation.get("parameters", [])
            operation["parameters"] = [one for one in told if one["name"] != "Idempotency-Key"]
    return document


def main() -> int:
    """Run by hand; the exit code is 1 where anything failed."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), examples=examples)
    for failure in (*outcome.failures, *outcome.errors):
        print(failure)
    print(
        f"{outcome.requests:,} requests in {outcome.seconds:.0f} s: {dict(sorted(outcome.statuses.items()))}"
    )
    print(f"{len(outcome.failures)} failures, {len(outcome.errors)} errors")
    return 1 if outcome.failures or outcome.errors else 0


if __name__ == "__main__":
    sys.exit(main())
