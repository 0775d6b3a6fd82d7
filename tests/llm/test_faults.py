"""Fault injection: a provider on this machine fails in every way, through the real LiteLLM.

Each case ends in a reply or in one clear error, inside the deadline; the number of requests that reached the
provider is asserted, so no retry is hidden in a library.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from tests.llm.asking import SCHEMA, asked, run
from tests.llm.stub_server import Answer, Stub, completion, refused, said, serving
from translator.errors import (
    ContentRefused,
    ContextTooLong,
    DeadlineExceeded,
    ModelError,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    ProviderError,
    RateLimited,
)
from translator.llm.base import Deadline, ModelReply
from translator.llm.gateway import GatewayOptions, build_gateway

pytestmark = [pytest.mark.loopback, pytest.mark.usefixtures("litellm_loaded", "first_call_made")]

KEY = "harbourgate7731northdeck"
WHOLE = completion("x")


def body(**change: Any) -> Answer:
    return Answer(body=json.dumps({**WHOLE, **change}).encode())


SOON = ("retry-after", "0")
LATE = ("retry-after", "3600")

FAULTS: dict[str, tuple[Answer, type[ModelError]]] = {
    "429": (refused(429, "slow down"), RateLimited),
    "429 at once": (refused(429, "slow down", SOON), RateLimited),
    "500": (refused(500, f"it broke, key {KEY}"), ModelUnavailable),
    "500 in HTML": (Answer(500, b"<html>no</html>"), ModelUnavailable),
    "502": (refused(502, "bad gateway"), ModelUnavailable),
    "503": (refused(503, "no room"), ModelUnavailable),
    "503 with a time": (refused(503, "no room", SOON), RateLimited),
    "504": (refused(504, "late"), ModelTimeout),
    "529": (refused(529, "overloaded"), ModelUnavailable),
    "hangs": (said("x")._replace(pause=9), ModelTimeout),
    "drips": (said("x" * 500)._replace(drip=0.05), ModelTimeout),
    "reset": (Answer(reset=True), ModelUnavailable),
    "half a body": (said("x")._replace(sent=0.5), ModelUnavailable),
    "no body": (said("x")._replace(sent=0.0), ModelUnavailable),
    "malformed": (Answer(body=b"{nope"), ModelReplyUnusable),
    "HTML": (Answer(body=b"<html>welcome</html>"), ModelReplyUnusable),
    "empty": (Answer(body=b""), ModelReplyUnusable),
    "null": (Answer(body=b"null"), ModelReplyUnusable),
    "a list": (Answer(body=b"[]"), ModelReplyUnusable),
    "no choices": (body(choices=[]), ModelReplyUnusable),
    "choices null": (body(choices=None), ModelReplyUnusable),
    "a choice of nothing": (body(choices=[{}]), ModelReplyUnusable),
    "no text": (Answer(body=json.dumps(completion(None)).encode()), ModelReplyUnusable),
    "an error with 200": (Answer(body=b'{"error": {"message": "died", "code": 500}}'), ModelUnavailable),
}  # fmt: skip
FINAL: dict[str, tuple[Answer, type[ModelError], str]] = {
    "401": (refused(401, f"Incorrect API key provided: {KEY}"), ModelKeyInvalid, "OPENAI_API_KEY"),
    "403": (refused(403, f"{KEY} may not"), ModelKeyInvalid, "OPENAI_API_KEY"),
    "402": (refused(402, "pay first"), ModelKeyInvalid, "credit"),
    "quota": (refused(429, "quota", code="insufficient_quota"), ModelKeyInvalid, "credit"),
    "404": (refused(404, "no such model", code="model_not_found"), ModelUnknown, "model"),
    "400 too long": (refused(400, "maximum context length is 9 tokens"), ContextTooLong, "model"),
    "413": (refused(413, "too large"), ContextTooLong, "model"),
    "filtered": (
        refused(400, "rejected as a result of our safety system", type="invalid_request_error"),
        ContentRefused,
        "model",
    ),
    "429 for an hour": (refused(429, "slow down", LATE), RateLimited, "fallback"),
}


def gateway_course(
    met: Callable[[dict[str, Any], int], Answer],
    *,
    calls: int = 1,
    seconds: float = 8.0,
    **options: Any,
) -> tuple[list[ModelReply | BaseException], Stub, float]:
    """Outcomes of calls at once through the whole gateway, the server, and seconds taken."""
    chosen = {"attempts": 2, "attempt_seconds": 0.4, "api_key": KEY, **options}

    async def course(url: str) -> list[ModelReply | BaseException]:
        gateway = build_gateway(GatewayOptions("openai/stub", api_base=url, **chosen))
        try:
            asks = (
                gateway.complete(asked(f"Ticket {n}", schema=SCHEMA), Deadline(seconds)) for n in range(calls)
            )
            return await asyncio.gather(*asks, return_exceptions=True)
        finally:
            await gateway.close()

    with serving(met) as stub:
        start = time.monotonic()
        outcomes = run(course(stub.url))
        return outcomes, stub, time.monotonic() - start


def clear(error: BaseException) -> None:
    """One line that says where, what and what next, and holds neither key nor ticket."""
    assert isinstance(error, ProviderError)
    shown = "".join(traceback.format_exception(error)) + str(error)
    assert KEY not in shown
    assert "Ticket 0" not in shown
    assert "\n" not in str(error)
    assert error.place or isinstance(error, DeadlineExceeded)
    assert error.next_step


@pytest.fixture(scope="module")
def first_call_made() -> None:
    """The first call of a process loads more: on a busy machine longer than an attempt may last here."""
    gateway_course(lambda *_: said("good"), attempt_seconds=8.0)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_stays(
    name: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Two attempts, two requests, one clear error; nothing is printed or logged."""
    met, kind = FAULTS[name]
    with caplog.at_level(logging.WARNING):
        (error,), stub, took = gateway_course(lambda *_: met)
    assert type(error) is kind
    clear(error)
    assert (len(stub.requests), took < 8) == (2, True)
    assert (capsys.readouterr(), caplog.records) == (("", ""), [])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes(name: str) -> None:
    """The second attempt serves."""
    met, _ = FAULTS[name]
    (reply,), stub, _ = gateway_course(lambda _, number: met if number == 1 else said("good"))
    assert isinstance(reply, ModelReply), reply
    assert (reply.text, reply.attempts, len(stub.requests)) == ("good", 2, 2)


