"""What requests hold: bodies and queries. What answers give is in `views`."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from translator.intake import READERS
from translator.models import (
    Incident,
    IncidentFilter,
    IncidentKind,
    State,
)
from translator.review import LONGEST_REASON

EngineName = Literal["auto", "offline", "llm"]
FormatName = Literal["md", "html", "page", "adf", "slack", "json"]  # the names in RENDERERS
PART_LIMIT = 2_000  # characters of one edited part

_READER_NAMES: Any = {"enum": [reader.name for reader in READERS]}
ReaderName = Annotated[
    str, AfterValidator(lambda name: _known(name)), Field(json_schema_extra=_READER_NAMES, max_length=40)
]
StakeholderId = Annotated[str, Field(min_length=1, max_length=100, examples=["sales"])]
# RFC 3339, with its zone. A bare number, which pydantic takes for seconds since 1970, is a slip here.
Moment = Annotated[
    AwareDatetime, BeforeValidator(lambda text: _dated(text)), Field(examples=["2026-03-01T00:00:00Z"])
]
Cursor = Annotated[str, Field("", max_length=4_000, description="`next` of the page before")]
Limit = Annotated[int, Field(50, ge=1, le=200, description="rows on a page")]
_DATED = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:")
_READER = "the format the ticket is in; by its content when absent"
_STAKEHOLDERS = "whom to write framings for; chosen by the ticket when empty"
_ENGINE = "who writes; by the server's settings when absent"


def _known(reader: str) -> str:
    if reader not in _READER_NAMES["enum"]:
        raise ValueError(f"there is no such ticket reader; known: {', '.join(_READER_NAMES['enum'])}")
    return reader


def _dated(text: object) -> object:
    if isinstance(text, str) and not _DATED.match(text):
        raise ValueError("give a date with its time and zone, such as 2026-03-01T00:00:00Z")
    return text


class Body(BaseModel):
    """Base of what a request's body holds: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Query(BaseModel):
    """Base of the query of a route: a parameter that it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslationBody(Body):
    """A ticket to translate: its text, or what a tracker sent. One of the two."""

    text: str = Field(
        default="", description="plain text, Markdown, wiki markup, CSV with one row, or JSON as text"
    )
    payload: dict[str, Any] | list[Any] | str = Field(
        default="",
        description="JSON as a tracker sends it: a Jira issue or webhook, a GitHub issue or event, ADF",
    )
    reader: ReaderName | None = Field(None, description=_READER)
    stakeholders: tuple[StakeholderId, ...] = Field((), max_length=50, description=_STAKEHOLDERS)
    engine: EngineName | None = Field(None, description=_ENGINE)

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["payload"]}]}
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len({"text", "payload"} & self.model_fields_set) != 1:
            raise ValueError("give a text or a payload, and only one of them")
        return self


class RawOptions(Query):
    """What to do with a ticket that is the body itself. A body of JSON holds its own options."""

    reader: ReaderName | None = Field(None, description=_READER)
    stakeholder: tuple[StakeholderId, ...] = Field((), max_length=50, description=_STAKEHOLDERS)
    engine: EngineName | None = Field(None, description=_ENGINE)


class AnswersBody(Body):
    """Answers to open questions of a pitch."""

    answers: dict[str, str] = Field(
        min_length=1, max_length=100, description="question id → what was answered"
    )
    by: str = Field("", max_length=200, description="who answered; whoever sends it when absent")


class EditBody(Body):
    """A person's words for parts of a pitch. Numbers and names must be those of the evidence."""

    parts: dict[str, Annotated[str, Field(max_length=PART_LIMIT)]] = Field(
        min_length=1,
        max_length=100,
        description="name of a part, such as framing:sales.change → its new text",
    )


class StepBody(Body):
    """A step of the review."""

    to: State
    why: str = Field("", max_length=LONGEST_REASON, description="needed for sending back and for closing")


class DismissalBody(Body):
    """A finding that is left as it is."""

    finding: str = Field(min_length=1, max_length=40, description="id of a finding of the pitch")
    why: str = Field(min_length=1, max_length=LONGEST_REASON)


