"""`translator check` and `translator answer`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TICKET, Run
from translator.models import Finding, Pitch
from translator.samples import FIRST, INCIDENTS, TICKETS

SAMPLES = Path(__file__).parents[2] / "translator/samples"
GOOD = "During a live demo prospects land back on the sign-in screen.\n"
INVENTED = "During a live demo prospects sign in again. We lose 4,200 deals a year.\n"


def test_calm_note_passes(run: Run) -> None:
    """A note without a must finding ends with exit code 0 and a summary."""
    result = run("check", "-", stdin=GOOD)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines()[-1].startswith("standard input: ")


def test_invented_number_is_found_against_the_ticket(run: Run, ticket: Path) -> None:
    """A number that the ticket does not have ends with exit code 1, with line and column."""
    Path("note.md").write_text(INVENTED, encoding="utf-8")
    result = run("check", "note.md", "--against", ticket)
    assert result.code == 1
    assert result.err == ""
    lines = [line for line in result.out.splitlines() if "must invented-number" in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"note.md:1:{INVENTED.index('4,200') + 1}: ")


def test_findings_as_json(run: Run, ticket: Path) -> None:
    """The JSON holds findings of the model, under the name of their schema."""
    result = run("check", "-", "--against", ticket, "--json", stdin=INVENTED)
    document = json.loads(result.out)
    assert document["schema"] == "translator.findings/1"
    findings = [Finding.model_validate_json(json.dumps(f)) for f in document["findings"]]
    assert "invented-number" in {f.check for f in findings}
    assert result.code == 1


def test_a_rendered_pitch_is_checked_up_to_its_back(run: Run, ticket: Path) -> None:
    """What translator itself wrote about sources holds offsets and times, and no claims."""
    run("translate", ticket, "-o", "pitch.md", "-q")
    result = run("check", "pitch.md", "--against", ticket)
    text = Path("pitch.md").read_text(encoding="utf-8")
    back = text[: text.index("<details>")].count("\n") + 1
    assert result.only_line.startswith(f"pitch.md:{back}: ")
    places = [line.split(":")[1] for line in result.out.splitlines()]
    assert all(int(place) < back for place in places if place.isdigit())


def test_a_note_is_checked_against_one_ticket(run: Run) -> None:
    """A backlog is no ticket: which row is meant would be a guess."""
    rows = "Summary,Issue key,Description\nA b,X-1,Login fails.\nC d,X-2,Search fails.\n"
    Path("backlog.csv").write_text(rows, encoding="utf-8")
    result = run("check", "-", "--against", "backlog.csv", stdin=GOOD)
    assert result.code == 3
    assert "2 tickets" in result.only_line


def _pitch(run: Run, ticket: Path) -> Pitch:
    run("translate", ticket, "-o", "pitch.json", "-q")
    return Pitch.model_validate_json(Path("pitch.json").read_bytes())


def test_answer_fills_a_blank(run: Run, ticket: Path) -> None:
    """The next version has the answer, who gave it, and the blank is gone."""
    before = _pitch(run, ticket)
    question = before.draft.questions[0]
    fill = f"{question.id}=our support queue has the tickets"
    result = run("answer", "pitch.json", "--fill", fill, "--by", "support", "--json")
    assert result.code == 0
    after = Pitch.model_validate_json(result.out)
    assert after.version == before.version + 1
    assert [(a.fills, a.by) for a in after.answers] == [(question.fills, "support")]
    assert question.fills not in {q.fills for q in after.draft.questions}
    assert after.ticket == before.ticket


def test_answer_prints_markdown_and_can_write_in_place(run: Run, ticket: Path) -> None:
    """Without -o the new version is printed; with -o its own file can be replaced."""
    question = _pitch(run, ticket).draft.questions[0]
    call = ["answer", "pitch.json", "--fill", f"{question.id}=known now", "--by", "support"]
    assert run(*call).out.startswith("# ")
    assert run(*call, "-o", "pitch.json", "-o", "pitch.md").out == ""
    assert Pitch.model_validate_json(Path("pitch.json").read_bytes()).version == 2
    assert Path("pitch.md").read_text(encoding="utf-8").startswith("# ")


def _proven(run: Run) -> Pitch:
    """A pitch of the sample ticket that leans on the sample incidents, in pitch.json."""
    result = run(
        "translate", SAMPLES / TICKETS / FIRST, "--incidents", SAMPLES / INCIDENTS, "-o", "pitch.json", "-q"
    )
    assert (result.code, result.err) == (0, "")
    return Pitch.model_validate_json(Path("pitch.json").read_bytes())


@pytest.mark.parametrize(
    "settings",
    ["", 'incidents = "off"', 'incidents = "gone.jsonl"', 'database_url = "mysql://nowhere/past"'],
    ids=["no incidents here", "switched off", "file gone", "store unusable"],
)
def test_answer_keeps_the_proof(run: Run, settings: str) -> None:
    """The next version cites the same incidents, story and repeats, whatever this machine has on record."""
    before = _proven(run)
    assert before.past is not None
    assert {"INC-316", "INC-319", "INC-326"} <= {incident.key for incident in before.past.incidents}
    owner = next(q for q in before.draft.questions if "note" in q.ask and "up to date" in q.ask)
    Path("translator.toml").write_text(settings + "\n", encoding="utf-8")
    result = run(
        "answer", "pitch.json", "--fill", f"{owner.id}=Mira", "--by", "the engineering lead", "--json"
    )
    assert (result.code, result.err) == (0, "")
    after = Pitch.model_validate_json(result.out)
    assert after.past == before.past
    assert after.draft.story == before.draft.story
    assert after.draft.note.proof == before.draft.note.proof
    assert any("3 incidents with the same cause" in (s.plain or s.text) for s in after.draft.note.proof)
    kept = [item for item in before.evidence.items if item.source.startswith("incident:")]
    assert kept
    assert [item for item in after.evidence.items if item.source.startswith("incident:")] == kept
    assert "Mira" in (after.draft.note.owner.plain or after.draft.note.owner.text)


def test_answers_in_a_row_keep_the_proof(run: Run) -> None:
    """Every answer on the way to a finished pitch leaves story and proof as they were."""
    first = _proven(run)
    for number in range(2, 5):
        question = Pitch.model_validate_json(Path("pitch.json").read_bytes()).draft.questions[0]
        fill = f"{question.id}=2026-11-30"
        assert run("answer", "pitch.json", "--fill", fill, "--by", "sales", "-o", "pitch.json").code == 0
        after = Pitch.model_validate_json(Path("pitch.json").read_bytes())
        assert (after.version, after.past, after.draft.story) == (number, first.past, first.draft.story)
        assert after.draft.note.proof == first.draft.note.proof


def test_help_of_answer_tells_where_questions_come_from(run: Run) -> None:
    """Whoever reads it learns what to hand in, what the ids are, and what an answer does not touch."""
    said = " ".join(run("answer", "--help").out.split())
    assert "translate -o PITCH.json" in said
    assert "A pitch lists its questions as q1, q2 …" in said
    assert "No new search" in said


def test_answer_reads_a_pipe(run: Run, ticket: Path) -> None:
    """The JSON of translate can be piped on."""
    question = _pitch(run, ticket).draft.questions[0]
    piped = Path("pitch.json").read_bytes()
    result = run("answer", "-", "--fill", f"{question.id}=x y", "--by", "support", stdin=piped)
    assert result.code == 0


def test_unknown_question_is_named(run: Run, ticket: Path) -> None:
    """A question that the pitch does not ask is a wrong call."""
    _pitch(run, ticket)
    result = run("answer", "pitch.json", "--fill", "q99=x", "--by", "support")
    assert (result.code, result.out) == (2, "")
    assert "q99" in result.only_line
    assert result.only_line.endswith("[unknown-question]")


def test_a_question_is_answered_once(run: Run, ticket: Path) -> None:
    """Two answers to one question in one call are a slip, not a choice for us."""
    _pitch(run, ticket)
    result = run("answer", "pitch.json", "--fill", "q1=x", "--fill", "q1=y", "--by", "support")
    assert result.code == 2
    assert "q1 is answered twice" in result.only_line


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (TICKET, "not JSON"),
        ("{}", "not a pitch"),
        ("[]", "not a pitch"),
        ('{"schema": "translator.pitch/9"}', "translator.pitch/1"),
        ('{\n  "schema": "translator.pitches/1", "pitches": []}', "several pitches"),
        (b"\xff\xfe\x00", "not JSON"),
    ],
)
def test_other_files_are_no_pitch(run: Run, payload: str | bytes, said: str) -> None:
    """A file that is no pitch of this version is refused in one line."""
    result = run("answer", "-", "--fill", "q1=x", "--by", "support", stdin=payload)
    assert (result.code, result.out) == (3, "")
    assert said in result.only_line
    assert result.only_line.endswith("[pitch-unreadable]")
