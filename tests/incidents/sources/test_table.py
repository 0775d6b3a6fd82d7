"""Tables from anywhere: columns by name, what the user says of them, and nothing lost."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.errors import MalformedInput
from translator.incidents.sources import RowProblem
from translator.incidents.sources.building import Unreadable
from translator.incidents.sources.records import Record
from translator.incidents.sources.table import read
from translator.models import Incident

LONG = (
    "# Ferry gates shut\n\nGates stayed shut.\n\n## Impact\n\n40 travellers waited.\n\n"
    "## Root cause\n\nA clock.\n"
)


def told(incident):
    return [(s.kind, s.text) for s in incident.sections]


def test_a_summary_is_the_title_unless_there_is_one(incidents):
    """As in Jira, "summary" names the record; beside a title it tells it."""
    assert incidents([{"summary": "Gates shut", "cause": "A clock"}])[0].title == "Gates shut"
    [both] = incidents([{"title": "Gates shut", "summary": "All morning."}])
    assert (both.title, told(both)) == ("Gates shut", [("summary", "All morning.")])


def test_without_a_title_the_first_sentence_is_one(incidents):
    """The text stays whole; a long first sentence is shortened for the title."""
    [found] = incidents([{"text": "Gates stayed shut. Nobody came aboard."}])
    assert (found.title, told(found)) == (
        "Gates stayed shut.",
        [("summary", "Gates stayed shut. Nobody came aboard.")],
    )
    [found] = incidents([{"text": "word " * 100}])
    assert len(found.title) <= 150
    assert found.title.endswith("…")


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("pagerduty", ()),
        ("Status page", ()),
        ("incident.io", ()),
        ("postmortem", ()),
        ("a customer's call", ("Column source: a customer's call",)),
    ],
)
def test_where_a_row_was_kept_is_no_part_of_what_happened(source, notes, incidents):
    """A tool's name in a column "source" is passed over; anything else there is a note."""
    assert incidents([{"title": "Gates shut", "source": source}])[0].notes == notes


def test_a_text_with_headings_is_split(incidents):
    """A long Markdown text gives its sections; its heading is kept where the row has another title."""
    [found] = incidents([{"id": "1", "text": LONG}])
    assert found.title == "Ferry gates shut"
    assert told(found) == [
        ("summary", "Gates stayed shut."),
        ("impact", "40 travellers waited."),
        ("cause", "A clock."),
    ]
    [found] = incidents([{"id": "1", "title": "Gates", "text": LONG}])
    assert found.title == "Gates"
    assert told(found)[0] == ("summary", "Ferry gates shut")


def test_a_table_of_markdown_is_a_table(incidents):
    """Headings inside cells do not make a postmortem of the file."""
    found = incidents(f'# id,title,text\n1,Gates,"{LONG}"\n2,Gates,"{LONG}"\n')
    assert [(i.source, len(i.sections)) for i in found] == [("table", 4), ("table", 4)]


def test_a_year_stands_where_nothing_better_is_told(incidents):
    """A day in the title or the text's header wins over the year of the same row, if it is in that year."""
    row = {"title": "Gates shut", "year": 2018}
    assert incidents([row])[0].started.precision == "year"
    assert incidents([row | {"title": "Gates shut on 2018-03-04"}])[0].started.precision == "day"
    assert incidents([row | {"title": "Gates shut on 2017-03-04"}])[0].started.at.year == 2018
    assert incidents([row | {"date": "2018-03-04 10:00"}])[0].started.precision == "minute"


def test_impact_is_a_degree_or_a_sentence(incidents):
    """The same column is a severity where it can be ordered, and a told part where it cannot."""
    [degree, sentence] = incidents(
        [{"title": "A", "impact": "High"}, {"title": "B", "impact": "Nobody could board"}]
    )
    assert (degree.severity, degree.level, degree.sections) == ("High", 2, ())
    assert (sentence.severity, told(sentence)) == ("", [("impact", "Nobody could board")])


def test_alerts_events_users_and_repeats_are_no_tickets(incidents):
    """Such counts are kept as notes and fill neither the tickets nor the customers."""
    row = {
        "title": "A",
        "alerts": 9,
        "events": 8,
        "users": 7,
        "repeats": 6,
        "user_count": 5,
        "alert_count": 4,
    }
    [found] = incidents([row])
    assert (found.support_tickets, found.customers_affected) == (None, None)
    assert "Column alerts: 9" in found.notes


def test_what_no_field_takes_is_kept(incidents):
    """Prose becomes a section, a value a note; nested data is named; what names people is not read."""
    row = {"title": "A", "Remark": "the harbour was closed too", "Region": "North", "raw": {"a": 1}, 
           "flag": True, "Owner": "Ida Brekke", "created_by": "Ida Brekke", "list": ["x", "y"]}  # fmt: skip
    [found] = incidents([row])
    assert told(found) == [("other", "Remark: the harbour was closed too")]
    assert found.notes == (
        "Column Region: North", "Column raw: nested data, not read.", "Column flag: true", "Column list: x, y"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"title": "A", "maintenance": True}, "maintenance"),
        ({"title": "Planned maintenance of A", "maintenance": False}, "incident"),
        ({"title": "A", "type": "Planned maintenance"}, "maintenance"),
        ({"title": "A", "kind": "alert"}, "alert"),
        ({"title": "Scheduled maintenance"}, "maintenance"),
        ({"title": "A", "text": "This was scheduled maintenance."}, "incident"),
    ],
)
def test_what_the_source_marks_comes_first(row, kind, incidents):
    """A mark decides; without one only a title that plainly says so does, never the text."""
    assert incidents([row])[0].kind == kind


