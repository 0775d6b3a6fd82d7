"""Hostile texts: the time grows with the length only. The benchmark runs them at a megabyte."""

from __future__ import annotations

import gc
import time

import pytest

from evals.redaction.hostile import UNITS
from translator.redaction import Masker, Redactor

SIZE = 200_000  # characters


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text(unit: str) -> None:
    """A fifth of a megabyte of one repeated piece takes less than a second of the processor.

    It takes a tenth to a fifth of that on an idle machine; what grows with the square takes minutes.
    """
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    gc.collect()
    gc.disable()  # what other tests have left in memory is not to be looked through meanwhile
    try:
        start = time.process_time()
        Redactor(["Ada Lovelace", "ada"]).redact(text)
        Masker().mask(text)
        assert time.process_time() - start < 1.0
    finally:
        gc.enable()
