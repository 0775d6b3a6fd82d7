"""The API over HTTP: one function for each thing the page asks. The only module that knows httpx.

Whatever goes wrong is one `Told`: a sentence to show and the next step. Answers are the JSON of the API.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx

Row = dict[str, Any]
_READ = 30.0  # seconds
_WRITE = 180.0  # a model may be writing


class Told(Exception):
    """What went wrong, for the reader. `status` 0: the API did not answer; `code` is the API's own."""

    def __init__(self, message: str, next_step: str = "", status: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.message, self.next_step, self.status, self.code = message, next_step, status, code


class File(NamedTuple):
    """What an export gives."""

    name: str
    media_type: str
    content: bytes


@cache
def _client(base: str) -> httpx.Client:
    # trust_env: the API is on this machine or beside it, never behind a proxy of the environment.
    return httpx.Client(base_url=base, trust_env=False, follow_redirects=False)


def base_url() -> str:
    """Where the API is: TRANSLATOR_API_HOST and TRANSLATOR_API_PORT; 127.0.0.1:8080 without them."""
    host = os.environ.get("TRANSLATOR_API_HOST") or "127.0.0.1"
    host = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    port = os.environ.get("TRANSLATOR_API_PORT") or "8080"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@dataclass(frozen=True)
class Api:
    """The API with somebody's key; every method raises Told."""

    base: str
    key: str = ""

    def _headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return ({"Authorization": f"Bearer {self.key}"} if self.key else {}) | dict(more or {})

    def _send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **named: Any
    ) -> httpx.Response:
        timeout = _READ if method == "GET" else _WRITE
        for chance in (1, 0):
            try:
                answer = _client(self.base).request(
                    method, path, headers=self._headers(headers), timeout=timeout, **named
                )
                break
            except (httpx.RemoteProtocolError, httpx.ReadError) as error:
                # A kept connection that the server has closed meanwhile; reading twice harms nobody.
                if method != "GET" or not chance:
                    raise self._silent(error) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._silent(error) from None
        if not answer.is_success and answer.status_code != 304:
            raise told_by(answer.status_code, answer.content, answer.headers)
        return answer

    def _silent(self, error: Exception) -> Told:
        if isinstance(error, httpx.TimeoutException):
            return Told("The API took too long to answer.", "Try again; a long ticket takes longer.")
        return Told(
            f"The API does not answer at {self.base}.",
            "Start it with “make up” or “translator serve”, then try again.",
        )

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of a GET; parameters that are empty are left out."""
        asked = {name: value for name, value in params.items() if value not in (None, "", (), [])}
        return _json(self._send("GET", path, params=asked))

    def post(self, path: str, body: Any = None, *, revision: int | None = None, **params: Any) -> Any:
        """The JSON of a POST; `revision` is sent as If-Match."""
        return self._change("POST", path, body, revision, params)

    def _change(self, method: str, path: str, body: Any, revision: int | None, params: Row) -> Any:
        match = {"If-Match": f'"{revision}"'} if revision is not None else {}
        asked = {name: value for name, value in params.items() if value not in (None, "", (), [])}
        return _json(self._send(method, path, json=body, params=asked, headers=match))

    # Who and what

    def me(self) -> Row:
        """Whose key this is, its workspace and scopes."""
        return dict(self.get("/v1/me"))

    def ready(self) -> Row:
        """Each part of the service: ok, or why it cannot be used now."""
        try:
            answer = _client(self.base).get("/readyz", timeout=_READ)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error) from None
        if answer.status_code not in (200, 503):
            raise told_by(answer.status_code, answer.content, answer.headers)
        return dict(_json(answer))

    def engines(self) -> Row:
        """The engines of the server, and which one its settings choose."""
        return dict(self.get("/v1/engines"))

    def test_engine(self, ask: str) -> Row:
        """Ask the model, or the judge, whether it is there."""
        return dict(self.post("/v1/engines/test", {"ask": ask}))

    def catalog(self, kind: str = "") -> Any:
        """The entries of a kind; without one, what the catalog is made of."""
        return self.get(f"/v1/catalog/{kind}")["items"] if kind else self.get("/v1/catalog")

    def samples(self) -> list[Row]:
        """The product's own sample tickets."""
        return list(self.get("/v1/samples")["items"])

    def sample(self, name: str) -> bytes:
        """The content of a sample."""
        return self._send("GET", f"/v1/samples/{quote(name)}").content

    # Translations

    def translate(
        self, text: str, stakeholders: Sequence[str] = (), engine: str | None = None
    ) -> Iterator[tuple[str, Row]]:
        """(stage, what it holds) while a pitch is made; the last one is `done`, with its id."""
        body: Row = {"text": text, "stakeholders": list(stakeholders)}
        if engine:
            body["engine"] = engine
        headers = self._headers({"Accept": "text/event-stream"})
        try:
            with _client(self.base).stream(
                "POST", "/v1/translations", json=body, headers=headers, timeout=_WRITE
            ) as answer:
                if not answer.is_success:
                    raise told_by(answer.status_code, answer.read(), answer.headers)
                yield from _events(answer.iter_lines())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silent(error) from None

    def translation(self, id: str) -> Row:
        """A stored translation."""
        return dict(self.get(f"/v1/translations/{quote(id, safe='')}"))

    def evidence(self, id: str) -> list[Row]:
        """From each value of the pitch to the words it was read from."""
        return list(self.get(f"/v1/translations/{quote(id, safe='')}/evidence")["items"])

    def answer(self, id: str, answers: Mapping[str, str], by: str, revision: int) -> Row:
        """Fill blanks; gives the next version."""
        body = {"answers": dict(answers), "by": by}
        return dict(self.post(f"/v1/translations/{id}/answers", body, revision=revision))

    def edit(self, id: str, parts: Mapping[str, str], revision: int) -> Row:
        """Store somebody's words for parts; gives the next version."""
        return dict(self._change("PATCH", f"/v1/translations/{id}", {"parts": dict(parts)}, revision, {}))

    def preview(self, id: str, parts: Mapping[str, str]) -> list[Row]:
        """The findings that the pitch would have with these words."""
        return list(self.post(f"/v1/translations/{id}/preview", {"parts": dict(parts)})["findings"])

    def step(self, id: str, to: str, why: str, revision: int) -> Row:
        """Take a step of the review."""
        return dict(self.post(f"/v1/translations/{id}/reviews", {"to": to, "why": why}, revision=revision))

    def dismiss(self, id: str, finding: str, why: str, revision: int) -> Row:
        """Leave a finding as it is, for a reason."""
        body = {"finding": finding, "why": why}
        return dict(self.post(f"/v1/translations/{id}/dismissals", body, revision=revision))

    def versions(self, id: str) -> list[Row]:
        """The versions, oldest first."""
        return list(self.get(f"/v1/translations/{id}/versions")["items"])

    def diff(self, id: str, before: int, after: int) -> Row:
        """What differs between two versions."""
        return dict(self.get(f"/v1/translations/{id}/diff", **{"from": before, "to": after}))

    def export(self, id: str, form: str) -> File:
        """The pitch as md, html, adf, slack or json."""
        return _file(self._send("GET", f"/v1/translations/{id}/export", params={"format": form}), id)

    # Backlog

    def start_batch(self, name: str, content: bytes, **options: Any) -> Row:
        """Translate every ticket of an export."""
        return dict(_json(self._upload("/v1/batches", content, {"name": name, **options})))

    def estimate(self, name: str, content: bytes, **options: Any) -> Row:
        """What that may cost. Nothing is stored."""
        return dict(_json(self._upload("/v1/batches/estimate", content, {"name": name, **options})))

    def _upload(self, path: str, content: bytes, params: Row) -> httpx.Response:
        asked = {name: value for name, value in params.items() if value not in (None, "", (), [])}
        kind = {"Content-Type": "application/octet-stream"}
        return self._send("POST", path, content=content, params=asked, headers=kind)

    def rows(self, id: str) -> list[Row]:
        """Every row of a batch, in the order of the input."""
        rows: list[Row] = []
        after: int | None = 0
        while after is not None:
            page = self.get(f"/v1/batches/{id}/rows", after=after, limit=200)
            rows, after = rows + page["items"], page["next"]
        return rows

    def results(self, id: str, form: str) -> File:
        """The rows of a batch as csv, jsonl or md."""
        return _file(self._send("GET", f"/v1/batches/{id}/results", params={"format": form}), id)

    # Incidents

    def repeats(self, by: str) -> Row:
        """Past incidents counted by month, and what came back; by task, service or severity."""
        return dict(self.get("/v1/incidents/repeats", by=by))

    def warning_signs(self) -> Row:
        """Every warning sign, with the past incidents that show it."""
        return dict(self.get("/v1/incidents/warning-signs"))

    def import_incidents(self, content: bytes, *, dry_run: bool = False) -> Row:
        """Store every incident of an export."""
        return dict(
            _json(self._upload("/v1/incidents/import", content, {"dry_run": "true" if dry_run else ""}))
        )

    def search(self, text: str, limit: int = 10) -> Row:
        """The incidents most like a text, each with why."""
        return dict(self.post("/v1/incidents/search", {"text": text, "limit": limit}))


