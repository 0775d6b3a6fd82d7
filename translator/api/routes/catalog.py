"""What the product knows: stakeholders, needles, glossary and the rest, company packs included."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Path, Query
from pydantic import create_model
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import NoQuery
from translator.catalog.models import (
    Chain,
    Failure,
    GlossaryEntry,
    HouseworkWord,
    Moment,
    Needle,
    Origin,
    Persona,
    Stakeholder,
    Task,
    WarningSign,
)
from translator.errors import PackInvalid, UnknownEntry
from translator.models import Model

router = APIRouter(tags=["catalog"])


class _Kind(NamedTuple):
    """One kind of entry: its section of the catalog, its model, and the field that names an entry."""

    section: str
    model: type[Model]
    key: str
    says: str


KINDS = (
    _Kind("stakeholders", Stakeholder, "id", "profiles that a framing can be written for"),
    _Kind("needles", Needle, "id", "metrics that a team and a stakeholder share"),
    _Kind("glossary", GlossaryEntry, "term", "engineering terms and the customer's words for them"),
    _Kind("moments", Moment, "id", "when it hurts most"),
    _Kind("tasks", Task, "id", "what customers try to do"),
    _Kind("failures", Failure, "id", "ways in which a task goes wrong"),
    _Kind("personas", Persona, "id", "who feels it first"),
    _Kind("warnings", WarningSign, "id", "signs that the business sees the problem already"),
    _Kind("chains", Chain, "id", "pain → effect → business outcome"),
    _Kind("housework", HouseworkWord, "word", "words that make work sound optional"),
)


class CatalogView(Model):
    """The catalog in use."""

    version: str
    packs: tuple[str, ...]
    kinds: dict[str, int]


@router.get(
    "/catalog",
    operation_id="getCatalog",
    summary="Show which catalog is in use",
    response_model=CatalogView,
    response_description="its version, packs, and how many entries of each kind it has",
    responses=problems(PackInvalid),
)
async def get_catalog(
    caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """The version of the catalog, the packs laid over it, and how much it holds."""
    catalog = (await asyncio.to_thread(lambda: caller.app().index)).catalog
    kinds = {kind.section: len(getattr(catalog, kind.section)) for kind in KINDS}
    return as_json(CatalogView(version=catalog.version, packs=catalog.packs, kinds=kinds))


def _add(kind: _Kind) -> None:
    """The two routes of a kind."""
    name = kind.model.__name__
    view: Any = create_model(f"{name}WithOrigin", __base__=kind.model, origin=(Origin, ...))
    view.__doc__ = kind.model.__doc__
    page: Any = create_model(f"{name}List", __base__=Model, items=(tuple[view, ...], ...))
    page.__doc__ = f"{kind.says[0].upper()}{kind.says[1:]}."
    router.add_api_route(
        f"/catalog/{kind.section}",
        _lister(kind, view, page),
        methods=["GET"],
        operation_id=f"list{kind.section.capitalize()}",
        summary=f"List {kind.section}",
        description=f"{kind.says[0].upper()}{kind.says[1:]}, in the order of the catalog, each with its "
        "`origin`: the built-in catalog, or the company pack that adds or overrides it.",
        response_model=page,
        response_description="all entries",
        responses=problems(PackInvalid),
    )
    router.add_api_route(
        f"/catalog/{kind.section}/{{entry:path}}",
        _getter(kind, view),
        methods=["GET"],
        operation_id=f"get{name}",
        summary=f"Read one of the {kind.section}",
        description=f"The entry with this {kind.key}, and where it comes from.",
        response_model=view,
        response_description="the entry",
        responses=problems(UnknownEntry, PackInvalid),
    )


def _lister(kind: _Kind, view: Any, page: Any) -> Callable[..., Awaitable[Response]]:
    async def entries(
        caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
    ) -> Response:
        return as_json(page(items=await _entries(caller, kind, view)))

    return entries


def _getter(kind: _Kind, view: Any) -> Callable[..., Awaitable[Response]]:
    async def one(
        entry: Annotated[str, Path(min_length=1, max_length=200, description="its id, term or word")],
        caller: Annotated[Caller, Depends(needs("read"))],
        _: Annotated[NoQuery, Query()],
    ) -> Response:
        for known in await _entries(caller, kind, view):
            if getattr(known, kind.key) == entry:
                return as_json(known)
        raise UnknownEntry(
            f"the catalog has no such entry among its {kind.section}.",
            place=kind.key,
            next_step=f"See GET /v1/catalog/{kind.section}.",
        )

    return one


async def _entries(caller: Caller, kind: _Kind, view: Any) -> tuple[Model, ...]:
    catalog = (await asyncio.to_thread(lambda: caller.app().index)).catalog
    found = zip(getattr(catalog, kind.section), catalog.origins[kind.section], strict=True)
    return tuple(view(**entry.__dict__, origin=origin) for entry, origin in found)


for _kind in KINDS:
    _add(_kind)
