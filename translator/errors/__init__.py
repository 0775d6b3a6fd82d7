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
    │   ├── FileUnusable               422
    │   ├── UnknownTranslation         404
    │   ├── UnknownPart                422   a pitch has no such part
    │   ├── UnknownFinding             404
    │   ├── UnknownBatch               404
    │   ├── UnknownKey                 404
    │   ├── CursorInvalid              422
    │   ├── StepRefused                409   the review does not allow it
    │   ├── EditConflict               412   somebody else changed it first
    │   ├── VersionNotNamed            428   a change without If-Match
    │   ├── KeyRefused                 401
    │   ├── ScopeMissing               403
    │   ├── RateExceeded               429
    │   ├── IdempotencyMismatch        422   the same key with another body
    │   └── IdempotencyInFlight        409
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

from translator.errors.base import (
    CallerError,
    InternalError,
    OperatorError,
    ProviderError,
    TranslatorError,
)
from translator.errors.caller import (
    BinaryInput,
    EmptyInput,
    FileUnusable,
    InputTooLarge,
    MalformedInput,
    PitchUnreadable,
    UnknownEntry,
    UnknownIncident,
    UnknownQuestion,
    UnknownReader,
    UnknownSource,
    UnknownStakeholder,
)
from translator.errors.operator import (
    IndexMismatch,
    PackInvalid,
    SettingInvalid,
    StoreUnusable,
    WeightsInvalid,
)
from translator.errors.provider import (
    BudgetExhausted,
    CircuitOpen,
    ContentRefused,
    ContextTooLong,
    DeadlineExceeded,
    EmbeddingFailed,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    RateLimited,
    ReplayMiss,
    VectorsUnavailable,
)
from translator.errors.service import (
    CursorInvalid,
    EditConflict,
    IdempotencyInFlight,
    IdempotencyMismatch,
    KeyRefused,
    RateExceeded,
    ScopeMissing,
    StepRefused,
    UnknownBatch,
    UnknownFinding,
    UnknownKey,
    UnknownPart,
    UnknownTranslation,
    VersionNotNamed,
)

__all__ = [
    "BinaryInput",
    "BudgetExhausted",
    "CallerError",
    "CircuitOpen",
    "ContentRefused",
    "ContextTooLong",
    "CursorInvalid",
    "DeadlineExceeded",
    "EditConflict",
    "EmbeddingFailed",
    "EmptyInput",
    "FileUnusable",
    "IdempotencyInFlight",
    "IdempotencyMismatch",
    "IndexMismatch",
    "InputTooLarge",
    "InternalError",
    "KeyRefused",
    "MalformedInput",
    "ModelError",
    "ModelKeyInvalid",
    "ModelReplyUnusable",
    "ModelRequestRefused",
    "ModelTimeout",
    "ModelUnavailable",
    "ModelUnknown",
    "OperatorError",
    "PackInvalid",
    "PitchUnreadable",
    "ProviderError",
    "RateExceeded",
    "RateLimited",
    "ReplayMiss",
    "ScopeMissing",
    "SettingInvalid",
    "StepRefused",
    "StoreUnusable",
    "TranslatorError",
    "UnknownBatch",
    "UnknownEntry",
    "UnknownFinding",
    "UnknownIncident",
    "UnknownKey",
    "UnknownPart",
    "UnknownQuestion",
    "UnknownReader",
    "UnknownSource",
    "UnknownStakeholder",
    "UnknownTranslation",
    "VectorsUnavailable",
    "VersionNotNamed",
    "WeightsInvalid",
]