@pytest.mark.parametrize("name", FINAL)
def test_a_fault_that_no_retry_mends(name: str) -> None:
    """One request, one clear error that names what to change."""
    met, kind, names = FINAL[name]
    (error,), stub, _ = gateway_course(lambda *_: met)
    assert type(error) is kind
    clear(error)
    assert names in str(error)
    assert len(stub.requests) == 1


def test_a_model_without_json_is_asked_without() -> None:
    """A 400 about JSON costs two requests, once; the ticket is translated all the same."""

    def met(request: dict[str, Any], _: int) -> Answer:
        return refused(400, "no JSON mode") if "response_format" in request else said("good")

    (reply,), stub, _ = gateway_course(met)
    assert isinstance(reply, ModelReply)
    assert (reply.text, reply.attempts, len(stub.requests)) == ("good", 3, 3)


def test_a_request_refused_in_every_form() -> None:
    """A 400 that nothing mends is told after the three forms, without a retry."""
    (error,), stub, _ = gateway_course(lambda *_: refused(400, "no"))
    assert type(error) is ModelRequestRefused
    clear(error)
    assert len(stub.requests) == 3


@pytest.mark.parametrize("name", ["500", "401", "404", "reset", "hangs", "malformed", "429 for an hour"])
def test_the_second_model_serves(name: str) -> None:
    """A first model that cannot serve is told of in the reply's notes."""
    faults = {**FAULTS, **{name: row[:2] for name, row in FINAL.items()}}

    def met(request: dict[str, Any], _: int) -> Answer:
        return faults[name][0] if request["model"] == "stub" else said("good")

    (reply,), _, took = gateway_course(met, fallbacks=("openai/second",))
    assert isinstance(reply, ModelReply), reply
    assert reply.text == "good"
    assert reply.notes == (f"openai/stub did not serve ({faults[name][1].code}); openai/second did",)
    assert took < 8


def test_the_deadline_holds_whatever_hangs() -> None:
    """With attempts that could take longer than there is time, the end comes when it was said to."""
    (error,), stub, took = gateway_course(
        lambda *_: FAULTS["hangs"][0], seconds=1.0, attempts=9, attempt_seconds=9.0
    )
    assert isinstance(error, DeadlineExceeded)
    clear(error)
    assert (len(stub.requests), took < 2.5) == (1, True)


def test_many_at_once_with_faults_among_them() -> None:
    """Of 24 calls at once every third fails at first; all end in a reply, one request more for each."""
    seen: set[str] = set()

    def met(request: dict[str, Any], _: int) -> Answer:
        text = request["messages"][1]["content"]
        first = text not in seen
        seen.add(text)
        return refused(500, "it broke") if first and int(text.split()[1]) % 3 == 0 else said(text)

    outcomes, stub, _ = gateway_course(met, calls=24, seconds=20, attempt_seconds=10.0)
    assert [isinstance(one, ModelReply) and one.text for one in outcomes] == [
        f"Ticket {n}" for n in range(24)
    ]
    assert len(stub.requests) == 32
