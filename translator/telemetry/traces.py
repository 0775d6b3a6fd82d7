"""Traces for OpenTelemetry: a span for each request, pitch, stage of a pitch and model call.

Off unless OTEL_EXPORTER_OTLP_ENDPOINT is set. The spans of model calls follow the conventions for generative
AI of OpenTelemetry (status: development), without the texts, which those make optional.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from translator.errors import SettingInvalid, TranslatorError
from translator.models import Stage

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
_DISABLED = "OTEL_SDK_DISABLED"


class Traces:
    """Makes spans with a provider; None: makes none, at no cost."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("translator") if provider is not None else None

    @property
    def on(self) -> bool:
        """Whether spans are made."""
        return self._tracer is not None

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[Noted]:
        """The span of a request; it continues the trace of a caller that sent `traceparent`."""
        if self._tracer is None:
            yield _nothing
            return
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract(headers)
        facts = {"http.request.method": method}
        with self._span(method, parent, SpanKind.SERVER, facts) as span:

            def note(route: str = "", status: int = 0, **more: Any) -> None:
                if route:
                    span.update_name(f"{method} {route}")
                    span.set_attribute("http.route", route)
                if status:
                    span.set_attribute("http.response.status_code", status)
                if status >= 500:
                    _failed(span, str(status))
                span.set_attributes(more)

            yield note

    @contextmanager
    def pitch(self) -> Iterator[Callable[[Stage], None] | None]:
        """The span of a pitch. Gives what hears of its stages, each of which becomes a span below."""
        if self._tracer is None:
            yield None
            return
        from opentelemetry.trace import SpanKind

        tracer = self._tracer
        begun = time.time_ns()

        def told(stage: Stage) -> None:
            nonlocal begun
            now = time.time_ns()
            span = tracer.start_span(f"stage {stage.name}", start_time=begun)
            span.set_attributes({f"translator.{name}": count for name, count in stage.facts.items()})
            span.end(now)
            begun = now

        with self._span("translate", None, SpanKind.INTERNAL, {}):
            yield told

    @contextmanager
    def model_call(self, model: str, **asked: Any) -> Iterator[Noted]:
        """The span of a call of a model: `chat <model>`. `asked` are attributes without `gen_ai.request.`."""
        if self._tracer is None:
            yield _nothing
            return
        from opentelemetry.trace import SpanKind

        facts = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": model.partition("/")[0],
            "gen_ai.request.model": model.partition("/")[2] or model,
        }
        facts |= {f"gen_ai.request.{name}": value for name, value in asked.items()}
        with self._span(f"chat {facts['gen_ai.request.model']}", None, SpanKind.CLIENT, facts) as span:

            def note(**told: Any) -> None:
                span.set_attributes({name: value for name, value in told.items() if value is not None})

            yield note

    @contextmanager
    def _span(self, name: str, parent: Any, kind: Any, facts: Mapping[str, Any]) -> Iterator[Span]:
        assert self._tracer is not None
        with self._tracer.start_as_current_span(
            name,
            context=parent,
            kind=kind,
            attributes=dict(facts),
            # The text of an error may hold text of a ticket; its kind is enough.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                _failed(span, error.code if isinstance(error, TranslatorError) else type(error).__name__)
                raise

    def close(self) -> None:
        """Send what has not been sent yet."""
        if self._provider is not None:
            self._provider.shutdown()


Noted = Callable[..., None]


def _nothing(*_: Any, **__: Any) -> None:
    """Where no spans are made."""


def _failed(span: Span, kind: str) -> None:
    from opentelemetry.trace import StatusCode

    span.set_attribute("error.type", kind)
    span.set_status(StatusCode.ERROR)


def traces_from(environ: Mapping[str, str]) -> Traces:
    """The traces of OpenTelemetry's own environment variables. Raises SettingInvalid."""
    wanted = environ.get(ENDPOINT) or environ.get(_TRACES_ENDPOINT)
    if not wanted or environ.get(_DISABLED, "").lower() == "true":
        return Traces()
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingInvalid(
            "traces are asked for, and what sends them is not installed.",
            place=f"environment {ENDPOINT}",
            next_step="Install the extra: pip install 'pitch-translator[otel]'",
        ) from None
    named = {} if environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "translator"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)
