"""What failed in a service outside this process."""

from __future__ import annotations

from typing import ClassVar

from translator.errors.base import ProviderError


class VectorsUnavailable(ProviderError):
    """Chroma cannot be reached or used."""

    code = "vectors-unavailable"
    http_status = 503


class EmbeddingFailed(ProviderError):
    """The embedding provider failed."""

    code = "embedding-failed"


class ModelError(ProviderError):
    """A language model did not serve."""

    code = "model-failed"
    retryable: ClassVar[bool] = False


class ModelKeyInvalid(ModelError):
    """There is no key for the provider, or it refuses the one there is."""

    code = "model-key-invalid"


class ModelUnknown(ModelError):
    """The provider has no such model, or LiteLLM knows no such provider."""

    code = "model-unknown"


class ModelRequestRefused(ModelError):
    """The provider refuses the request as it is."""

    code = "model-request-refused"


class ContextTooLong(ModelError):
    """The request is longer than the model reads."""

    code = "context-too-long"


class ContentRefused(ModelError):
    """The provider's own filter stopped the request or the reply."""

    code = "content-refused"


class RateLimited(ModelError):
    """The provider asks to slow down. `retry_after` in seconds; None: it does not say for how long."""

    code = "rate-limited"
    retryable = True

    def __init__(
        self, message: str, *, place: str = "", next_step: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, place=place, next_step=next_step)
        self.retry_after = retry_after


class ModelUnavailable(ModelError):
    """The provider failed or the connection was lost."""

    code = "model-unavailable"
    retryable = True


class ModelTimeout(ModelError):
    """The provider took longer than one attempt may."""

    code = "model-timeout"
    http_status = 504
    retryable = True


class ModelReplyUnusable(ModelError):
    """What came back is not a reply of a model."""

    code = "model-reply-unusable"
    retryable = True


class CircuitOpen(ModelError):
    """The model failed so often that it is left alone for a while."""

    code = "model-resting"
    http_status = 503


class DeadlineExceeded(ProviderError):
    """The time for the whole request is up."""

    code = "deadline-exceeded"
    http_status = 504


class BudgetExhausted(ProviderError):
    """The call would cost more than is left, or its price is unknown while a budget is set."""

    code = "budget-exhausted"
    http_status = 503


class ReplayMiss(ProviderError):
    """The folder of recordings holds no reply to this request."""

    code = "replay-miss"
