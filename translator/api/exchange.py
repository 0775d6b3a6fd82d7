"""One request and its answer, as the layers around the application know them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Scope

    from translator.api_keys import KeyHolder

GUARDED = "/v1"  # of every path that needs a key
_PLACE = "translator.exchange"  # in the ASGI scope


@dataclass
class Exchange:
    """What is known of a request before its route is. `headers` are added to whatever answer goes out."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)  # seconds
    holder: KeyHolder | None = None  # None: the path needs no key
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""  # of the problem that was answered, for the log


def exchange_of(scope: Scope) -> Exchange:
    """The exchange of a request; a fresh one where no layer began it, as for a mounted application."""
    found: Exchange | None = scope.get(_PLACE)
    if found is None:
        found = scope[_PLACE] = Exchange("")
    return found


def begin(scope: Scope, request_id: str, clock: Callable[[], float] = time.perf_counter) -> Exchange:
    """Begin the exchange of a request."""
    exchange = scope[_PLACE] = Exchange(request_id, clock())
    return exchange


def header(scope: Scope, name: bytes) -> str:
    """A header of the request, the first of its name; "": it has none. `name` is in lower case."""
    for known, value in scope["headers"]:
        if known == name:
            text: str = value.decode("latin-1")
            return text
    return ""


def route_of(scope: Scope) -> str:
    """The template of the path, such as `/v1/translations/{id}`; "": no route has it.

    Never the path itself, which has ids in it and, if somebody likes, anything at all.
    """
    route: Any = scope.get("route")
    template = str(getattr(route, "path_format", None) or getattr(route, "path", ""))
    # A route does not know under which prefix its router was included.
    if template and scope["path"].startswith(f"{GUARDED}/") and not template.startswith(f"{GUARDED}/"):
        return GUARDED + template
    return template
