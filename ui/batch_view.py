"""One batch: its progress while it runs, then its rows as a table with what each needs next."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import blocks
import escape
import session
import streamlit as st
from client import Api, Told

_STATES = {"running": "Running", "paused": "Paused", "done": "Done", "cancelled": "Cancelled"}
_MOST_PITCHES = 50  # pitches in one file
# A blank: which ones are open stands in a column of its own.
_OPEN = re.compile(r"\s*[:→]?\s*\[[^\[\]]{1,300}\]")
Row = dict[str, Any]


def earlier() -> None:
    """The batches of the workspace, to be opened."""
    batches = session.api().get("/v1/batches", limit=50)["items"]
    batches = [b for b in batches if not b["name"].startswith("translation t")]
    if not batches:
        return
    st.html(blocks.part("Earlier batches"))
    for batch in batches[:10]:
        counts = batch["counts"]
        total = sum(counts.values())
        when = batch["created"][:16].replace("T", " ")
        label = f"{batch['name']} · {counts['done']} of {total} done · {_STATES[batch['state']]} · {when}"
        if st.button(escape.label(label), key=f"batch-{batch['id']}", width="stretch"):
            st.query_params["batch"] = batch["id"]
            st.rerun()


def show(id: str) -> None:
    """Show one batch."""
    batch = session.api().get(f"/v1/batches/{id}")
    if batch["state"] == "running":
        _watch(id)
    else:
        _progress(batch)
        _steps(batch)
    rows = session.kept(f"rows:{id}:{batch['updated']}", lambda: session.api().rows(id))
    _table(id, rows, batch)


@st.fragment(run_every=1.0)
def _watch(id: str) -> None:
    """Progress, asked for each second; the whole page runs again when the batch has ended."""
    try:
        batch = session.api().get(f"/v1/batches/{id}")
    except Told as told:
        session.say(told)
        return
    _progress(batch)
    if batch["state"] != "running":
        st.rerun()
    _steps(batch)


def _progress(batch: Row) -> None:
    counts = batch["counts"]
    total = max(1, sum(counts.values()))
    ended = counts["done"] + counts["failed"] + counts["cancelled"]
    cost = f"{batch['spent']:.2f} US dollars" if batch["spent"] else "no cost"
    st.progress(ended / total, text=escape.label(f"{batch['name']}: {ended} of {total}"))
    st.html(
        blocks.chips(
            _STATES.get(batch["state"], str(batch["state"])),
            f"{counts['done']} translated",
            f"{counts['failed']} could not be read" if counts["failed"] else "",
            f"{counts['waiting'] + counts['running']} to come" if ended < total else "",
            cost,
        )
    )
    if batch["why"]:
        st.warning(escape.label(batch["why"], 600))


def _steps(batch: Row) -> None:
    """Pause, resume, cancel."""
    if batch["state"] not in ("running", "paused"):
        return
    first, second, _ = st.columns([1, 1, 4])
    other = "pause" if batch["state"] == "running" else "resume"
    for place, step in ((first, other), (second, "cancel")):
        if place.button(step.capitalize(), key=f"{step}-{batch['id']}", width="stretch"):
            with session.telling():
                session.api().post(f"/v1/batches/{batch['id']}/{step}")
                st.rerun(scope="app")


def readiness(row: Row) -> tuple[str, str]:
    """(how far a row is, the one thing to do next)."""
    summary = row["summary"]
    if row["state"] == "failed":
        return "✕ Not readable", row["error"]
    if summary is None:
        return "… Waiting", ""
    if summary["must"]:
        return "! Must be mended", f"Open it: {summary['must']} finding{'s' * (summary['must'] != 1)} to mend"
    if summary["missing"]:
        first = summary["missing"][0].strip("[]")
        more = f" (+{len(summary['missing']) - 1} more)" if len(summary["missing"]) > 1 else ""
        return "? Needs evidence", f"{first}{more}"
    if summary["should"]:
        return "✓ Ready, not perfect", f"{summary['should']} to look at"
    return "✓ Ready", "Send it to review"


def _table(id: str, rows: list[Row], batch: Row) -> None:
    table = [_line(row) for row in rows]
    left, right, last = st.columns([4, 5, 3], vertical_alignment="bottom")
    words = (
        left.text_input("Search", key="rows_q", placeholder="Words of the ticket or the sentence")
        .strip()
        .lower()
    )
    kinds = sorted({line["Readiness"] for line in table})
    chosen = right.multiselect("Readiness", kinds, key="rows_kinds", placeholder="All")
    again = last.toggle(
        "Only what came back",
        key="rows_again",
        help="Tickets whose problem is on record among past incidents, twice or more.",
    )
    kept = [
        (row, line)
        for row, line in zip(rows, table, strict=True)
        if (not chosen or line["Readiness"] in chosen)
        and (not again or (line["Repeats"] or 0) > 0)
        and (not words or words in f"{line['Ticket']} {line['Title']} {line['Moment']}".lower())
    ]
    if not kept:
        st.html(blocks.empty("No row fits", "Take a filter away, or search for fewer words."))
        return
    place = st.dataframe(
        [line for _, line in kept],
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"rows-{id}",
        row_height=78,  # text breaks into lines from 4 rem on
        height=min(640, 38 + 78 * len(kept)),
        column_config={
            "Ticket": st.column_config.TextColumn(width=80),
            "Readiness": st.column_config.TextColumn(width=120),
            "Next": st.column_config.TextColumn("What to do next", width=200),
            "Moment": st.column_config.TextColumn(width=240),
            "Number": st.column_config.TextColumn(width=140),
            "Missing": st.column_config.NumberColumn(width=65, help="Blanks that are open"),
            "Must": st.column_config.NumberColumn(width=50, help="Findings that block approval"),
            "Should": st.column_config.NumberColumn(width=60, help="Findings that would be better mended"),
            "Repeats": st.column_config.NumberColumn(
                width=65,
                help="Past incidents of the same problem within a year, counted from two on. "
                "Empty: there was no past incident to look at.",
            ),
        },
    )
    st.caption(
        f"{len(kept)} of {len(rows)} rows. Click a column’s head to sort; tick rows to open or export them."
    )
    picked = [kept[i][0] for i in place.selection.rows if i < len(kept) and kept[i][0]["summary"]]
    if batch["state"] != "running":  # the page runs again when it ends, and a press just then would be lost
        _exports(id, picked, batch)


def _line(row: Row) -> Row:
    summary = row["summary"] or {"one_breath": "", "number": "", "missing": (), "must": 0, "should": 0}
    state, then = readiness(row)
    return {
        "Ticket": row["ticket_key"] or row["place"],
        "Readiness": state,
        "Next": then,
        "Moment": _OPEN.sub("", summary["one_breath"]) or row["title"],
        "Number": _number(summary["number"]),
        "Missing": len(summary["missing"]),
        "Must": summary["must"],
        "Should": summary["should"],
        "Repeats": summary.get("repeats"),
        "Title": row["title"],
    }


def _number(line: str) -> str:
    """The number as far as it is known."""
    return "not known yet" if line.startswith("[") else _OPEN.sub("", line).removesuffix(".")


def _exports(id: str, picked: list[Row], batch: Row) -> None:
    """What is ticked, and everything, as files."""
    api = session.api()  # a download is written later, where there is no session
    if picked:
        first, second, _ = st.columns([1, 2, 2])
        if first.button("Open the pitch", type="primary", key="rows_open", width="stretch"):
            session.changed(None)
            st.switch_page("page_translate.py", query_params={"id": picked[0]["translation"]})
        most = picked[:_MOST_PITCHES]
        second.download_button(
            f"Download {len(most)} pitch{'es' * (len(most) != 1)} as Markdown",
            lambda: _joined(api, [row["translation"] for row in most]),
            file_name="pitches.md", mime="text/markdown", key="rows_pitches", width="stretch",
        )  # fmt: skip
    st.html(blocks.part("Export the batch"))
    columns = st.columns(3)
    for column, (form, name) in zip(
        columns, (("csv", "CSV"), ("md", "Markdown"), ("jsonl", "JSON Lines")), strict=True
    ):
        column.download_button(
            f"Download {name}",
            partial(_results, api, id, form),
            file_name=f"{batch['id']}.{form}",
            key=f"results-{form}",
            width="stretch",
        )


def _results(api: Api, id: str, form: str) -> bytes:
    return api.results(id, form).content


def _joined(api: Api, ids: list[str]) -> bytes:
    return b"\n\n---\n\n".join(api.export(id, "md").content for id in ids)
