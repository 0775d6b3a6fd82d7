"""How the intake tests look at a ticket: its blocks as (kind, text) rows, the title left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from translator.models import Ticket

Rows = list[tuple[str, str]]


def rows_of(ticket: Ticket) -> Rows:
    return [(b.kind, ticket.text[b.start : b.end]) for b in ticket.blocks[1:]]


def assert_blocks_hold(ticket: Ticket) -> None:
    """The promises of Ticket.blocks: title first, in order, nothing but white space between."""
    assert ticket.blocks[0].kind == "title"
    assert ticket.text.startswith(ticket.title)
    assert ticket.blocks[0].end == len(ticket.title)
    at = 0
    for block in ticket.blocks:
        assert block.start >= at
        assert block.end > block.start
        assert ticket.text[at : block.start].strip() == ""
        at = block.end
    assert at == len(ticket.text)
    assert all(0 <= cut.at <= len(ticket.text) for cut in ticket.cuts)


@pytest.fixture(scope="session")
def rows() -> Callable[[Ticket], Rows]:
    return rows_of


@pytest.fixture(scope="session")
def blocks_hold() -> Callable[[Ticket], None]:
    return assert_blocks_hold
