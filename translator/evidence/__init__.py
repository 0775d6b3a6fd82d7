"""The evidence ledger: what the ticket says, as spans, before anything is written."""

from translator.evidence.ledger import extract, sources

__all__ = ["extract", "sources"]
