"""Which of our errors a failed call of a model is, in one line with the setting to change.

Reads what LiteLLM and the clients beneath it raise by class name, status and headers, so nothing here
imports them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from json import JSONDecodeError
from typing import NamedTuple

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
from translator.redaction import Masker

_LONGEST = 200  # characters of a provider's own words in a message of ours
_SHORTEST_KEY = 6  # characters; a shorter value of a key variable is a word such as "none"

# Class name → ours, looked up along the method resolution order: the most specific one decides.
CLASSES: dict[str, type[ModelError]] = {
    "AuthenticationError": ModelKeyInvalid,
    "PermissionDeniedError": ModelKeyInvalid,
    "PaymentRequiredError": ModelKeyInvalid,
    "NotFoundError": ModelUnknown,
    "LiteLLMUnknownProvider": ModelUnknown,
    "ContextWindowExceededError": ContextTooLong,
    "ContentPolicyViolationError": ContentRefused,
    "RejectedRequestError": ContentRefused,
    "RateLimitError": RateLimited,
    "Timeout": ModelTimeout,
    "APITimeoutError": ModelTimeout,
    "APIResponseValidationError": ModelReplyUnusable,
    "BadRequestError": ModelRequestRefused,
    "UnprocessableEntityError": ModelRequestRefused,
    "InternalServerError": ModelUnavailable,
    "ServiceUnavailableError": ModelUnavailable,
    "BadGatewayError": ModelUnavailable,
    "APIConnectionError": ModelUnavailable,
    "ImportError": ModelUnknown,  # the provider needs a package that is not installed
}
# For the rest (litellm's APIError and OpenAIError) the answer's status decides.
_STATUSES: dict[int, type[ModelError]] = {
    400: ModelRequestRefused,
    401: ModelKeyInvalid,
    402: ModelKeyInvalid,
    403: ModelKeyInvalid,
    404: ModelUnknown,
    408: ModelTimeout,
    413: ContextTooLong,
    422: ModelRequestRefused,
    429: RateLimited,
    504: ModelTimeout,
}
_SAYS: dict[type[ModelError], tuple[str, str]] = {
    ModelUnknown: (
        "there is no such model",
        "Set model (or fallback) to provider/name as LiteLLM spells it, such as openai/gpt-4o-mini.",
    ),
    ModelRequestRefused: (
        "the provider refuses the request",
        "Set model to one that takes a system message and JSON output.",
    ),
    ContextTooLong: (
        "the request is longer than the model reads",
        "Set model, or fallback, to one with a longer context.",
    ),
    ContentRefused: ("the provider's content filter stopped the request", "Set model to another one."),
    RateLimited: (
        "the provider asks to slow down",
        "Wait, raise the limit at the provider, or set fallback to a second model.",
    ),
    ModelTimeout: (
        "the model took too long",
        "Raise the setting deadline, set model to a faster one, or set fallback.",
    ),
    ModelReplyUnusable: (
        "what came back is not a model's reply",
        "Check that api_base is the address of an OpenAI-compatible server, or set fallback.",
    ),
    ModelUnavailable: (
        "the provider failed or cannot be reached",
        "Check the network and the setting api_base, or set fallback to a second model.",
    ),
    ModelError: ("the call failed", "Set model to another one, or set fallback."),
}
_NO_KEY = re.compile(r"missing credentials|api[ _-]?key", re.IGNORECASE)
_NO_PROVIDER = re.compile(r"LLM Provider NOT provided", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|(?:prompt|input) is too long|"
    r"too many (?:input )?tokens",
    re.IGNORECASE,
)
_FILTERED = re.compile(
    r"content[ _](?:policy|filter|management policy)|safety system|usage policy", re.IGNORECASE
)
# What clients raise, in so many words, about an answer that is no reply of a model.
_NO_REPLY = re.compile(
    r"Empty or invalid response|'choices' that is not|Invalid response object", re.IGNORECASE
)
_QUOTA = re.compile(r"insufficient_quota|current quota|credit balance|billing", re.IGNORECASE)
_INNARDS = re.compile(r"ssl:<[^>]{0,80}> ?")
_PREFIX = re.compile(r"^(?:litellm\.)?\w*(?:Error|Exception|Timeout)(?: Error)?(?: - |: )")


class Account(NamedTuple):
    """How a provider is paid: for the words of an error, and to keep keys out of them."""

    key_name: str  # the environment variable that holds its key
    has_key: bool
    secrets: tuple[str, ...]  # values that no message may hold


def failure(kind: type[ModelError], model: str, words: str = "") -> ModelError:
    """An error of this kind; `words` are the provider's own, already fit to be shown."""
    message, step = _SAYS[kind]
    return kind(_line(message, words), place=model, next_step=step)


