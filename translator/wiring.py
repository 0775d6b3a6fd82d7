"""Joins settings, packs, catalog, engine and pipeline into one App. The only place that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import build_catalog
from translator.checks import run_checks, subject_of_text
from translator.drafting import PastIncidents
from translator.errors import FileUnusable, MalformedInput
from translator.evidence import extract, sources
from translator.fingerprint import fingerprint
from translator.incident_service import IncidentService
from translator.incidents.base import Embedder, RowProblem
from translator.intake import Intake, read
from translator.models import Answer, Finding, Ledger, Pitch, Ticket
from translator.offline import OfflineEngine
from translator.packs import load_builtin, load_pack
from translator.pipeline import Pipeline
from translator.settings import LoadedSettings, Settings, data_folder, load_settings

DATABASE = "translator.db"


class App:
    """What every door calls. Cheap to make; catalog, incidents and models are loaded at first use.

    `embedder` stands in for the one of the settings: any LangChain `Embeddings`, see
    `translator.incidents.langchain.PluggedEmbedder`.
    """

    def __init__(self, loaded: LoadedSettings, *, embedder: Embedder | None = None) -> None:
        self.loaded = loaded
        self._embedder = embedder

    @cached_property
    def index(self) -> CatalogIndex:
        """The catalog with its packs; raises PackInvalid."""
        packs = [load_pack(Path(p)) for p in self.loaded.settings.packs]
        return CatalogIndex(build_catalog([*load_builtin(), *packs]))

    @cached_property
    def pipeline(self) -> Pipeline:
        """The pipeline with the engine of the settings."""
        return Pipeline(self.index, OfflineEngine(), past=self.past)

    @cached_property
    def past(self) -> PastIncidents | None:
        """What pitches are proven with; None: switched off, or nothing was ever imported."""
        chosen = self.loaded.settings.incidents
        if chosen == "off":
            return None
        if chosen != "auto":
            return incidents_of_file(Path(chosen), self.embedder)
        url = self.loaded.settings.database_url
        if not url and not (data_folder(self.loaded.settings) / DATABASE).is_file():
            return None
        return self.incidents

    @cached_property
    def incidents(self) -> IncidentService:
        """The incidents of the workspace; makes the database where there is none. Raises StoreUnusable."""
        return stored_incidents(self.loaded.settings, self.embedder)

    @cached_property
    def embedder(self) -> Embedder:
        """What embeds incidents, by the settings unless another was given."""
        return self._embedder or chosen_embedder(self.loaded.settings.embedding_model)

    def read(self, payload: bytes, *, reader: str | None = None, place: str = "input") -> Intake:
        """Tickets out of a payload; raises the CallerErrors of intake."""
        return read(payload, reader=reader, place=place)

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
    ) -> Pitch:
        """See `Pipeline.translate`; stakeholders default to those of the settings."""
        return await self.pipeline.translate(
            ticket,
            now=now,
            stakeholders=stakeholders or self.loaded.settings.stakeholders,
            answers=answers,
        )

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.answer`."""
        return await self.pipeline.answer(pitch, fills, by=by, now=now)

    def check_text(self, text: str, ticket: Ticket | None = None) -> tuple[Finding, ...]:
        """Findings on a text a person wrote; with a ticket its numbers and names are verified too."""
        if ticket is None:
            return run_checks(subject_of_text(text, self.index))
        ledger: Ledger = extract(ticket, self.index)
        return run_checks(subject_of_text(text, self.index, ledger, sources(ticket)))


def stored_incidents(settings: Settings, embedder: Embedder) -> IncidentService:
    """Incidents in the database and indexes of the settings. Raises StoreUnusable."""
    from translator.incidents.chroma import ChromaVectors
    from translator.incidents.index import HybridIndex
    from translator.incidents.keyword import KeywordIndex
    from translator.storage import open_store

    folder = data_folder(settings)
    store = open_store(settings.database_url or f"sqlite:///{folder / DATABASE}", settings.workspace)
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


def build_default() -> App:
    """The App with default settings, no pack and no incidents, whatever the machine holds."""
    return build(load_settings(toml_path=None, environ={}, flags={"incidents": "off"}))


def build(loaded: LoadedSettings) -> App:
    """The App for these settings."""
    return App(loaded)
