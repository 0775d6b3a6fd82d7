"""Translations are stored whole, change by revision, and keep every version."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.storage.translation_examples import ADA, ROBOT, START, event, pitch, translation
from translator.errors import EditConflict, MalformedInput, TranslatorError, UnknownTranslation
from translator.models import Actor, Dismissal, Finding, Pitch, Staleness, Step, Translation
from translator.storage import PitchRepository, open_database
from translator.storage.base import TranslationFilter

ROOT = Path(__file__).parents[2]


def reviewed(**values: Any) -> Translation:
    """A translation with everything that a review adds."""
    return translation(
        1,
        state="stale",
        dismissed=(
            Dismissal(finding="f1", check="c", where="lever", why="it is so", by=ADA, at=START, version=1),
        ),
        steps=(Step(at=START, by=ROBOT, before="draft", after="stale", why="the ticket has a newer text"),),
        stale=Staleness(at=START, replaced_by="t2", changed=("title: old → new",)),
        **values,
    )


def test_what_is_added_is_there_whole(acme: PitchRepository) -> None:
    """A translation comes back equal, with its pitch, review, actors and times."""
    given = reviewed()
    assert acme.add(given, what="translated", event=event()) == given
    assert acme.get("t1") == given


def test_times_of_any_zone_come_back_as_the_same_moment(acme: PitchRepository) -> None:
    """What was stored in another zone is the same moment in UTC, down to the microsecond."""
    at = START.astimezone(timezone(timedelta(hours=5, minutes=45))) + timedelta(microseconds=7)
    acme.add(translation(created=at, updated=at), what="", event=event())
    found = acme.get("t1")
    assert (found.created, found.updated) == (at, at)
    assert found.created.utcoffset() == timedelta(0)


def test_adding_twice_stores_once(acme: PitchRepository) -> None:
    """A second add with a stored id answers with what is stored and adds neither version nor event."""
    acme.add(translation(), what="translated", event=event())
    stored = acme.save(translation(state="in review"), what="", event=event("translation.in review"))
    again = acme.add(translation(created_by=ROBOT), what="again", event=event())
    assert again == stored == acme.get("t1")
    assert [row.what for row in acme.versions("t1")] == ["translated"]
    assert len(acme.audit().rows) == 2


def test_a_saved_one_replaces_the_revision_it_was_read_at(acme: PitchRepository) -> None:
    """Each save raises the revision; what was read before it can no longer be saved, and nothing is lost."""
    read = acme.add(translation(), what="translated", event=event())
    first = acme.save(read.model_copy(update={"state": "in review"}), what="", event=event("submitted"))
    assert (first.revision, first.state, first.pitch.state) == (2, "in review", "in review")
    with pytest.raises(EditConflict) as lost:
        acme.save(read.model_copy(update={"state": "closed"}), what="", event=event("closed"))
    assert "revision 2" in lost.value.message
    assert "Read it again" in lost.value.next_step
    assert acme.get("t1") == first
    assert [e.action for e in acme.audit().rows] == ["submitted", "translation.created"]


def test_a_new_version_is_kept_beside_the_old_one(acme: PitchRepository) -> None:
    """A save with a higher version keeps both, tells what was done and by whom, and get gives the newest."""
    first = acme.add(translation(), what="translated", event=event())
    second = pitch(version=2, state="draft", title="Sign-in, told anew")
    done = event("translation.edited", minute=9)
    saved = acme.save(first.model_copy(update={"pitch": second}), what="edited lever", event=done)
    assert acme.get("t1") == saved
    assert acme.version("t1", 1) == first.pitch
    assert acme.version("t1", 2) == second
    rows = acme.versions("t1")
    assert [(row.version, row.what, row.by) for row in rows] == [
        (1, "translated", ADA),
        (2, "edited lever", ADA),
    ]
    assert rows[1].at == done.at
    assert acme.page(TranslationFilter()).rows[0].title == "Sign-in, told anew"


def test_a_changed_pitch_without_a_version_of_its_own_is_refused(acme: PitchRepository) -> None:
    """A pitch that would overwrite a version, or go back to an earlier one, is not lost quietly."""
    first = acme.add(translation(), what="translated", event=event())
    second = acme.save(first.model_copy(update={"pitch": pitch(version=2)}), what="edited", event=event())
    for wrong in (pitch(version=2, title="other words"), pitch(version=1)):
        with pytest.raises(ValueError, match="needs a version of its own"):
            acme.save(second.model_copy(update={"pitch": wrong}), what="", event=event())
    assert acme.get("t1") == second
    assert len(acme.audit().rows) == 2


class LaterPitch(Pitch):
    """A pitch as a later release may know it."""

    added_later: str = ""


def test_a_pitch_of_an_older_release_can_still_take_a_step(acme: PitchRepository) -> None:
    """A field that a later release adds with its default does not make a stored pitch a changed one."""
    first = acme.add(translation(), what="translated", event=event())
    later = LaterPitch.model_construct(**dict(first.pitch), added_later="")
    assert "added_later" in later.model_dump_json()
    assert acme.save(first.model_copy(update={"pitch": later}), what="", event=event()).revision == 2


@pytest.mark.parametrize("id", ["t2", "", "T1", "a\0b", "\ud800", "x" * 1001, "' OR 1=1 --", "t%"])
def test_an_id_that_is_not_there(acme: PitchRepository, id: str) -> None:
    """Whatever the id, it is an unknown translation with a next step, and the trail stays as it was."""
    acme.add(translation(), what="translated", event=event())
    calls: list[Callable[[], object]] = [
        lambda: acme.get(id),
        lambda: acme.version(id, 1),
        lambda: acme.versions(id),
        lambda: acme.delete(id, event=event()),
    ]
    if id == "t2":
        calls.append(lambda: acme.save(translation(2), what="", event=event()))
    for call in calls:
        with pytest.raises(UnknownTranslation) as unknown:
            call()
        assert unknown.value.next_step
    assert len(acme.audit().rows) == 1


@pytest.mark.parametrize("version", [0, -1, 2, 2**31, 10**30])
def test_a_version_that_is_not_there(acme: PitchRepository, version: int) -> None:
    """A number that no version has is unknown, however large it is."""
    acme.add(translation(), what="translated", event=event())
    with pytest.raises(UnknownTranslation, match="no version"):
        acme.version("t1", version)


@pytest.mark.parametrize("id", ["", "a\0b", "x" * 1001])
def test_an_id_that_no_database_can_keep(acme: PitchRepository, id: str) -> None:
    """Such an id is refused before anything is stored."""
    with pytest.raises(MalformedInput, match="id of the translation"):
        acme.add(translation(id=id), what="", event=event())
    assert acme.audit().rows == ()


def test_texts_that_databases_refuse(acme: PitchRepository) -> None:
    """NUL stays, halves of surrogate pairs become the replacement character, and nothing fails."""
    given = translation(
        ticket={
            "title": "Sign-in \0 \ud83d fails",
            "text": "a\0b \ud800",
            "key": "NORD\0-1",
            "raw": "\udc00",
        },
        created_by=Actor(name="Ada \ud800\0"),
    )
    added = acme.add(given, what="trans\0lated \ud800", event=event(detail="\0 \ud800"), batch="b\0")
    assert acme.get("t1") == added
    assert added.pitch.ticket.title == "Sign-in \0 \ufffd fails"
    assert added.pitch.ticket.text == "a\0b \ufffd"
    assert acme.versions("t1")[0].what == "trans\ufffdlated \ufffd"
    assert len(acme.page(TranslationFilter(ticket_key="NORD\0-1", batch="b\0")).rows) == 1


def test_other_texts_of_a_ticket(acme: PitchRepository) -> None:
    """Of one key: other fingerprints that are neither stale nor closed, oldest first; no key, none."""
    states = ["draft", "approved", "stale", "closed", "published", "draft"]
    for number, state in reversed(list(enumerate(states))):
        ticket = {"key": "NORD-41", "fingerprint": f"{number:064}"}
        acme.add(translation(number, state=state, ticket=ticket), what="", event=event())
    acme.add(translation(7, ticket={"key": "NORD-410", "fingerprint": "7"}), what="", event=event())
    acme.add(translation(8, ticket={"key": None, "fingerprint": "8"}), what="", event=event())
    found = acme.of_ticket("NORD-41", not_fingerprint=f"{5:064}")
    assert [t.id for t in found] == ["t0", "t1", "t4"]
    assert found[1] == acme.get("t1")
    assert acme.of_ticket("", not_fingerprint="5") == []


def test_deleting_takes_all_versions_and_leaves_the_trail(acme: PitchRepository) -> None:
    """After a delete neither translation nor versions are there; the trail has gained the deletion."""
    first = acme.add(translation(), what="", event=event())
    acme.save(first.model_copy(update={"pitch": pitch(version=2)}), what="", event=event())
    acme.add(translation(2), what="", event=event(subject="t2"))
    acme.delete("t1", event=event("translation.deleted"))
    for read in (lambda: acme.get("t1"), lambda: acme.version("t1", 1), lambda: acme.versions("t1")):
        with pytest.raises(UnknownTranslation):
            read()
    assert acme.get("t2").id == "t2"
    assert acme.audit(subject="t1").rows[0].action == "translation.deleted"
    assert acme.add(translation(), what="anew", event=event()).revision == 1


def test_of_two_edits_at_once_one_is_told(acme: PitchRepository) -> None:
    """Eight threads save what they read at one revision: one wins, the others hear of it."""
    read = acme.add(translation(), what="", event=event())
    together = threading.Barrier(8)

    def save(number: int) -> Translation | TranslatorError:
        mine = read.model_copy(update={"pitch": pitch(version=2, title=f"edit {number}")})
        together.wait(timeout=60)
        try:
            return acme.save(mine, what=f"edit {number}", event=event(f"edit {number}"))
        except EditConflict as conflict:
            return conflict

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(save, range(8)))
    won = [r for r in results if isinstance(r, Translation)]
    assert won == [acme.get("t1")]
    assert [row.what for row in acme.versions("t1")] == ["", won[0].pitch.ticket.title]
    assert len(acme.audit().rows) == 2


# Adds translations of its own and some that the other adds too, like the one that comes as a line;
# arguments: URL, number of the writer.
WRITER = """
import sys
from tests.storage.translation_examples import event
from translator.models import Translation
from translator.storage import open_database
url, writer = sys.argv[1], sys.argv[2]
print("ready", flush=True)
example = Translation.model_validate_json(sys.stdin.readline())
repository = open_database(url, patience=60).translations("acme")
for n in range(40):
    for id in (f"w{writer}-{n}", f"t{n}"):
        repository.add(example.model_copy(update={"id": id}), what=writer, event=event(subject=id))