def no_key(model: str, account: Account) -> ModelKeyInvalid:
    """The error where the provider's key is not set."""
    step = f"Set the environment variable {account.key_name}."
    return ModelKeyInvalid("there is no key for this model.", place=model, next_step=step)


def translated(error: BaseException, model: str, account: Account, now: float | None = None) -> ModelError:
    """Our error for a foreign one. `now` is the time in seconds since 1970, to read a date with."""
    raw = " ".join(str(getattr(error, "message", None) or error).split())
    words = _shown(raw, account.secrets)
    if _NO_PROVIDER.search(raw):
        return failure(ModelUnknown, model, "LiteLLM knows no provider of this name")
    kind = _kind(error, raw)
    if kind is ModelUnavailable and not account.has_key and _NO_KEY.search(raw):
        kind = ModelKeyInvalid
    if kind is ModelKeyInvalid or (kind is RateLimited and _out_of_credit(error, raw)):
        return _key_failure(error, raw, model, account)
    if isinstance(error, ImportError):
        step = f"Install {error.name or 'the package that it names'}, or set model to another one."
        return ModelUnknown(f"its provider needs a package ({words}).", place=model, next_step=step)
    wait = retry_after(_headers(error), time.time() if now is None else now)
    # A 503 that says when to come back asks to slow down as much as a 429 does.
    if kind is RateLimited or (kind is ModelUnavailable and wait is not None):
        message, step = _SAYS[RateLimited]
        return RateLimited(_line(message, words), place=model, next_step=step, retry_after=wait)
    return failure(kind, model, words)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait as the answer's headers say; None: they do not say, or say nothing readable."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,9}(?:\.\d{0,9})?", value):
            return float(value) * unit
        if name == "retry-after" and value:
            try:
                return max(0.0, parsedate_to_datetime(value).timestamp() - now)
            except ValueError:
                return None
    return None


def _kind(error: BaseException, raw: str) -> type[ModelError]:
    names = [cls.__name__ for cls in type(error).__mro__]
    kind = next((CLASSES[name] for name in names if name in CLASSES), None)
    status = getattr(error, "status_code", None)
    if kind is None:
        kind = _STATUSES.get(status) if isinstance(status, int) else None
    if kind is None:
        failed = isinstance(error, OSError) or (isinstance(status, int) and status >= 500)
        kind = ModelUnavailable if failed else ModelError
    if kind is ModelRequestRefused and _TOO_LONG.search(raw):
        return ContextTooLong
    if kind is ModelRequestRefused and _FILTERED.search(raw):
        return ContentRefused
    if kind is ModelUnavailable and (
        _NO_REPLY.search(raw) or any(isinstance(cause, JSONDecodeError) for cause in _causes(error))
    ):
        return ModelReplyUnusable
    return kind


def _key_failure(error: BaseException, raw: str, model: str, account: Account) -> ModelKeyInvalid:
    # The provider's own words are left out: they may repeat the key.
    if _out_of_credit(error, raw):
        message = "the account behind the key has no credit left."
        step = f"Add credit at the provider, change {account.key_name}, or set fallback."
    elif account.has_key:
        message = "the provider refuses the key."
        step = f"Check the environment variable {account.key_name}, and that the key may use this model."
    else:
        return no_key(model, account)
    return ModelKeyInvalid(message, place=model, next_step=step)


def _out_of_credit(error: BaseException, raw: str) -> bool:
    body = getattr(error, "body", None)
    code = body.get("code") if isinstance(body, dict) else None
    return getattr(error, "status_code", None) == 402 or _QUOTA.search(f"{code} {raw}") is not None


def _headers(error: BaseException) -> dict[str, str]:
    """The answer's headers, names in lower case."""
    for cause in _causes(error):
        response = getattr(cause, "response", None)
        for found in (getattr(cause, "litellm_response_headers", None), getattr(response, "headers", None)):
            if found:
                return {str(name).lower(): str(value) for name, value in found.items()}
    return {}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first; ten at most."""
    cause: BaseException | None = error
    for _ in range(10):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def _shown(raw: str, secrets: Iterable[str]) -> str:
    """A provider's words in one short line, without keys or personal data."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_KEY:
            raw = raw.replace(secret, "[SECRET]")
    raw = _INNARDS.sub("", raw[: 10 * _LONGEST])
    while (prefix := _PREFIX.match(raw)) is not None:
        raw = raw[prefix.end() :]
    words = Masker().mask(raw)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _line(message: str, words: str) -> str:
    return f"{message} ({words.rstrip('. ')})." if words else f"{message}."
