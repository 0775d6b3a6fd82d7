"""The small tables: times, severities, headings, columns, titles that plainly name maintenance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.incidents.sources.building import planned
from translator.incidents.sources.columns import field_of, of_people
from translator.incidents.sources.fields import count, names, text, truth, url
from translator.incidents.sources.headings import kind_of, names_people
from translator.incidents.sources.severity import level_of
from translator.incidents.sources.times import before, day_in, when

TIMES = [
    ("2025-03-04T11:02:00.011Z", "2025-03-04T11:02", "minute", True),
    ("2025-10-07T06:00:00+02:00", "2025-10-07T04:00", "minute", True),
    ("2025-06-21T16:14:05.123+0200", "2025-06-21T14:14", "minute", True),
    ("2023-08-28T12:00:00-00:00", "2023-08-28T12:00", "minute", True),
    ("2020-06-13 15:54:00", "2020-06-13T15:54", "minute", False),
    ("2025-03-03 07:10 UTC", "2025-03-03T07:10", "minute", True),
    ("2025/03/03 7:10", "2025-03-03T07:10", "minute", False),
    ("14/Jul/25 3:42 PM", "2025-07-14T15:42", "minute", False),
    ("14/Jul/25 12:05 AM", "2025-07-14T00:05", "minute", False),
    ("Tuesday, March 4, 2025 at 9:05 PST", "2025-03-04T17:05", "minute", True),
    ("4 March 2025, 09:05 (CET)", "2025-03-04T08:05", "minute", True),
    ("4th of March 2025", "2025-03-04T00:00", "day", False),
    ("21.06.2025 16:14", "2025-06-21T16:14", "minute", False),
    ("6/21/2025 16:14", "2025-06-21T16:14", "minute", False),
    ("21/6/2025", "2025-06-21T00:00", "day", False),
    ("7/7/2025", "2025-07-07T00:00", "day", False),
    ("2025-03", "2025-03-01T00:00", "month", False),
    ("March 2025", "2025-03-01T00:00", "month", False),
    ("2018", "2018-01-01T00:00", "year", False),
    ("2025-03-04 11:02 BST", "2025-03-04T11:02", "minute", False),
]


@pytest.mark.parametrize(("written", "at", "precision", "zone_known"), TIMES)
def test_times_are_read_as_precisely_as_they_are_written(written, at, precision, zone_known):
    """The instant in UTC, how precise it is, and whether the source names a zone."""
    found = when(written)
    assert found is not None
    assert found.at.isoformat()[:16] == at
    assert (found.precision, found.zone_known, found.written) == (precision, zone_known, written)


@pytest.mark.parametrize(
    "written",
    ["6/7/2025", "yesterday", "2025-02-30", "2025-13-01", "25:00", "2025-01-01 25:00", "13:00 PM", "1754",
     "2025-01-01T10:00+99:00x", "99/99/2025", "", "None", "2025-01-01 13:00 PM", "0000-00-00", "12"],
)  # fmt: skip
def test_what_is_no_certain_time_is_none(written):
    """A date that could be two days, or is none, is not guessed."""
    assert when(written) is None


def test_an_ambiguous_day_needs_the_order_of_the_file():
    """6/7/2025 is told apart by the other dates of its file only."""
    assert when("6/7/2025", day_first=True).at.month == 7
    assert when("6/7/2025", day_first=False).at.month == 6


def test_the_edges_of_the_calendar_do_not_crash():
    """An offset that leads out of the calendar gives no time."""
    assert when(True) is None
    assert when("1900-01-01T00:00+14:00").at.year == 1899


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-03-01", "2025-03-01 10:00", False),
        ("2025-02-28", "2025-03-01 10:00", True),
        ("2025", "2025-03-01", False),
        ("2025-03-01T09:59:59Z", "2025-03-01T10:00Z", True),
        ("2025-03-01 09:00", "2025-03-01T10:00Z", False),
        ("2025-02-27 09:00", "2025-03-01T10:00Z", True),
    ],
)
def test_before_allows_for_what_is_not_known(one, other, expected):
    """A coarser date, or one without a zone, is before another only where that is sure."""
    assert before(when(one), when(other)) is expected


def test_a_day_in_a_title():
    """ISO days and named months are found; a version is not."""
    assert day_in("2021-09-27, gates shut").at.day == 27
    assert day_in("Outage on March 1st, 2024 in the north").at.month == 3
    assert day_in("Outage of 1 March 2024").at.day == 1
    assert day_in("Release 2024-1 failed") is None


@given(st.text(max_size=60) | st.integers() | st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4} \d\d:\d\d"))
def test_any_text_is_a_time_or_none(written):
    """No text crashes the reading of times."""
    found = when(written)
    assert found is None or found.at.utcoffset().total_seconds() == 0


LEVELS = [
    ("SEV1", 1), ("sev-0", 1), ("Sev 2", 2), ("SEV1 - Critical", 1), ("P1", 1), ("P2 (High)", 2), ("p5", 5),
    ("1 - Critical", 1), ("3", 3), ("Priority 4", 4), ("severity: 2", 2), ("S3", 3), ("critical", 1),
    ("Major outage", 1), ("partial outage", 2), ("Blocker", 1), ("major", 2), ("High", 2), ("minor", 3),
    ("Medium", 3), ("moderate", 3), ("low", 4), ("Lowest", 5), ("Trivial", 5), ("notice", 5), ("down", 1),
    ("degraded performance", 3), ("High severity", 2), ("fatal", 1), ("SEV-2 / Major", 2),
    ("", None), ("purple", None), ("P95", None), ("12", None), ("not critical", None), ("error", None),
    ("SEV10", None), ("v1.2", None), ("none", None), ("3.5", None),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "level"), LEVELS)
def test_severities_in_one_order(severity, level):
    """Words and numbers of all tools have one level; what cannot be ordered has none."""
    assert level_of(severity) == level


HEADINGS = [
    ("Summary", "summary"), ("TL;DR", "summary"), ("What happened?", "summary"),
    ("1. Executive Summary", "summary"),
    ("Impact", "impact"), ("Customer impact (EU only)", "impact"), ("What was impacted", "impact"),
    ("Root Cause(s)", "cause"), ("Root cause of the outage", "cause"), ("2.1 RCA", "cause"),
    ("Trigger", "cause"),
    ("Contributing factors (findings)", "cause"), ("How did this happen?", "cause"), ("Resolution", "fix"),
    ("Mitigations", "fix"), ("Actions taken", "fix"), ("**Detection**", "detection"),
    ("Action items", "follow_up"),
    ("Follow-ups", "follow_up"), ("Next steps", "follow_up"), ("What we're doing about it", "follow_up"),
    ("Lessons Learned", "lessons"), ("Where we got lucky", "lessons"), ("Timeline (UTC)", "timeline"),
    ("Supporting information", None), ("Fixing the roof", None), ("Scope of this page", None), ("", None),
    ("Incident report: phishing", None), ("Follow the money", None),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "kind"), HEADINGS)
def test_headings_of_all_templates(heading, kind):
    """A heading opens its section whatever the template's numbering, brackets and punctuation."""
    assert kind_of(heading) == kind


