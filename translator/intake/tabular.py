"""CSV exports of Jira and GitHub: one ticket a row, problems by line.

A Jira export repeats a column's name for each further value (labels, comments), so cells are
grouped by name. A GitHub export is what `gh issue list` gives, in any column order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from translator.errors import EmptyInput, MalformedInput
from translator.intake.assemble import assemble
from translator.intake.csv_rows import DELIMITERS, Row, rows
from translator.intake.decode import clean
from translator.intake.formats import pieces_of
from translator.intake.parts import Part, Piece, as_comment
from translator.intake.payload import string, tracker_fields
from translator.intake.result import Intake, RowProblem
from translator.models import Ticket

_Cells = dict[str, list[str]]

ROW_LIMIT = 10_000  # tickets of one file
_JIRA_SIGNS = frozenset(
    {"issue key", "issue type", "issue id", "status", "priority", "description", "project key"}
)
_GITHUB_SIGNS = frozenset({"number", "body", "html_url", "url", "state"})
_JIRA_FIELDS = (
    ("type", ("issue type",)),
    ("priority", ("priority",)),
    ("status", ("status",)),
    ("labels", ("labels",)),
    ("components", ("components", "component/s", "component")),
    ("reporter", ("reporter",)),
    ("assignee", ("assignee",)),
    ("created", ("created",)),
    ("updated", ("updated",)),
    ("due", ("due date", "due")),
    ("environment", ("environment",)),
)
_GITHUB_FIELDS = (
    ("type", ("type",)),
    ("status", ("state", "status")),
    ("labels", ("labels", "label")),
    ("reporter", ("author", "user", "reporter")),
    ("assignee", ("assignees", "assignee")),
    ("created", ("createdat", "created_at", "created")),
    ("updated", ("updatedat", "updated_at", "updated")),
    ("milestone", ("milestone",)),
)


def recognises_jira(text: str) -> bool:
    """Whether the first line is the header of a Jira export."""
    return any(_is_jira(_header(text, d)) for d in DELIMITERS)


def recognises_github(text: str) -> bool:
    """Whether the first line is the header of a GitHub export."""
    return any(_is_github(_header(text, d)) for d in DELIMITERS)


def delimiter_of(text: str) -> str | None:
    """What parts the cells of a Jira or GitHub export; None: the first line is no header of either."""
    return next((d for d in DELIMITERS if _is_jira(h := _header(text, d)) or _is_github(h)), None)


def read_jira(text: str, place: str) -> Intake:
    """The tickets of a Jira export. Raises MalformedInput when no row can be read."""
    return _read(text, place, _is_jira, _jira_ticket, "Summary and one of Issue key, Description")


def read_github(text: str, place: str) -> Intake:
    """The tickets of a GitHub export. Raises MalformedInput when no row can be read."""
    return _read(text, place, _is_github, _github_ticket, "title and one of number, body, url")


def _header(text: str, delimiter: str) -> tuple[str, ...]:
    line = text.lstrip("\ufeff\n\r ").split("\n", 1)[0]
    # The header of an export is far below this; a longer first line is no header.
    if len(line) > 50_000 or delimiter not in line:
        return ()
    found = rows(clean(line), delimiter)
    return tuple(cell.strip().casefold() for cell in found[0].cells) if found else ()


def _is_jira(header: Sequence[str]) -> bool:
    return "summary" in header and not _JIRA_SIGNS.isdisjoint(header)


def _is_github(header: Sequence[str]) -> bool:
    return "title" in header and not _GITHUB_SIGNS.isdisjoint(header)


def _read(
    text: str,
    place: str,
    knows: Callable[[Sequence[str]], bool],
    ticket: Callable[[_Cells, str, str], Ticket],
    wanted: str,
) -> Intake:
    delimiter = next((d for d in DELIMITERS if knows(_header(text, d))), None)
    if delimiter is None:
        raise MalformedInput(
            "the first line is not a header this reader knows.",
            place=place,
            next_step=f"The header needs the columns {wanted}.",
        )
    body = clean(text)
    table = rows(body.lstrip("\n "), delimiter)
    skipped = body[: len(body) - len(body.lstrip("\n "))].count("\n")
    header = [cell.strip().casefold() for cell in table[0].cells]
    tickets: list[Ticket] = []
    problems: list[RowProblem] = []
    for row in table[1:]:
        if len(tickets) == ROW_LIMIT:
            why = f"over {ROW_LIMIT:,} tickets in one file; this row and the rest are not read"
            problems.append(RowProblem(row.line + skipped, why))
            break
        problem = _problem(row, header)
        if not problem:
            try:
                tickets.append(ticket(_grouped(header, row), row.source, place))
            except EmptyInput:
                problem = "the row has neither a title nor a text"
        if problem:
            problems.append(RowProblem(row.line + skipped, problem))
    if not tickets:
        first = f" Line {problems[0].line}: {problems[0].message}." if problems else ""
        raise MalformedInput(
            f"no row of the CSV can be read.{first}",
            place=place,
            next_step="Export the issues again, with quotes around cells that hold line breaks.",
        )
    return Intake(tuple(tickets), tuple(problems))


def _problem(row: Row, header: Sequence[str]) -> str:
    if row.problem:
        return row.problem
    if len(row.cells) != len(header):
        return f"the row has {len(row.cells)} cells, the header has {len(header)}"
    return ""


def _grouped(header: Sequence[str], row: Row) -> _Cells:
    cells: _Cells = {}
    for name, value in zip(header, row.cells, strict=True):
        if string(value).strip():
            cells.setdefault(name, []).append(value)
    return cells


def _first(cells: _Cells, *names: str) -> str:
    return next((cells[name][0] for name in names if name in cells), "")


def _jira_ticket(cells: _Cells, source: str, place: str) -> Ticket:
    notes: list[str] = []

    def wiki(text: str) -> list[Piece]:
        reader = None if text.lstrip()[:1] == "{" else "jira_wiki"
        _, pieces, found = pieces_of(text, reader=reader, place=place)
        notes.extend(found)
        return pieces

    pieces = wiki(_first(cells, "description"))
    for comment in [*cells.get("comment", ()), *cells.get("comments", ())]:
        date, author, said = _comment(comment)
        pieces.extend(as_comment(wiki(said), author if date else ""))
    environment = _first(cells, "environment")
    if environment:
        pieces.append(Part("log", environment, label="environment"))
    return assemble(
        reader="jira_csv",
        title=_first(cells, "summary"),
        pieces=pieces,
        raw=source,
        place=place,
        key=_first(cells, "issue key", "key"),
        url=_first(cells, "url", "link"),
        fields=tracker_fields(
            (field, ", ".join(v for name in columns for v in cells.get(name, ())))
            for field, columns in _JIRA_FIELDS
        ),
        notes=notes,
    )


def _comment(cell: str) -> tuple[str, str, str]:
    """(date, author, text) of a comment cell; a cell without them is all text."""
    date, _, rest = cell.partition(";")
    author, mark, said = rest.partition(";")
    if not mark or not any(c.isdigit() for c in date) or len(date) > 40 or "\n" in author:
        return "", "", cell
    return date.strip(), author.strip(), said


def _github_ticket(cells: _Cells, source: str, place: str) -> Ticket:
    _, pieces, notes = pieces_of(_first(cells, "body", "description"), reader="markdown", place=place)
    url = _first(cells, "html_url", "url")
    number = _first(cells, "number", "id").lstrip("#")
    repository = _first(cells, "repository", "repo")
    if not repository and "/issues/" in url:
        repository = "/".join(url.split("/issues/", 1)[0].split("/")[-2:])
    return assemble(
        reader="github_csv",
        title=_first(cells, "title"),
        pieces=pieces,
        raw=source,
        place=place,
        key=f"{repository}#{number}" if number else None,
        url=url,
        fields=tracker_fields(
            (field, ", ".join(v for name in columns for v in cells.get(name, ())))
            for field, columns in _GITHUB_FIELDS
        ),
        notes=notes,
    )
