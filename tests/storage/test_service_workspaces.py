"""Workspaces of the service never see each other; and these tests would notice if the filter were gone."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, true

from tests.storage.translation_examples import START, key, pitch, translation
from tests.storage.translation_examples import event as did
from translator.errors import TranslatorError
from translator.storage import (
    Database,
    IdempotencyRepository,
    PitchRepository,
    open_database,
)
from translator.storage.base import Claim, TranslationFilter
from translator.storage.bound import Bound
from translator.storage.incident_counts import IncidentCountRepository

KEEP, STUCK = timedelta(hours=24), timedelta(minutes=5)
KEY = {"key": "NORD-41"}
OTHER = "Acme"  # comes before "acme" in every index: what takes the first row it finds takes theirs


def answered(call: Callable[[], object]) -> object:
    """What a call gives, or the error it ends in."""
    try:
        return call()
    except TranslatorError as error:
        return type(error).__name__, error.message


def whole(r: PitchRepository) -> object:
    """Everything that a workspace tells of its translations."""
    rows = r.page(TranslationFilter(), limit=500).rows
    return rows, r.audit(limit=500).rows, [(r.get(t.id), r.versions(t.id)) for t in rows]


def kept(r: IdempotencyRepository) -> object:
    """Everything that a workspace tells of these keys; by claims of keys that are claimed."""
    return [
        answered(lambda key=key: claimed(r, key, "r"))  # type: ignore[misc]
        for key in ("answered", "flying")
    ]


def claimed(r: IdempotencyRepository, key: str, request: str, at: datetime = START) -> Claim:
    """The outcome of a claim, without its token, which is another each time."""
    return r.claim(key, request=request, now=at, keep=KEEP, stuck=STUCK)._replace(token="")


def fill_translations(database: Database, workspace: str) -> PitchRepository:
    """Three translations of one ticket, under the same ids in every workspace, with other texts."""
    r = database.translations(workspace)
    numbers = (1, 2, 3) if workspace == "acme" else (1, 2, 3, 4, 5)
    for number in numbers:
        ticket = {**KEY, "title": f"{workspace} {number}", "fingerprint": f"{workspace}{number}"}
        r.add(translation(number, ticket=ticket), what=workspace, event=did(subject=f"t{number}"), batch="b")
    if workspace != "acme":
        first = r.get("t1")
        edited = pitch(version=2, title="theirs, edited", **KEY)
        r.save(first.model_copy(update={"pitch": edited}), what="theirs", event=did("edited"))
    return r


def fill_keys(database: Database, workspace: str) -> IdempotencyRepository:
    """One answered key and one in flight; in other workspaces under the same names with other bodies.

    Tokens are the same everywhere: they are not what keeps workspaces apart.
    """
    r = database.idempotency(workspace)
    for name in ("answered", "flying", *(("theirs",) if workspace != "acme" else ())):
        claimed(r, name, f"r{'' if workspace == 'acme' else '2'}")
    with database.connections.writing() as connection:
        connection.exec_driver_sql("UPDATE idempotency_keys SET token = 'token'")
    r.answer("answered", "token", status=200, headers={}, body=workspace.encode())
    return r


def claims(r: IdempotencyRepository) -> object:
    """Claims of every outcome."""
    later = START + KEEP
    return [
        claimed(r, name, "r", now)
        for name, now in [("answered", START), ("flying", START), ("theirs", START), ("x", later)]
    ]


# Public name → what it answers; `whole` is looked at as well after each.
TRANSLATIONS: dict[str, Callable[[PitchRepository], Any]] = {
    "add": lambda r: (
        r.add(translation(4, ticket=KEY), what="new", event=did(subject="t4")),
        r.add(translation(1), what="again", event=did()),
    ),
    "get": lambda r: [answered(lambda n=n: r.get(f"t{n}")) for n in (1, 2, 5)],  # type: ignore[misc]
    "save": lambda r: [
        answered(lambda: r.save(r.get("t2").model_copy(update={"state": "closed"}), what="", event=did())),
        answered(lambda: r.save(translation(5), what="", event=did())),
    ],
    "version": lambda r: [
        answered(lambda n=n, v=v: r.version(f"t{n}", v))  # type: ignore[misc]
        for n, v in [(1, 1), (1, 2), (5, 1)]
    ],
    "versions": lambda r: [answered(lambda n=n: r.versions(f"t{n}")) for n in (1, 5)],  # type: ignore[misc]
    "page": lambda r: (
        [r.page(where) for where in WHERE]
        + [r.page(where, after=r.page(where, limit=1).after) for where in WHERE[:1]]
    ),
    "of_ticket": lambda r: r.of_ticket("NORD-41", not_fingerprint="acme1"),
    "delete": lambda r: [answered(lambda n=n: r.delete(f"t{n}", event=did())) for n in (2, 5)],  # type: ignore[misc]
    "audit": lambda r: (r.audit(), r.audit(subject="t1"), r.audit(after=r.audit(limit=2).after)),
    "record": lambda r: (r.record(did("recorded")), r.audit()),
}
WHERE = [
    TranslationFilter(),
    TranslationFilter(states=("draft",)),
    TranslationFilter(ticket_key="NORD-41"),
    TranslationFilter(fingerprint="acme2"),
    TranslationFilter(text="theirs"),
    TranslationFilter(batch="b", stakeholder="sales"),
]
IDEMPOTENCY: dict[str, Callable[[IdempotencyRepository], Any]] = {
    "claim": claims,
    "answer": lambda r: (r.answer("flying", "token", status=201, headers={}, body=b"new"), kept(r)),
    "release": lambda r: (r.release("flying", "token"), kept(r)),
}
CALLS = [(name, "translations") for name in TRANSLATIONS] + [(name, "idempotency") for name in IDEMPOTENCY]


def test_every_public_method_is_called_above() -> None:
    """A new method of a repository needs its row, and a new bound repository its table."""
    for repository, calls in ((PitchRepository, TRANSLATIONS), (IdempotencyRepository, IDEMPOTENCY)):
        public = {name for name, _ in inspect.getmembers(repository) if not name.startswith("_")}
        assert public == calls.keys()
    ours = {c for c in Bound.__subclasses__() if c.__module__.startswith("translator.storage.")}
    batches = {c for c in ours if c.__module__.startswith("translator.storage.batches")}  # tests/jobs
    # Counts of incidents are kept apart in test_incident_counts.
    assert ours - batches == {PitchRepository, IdempotencyRepository, IncidentCountRepository}


def told(database: Database, name: str, kind: str, while_called: AbstractContextManager[object]) -> object:
    """What a method answers in the workspace acme, and what is in acme afterwards."""
    keys, repository = database.idempotency("acme"), database.translations("acme")
    with while_called:
        answer = IDEMPOTENCY[name](keys) if kind == "idempotency" else TRANSLATIONS[name](repository)
    return answer, kept(keys), whole(repository)


def theirs(database: Database) -> object:
    """Everything that is in the other workspace."""
    return whole(database.translations(OTHER)), claims_of_theirs(database)


def claims_of_theirs(database: Database) -> object:
    keys = database.idempotency(OTHER)
    return [claimed(keys, name, "r2") for name in ("answered", "flying", "theirs")]


def is_kept_apart(
    both: Database,
    alone: Database,
    name: str,
    kind: str,
    while_called: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> bool:
    """Whether a method answers as it does in a database that holds nothing else, and changes nothing else.

    Fills the two databases, which must be empty.
    """
    for fill in (fill_translations, fill_keys):
        fill(alone, "acme")
        fill(both, OTHER)
        fill(both, "acme")
    before = theirs(both)
    try:
        same = told(both, name, kind, while_called()) == told(alone, name, kind, nullcontext())
        return same and theirs(both) == before
    except Exception:  # a statement that finds several rows where it relies on one
        return False


@contextmanager
def two(database: Database) -> Iterator[tuple[Database, Database]]:
    """The database and another empty one, in memory."""
    with closing(open_database("sqlite://")) as alone:
        yield database, alone


@pytest.mark.parametrize(("name", "kind"), CALLS)
def test_a_method_sees_its_own_workspace_only(database: Database, name: str, kind: str) -> None:
    """Each method answers as if the other workspace were not there, and changes nothing in it."""
    with two(database) as (both, alone):
        assert is_kept_apart(both, alone, name, kind)


@contextmanager
def without_the_filter() -> Iterator[None]:
    """The repositories ask for the rows of every workspace."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bound, "_mine", lambda self, table: true())
        yield


