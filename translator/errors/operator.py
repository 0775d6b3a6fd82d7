"""What whoever set the product up has to put right."""

from __future__ import annotations

from translator.errors.base import OperatorError


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
