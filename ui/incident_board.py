"""What many incidents say together: repeats over time, and signs that the business sees a problem already."""

from __future__ import annotations

from typing import Any

import blocks
import escape
import session
import streamlit as st

Row = dict[str, Any]
_REQUESTS = 10  # of about three seconds each
_BY = {"task": "What customers could not do", "service": "Service", "severity": "Severity"}

# Three names to a line: beside each other, the last ones would be cut off on a narrow window.
_CHART = {
    "mark": "bar",
    "encoding": {
        "x": {"field": "Month", "type": "ordinal", "title": None},
        "y": {
            "field": "Incidents",
            "type": "quantitative",
            "aggregate": "sum",
            "title": "Incidents",
            "axis": {"tickMinStep": 1},
        },
        "color": {
            "field": "What",
            "type": "nominal",
            "legend": {"orient": "bottom", "columns": 3, "title": None, "labelLimit": 100},
        },
        "tooltip": [{"field": name} for name in ("Month", "What", "Incidents")],
    },
}


def _readable() -> dict[str, Any]:
    """Colours of words in a chart: those of Streamlit are fainter than AA of WCAG asks for."""
    soft = "#a9b1b5" if st.context.theme.type == "dark" else "#5a626b"
    return {"axis": {"labelColor": soft, "titleColor": soft}, "legend": {"labelColor": soft}}


def over_time() -> None:
    """Incidents a month as a chart, and what came back as a list."""
    by = st.segmented_control(
        "Count by", list(_BY), format_func=_BY.__getitem__, default="task", required=True, key="repeats_by"
    )
    found = session.kept(f"incidents:repeats:{by}", lambda: session.api().repeats(by))
    if not found["counted"]:
        st.html(blocks.empty("Nothing to count yet", "Import incidents that say when they started."))
        return
    names = {line["name"]: line["shown"] or "not said" for line in found["lines"]}
    # Names of services are values here and never columns: the chart reads a column's name as a path.
    st.vega_lite_chart(
        [
            {
                "Month": row["month"],
                "Incidents": row["count"],
                "What": escape.one_line(names.get(row["name"], "others"))[:60],
            }
            for row in found["months"]
        ],
        _CHART | {"config": _readable()},
        height=340,
    )
    undated = f" {found['undated']:,} more are left out: they say no month." if found["undated"] else ""
    st.caption(f"{found['counted']:,} incidents; planned work and alerts are not counted.{undated}")
    if not found["recurring"]:
        st.html(blocks.line("Nothing came back."))
        return
    came_back = [
        (row["shown"], str(row["count"]), row["last"], ", ".join(row["incidents"]))
        for row in found["recurring"]
    ]
    st.html(blocks.part("What came back"))
    st.html(
        f'<div class="tr">{blocks.table(("what", "times", "last in", "newest incidents"), came_back)}</div>'
    )


def signs() -> None:
    """A card for each sign, with the incidents that show it."""
    board = session.kept("incidents:signs", _read)
    if not board["complete"]:
        session.drop("incidents:signs")
        st.info("Not every incident has been read yet: what is below counts those that have.")
        st.button("Read on", key="signs_on", icon=":material/refresh:")
    if not board["incidents"]:
        st.html(
            blocks.empty("No incident on record yet", "Import some: their words are read for warning signs.")
        )
        return
    about = "Signs that a problem is visible to the business already. Waiting for a full outage costs more."
    st.html(blocks.line(about, soft=True))
    columns = st.columns(2)
    for number, sign in enumerate(board["items"]):
        columns[number % 2].html(_card(sign, board["incidents"]))


def _read() -> Row:
    """The board; each request reads on where many incidents are new, and half a minute is waited for all."""
    with st.spinner("Reading the incidents …"):
        for _ in range(_REQUESTS):
            board = session.api().warning_signs()
            if board["complete"]:
                break
    return board


def _card(sign: Row, of: int) -> str:
    shown = sign["incidents"]
    listed = "".join(
        f"<li><strong>{escape.text(row['key'])}</strong> {escape.text(row['title'])} "
        f"<small>“{escape.text(row['words'])}”</small></li>"
        for row in shown
    )
    more = (
        f'<p class="soft">and {sign["count"] - len(shown):,} more</p>' if sign["count"] > len(shown) else ""
    )
    told = f"{sign['count']:,} of {of:,} incidents say so" if sign["count"] else "✓ No incident says so"
    title = sign["says"][:1].upper() + sign["says"][1:]
    return f'<div class="tr tr-card"><h3>{escape.text(title)}</h3><p>{told}</p><ul>{listed}</ul>{more}</div>'
