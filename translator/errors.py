"""One tree of errors, grouped by who must act.

    TranslatorError
    ├── CallerError            exit 3 · 4xx      whoever handed something in
    │   ├── EmptyInput                 422
    │   ├── BinaryInput                415
    │   ├── InputTooLarge              413
    │   ├── MalformedInput             422   broken JSON, ADF, CSV row
    │   ├── UnknownReader              422   exit 2
    │   ├── UnknownStakeholder         422   exit 2
    │   ├── UnknownEntry               404   exit 2
    │   ├── PitchUnreadable            422
    │   ├── UnknownQuestion            422   exit 2
    │   ├── UnknownSource              422   exit 2
    │   ├── UnknownIncident            404   exit 2
    │   └── FileUnusable               422
    ├── OperatorError          exit 4 · 500      whoever set the product up
    │   ├── SettingInvalid
    │   ├── PackInvalid
    │   ├── StoreUnusable              503   database locked, unreachable, full or of another version
    │   ├── IndexMismatch                    the incident index was made by another embedding model
    │   └── WeightsInvalid                   the embedding weights are missing or not the pinned ones
    ├── ProviderError          exit 5 · 502      an outside service
    │   ├── VectorsUnavailable         503   Chroma cannot be reached or used
    │   ├── EmbeddingFailed                  the embedding provider failed
    │   ├── ModelError                       a language model did not serve; see `llm/base.py`
    │   │   ├── ModelKeyInvalid              no key, or one the provider refuses
    │   │   ├── ModelUnknown                 no such model, or none that LiteLLM knows
    │   │   ├── ModelRequestRefused          the provider refuses the request as it is
    │   │   ├── ContextTooLong
    │   │   ├── ContentRefused               the provider's own filter spoke
    │   │   ├── RateLimited                  retried
    │   │   ├── ModelUnavailable             retried: 5xx, connection lost
    │   │   ├── ModelTimeout             504 retried
    │   │   ├── ModelReplyUnusable           retried: not the shape the provider promises
    │   │   └── CircuitOpen              503 it failed so often that it is left alone for a while
    │   ├── DeadlineExceeded             504
    │   ├── BudgetExhausted              503
    │   └── ReplayMiss                       no recording of this request
    └── InternalError          exit 70 · 500     us

A message names the thing; `place` says where, `next_step` what to do about it.
"""

from __future__ import annotations

from typing import ClassVar


class TranslatorError(Exception):
    """Base of every error this product raises on purpose.

    `code` is stable and documented; `http_status` and `exit_code` are what the doors answer with.
    """

    code: ClassVar[str] = "internal"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, place: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.next_step = next_step

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        step = f" {self.next_step}" if self.next_step else ""
        return f"{where}{self.message}{step}"


class CallerError(TranslatorError):
    """Something handed in cannot be used."""

    code = "bad-input"
    http_status = 422
    exit_code = 3


class EmptyInput(CallerError):
    """There is no text to translate."""

    code = "empty-input"


class BinaryInput(CallerError):
    """The input is not text."""

    code = "binary-input"
    http_status = 415


class InputTooLarge(CallerError):
    """The input is over the size limit."""

    code = "input-too-large"
    http_status = 413


class MalformedInput(CallerError):
    """The input claims a format and breaks its rules."""

    code = "malformed-input"


class UnknownReader(CallerError):
    """No ticket reader has this name."""

    code = "unknown-reader"
    exit_code = 2


class UnknownStakeholder(CallerError):
    """No stakeholder profile has this id."""

    code = "unknown-stakeholder"
    exit_code = 2


class UnknownEntry(CallerError):
    """The catalog has no entry of this kind and id."""

    code = "unknown-entry"
    http_status = 404
    exit_code = 2


class PitchUnreadable(CallerError):
    """The file is not a pitch this version can read."""

    code = "pitch-unreadable"


class UnknownQuestion(CallerError):
    """The pitch has no open question with this id."""

    code = "unknown-question"
    exit_code = 2


class UnknownSource(CallerError):
    """No incident reader has this name, or none recognises the content."""

    code = "unknown-source"
    exit_code = 2


class UnknownIncident(CallerError):
    """The workspace has no incident with this id or key, or more than one with this key."""

    code = "unknown-incident"
    http_status = 404
    exit_code = 2


class FileUnusable(CallerError):
    """A named file cannot be read or written."""

    code = "file-unusable"


class OperatorError(TranslatorError):
    """The installation is set up in a way that cannot work."""

    code = "bad-setup"
    exit_code = 4


class SettingInvalid(OperatorError):
    """A setting is unknown or has a value out of range."""

    code = "setting-invalid"


class PackInvalid(OperatorError):
    """A catalog file or company pack breaks the catalog's rules."""

    code = "pack-invalid"


class StoreUnusable(OperatorError):
    """The database cannot be opened, is locked, full, or of another version."""

    code = "store-unusable"
    http_status = 503


class IndexMismatch(OperatorError):
    """The incident index was made by another embedding model than the one that is set."""

    code = "index-mismatch"


class WeightsInvalid(OperatorError):
    """The packaged embedding weights are missing or are not the pinned ones."""

    code = "weights-invalid"


class ProviderError(TranslatorError):
    """A service outside this process failed."""

    code = "provider-failed"
    http_status = 502
    exit_code = 5


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


class InternalError(TranslatorError):
    """A promise of ours did not hold."""