def told_by(status: int, body: bytes, headers: Mapping[str, str]) -> Told:
    """A problem document as a message."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    detail = str(problem.get("detail") or f"The API answered {status}.")
    step = str(problem.get("next_step") or "")
    if status == 401:
        detail, step = "This API needs a key.", "Sign in with one under Settings."
    elif status == 429:
        step = f"Wait {headers.get('Retry-After', 'a few')} seconds, then try again."
    elif status >= 500 and not step:
        step = "Try again; if it stays, look into the log of the API."
    faults = problem.get("errors") or []
    if faults and isinstance(faults, list) and isinstance(faults[0], dict):
        detail = f"{detail.rstrip('.')}: {faults[0].get('detail', '')}"
    return Told(detail[:1].upper() + detail[1:], step, status, str(problem.get("code") or ""))


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise Told("What answered is not the API of translator.", "Check host and port.") from None


def _file(answer: httpx.Response, fallback: str) -> File:
    _, _, name = answer.headers.get("Content-Disposition", "").partition('filename="')
    kind = answer.headers.get("Content-Type", "application/octet-stream")
    return File(name.rstrip('"') or fallback, kind, answer.content)


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Row]]:
    """(event, data) of server-sent events; raises Told for the event `error`."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = line.removeprefix("data: ")
            if name == "error":
                raise told_by(int(json.loads(data).get("status", 500)), data.encode(), {})
            yield name, json.loads(data)