"""


def test_two_processes_add_at_once(new_url: Callable[[], str]) -> None:
    """Two processes that also make the tables add 120 translations, 40 of them both: each is stored once."""
    url = new_url()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(number)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for number in (1, 2)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n", writer.communicate()[1]
    example = translation().model_dump_json()
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(f"{example}\n")
        writer.stdin.flush()
    told = [writer.communicate(timeout=100) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], [err for _, err in told]
    with closing(open_database(url)) as database:
        repository = database.translations("acme")
        rows = repository.page(TranslationFilter(), limit=500).rows
        assert len(rows) == len({row.id for row in rows}) == 120
        events = repository.audit(limit=500).rows
        assert [e.number for e in events] == list(range(120, 0, -1))
        assert {e.subject for e in events} == {row.id for row in rows}
        assert all(len(repository.versions(f"t{n}")) == 1 for n in range(40))


def test_a_list_shows_open_findings_and_no_secret(acme: PitchRepository) -> None:
    """A row counts what is open, says who and when, and masks what a rendering would mask."""
    findings = tuple(
        Finding(check="c", severity=severity, where=where, message="m", fix="f")
        for severity, where in [("must", "lever"), ("should", "bet"), ("should", "lever"), ("info", "bet")]
    )
    title = "Sign-in of ada.quist@nordlicht.example fails"
    given = translation(5, ticket={"title": title, "key": "NORD-5"})
    given = given.model_copy(update={"pitch": given.pitch.model_copy(update={"findings": findings})})
    acme.add(given, what="", event=event())
    row = acme.page(TranslationFilter()).rows[0]
    assert (row.must, row.should, row.questions) == (1, 2, len(given.pitch.draft.questions))
    assert row.title == "Sign-in of [EMAIL-1] fails"
    assert row.one_breath.startswith("Prospects")
    assert (row.id, row.revision, row.state, row.version) == ("t5", 1, "draft", 1)
    assert (row.ticket_key, row.stale, row.created_by) == ("NORD-5", False, "Ada Quist")
    assert (row.created, row.updated, row.stakeholders) == (
        given.created, given.updated, given.pitch.stakeholders,
    )  # fmt: skip
    assert acme.page(TranslationFilter(text="nordlicht")).rows == ()
