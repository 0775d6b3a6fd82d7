"""Joins settings, store, indexes and embedder into the past incidents of a workspace or a file."""

from __future__ import annotations

from pathlib import Path

from translator.errors import FileUnusable, MalformedInput
from translator.fingerprint import fingerprint
from translator.incident_service import IncidentService
from translator.incidents.base import Embedder, RowProblem
from translator.settings import Settings, data_folder, load_settings

DATABASE = "translator.db"


def has_store(settings: Settings) -> bool:
    """Whether there may be incidents: a server, or a database file that exists. Raises StoreUnusable."""
    file: Path | None = data_folder(settings) / DATABASE
    if settings.database_url:
        from translator.storage import parse_address

        file = parse_address(settings.database_url).file
    try:
        return file is None or file.exists()
    except OSError:  # opening it says why
        return True


def stored_incidents(settings: Settings, embedder: Embedder) -> IncidentService:
    """Incidents in the database and indexes of the settings. Raises StoreUnusable."""
    from translator.incidents.chroma import ChromaVectors
    from translator.incidents.index import HybridIndex
    from translator.incidents.keyword import KeywordIndex
    from translator.storage import open_store

    folder = data_folder(settings)
    store = open_store(settings.database_url or folder / DATABASE, settings.workspace)
    keyword = KeywordIndex(folder / "keyword" / fingerprint("workspace", settings.workspace)[:16])
    vectors = ChromaVectors(settings.chroma_url or str(folder / "chroma"), settings.workspace)
    return IncidentService(store, HybridIndex(store, keyword, vectors, embedder))


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


def chosen_embedder(model: str) -> Embedder:
    """The embedder of a setting: "builtin", or a model name that LiteLLM knows."""
    if model == "builtin":
        from translator.incidents.embedding import MiniLM

        return MiniLM()
    from translator.llm.provider import LiteLLMEmbedder

    return LiteLLMEmbedder(model)
