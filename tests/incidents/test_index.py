"""The search over a store: it follows every change, filters, and says when nothing is similar."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.incidents.searchable import Side, WordVectors, incident, past
from translator.errors import IndexMismatch, UnknownIncident, VectorsUnavailable
from translator.incident_service import Imported, IncidentService, count_rows
from translator.incidents.base import BUILT_IN, RowProblem
from translator.incidents.chroma import ChromaVectors
from translator.incidents.index import HybridIndex
from translator.incidents.keyword import KeywordIndex
from translator.intake import read
from translator.models import Found, IncidentFilter
from translator.storage import open_store

pytestmark = pytest.mark.loopback

SEARCH = "Sessions end early and people are sent back to the sign-in screen"


def put(service: IncidentService, rows: list[Any]) -> Imported:
    def refuse(problem: RowProblem) -> None:
        raise AssertionError(problem)

    return service.import_rows(rows, on_problem=refuse)


def keys(found: Found) -> list[str]:
    return [hit.incident.source_id for hit in found.hits]


def test_what_is_imported_is_found(side: Side) -> None:
    """The nearest first, with its score, its reason and the passage that says so."""
    done = put(side.service, past())
    assert (done.added, done.changed, done.same) == (4, 0, 0)
    found = side.service.search(SEARCH)
    assert (found.mode, found.searched, found.notes) == ("hybrid", 4, ())
    best = found.hits[0]
    assert best.incident.source_id == "INC-1"
    assert best.similar
    assert best.score > found.hits[-1].score
    assert "people, sent" in best.why[0]
    text = "Sessions end early\n\nPeople were sent back to the sign-in screen."
    assert text[best.start : best.end] == "People were sent back to the sign-in screen."


def test_nothing_alike_is_said_so(side: Side) -> None:
    """A search about something else has hits to look at and none to lean on."""
    put(side.service, past())
    assert side.service.search("Translate the handbook into Finnish").similar == ()
    assert side.service.search("zzz qqq").similar == ()


def test_an_empty_store_is_not_a_miss(side: Side) -> None:
    """Nothing on record reads differently from nothing similar."""
    assert side.service.search(SEARCH) == Found(mode="nothing stored")


def test_changes_and_deletions_are_followed(side: Side) -> None:
    """An incident told anew is found by its new words only, a deleted one by none."""
    put(side.service, past())
    done = put(side.service, [incident("INC-1", "Ferry timetable wrong"), *past()[1:]])
    assert (done.added, done.changed, done.same) == (0, 1, 3)
    assert side.service.search("Ferry timetable wrong").hits[0].incident.source_id == "INC-1"
    assert side.service.search(SEARCH).hits[0].incident.source_id == "INC-2"
    side.service.delete(["INC-1"])
    assert "INC-1" not in keys(side.service.search("Ferry timetable wrong"))
    with pytest.raises(UnknownIncident):
        side.service.delete(["INC-2", "INC-1"])
    assert side.service.search(SEARCH).hits[0].incident.source_id == "INC-2"


def test_unchanged_rows_are_not_embedded_again(side: Side) -> None:
    """Importing the same file twice costs no embedding the second time."""
    put(side.service, past())
    before = side.embedder.texts
    assert put(side.service, past()).same == 4
    assert side.embedder.texts == before


def test_a_restart_heals_what_a_crash_left_behind(side: Side) -> None:
    """Incidents that reached the store and not the indexes are found by the next process."""
    put(side.service, past()[:2])
    side.service.store.put(past()[2:])  # and here the process dies
    found = side.again().search("Invoices doubled by a retry")
    assert found.hits[0].incident.source_id == "INC-3"
    assert found.searched == 4


def test_indexes_of_another_store_are_made_again(side: Side, tmp_path: Any) -> None:
    """Copies that belong to another database hold nothing that may be shown."""
    put(side.service, past())
    other = open_store(f"sqlite:///{tmp_path}/other.db", "w")
    index = side.service.index
    assert isinstance(index, HybridIndex)
    moved = IncidentService(other, HybridIndex(other, index._keyword, index._vectors, WordVectors()))
    put(moved, [incident("INC-9", "Sessions end early in Oslo")])
    assert keys(moved.search(SEARCH)) == ["INC-9"]
    other.close()


def test_a_new_version_of_the_built_in_model_makes_its_vectors_by_itself(side: Side) -> None:
    """Nobody chose it, so nobody is asked to reindex after an upgrade."""
    put(side.again(WordVectors(f"{BUILT_IN}/1")), past())
    assert side.again(WordVectors(f"{BUILT_IN}/2")).search(SEARCH).hits[0].incident.source_id == "INC-1"


def test_another_model_is_refused(side: Side) -> None:
    """Vectors of two models are never mixed; a reindex makes them of the new one."""
    put(side.service, past())
    other, serving = (side.again(WordVectors("words/2")) for _ in range(2))
    for one in (other, serving):
        with pytest.raises(IndexMismatch, match=r"“words/1”.*“words/2”.*reindex"):
            one.search(SEARCH)
    assert other.index.rebuild().indexed == 4
    for one in (other, serving):  # a process that serves sees what another one has made again
        assert one.search(SEARCH).hits[0].incident.source_id == "INC-1"


def test_rebuilding_gives_the_same_answers(side: Side) -> None:
    """The indexes hold nothing that the store does not have."""
    put(side.service, past())
    before = side.service.search(SEARCH)
    told: list[tuple[int, int]] = []
    side.service.index.rebuild(lambda done, total: told.append((done, total)))
    assert side.service.search(SEARCH) == before
    assert told[-1] == (4, 4)


FILTERS = [
    (IncidentFilter(services=("GATE",)), ["INC-1", "INC-2"]),
    (IncidentFilter(levels=(1,)), ["INC-3"]),
    (IncidentFilter(since=datetime(2026, 5, 1, tzinfo=UTC)), ["INC-3", "INC-4"]),
    (IncidentFilter(until=datetime(2026, 4, 7, tzinfo=UTC)), ["INC-1"]),
    (IncidentFilter(services=("gate",), levels=(3,)), ["INC-2"]),
    (IncidentFilter(kinds=("maintenance",)), []),
    (IncidentFilter(customer_task="pay"), []),
]


@pytest.mark.parametrize(("where", "expected"), FILTERS)
def test_filters(side: Side, where: IncidentFilter, expected: list[str]) -> None:
    """Only incidents that meet every condition are looked at, and counted as looked at."""
    put(side.service, past())
    found = side.service.search(SEARCH, where)
    assert sorted(keys(found)) == expected
    assert found.searched == len(expected)


def test_a_wide_filter_is_as_exact(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many incidents pass for naming each, the answer is the same."""
    monkeypatch.setattr("translator.incidents.index._FILTER_BY_ID", 1)
    put(side.service, past())
    found = side.service.search(SEARCH, IncidentFilter(services=("gate",)))
    assert sorted(keys(found)) == ["INC-1", "INC-2"]


