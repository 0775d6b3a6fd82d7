"""Whatever is handed in: one clear line, the right exit code, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TICKET, Run

ADF_2 = json.dumps({"type": "doc", "version": 2, "content": []})


@pytest.mark.parametrize(
    ("payload", "said", "code"),
    [
        (b"", "no text", "empty-input"),
        (b" \n\t\n", "no text", "empty-input"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file", "binary-input"),
        (b"text\x00text", "not a text file", "binary-input"),
        (b"word " * 1_000_000, "limit", "input-too-large"),
        (b'{"title": "Login", "description": ', "JSON", "malformed-input"),
        (ADF_2.encode(), "version", "malformed-input"),
        (b'{"fields": {"summary": "", "description": null}}', "text", "empty-input"),
    ],
    ids=["empty", "blank", "png", "nul", "5 MB", "broken JSON", "ADF 2", "empty ticket"],
)
@pytest.mark.parametrize("source", ["file", "pipe"])
def test_unusable_input(run: Run, payload: bytes, said: str, code: str, source: str) -> None:
    """Exit code 3, and a line that names the place, the trouble and the code of the error."""
    if source == "file":
        Path("input.bin").write_bytes(payload)
        result = run("translate", "input.bin")
        place = "input.bin"
    else:
        result = run("translate", "-", stdin=payload)
        place = "standard input"
    assert (result.code, result.out) == (3, "")
    assert result.only_line.startswith(f"translator: {place}: ")
    assert said in result.only_line or "larger than" in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def test_csv_without_a_readable_row(run: Run) -> None:
    """An export in which no row can be read is unusable as a whole."""
    result = run("translate", "-", stdin="Summary,Issue key,Description\nonly one cell\n")
    assert result.code == 3
    assert result.only_line.startswith("translator: ")


@pytest.mark.parametrize(
    ("arguments", "said", "code", "exit_code"),
    [
        (["translate", "ticket.md", "--stakeholder", "salse"], "salse", "unknown-stakeholder", 2),
        (["translate", "ticket.md", "--reader", "docx"], "docx", "unknown-reader", 2),
        (["translate", "ticket.md", "--engine", "gpt"], "offline", "setting-invalid", 4),
        (["translate", "ticket.md", "--format", "pdf"], "pdf", "usage", 2),
        (["translate", "ticket.md", "--nonsense"], "--nonsense", "usage", 2),
        (["translate", "ticket.md", "--pack", "nowhere"], "nowhere", "pack-invalid", 4),
        (["translate", "nowhere.md"], "nowhere.md", "file-unusable", 3),
        (["translate", "."], "directory", "file-unusable", 3),
        (["translate", "a\0b"], "null byte", "file-unusable", 3),
        (["--config", "nowhere.toml", "translate", "ticket.md"], "nowhere.toml", "", 4),
        (["check", "nowhere.md"], "nowhere.md", "file-unusable", 3),
        (["check", "ticket.md", "--against", "nowhere.md"], "nowhere.md", "file-unusable", 3),
        (["catalog", "show", "stakeholders", "salse"], "“sales”", "unknown-entry", 2),
        (["catalog", "show", "checks", "no-onwer"], "“no-owner”", "unknown-entry", 2),
        (["catalog", "list", "stakeholdres"], "“stakeholders”", "unknown-entry", 2),
        (["schema", "pitches"], "pitches", "usage", 2),
        (["tranlsate", "ticket.md"], "tranlsate", "usage", 2),
        (["answer", "ticket.md", "--fill", "q1=x", "--by", "sales"], "JSON", "", 3),
        (["answer", "ticket.md", "--fill", "q1", "--by", "sales"], "q1", "usage", 2),
        (["answer", "ticket.md", "--fill", "q1=", "--by", "sales"], "q1", "usage", 2),
        (["answer", "ticket.md", "--fill", "q1=x"], "--by", "usage", 2),
        (["answer", "ticket.md", "--fill", "q1=x", "--by", " "], "who answers", "usage", 2),
    ],
)
def test_wrong_call(
    run: Run, ticket: Path, arguments: list[str], said: str, code: str, exit_code: int
) -> None:
    """A call that cannot work says in one line what is wrong, and with which name."""
    result = run(*arguments)
    assert (result.code, result.out) == (exit_code, "")
    assert said in result.only_line
    assert code in result.only_line


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("glosary:\n  - {term: cache}\n", 1, "glossary"),
        ("housework:\n  - {word: tidy, form: [tidied], say: x}\n", 2, "form"),
        ("housework: [\n", 2, "YAML"),
    ],
    ids=["unknown section", "unknown field", "broken YAML"],
)
def test_wrong_pack(run: Run, ticket: Path, text: str, line: int, said: str) -> None:
    """A pack with a wrong key is refused with file and line."""
    Path("pack").mkdir()
    Path("pack/company.yaml").write_text(text, encoding="utf-8")
    result = run("translate", ticket, "--pack", "pack")
    assert (result.code, result.out) == (4, "")
    assert f"company.yaml:{line}" in result.only_line
    assert said in result.only_line


@pytest.mark.parametrize(
    ("toml", "said"),
    [('engin = "offline"\n', "engine"), ("width = 7\n", "40"), ("width = \n", "TOML")],
)
def test_wrong_setting(run: Run, ticket: Path, toml: str, said: str) -> None:
    """A setting that cannot hold is refused with file and line."""
    Path("translator.toml").write_text(toml, encoding="utf-8")
    result = run("translate", ticket)
    assert (result.code, result.out) == (4, "")
    assert "translator.toml:1" in result.only_line
    assert said in result.only_line


def test_wrong_environment_variable(run: Run, ticket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled variable is no silent nothing."""
    monkeypatch.setenv("TRANSLATOR_ENGIN", "offline")
    result = run("translate", ticket)
    assert result.code == 4
    assert "TRANSLATOR_ENGINE" in result.only_line


