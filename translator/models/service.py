"""What the service keeps beside a pitch: who did what, review, keys, and the rows of a list.

Times are UTC and aware. Everything belongs to one workspace; its name is not repeated in each noun.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from translator.models.base import Model
from translator.models.pitch import Pitch, State

Scope = Literal["read", "write", "review", "admin"]
ActorKind = Literal["person", "service"]


class Actor(Model):
    """Who does something. A service may write and never review: a machine approves nothing."""

    name: str
    kind: ActorKind = "person"
    key: str = ""  # id of the API key; "": the command line, or a server without keys


class Step(Model):
    """One step of the review, or what a new text of the ticket did to it."""

    at: datetime
    by: Actor
    before: State
    after: State
    why: str = ""


class Dismissal(Model):
    """A person's reason to leave a finding as it is. It holds while the finding reads the same."""

    finding: str  # see `review.finding_id`
    check: str
    where: str
    why: str
    by: Actor
    at: datetime
    version: int  # of the pitch it was said of


class Staleness(Model):
    """Why a pitch no longer fits its ticket."""

    at: datetime
    replaced_by: str  # id of the translation of the newer text
    changed: tuple[str, ...]  # readable lines, the most telling first; secrets masked


class Translation(Model):
    """A pitch that is stored, with its review. `pitch` is the newest version, in this state."""

    id: str
    revision: int  # raised by every change, whatever it is; the ETag
    state: State
    pitch: Pitch
    dismissed: tuple[Dismissal, ...] = ()
    steps: tuple[Step, ...] = ()
    stale: Staleness | None = None
    created: datetime
    created_by: Actor
    updated: datetime


class TranslationRow(Model):
    """A translation in a list."""

    id: str
    revision: int
    state: State
    version: int
    ticket_key: str  # "": the ticket has none
    title: str
    one_breath: str
    stakeholders: tuple[str, ...]
    questions: int  # open blanks
    must: int  # findings that block approval
    should: int  # findings that are neither mended nor dismissed
    stale: bool
    created: datetime
    created_by: str
    updated: datetime


class VersionRow(Model):
    """One version of a pitch in a list."""

    version: int
    at: datetime
    by: Actor
    what: str  # "translated", "answered q1, q3", "edited framing:sales.change"


class AuditEvent(Model):
    """One line of the record that is only ever added to. Holds no text of a ticket or a pitch."""

    number: int  # rises within the workspace
    at: datetime
    by: Actor
    action: str  # "translation.approved", "key.created"
    subject: str  # id of what it was done to
    detail: dict[str, str] = Field(default_factory=dict)


class ApiKey(Model):
    """A key to the API, without its secret, which is kept nowhere."""

    id: str  # the part of the key that may be shown
    workspace: str
    name: str
    kind: ActorKind
    scopes: tuple[Scope, ...]
    created: datetime
    expires: datetime | None = None  # None: never
    last_used: datetime | None = None
    revoked: datetime | None = None