@pytest.mark.parametrize(("name", "kind"), CALLS)
def test_without_the_filter_it_would_be_noticed(name: str, kind: str) -> None:
    """With the filter taken out of a method, and of nothing else, the test above fails."""
    with two(open_database("sqlite://")) as (both, alone), closing(both):
        assert not is_kept_apart(both, alone, name, kind, without_the_filter)


@pytest.mark.parametrize(("name", "kind"), CALLS)
def test_every_statement_names_the_workspace(database: Database, name: str, kind: str) -> None:
    """No statement on a table leaves the workspace out, whatever its answer is."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(" ".join(statement.split()))

    fill_translations(database, "acme")
    fill_keys(database, "acme")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        told(database, name, kind, nullcontext())
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    asked = [s for s in asked if not s.startswith(("BEGIN", "SET "))]
    assert asked
    for statement in asked:
        if statement.startswith("INSERT"):
            assert "(workspace, " in statement
            continue
        tables = len(re.findall(r"\b(?:FROM|JOIN|UPDATE) [a-z_]+", statement))
        named = len(re.findall(r"\bworkspace = (?:\?|%\()", statement))
        assert named == tables > 0, statement


def test_keys_of_a_workspace_are_listed_apart(database: Database) -> None:
    """The list of one workspace holds no others, though a key is found before its workspace is known."""
    for number, workspace in ((1, "acme"), (2, OTHER)):
        database.keys().add(key(number, workspace=workspace), b"x" * 32)
    assert [k.id for k in database.keys().list("acme")] == ["k1"]
