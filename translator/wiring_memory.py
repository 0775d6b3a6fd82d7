"""Joins database, indexes and embedder into the translation memory of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.catalog.index import CatalogIndex
from translator.fingerprint import fingerprint
from translator.incidents.base import Embedder
from translator.memory import MemoryService
from translator.memory_feed import MemoryFeed
from translator.settings import Settings, data_folder
from translator.storage.peek import holds
from translator.wiring_incidents import DATABASE, database_file, has_incidents

if TYPE_CHECKING:
    from translator.storage.database import Database


def stored_memory(
    settings: Settings, database: Database, index: CatalogIndex, embedder: Embedder, *, waits: bool = True
) -> MemoryService:
    """The memory of the workspace of the settings; `waits`: see `HybridIndex`. Raises StoreUnusable."""
    from translator.incidents.chroma import ChromaVectors
    from translator.incidents.index import HybridIndex
    from translator.incidents.keyword import KeywordIndex

    folder, shelf = data_folder(settings), shelf_of(settings.workspace)
    translations = database.translations(settings.workspace)
    feed = MemoryFeed(translations, database.incidents(shelf), index)
    keyword = KeywordIndex(folder / "keyword" / fingerprint("workspace", shelf)[:16])
    vectors = ChromaVectors(settings.chroma_url or str(folder / "chroma"), shelf)
    return MemoryService(translations, feed, HybridIndex(feed, keyword, vectors, embedder, waits=waits))


def memory_on_record(settings: Settings, index: CatalogIndex, embedder: Embedder) -> MemoryService | None:
    """The memory in the database of the settings; None, and nothing is made, where it has nothing in it.

    Raises StoreUnusable.
    """
    file = database_file(settings)
    if file is not None and not (
        holds(file, "reviewed", settings.workspace) or has_incidents(settings, shelf_of(settings.workspace))
    ):
        return None
    from translator.storage.database import open_database

    database = open_database(settings.database_url or data_folder(settings) / DATABASE)
    # Whatever is remembered has left an event.
    if not database.translations(settings.workspace).audit(limit=1).rows:
        database.close()
        return None
    return stored_memory(settings, database, index, embedder)


def shelf_of(workspace: str) -> str:
    """The name under which the store and the indexes keep a workspace's memory.

    Settings allow no colon in a workspace's name, so no workspace can read another one's memory by it.
    """
    return f"memory:{fingerprint('memory', workspace)[:32]}"
