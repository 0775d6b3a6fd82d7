"""Each tool's payload in its documented shape gives exactly the records that it tells, and no person."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from translator.incidents.sources import SOURCES, RowProblem, export_line
from translator.incidents.sources.building import ID_BYTES
from translator.storage.records import LONGEST_ID, storable

DATA = Path(__file__).parent / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))

# Every name, address, number and password of a person in the payloads.
PEOPLE = re.compile(
    r"Maud|Ferrier|Lena|Osei|Ida|Brekke|Piet|Maas|Silva|lenao|@|hunter2|zoom|\+31|\blena\b", re.IGNORECASE
)


def test_every_payload_has_its_expected_records():
    """No file of data/ goes unread by the test below."""
    files = {path.name for path in DATA.iterdir()} - {"expected.json"}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_payload_gives_its_records(name, rows, data, short):
    """The records and problems of a payload, in order, each field as the source tells it."""
    found = [
        {"problem": f"{row.place}: {row.message}"} if isinstance(row, RowProblem) else short(row)
        for row in rows(data(name), place=name)
    ]
    assert json.loads(json.dumps(found)) == EXPECTED[name]


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"postmortem_google.md"}))
def test_no_person_is_read(name, rows, data):
    """Names, e-mail addresses, phone numbers and passwords of a payload are in no record."""
    assert not PEOPLE.search(repr(rows(data(name), place=name)))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_export_reads_back_equal(name, rows, incidents, data):
    """Records written in the product's own format are the same records when read again."""
    there = [row for row in rows(data(name), place=name) if not isinstance(row, RowProblem)]
    assert incidents("\n".join(map(export_line, there)), place="export.jsonl") == there


@pytest.mark.parametrize(
    ("name", "wrapper"),
    [("pagerduty_list.json", "incident"), ("statuspage_summary.json", "incident"),
     ("incident_io.json", "incident"), ("opsgenie_incidents.json", "data"),
     ("rootly_incidents.json", "data"), ("firehydrant_incidents.json", ""), ("jira_search.json", ""),
     ("github_issues.json", "issue"), ("sentry_issues.json", "")],
)  # fmt: skip
def test_a_single_record_is_the_same_as_in_a_list(name, wrapper, incidents, rows, data):
    """One record alone, or in the object that an API wraps it in, reads as it does in the list."""
    payload = json.loads(data(name))
    listed = (
        payload
        if isinstance(payload, list)
        else payload.get("incidents") or payload.get("data") or payload["issues"]
    )
    alone = {wrapper: listed[0]} if wrapper else listed[0]
    assert incidents(alone) == rows(data(name))[:1]
    assert incidents(json.dumps(alone, indent=2)) == rows(data(name))[:1]


def test_pages_of_an_api_one_a_line(incidents, data):
    """The pages that a script appends to one file, one JSON document a line, are all read."""
    page = json.dumps(json.loads(data("firehydrant_incidents.json")))
    assert [i.source for i in incidents(f"{page}\n{page}\n")] == ["firehydrant", "firehydrant"]
    assert len(incidents(json.dumps(json.loads(page), indent=1) * 2)) == 2


def test_a_rootly_webhook(incidents, data):
    """An event of a webhook wraps the incident with its attributes at the top."""
    attributes = json.loads(data("rootly_incidents.json"))["data"][0]["attributes"]
    event = {"event": {"id": "e", "type": "incident.resolved", "issued_at": "2025-09-01"}, "data": attributes}
    assert incidents(event)[0].title == "Label printers stand still"


def test_an_opsgenie_webhook_counts_milliseconds(incidents):
    """The alert of a webhook has its start in milliseconds since 1970."""
    alert = {"alertId": "a1", "tinyId": "7", "message": "Disk is full", "createdAt": 1744833950000}
    [found] = incidents({"action": "Create", "alert": alert})
    assert (found.kind, found.started.at.isoformat()) == ("alert", "2025-04-16T20:05:50+00:00")


def test_planned_work_of_a_status_page_is_no_incident(incidents):
    """A page's own list of maintenance needs no other sign."""
    page = {"scheduled_maintenances": [{"id": "m", "name": "Move", "incident_updates": [], "impact": "none"}]}
    [found] = incidents(page)
    assert (found.kind, found.severity, found.level) == ("maintenance", "", None)


def test_an_exported_record_of_another_version_is_refused(rows):
    """A schema that this version does not know is a problem that names both."""
    [found] = rows('{"schema": "translator.incident/9", "id": "x"}')
    assert "translator.incident/9" in found.message


@pytest.mark.parametrize(
    "change", [{"level": "high"}, {"extra": 1}, {"title": None}, {"started": {"at": "2025-01-01T00:00:00"}}]
)
def test_a_broken_export_names_the_field(change, rows):
    """A record of the export that breaks the model is a problem with the field, never with its content."""
    record = {"schema": "translator.incident/1", "id": "t:1", "source": "t", "source_id": "1", "title": "T"}
    [found] = rows(record | change, source="translator")
    assert isinstance(found, RowProblem)
    assert next(iter(change)) in found.message


def test_sources_have_a_name_and_a_description_each():
    """Names are unique and fit on a line of a table."""
    assert len({source.name for source in SOURCES}) == len(SOURCES) == 12
    assert all(source.describes and len(source.describes) < 70 for source in SOURCES)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"id": ""}, "the id is empty"),
        ({"source_id": " "}, "the id is empty"),
        ({"id": "a\0b"}, "the id holds a NUL character"),
        ({"id": "x" * 1001}, "the id has 1,001 bytes; at most 1,000 can be kept"),
        ({"id": "ø" * 501}, "the id has 1,002 bytes; at most 1,000 can be kept"),
    ],
)
def test_an_id_that_no_store_keeps_is_a_problem_of_its_row(changed, why, rows, incidents):
    """The others of the batch are read; the store agrees on which ids those are."""
    good = incidents([{"id": "A", "title": "Gates shut"}])[0]
    bad = good.model_copy(update=changed)
    found = rows("\n".join(map(export_line, (good, bad, good))))
    assert found == [good, RowProblem("line 2", f"{why}.", "Give it an id of 1 to 1,000 bytes."), good]
    assert storable(bad.id) is ("source_id" in changed)


def test_the_longest_id_is_the_stores(incidents):
    """Keys are kept whole up to the limit that the store has, so that no two become one."""
    assert ID_BYTES == LONGEST_ID
    keys = ["x" * (ID_BYTES - len("table:") - 1) + end for end in "ab"]
    found = incidents([{"id": key, "title": "Gates shut"} for key in keys])
    assert [one.source_id for one in found] == keys
    assert all(storable(one.id) for one in found)


def test_the_samples_leave_nothing_over(incidents):
    """Every column of the sample incidents has its field."""
    sample = Path(__file__).parents[3] / "translator/samples/incidents.jsonl"
    found = incidents(sample.read_bytes(), place=sample.name)
    assert len(found) == 30
    assert {one.notes for one in found} == {()}


def test_a_status_that_is_no_word(rows):
    """A list where a status is expected is no reason to fail over the whole export."""
    updates = [{"body": "We look into it.", "status": {"a": 1}}]
    incident = {"id": "s1", "name": "Sign-in fails", "status": ["resolved"], "incident_updates": updates}
    found = rows({"page": {"id": "p"}, "incidents": [incident]}, source="statuspage")
    assert [row.title for row in found] == ["Sign-in fails"]
