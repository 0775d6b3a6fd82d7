"""Two workspaces in one database never see each other."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.storage.incident_examples import incident, when
from translator.errors import TranslatorError, UnknownIncident
from translator.models import Incident, IncidentFilter
from translator.storage import IncidentRepository, open_store

OURS = [
    incident(1, title="ours", services=("api",), started=when(2024)),
    incident(2, title="ours", level=1),
    incident(3, title="ours, deleted later"),
]
THEIRS = [
    incident(1, title="theirs", services=("api", "billing"), started=when(2025)),
    incident(2, title="theirs", level=2),
    incident(4, title="theirs"),
    incident(2, id="jira:INC-2", title="theirs"),
    *(incident(n, title="theirs", services=("billing",)) for n in range(50, 60)),
]


def said(call: Callable[[], object]) -> str:
    """What an unknown key is answered with."""
    with pytest.raises(UnknownIncident) as unknown:
        call()
    return str(unknown.value)


def whole(store: IncidentRepository) -> object:
    """Everything that a workspace tells of itself."""
    return list(store.all()), store.changes(0, 99), store.revision(), store.ids(), store.count()


# Public name → what it answers, or what is seen after it wrote.
CALLS: dict[str, Callable[[IncidentRepository], Any]] = {
    "put": lambda s: (s.put([incident(4), incident(1, title="new", services=("x",))]), whole(s)),
    "delete": lambda s: (s.delete([incident(n).id for n in (1, 4, 50)]), whole(s)),
    "get": lambda s: (
        s.get("pagerduty:INC-1"), s.get("INC-2"), said(lambda: s.get("INC-51")), said(lambda: s.get("INC-4")),
    ),
    "many": lambda s: [s.many([incident(n).id for n in asked]) for asked in ((4, 2, 1, 3), (50,))],
    "all": lambda s: [list(s.all(where)) for where in (None, *WHERE)],
    "ids": lambda s: [s.ids(where) for where in (None, *WHERE)],
    "page": lambda s: [
        [s.page(where, limit=1), s.page(where, after=s.page(where, limit=1)[1])] for where in (None, *WHERE)
    ],
    "count": lambda s: [s.count(where) for where in (None, *WHERE)],
    "revision": lambda s: s.revision(),
    "changes": lambda s: [s.changes(after, 99) for after in (0, 3)],
}  # fmt: skip
WHERE = [
    IncidentFilter(services=("billing",)),
    IncidentFilter(services=("api",)),
    IncidentFilter(levels=(1, 2)),
    IncidentFilter(sources=("pagerduty",)),
]


def filled(url: str, workspace: str, incidents: list[Incident]) -> IncidentRepository:
    """A workspace with these incidents, the third of them deleted."""
    store = open_store(url, workspace)
    store.put(incidents)
    store.delete([incidents[2].id])
    return store


@pytest.fixture
def shared(new_url: Callable[[], str]) -> Iterator[tuple[IncidentRepository, IncidentRepository]]:
    """Two workspaces of one database, with different incidents under the same ids."""
    url = new_url()
    with closing(filled(url, "theirs", THEIRS)) as theirs, closing(filled(url, "acme", OURS)) as ours:
        yield ours, theirs


def test_every_public_method_is_called_below() -> None:
    """A new method of the store needs its row in CALLS."""
    public = {name for name, _ in inspect.getmembers(IncidentRepository) if not name.startswith("_")}
    assert public - {"close", "store_id"} == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_a_method_sees_its_own_workspace_only(
    name: str, shared: tuple[IncidentRepository, IncidentRepository], new_url: Callable[[], str]
) -> None:
    """Each method answers as it does in a database that holds nothing else, and changes nothing else."""
    ours, theirs = shared
    before = whole(theirs)
    with closing(filled(new_url(), "acme", OURS)) as alone:
        assert CALLS[name](ours) == CALLS[name](alone)
    assert whole(theirs) == before


@contextmanager
def without_the_filter() -> Iterator[None]:
    """Every condition on the workspace holds for all, in whatever module it was written."""
    condition = re.compile(r"((?:\w+\.)?(?:workspace|\"?key\"?) = (?:\?|%\(\w+\)s(?:::\w+)?))")

    def widen(
        connection: object, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> tuple[str, object]:
        return condition.sub(r"(\1 OR 1 = 1)", statement), parameters

    event.listen(Engine, "before_cursor_execute", widen, retval=True)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", widen)


@pytest.mark.parametrize("name", CALLS)
def test_without_the_filter_it_would_be_noticed(
    name: str, shared: tuple[IncidentRepository, IncidentRepository], new_url: Callable[[], str]
) -> None:
    """With the workspace taken out of the SQL of a method, the test above fails."""
    with closing(filled(new_url(), "acme", OURS)) as alone:
        expected = CALLS[name](alone)
    with without_the_filter():
        try:
            assert CALLS[name](shared[0]) != expected
        except TranslatorError:  # it finds several rows where there may be one, or meets theirs
            return


@pytest.mark.parametrize("name", CALLS)
def test_every_statement_names_the_workspace(
    name: str, shared: tuple[IncidentRepository, IncidentRepository]
) -> None:
    """No statement that touches a table leaves the workspace out, whatever its answer is."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        CALLS[name](shared[0])
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    on_tables = [s for s in asked if "incident" in s or "workspaces" in s]
    assert on_tables
    for statement in on_tables:
        if statement.startswith("INSERT"):
            assert "(workspace, " in statement
        elif "FROM workspaces" in statement or statement.startswith("UPDATE workspaces"):
            assert re.search(r"workspaces\.\"?key\"? = ", statement), statement
        else:
            tables = statement.count("FROM inc") + statement.startswith("UPDATE")
            assert statement.count("workspace = ") == tables, statement


def test_a_workspace_has_its_own_lasting_id(
    shared: tuple[IncidentRepository, IncidentRepository], new_url: Callable[[], str]
) -> None:
    """Two workspaces, and the same workspace of two databases, are told apart; reopening changes nothing."""
    url = new_url()
    with closing(open_store(url, "acme")) as first, closing(open_store(url, "acme")) as again:
        ids = {first.store_id, again.store_id}
    assert len(ids) == 1
    assert len({*ids, *(store.store_id for store in shared)}) == 3
