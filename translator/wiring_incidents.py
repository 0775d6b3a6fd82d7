"""Joins settings, store, indexes and embedder into the past incidents of a workspace or a file."""

from __future__ import annotations

from pathlib import Path

from translator.errors import FileUnusable, MalformedInput
from translator.fingerprint import fingerprint
from translator.incident_service import IncidentService
from translator.incidents.base import Embedder, IncidentStore, RowProblem
from translator.settings import Settings, data_folder, load_settings
from translator.storage.peek import holds

DATABASE = "translator.db"


def has_incidents(settings: Settings, workspace: str = "") -> bool:
    """Whether there may be incidents of the workspace: a server, or a file that holds some.

    "": the workspace of the settings. Raises StoreUnusable.
    """
    file = database_file(settings)
    return file is None or holds(file, "incidents", workspace or settings.workspace)


def database_file(settings: Settings) -> Path | None:
    """The SQLite file of the settings, which may not exist; None: a server. Raises StoreUnusable."""
    if not settings.database_url:
        return data_folder(settings) / DATABASE
    from translator.storage import parse_address

    return parse_address(settings.database_url).file


def stored_incidents(
    settings: Settings,
    embedder: Embedder,
    store: IncidentStore | None = None,
    *,
    waits: bool = True,
) -> IncidentService:
    """Incidents in the database and indexes of the settings. Raises StoreUnusable.

    `store` is the one of the workspace where it is open already; `waits`: see `HybridIndex`.
    """
    from translator.incidents.chroma import ChromaVectors
    from translator.incidents.index import HybridIndex
    from translator.incidents.keyword import KeywordIndex
    from translator.storage import open_store

    folder = data_folder(settings)
    if store is None:
        store = open_store(settings.database_url or folder / DATABASE, settings.workspace)
    keyword = KeywordIndex(folder / "keyword" / fingerprint("workspace", settings.workspace)[:16])
    vectors = ChromaVectors(settings.chroma_url or str(folder / "chroma"), settings.workspace)
    return IncidentService(store, HybridIndex(store, keyword, vectors, embedder, waits=waits))


def incidents_in(folder: Path, embedder: Embedder | None = None) -> IncidentService:
    """Incidents kept in a folder of their own, with default settings: for benchmarks and scripts."""
    flags = {"data_dir": str(folder), "incidents": "auto"}
    settings = load_settings(toml_path=None, environ={}, flags=flags).settings
    return stored_incidents(settings, embedder or chosen_embedder(settings.embedding_model))


def incidents_of_file(path: Path, embedder: Embedder) -> IncidentService:
    """Incidents of one file, in memory. Raises the CallerErrors of the readers; a bad row ends it."""
    from translator.incidents.index import HybridIndex
    from translator.incidents.keyword import KeywordIndex
    from translator.incidents.sources import read_incidents
    from translator.incidents.vectors import MemoryVectors
    from translator.storage import open_store

    store = open_store("sqlite://", "file")
    service = IncidentService(store, HybridIndex(store, KeywordIndex(None), MemoryVectors(), embedder))

    def refuse(problem: RowProblem) -> None:
        raise MalformedInput(problem.message, place=f"{path}: {problem.place}", next_step=problem.next_step)

    try:
        with path.open("rb") as stream:
            service.import_rows(read_incidents(stream, place=str(path)), on_problem=refuse)
    except OSError as error:
        raise FileUnusable(
            f"the file cannot be read ({error.strerror or error}).",
            place=str(path),
            next_step="Name a file with incidents, or: auto, off.",
        ) from None
    return service


def chosen_embedder(model: str, *, processes: int = 1) -> Embedder:
    """The embedder of a setting: "builtin", or a model name that LiteLLM knows.

    `processes` is how many do the same beside each other: the built-in one then takes its share of the
    processors, for threads that wait for each other's cost more than they bring.
    """
    if model == "builtin":
        from translator.incidents.embedding import MiniLM

        return MiniLM(threads=1 if processes > 1 else 2)
    from translator.llm.provider import LiteLLMEmbedder

    return LiteLLMEmbedder(model)
