"""Lists come page by page, newest first; filters and cursors mean what they say and nothing else."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.storage.translation_examples import START, event, pitch, translation
from translator.errors import CursorInvalid
from translator.storage import PitchRepository
from translator.storage.base import TranslationFilter

BY_ID = {
    "t0": {"state": "draft", "ticket": {"key": "NORD-1", "title": "Straße gesperrt", "fingerprint": "aa"}},
    "t1": {
        "state": "in review",
        "ticket": {"key": "NORD-1", "title": "Login 100% off", "fingerprint": "bb"},
    },
    "t2": {"state": "approved", "ticket": {"key": "NORD-2", "title": "Login is_slow", "fingerprint": "bb"}},
    "t3": {"state": "draft", "ticket": {"title": "Ünïcode ISSLOW export", "fingerprint": "cc"}},
}


@pytest.fixture
def filled(acme: PitchRepository) -> PitchRepository:
    """Four translations, the last two of a batch; only t2 is for security."""
    for number, (id, values) in enumerate(BY_ID.items()):
        given = translation(number, **values)
        if id == "t2":
            stakeholders = ("sales", "security")
            given = given.model_copy(
                update={"pitch": given.pitch.model_copy(update={"stakeholders": stakeholders})}
            )
        acme.add(given, what="", event=event(), batch="b1" if number >= 2 else "")
    return acme


def at(minutes: int) -> Any:
    return START + timedelta(minutes=minutes)


FILTERS = [
    (TranslationFilter(), ["t3", "t2", "t1", "t0"]),
    (TranslationFilter(states=("draft",)), ["t3", "t0"]),
    (TranslationFilter(states=("draft", "approved")), ["t3", "t2", "t0"]),
    (TranslationFilter(states=("closed",)), []),
    (TranslationFilter(ticket_key="NORD-1"), ["t1", "t0"]),
    (TranslationFilter(ticket_key="nord-1"), []),
    (TranslationFilter(fingerprint="bb"), ["t2", "t1"]),
    (TranslationFilter(stakeholder="security"), ["t2"]),
    (TranslationFilter(stakeholder="Security"), ["t2"]),
    (TranslationFilter(stakeholder="secur"), []),
    (TranslationFilter(states=("approved", "draft", "draft", "closed"), ticket_key="NORD-1"), ["t0"]),
    (TranslationFilter(stakeholder='"'), []),
    (TranslationFilter(batch="b1"), ["t3", "t2"]),
    (TranslationFilter(text="login"), ["t2", "t1"]),
    (TranslationFilter(text="LOGIN slow"), ["t2"]),
    (TranslationFilter(text="slow login"), ["t2"]),
    (TranslationFilter(text="STRASSE"), ["t0"]),
    (TranslationFilter(text="ünÏcode"), ["t3"]),
    (TranslationFilter(text="is_slow"), ["t2"]),
    (TranslationFilter(text="100%"), ["t1"]),
    (TranslationFilter(text="  "), ["t3", "t2", "t1", "t0"]),
    (TranslationFilter(text="a\0b"), []),
    (TranslationFilter(text="\ud800", ticket_key="\0", stakeholder="\ud800", batch="\0"), []),
    (TranslationFilter(created_after=at(1)), ["t3", "t2"]),
    (TranslationFilter(created_before=at(1)), ["t0"]),
    (TranslationFilter(created_after=at(0), created_before=at(3)), ["t2", "t1"]),
    (TranslationFilter(states=("draft",), batch="b1", text="export"), ["t3"]),
]


def test_filters(filled: PitchRepository) -> None:
    """Every field that is given must hold; words are looked for whatever their case, signs as they stand."""
    found = [(where, [row.id for row in filled.page(where).rows]) for where, _ in FILTERS]
    assert found == FILTERS


def test_filters_hold_on_every_page(filled: PitchRepository) -> None:
    """Row by row, each filter gives what it gives at once, and the last page says so."""
    for where, ids in FILTERS:
        one_by_one: list[str] = []
        after = ""
        for _ in range(max(1, len(ids))):
            page = filled.page(where, after=after, limit=1)
            one_by_one += [row.id for row in page.rows]
            after = page.after
        assert (one_by_one, after) == (ids, "")


def test_pages_join_without_gap_or_repeat(acme: PitchRepository) -> None:
    """Also where many were made in one moment, and where one is added or deleted between two pages."""
    for number in range(12):
        acme.add(translation(number, created=at(number // 5)), what="", event=event())
    first = acme.page(TranslationFilter(), limit=5)
    assert [row.id for row in first.rows] == ["t11", "t10", "t9", "t8", "t7"]
    acme.add(translation(99), what="", event=event())
    acme.delete("t7", event=event())
    second = acme.page(TranslationFilter(), after=first.after, limit=5)
    assert [row.id for row in second.rows] == ["t6", "t5", "t4", "t3", "t2"]
    last = acme.page(TranslationFilter(), after=second.after, limit=5)
    assert [row.id for row in last.rows] == ["t1", "t0"]
    assert last.after == ""


@pytest.mark.parametrize(("limit", "rows"), [(-5, 1), (0, 1), (1, 1), (4, 4), (10**30, 4)])
def test_a_limit_of_any_size(filled: PitchRepository, limit: int, rows: int) -> None:
    """At least one row and at most five hundred, and a full last page has no cursor."""
    page = filled.page(TranslationFilter(), limit=limit)
    assert len(page.rows) == rows
    assert bool(page.after) == (rows < 4)
    assert len(filled.audit(limit=limit).rows) == rows


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def tampered(cursor: str, *position: object) -> str:
    """The cursor with its mark and another position."""
    mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]
    return encoded([mark, *position])


def test_cursors_of_elsewhere(filled: PitchRepository) -> None:
    """A cursor of another list, another filter or no list at all is refused with a next step."""
    rows = filled.page(TranslationFilter(), limit=2).after
    audit = filled.audit(limit=2).after
    refused = [
        audit, "x", "", "=", "é", "a" * 5000, "W", encoded([]), encoded({}), encoded("x"), encoded([[]] * 3),
        tampered(rows), tampered(rows, 1, "t1"), tampered(rows, "yesterday", "t1"),
        tampered(rows, "2026-03-01T09:00:00", "t1"), tampered(rows, at(1).isoformat(), 1),
        tampered(rows, at(1).isoformat(), "t1", "t1"), base64.b64encode(b"[" * 3000).decode(),
    ]  # fmt: skip
    for cursor in refused:
        if cursor:
            with pytest.raises(CursorInvalid) as invalid:
                filled.page(TranslationFilter(), after=cursor)
            assert invalid.value.next_step
    for wrong in (rows, tampered(audit, True), tampered(audit, "1"), tampered(audit, 1.5), "x"):
        with pytest.raises(CursorInvalid):
            filled.audit(after=wrong)
    with pytest.raises(CursorInvalid):
        filled.page(TranslationFilter(states=("draft",)), after=rows)
    with pytest.raises(CursorInvalid):
        filled.audit(subject="t1", after=audit)


def test_a_position_that_cannot_be(filled: PitchRepository) -> None:
    """A cursor with its own mark and a position that no row can have is refused, or is a page."""
    rows = filled.page(TranslationFilter(), limit=2).after
    audit = filled.audit(limit=2).after
    for id in ("a\0b", "\ud800", "x" * 1200, ""):
        with pytest.raises(CursorInvalid):
            filled.page(TranslationFilter(), after=tampered(rows, at(9).isoformat(), id))
    for number in (10**30, -1):
        with pytest.raises(CursorInvalid):
            filled.audit(after=tampered(audit, number))
    for when, count in (("0001-01-01T00:00:00+14:00", 0), ("9999-12-31T23:59:59-14:00", 4)):
        assert len(filled.page(TranslationFilter(), after=tampered(rows, when, "t1")).rows) == count


def test_lists_never_read_a_pitch(filled: PitchRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of translations and the list of versions are made without opening a document."""

    def opened(*_: object) -> None:
        raise AssertionError("a list opened a document")

    stored = filled.get("t1")
    filled.save(stored.model_copy(update={"pitch": pitch(version=2)}), what="edited", event=event())
    monkeypatch.setattr("translator.storage.pitch_rows.Pitch.model_validate_json", opened)
    assert len(filled.page(TranslationFilter(text="login")).rows) == 1
    assert len(filled.versions("t1")) == 2