class CheckBody(Body):
    """A text a person wrote, and the ticket it is about."""

    text: str
    ticket: str | None = Field(
        None, description="with it, numbers and names in the text are looked for in the ticket"
    )
    reader: ReaderName | None = Field(None, description=_READER)


class EngineTestBody(Body):
    """Whom to ask."""

    ask: Literal["model", "judge"] = Field("model", description="the one that writes, or the one that judges")


class IncidentBody(Incident):
    """An incident. Without an `id` it is `<source>:<source_id>`."""

    id: str = ""

    def incident(self) -> Incident:
        """The incident, with its id."""
        fields = {name: getattr(self, name) for name in Incident.model_fields}
        return Incident(**fields | {"id": self.id or f"{self.source}:{self.source_id}"})


class SearchBody(Body):
    """What to look for among past incidents."""

    text: str = Field(min_length=1, max_length=100_000, description="the first line counts as its title")
    where: IncidentFilter = IncidentFilter()
    limit: int = Field(10, ge=1, le=50)


class NoQuery(Query):
    """For a route without parameters."""


class TranslationsQuery(Query):
    """Which translations; every condition that is given must hold."""

    state: tuple[State, ...] = Field((), max_length=7, description="any of these")
    ticket_key: str = Field("", max_length=200)
    stakeholder: str = Field("", max_length=100)
    q: str = Field("", max_length=200, description="words of the title or the one-breath sentence")
    created_after: Moment | None = None
    created_before: Moment | None = None
    batch: str = Field("", max_length=100)
    cursor: Cursor
    limit: Limit


class IncidentsQuery(Query):
    """Which incidents; every condition that is given must hold."""

    service: tuple[str, ...] = Field((), max_length=20, description="any of these, case ignored")
    level: tuple[Annotated[int, Field(ge=1, le=5)], ...] = Field((), description="1 is the worst")
    since: Moment | None = Field(None, description="started at or after")
    until: Moment | None = Field(None, description="started before")
    task: str = Field("", max_length=100, description="catalog id of a customer's task")
    kind: tuple[IncidentKind, ...] = ()
    source: tuple[str, ...] = Field((), max_length=20)
    cursor: Cursor
    limit: Limit

    def where(self) -> IncidentFilter:
        """The conditions."""
        return IncidentFilter(
            services=self.service,
            levels=self.level,
            since=self.since,
            until=self.until,
            customer_task=self.task,
            kinds=self.kind,
            sources=self.source,
        )


class RepeatsQuery(Query):
    """What to count incidents by."""

    by: Literal["task", "service", "severity"] = Field(
        "task", description="what customers could not do, the service, or the severity as it is written"
    )
    lines: int = Field(6, ge=1, le=50, description="names counted by themselves; the others together")
    limit: int = Field(30, ge=1, le=200, description="names listed that came back")


class ImportQuery(Query):
    """How to read an export of incidents."""

    source: str = Field("auto", max_length=40, description="name of a reader; by its content when absent")
    dry_run: bool = Field(False, description="count what an import would read, and store nothing")


class AuditQuery(Query):
    """Which lines of the audit trail."""

    subject: str = Field("", max_length=200, description="id of what something was done to")
    cursor: Cursor
    limit: Limit


class PageQuery(Query):
    """A page of a list without filters."""

    cursor: Cursor
    limit: Limit


class DiffQuery(Query):
    """Two versions."""

    model_config = ConfigDict(populate_by_name=True)

    before: int = Field(alias="from", ge=1, le=2**31 - 1, description="the earlier version")
    after: int = Field(alias="to", ge=1, le=2**31 - 1, description="the later version")


class ExportQuery(Query):
    """A format."""

    format: FormatName = "md"
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="the newest when absent")


# Bodies that a route reads itself: the OpenAPI document takes their schemas from here.
BODIES: tuple[type[BaseModel], ...] = (
    TranslationBody,
    AnswersBody,
    EditBody,
    StepBody,
    DismissalBody,
    CheckBody,
    EngineTestBody,
    IncidentBody,
    SearchBody,
)
