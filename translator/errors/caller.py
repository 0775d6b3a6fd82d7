"""What whoever hands something in has to put right."""

from __future__ import annotations

from translator.errors.base import CallerError


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
