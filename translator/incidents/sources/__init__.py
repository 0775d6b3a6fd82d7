"""Readers of other tools' exports: a stream of any length becomes incidents, one record at a time."""

from translator.incidents.sources.export import INCIDENT_SCHEMA, export_line
from translator.incidents.sources.postmortem import read_postmortem
from translator.incidents.sources.reading import SOURCES, read_incidents
from translator.incidents.sources.result import Row, RowProblem
from translator.incidents.sources.source import Source

__all__ = [
    "INCIDENT_SCHEMA",
    "SOURCES",
    "Row",
    "RowProblem",
    "Source",
    "export_line",
    "read_incidents",
    "read_postmortem",
]
