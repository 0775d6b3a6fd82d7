"""The results of a batch as files: a line of JSON for each row, a table, and an index for people.

Values in, text out. Rows come in the order of the input, and every row is there, whatever became of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from translator.models import Batch, BatchRow
from translator.render.escape import inline
from translator.text import shorten

PITCHES = "pitches"  # the folder of the pitches, beside the other files
JSONL, CSV, INDEX = "results.jsonl", "results.csv", "index.md"
_SHOWN = 160  # characters of a cell of the index
_MISSING = 3  # questions that a cell of the index names
_COLUMNS = (
    "number", "place", "ticket_key", "title", "state", "one_breath", "the_number", "missing", "must",
    "should", "repeats", "cost", "seconds", "code", "error", "translation", "pitch",
)  # fmt: skip
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


class Names:
    """A file name for the pitch of each row, by its ticket's key or its number; none twice.

    Ask in the order of the rows: the same rows give the same names.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, row: BatchRow) -> str:
        """The name, without a folder; "": the row has no pitch."""
        if row.state != "done":
            return ""
        key = re.sub(r"[^a-z0-9]+", "-", row.ticket_key.lower())[:80].strip("-")
        name = key or f"row-{row.number}"
        if name in self._taken:
            name = f"{name}-{row.number}"
        self._taken.add(name)
        return f"{name}.md"


def document(row: BatchRow, pitch: str = "") -> dict[str, Any]:
    """What is told of a row; `pitch` is the path of its file, "": there is none."""
    summary = row.summary
    return {
        "number": row.number,
        "place": row.place,
        "ticket_key": row.ticket_key,
        "title": row.title,
        "state": row.state,
        "one_breath": summary.one_breath if summary else "",
        "the_number": summary.number if summary else "",
        "missing": list(summary.missing) if summary else [],
        "must": summary.must if summary else None,
        "should": summary.should if summary else None,
        "repeats": summary.repeats if summary else None,
        "stakeholders": list(summary.stakeholders) if summary else [],
        "cost": row.cost,
        "seconds": None if row.seconds is None else round(row.seconds, 3),
        "code": row.code,
        "error": row.error,
        "translation": row.translation if row.state == "done" else "",
        "pitch": pitch,
    }


def as_jsonl(rows: Iterable[BatchRow], *, files: bool = True) -> Iterator[str]:
    """`results.jsonl`, a line at a time. Without `files` no row names a file of its pitch."""
    names = Names()
    for row in rows:
        yield json.dumps(document(row, _path(names, row, files)), ensure_ascii=False) + "\n"


def as_csv(rows: Iterable[BatchRow], *, files: bool = True) -> Iterator[str]:
    """`results.csv`, a row at a time; cells that a spreadsheet would run are quoted with an apostrophe."""
    names = Names()
    yield _csv_line(_COLUMNS)
    for row in rows:
        told = document(row, _path(names, row, files))
        told["missing"] = " | ".join(told["missing"])
        yield _csv_line("" if told[name] is None else told[name] for name in _COLUMNS)


def as_index(batch: Batch, rows: Iterable[BatchRow], *, files: bool = True) -> Iterator[str]:
    """`index.md`, a line at a time: what became of the batch, and a table of its rows."""
    counts = batch.counts
    yield f"# {inline(batch.name)}\n\n"
    yield f"{sentence(batch)}\n\n"
    if counts.total == 0:
        return
    yield "| # | Ticket | In one breath | Number | Missing | Findings | Repeats | Pitch |\n"
    yield "|--:|---|---|---|---|---|--:|---|\n"
    names = Names()
    for row in rows:
        name = names.of(row)
        cells = (str(row.number), _ticket(row), *_told(row), _link(row, name, files))
        yield f"| {' | '.join(cells)} |\n"


def sentence(batch: Batch) -> str:
    """One line: how many rows came to what, for how much."""
    counts = batch.counts
    names = {"done": counts.done, "failed": counts.failed, "cancelled": counts.cancelled}
    parts = [f"{count:,} {name}" for name, count in names.items() if count]
    left = counts.waiting + counts.running
    if left:
        parts.append(f"{left:,} not yet")
    rows = f"{counts.total:,} row{'' if counts.total == 1 else 's'}"
    spent = f"; ${batch.spent:.4f}" if batch.spent else ""
    why = f" Paused: {inline(batch.why)}." if batch.state == "paused" and batch.why else ""
    return f"{rows}: {', '.join(parts) or 'none'}{spent}.{why}"


def _path(names: Names, row: BatchRow, files: bool) -> str:
    name = names.of(row)
    return f"{PITCHES}/{name}" if name and files else ""


def _ticket(row: BatchRow) -> str:
    shown = inline(shorten(row.title, _SHOWN)) if row.title else ""
    key = inline(row.ticket_key) if row.ticket_key else inline(row.place)
    return f"{key} {shown}".strip()


def _told(row: BatchRow) -> tuple[str, str, str, str, str]:
    """One breath, number, missing, findings, repeats."""
    summary = row.summary
    if summary is None:
        return (
            f"*{row.state}*: {inline(shorten(row.error, _SHOWN))}" if row.error else row.state,
            "",
            "",
            "",
            "",
        )
    missing = [inline(shorten(ask, _SHOWN)) for ask in summary.missing[:_MISSING]]
    if len(summary.missing) > _MISSING:
        missing.append(f"{len(summary.missing) - _MISSING} more")
    findings = [f"{n} {name}" for n, name in ((summary.must, "must"), (summary.should, "should")) if n]
    return (
        inline(shorten(summary.one_breath, _SHOWN)),
        inline(shorten(summary.number, _SHOWN)),
        "; ".join(missing),
        ", ".join(findings) or "none",
        "" if summary.repeats is None else str(summary.repeats),
    )


def _link(row: BatchRow, name: str, files: bool) -> str:
    if not name:
        return ""
    return f"[{name}]({PITCHES}/{name})" if files else inline(row.translation)


def _csv_line(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([_plain(value) for value in values])
    return out.getvalue()


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    return f"'{text}" if _FORMULA.match(text) else text
