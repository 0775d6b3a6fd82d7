"""The files of a batch: every row is in each, and whatever stood in a ticket does nothing there."""

from __future__ import annotations

import csv
import io
import json

from markdown_it import MarkdownIt

from tests.jobs.batch_examples import new_batch
from translator.jobs.results import as_csv, as_index, as_jsonl
from translator.models import BatchCounts, BatchRow, RowSummary

SUMMARY = RowSummary(
    one_breath="Demos end | early *today*.",
    number="2 demos → [target needed — ask engineering]",
    missing=("target needed — ask engineering", "owner needed — ask the lead", "a", "b"),
    must=1,
    repeats=3,
    stakeholders=("sales",),
)
ROWS = [
    BatchRow(number=1, place="line 2", state="done", ticket_key="NORD-1", title="=HYPERLINK(1)",
             summary=SUMMARY, translation="t1", seconds=0.12345, cost=0.01, attempts=1),
    BatchRow(number=2, place="line 3", state="failed", code="malformed-input", error="<b>short</b> | row."),
    BatchRow(number=3, place="line 4", state="done", ticket_key="nord 1", title="Again", summary=SUMMARY,
             translation="t3"),
    BatchRow(number=4, place="line 5", state="waiting", title="Later", translation="t4"),
]  # fmt: skip
BATCH = new_batch().model_copy(
    update={
        "counts": BatchCounts(done=2, failed=1, waiting=1),
        "spent": 0.01,
        "state": "paused",
        "why": "no key",
    }
)


def test_json_lines() -> None:
    """A document for each row; names of pitches never collide, and a row without one names none."""
    told = [json.loads(line) for line in as_jsonl(ROWS)]
    assert [row["pitch"] for row in told] == ["pitches/nord-1.md", "", "pitches/nord-1-3.md", ""]
    assert [row["repeats"] for row in told] == [3, None, 3, None]
    assert told[0]["missing"][0] == "target needed — ask engineering"
    assert (told[1]["state"], told[1]["error"], told[3]["translation"]) == (
        "failed",
        "<b>short</b> | row.",
        "",
    )
    assert [json.loads(line)["pitch"] for line in as_jsonl(ROWS, files=False)] == [""] * 4


def test_a_table_that_a_spreadsheet_does_not_run() -> None:
    """A cell that would be a formula begins with an apostrophe; figures stay figures."""
    told = list(csv.DictReader(io.StringIO("".join(as_csv(ROWS)))))
    assert len(told) == 4
    assert told[0]["title"] == "'=HYPERLINK(1)"
    assert (told[0]["must"], told[0]["cost"], told[0]["seconds"]) == ("1", "0.01", "0.123")
    assert (told[1]["must"], told[1]["repeats"]) == ("", "")  # unknown is never 0


def test_the_index() -> None:
    """A table with a row for each; marks of Markdown and HTML in a ticket show as they are."""
    html = MarkdownIt().enable("table").render("".join(as_index(BATCH, ROWS)))
    assert html.count("<tr>") == 1 + len(ROWS)
    assert "Demos end | early *today*." in html
    assert "<b>" not in html
    assert '<a href="pitches/nord-1-3.md">' in html
    assert html.count('<td style="text-align:right">3</td>') == 3  # row 3, and two that came back thrice
    assert "2 more" not in html
    assert "1 more" in html
    assert "4 rows: 2 done, 1 failed, 1 not yet; $0.0100. Paused: no key." in html


def test_the_index_of_nothing() -> None:
    """A batch without rows has no table."""
    assert "".join(as_index(new_batch(), [])) == "# backlog.csv\n\n0 rows: none.\n\n"
