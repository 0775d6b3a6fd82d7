"""The shelves of the library: memory, glossary, stakeholders, needles, moments."""

from __future__ import annotations

from typing import Any

import blocks
import escape
import session
import streamlit as st

Row = dict[str, Any]


def _entries(kind: str) -> list[Row]:
    rows: list[Row] = session.kept(f"catalog:{kind}", lambda: session.api().catalog(kind))
    return rows


def _shelf(kind: str, words: str, ours: bool) -> list[Row]:
    """The entries to show: with `ours` only what a company pack adds or overrides."""
    rows = [row for row in _entries(kind) if row["origin"]["pack"] or not ours]
    if ours and not rows:
        st.html(
            blocks.empty(
                "Nothing of yours on this shelf",
                "A company pack is a folder of YAML files that adds entries or overrides built-in ones: "
                "name it in the setting packs.",
            )
        )
        return []
    found = _fitting(rows, words)
    if not found:
        _none(words)
    return found


def origin(row: Row) -> str:
    """Where an entry comes from, in words."""
    of = row["origin"]
    if not of["pack"]:
        return "built-in"
    place = f"{of['pack']} ({of['file']})"
    if not of["replaces"]:
        return f"added by {place}"
    earlier = ", ".join(of["replaces"])
    if of["fields"]:
        changed = ", ".join(field.replace("_", " ") for field in of["fields"])
        return f"{earlier}; {of['pack']} changes {changed} ({of['file']})"
    return f"{place}, in place of {earlier}"


def _fitting(rows: list[Row], words: str) -> list[Row]:
    """The rows that hold every word, somewhere."""
    wanted = words.lower().split()
    return [row for row in rows if all(word in str(row).lower() for word in wanted)] if wanted else rows


def _none(words: str) -> None:
    st.html(blocks.empty(f"Nothing about “{words}”", "Try one word less, or another shelf."))


def memory(words: str) -> None:
    """Words of approved pitches; a search finds what is alike, not what is spelled alike."""
    rows = session.api().get("/v1/memory", q=words, limit=50)["items"]
    if not rows and words:
        st.html(
            blocks.empty(
                "No approved pitch is alike", "That is an honest answer: nothing is stretched to fit."
            )
        )
        return
    if not rows:
        st.html(
            blocks.empty(
                "The memory is empty",
                "Each pitch that a person approves is remembered: its words serve again for tickets like it.",
                "Numbers, names and dates are never taken along.",
            )
        )
        return
    if any("«…»" in row["one_breath"] for row in rows):
        st.caption("“«…»” stands where a number, a name or a date was: they are never taken along.")
    for row in rows:
        why = "".join(f"<li>{escape.text(line)}</li>" for line in row["why"])
        score = f'<span class="tr-tag">{row["score"]} % alike</span>' if row["score"] is not None else ""
        origin = f" · {row['origin']}" if row["origin"] else ""
        about = f"{row['state']} · {row['by']} · {row['at'][:10]}{origin}"
        st.html(
            f'<div class="tr tr-card"><strong>{escape.text(row["ticket_key"])}</strong> '
            f"{escape.text(row['title'])}{score}<p>{escape.text(row['one_breath'])}</p>"
            f'<div class="from">{escape.text(about)}</div>'
            f"{f'<ul>{why}</ul>' if why else ''}</div>"
        )


def glossary(words: str, ours: bool) -> None:
    """Engineering terms and the customer's words for them."""
    rows = _shelf("glossary", words, ours)
    if not rows:
        return
    st.dataframe(
        [
            {
                "Engineer says": row["term"],
                "Customer would say": row["moment"],
                "In a sentence": ", ".join(f"{a} → {b}" for a, b in row["forms"].items()),
                "Lever": row["lever"] or "",
                "Only about": ", ".join(row["context"]),
                "Comes from": origin(row),
            }
            for row in rows
        ],
        hide_index=True,
        key="glossary_table",
    )
    st.caption(f"{len(rows)} terms.")


def stakeholders(words: str, ours: bool) -> None:
    """Who has to say yes, and what is in it for them."""
    rows = _shelf("stakeholders", words, ours)
    names = {row["id"]: row["name"] for row in _entries("needles")}
    for row in rows:
        facts = [
            ("Decides", row["decision"]),
            ("Cares about", ", ".join(row["cares_about"])),
            ("A problem of theirs", f"{row['example_problem']} ({row['example_measure']})"),
            ("Say", ", ".join(row["use"])),
            ("Rather than", ", ".join(f"{a} → {b}" for a, b in row["avoid"].items())),
            ("Needles", ", ".join(names.get(id, id) for id in row["needles"])),
            ("Will object", row["objection"]),
            ("Comes from", origin(row)),
        ]
        pack = row["origin"]["pack"]
        with st.expander(
            escape.label(f"{row['name']}, version {row['version']}{f' · {pack}' if pack else ''}")
        ):
            st.html(blocks.facts(facts))


def needles(words: str, ours: bool) -> None:
    """Metrics that a platform team and a stakeholder watch together."""
    rows = _shelf("needles", words, ours)
    if not rows:
        return
    st.dataframe(
        [
            {
                "Needle": row["name"],
                "Group": row["group"],
                "Definition": row["definition"],
                "Better": "↑ up" if row["direction"] == "up" else "↓ down",
                "Unit": row["unit"],
                "Window": row["window"],
                "Formula": row["formula"],
                "Ask": row["ask_role"],
                "Trap": row["trap"],
                "Comes from": origin(row),
            }
            for row in rows
        ],
        hide_index=True,
        key="needles_table",
    )
    st.caption(f"{len(rows)} needles: metrics that engineering and a stakeholder can watch together.")


def moments(words: str, ours: bool) -> None:
    """When it hurts most, and the words in a ticket that say so."""
    rows = _shelf("moments", words, ours)
    if not rows:
        return
    names = {row["id"]: row["plural"] for row in _entries("personas")}
    st.dataframe(
        [
            {
                "When": row["phrase"],
                "Who feels it": names.get(row["persona"], row["persona"]),
                "Words that say so": ", ".join(row["cues"]["strong"]),
                "Comes from": origin(row),
            }
            for row in rows
        ],
        hide_index=True,
        key="moments_table",
    )
    st.caption(f"{len(rows)} moments.")
