"""Fixtures of the gateway's tests: a hand clock, and litellm loaded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.llm.asking import HandClock
from translator.llm import provider


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def litellm_loaded() -> Callable[[], Any]:
    """The library, imported once: it takes seconds, which belong to no test's deadline."""
    provider._warm("openai/gpt-4o-mini")
    return provider._litellm