def test_file_names_cannot_write_to_the_terminal(run: Run) -> None:
    """A control sequence in a name is shown, not obeyed."""
    result = run("translate", "\x1b[31mred.md")
    assert result.code == 3
    assert "\x1b" not in result.err


def test_debug_shows_the_traceback(run: Run) -> None:
    """--debug is for whoever wants to know where an error came from; the line stays the last."""
    result = run("--debug", "translate", "nowhere.md")
    assert "Traceback" in result.err
    assert result.err.splitlines()[-1].startswith("translator: nowhere.md: ")


def test_huge_file_is_not_read(run: Run) -> None:
    """A file of 8 GB is refused at once, without reading it."""
    with Path("huge.log").open("wb") as stream:
        stream.truncate(8 * 1024**3)
    assert run("translate", "huge.log").code == 3


def test_a_defect_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What we did not foresee ends with exit code 70 and asks to be reported."""
    import translator.wiring

    def fail(loaded: object) -> object:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(translator.wiring, "build", fail)
    result = run("translate", "-", stdin=TICKET)
    assert result.code == 70
    assert "ZeroDivisionError: planted" in result.only_line
    assert result.only_line.endswith("[internal]")


def test_a_failing_service_has_its_own_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outside service that fails ends with exit code 5."""
    import translator.wiring
    from translator.errors import ProviderError

    def fail(loaded: object) -> object:
        raise ProviderError("the service is down.")

    monkeypatch.setattr(translator.wiring, "build", fail)
    result = run("translate", "-", stdin=TICKET)
    assert result.code == 5
    assert result.only_line.endswith("[provider-failed]")


def test_ctrl_c_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping the program is not an error to explain."""
    import translator.wiring

    def stop(loaded: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(translator.wiring, "build", stop)
    result = run("translate", "-", stdin=TICKET)
    assert (result.code, result.out, result.err) == (130, "", "")
