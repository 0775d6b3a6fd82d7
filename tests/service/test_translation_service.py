"""The life of a translation through the service and a real database."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.service.conftest import BODY, BOT, INES, OWNER, Clock, approved, ticket
from translator.errors import (
    EditConflict,
    EmptyInput,
    StepRefused,
    UnknownFinding,
    UnknownQuestion,
    UnknownStakeholder,
    UnknownTranslation,
)
from translator.models import Pitch, Stage, Translation
from translator.parts import sentences_of
from translator.render.markdown import as_markdown
from translator.review import finding_id, open_findings
from translator.storage.base import TranslationFilter
from translator.storage.database import Database, open_database
from translator.translation_service import TranslationService, new_translation_id
from translator.wiring import App

pytestmark = pytest.mark.anyio


def plain(held: Translation, where: str) -> str:
    return dict(sentences_of(held.pitch.draft))[where].plain


async def question(service: TranslationService, id: str, fills: str) -> str:
    pitch = (await service.get(id)).pitch
    return next(q.id for q in pitch.draft.questions if q.fills == fills)


async def test_a_translation_is_made_and_found(service: TranslationService) -> None:
    """It is stored with who made it and when, read back as it was, and stands in the list."""
    stages: list[Stage] = []
    made = await service.create(ticket(), by=INES, stakeholders=("sales",), on_stage=stages.append)
    assert made == await service.get(made.id)
    assert made.state == made.pitch.state == "needs evidence"
    assert (made.created_by, made.created) == (INES, made.updated)
    assert made.pitch.stakeholders == ("sales",)
    assert stages[-1].name == "done"
    (row,) = (await service.page()).rows
    assert (row.id, row.ticket_key, row.version, row.state) == (made.id, "TERN-1", 1, "needs evidence")
    assert await service.version(made.id, 1) == made.pitch


async def test_an_unknown_stakeholder_stores_nothing(service: TranslationService) -> None:
    """What cannot be translated leaves no trace."""
    with pytest.raises(UnknownStakeholder):
        await service.create(ticket(), by=INES, stakeholders=("ceo",))
    assert not (await service.page()).rows
    assert not (await service.audit()).rows


async def test_a_repeated_request_is_made_once(app: App, database: Database) -> None:
    """With an id that is stored the stored one is returned, and no engine is asked again."""
    asked = []

    class Counting:
        async def translate(self, *given: Any, **named: Any) -> Pitch:
            asked.append(1)
            return await app.translate(*given, **named)

        answer, edit = app.answer, app.edit

    service = TranslationService(Counting(), database.translations("acme"), clock=Clock())
    first = await service.create(ticket(), by=INES, id="row-7", batch="b1")
    again = await service.create(ticket(), by=INES, id="row-7", batch="b1")
    assert again == first
    assert len(asked) == 1
    assert len((await service.page(TranslationFilter(batch="b1"))).rows) == 1
    assert len((await service.audit()).rows) == 1


async def test_answer_edit_and_their_versions(service: TranslationService) -> None:
    """Each makes a version that says what was done; an edit outlives the answer after it."""
    made = await service.create(ticket(), by=INES)
    edited = await service.edit(made.id, OWNER, by=INES, revision=made.revision)
    date = await question(service, made.id, "review_date")
    held = await service.answer(
        made.id, {date: "1 September 2026"}, by=BOT, answered_by="Maya", revision=edited.revision
    )
    assert held.pitch.version == 3
    assert plain(held, "note.owner") == "The platform team."
    assert "1 September 2026" in plain(held, "note.review_date")
    assert held.pitch.answers[0].by == "Maya"
    rows = await service.versions(made.id)
    assert [(r.version, r.what, r.by) for r in rows] == [
        (1, "translated", INES),
        (2, "edited note.owner", INES),
        (3, f"answered {date}", BOT),
    ]
    diff = await service.diff(made.id, 1, 3)
    assert {"note.owner", "note.review_date"} <= {part.where for part in diff.parts}
    assert "a1" in {row.id for row in await service.evidence(made.id)}


async def test_an_edit_never_shows_an_invented_number(service: TranslationService) -> None:
    """Stored, read back and rendered: the number is in no version."""
    made = await service.create(ticket(), by=INES)
    await service.edit(made.id, {"framing:sales.change": "We lost 4711 deals to Initech."}, by=INES)
    held = await service.get(made.id)
    front = as_markdown(held.pitch).split("## Before this goes out")[0]
    assert "4711" not in front
    assert "Initech" not in front
    assert "4711" not in held.pitch.draft.model_dump_json()
    with pytest.raises(StepRefused, match="invented-number"):
        await service.step(made.id, "in review", by=INES)


async def test_a_preview_changes_nothing(service: TranslationService) -> None:
    """It has the findings of the edit, and neither version nor revision nor record moves."""
    made = await service.create(ticket(), by=INES)
    parts = {"framing:sales.change": "We lost 4711 deals."}
    found = await service.preview(made.id, parts)
    assert await service.get(made.id) == made
    assert len((await service.audit()).rows) == 1
    assert not any("Answer q" in f.fix and f not in made.pitch.findings for f in found)  # none is asked yet
    assert any("a question will then ask" in f.fix for f in found)
    edited = (await service.edit(made.id, parts, by=INES)).pitch.findings
    assert [f.model_copy(update={"fix": ""}) for f in found] == [
        f.model_copy(update={"fix": ""}) for f in edited
    ]


async def test_the_same_words_change_nothing(service: TranslationService) -> None:
    """An edit that edits nothing makes no version and no entry in the record."""
    made = await service.create(ticket(), by=INES)
    assert await service.edit(made.id, {"bet.outcome": plain(made, "bet.outcome")}, by=INES) == made
    assert len((await service.audit()).rows) == 1


async def test_a_lost_update_is_refused(service: TranslationService) -> None:
    """Of two changes made on one revision the second is refused, whatever it is, and changes nothing."""
    made = await service.create(ticket(), by=INES)
    held = await service.edit(made.id, OWNER, by=INES, revision=made.revision)
    one = next(f for f in held.pitch.findings if f.severity != "must")
    for late in (
        service.edit(made.id, {"note.owner": "Somebody else."}, by=BOT, revision=made.revision),
        service.answer(made.id, {"q1": "Friday"}, by=BOT, revision=made.revision),
        service.step(made.id, "in review", by=BOT, revision=made.revision),
        service.dismiss(made.id, finding_id(one), why="so be it", by=INES, revision=made.revision),
    ):
        with pytest.raises(EditConflict, match=r"revision 2.*made on 1"):
            await late
    assert await service.get(made.id) == held


async def test_two_at_once_on_one_revision(service: TranslationService) -> None:
    """Exactly one of many simultaneous edits of one revision is stored."""
    made = await service.create(ticket(), by=INES)
    edits = [
        service.edit(made.id, {"note.owner": f"Team {name}."}, by=INES, revision=made.revision)
        for name in ("one", "two", "red", "blue", "green")
    ]
    done = await asyncio.gather(*edits, return_exceptions=True)
    assert sum(isinstance(d, Translation) for d in done) == 1
    assert sum(isinstance(d, EditConflict) for d in done) == 4
    assert [r.version for r in await service.versions(made.id)] == [1, 2]


async def test_changes_without_a_revision_all_arrive(service: TranslationService) -> None:
    """They are made on the newest, one after the other; none is lost."""
    made = await service.create(ticket(), by=INES)
    wheres = ("note.owner", "note.scope", "bet.outcome")
    await asyncio.gather(*(service.edit(made.id, {w: "The platform team."}, by=INES) for w in wheres))
    held = await service.get(made.id)
    assert [plain(held, w) for w in wheres] == ["The platform team."] * 3
    assert held.pitch.version == held.revision == 4


async def test_the_way_to_published(service: TranslationService) -> None:
    """Sent in by a machine, approved and published by a person; who and when is kept, no version is made."""
    made = await service.create(ticket(), by=BOT)
    await service.step(made.id, "in review", by=BOT)
    await service.step(made.id, "approved", by=INES)
    held = await service.step(made.id, "published", by=INES)
    assert [(s.before, s.after, s.by) for s in held.steps] == [
        ("needs evidence", "in review", BOT),
        ("in review", "approved", INES),
        ("approved", "published", INES),
    ]
    read = await service.get(made.id)
    assert read == held
    assert read.pitch.state == "published"
    assert len(await service.versions(made.id)) == 1


async def test_a_machine_approves_nothing(service: TranslationService) -> None:
    """Neither approval nor publication nor dismissal is a service's."""
    made = await service.create(ticket(), by=BOT)
    await service.step(made.id, "in review", by=BOT)
    with pytest.raises(StepRefused):
        await service.step(made.id, "approved", by=BOT)
    found = next(f for f in made.pitch.findings if f.severity == "should")
    with pytest.raises(StepRefused):
        await service.dismiss(made.id, finding_id(found), why="so be it", by=BOT)
    await service.step(made.id, "approved", by=INES)
    with pytest.raises(StepRefused):
        await service.step(made.id, "published", by=BOT)


