"""What foreign errors become: every class of litellm's, the headers, and words fit to be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from translator.errors import (
    ContentRefused,
    ContextTooLong,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    RateLimited,
)
from translator.llm.failures import CLASSES, Account, retry_after, translated

KEYED = Account("OPENAI_API_KEY", True, ("harbourgate7731northdeck",))
KEYLESS = Account("OPENAI_API_KEY", False, ())
BY_STATUS = {"APIError", "OpenAIError"}  # too general to say anything: their status decides


def made(name: str, message: str = "x", base: type[Exception] = Exception, **facts: Any) -> Exception:
    """An error of a foreign class of this name, as the clients beneath LiteLLM make them."""
    error = type(name, (base,), {})(message)
    vars(error).update(facts)
    return error


def test_every_class_of_litellm_has_one_of_ours(litellm_loaded: Callable[[], Any]) -> None:
    """A class that a later version brings fails here instead of reaching a reader unnamed."""
    kinds = litellm_loaded().LITELLM_EXCEPTION_TYPES
    assert len(kinds) > 15
    unnamed = {kind.__name__ for kind in kinds if not any(cls.__name__ in CLASSES for cls in kind.__mro__)}
    assert unnamed == BY_STATUS


STATUSES = [
    (401, ModelKeyInvalid), (402, ModelKeyInvalid), (403, ModelKeyInvalid), (404, ModelUnknown),
    (408, ModelTimeout), (413, ContextTooLong), (422, ModelRequestRefused), (429, RateLimited),
    (500, ModelUnavailable), (503, ModelUnavailable), (504, ModelTimeout), (529, ModelUnavailable),
    (418, ModelError), (None, ModelError),
]  # fmt: skip


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_the_status_decides_where_the_class_does_not(status: int | None, kind: type[ModelError]) -> None:
    """Each status has a class; one that nobody knows is a failure that is not retried."""
    error = translated(made("APIError", status_code=status), "openai/x", KEYED)
    assert type(error) is kind
    assert error.place == "openai/x"
    assert error.next_step


WORDS = [
    (made("BadRequestError", "This model's maximum context length is 8192 tokens"), ContextTooLong),
    (made("BadRequestError", "prompt is too long: 210000 tokens > 200000 maximum"), ContextTooLong),
    (made("BadRequestError", "filtered due to Azure's content management policy"), ContentRefused),
    (made("BadRequestError", "LLM Provider NOT provided. Pass in the LLM provider"), ModelUnknown),
    (made("InternalServerError", "Empty or invalid response from LLM endpoint."), ModelReplyUnusable),
    (made("RateLimitError", "You exceeded your current quota", status_code=429), ModelKeyInvalid),
    (made("RateLimitError", "x", body={"code": "insufficient_quota"}), ModelKeyInvalid),
    (made("ModuleNotFoundError", "No module named 'boto3'", ImportError), ModelUnknown),
    (made("ConnectionResetError", "reset by peer", OSError), ModelUnavailable),
    (made("Surprise", "?"), ModelError),
]


@pytest.mark.parametrize(("error", "kind"), WORDS, ids=lambda value: str(value)[:40])
def test_what_was_said_decides_between_alike_classes(error: Exception, kind: type[ModelError]) -> None:
    """Context, quota, unknown provider and garbage come under general classes."""
    assert type(translated(error, "openai/x", KEYED)) is kind


def test_a_missing_key_is_told_by_the_variable() -> None:
    """OpenAI's client reports it as a failure of the server."""
    error = translated(made("InternalServerError", "Missing credentials. Pass an api_key"), "m", KEYLESS)
    assert isinstance(error, ModelKeyInvalid)
    assert error.next_step == "Set the environment variable OPENAI_API_KEY."


SHOWN = [
    ("litellm.RateLimitError: RateLimitError: OpenAIException - slow  down.", "(slow down)."),
    ("Timeout Error: OpenAIException - late", "(late)."),
    ("it broke with harbourgate7731northdeck inside", "(it broke with [SECRET] inside)."),
    ("for anna.berg@nordhavn.example", "(for [EMAIL-1])."),
    ("Cannot connect to host h:1 ssl:<ssl.SSLContext object at 0x7f> [no]", "host h:1 [no])."),
    ("line one\nline two\n\tTraceback", "(line one line two Traceback)."),
    ("", "cannot be reached."),
]


@pytest.mark.parametrize(("said", "ends"), SHOWN)
def test_the_providers_words(said: str, ends: str) -> None:
    """One line, without prefixes, keys, personal data or addresses of memory."""
    error = translated(made("ServiceUnavailableError", said), "m", KEYED)
    assert error.message.endswith(ends)


def test_long_words_are_cut() -> None:
    """A megabyte of HTML does not reach the terminal."""
    error = translated(made("ServiceUnavailableError", "<p>error</p> " * 100_000), "m", KEYED)
    assert len(error.message) < 300


HEADERS = [
    ({"retry-after": "2"}, 2.0), ({"retry-after": "0"}, 0.0), ({"retry-after": "1.5"}, 1.5),
    ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
    ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT"}, 30.0),
    ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT"}, 0.0),
    ({"retry-after": "soon"}, None), ({"retry-after": "-5"}, None), ({"retry-after": "nan"}, None),
    ({"retry-after": "9" * 400}, None), ({"retry-after": ""}, None), ({}, None),
]  # fmt: skip
TEN_O_CLOCK = 1_795_255_200.0  # 2026-11-21T10:00:00Z


@pytest.mark.parametrize(("headers", "seconds"), HEADERS, ids=str)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, milliseconds or a date; nonsense says nothing."""
    assert retry_after(headers, TEN_O_CLOCK) == seconds


@pytest.mark.parametrize("name", ["RateLimitError", "ServiceUnavailableError"])
def test_headers_are_found_wherever_the_client_left_them(name: str) -> None:
    """On the error, on its response, or on what caused it; a 503 with a time counts as a request to wait."""
    for facts in ({"litellm_response_headers": {"Retry-After": "2"}}, {}):
        error = made(name, **facts)
        if not facts:
            response = made("Response", headers={"retry-after": "2"})
            error.__cause__ = made("Inner", response=response)
        told = translated(error, "m", KEYED)
        assert isinstance(told, RateLimited)
        assert told.retry_after == 2.0
