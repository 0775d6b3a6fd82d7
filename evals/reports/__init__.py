"""Reports of a run, for people and for CI systems. A new one is a module here and a row in `FORMATS`."""

from __future__ import annotations

from evals.reports.html import as_html
from evals.reports.junit import as_junit
from evals.reports.markdown import as_markdown
from evals.reports.told import Format, Told
from evals.result import as_json

__all__ = ["FORMATS", "Format", "Told"]


def _json(told: Told) -> str:
    if told.run is not None:
        return as_json(told.run)
    return told.mutation.model_dump_json(indent=1) + "\n" if told.mutation else "{}\n"


FORMATS: dict[str, Format] = {
    "md": Format("report.md", as_markdown, of_mutation=True),
    "html": Format("report.html", as_html, of_mutation=True),
    "junit": Format("junit.xml", as_junit, of_mutation=True),
    "json": Format("result.json", _json, of_mutation=True),
}
