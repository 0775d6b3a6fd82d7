"""Traces and the log: what is seen of a request and of its model calls, and that no text is."""

from __future__ import annotations

import json
import logging
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.api.client import ALL, TICKET
from translator.api.app import create_app
from translator.errors import ModelUnavailable, SettingInvalid
from translator.llm.base import Gateway, ModelReply, Usage
from translator.llm.fake import ScriptedModel
from translator.settings import load_settings
from translator.telemetry import Telemetry, Traces
from translator.telemetry.logs import Handler, Log
from translator.telemetry.traces import traces_from

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


class Watched:
    """One request to an application whose spans and lines are kept."""

    def __init__(self, folder: Path, gateway: Gateway | None = None) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.lines = StringIO()
        telemetry = Telemetry(stream=self.lines, traces=Traces(self.provider))
        loaded = load_settings(toml_path=None, environ={}, flags={"data_dir": str(folder)})
        self.app = create_app(loaded, gateway=gateway, telemetry=telemetry)

    def translate(self, **more: Any) -> int:
        import asyncio

        import httpx

        keys = self.app.state.service.keys
        key = keys.make("Ana", workspace="default", scopes=ALL).text

        async def ask() -> int:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
                headers = {"Authorization": f"Bearer {key}", "traceparent": PARENT}
                answer = await client.post("/v1/translations", json={"text": TICKET, **more}, headers=headers)
                return answer.status_code

        return asyncio.run(ask())

    @property
    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.exporter.get_finished_spans()}

    @property
    def everything(self) -> str:
        told = [span.to_json() for span in self.exporter.get_finished_spans()]
        page = self.app.state.service.telemetry.metrics.page().decode()
        return "\n".join([*told, self.lines.getvalue(), page])


def nothing_of_the_ticket(told: str) -> None:
    for words in ("Sign-in", "prospects", "live demo", "0.5 %", "Two demos"):
        assert words.lower() not in told.lower(), words


def test_the_spans_of_an_offline_translation(tmp_path: Path) -> None:
    """One for the request, in the trace of the caller; one for the pitch below, one for each stage below."""
    watched = Watched(tmp_path)
    assert watched.translate() == 201
    spans = watched.spans
    server = spans["POST /v1/translations"]
    assert format(server.context.trace_id, "032x") == TRACE
    assert dict(server.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/translations",
        "http.response.status_code": 201,
    }
    pitch = spans["translate"]
    assert pitch.parent is not None
    assert pitch.parent.span_id == server.context.span_id
    stages = [s for s in watched.exporter.get_finished_spans() if s.name.startswith("stage ")]
    names = [s.name for s in stages]
    assert (names[:2], names[-1]) == (["stage evidence", "stage incidents"], "stage done")
    assert {s.parent.span_id for s in stages if s.parent} == {pitch.context.span_id}
    assert all((s.start_time or 0) <= (s.end_time or 0) for s in stages)
    assert (spans["stage evidence"].attributes or {})["translator.quantities"]
    nothing_of_the_ticket(watched.everything)


def test_the_spans_of_model_calls(tmp_path: Path) -> None:
    """As the conventions for generative AI have them: the model asked, the one that answered, its tokens."""
    reply = ModelReply(
        "{}", "scripted-2026", "key", Usage(input=120, output=30, cached=100), cost=0.002, attempts=2
    )
    watched = Watched(tmp_path, ScriptedModel(lambda request: reply, model="fake/scripted"))
    assert watched.translate(engine="llm", stakeholders=["sales"]) == 201
    span = watched.spans["chat scripted"]
    told = dict(span.attributes or {})
    assert (
        told
        | {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "fake",
            "gen_ai.request.model": "scripted",
            "gen_ai.response.model": "scripted-2026",
            "gen_ai.response.finish_reasons": ("stop",),
            "gen_ai.usage.input_tokens": 120,
            "gen_ai.usage.output_tokens": 30,
            "gen_ai.usage.cache_read.input_tokens": 100,
            "translator.attempts": 2,
            "translator.cost_usd": 0.002,
            "translator.source": "model",
        }
        == told
    )
    assert told["gen_ai.request.max_tokens"] > 0
    assert span.kind.name == "CLIENT"
    page = watched.app.state.service.telemetry.metrics.page().decode()
    assert 'translator_model_tokens_total{direction="input",model="scripted-2026"}' in page
    assert 'translator_model_cost_usd_total{model="scripted-2026"}' in page
    assert 'translator_pitches_total{engine="llm"} 1.0' in page
    nothing_of_the_ticket(watched.everything)


def test_the_span_of_a_model_call_that_failed(tmp_path: Path) -> None:
    """It has the code of the error and not its text; the pitch is written offline all the same."""
    model = ScriptedModel(lambda request: ModelUnavailable("the words of a provider", place="fake"))
    watched = Watched(tmp_path, model)
    assert watched.translate(engine="auto") == 201
    span = watched.spans["chat scripted"]
    assert (span.attributes or {})["error.type"] == ModelUnavailable.code
    assert "words of a provider" not in watched.everything


def test_traces_are_off_by_default() -> None:
    """Without OpenTelemetry's own variables nothing is made, and nobody hears of stages."""
    for environ in ({}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:1", "OTEL_SDK_DISABLED": "TRUE"}):
        traces = traces_from(environ)
        assert not traces.on
        with traces.pitch() as told:
            assert told is None
        traces.close()


def test_traces_that_cannot_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for where the extra is not installed, they are an error that names it."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.grpc.trace_exporter", None)
    with pytest.raises(SettingInvalid, match=r"pitch-translator\[otel\]"):
        traces_from({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317"})


@pytest.mark.loopback
def test_traces_are_on_where_an_endpoint_is_set() -> None:
    """The provider names the service; a collector that is away holds nothing up."""
    traces = traces_from(
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_TIMEOUT": "1"}
    )
    assert traces.on
    assert traces._provider is not None
    assert traces._provider.resource.attributes["service.name"] == "translator"


def test_a_log_nobody_reads() -> None:
    """A line that cannot be written is lost, and whoever wrote it goes on."""

    class Gone(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    Log(Gone()).info("request", status=200)
    closed = StringIO()
    closed.close()
    Log(closed).info("request", status=200)


def test_a_line_breaks_no_line() -> None:
    """Whatever is in a value, a line stays one line of JSON."""
    stream = StringIO()
    Log(stream).info("request", request_id='a"\n{', empty="", nothing=None)
    [line] = stream.getvalue().splitlines()
    assert json.loads(line)["request_id"] == 'a"\n{'
    assert not {"empty", "nothing"} & set(json.loads(line))


def test_what_libraries_log() -> None:
    """It becomes a line of ours: of the server what it says, of all others only where it was said."""
    stream = StringIO()
    handler = Handler(Log(stream))
    for name in ("uvicorn.error", "translator.api", "litellm"):
        logger = logging.Logger(name)
        logger.addHandler(handler)
        try:
            raise KeyError("words of a ticket")
        except KeyError:
            logger.exception("it\nfailed")
        logger.info("nothing to look at")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line.get("said") for line in lines] == ["it failed", "it failed", None]
    assert {line["error"] for line in lines} == {"KeyError"}
    assert "words of a ticket" not in stream.getvalue()
