"""Incidents as cards, and the form that imports them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import blocks
import escape
import marking
import session
import streamlit as st

_SPOKEN = re.compile(r"both speak of (.+)", re.IGNORECASE)
_LONGEST = 1_200  # characters of a section
Row = dict[str, Any]


def found(answer: Row) -> None:
    """What a search gave: the likest first, each with why."""
    hits = answer["hits"]
    if answer["mode"] == "not searched":
        for note in answer["notes"]:
            st.info(escape.label(note, 600))
        return
    if not answer["searched"]:
        _teach()
        return
    alike = sum(hit["similar"] for hit in hits)
    told = (
        f"{alike} of {answer['searched']:,} are alike enough to lean on."
        if alike
        else f"None of {answer['searched']:,} is alike enough to lean on; these come closest."
    )
    st.html(f'<div class="tr"><p><strong>{escape.text(told)}</strong></p></div>')
    for note in answer["notes"]:
        st.info(escape.label(note, 600))
    for hit in hits:
        mark = "alike" if hit["similar"] else "not alike enough"
        st.html(card(hit["incident"], why=hit["why"], tag=f"{mark}, {hit['score'] * 100:.0f} %"))


def newest(rows: Sequence[Row]) -> None:
    """The newest ones, while nothing is looked for."""
    if not rows:
        _teach()
        return
    st.html(blocks.part("The newest"))
    for row in rows:
        st.html(card(row))


def card(incident: Row, *, why: Sequence[str] = (), tag: str = "") -> str:
    """One incident as HTML, with what both speak of marked."""
    words = [
        w for line in why for found in _SPOKEN.findall(line) for w in re.split(r"[,\s]+", found) if len(w) > 2
    ]
    started = incident["started"]["at"][:10] if incident["started"] else "no date"
    facts = [started, incident["severity"], *incident["services"]]
    if incident["customers_affected"] is not None:
        count = incident["customers_affected"]
        facts.append(f"{count:,} customer{'s' * (count != 1)} affected")
    sections = "".join(
        f"<dt>{escape.text(s['kind'].replace('_', ' '))}</dt><dd>{_lit(s['text'][:_LONGEST], words)}</dd>"
        for s in incident["sections"]
    )
    reasons = "".join(f"<li>{escape.text(line)}</li>" for line in why)
    matched = f'<div class="from">Why it matched:</div><ul>{reasons}</ul>' if reasons else ""
    shown = f'<span class="tr-tag">{escape.text(tag)}</span>' if tag else ""
    return (
        f'<div class="tr tr-card"><strong>{escape.text(incident["source_id"])}</strong> '
        f"{_lit(incident['title'], words)}{shown}"
        f'<div class="from">{escape.text(" · ".join(f for f in facts if f))}</div>{matched}'
        f"<details><summary>Read it</summary><dl>{sections}</dl></details></div>"
    )


def _lit(text: str, words: Sequence[str]) -> str:
    if not words:
        return escape.text(text)
    pattern = re.compile("|".join(rf"\b{re.escape(w)}\w*" for w in words), re.IGNORECASE)
    return marking.spans_marked(text, [m.span() for m in pattern.finditer(text)], "mark")


def _teach() -> None:
    st.html(
        blocks.empty(
            "No incident on record yet",
            "Import an export of your incident tool, a status page, a table or a postmortem under Import.",
            "Then every pitch looks there for its proof: the sales story, the support case, the repeats.",
        )
    )


def bring() -> None:
    """The form that imports an export."""
    given = st.file_uploader(
        "An export of PagerDuty, Opsgenie, Statuspage and others, CSV, JSON Lines, a postmortem",
        key="incidents_file", max_upload_size=50,
    )  # fmt: skip
    look, store, sample = st.columns(3)
    content = given.getvalue() if given is not None else b""
    if look.button("Look first", disabled=not content, key="incidents_dry", width="stretch"):
        _told(content, dry_run=True)
    if store.button("Import", type="primary", disabled=not content, key="incidents_import", width="stretch"):
        _told(content, dry_run=False)
    if sample.button("Import the sample incidents", key="incidents_sample", width="stretch"):
        _told(session.api().sample("incidents.jsonl"), dry_run=False)
    st.caption(
        "May be done again: what is stored already stays as it is. Look first counts and stores nothing."
    )


def _told(content: bytes, *, dry_run: bool) -> None:
    with session.telling():
        done = session.api().import_incidents(content, dry_run=dry_run)
        session.drop("incidents")  # and every count of them
        counts = f"{done['added']} added, {done['changed']} changed, {done['same']} already there"
        st.success(f"{done['read']} read: {'would be ' if dry_run else ''}{counts}.")
        if done["problems"]:
            listed = "".join(
                f"<li>{escape.text(p['place'] + ': ' + p['message'] + ' → ' + p['next_step'])}</li>"
                for p in done["problem_rows"][:20]
            )
            st.html(f'<div class="tr"><h3>{done["problems"]} could not be read</h3><ul>{listed}</ul></div>')
