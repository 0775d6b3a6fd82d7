"""Ways to write a pitch down. A new one is a module here and a row in `RENDERERS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from translator.models import Pitch
from translator.render.adf import as_adf
from translator.render.html import as_html
from translator.render.json import as_json
from translator.render.markdown import as_markdown
from translator.render.one_page import as_one_page
from translator.render.slack import as_slack


class Renderer(NamedTuple):
    """One output format; `suffix` is the file ending that asks for it; the longest that fits counts."""

    name: str
    suffix: str
    media_type: str
    render: Callable[[Pitch], str]


RENDERERS: tuple[Renderer, ...] = (
    Renderer("md", ".md", "text/markdown; charset=utf-8", as_markdown),
    Renderer("html", ".html", "text/html; charset=utf-8", as_html),
    Renderer("page", ".page.html", "text/html; charset=utf-8", as_one_page),
    Renderer("adf", ".adf", "application/json", as_adf),
    Renderer("slack", ".slack", "application/json", as_slack),
    Renderer("json", ".json", "application/json", as_json),
)
