"""Secrets and personal data in text: where they stand, and the text without them.

Nothing here decides what may leave the machine; it only finds and masks. `Masker` serves readers,
`Redactor` makes the only text a model may get.
"""

from translator.redaction.contacts import personal
from translator.redaction.keys import secrets
from translator.redaction.masking import _SEAL, Masker, Redacted, Redactor, sensitive
from translator.redaction.spans import Kind, Sensitive

__all__ = ["_SEAL", "Kind", "Masker", "Redacted", "Redactor", "Sensitive", "personal", "secrets", "sensitive"]
