"""Records the small packaged model for the suite `recorded`.

    python -m evals.record_small_model

Recordings answer requests by their whole text. When reading a ticket, a prompt or the catalog changes what a
model is asked, `translator eval run recorded` says which recording is missing, and this makes them anew. It
needs the packages of `.ci/constraints-model.txt` and a few minutes of both processors; no network.
"""

from __future__ import annotations

import subprocess
import sys

from evals.case_files import ROOT, load_cases
from evals.runner import ARTIFACTS, record

SERVER = ROOT.parent / "tests" / "llm" / "model_server.py"
TOLD = "SmolLM2-135M-Instruct (Apache-2.0), 135 million parameters, run by llama.cpp on this machine"
# One of each kind; a model this small takes long, and its words rarely pass the checks.
CASES = ("cai-keys-in-logs", "har-demo-sign-in", "pet-till-retry")
TOKENS = 160  # of a reply: enough to see what it is


def main() -> None:
    """Start the model, run the cases, write the recordings."""
    chosen = [case for case in load_cases() if case.id in CASES]
    with subprocess.Popen(
        [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        flags = {
            "model": "openai/smollm2-135m",
            "api_base": f"{address}/v1",
            "deadline": "1800",
            "concurrency": "1",
            "model_cache": "false",
        }
        run = record(flags, chosen, ARTIFACTS / "recorded", told=TOLD, max_tokens=TOKENS)
        server.terminate()
    for case in run.result.cases:
        print(f"{case.id}: {case.written} places in its words, {case.error or 'no error'}")


if __name__ == "__main__":
    main()
