"""How much of what is sensitive goes, and how little else, over a corpus with a fixed seed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from evals.redaction.corpus import KNOWN_NAMES, Document, documents
from evals.redaction.measured import Measured, measure
from translator.redaction import Redactor, sensitive

RECALL = 0.99
PRECISION = 0.97
FEWEST = 1_000  # of each: planted values and look-alikes


@pytest.fixture(scope="module")
def corpus() -> list[Document]:
    return documents()


@pytest.fixture(scope="module")
def measured(corpus: list[Document]) -> Measured:
    def find(text: str) -> Iterable[tuple[int, int]]:
        return ((s.start, s.end) for s in Redactor(KNOWN_NAMES).found(text))

    return measure(corpus, find)


def test_the_corpus_is_large_enough(measured: Measured) -> None:
    """At least a thousand values that must go and a thousand that must stay, of seven kinds."""
    assert measured.planted.total() >= FEWEST
    assert measured.lookalikes.total() >= FEWEST
    assert set(measured.kinds.values()) == {"SECRET", "EMAIL", "PHONE", "ACCOUNT", "CARD", "IP", "NAME"}


def test_recall(measured: Measured) -> None:
    """Of all values together, and of each kind, at least 99 % go completely."""
    kinds = sorted(set(measured.kinds.values()))
    short = {kind: r for kind in kinds if (r := measured.recall_of(kind)) < RECALL}
    assert not short, measured.missed[:20]
    assert measured.recall >= RECALL, measured.missed[:20]


def test_precision(measured: Measured) -> None:
    """Of all stretches that go, at least 97 % hold a value and little around it."""
    assert measured.precision >= PRECISION, measured.wrong[:20]


def test_no_found_value_is_left_in_the_text(corpus: list[Document]) -> None:
    """What one redactor found anywhere in the corpus stands in none of its later texts."""
    redactor = Redactor(KNOWN_NAMES)
    for document in corpus:
        found = redactor.found(document.text)
        redacted = redactor.redact(document.text).text
        for item in found:
            value = document.text[item.start : item.end]
            if item.kind in ("SECRET", "EMAIL", "ACCOUNT", "CARD") and len(value) >= 8:
                assert value not in redacted


def test_what_readers_see_keeps_addresses_and_names(corpus: list[Document]) -> None:
    """Masking for display takes no machine address and no name."""
    kinds = {item.kind for document in corpus for item in sensitive(document.text)}
    assert kinds == {"SECRET", "EMAIL", "PHONE", "ACCOUNT", "CARD"}


def test_the_measure_sees_a_miss_and_a_false_alarm() -> None:
    """A finder of nothing has no recall; one that takes all has no precision."""
    some = documents(seed=3, each=2)
    assert measure(some, lambda _: []).recall == 0
    assert measure(some, lambda text: [(0, len(text))]).precision < 0.1
