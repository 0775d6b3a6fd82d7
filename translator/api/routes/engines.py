"""Who can write: the offline engine, and the model of the settings where there is one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems, takes
from translator.api.deps import Caller, needs
from translator.api.reading import JsonBody
from translator.api.schemas import EngineName, EngineTestBody, NoQuery
from translator.errors import MalformedInput
from translator.models import Model
from translator.wiring_engines import offered, tested

router = APIRouter(tags=["service"])


class EngineView(Model):
    """An engine that a request may name."""

    name: Literal["offline", "llm"]
    writes: bool = Field(description="it writes where a request names no engine")
    model: str = Field(
        description="as LiteLLM names it; empty: no model is called", examples=["openai/gpt-4o"]
    )
    fallback: tuple[str, ...] = Field(description="models asked in turn when the model does not serve")
    judge: str = Field(description="model that reads what the other wrote; empty: none does")
    destination: str = Field(description="host or provider that masked tickets go to; empty: none leaves")
    judge_destination: str
    recorded: bool = Field(description="recordings answer in place of the model")
    problem: str = Field(description="why it cannot write now; empty: nothing is known against it")
    next_step: str


class EnginesView(Model):
    """The engines of this service."""

    chosen: EngineName = Field(description="the server's own setting; auto: the model where one is set")
    items: tuple[EngineView, ...]


class EngineTestView(Model):
    """What came of asking a model. The words that it answered are not told: they hold nothing."""

    status: Literal["answered", "failed", "not asked"] = Field(
        description="not asked: recordings answer in place of the model"
    )
    model: str = Field(description="that answered; else that was asked")
    milliseconds: int
    cost: float | None = Field(description="US dollars; null: unknown, or nothing was asked")
    notes: tuple[str, ...] = Field(description="such as which model stood in for another")
    code: str = Field(description="of the error; empty: it answered")
    message: str
    next_step: str


@router.get(
    "/engines",
    operation_id="listEngines",
    summary="List the engines",
    response_model=EnginesView,
    response_description="the offline engine, and the model's where a model is set",
    responses=problems(),
)
async def list_engines(
    caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """What `engine` of a request may name here, which model that is, and where masked tickets go.

    No key is told, and no model is asked: that is what the test is for.
    """
    items = tuple(EngineView(**engine._asdict()) for engine in offered(caller.service))
    return as_json(EnginesView(chosen=caller.service.settings.engine, items=items))


@router.post(
    "/engines/test",
    operation_id="testEngine",
    summary="Ask the model whether it is there",
    response_model=EngineTestView,
    response_description="it answered, or why it did not",
    openapi_extra=takes(EngineTestBody, writer={"ask": "model"}, judge={"ask": "judge"}),
    responses=problems(MalformedInput, body=True, writes=True),
)
async def ask_engine(
    caller: Annotated[Caller, Depends(needs("write"))],
    body: Annotated[EngineTestBody, Depends(JsonBody(EngineTestBody))],
    _: Annotated[NoQuery, Query()],
) -> Response:
    """One tiny request, tried once, for ten seconds at most. It holds no word of any ticket.

    The first one in a process takes some seconds more, in which the model's client is loaded. Neither cache
    nor recording answers it. A model that fails is a result here and no problem document.
    """
    found = await tested(caller.service, body.ask)
    reply, error = found.reply, found.error
    status: Literal["answered", "failed", "not asked"] = "failed" if error else "answered"
    return as_json(
        EngineTestView(
            status=status if reply or error else "not asked",
            model=found.model,
            milliseconds=round(found.seconds * 1000),
            cost=reply.cost if reply else None,
            notes=reply.notes if reply else (),
            code=error.code if error else "",
            message=error.message if error else "",
            next_step=error.next_step if error else "",
        )
    )
