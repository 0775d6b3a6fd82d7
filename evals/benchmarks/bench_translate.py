"""How fast one ticket becomes a pitch, beside the trivial baseline: reading it and nothing else.

    python -m evals.benchmarks.bench_translate

Prints cold start of the command, warm tickets a second on one core, and a 1 MB ticket, each with its
bar. Baselines are measured in the same run. Exits 0 whatever the figures: the machine may be busy.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files

from translator.intake import read
from translator.models import Ticket
from translator.render.markdown import as_markdown
from translator.samples import FIRST, SAMPLES, TICKETS
from translator.wiring import App, build_default

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _payload(name: str) -> bytes:
    return files("translator").joinpath("samples", TICKETS, name).read_bytes()


def _median(run: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _command(*args: str, text: bytes = b"") -> Callable[[], object]:
    command = [sys.executable, "-m", "translator", *args]
    return lambda: subprocess.run(command, input=text, capture_output=True, check=True)


def main() -> None:
    """Print the table."""
    app = build_default()
    tickets = [t for s in SAMPLES for t in read(_payload(s.file)).tickets]

    async def translate_all(many: list[Ticket]) -> None:
        for ticket in many:
            as_markdown(await app.translate(ticket, now=NOW))

    asyncio.run(translate_all(tickets[:1]))  # loads the catalog
    warm = _median(lambda: asyncio.run(translate_all(tickets)))
    parse = _median(lambda: [read(_payload(s.file)) for s in SAMPLES])
    start = time.process_time()
    asyncio.run(translate_all(tickets))
    core = time.process_time() - start

    paragraph = b"Customers cannot sign in at month end. It took 12 seconds on 3 of 40 tries.\n\n"
    large = b"# Sign-in fails\n\n" + paragraph * (1_000_000 // len(paragraph))
    large_time = _median(lambda: _large(app, large), times=3)
    large_parse = _median(lambda: read(large), times=3)

    cold = _median(_command("translate", "-", text=_payload(FIRST)))
    empty = _median(lambda: subprocess.run([sys.executable, "-c", "import pydantic"], check=True))
    help_time = _median(_command("--help"))

    rows = [
        ("translator --help, cold process", f"{help_time:.2f} s", "< 0.4 s", ""),
        ("one ticket, cold process", f"{cold:.2f} s", "< 1.5 s", f"import pydantic {empty:.2f} s"),
        (
            f"warm, {len(tickets)} sample tickets",
            f"{len(tickets) / warm:.0f} /s ({len(tickets) / core:.0f} /s of processor time)",
            ">= 50 /s",
            f"parsing only {len(tickets) / parse:.0f} /s",
        ),
        ("1 MB ticket, warm", f"{large_time:.2f} s", "< 3 s", f"parsing only {large_parse:.2f} s"),
    ]
    print(f"{'what':34s} {'measured':36s} {'bar':10s} baseline of this run")
    for what, measured, bar, baseline in rows:
        print(f"{what:34s} {measured:36s} {bar:10s} {baseline}")
    cut = sum(c.characters for c in read(large).tickets[0].cuts)
    print(f"the 1 MB ticket: {cut:,} characters left out, said in the pitch")


def _large(app: App, payload: bytes) -> None:
    as_markdown(asyncio.run(app.translate(read(payload).tickets[0], now=NOW)))


if __name__ == "__main__":
    main()