@pytest.mark.parametrize("change", ["edit", "answer"])
async def test_changed_words_are_approved_anew(service: TranslationService, change: str) -> None:
    """An edit or an answer puts an approved pitch back to its desk, and the step says why."""
    held = await approved(service)
    if change == "edit":
        after = await service.edit(held.id, OWNER, by=INES)
    else:
        date = await question(service, held.id, "review_date")
        after = await service.answer(held.id, {date: "Friday"}, by=BOT)
    assert after.state == after.pitch.state == "needs evidence"
    assert after.steps[-1].why == "changed after it was approved"


async def test_a_dismissal_outlives_an_answer(service: TranslationService) -> None:
    """The reason holds while the finding reads the same, in the next version too."""
    made = await service.create(ticket(), by=INES)
    found = next(f for f in made.pitch.findings if f.check == "no-owner")
    held = await service.dismiss(made.id, finding_id(found), why="the team keeps it", by=INES)
    assert held.pitch.version == 1
    date = await question(service, made.id, "review_date")
    held = await service.answer(made.id, {date: "Friday"}, by=INES)
    assert found in held.pitch.findings
    assert found not in open_findings(held)
    assert held.dismissed[0].why == "the team keeps it"
    (row,) = (await service.page()).rows
    assert row.should == len([f for f in open_findings(held) if f.severity == "should"])


