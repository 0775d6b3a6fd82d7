"""Review: what stands in the way, the steps that can be taken, and what changed between versions."""

from __future__ import annotations

from typing import Any

import blocks
import escape
import marking
import session
import streamlit as st
from client import Told
from named_parts import named_parts
from pitch_parts import sentence

from translator.models import Pitch

_STEPS = {
    "in review": "Submit for review",
    "approved": "Approve",
    "published": "Mark as published",
    "draft": "Send back",
    "needs evidence": "Send back",
    "closed": "Close",
}
_WHY = {"draft": "send it back", "needs evidence": "send it back", "closed": "close it"}
_FORWARD = ("in review", "approved", "published")


def show(stored: dict[str, Any], pitch: Pitch) -> None:
    """Show the review of the open translation."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _findings(stored, pitch)
        _versions(stored)
    with right:
        _steps(stored)
        _history(stored)


def _steps(stored: dict[str, Any]) -> None:
    """The ways on from here."""
    # On a narrow window the step comes before the findings.
    st.html(f'<span class="tr-first"></span>{blocks.part("Next step")}')
    blocking = [f for f in stored["findings"] if f["severity"] == "must"]
    ways = [
        to for to in stored["next_states"] if to != "needs evidence" or "draft" not in stored["next_states"]
    ]
    if not ways:
        st.html(blocks.line("This review has ended.", soft=True))
    for to in (w for w in ways if w in _FORWARD):
        help = (
            f"{len(blocking)} finding{'s' * (len(blocking) != 1)} must be mended first" if blocking else None
        )
        if st.button(
            _STEPS[to], type="primary", key=f"step-{to}", disabled=bool(blocking), help=help, width="stretch"
        ):
            _take(stored, to, "")
    back = [w for w in ways if w not in _FORWARD]
    if blocking:
        st.html(blocks.line("Mend what is marked “must” first: edit the part or answer.", soft=True))
    if back:
        why = st.text_input(
            f"Why {' or '.join(_WHY[to] for to in back)}?", key=f"why-{stored['revision']}", max_chars=2_000
        )
        for to in back:
            if st.button(_STEPS[to], key=f"step-{to}", width="stretch"):
                if why.strip():
                    _take(stored, to, why.strip())
                else:
                    st.warning("Write the reason first: whoever reads this later needs it.")


def _take(stored: dict[str, Any], to: str, why: str) -> None:
    with session.telling():
        after = session.api().step(stored["id"], to, why, stored["revision"])
        session.changed(after)
        session.later(f"This pitch is now: {after['state']}")
        st.rerun()


def _findings(stored: dict[str, Any], pitch: Pitch) -> None:
    """Each finding; one that only should be mended can be left, for a reason."""
    st.html(
        blocks.part("Findings", "must: blocks the approval. should: better mended, or left with a reason.")
    )
    if not stored["findings"]:
        st.html(blocks.line("✓ Every check holds."))
    reasons = {d["finding"]: d for d in stored["dismissed"]}
    names = {where: name for where, name, _ in named_parts(pitch.draft)}
    for finding in stored["findings"]:
        with st.container(border=True):
            kept = reasons.get(finding["id"]) if finding["dismissed"] else None
            severity = "left as it is" if kept else finding["severity"]
            must = " tr-must" if finding["severity"] == "must" else ""
            st.html(
                f'<div class="tr"><span class="tr-tag tr-lead{must}">{escape.text(severity)}</span>'
                f"{escape.text(sentence(finding['message']))}<br>"
                f"<small>{escape.text(names.get(finding['where'], finding['where']))}</small>"
                + (f'<div class="soft">→ {escape.text(finding["fix"])}</div>' if finding["fix"] else "")
                + (f"<p>“{escape.text(kept['why'])}” — {escape.text(kept['by']['name'])}</p>" if kept else "")
                + "</div>"
            )
            if finding["severity"] != "must" and not kept:
                _dismissal(stored, finding["id"])


def _dismissal(stored: dict[str, Any], finding: str) -> None:
    with st.popover("Leave it as it is", icon=":material/visibility_off:"):
        why = st.text_input("Why?", key=f"dismiss-why-{finding}", max_chars=2_000)
        if st.button("Leave it, with this reason", key=f"dismiss-{finding}"):
            if not why.strip():
                st.warning("A reason is kept with it: write one.")
                return
            with session.telling():
                after = session.api().dismiss(stored["id"], finding, why.strip(), stored["revision"])
                session.changed(after)
                st.rerun()


def _versions(stored: dict[str, Any]) -> None:
    """Two versions beside each other, the words that changed marked."""
    st.html(blocks.part("Versions"))
    rows = session.kept("versions", lambda: session.api().versions(stored["id"]))
    listed = "".join(
        f"<li>Version {r['version']}: {escape.text(r['what'])} <small>{escape.text(r['by']['name'])}, "
        f"{escape.text(r['at'][:16].replace('T', ' '))}</small></li>"
        for r in reversed(rows)
    )
    st.html(f'<div class="tr"><ul>{listed}</ul></div>')
    if len(rows) < 2:
        return
    numbers = [row["version"] for row in rows]
    place = stored["version"]
    before, after = st.columns(2)
    first = before.selectbox("From version", numbers[:-1], index=len(numbers) - 2, key=f"diff-from-{place}")
    last = after.selectbox("To version", numbers[1:], index=len(numbers) - 2, key=f"diff-to-{place}")
    try:
        st.html(difference(session.api().diff(stored["id"], first, last)))
    except Told as told:
        session.say(told)


def difference(diff: dict[str, Any]) -> str:
    """What changed, part by part, as HTML."""
    out = []
    for part in diff["parts"]:
        before = marking.spans_marked(part["before"], part["gone"], "del")
        after = marking.spans_marked(part["after"], part["came"], "ins")
        status = f'<span class="tr-tag">{escape.text(part["status"])}</span>' if part["status"] else ""
        out.append(
            f'<div class="tr-card"><strong>{escape.text(part["name"])}</strong>{status}'
            f'<div class="tr-two"><div><small>before</small><br>{before or "—"}</div>'
            f"<div><small>after</small><br>{after or '—'}</div></div></div>"
        )
    for title, rows in (("New findings", diff["found"]), ("Mended", diff["mended"])):
        if rows:
            listed = "".join(f"<li>{escape.text(row['message'])}</li>" for row in rows)
            out.append(f"<h3>{title}</h3><ul>{listed}</ul>")
    return f'<div class="tr">{"".join(out) or "<p>Both versions read the same.</p>"}</div>'


def _history(stored: dict[str, Any]) -> None:
    if not stored["steps"]:
        return
    listed = "".join(
        f"<li>{escape.text(s['before'])} → {escape.text(s['after'])} <small>{escape.text(s['by']['name'])}, "
        f"{escape.text(s['at'][:16].replace('T', ' '))}</small>"
        f"{'<br>“' + escape.text(s['why']) + '”' if s['why'] else ''}</li>"
        for s in reversed(stored["steps"])
    )
    st.html(f'<div class="tr"><h2>What was done</h2><ul>{listed}</ul></div>')
