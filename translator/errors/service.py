"""What a caller of the service has to put right: keys, review, concurrent changes, pages."""

from __future__ import annotations

from translator.errors.base import CallerError


class UnknownTranslation(CallerError):
    """The workspace has no translation, or no version of it, with this id."""

    code = "unknown-translation"
    http_status = 404


class UnknownPart(CallerError):
    """A pitch has no part of this name, or none that a person may edit."""

    code = "unknown-part"


class UnknownFinding(CallerError):
    """The pitch has no finding with this id."""

    code = "unknown-finding"
    http_status = 404


class UnknownBatch(CallerError):
    """The workspace has no batch with this id."""

    code = "unknown-batch"
    http_status = 404


class UnknownKey(CallerError):
    """There is no API key with this id."""

    code = "unknown-key"
    http_status = 404


class CursorInvalid(CallerError):
    """The cursor of a page is not one that this list gave."""

    code = "cursor-invalid"


class StepRefused(CallerError):
    """The review does not allow this step from this state, or not to this actor."""

    code = "step-refused"
    http_status = 409


class EditConflict(CallerError):
    """Somebody else changed it since it was read."""

    code = "edit-conflict"
    http_status = 412


class VersionNotNamed(CallerError):
    """A change does not say which version it is made on."""

    code = "version-not-named"
    http_status = 428


class KeyRefused(CallerError):
    """There is no API key in the request, or it is unknown, expired or revoked."""

    code = "key-refused"
    http_status = 401


class ScopeMissing(CallerError):
    """The API key may not do this."""

    code = "scope-missing"
    http_status = 403


class RateExceeded(CallerError):
    """Too many requests in a short time."""

    code = "rate-exceeded"
    http_status = 429


class IdempotencyMismatch(CallerError):
    """The idempotency key was used before with another request."""

    code = "idempotency-mismatch"


class IdempotencyInFlight(CallerError):
    """The first request with this idempotency key is not answered yet."""

    code = "idempotency-in-flight"
    http_status = 409