def test_the_tickets_own_record_is_left_out(side: Side) -> None:
    """A ticket made from an incident is no proof of itself."""
    put(side.service, past())
    payload = b'{"key": "INC-1", "fields": {"summary": "Sessions end early", "description": "x"}}'
    (ticket,) = read(payload, place="ticket").tickets
    assert ticket.key == "INC-1"
    assert keys(side.service.like(ticket))[0] == "INC-2"


def test_one_outage_recorded_twice_is_one_hit(side: Side) -> None:
    """Two tools' records of one outage are one; the same title months later is another."""
    put(
        side.service,
        [
            incident("P1", "Sessions end early", "x", source="pagerduty", day="2026-02-03T10:00"),
            incident("S1", "Sessions end early!", "y", source="statuspage", day="2026-02-03T10:40"),
            incident("S2", "Sessions end early", "z", source="statuspage", day="2026-08-03T10:40"),
        ],
    )
    found = keys(side.service.search("Sessions end early"))
    assert sorted(found) in (["P1", "S2"], ["S1", "S2"])


def test_the_last_of_repeated_ids_wins(side: Side) -> None:
    """A file that names an id twice says so, and keeps what it said last."""
    done = put(side.service, [incident("A", "first words"), incident("A", "other words")])
    assert (done.read, done.repeated) == (2, 1)
    assert side.service.store.get("A").title == "other words"


def test_a_dry_run_counts_as_an_import_does(side: Side) -> None:
    """Rows, problems, kinds, sources and repeated ids are told without a store; none is added."""
    problems: list[RowProblem] = []
    rows = [*past(), past()[0], RowProblem("row 6", "it has no text.")]
    counted = count_rows(rows, on_problem=problems.append)
    assert (counted.read, counted.problems, counted.repeated, counted.added) == (5, 1, 1, 0)
    assert [p.place for p in problems] == ["row 6"]
    done = side.service.import_rows(rows, on_problem=problems.append)
    for name in ("read", "problems", "repeated", "kinds", "sources"):
        assert getattr(done, name) == getattr(counted, name)


class _Away:
    """Vectors that cannot be asked: a fake at our own seam."""

    def __getattr__(self, name: str) -> Any:
        def refuse(*_: object, **__: object) -> Any:
            raise VectorsUnavailable("Chroma is away.", next_step="Start it.")

        return refuse


def test_without_vectors_the_words_still_find(tmp_path: Any) -> None:
    """Chroma away is said, and the keyword search answers with honest scores."""
    store = open_store(f"sqlite:///{tmp_path}/i.db", "w")
    index = HybridIndex(store, KeywordIndex(tmp_path / "keyword"), _Away(), WordVectors())
    service = IncidentService(store, index)
    done = put(service, past())
    assert done.added == 4
    assert done.notes[0].startswith("keyword only: Chroma is away")
    found = service.search(SEARCH)
    assert found.mode == "keyword only"
    assert "Chroma is away" in found.notes[0]
    assert found.hits[0].incident.source_id == "INC-1"
    assert found.hits[0].similar
    assert not any(hit.similar for hit in service.search("Ferry early").hits)
    with pytest.raises(VectorsUnavailable):
        index.rebuild()


def test_a_server_that_is_not_there(tmp_path: Any) -> None:
    """A refused connection is one clear error with the place and the next step."""
    away = ChromaVectors("http://user:secret@127.0.0.1:9", "w")
    with pytest.raises(VectorsUnavailable) as refused:
        away.state()
    assert refused.value.place == "http://127.0.0.1:9"
    assert "chroma_url" in refused.value.next_step
    assert "secret" not in str(refused.value)


def test_a_second_writer_waits_its_turn(tmp_path: Any) -> None:
    """While another process writes the keyword index, a search answers from what is there and says so."""
    store = open_store(f"sqlite:///{tmp_path}/i.db", "w")
    keyword = KeywordIndex(tmp_path / "keyword")
    service = IncidentService(store, HybridIndex(store, keyword, _Away(), WordVectors()))
    put(service, past()[:2])
    store.put(past()[2:])
    writer = keyword._index.writer(15_000_000, 1)
    try:
        other = KeywordIndex(tmp_path / "keyword")
        found = HybridIndex(store, other, _Away(), WordVectors()).search(SEARCH, "")
        assert "another process" in found.notes[0]
        assert found.hits[0].incident.source_id == "INC-1"
    finally:
        writer.rollback()