def test_rows_without_a_key_get_the_same_one_again(incidents):
    """The key is made of the words, so that a second import finds the record and no other."""
    [a, b] = incidents([{"title": "A", "date": "2025-01-01"}, {"title": "A", "date": "2025-01-02"}])
    assert a.source_id != b.source_id
    assert incidents([{"date": "2025-01-01", "title": "A"}])[0].id == a.id


def test_the_same_id_twice_gives_both(incidents):
    """The reader hands both on; who stores them counts them."""
    assert [i.title for i in incidents([{"id": 1, "title": "A"}, {"id": 1, "title": "B"}])] == ["A", "B"]


def test_columns_as_the_user_says(incidents):
    """Named columns stand for their fields alone, whatever the other columns are called."""
    found = incidents(
        "Nr,Kurzfassung,Beschreibung,Wann,title\n7,Tor zu,Das Tor blieb zu.,4.3.2025,x\n",
        columns={"id": "nr", "title": "Kurzfassung", "summary": "Beschreibung", "started": "Wann"},
    )
    assert [(i.id, i.title, told(i), i.started.at.day) for i in found] == [
        ("table:7", "Tor zu", [("summary", "Das Tor blieb zu.")], 4)
    ]
    assert found[0].notes == ("Column title: x",)


@pytest.mark.parametrize(
    ("columns", "named", "message"),
    [
        ({"colour": "a"}, {}, "no field “colour”"),
        ({"title": "Headline"}, {}, "no column “Headline”"),
        ({"title": "a"}, {"source": "pagerduty"}, "not for pagerduty"),
    ],
)
def test_columns_that_cannot_be(columns, named, message, rows):
    """A field or column that does not exist is refused with those that do."""
    with pytest.raises(MalformedInput, match=message):
        rows("a,b\n1,2\n", columns=columns, **named)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter, incidents):
    """The header tells the delimiter."""
    rows = [["id", "title", "cause"], ["1", '"Gate, north; shut | all\tday"', "Clock"]]
    [found] = incidents("\r\n".join(delimiter.join(row) for row in rows))
    assert (found.source_id, found.title) == ("1", "Gate, north; shut | all day")


def test_days_are_told_apart_by_the_rest_of_the_file(incidents, rows):
    """One date with a part over 12 gives the order; without one an ambiguous date is kept as a note."""
    found = incidents("id,title,date\n1,A,6/7/2025\n2,B,21/7/2025\n")
    assert [i.started.at.month for i in found] == [7, 7]
    [alone] = incidents("id,title,date\n1,A,6/7/2025\n")
    assert alone.started is None
    assert alone.notes == ("Column date: 6/7/2025",)


def test_seconds_since_1970(incidents):
    """A number of 10 or 13 digits in a column of times is seconds or milliseconds."""
    found = incidents(
        [{"title": "A", "created_at": 1744833950}, {"title": "B", "created_at": "1744833950000"}]
    )
    assert {i.started.at.isoformat() for i in found} == {"2025-04-16T20:05:50+00:00"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
COLUMNS = st.sampled_from(
    "id title summary text impact cause started_at resolved_at year severity priority services url links "
    "updates customers_affected support_tickets maintenance kind created_at owner x".split()
)


@given(st.dictionaries(COLUMNS | st.text(max_size=10), JSON, max_size=8))
def test_any_row_gives_an_incident_or_a_reason(row):
    """No JSON object crashes the table reader, and what it gives keeps the model's promises."""
    found = None
    with contextlib.suppress(Unreadable):
        found = read(Record("row 1", row))
    if found is None:
        return
    assert found.title.strip()
    assert all(s.text.strip() for s in found.sections)
    assert found.id == f"table:{found.source_id}"
    assert Incident.model_validate_json(found.model_dump_json()) == found


@given(st.lists(st.lists(st.text(alphabet='ab",;\n x', max_size=6), max_size=4), max_size=6))
def test_any_csv_is_read_to_its_end(cells):
    """Whatever quotes and delimiters stand in a row, each row is an incident or a problem."""
    from tests.incidents.sources.conftest import rows_of

    body = "\n".join(",".join(row) for row in cells)
    for row in rows_of(f"id,title\n{body}\n9,End\n"):
        assert isinstance(row, Incident | RowProblem)


def test_a_quote_that_is_never_closed_costs_its_row_only(rows):
    """The rows after it are read."""
    found = rows('id,title\n1,"A\n2,B\n3,C\n')
    assert [r.place if isinstance(r, RowProblem) else r.title for r in found] == ["line 2", "B", "C"]
    assert "never closed" in found[0].message


def test_cells_and_header_must_fit(rows):
    """A row with more cells than columns is a problem that says how many."""
    [found] = rows("id,title\n1,A,too,many\n")
    assert found.message == "the row has 4 cells, the header has 2."


def test_a_list_in_an_object_of_any_name_is_found(incidents):
    """A script's own wrapper of a list is looked into."""
    assert len(incidents({"generated": "today", "rows": [{"title": "A"}, {"title": "B"}]})) == 2
    assert json.dumps(incidents({"rows": []})) == "[]"
