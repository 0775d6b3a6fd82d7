"""What `translate --dry-run` shows: the requests as they would leave, and what they may take."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.cli_output import print_json, print_text
from translator.intake.result import Intake

if TYPE_CHECKING:
    from translator.model_requests import Planned
    from translator.wiring import App

SCHEMA = "translator.requests/1"
_MORE = "One more round may follow, for what cannot be read or does not hold."
_JUDGED = "The judge is shown the sentences that the model will have written; here they are the offline ones."


class _Total(NamedTuple):
    requests: int
    input_tokens: int
    output_tokens: int  # at most
    cost: float | None  # USD at most; None: a price is unknown


def print_requests(app: App, intake: Intake, stakeholders: Sequence[str], *, as_json: bool) -> None:
    """The requests that each ticket's pitch would begin with, on standard output. Sends nothing."""

    async def plans() -> list[list[Planned]]:
        now = datetime.now(UTC)
        return [await app.plan(t, now=now, stakeholders=stakeholders) for t in intake.tickets]

    planned = asyncio.run(plans())
    names = [ticket.key or f"ticket {number}" for number, ticket in enumerate(intake.tickets, start=1)]
    if as_json:
        print_json(_document(app, names, planned))
    else:
        print_text("".join(_text(app, names, planned)))


def _total(planned: Sequence[Planned]) -> _Total:
    costs = [plan.estimate.cost for plan in planned]
    known = [cost for cost in costs if cost is not None]
    return _Total(
        len(planned),
        sum(plan.estimate.input_tokens for plan in planned),
        sum(plan.request.max_tokens for plan in planned),
        sum(known) if len(known) == len(costs) else None,
    )


def _document(app: App, names: Sequence[str], plans: Sequence[Sequence[Planned]]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "model": app.gateway.model if app.gateway is not None else None,
        "tickets": [
            {"ticket": name, "requests": [_request(plan) for plan in planned]}
            for name, planned in zip(names, plans, strict=True)
        ],
        "total": _total([plan for planned in plans for plan in planned])._asdict(),
    }


def _request(plan: Planned) -> dict[str, Any]:
    request, estimate = plan
    return {
        "purpose": request.purpose,
        "model": request.model,
        "key": request.key,
        "system": request.system.text,
        "user": request.user.text,
        "schema": request.schema,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "prompts": list(request.prompts),
        "estimate": {
            "input_tokens": estimate.input_tokens,
            "output_tokens": request.max_tokens,
            "cost": estimate.cost,
        },
    }


def _text(app: App, names: Sequence[str], plans: Sequence[Sequence[Planned]]) -> Iterator[str]:
    if app.gateway is None:
        yield "No model is set: the offline engine writes, and nothing would be sent.\n"
        return
    for name, planned in zip(names, plans, strict=True):
        for plan in planned:
            request = plan.request
            yield f"=== {name}, {request.purpose}: to {request.model}; {_takes(_total([plan]))}\n"
            yield f"--- system\n{request.system.text}\n--- user\n{request.user.text}\n"
            yield f"--- schema\n{json.dumps(request.schema, ensure_ascii=False)}\n\n"
    total = _total([plan for planned in plans for plan in planned])
    requests = f"{total.requests} request" + ("" if total.requests == 1 else "s")
    judged = any(plan.request.purpose == "judge" for planned in plans for plan in planned)
    more = f"{_MORE} {_JUDGED}" if judged else _MORE
    yield f"In all {requests}: {_takes(total)}. {more} Nothing was sent.\n"


def _takes(total: _Total) -> str:
    cost = "cost unknown: set model_price_input and model_price_output"
    if total.cost is not None:
        cost = f"${total.cost:.4f} at most"
    return f"about {total.input_tokens:,} tokens to read, {total.output_tokens:,} at most to write, {cost}"
