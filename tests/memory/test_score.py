"""What a score means, measured with the embedding model that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.memory.shelves import Shelf, new_shelf, ticket
from translator.wiring import chosen_embedder

REMEMBERED = [
    (
        "Sign-in fails in live demos",
        "Prospects get thrown back to the sign-in screen while sales shows the product. The session store "
        "forgets the token.",
    ),
    (
        "Guest export stops halfway",
        "Hotel managers export the guest list and get a file that ends in the middle. The worker runs out of "
        "memory on large houses.",
    ),
    (
        "Invoice totals differ from the order",
        "Customers see another total on the invoice than on the order. The tax is rounded before it is "
        "added up.",
    ),
    (
        "Search for free berths is slow on Saturdays",
        "Skippers wait half a minute until free berths show. The query reads the whole season.",
    ),
    (
        "Push notices come an hour late",
        "Crew learn of a cancelled sailing at the pier. The queue waits for the nightly job.",
    ),
]
LIKE = [
    (0, "People are logged out during product demos", "The login page returns in the middle of a demo."),
    (1, "CSV of guests is cut off", "A manager downloads the guests of a large hotel and rows are missing."),
    (
        2,
        "Wrong sum on invoices",
        "The total of the invoice is not the one of the order; tax is off by a cent.",
    ),
    (3, "Finding a free berth takes ages", "On weekends skippers wait for the list of berths."),
    (4, "Late notifications about cancelled sailings", "Crew get the notice when the ship should have left."),
]
UNLIKE = [
    ("Rename the tariff module", "The folder names of the tariff code are hard to follow."),
    ("Flaky tests in the build", "Every third build is red because a test waits for a port."),
    ("Translate the crew handbook into Finnish", "The printed handbook is in English alone."),
    ("Upgrade the logging library", "The version in use has no support any more."),
    ("Dark mode for the settings page", "Some people asked for a dark page at night."),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A workspace with five approved pitches."""
    folder: Path = tmp_path_factory.mktemp("memory")
    made = new_shelf(folder, embedder=chosen_embedder("builtin"))
    for number, words in enumerate(REMEMBERED):
        made.put(words, key=f"R-{number}")
    return made


@pytest.mark.parametrize(("number", "title", "body"), LIKE)
def test_the_same_trouble_in_other_words_is_alike(shelf: Shelf, number: int, title: str, body: str) -> None:
    """From 50 on, and the right one is the likest."""
    found = shelf.memory.like(ticket((title, body), "X-1"))
    assert found
    assert found[0].ticket_key == f"R-{number}"
    assert found[0].score >= 50


@pytest.mark.parametrize(("title", "body"), UNLIKE)
def test_other_work_is_not_alike(shelf: Shelf, title: str, body: str) -> None:
    """Nothing reaches 50."""
    assert shelf.memory.like(ticket((title, body), "X-1")) == ()


def test_the_same_text_scores_highest(shelf: Shelf) -> None:
    """A ticket that was copied is as like as can be."""
    [best, *_] = shelf.memory.like(ticket(REMEMBERED[2], "X-1"))
    assert (best.ticket_key, best.score >= 95) == ("R-2", True)
