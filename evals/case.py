"""A case of the eval suite: a ticket, and what a careful person reads out of it.

`evals/cases/<id>/case.yaml` beside the ticket it names. Expectations are written from the ticket alone,
before any pitch of it was seen; what is not sure is left out. `evals/companies/<name>.jsonl` holds the past
incidents of an invented company, which all its cases share.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from translator.models import Model

Split = Literal["tune", "gate"]
Format = Literal["plain", "markdown", "jira wiki", "adf", "jira", "github", "tabular"]


class Tags(Model):
    """What kind of case it is; reports group by these."""

    format: Format
    domain: str  # the customer's world: "retail", "health", "logistics" …
    difficulty: Literal[
        "easy", "medium", "hard"
    ]  # easy: a newcomer gets every item right; such a case may never break
    language: Literal["clean", "rough", "terse", "second language"]
    covers: tuple[
        str, ...
    ]  # rows of the domain it stands for, kebab-case: "moment-checkout", "bury-everyone"


class Amount(Model):
    """A number by its value and unit as a pitch may print it: 3 and "%", 12 and "s", 2 and ""."""

    value: float
    unit: str = ""


class Expected(Model):
    """What a right pitch holds. Several entries of one field are alternatives unless it says "all".

    () means that the ticket does not say it: the pitch must leave a blank or mark an assumption, and an
    item that nobody could judge is left out of the score.
    """

    found: Literal["external", "internal", "missing"]  # whose moment it is; missing: the ticket has none
    tasks: tuple[str, ...] = ()  # catalog ids
    personas: tuple[str, ...] = ()  # catalog ids
    moments: tuple[str, ...] = ()  # catalog ids
    wrong: tuple[str, ...] = ()  # pieces of text, any of which tells what goes wrong in the customer's view
    today: tuple[Amount, ...] = ()
    target: tuple[Amount, ...] = ()
    levers: tuple[Literal["speed", "security", "reliability", "cost"], ...] = ()
    mechanism: tuple[str, ...] = ()  # all: verbatim pieces of the ticket that an engineer must find again
    scope: tuple[str, ...] = ()  # verbatim pieces of the ticket that name the work to be done
    finish: tuple[str, ...] = ()  # verbatim pieces of its finish line
    review_date: date | None = None
    asked: tuple[str, ...] = ()  # all: names of blanks that must be asked for, such as "number.today"
    not_asked: tuple[str, ...] = ()  # all: names of blanks that the ticket answers
    sales: bool | None = None  # whether a sales story can be told with a source; None: arguable
    support: bool | None = None
    incidents: tuple[str, ...] = ()  # all: keys of the company's incidents that are about the same problem
    no_incident: bool = False  # the company's record holds nothing alike, and the pitch must not claim it
    repeats: int | None = None  # incidents that the rule of repeats counts; None: arguable


class Forbidden(Model):
    """What a pitch must not hold."""

    amounts: tuple[
        Amount, ...
    ] = ()  # never as the number of the pitch: a port, a version, another tool's figure
    words: tuple[
        str, ...
    ] = ()  # never in our own words for readers: internal names, mechanism; quotes may hold them
    anywhere: tuple[
        str, ...
    ] = ()  # never in any rendering: secrets, personal data, what an instruction planted


class Case(Model):
    """One case. `folder` is where it was read from."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    split: Split  # tune: for those who change the product; gate: looked at by the gate alone
    why: str  # what this case is for, one sentence
    tags: Tags
    ticket: str  # file name beside case.yaml
    company: str = ""  # file name without ending in evals/companies; "": no past incidents
    stakeholders: tuple[str, ...] = ()  # catalog ids; (): the engine chooses
    expect: Expected
    forbid: Forbidden = Forbidden()
    folder: Path = Field(default=Path(), exclude=True)

    def payload(self) -> bytes:
        """The ticket as it would be pasted or sent."""
        return (self.folder / self.ticket).read_bytes()
