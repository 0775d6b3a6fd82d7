"""What many incidents say together: repeats over time, and signs that the business sees a problem already."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

import blocks
import escape
import streamlit as st

_RESTARTED = re.compile(r"[^.;\n]{0,80}\b(?:restart|reboot)(?:ed|ing|s)?\b[^.;,\n]{0,40}", re.IGNORECASE)
_MOST = 6  # lines of the chart; the rest is counted together
Row = dict[str, Any]
_BY = {"customer_task": "What customers could not do", "services": "Service", "severity": "Severity"}


def over_time(incidents: list[Row]) -> None:
    """Incidents a month as a chart, and what came back as a list."""
    rows = [i for i in incidents if i["kind"] == "incident" and i["started"]]
    if not rows:
        st.html(blocks.empty("Nothing to count yet", "Import incidents that say when they started."))
        return
    by = st.segmented_control(
        "Count by",
        list(_BY),
        format_func=_BY.__getitem__,
        default="customer_task",
        required=True,
        key="repeats_by",
    )
    counted: Counter[tuple[str, str]] = Counter()
    last: dict[str, str] = {}
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name in _names(row, by):
            counted[row["started"]["at"][:7], name] += 1
            keys[name].append(row["source_id"])
            last[name] = max(last.get(name, ""), row["started"]["at"][:10])
    totals = Counter({name: len(ids) for name, ids in keys.items()})
    shown = {name for name, _ in totals.most_common(_MOST)}
    months: Counter[tuple[str, str]] = Counter()
    for (month, name), count in counted.items():
        months[month, name if name in shown else "others"] += count
    # Names of services are values here and never columns: the chart reads a column's name as a path.
    st.bar_chart(
        [
            {"Month": month, "Incidents": count, "What": escape.one_line(name)[:60]}
            for (month, name), count in sorted(months.items())
        ],
        x="Month", y="Incidents", color="What", height=320,
    )  # fmt: skip
    again = [(name, count) for name, count in totals.most_common() if count > 1 and name != "not said"]
    if not again:
        st.html(blocks.line("Nothing came back."))
        return
    came_back = [(name, str(count), last[name], ", ".join(keys[name][:8])) for name, count in again[:30]]
    st.html(blocks.part("What came back"))
    st.html(f'<div class="tr">{blocks.table(("what", "times", "last", "incidents"), came_back)}</div>')


def _names(row: Row, by: str) -> list[str]:
    value = row[by]
    names = value if isinstance(value, list) else [value]
    return [
        str(name).replace("-", " ") if by == "customer_task" else str(name) for name in names if name
    ] or ["not said"]


def signs(incidents: list[Row], warnings: list[Row]) -> None:
    """A column for each sign, with the incidents that hold its words."""
    if not incidents:
        st.html(
            blocks.empty("No incident on record yet", "Import some: their words are read for warning signs.")
        )
        return
    about = "Signs that a problem is visible to the business already. Waiting for a full outage costs more."
    st.html(blocks.line(about, soft=True))
    columns = st.columns(2)
    for number, sign in enumerate(warnings):
        cues = [re.escape(cue) for cue in sign["cues"]["strong"]]
        pattern = re.compile(rf"\b(?:{'|'.join(cues)})\b", re.IGNORECASE) if cues else None
        held = [(i, words) for i in incidents if (words := _sign(i, sign["id"], pattern))]
        listed = "".join(
            f"<li><strong>{escape.text(i['source_id'])}</strong> {escape.text(i['title'])} "
            f"<small>“{escape.text(words)}”</small></li>"
            for i, words in held[:8]
        )
        more = f'<p class="soft">and {len(held) - 8} more</p>' if len(held) > 8 else ""
        told = f"{len(held)} of {len(incidents)} incidents say so" if held else "✓ No incident says so"
        title = sign["says"][:1].upper() + sign["says"][1:]
        columns[number % 2].html(
            f'<div class="tr tr-card"><h3>{escape.text(title)}</h3><p>{told}</p><ul>{listed}</ul>{more}</div>'
        )


def _sign(incident: Row, sign: str, pattern: re.Pattern[str] | None) -> str:
    """The words that show the sign; "": there are none. A restart that ended it is one, as in a pitch."""
    if pattern and (found := pattern.search(_text(incident))):
        return found.group()
    fixes = (
        " ".join(s["text"] for s in incident["sections"] if s["kind"] == "fix") if sign == "restarts" else ""
    )
    return ended.group().strip() if (ended := _RESTARTED.search(fixes)) else ""


def _text(incident: Row) -> str:
    return "\n".join([incident["title"], *(section["text"] for section in incident["sections"])])
