"""Who is hurt, in everyday words: people seen in a ticket, and the likely reading of what they meet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.offline.conftest import NOW
from translator.evidence import extract
from translator.evidence.everyday import everyday_trouble, somebody_acts
from translator.intake import read_parts
from translator.models import Pitch
from translator.offline import OfflineEngine
from translator.offline.likely import likely_reading
from translator.offline.people import SOMEBODY, people_told
from translator.pipeline import Pipeline
from translator.wiring import App

TROUBLE = [
    ("Both get the same table on Friday.", "duplicate"),
    ("Lodgers are back at the sign-in page after each click.", "interrupted"),
    ("The map is forty minutes old by then.", "outdated"),
    ("The reminder comes only the next day.", "late"),
    ("The deposit belongs to another person.", "wrong"),
    ("The drawing is not there afterwards.", "loss"),
    ("They look at the spinner.", "hang"),
    ("It takes 40 seconds to open.", "slow"),
    ("Nobody tells them.", "no-signal"),
    ("The clerk types it in by hand.", "manual"),
    ("Out comes a white sheet: the page stays white.", "unable"),
    ("It works at the third try, on some days.", "sometimes"),
]
SOMEBODY_ACTS = (
    "A fan picks two seats and pays.",
    "When two people press the button, one of them wins.",
    "Gardeners who rent a tool scan its label.",
    "Nobody can open the gate.",
)
NOBODY_ACTS = (
    "The parser reads the header twice.",
    "Workers wait for the lock.",
    "Each request opens a connection.",
    "Listeners get the event twice.",
    "This class should use the factory.",
)
# title, body, task, who, whose moment
READ = [
    (
        "Slot allocator: no lock",
        "When two families book the last hut, both get a confirmation. One of them stands at the door in the "
        "rain and goes home.\n\nFix: take a row lock.",
        "place an order",
        "Customers",
        "external",
    ),
    (
        "Blob worker eviction",
        "Tenants hand in the meter photo and see a green tick. The picture is not there when the caretaker "
        "opens the file, so they are asked for it again.",
        "upload a file",
        "",
        "external",
    ),
    (
        "Segment replication lag",
        "Our analysts start a query before lunch and it ends without a result, so they put the numbers "
        "together in a spreadsheet.",
        "query data",
        "Analysts",
        "internal",
    ),
]
# Nobody meets anything here, whoever is named.
HOUSEWORK = [
    ("Unify the shared libraries", "This will help everyone: all the teams, all customers and all partners."),
    ("Rename CustomerDesk to AccountDesk", "Rename the class and its imports. No customer would notice it."),
    ("Split the state file", "One part for each team. It should be invisible for everybody."),
    ("Generate the clients", "All teams and partners will profit from a consistent style."),
]


@pytest.mark.parametrize(("sentence", "failure"), TROUBLE)
def test_everyday_words_tell_the_trouble(sentence: str, failure: str) -> None:
    """The plainest reading of an everyday sentence comes first among those it tells."""
    assert failure in everyday_trouble(sentence)[:2]


def test_people_act_and_parts_of_a_system_do_not() -> None:
    """A sentence about somebody is told from one about software that does the same."""
    assert [s for s in SOMEBODY_ACTS if not somebody_acts(s)] == []
    assert [s for s in NOBODY_ACTS if somebody_acts(s)] == []


def test_people_are_read_in_prose_and_not_in_the_plan(app: App) -> None:
    """Who stands in the fix or in the finish line has not met anything; "they" are those of before."""
    body = (
        "A nurse opens the chart. Then she waits for ten minutes.\n\n## Fix\n\nLet students wait less.\n\n"
        "## Done when\n\nNo driver waits."
    )
    told = people_told(read_parts("Chart cache", body), app.index)
    assert [(t.personas, t.named, bool(t.trouble)) for t in told] == [
        (("clinicians",), True, False),
        (("clinicians",), False, True),
    ]


def test_people_without_an_entry_are_somebody(app: App) -> None:
    """A kind of person that the catalog does not know is still a person."""
    told = people_told(read_parts("Seat map", "A fan picks two seats and they are gone."), app.index)
    assert [t.personas for t in told] == [(SOMEBODY,)]


@pytest.mark.parametrize(("title", "body", "verb", "who", "found"), READ, ids=lambda v: str(v)[:20])
def test_likely_moment_is_an_assumption(
    translate: Callable[..., Pitch], title: str, body: str, verb: str, who: str, found: str
) -> None:
    """A ticket told in everyday words gets its moment, marked as an assumption and kept with the pitch."""
    pitch = translate(title, body)
    moment = pitch.draft.moment
    assert (moment.found, moment.task.plain) == (found, f"They want to {verb}.")
    assert moment.customer.plain.startswith(who)
    assert (moment.task.status, pitch.draft.one_breath.status) == ("assumption", "assumption")
    assert pitch.provenance.reading["task"]


@pytest.mark.parametrize(("title", "body"), HOUSEWORK)
def test_people_named_in_housework_make_no_moment(
    translate: Callable[..., Pitch], title: str, body: str
) -> None:
    """Naming everybody is not telling what anybody meets."""
    assert translate(title, body).draft.moment.found == "missing"


def test_an_answer_keeps_the_likely_reading(app: App) -> None:
    """The next version of a pitch speaks of the same moment, also where meanings cannot be compared."""
    title, body, *_ = READ[1]
    first = asyncio.run(app.translate(read_parts(title, body), now=NOW))
    question = first.draft.questions[0]
    elsewhere = Pipeline(app.index, OfflineEngine())
    second = asyncio.run(elsewhere.answer(first, {question.id: "in March"}, by="Una", now=NOW))
    assert second.draft.moment.task == first.draft.moment.task


def test_clear_cues_need_no_comparison(app: App) -> None:
    """Meanings are compared only where the cues leave it open: the comparison costs time."""

    class Refuses:
        def cosines(self, pairs: object) -> list[float]:
            raise AssertionError("compared")

    for title, body in (
        ("Search is slow", "Teachers wait too long for search results."),
        ("Bump the parser", "Keep dependencies current."),
    ):
        ticket = read_parts(title, body)
        assert likely_reading(ticket, extract(ticket, app.index), app.index, Refuses()) == {}
