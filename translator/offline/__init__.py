"""The offline engine: rules and a catalog, no model, no network. Quotes, composes, leaves blanks."""

from translator.offline.engine import OfflineEngine, draft

__all__ = ["OfflineEngine", "draft"]
