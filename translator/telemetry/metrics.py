"""Counts for Prometheus. No label can take a value that a caller chooses.

Several worker processes of one server add up: `translator serve --workers` names a folder for their counts
in PROMETHEUS_MULTIPROC_DIR, as the client library wants it, before this is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from translator.models import Pitch

CONTENT_TYPE = CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"
# Seconds. An offline pitch takes 0.02 to 0.06, one by a model 1 to 30.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


disable_created_metrics()  # type: ignore[no-untyped-call]  # when each count began: half of the page, and nobody asks


class Metrics:
    """The counts of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "translator_requests_total",
            "Requests answered, by method, template of the path and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = Histogram(
            "translator_request_duration_seconds",
            "Seconds until a request was answered, by template of the path.",
            ["route"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "translator_requests_in_flight",
            "Requests that are being answered.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._pitches = Counter(
            "translator_pitches_total", "Pitches made, by engine.", ["engine"], registry=registry
        )
        self._findings = Counter(
            "translator_findings_total",
            "Findings on pitches that were made, by severity.",
            ["severity"],
            registry=registry,
        )
        self._calls = Counter(
            "translator_model_calls_total",
            "Answers to requests to models, by model and by where they came from.",
            ["model", "source"],
            registry=registry,
        )
        self._tokens = Counter(
            "translator_model_tokens_total",
            "Tokens read and written by models, as providers count them.",
            ["model", "direction"],
            registry=registry,
        )
        self._cost = Counter(
            "translator_model_cost_usd_total",
            "US dollars that models cost, where the price is known.",
            ["model"],
            registry=registry,
        )

    def request_done(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered. `route` is the template of its path; "": there is none."""
        route = route or "none"
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def pitch_done(self, pitch: Pitch) -> None:
        """Count a pitch with its findings and model calls."""
        self._pitches.labels(pitch.provenance.engine).inc()
        for finding in pitch.findings:
            self._findings.labels(finding.severity).inc()
        for call in pitch.receipt.calls:
            self._calls.labels(call.model, call.source).inc()
            if call.source != "model":
                continue  # what was found again was paid for before
            if call.input_tokens is not None:
                self._tokens.labels(call.model, "input").inc(call.input_tokens)
            if call.output_tokens is not None:
                self._tokens.labels(call.model, "output").inc(call.output_tokens)
            if call.cost is not None:
                self._cost.labels(call.model).inc(call.cost)

    def page(self, rows: Mapping[str, int] | None = None) -> bytes:
        """The counts in the text format of Prometheus, of all worker processes where they share.

        `rows`: how many rows of batches wait, run and are paused, as the database has them now. None: it
        cannot be asked, and nothing is said of them.
        """
        registry = self.registry
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + (b"" if rows is None else generate_latest(_queue(rows)))


def _queue(rows: Mapping[str, int]) -> CollectorRegistry:
    """What all processes find in one database, so none of them keeps a count of it."""

    class Queue(Collector):
        def collect(self) -> Iterable[Metric]:
            told = "Rows of batches that are not done: waiting for a worker, running, or waiting in a pause."
            gauge = GaugeMetricFamily("translator_batch_rows", told, labels=["state"])
            for state, count in rows.items():
                gauge.add_metric([state], count)
            yield gauge

    registry = CollectorRegistry()
    registry.register(Queue())
    return registry
