"""The ticket readers, in order of priority, and the choice of one by content."""

from __future__ import annotations

from translator.errors import MalformedInput, UnknownReader
from translator.intake import github, jira, tabular
from translator.intake.adf import is_adf, read_adf
from translator.intake.assemble import assemble
from translator.intake.decode import clean, decode
from translator.intake.formats import adf_document, format_of, pieces_of
from translator.intake.payload import demand, nothing_to_read, parsed, refuse_broken
from translator.intake.result import Intake, Reader


def _read_adf(text: str, place: str) -> Intake:
    document = demand(text, place)
    if not isinstance(document, dict) or not is_adf(document):
        raise MalformedInput(
            'this is not an ADF document: it has no "type": "doc".',
            place=place,
            next_step="Hand in the description as the Jira API gives it.",
        )
    pieces, notes = read_adf(document, place)
    ticket = assemble(reader="adf", title="", pieces=pieces, raw=text, place=place, notes=notes)
    return Intake((ticket,))


def _read_text(name: str, text: str, place: str) -> Intake:
    _, pieces, notes = pieces_of(text, reader=name, place=place)
    ticket = assemble(reader=name, title="", pieces=pieces, raw=text, place=place, notes=notes)
    return Intake((ticket,))


READERS: tuple[Reader, ...] = (
    Reader(
        "jira",
        "a Jira issue as JSON (REST v2 or v3, webhook, automation, search), or a small JSON object",
        lambda text: jira.recognises(text) and not github.recognises(text),
        jira.read,
    ),
    Reader(
        "github",
        "a GitHub issue as JSON (REST, webhook, a list, or from the gh command)",
        github.recognises,
        github.read,
    ),
    Reader(
        "adf",
        "an Atlassian Document Format document as JSON",
        lambda text: adf_document(text) is not None,
        _read_adf,
    ),
    Reader(
        "jira_csv",
        "a CSV export of Jira, one issue a row",
        tabular.recognises_jira,
        tabular.read_jira,
    ),
    Reader(
        "github_csv",
        "a CSV export of GitHub issues, one issue a row",
        tabular.recognises_github,
        tabular.read_github,
    ),
    Reader(
        "jira_wiki",
        "text in Jira wiki markup",
        lambda text: format_of(clean(text)) == "jira_wiki",
        lambda text, place: _read_text("jira_wiki", text, place),
    ),
    Reader(
        "markdown",
        "text in Markdown",
        lambda text: format_of(clean(text)) == "markdown",
        lambda text, place: _read_text("markdown", text, place),
    ),
    Reader(
        "plain",
        "plain text; the first line is the title",
        lambda text: True,
        lambda text, place: _read_text("plain", text, place),
    ),
)


def read(payload: bytes | str, *, reader: str | None = None, place: str = "input") -> Intake:
    """The tickets of a payload, by the named reader or the first that recognises it.

    `place` names the payload in errors. Raises EmptyInput, BinaryInput, InputTooLarge,
    MalformedInput and UnknownReader.
    """
    forced = _named(reader, place) if reader is not None else None
    source = decode(payload, place)
    chosen = forced or _recognised(source.text, place)
    intake = chosen.read(source.text, place)
    if not source.notes:
        return intake
    tickets = tuple(
        ticket.model_copy(update={"notes": (*ticket.notes, *source.notes)}) for ticket in intake.tickets
    )
    return Intake(tickets, intake.problems)


def _named(name: str, place: str) -> Reader:
    found = next((reader for reader in READERS if reader.name == name), None)
    if found is None:
        raise UnknownReader(
            f"there is no ticket reader “{name[:40]}”.",
            place=place,
            next_step=f"Known readers: {', '.join(reader.name for reader in READERS)}.",
        )
    return found


def _recognised(text: str, place: str) -> Reader:
    refuse_broken(text, place)
    chosen = next(reader for reader in READERS if reader.recognises(text))
    value = parsed(text) if chosen.name in ("jira_wiki", "markdown", "plain") else None
    if isinstance(value, dict) or (isinstance(value, list) and not any(map(_worded, value))):
        raise nothing_to_read(value, place)
    return chosen


def _worded(value: object) -> bool:
    """Whether a list item can be a word of a text that merely starts with a bracket."""
    return isinstance(value, str)
