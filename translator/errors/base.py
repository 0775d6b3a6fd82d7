"""The root of the tree and who must act: the caller, the operator, a provider, or us."""

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


class OperatorError(TranslatorError):
    """The installation is set up in a way that cannot work."""

    code = "bad-setup"
    exit_code = 4


class ProviderError(TranslatorError):
    """A service outside this process failed."""

    code = "provider-failed"
    http_status = 502
    exit_code = 5


class InternalError(TranslatorError):
    """A promise of ours did not hold."""
