"""`translator translate`: from a file or a pipe to Markdown, JSON and files."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import TICKET, Run
from translator.models import Pitch

BACKLOG = """\
Summary,Issue key,Description
Login drops people,SHOP-1,Customers are thrown back to the sign-in screen during checkout.
Export is slow,SHOP-2,Admins wait 40 seconds for the month-end export.
"""


def test_file_becomes_markdown(run: Run, ticket: Path) -> None:
    """A ticket file gives a pitch on standard output and nothing on standard error."""
    result = run("translate", ticket)
    assert result.code == 0
    assert result.out.startswith("# ")
    assert "## Planning note" in result.out
    assert "<summary>Evidence</summary>" in result.out
    assert result.err == ""


@pytest.mark.parametrize("arguments", [["-"], []])
def test_standard_input_is_read(run: Run, arguments: list[str]) -> None:
    """A pipe works with a dash and without."""
    result = run("translate", *arguments, stdin=TICKET)
    assert result.code == 0
    assert result.out.startswith("# ")


def test_no_file_at_a_terminal_shows_help(run: Run) -> None:
    """Nobody is left waiting at a silent prompt."""
    result = run("translate", stdin=None)
    assert result.code == 2
    assert "Usage: translator translate" in result.err
    assert result.out == ""


@pytest.mark.parametrize("flags", [["--json"], ["--format", "json"]])
def test_json_is_a_pitch(run: Run, ticket: Path, flags: list[str]) -> None:
    """What is printed as JSON reads back as a pitch of the named schema."""
    result = run("translate", ticket, *flags)
    pitch = Pitch.model_validate_json(result.out)
    assert json.loads(result.out)["schema"] == "translator.pitch/1"
    assert pitch.ticket.title == "Reduce session renewal variance"
    assert pitch.provenance.engine == "offline"


def test_chosen_stakeholders_get_a_framing(run: Run, ticket: Path) -> None:
    """Each chosen stakeholder has a framing, in the order asked for, and nobody else."""
    result = run("translate", ticket, "--json", "-s", "support", "--stakeholder", "sales")
    pitch = Pitch.model_validate_json(result.out)
    assert [f.stakeholder for f in pitch.draft.framings] == ["support", "sales"]


def test_reader_can_be_forced(run: Run, ticket: Path) -> None:
    """A forced reader is used and named."""
    result = run("translate", ticket, "--reader", "plain", "--json")
    assert Pitch.model_validate_json(result.out).ticket.reader == "plain"


def test_outputs_are_chosen_by_file_ending(run: Run, ticket: Path) -> None:
    """Both files are written, standard output stays empty, and a person is told."""
    result = run("translate", ticket, "-o", "out.md", "-o", "out.json")
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines() == ["wrote out.md", "wrote out.json"]
    assert Path("out.md").read_text(encoding="utf-8").startswith("# ")
    Pitch.model_validate_json(Path("out.json").read_bytes())


def test_quiet_says_nothing(run: Run, ticket: Path) -> None:
    """Scripts can have silence."""
    assert run("translate", ticket, "-o", "out.md", "--quiet").err == ""


def test_output_replaces_the_file_and_leaves_no_part(run: Run, ticket: Path) -> None:
    """An older result is replaced as a whole; a link stays a link; the mode is a usual one."""
    Path("real.md").write_text("old", encoding="utf-8")
    Path("out.md").symlink_to("real.md")
    run("translate", ticket, "-o", "out.md")
    assert Path("out.md").is_symlink()
    assert Path("real.md").read_text(encoding="utf-8").startswith("# ")
    assert sorted(p.name for p in Path().iterdir()) == ["out.md", "real.md", "ticket.md"]
    assert stat.S_IMODE(Path("real.md").stat().st_mode) & 0o444


def test_unknown_ending_is_refused_before_any_work(run: Run) -> None:
    """A wrong file name costs nothing: the input is not even read."""
    result = run("translate", "missing.md", "-o", "out.docx")
    assert result.code == 2
    assert "out.docx has no known ending" in result.only_line


def test_output_folder_must_exist(run: Run, ticket: Path) -> None:
    """No folder is made by a slip of the finger."""
    result = run("translate", ticket, "-o", "no/such/out.md")
    assert result.code == 3
    assert "no/such does not exist" in result.only_line


def test_many_tickets_follow_each_other(run: Run) -> None:
    """A backlog gives one document in which every pitch is named by its ticket."""
    result = run("translate", "-", stdin=BACKLOG)
    assert result.code == 0
    assert "_Ticket 1 of 2 — SHOP-1: Login drops people_" in result.out
    assert "_Ticket 2 of 2 — SHOP-2: Export is slow_" in result.out
    assert result.out.count("## Planning note") == 2


@pytest.mark.parametrize("ending", ["html", "page.html", "adf", "slack"])
def test_a_page_for_one_reader_holds_one_pitch(run: Run, ticket: Path, ending: str) -> None:
    """One ticket is written in every format; many go to a folder, for these formats hold one pitch."""
    assert run("translate", ticket, "-o", f"out.{ending}").code == 0
    assert Path(f"out.{ending}").stat().st_size > 1_000
    many = run("translate", "-", "-o", f"many.{ending}", stdin=BACKLOG)
    assert many.code == 2
    assert "name a folder" in many.err
    assert not Path(f"many.{ending}").exists()


def test_many_tickets_as_json(run: Run) -> None:
    """A backlog gives one JSON document with every pitch and every problem."""
    document = json.loads(run("translate", "-", "--json", stdin=BACKLOG).out)
    assert document["schema"] == "translator.pitches/1"
    assert document["problems"] == []
    pitches = [Pitch.model_validate_json(json.dumps(p)) for p in document["pitches"]]
    assert [p.ticket.key for p in pitches] == ["SHOP-1", "SHOP-2"]


@pytest.mark.parametrize(
    ("flags", "names"),
    [([], ["shop-1.md", "shop-2.md"]), (["--json"], ["shop-1.json", "shop-2.json"])],
)
def test_folder_gets_a_file_for_each_ticket(run: Run, flags: list[str], names: list[str]) -> None:
    """A name that ends in a slash is a folder; it is made, and files are named by their tickets."""
    result = run("translate", "-", "-o", "pitches/", *flags, stdin=BACKLOG)
    assert result.code == 0
    assert sorted(p.name for p in Path("pitches").iterdir()) == names


def test_broken_row_is_reported_and_the_rest_translated(run: Run) -> None:
    """One row with too few cells is named by its line; the others still give pitches."""
    broken = BACKLOG + "Only a title\n" + "Search fails,SHOP-4,Customers cannot search.\n"
    result = run("translate", "-", "--json", stdin=broken)
    assert result.code == 3
    assert result.only_line.startswith("translator: standard input:4: ")
    document = json.loads(result.out)
    assert [p["ticket"]["key"] for p in document["pitches"]] == ["SHOP-1", "SHOP-2", "SHOP-4"]
    assert [p["line"] for p in document["problems"]] == [4]


def test_settings_come_from_the_folder(run: Run, ticket: Path) -> None:
    """./translator.toml is read; a flag goes first."""
    Path("translator.toml").write_text('format = "json"\n', encoding="utf-8")
    assert run("translate", ticket).out.startswith("{")
    assert run("translate", ticket, "--format", "md").out.startswith("# ")


def test_settings_file_can_be_named(run: Run, ticket: Path) -> None:
    """--config reads another file."""
    Path("other.toml").write_text('format = "json"\n', encoding="utf-8")
    assert run("--config", "other.toml", "translate", ticket).out.startswith("{")
