"""`translator doctor`: whether the installation works, a line for each part of it."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from translator import __version__
from translator.cli_output import print_text, unusable
from translator.cli_setup import SETTINGS_FILE, load
from translator.errors import OperatorError, TranslatorError, VectorsUnavailable

if TYPE_CHECKING:
    from translator.llm.base import ModelReply
    from translator.wiring import App

_OLDEST = (3, 11)


def doctor(context: typer.Context) -> None:
    """Check that the installation works.

    Exit code 4: something is wrong.
    """
    healthy = True
    for name, test in _CheckUp(context).tests():
        try:
            print_text(f"ok       {name}: {test()}\n")
        except TranslatorError as error:
            healthy = False
            print_text(f"problem  {name}: {error}\n")
        except Exception as error:
            healthy = False
            print_text(f"problem  {name}: {type(error).__name__}: {error}\n")
    if not healthy:
        raise typer.Exit(OperatorError.exit_code)


class _CheckUp:
    """The tests. Each returns what it saw, or raises what is wrong."""

    def __init__(self, context: typer.Context) -> None:
        self._context = context
        self._app: App | None = None

    def tests(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """(name, test) in the order in which the later ones need the earlier."""
        yield "python", self._python
        yield "packaged data", self._data
        yield "settings", self._settings
        yield "catalog", self._catalog
        yield "folder", self._folder
        yield "past incidents", self._incidents
        yield "incident index", self._index
        yield "embedding", self._embedding
        yield "model", self._model
        if self._app is not None and self._app.loaded.settings.judge_model:
            yield "judge model", self._judge

    @property
    def _built(self) -> App:
        if self._app is None:
            raise OperatorError("not read, because the settings are wrong.")
        return self._app

    def _python(self) -> str:
        # The package index refuses older versions, an editable or copied install does not.
        if sys.version_info < _OLDEST:
            raise OperatorError("Python 3.11 or newer is needed.", place=platform.python_version())
        return f"{platform.python_version()}, translator {__version__}"

    def _data(self) -> str:
        from translator.packs import load_builtin

        layer = load_builtin()[0]
        return f"{sum(map(len, layer.sections.values()))} built-in entries"

    def _settings(self) -> str:
        from translator import wiring

        loaded = load(self._context, {})
        self._app = wiring.build(loaded)
        given = sorted({o for o in loaded.origins.values() if o != "default"})
        return ", ".join(given) or f"defaults (no {SETTINGS_FILE} here)"

    def _catalog(self) -> str:
        content = self._built.index.catalog
        counts = ", ".join(
            f"{len(getattr(content, kind))} {kind}"
            for kind in ("stakeholders", "needles", "tasks", "failures", "glossary")
        )
        packs = f"; packs: {', '.join(content.packs)}" if content.packs else "; no packs"
        return f"{counts}{packs}; version {content.version}"

    def _folder(self) -> str:
        here = Path.cwd()
        if not os.access(here, os.W_OK):
            raise OperatorError("cannot be written to; use -o with another folder.", place=str(here))
        return f"{here} can be written to"

    def _incidents(self) -> str:
        from translator.cli_incident_output import KINDS, by_kind
        from translator.models import IncidentFilter
        from translator.settings import data_folder, masked

        settings = self._built.loaded.settings
        on_record = self._built.on_record
        if on_record is None:
            return f"none imported yet; see “translator incidents import --help”{self._in_file()}"
        counts = [(kind, on_record.store.count(IncidentFilter(kinds=(kind,)))) for kind in KINDS]
        where = masked(settings.database_url) or str(data_folder(settings))
        return f"{by_kind(counts)}; workspace {settings.workspace} in {where}{self._in_file()}"

    def _in_file(self) -> str:
        """What `translate` works with, where that is not what was imported. Raises FileUnusable."""
        from translator.incidents.sources import read_incidents
        from translator.models import Incident

        chosen = self._built.loaded.settings.incidents
        if chosen in ("auto", "off"):
            return "" if chosen == "auto" else "; translate works without any"
        try:
            with open(chosen, "rb") as stream:
                rows = read_incidents(stream, place=chosen)
                count = sum(isinstance(row, Incident) for row in rows)
        except OSError as error:
            raise unusable(chosen, "read", error) from None
        return f"; translate works with the {count:,} in {chosen}"

    def _index(self) -> str:
        from translator.cli_incident_output import counted

        on_record = self._built.on_record
        if on_record is None:
            return "nothing to index"
        report = on_record.index.catch_up()
        if report.notes:
            raise VectorsUnavailable("; ".join(report.notes))
        healed = f"; {counted(report.indexed)} taken in just now" if report.indexed else ""
        behind = f"; another process is taking in {counted(report.behind)}" if report.behind else ""
        return f"in step with the incidents on record{healed}{behind}"

    def _embedding(self) -> str:
        embedder = self._built.embedder
        vector = embedder.embed_query("customers are thrown back to the sign-in screen")
        return f"{embedder.model_id} makes vectors of {len(vector)} numbers"

    def _model(self) -> str:
        from translator.settings import uses_model

        settings = self._built.loaded.settings
        if not uses_model(settings):
            named = f"{settings.model} is set, and not used" if settings.model else "none set"
            return f"{named}; the offline engine writes"
        from translator.wiring_models import ask_shortly, gateway_options

        if gateway_options(settings).replay is not None:
            return f"{settings.model} as recorded in {settings.replay}; nothing is asked"
        return _told(*asyncio.run(ask_shortly(settings)))

    def _judge(self) -> str:
        from translator.settings import uses_model

        settings = self._built.loaded.settings
        named = settings.judge_model
        if not uses_model(settings):
            return f"{named} is set, and not used; the offline engine writes"
        from translator.model_judge import same_family
        from translator.wiring_models import ask_shortly

        alike = f"; of the family of {settings.model}, so it may share its mistakes"
        warning = alike if same_family(named, settings.model) else ""
        if settings.replay is not None:
            return f"{named} as recorded in {settings.replay}; nothing is asked{warning}"
        return _told(*asyncio.run(ask_shortly(settings, named))) + warning


def _told(reply: ModelReply, took: float) -> str:
    """A model that answered, how fast and for how much."""
    tokens = "tokens unknown"
    if reply.usage.input is not None and reply.usage.output is not None:
        tokens = f"{reply.usage.input:,} tokens read, {reply.usage.output:,} written"
    cost = "cost unknown" if reply.cost is None else f"${reply.cost:.6f}"
    return "; ".join([f"{reply.model} answered in {took * 1000:,.0f} ms", tokens, cost, *reply.notes])