def test_headings_over_people():
    """Lists of people are known in the spellings that occur."""
    assert all(map(names_people, ["Attendees", "Atendees", "Authors", "Thanks", "On-call", "Owner:"]))
    assert not any(map(names_people, ["Impact", "Summary", "Action items"]))


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Scheduled maintenance", True), ("Planned maintenance: database upgrade", True), ("Maintenance", True),
     ("Database maintenance window", True), ("[Scheduled] Maintenance", False),
     ("Routine network maintenance", True),
     ("Outage after planned maintenance", False), ("Scheduled maintenance overran", False),
     ("Emergency maintenance", False), ("Maintenance on the ledger", False), ("Unplanned maintenance", False),
     ("Errors during maintenance window", False), ("Sign-in fails", False)],
)  # fmt: skip
def test_titles_that_plainly_name_planned_maintenance(title, expected):
    """Only a title that is about planned work makes a record maintenance by itself."""
    assert planned(title) is expected


@pytest.mark.parametrize(
    ("column", "field"),
    [("Headline", "title"), ("startedAt", "started"), ("Start Time", "started"),
     ("resolved_when", "resolved"),
     ("Root Cause", "cause"), ("Action items", "follow_up"), ("affected", "services"),
     ("Ticket count", "support_tickets"),
     ("alerts", None), ("users_affected", None), ("event_count", None), ("count", None),
     ("occurrences", None)],
)  # fmt: skip
def test_columns_by_their_names(column, field):
    """Known synonyms have a field; alerts, events, users and repeats have none."""
    assert field_of(column) == field


def test_columns_over_people():
    """Whose column it is shows in its name."""
    people = [
        "Owner",
        "assignee",
        "Created by",
        "reporterEmail",
        "Phone",
        "Incident Commander",
        "user name",
        "password",
    ]
    assert [c for c in people if not of_people(c)] == []
    assert not any(map(of_people, ["Service", "Region", "Mail queue", "Landowner share", "title"]))


def test_fields_of_a_record():
    """Words for nothing are nothing; counts are whole; addresses are of the web and carry no password."""
    assert [text(v) for v in ("None", " n/a ", "-", None, True, [], "None needed")] == [""] * 6 + [
        "None needed"
    ]
    assert [text(v) for v in (7, 7.0, 7.5)] == ["7", "7", "7.5"]
    assert [count(v) for v in (12, "1,240", "1 240", 12.0, "12.0")] == [12, 1240, 1240, 12, 12]
    assert [count(v) for v in ("about 40", -1, 1.5, "1,24", True, "٣" * 30, "9" * 30, None)] == [None] * 8
    assert [truth(v) for v in ("Yes", "no", 1, "maybe", None)] == [True, False, True, None, None]
    assert names(["a", {"name": "b"}, None, "a", "-"]) == ("a", "b")
    assert names("a, b; c|d", split=True) == ("a", "b", "c", "d")
    assert url("https://x.example/1") == "https://x.example/1"
    assert [
        url(v) for v in ("https://me:pw@x.example", "javascript:alert(1)", "http://[", "https://a b", 4)
    ] == [None] * 5