async def test_the_record(service: TranslationService) -> None:
    """Every change is told once, in order, by whom, and without a word of the ticket or the pitch."""
    made = await service.create(ticket(), by=INES)
    await service.edit(made.id, {"note.owner": "Zanzibar team."}, by=INES)
    found = (await service.get(made.id)).pitch.findings
    hint = next(f for f in found if f.severity == "should" and f.check == "no-review-date")
    await service.dismiss(made.id, finding_id(hint), why="Zanzibar reason", by=INES)
    with pytest.raises(StepRefused):
        await service.step(made.id, "in review", by=BOT)  # Zanzibar is named in no source
    await service.edit(made.id, OWNER, by=INES)
    await service.step(made.id, "in review", by=BOT)
    await service.step(made.id, "draft", by=INES, why="Zanzibar again")
    await service.delete(made.id, by=INES)
    rows = (await service.audit(subject=made.id)).rows
    assert [(r.action, r.by.name) for r in reversed(rows)] == [
        ("translation.created", "Ines"),
        ("translation.edited", "Ines"),
        ("finding.dismissed", "Ines"),
        ("translation.edited", "Ines"),
        ("translation.in-review", "bot"),
        ("translation.needs-evidence", "Ines"),
        ("translation.deleted", "Ines"),
    ]
    assert "Zanzibar" not in repr(rows)
    assert "demo" not in repr(rows)


async def test_what_is_unknown(service: TranslationService) -> None:
    """Translation, version, question and finding are refused by name; an answer without any is empty."""
    made = await service.create(ticket(), by=INES)
    for asked, error in (
        (service.get("t99"), UnknownTranslation),
        (service.edit("t99", OWNER, by=INES), UnknownTranslation),
        (service.delete("t99", by=INES), UnknownTranslation),
        (service.version(made.id, 2), UnknownTranslation),
        (service.diff(made.id, 1, 2), UnknownTranslation),
        (service.answer(made.id, {"q99": "x"}, by=INES), UnknownQuestion),
        (service.answer(made.id, {}, by=INES), EmptyInput),
        (service.dismiss(made.id, "0" * 12, why="x", by=INES), UnknownFinding),
    ):
        with pytest.raises(error):
            await asked
    assert await service.get(made.id) == made


async def test_another_workspace_sees_nothing(
    app: App, database: Database, service: TranslationService
) -> None:
    """Its ids are unknown there, its texts make nothing stale, its record is its own."""
    made = await service.create(ticket(), by=INES)
    other = TranslationService(app, database.translations("globex"), clock=Clock())
    with pytest.raises(UnknownTranslation):
        await other.get(made.id)
    await other.create(ticket(BODY.replace("3 %", "5 %")), by=INES)
    assert await service.get(made.id) == made
    assert len((await service.audit()).rows) == 1


async def test_it_survives_a_restart(app: App, tmp_path: Path) -> None:
    """What one process stored another reads and goes on with."""
    with closing(open_database(tmp_path / "a.db")) as database:
        made = await TranslationService(app, database.translations("acme")).create(ticket(), by=INES)
    with closing(open_database(tmp_path / "a.db")) as database:
        service = TranslationService(app, database.translations("acme"))
        held = await service.edit(made.id, OWNER, by=INES, revision=made.revision)
        assert held.pitch.version == 2


def test_ids_sort_by_time() -> None:
    """Later ids come later, and no two are alike."""
    ids = [new_translation_id() for _ in range(2_000)]
    times = [id[:13] for id in ids]
    assert times == sorted(times)
    assert len(set(ids)) == len(ids)
    assert {len(id) for id in ids} == {33}
